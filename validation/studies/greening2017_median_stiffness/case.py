"""Speed of shear waves in the median nerve, relaxed and stretched (greening2017)."""

from __future__ import annotations

import numpy as np

from neuroglide.evidence.elastography import speed_ratio

#: Shear modulus of the nerve as a share of its stress at rest in supine neutral.
SHEAR_SHARES = (0.5, 1.0, 2.0)


def predict(replay):
    """Rise of shear wave speed [%] from the relaxed arm to the stretch posture."""
    run = replay.movement("median-stretch-posture")
    rest = replay.bench.specimen("median").rest_tension_n[:, None]

    def rise(site):
        before, after = (run.value(site, "tension_n", at) for at in ("start", "end"))
        ratios = [speed_ratio(after, rest, share) / speed_ratio(before, rest, share) for share in SHEAR_SHARES]
        return 100.0 * (np.concatenate(ratios, axis=1) - 1.0)

    arm, forearm = rise("median.upper_arm.r"), rise("median.forearm.r")
    return {"E001": arm, "E002": forearm, "E001a": arm, "E002a": forearm}
