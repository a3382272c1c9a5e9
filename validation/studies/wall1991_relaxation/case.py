"""Stress relaxation of a stretched nerve over an hour (wall1991)."""

from __future__ import annotations

import numpy as np


def predict(replay):
    """Fall of stress [%] from the end of the rise to an hour later, for a fast and a slow rise."""
    tibial = replay.bench.specimen("tibial")

    def fall(strain):
        holds = [(rise, tibial.hold(strain, 3600.0, rise_s=rise)) for rise in (2.0, 20.0)]
        return np.stack([pull.fall_percent(rise, rise + 3600.0) for rise, pull in holds], axis=1)

    return {"M001": fall(6.0), "M002": fall(9.0), "M003": fall(12.0)}
