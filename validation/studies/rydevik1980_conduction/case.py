"""Conduction after two hours of 50 mmHg (rydevik1980)."""

from __future__ import annotations


def predict(replay):
    """Amplitude [%] after 2 h at 50 mmHg."""
    return {"P019": replay.bench.held([50.0], 120.0).conduction_percent}
