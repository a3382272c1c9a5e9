"""Cross-section of the tibial nerve at the ankle, pooled (fisse2021)."""

from __future__ import annotations


def predict(replay):
    """Section of the tibial nerve at the ankle [mm2]."""
    return {"M074": replay.bench.specimen("tibial.ankle").area_mm2[:, None]}
