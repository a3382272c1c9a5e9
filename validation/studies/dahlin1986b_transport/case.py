"""Transport in both directions under pressure for eight hours (dahlin1986b)."""

from __future__ import annotations


def predict(replay):
    """How much more transport [%] is lost at the higher of two pressures."""
    left = replay.bench.held([20.0, 30.0, 200.0], 480.0).transport_percent
    return {"N012a": left[:, :1] - left[:, 1:2], "N012b": left[:, 1:2] - left[:, 2:]}
