"""Gilbert 2007: from which angle the roots move, and how far at the end."""

import numpy as np

ROOTS = {"a": "canal.l4.r", "b": "canal.l5.r", "c": "canal.s1.r"}


def predict(replay):
    run = replay.movement("gilbert2007-slr", preparation="fresh")
    found = {f"C013{x}": run.value(site, "excursion_mm") for x, site in ROOTS.items()}
    end = run.angle_deg("hip_flexion_r")[:, -1]
    for x, site in ROOTS.items():
        begins = [run.angle_when("hip_flexion_r", site, "excursion_mm", seen) for seen in (0.25, 0.5, 1.0)]
        found[f"C012{x}"] = np.concatenate([np.minimum(angle, end) for angle in begins], axis=1)
    return found
