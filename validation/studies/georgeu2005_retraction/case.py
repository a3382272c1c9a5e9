"""Shortening of a nerve that is cut (georgeu2005)."""

from __future__ import annotations

import numpy as np


def predict(replay):
    """Way to slack, and shortening 45 min after the cut [%]."""
    sciatic = replay.bench.specimen("sciatic")
    after = sciatic.retraction_percent(np.geomspace(1e-2, 45.0 * 60.0, 40))[:, -1]
    return {"M024": sciatic.slack_shortening_percent[:, None], "M025": after[:, None]}
