"""Tangent modulus of the sciatic nerve at 6 and 9 % strain (doering2022)."""

from __future__ import annotations

#: Strain [%] of the nerve itself at which each modulus is read.
AT = {"M009": 9.0, "M010": 9.0 / 5.0, "M011": 6.0, "M012": 6.0 / 5.0}


def predict(replay):
    """Tangent modulus [MPa] from slack length: the nerve is cut out and pulled from where it carries nothing."""
    sciatic = replay.bench.specimen("sciatic")
    return {claim: sciatic.modulus_mpa(at, zero="slack", percent_per_s=1.0)[:, None] for claim, at in AT.items()}
