"""Neto 2018: a moving technique and the same test after it."""

import numpy as np

from neuroglide.evidence.elastography import speed_ratio


def predict(replay):
    run = replay.movement("neto2018-slump-technique")
    before, after = (run.value("sciatic.mid_thigh.r", "tension_n", at=step) for step in ("before", "after"))
    return {"E008": 100 * np.abs(speed_ratio(after, before) - 1)}
