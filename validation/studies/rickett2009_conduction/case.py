"""Compound action potential of a stretched nerve (rickett2009)."""

from __future__ import annotations

import numpy as np

LONGEST_PERCENT = (3.0, 5.0, 8.0)


def predict(replay):
    """Amplitude [%] at 5 % beyond the longest length in the body, and its fall from there to 20 %."""
    bench = replay.bench

    def amplitude(longest, beyond):
        strain = np.linspace(0.0, 100.0 * ((1.0 + longest / 100.0) * (1.0 + beyond / 100.0) - 1.0), 60)
        return bench.life(bench.specimen("sciatic").pull(2.0 * strain, strain)).conduction_percent[:, -1]

    five, twenty = (np.stack([amplitude(at, beyond) for at in LONGEST_PERCENT], axis=1) for beyond in (5.0, 20.0))
    return {"P009": five, "P009a": five - twenty}
