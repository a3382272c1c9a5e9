"""Cross-section of the tibial nerve below the bifurcation (singh2022)."""

from __future__ import annotations


def predict(replay):
    """Section of the tibial nerve in the popliteal fossa [mm2]."""
    return {"M076": replay.bench.specimen("tibial.popliteal").area_mm2[:, None]}
