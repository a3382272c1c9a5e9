"""Nerve gliding exercises of hand and elbow (meng2015)."""

from __future__ import annotations

import numpy as np


def predict(replay):
    """Excursions [mm] between elbow and carpal tunnel."""
    run = replay.movement("median-gliding-exercise", preparation="fresh")
    neck = replay.movement("median-neck-arm-by-side", preparation="fresh")

    def above_tunnel(run):
        return 0.75 * run.curve("median.wrist.r", "excursion_mm") + 0.25 * run.curve("median.forearm.r", "excursion_mm")

    pronator = 0.6 * run.curve("median.elbow.r", "excursion_mm") + 0.4 * run.curve("median.forearm.r", "excursion_mm")
    curves = {"A044": above_tunnel(run), "A045": pronator, "A046": run.curve("median.wrist.r", "excursion_mm"),
              "A044a": above_tunnel(neck)}
    return {claim: np.ptp(curve, axis=2) for claim, curve in curves.items()}
