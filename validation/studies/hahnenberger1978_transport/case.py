"""Fast transport under hydrostatic pressure in an oxygenated bath (hahnenberger1978)."""

from __future__ import annotations


def predict(replay):
    """Transport left [%] after 4 h at four pressures."""
    left = replay.bench.held([20.0, 30.0, 60.0, 90.0], 240.0).transport_percent
    return {claim: left[:, k : k + 1] for k, claim in enumerate(("P018a", "P018b", "P018c", "P018d"))}
