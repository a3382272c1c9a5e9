"""Nerves that end their tests where a person's ended: each made so much more sensitive, each leg so much tighter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from neuroglide.patient.twin.between import LEAST
from neuroglide.patient.twin.limits import Outlook, invert, values_at
from neuroglide.patient.twin.mechanics import SweepKey
from neuroglide.patient.twin.particles import STOPS_AT

#: Least share of its own strains at which a nerve hurts, and of its own moment at which a leg asks to stop: next to
#: nothing, but not at once.
_LEAST_OF_OWN = 0.02


@dataclass(frozen=True)
class Shift:
    """How far a test ended from the usual: ``degrees`` of progress further (less than 0: earlier), and how much
    stronger the symptom was there, ``intensity`` of 10; ``of`` the nerve, where it brought the patient's own symptom,
    or of the muscle, where it ended at a stretch."""

    key: SweepKey
    degrees: float
    intensity: float
    of: Literal["nerve", "muscle"] = "nerve"


def sensitivities(outlook: Outlook, shifts: Sequence[Shift]) -> tuple[np.ndarray, np.ndarray]:
    """What the strains at which a nerve begins to hurt, and from there to 10, are multiplied by so that its tests end
    where the person's did: of the affected and of the other limb (N,) each.

    A nerve that stopped the test at a strain e, with the symptom s, is to stop it where its strain is e', with s':
    ``e' / e * (t + r s / 10) / (t + r s' / 10)`` of its threshold t and range r. Of several tests the least counts,
    and 1 is the most: nerves of a person who is less sensitive than usual stay as they are, for what a plan allows
    hangs on the sensitive ones among them. So does a nerve that no test would have brought to its symptom.
    """
    people = outlook.people
    own = {"affected": people.threshold, "other": people.threshold_other}
    least = {limb: np.ones(len(people)) for limb in own}
    for shift in (one for one in shifts if one.of == "nerve"):
        limb = shift.key.side
        progress = outlook.mechanics.sweep(shift.key).progress_deg
        curves = outlook.curves(shift.key, "own")
        stronger = np.clip(people.stop + shift.intensity, *STOPS_AT)
        stops, would = (own[limb] + people.range * symptom / 10.0 for symptom in (people.stop, stronger))
        end = invert(progress, curves, stops)
        ends = np.isfinite(end)
        end = np.where(ends, end, progress[-1])
        new = np.clip(end + shift.degrees, 0.0, progress[-1])
        before, after = (np.maximum(values_at(progress, curves, at), LEAST) for at in (end, new))
        mine = after / before * stops / would
        least[limb] = np.minimum(least[limb], np.where(ends, mine, 1.0))
    return tuple(np.maximum(one, _LEAST_OF_OWN) for one in least.values())


def tightness(outlook: Outlook, shifts: Sequence[Shift]) -> np.ndarray:
    """What the passive hip moment that the affected leg bears is multiplied by so that it stretches where the person's
    did, (N,).

    A leg that bears the moment at a progress p of a test, and is to stretch d degrees from there, bears ``m(p + d) /
    m(p)`` of it. Of several tests the least counts, and 1 is the most; a leg that the test would not have stretched
    stays as it is.
    """
    people = outlook.people
    least = np.ones(len(people))
    for shift in (one for one in shifts if one.of == "muscle"):
        progress = outlook.mechanics.sweep(shift.key).progress_deg
        curves = outlook.curves(shift.key, "moment_nm")
        end = invert(progress, curves, people.tolerance(shift.key.side, shift.key.test == "slr"))
        ends = np.isfinite(end)
        end = np.where(ends, end, progress[-1])
        new = np.clip(end + shift.degrees, 0.0, progress[-1])
        before, after = (np.maximum(values_at(progress, curves, at), LEAST) for at in (end, new))
        least = np.minimum(least, np.where(ends, after / before, 1.0))
    return np.maximum(least, _LEAST_OF_OWN)
