"""Slider and tensioner of the median nerve at elbow and wrist (coppieters2008)."""

from __future__ import annotations

import numpy as np


def predict(replay):
    """Excursion [mm] and strain change [%] at the wrist in slider and tensioner."""
    found, site = {}, "median.wrist.r"
    for what, excursion, strain in (("slider", "A004", "A006"), ("tensioner", "N018", "N019")):
        run = replay.movement(f"median-{what}-at-wrist", preparation="embalmed")
        found[excursion] = np.abs(run.gain(site, "excursion_mm"))
        found[strain] = run.largest(site, "strain_percent") - run.least(site, "strain_percent")
    return found
