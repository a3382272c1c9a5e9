"""Linear modulus of spinal root fibre bundles over a hundredfold of speeds (tamura2016)."""

from __future__ import annotations

import numpy as np

LENGTHS_MM = (10.0, 20.0, 40.0)


def predict(replay):
    """Modulus [MPa] at 10 % above slack, and how much it grows over a hundredfold of speed."""
    root = replay.bench.specimen("root")

    def at_speed(mm_per_s):
        rates = [100.0 * mm_per_s / length for length in LENGTHS_MM]
        return np.stack([root.modulus_mpa(10.0, zero="slack", percent_per_s=rate) for rate in rates], axis=1)

    return {"M019": at_speed(2.0), "M019a": at_speed(20.0) / at_speed(0.2)}
