"""Pressures at which vessels of a nerve fail (rydevik1981)."""

from __future__ import annotations

import numpy as np


def predict(replay):
    """Pressures [mmHg] at which flow falls to 95, 50 and 1 %."""
    pressure = np.linspace(0.0, 120.0, 121)
    flow = replay.bench.held(pressure, 30.0).blood_flow_percent

    def at(level):
        return np.array([[np.interp(-level, -row, pressure)] for row in flow])

    return {"P010": at(95.0), "P011": at(50.0), "P012": at(1.0)}
