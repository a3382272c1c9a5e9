"""A slump study of 2020: straightening the other knee lets this one go further."""

import numpy as np

NOTCH = ("sciatic.notch.r", "tension_n")


def predict(replay):
    alone, other = (replay.movement(f"contralateral2020-{knee}") for knee in ("alone", "other-extended"))
    level = alone.value(*NOTCH, at=10.0)  # the knee passes 40 degrees

    def stops(run):
        angle = run.angle_when("knee_flexion_r", *NOTCH, level)
        return np.where(np.isposinf(angle), 0.0, angle)  # never reached: the knee goes straight

    return {"R020": stops(alone) - stops(other)}
