"""Carroll 2012: the ankle moved under the standing body."""

import numpy as np


def predict(replay):
    run = replay.movement("carroll2012-stance")
    sites = ("tibial.calf.r", "tibial.ankle.r")
    return {"U014": np.concatenate([run.gain(site, "excursion_mm") for site in sites], axis=1)}
