"""Length of the cord from the foramen magnum to the conus (blam)."""

from __future__ import annotations

MAN = {"sex": "male", "age_years": 40, "height_m": 1.76, "mass_kg": 80, "side": "r"}
WOMAN = {"sex": "female", "age_years": 40, "height_m": 1.63, "mass_kg": 68, "side": "r"}


def predict(replay):
    """Length of the cord's bed in supine neutral [cm]."""
    man, woman = (replay.bench.bed_mm("cord", who)[:, None] / 10.0 for who in (MAN, WOMAN))
    return {"M067a": man, "M067b": woman}
