"""Ridehalgh 2015: a root held at its disc does not show at the thigh."""

import numpy as np


def predict(replay):
    def moved(restrictions=()):
        run = replay.movement("side-lying-knee-extension", restrictions=restrictions)
        return run.gain("sciatic.mid_thigh.r", "excursion_mm", to="extend")

    free = moved()
    held = [
        moved([{"site": root, "stiffness_n_per_mm": stiffness}])
        for root in ("root.l5.r", "root.s1.r") for stiffness in (2.0, 5.0, 20.0)
    ]
    return {"N006": np.concatenate([np.abs(one - free) for one in held], axis=1)}
