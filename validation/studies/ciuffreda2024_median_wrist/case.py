"""Stiffness of the median nerve in wrist extension, pooled (ciuffreda2024)."""

from __future__ import annotations


def predict(replay):
    """Gain of tension [N] in the forearm."""
    return {"E013": replay.movement("median-wrist-extension").gain("median.forearm.r", "tension_n")}
