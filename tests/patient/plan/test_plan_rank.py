"""The order of techniques and what is dominated, on numbers made up."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from neuroglide.patient.plan.careful import Care
from neuroglide.patient.plan.engine import Found
from neuroglide.patient.plan.fit import start_dose
from neuroglide.patient.plan.rank import dominated_by, glide_per_exposure, ranked
from neuroglide.patient.plan.techniques import Rung, technique


def done(id_: str, glide: float, strain: float, exposure: float = 100.0, spread=0.0):
    """A technique that came to these numbers; ``spread`` is added to the glide draw by draw."""
    one, n = technique(id_), 20
    flat = {name: np.zeros(n) for name in Found._fields}
    found = Found(**flat | {"excursion_mm": np.full(n, glide) + spread, "peak_strain_percent": np.full(n, strain),
                            "exposure_percent_s": np.full(n, exposure)})
    return SimpleNamespace(technique=one, rung=Rung(1.0, 1.0), dose=start_dose(one, "low"), found=found)


def test_less_glide_at_more_strain_is_dominated():
    far, near = done("slump-slider", 5.0, 3.0), done("slump-tensioner", 4.0, 4.0)
    assert dominated_by([far, near]) == {"slump-slider": None, "slump-tensioner": "slump-slider"}


def test_what_is_better_in_half_of_the_nerves_dominates_nothing():
    wobble = np.where(np.arange(20) % 2, 0.5, -0.5)
    one, other = done("slump-slider", 5.0, 3.0, spread=wobble), done("slump-tensioner", 4.9, 4.0)
    assert dominated_by([one, other])["slump-tensioner"] is None


def test_glide_counts_repetitions_over_exposure():
    one, twice = done("slump-slider", 5.0, 3.0), done("slump-slider", 5.0, 3.0, exposure=1e6)
    assert (glide_per_exposure(one) > glide_per_exposure(twice)).all()
    cycles = one.dose.sets * one.dose.reps
    seconds = 2 * 9 * 5.5 + 60.0
    assert np.allclose(glide_per_exposure(one), 5.0 * cycles / (100.0 + 0.5 * seconds))


def test_the_dominated_come_behind_and_the_still_are_left_out():
    far, near = done("slump-slider", 5.0, 3.0, 900.0), done("slump-tensioner", 4.0, 4.0, 10.0)
    still, opener = done("ankle-pumps", 0.05, 1.0), done("lateral-opener", 0.0, 0.5)
    order = [one.technique.id for one in ranked([near, still, opener, far], Care("low", ()), ())]
    assert order == ["slump-slider", "lateral-opener", "slump-tensioner"]
