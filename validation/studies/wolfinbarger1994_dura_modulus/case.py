"""Tangent modulus of human dura mater (wolfinbarger1994)."""

from __future__ import annotations

import numpy as np


def predict(replay):
    """Modulus [MPa] of cord and dura at two strains above slack."""
    dura = replay.bench.specimen("dura")
    return {"M049": np.stack([dura.modulus_mpa(at, zero="slack", percent_per_s=1.0) for at in (5.0, 10.0)], axis=1)}
