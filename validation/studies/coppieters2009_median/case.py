"""Excursion of the median nerve in the upper arm by neck and elbow (coppieters2009)."""

from __future__ import annotations


def predict(replay):
    """Excursions [mm] in the upper arm, distal positive."""
    movements = {"A013a": "neck-alone", "A013b": "elbow-alone", "A013c": "slider-at-neck", "A013d": "tensioner-at-neck"}
    return {
        claim: replay.movement(f"median-{name}").gain("median.upper_arm.r", "excursion_mm")
        for claim, name in movements.items()
    }
