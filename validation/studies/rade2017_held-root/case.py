"""Rade 2017: a root held at its disc shows at the cord."""

import numpy as np


def predict(replay):
    less, share = [], []
    for root in ("root.l5.r", "root.s1.r"):
        for stiffness in (2.0, 5.0, 20.0):
            held = [{"site": root, "stiffness_n_per_mm": stiffness}]
            painful, other = (
                replay.movement(f"rade2017-{leg}", restrictions=held).gain("conus", "excursion_mm")
                for leg in ("symptomatic", "other-side")
            )
            less.append(other - painful)
            share.append(100 * (1 - painful / other))
    return {"N005a": np.concatenate(less, axis=1), "N005b": np.concatenate(share, axis=1)}
