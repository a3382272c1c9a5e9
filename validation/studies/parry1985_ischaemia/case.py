"""Conduction of a rat nerve after its artery is closed (parry1985)."""

from __future__ import annotations

import numpy as np


def predict(replay):
    """Time [min] at which amplitude falls to 90 %, for the flows that the artery may leave."""
    minutes = np.linspace(0.0, 60.0, 1201)

    def onset(left):
        supply = np.where(minutes > 0.0, left, 100.0)
        amplitude = replay.bench.life(time_s=60.0 * minutes, supply_percent=supply).conduction_percent
        return [np.interp(-90.0, -row, minutes) for row in amplitude]

    return {"P060": np.stack([onset(0.0), onset(10.0)], axis=1)}
