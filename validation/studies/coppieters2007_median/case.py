"""Slider of the median nerve against other movements (coppieters2007)."""

from __future__ import annotations

import numpy as np


def predict(replay):
    """Excursions [mm] and peak strains [%] at the wrist."""
    runs = [replay.movement(f"median-{what}", preparation="embalmed")
            for what in ("slider-at-wrist", "tensioner-at-wrist", "wrist-alone")]
    # The wrist alone has no range of elbow angles: each of its variants serves both of the others'.
    excursion = [np.abs(run.gain("median.wrist.r", "excursion_mm")) for run in runs]
    peak = [run.largest("median.wrist.r", "strain_percent") for run in runs]
    slider, tensioner, alone = excursion
    return {
        "A010": slider,
        "A010a": slider - tensioner,
        "A010b": slider - np.tile(alone, 2),
        "A010c": peak[1] - peak[0],
    }
