"""Bellier 2018: roots in the canal with the left, the right and both legs raised."""

import numpy as np

ROOTS = {"a": "l4", "b": "l5", "c": "s1"}


def predict(replay):
    def moved(movement, root, side):
        runs = [replay.movement(movement, preparation=p) for p in ("fresh", "embalmed")]
        return np.concatenate([run.gain(f"canal.{root}.{side}", "excursion_mm") for run in runs], axis=1)

    found = {}
    for x, root in ROOTS.items():
        found[f"C028{x}"] = moved("bellier2018-other-leg", root, "l")
        found[f"C029{x}"] = moved("bellier2018-one-leg", root, "r")
        found[f"C030{x}"] = moved("bellier2018-both-legs", root, "r")
    found["C030d"] = sum(found[f"C030{x}"] - found[f"C029{x}"] for x in ROOTS) / len(ROOTS)
    return found
