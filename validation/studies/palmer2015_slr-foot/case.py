"""Palmer 2015: the foot up, at rest and pointed in a leg raise."""

import numpy as np

HIP = ("sciatic.gluteal_fold.r", "tension_n")


def predict(replay):
    up, rest, down = (replay.movement(f"palmer2015-{foot}") for foot in ("dorsiflexed", "neutral", "plantarflexed"))
    level = rest.value(*HIP, at=12.0)  # the leg passes 60 degrees

    def stops(run):
        return np.minimum(run.angle_when("slr_r", *HIP, level), 90.0)  # never reached: beyond the 70 degrees run

    return {
        "R015a": up.value(*HIP) - rest.value(*HIP),
        "R015b": rest.value(*HIP) - down.value(*HIP),
        "R015c": stops(rest) - stops(up),
        "R015d": stops(down) - stops(up),
    }
