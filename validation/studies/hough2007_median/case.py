"""Excursion of the median nerve in the carpal tunnel by the fingers (hough2007)."""

from __future__ import annotations


def predict(replay):
    """Excursions [mm] at the wrist."""
    return {
        claim: replay.movement(f"median-fingers-elbow-{elbow}").gain("median.wrist.r", "excursion_mm")
        for claim, elbow in (("A055", "straight"), ("A057", "bent"))
    }
