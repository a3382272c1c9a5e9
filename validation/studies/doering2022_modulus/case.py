"""Tangent modulus of the sciatic nerve at 6 and 9 % strain (doering2022)."""

from __future__ import annotations

import numpy as np

#: Strain [%] of the nerve itself at which each modulus is read.
AT = {"M009": 9.0, "M010": 9.0 / 5.0, "M011": 6.0, "M012": 6.0 / 5.0}


def predict(replay):
    """Tangent modulus [MPa] from slack and from in-situ length."""
    sciatic = replay.bench.specimen("sciatic")

    def modulus(at):
        zeros = ("slack", "in_situ")
        return np.stack([sciatic.modulus_mpa(at, zero=zero, percent_per_s=1.0) for zero in zeros], axis=1)

    return {claim: modulus(at) for claim, at in AT.items()}
