"""Tension of the median nerve with the elbow straight and bent (kleinrensink1995)."""

from __future__ import annotations

import numpy as np


def predict(replay):
    """Gains of tension [N] in upper arm and forearm."""
    straight = replay.movement("median-wrist-elbow-straight", preparation="embalmed")
    bent = replay.movement("median-wrist-elbow-bent", preparation="embalmed")

    def gain(run, place, to="wrist", since="start"):
        return run.gain(f"median.{place}.r", "tension_n", to=to, since=since)

    near = gain(straight, "upper_arm", since="shoulder")
    return {
        "A048a": gain(straight, "forearm", since="shoulder"),
        "A048b": near,
        "A048c": gain(bent, "forearm"),
        # The bent elbow is a range of two angles, before the wrist's three in the order of variants.
        "A048d": np.tile(near, 2) - gain(bent, "upper_arm"),
        "A048e": gain(straight, "upper_arm", to="shoulder") - gain(straight, "forearm", to="shoulder"),
    }
