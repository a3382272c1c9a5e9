"""Daniels 1998: the foot up, out, and both."""

import numpy as np


def predict(replay):
    runs = [replay.movement("daniels1998-foot", preparation=p) for p in ("fresh", "embalmed")]

    def tension(step):
        return np.concatenate([run.gain("tibial.ankle.r", "tension_n", to=step) for run in runs], axis=1)

    up, out, both = tension("dorsiflexion"), tension("eversion"), tension("both")
    return {"C043a": up, "C043b": out, "C043c": both - np.maximum(up, out)}
