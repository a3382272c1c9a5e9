"""Fleming 2003: an exposed sciatic nerve, far above every other figure."""

import numpy as np


def predict(replay):
    run = replay.movement("fleming2003-hip-surgery")
    sites = ("sciatic.notch.r", "sciatic.gluteal_fold.r")
    return {"C011": np.concatenate([run.gain(site, "strain_percent") for site in sites], axis=1)}
