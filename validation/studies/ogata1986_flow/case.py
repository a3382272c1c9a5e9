"""Strain and pressure at which blood flow stops (ogata1986)."""

from __future__ import annotations

import numpy as np


def predict(replay):
    """Strain [%] and pressure [mmHg] at which flow first falls to 1 %."""
    bench = replay.bench
    strain = np.linspace(0.0, 25.0, 251)
    stretched = bench.life(bench.specimen("sciatic").pull(20.0 * strain, strain)).blood_flow_percent
    pressure = np.linspace(0.0, 120.0, 121)
    pressed = bench.held(pressure, 30.0).blood_flow_percent
    return {"P002": crossing(strain, stretched), "P004": crossing(pressure, pressed)}


def crossing(load, flow, level=1.0):
    """Load (P, 1) at which falling flow (P, K) passes a level."""
    return np.array([[np.interp(-level, -np.minimum.accumulate(row), load)] for row in flow])
