"""Conduction of a rat nerve in and after an hour of severe ischaemia (schmelzer1989)."""

from __future__ import annotations

import numpy as np


def predict(replay):
    """Amplitude [%] at the end of the hour, and 15 min after it."""
    minutes = np.linspace(0.0, 75.0, 1501)
    supply = np.where((minutes > 0.0) & (minutes <= 60.0), 0.0, 100.0)
    amplitude = replay.bench.life(time_s=60.0 * minutes, supply_percent=supply).conduction_percent
    return {"N013": amplitude[:, [np.searchsorted(minutes, 60.0)]], "N014": amplitude[:, [-1]]}
