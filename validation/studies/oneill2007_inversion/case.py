"""O'Neill 2007: the superficial fibular nerve at the ankle while weights turn the foot in."""

import numpy as np


def predict(replay):
    runs = [replay.movement("oneill2007-inversion", preparation=p) for p in ("fresh", "embalmed")]
    turned = np.array([choice["in"] >= 20 for choice in runs[0].variants])
    strain = [run.gain("fibular.ankle.r", "strain_percent") for run in runs]
    return {
        "C041": np.concatenate(strain, axis=1),
        "C042": np.concatenate([one[:, turned] for one in strain], axis=1),
    }
