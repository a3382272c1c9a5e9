"""Thickness of the S1 rootlet bundles (hauck2008)."""

from __future__ import annotations


def predict(replay):
    """Section of the S1 root [mm2]."""
    return {"M066": replay.bench.specimen("root.s1").area_mm2[:, None]}
