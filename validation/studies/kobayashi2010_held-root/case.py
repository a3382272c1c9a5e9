"""Root of a disc herniation before and after it is freed (kobayashi2010)."""

from __future__ import annotations

import numpy as np


def predict(replay):
    """How much less the root glides held than freed [mm]."""
    less = []
    freed = replay.movement("kobayashi2010-reverse-slr")
    for root in ("root.l5.r", "root.s1.r"):
        for stiffness in (2.0, 5.0, 20.0):
            held = replay.movement(
                "kobayashi2010-reverse-slr", restrictions=[{"site": root, "stiffness_n_per_mm": stiffness}]
            )
            less.append(np.abs(freed.gain(root, "excursion_mm")) - np.abs(held.gain(root, "excursion_mm")))
    return {"P051a": np.concatenate(less, axis=1)}
