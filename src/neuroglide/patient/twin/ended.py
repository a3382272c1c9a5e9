"""Nerves that end their tests where a person's ended: each made so much more or less sensitive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from neuroglide.patient.twin.between import LEAST
from neuroglide.patient.twin.limits import Outlook, invert, values_at
from neuroglide.patient.twin.mechanics import SweepKey
from neuroglide.patient.twin.particles import STOPS_AT

#: Least share of its own strains at which a nerve hurts: next to nothing, but not at once.
_LEAST_OF_OWN = 0.02


@dataclass(frozen=True)
class Shift:
    """How far a test that brought the patient's own symptom ended from the usual: ``degrees`` of progress further (less
    than 0: earlier), and how much stronger the symptom was there, ``intensity`` of 10."""

    key: SweepKey
    degrees: float
    intensity: float


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
    for shift in shifts:
        limb = shift.key.side
        progress = outlook.mechanics.sweep(shift.key).progress_deg
        curves = outlook.curves(shift.key, "own")
        stronger = np.clip(people.stop + shift.intensity, *STOPS_AT)
        stops, would = (own[limb] + people.range * symptom / 10.0 for symptom in (people.stop, stronger))
        end = invert(progress, curves, stops)
        ends = np.isfinite(end)
        end = np.where(ends, end, progress[-1])
        new = np.clip(end + shift.degrees, 0.0, progress[-1])
        before, after = (values_at(progress, curves, at) for at in (end, new))
        mine = after / np.maximum(before, LEAST) * stops / would
        least[limb] = np.minimum(least[limb], np.where(ends, mine, 1.0))
    return tuple(np.maximum(one, _LEAST_OF_OWN) for one in least.values())
