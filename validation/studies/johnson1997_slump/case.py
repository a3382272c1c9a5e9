"""Johnson and Chiarello 1997: at which knee angle the same tension is reached."""

import numpy as np

NOTCH = ("sciatic.notch.r", "tension_n")


def predict(replay):
    def condition(name):
        return replay.movement(f"johnson1997-{name}")

    level = condition("neck-extended").value(*NOTCH, at=14.0)  # the knee passes 20 degrees

    def stops(name):
        angle = condition(name).angle_when("knee_flexion_r", *NOTCH, level)
        return np.where(np.isposinf(angle), 0.0, angle)  # never reached: the knee goes straight

    rest, neck, foot = stops("neck-extended"), stops("neck-flexed"), stops("neck-extended-dorsiflexed")
    leg, all_of_them = stops("neck-extended-dorsiflexed-rotated"), stops("neck-flexed-dorsiflexed-rotated")
    return {
        "R009a": neck - rest,
        "R009b": foot - rest,
        "R009c": leg - foot,
        "R009d": all_of_them - np.maximum(neck, leg),
    }
