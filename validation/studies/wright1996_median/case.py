"""Excursion of the median nerve by wrist, fingers, elbow and shoulder (wright1996)."""

from __future__ import annotations

import numpy as np


def predict(replay):
    """Sizes of excursions [mm] and of changes of strain [%] at wrist and elbow."""
    wrist, fingers, shoulder, elbow = (
        replay.movement(f"median-{name}-sweep", preparation="fresh")
        for name in ("wrist", "finger", "shoulder", "elbow")
    )

    def size(run, place, to="end", since="start", what="excursion_mm"):
        return np.abs(run.gain(f"median.{place}.r", what, to=to, since=since))

    return {
        "A023": size(wrist, "wrist"),
        "A024": size(wrist, "wrist", "extension part"),
        "A025": size(wrist, "wrist", since="extension part"),
        "A026": size(fingers, "wrist"),
        "A027": size(fingers, "wrist", "extension part"),
        "A028": size(fingers, "wrist", since="extension part"),
        "A029": size(shoulder, "elbow"),
        "A030": size(shoulder, "elbow", since="adduction part"),
        "A031": size(shoulder, "elbow", "adduction part"),
        "A032": size(elbow, "elbow"),
        "A033": size(fingers, "wrist", what="strain_percent"),
        "A034": size(shoulder, "elbow", what="strain_percent"),
    }
