"""The order of techniques: tiers first, then glide gained at the site for each exposure; and what is dominated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from neuroglide.parameters import load_set
from neuroglide.patient.plan.careful import Care, moves_other_leg_only
from neuroglide.patient.plan.engine import duration_s
from neuroglide.patient.plan.fit import Fitted
from neuroglide.summary import band

#: Share of the draws in which one technique must be no worse than another to dominate it.
SURELY = 0.9


def glide_per_exposure(fitted: Fitted) -> np.ndarray:
    """Glide per exposure of each draw (K,) [mm per % s].

    ``excursion x repetitions / (exposure + floor x duration)``: peak to peak at the site times the cycles of a session,
    over the session's exposure; the floor is a record, so that a movement that hardly strains is not infinitely good.
    """
    floor = load_set().record("plan.exposure_floor").value
    seconds = duration_s(fitted.technique.dose_movement(fitted.rung, fitted.dose))
    cycles = fitted.dose.sets * fitted.dose.reps
    return fitted.found.excursion_mm * cycles / (fitted.found.exposure_percent_s + floor * seconds)


def tier(fitted: Fitted, care: Care, bars: Sequence[Any]) -> tuple[int, str]:
    """The tier of a technique, 0 first, and why it stands there (empty where there are no tiers)."""
    technique = fitted.technique
    if care.grade == "high":
        if technique.class_ == "opener" or moves_other_leg_only(technique):
            return 0, "opener or other leg first where the leg is irritable: custom, not trial-proven"
        if technique.class_ == "slider":
            return 1, "slider before any other class: custom, not trial-proven"
        return 2, "after openers and sliders: custom, not trial-proven"
    first = {bar.forbids.first_class for bar in bars if bar.forbids.first_class}
    if first or care.grade == "moderate":
        if technique.class_ in ("slider", "opener"):
            return 0, (f"slider first where the {technique.limb} is irritable or function is lost: custom, "
                       "not trial-proven")
        return 1, "only after a slider has been tolerated: custom, not trial-proven"
    if technique.class_ == "tensioner":
        return 1, "after sliders, and only in a version that follows a settled one: custom, not trial-proven"
    return 0, ""


def ranked(fitted: Sequence[Fitted], care: Care, bars: Sequence[Any]) -> list[Fitted]:
    """Techniques that move the nerve at the site, best first: tier, what is not dominated, median glide per exposure.

    Whether one moves it is judged at the lower end of the 90 % band, as every bound is at its worse end: a median of
    0.2 mm whose band begins at 0.03 mm is no glide to build on. An opener stays whatever it moves: it is there for the
    foramen.
    """
    least = load_set().record("plan.least_excursion").value
    moving = [one for one in fitted
              if one.technique.class_ == "opener" or band(one.found.excursion_mm)[0] >= least]
    worse = dominated_by(moving)
    return sorted(moving, key=lambda one: (tier(one, care, bars)[0], worse[one.technique.id] is not None,
                                           -float(band(glide_per_exposure(one))[1]), one.technique.id))


def dominated_by(fitted: Sequence[Fitted]) -> dict[str, str | None]:
    """For each technique one that slides the nerve at least as far at no more peak strain, or None.

    Draw by draw, which are the same nerves in all techniques: in nine of ten of them, so that a hair's breadth of the
    medians decides nothing. Of several the one that does so in most, then the one that slides most.
    """
    out: dict[str, str | None] = {}
    for one in fitted:
        glide, strain = one.found.excursion_mm, one.found.peak_strain_percent
        found = []
        for other in fitted:
            better = (other.found.excursion_mm >= glide) & (other.found.peak_strain_percent <= strain)
            if other is not one and better.mean() >= SURELY:
                found.append((float(better.mean()), float(band(other.found.excursion_mm)[1]), other.technique.id))
        out[one.technique.id] = max(found)[2] if found else None
    return out
