"""Goddard and Reid 1965: where movement begins early and where late."""

import numpy as np

ROOTS = {"a": "root.l4.r", "b": "root.l5.r", "c": "root.s1.r"}


def predict(replay):
    runs = [replay.movement("goddard1965-slr", preparation=p) for p in ("fresh", "embalmed")]

    def begins(site):
        angles = [
            run.angle_when("hip_flexion_r", site, "excursion_mm", seen) for run in runs for seen in (0.25, 0.5, 1.0)
        ]
        return np.minimum(np.concatenate(angles, axis=1), 80.0)

    def moved(site):
        return np.concatenate([run.value(site, "excursion_mm") for run in runs], axis=1)

    found = {"C031": begins("sciatic.notch.r"), "C032d": moved("sciatic.notch.r") - moved("root.s1.r")}
    return found | {f"C032{x}": begins(site) for x, site in ROOTS.items()}
