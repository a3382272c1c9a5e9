"""Boyd 2013: the same end by two orders; the end strains and the paths."""

import numpy as np


def predict(replay):
    hip, ankle = (
        replay.movement(f"boyd2013-{order}", preparation="embalmed") for order in ("hip-then-ankle", "ankle-then-hip")
    )

    def end(site):
        return hip.value(site, "strain_percent") - ankle.value(site, "strain_percent")

    def mean(run, site):
        return np.trapezoid(run.curve(site, "strain_percent"), run.time_s, axis=-1) / run.time_s[-1]

    foot, buttock = "tibial.ankle.r", "sciatic.gluteal_fold.r"
    return {
        "C006": end(foot),
        "C007a": np.abs(end(buttock)),
        "C007b": np.abs(end("tibial.popliteal.r")),
        "C007c": mean(ankle, foot) - mean(hip, foot),
        "C007d": mean(hip, buttock) - mean(ankle, buttock),
    }
