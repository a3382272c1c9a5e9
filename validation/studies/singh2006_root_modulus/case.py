"""Young's modulus of spinal roots at two speeds (singh2006)."""

from __future__ import annotations

import numpy as np

LENGTHS_MM = (5.0, 10.0, 20.0)


def predict(replay):
    """Modulus [MPa] at 10 % above slack for each length of specimen."""
    root = replay.bench.specimen("root")

    def at_speed(mm_per_s):
        rates = [100.0 * mm_per_s / length for length in LENGTHS_MM]
        return np.stack([root.modulus_mpa(10.0, zero="slack", percent_per_s=rate) for rate in rates], axis=1)

    slow, fast = at_speed(0.01), at_speed(15.0)
    return {"M014": slow, "M017": fast, "M017a": fast - slow}
