"""Beds of one person for many parameter sets: computed once, and straight in the few body parameters that differ."""

from __future__ import annotations

import numpy as np

from neuroglide.body import BedMotion, Person, compute_bed
from neuroglide.ensemble import OF_BODY
from neuroglide.parameters import ParameterSet

#: Share of a record's standard deviation over which the bed's slope in it is taken; the bed is near straight there.
_STEP = 0.5


class Beds:
    """Bed lengths of one person, asked for again and again with other parameter sets.

    A full computation costs a skeleton scaled and posed; draws differ in a few ``body.*`` values only, in which the
    lengths are near straight (tests/evidence/test_replay.py tells how near), so each is computed once per value.
    """

    def __init__(self, person: Person, base: ParameterSet):
        self.person, self.base = person, base
        self._known: dict[bytes, BedMotion] = {}
        self._slopes: dict[tuple[bytes, str], BedMotion] = {}
        self._body = [key for key in base if key.startswith(OF_BODY)]
        self._keys: dict[int, tuple[ParameterSet, list[str]]] = {}

    def lengths(self, angle_rad: np.ndarray, p: ParameterSet) -> BedMotion:
        """Bed lengths (T, S) and neutral lengths (S,) [m] for postures (T, C) [rad] under the set ``p``."""
        posture = angle_rad.tobytes()
        if posture not in self._known:
            self._known[posture] = compute_bed(self.person, angle_rad, self.base)
        bed = self._known[posture]
        neutral, length, carry = bed.neutral_m, bed.length_m, bed.carry_m
        for key in self._changed(p):
            slope = self._slope(posture, angle_rad, key)
            step = p[key] - self.base[key]
            neutral, length = neutral + step * slope.neutral_m, length + step * slope.length_m
            carry = carry + step * slope.carry_m
        return BedMotion(neutral, length, carry)

    def _changed(self, p: ParameterSet) -> list[str]:
        """The keys of the body whose value a set changes, remembered while the set lives."""
        if id(p) not in self._keys or self._keys[id(p)][0] is not p:
            self._keys[id(p)] = (p, [key for key in self._body if p[key] != self.base[key]])
        return self._keys[id(p)][1]

    def _slope(self, posture: bytes, angle_rad: np.ndarray, key: str) -> BedMotion:
        if (posture, key) not in self._slopes:
            step = _STEP * self.base.record(key).sd_si
            moved = compute_bed(self.person, angle_rad, self.base.with_values({key: self.base[key] + step}))
            here = self._known[posture]
            self._slopes[posture, key] = BedMotion(
                (moved.neutral_m - here.neutral_m) / step, (moved.length_m - here.length_m) / step,
                (moved.carry_m - here.carry_m) / step,
            )
        return self._slopes[posture, key]
