"""Fast axonal transport under pressure for two hours (dahlin1984)."""

from __future__ import annotations


def predict(replay):
    """Transport left [%] after 2 h at 20 and 30 mmHg."""
    left = replay.bench.held([20.0, 30.0], 120.0).transport_percent
    return {"P013": left[:, :1], "P014": left[:, 1:]}
