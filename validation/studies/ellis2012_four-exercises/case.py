"""Ellis 2012: slider, tensioner, knee alone and neck alone."""

import numpy as np


def predict(replay):
    def moved(exercise):
        return np.abs(replay.movement(f"ellis2012-{exercise}").gain("sciatic.mid_thigh.r", "excursion_mm"))

    slider = moved("slider")
    neck = np.repeat(moved("neck-only"), 2, axis=1)  # it has no end of the knee, which varies fastest
    return {"U012a": slider - moved("tensioner"), "U012b": slider - moved("knee-only"), "U012c": slider - neck}
