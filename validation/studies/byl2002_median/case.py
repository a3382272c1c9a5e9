"""Strain of the median nerve at the wrist in a full tension test (byl2002)."""

from __future__ import annotations


def predict(replay):
    """Gains of strain [%] at the wrist."""
    run = replay.movement("median-tension-test", preparation="fresh")
    whole = run.gain("median.wrist.r", "strain_percent", to="elbow extension")
    elbow = run.gain("median.wrist.r", "strain_percent", to="elbow extension", since="external rotation")
    return {"A001": whole, "A002": elbow}
