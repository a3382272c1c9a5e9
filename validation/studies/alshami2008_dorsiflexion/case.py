"""Alshami 2008: what hip and knee do to the strain that dorsiflexion gives at the ankle."""

import numpy as np


def predict(replay):
    def increase(posture, repeats):
        found = [
            replay.movement(f"alshami2008-{posture}", preparation=p).gain("tibial.ankle.r", "strain_percent")
            for p in ("embalmed", "fresh")
        ]
        # Postures with a straight hip are the same for every hip angle, which varies fastest.
        return np.repeat(np.concatenate(found, axis=1), repeats, axis=1)

    neutral, knee = increase("neutral", 2), increase("knee-extended", 2)
    hip, both = increase("hip-flexed", 1), increase("hip-flexed-knee-extended", 1)
    return {
        "C008a": (neutral + knee + hip + both) / 4,
        "C008b": knee - neutral,
        "C008c": hip - neutral,
        "C008d": both - np.maximum(knee, hip),
    }
