"""Pressures at which vessels of pig roots stop (olmarker1989)."""

from __future__ import annotations

import numpy as np

#: Mean arterial pressure of the pigs [mmHg], row P037.
ARTERIAL_MMHG = 150.0


def predict(replay):
    """Pressures [mmHg] at which flow falls to 1, 50 and 95 %."""
    pressure = np.linspace(0.0, 160.0, 161)
    pigs = replay.bench.overridden({"circulation.mean_arterial_pressure": ARTERIAL_MMHG})
    flow = pigs.held(pressure, 30.0).blood_flow_percent

    def at(level):
        return np.array([[np.interp(-level, -row, pressure)] for row in flow])

    return {"P034": at(1.0), "P035": at(50.0), "P036": at(95.0)}
