"""Excursion of the median nerve in the forearm by the neck (brochwicz2013)."""

from __future__ import annotations

import numpy as np


def predict(replay):
    """Sizes of excursions [mm] in the forearm."""
    run = replay.movement("median-neck-at-30-abduction")
    middle, wrist = (run.gain(f"median.{site}.r", "excursion_mm") for site in ("forearm", "wrist"))
    return {"A051": np.abs(middle), "A053": np.abs(0.25 * middle + 0.75 * wrist)}
