"""Ellis 2016: what the slump adds to three exercises."""

import numpy as np

EXERCISES = {"a": "slider", "b": "tensioner", "c": "knee-only"}


def predict(replay):
    def moved(movement):
        return replay.movement(movement).gain("sciatic.mid_thigh.r", "excursion_mm")

    found = {}
    for x, exercise in EXERCISES.items():
        # Upright sitting has no slump, which varies slowest.
        upright = np.tile(moved(f"ellis2016-upright-{exercise}"), (1, 2))
        found[f"U013{x}"] = np.abs(moved(f"ellis2012-{exercise}") - upright)
    return found
