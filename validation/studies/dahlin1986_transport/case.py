"""Slow axonal transport under pressure for eight hours (dahlin1986)."""

from __future__ import annotations


def predict(replay):
    """Transport left [%] after 8 h at 20 and 30 mmHg."""
    left = replay.bench.held([20.0, 30.0], 480.0).transport_percent
    return {"P016": left[:, :1], "P016a": left[:, 1:]}
