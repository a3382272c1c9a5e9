"""Excursion and strain of the median nerve by shoulder, elbow, wrist and neck (dilley2003)."""

from __future__ import annotations

import numpy as np


def predict(replay):
    """Excursions [mm] and gains of strain [%], in the forearm but for the elbow."""
    elbow, neck, wrist, shoulder, together = (
        replay.movement(f"median-{name}") for name in
        ("elbow-extension", "neck-side-flexion", "wrist-extension", "shoulder-abduction", "combined-stretch")
    )
    largest = np.maximum(*(np.abs(elbow.gain(f"median.{site}.r", "excursion_mm")) for site in ("upper_arm", "forearm")))
    return {
        "A014": largest,
        "A015": np.abs(neck.gain("median.forearm.r", "excursion_mm")),
        "A016": wrist.gain("median.forearm.r", "strain_percent"),
        "A017": shoulder.gain("median.forearm.r", "strain_percent"),
        "A018": neck.gain("median.forearm.r", "strain_percent"),
        "A019": together.gain("median.forearm.r", "strain_percent"),
    }
