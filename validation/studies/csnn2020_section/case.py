"""Cross-section of the sciatic nerve below the gluteal fold, side without symptoms (csnn2020)."""

from __future__ import annotations


def predict(replay):
    """Section of the sciatic nerve at the gluteal fold [mm2]."""
    return {"M080": replay.bench.specimen("sciatic.gluteal_fold").area_mm2[:, None]}
