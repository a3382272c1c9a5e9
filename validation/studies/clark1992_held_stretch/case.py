"""Blood flow of a nerve stretched and held (clark1992)."""

from __future__ import annotations

import numpy as np

RISE_S, ACUTE_S = 3.0, 120.0


def predict(replay):
    """Fall of flow [%], share of it regained, and how much of tension and flow moves in the first 20 of 30 min."""
    found = {}
    for claim, strain in (("P028", 8.0), ("P029", 15.0)):
        pull = replay.bench.specimen("sciatic").hold(strain, 1800.0, rise_s=RISE_S)
        flow = replay.bench.life(pull).blood_flow_percent
        least = flow[:, pull.time_s < RISE_S + ACUTE_S].min(axis=1)
        found[claim] = 100.0 - least
        found[claim + "a"] = 100.0 * (flow[:, -1] - least) / np.maximum(100.0 - least, 1.0)
        if claim == "P028":
            when = np.searchsorted(pull.time_s, RISE_S + 1200.0)
            found["P030a"] = 100.0 * (flow[:, when] - least) / np.maximum(flow[:, -1] - least, 1.0)
            early, whole = (pull.fall_percent(RISE_S, RISE_S + seconds) for seconds in (1200.0, 1800.0))
            found["P030"] = 100.0 * early / whole
    return {claim: values[:, None] for claim, values in found.items()}
