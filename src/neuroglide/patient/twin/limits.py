"""Where a test ends for each possible person, what ends it, and how strong the symptom is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from neuroglide.patient.twin.mechanics import Mechanics, Sweep, SweepKey
from neuroglide.patient.twin.particles import Particles

NERVE, HAMSTRING, JOINT = 0, 1, 2
_TEN = 10.0


@dataclass(frozen=True)
class Ending:
    """Where a test ends: ``at (N,)`` degrees from its start; ``by (N,)`` NERVE, HAMSTRING or JOINT; ``gap (N,)``
    degrees to the second limit; ``own_symptom``, ``symptom (N,)`` of 10 there, of the sensitised site and of any
    nerve; ``felt (N,)`` of 10, the hamstrings' stretch included."""

    at: np.ndarray
    by: np.ndarray
    gap: np.ndarray
    own_symptom: np.ndarray
    symptom: np.ndarray
    felt: np.ndarray


class Outlook:
    """What each of N possible people would show in any test."""

    def __init__(self, mechanics: Mechanics, people: Particles):
        self.mechanics, self.people = mechanics, people
        self._endings: dict[SweepKey, Ending] = {}
        self._envelopes: dict[SweepKey, np.ndarray] = {}

    def ending(self, key: SweepKey) -> Ending:
        """How the test ends.

        The test stops where the first of three limits is met: the symptom of a nerve reaches what the person lets
        happen, ``strain = threshold + range * stop / 10`` at the sensitised site (of either limb) or anywhere at the
        healthy threshold; the passive hip moment reaches the tolerance; or the joint ends.
        """
        if key not in self._endings:
            sweep, people = self.mechanics.sweep(key), self.people
            enough = people.range * people.stop / _TEN
            nerve = invert(sweep.progress_deg, self._envelope(key), people.run, people.healthy + enough)
            for curves, row, threshold, is_so in self._sensitised(sweep, key.side):
                found = invert(sweep.progress_deg, curves, row, threshold + enough)
                nerve = np.where(is_so, np.minimum(nerve, found), nerve)
            limits = np.stack([nerve, self._hamstring(key, sweep), self._joint(key, sweep)])
            order = np.sort(limits, axis=0)
            at = order[0]
            own, symptom = self.symptoms(key, at)
            by = limits.argmin(axis=0)
            # Where the hamstrings stop a test, their stretch is what the person lets happen, on the same scale.
            felt = np.maximum(symptom, np.where(by == HAMSTRING, people.stop, 0.0))
            self._endings[key] = Ending(at, by, order[1] - at, own, symptom, felt)
        return self._endings[key]

    def symptoms(self, key: SweepKey, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Symptom (N,) of 10 of the sensitised site, and of any nerve, at degrees from the test's start."""
        sweep, people = self.mechanics.sweep(key), self.people
        own = np.zeros(len(people))
        for curves, row, threshold, is_so in self._sensitised(sweep, key.side):
            felt = _TEN * (values_at(sweep.progress_deg, curves, row, at) - threshold) / people.range
            own = np.maximum(own, np.where(is_so, felt, 0.0))
        strain = values_at(sweep.progress_deg, self._envelope(key), people.run, at)
        any_nerve = np.maximum(own, _TEN * (strain - people.healthy) / people.range)
        return np.minimum(own, _TEN), np.minimum(any_nerve, _TEN)

    def feeling_change(self, base: SweepKey, added: SweepKey) -> np.ndarray:
        """Change (N,) of what is felt when one more movement is added where the test ended: the nerve's symptom, and
        where the hamstrings ended it, their pull on the same scale."""
        end = self.ending(base)
        change = self.symptoms(added, end.at)[1] - end.symptom
        before, after = self.mechanics.sweep(base), self.mechanics.sweep(added)
        if before.moment_nm is None:
            return change
        pull = [values_at(s.progress_deg, s.moment_nm, self.people.run, end.at) for s in (before, after)]
        tolerance = self.people.tolerance(base.side, base.test == "slr")
        return change + np.where(end.by == HAMSTRING, self.people.stop * (pull[1] - pull[0]) / tolerance, 0.0)

    def take_endings(self, parts: Sequence[Outlook]) -> None:
        """Take over what Outlooks of these people, part by part, have found already."""
        for key in set.intersection(*(set(part._endings) for part in parts)):
            ends = [part._endings[key] for part in parts]
            self._endings[key] = Ending(*(np.concatenate([getattr(e, f.name) for e in ends]) for f in fields(Ending)))

    def _envelope(self, key: SweepKey) -> np.ndarray:
        if key not in self._envelopes:
            self._envelopes[key] = self.mechanics.sweep(key).own.max(axis=1)
        return self._envelopes[key]

    def _sensitised(self, sweep: Sweep, side: str):
        """Curves, rows, thresholds and who has them, of the sensitised sites that a test of this limb reaches."""
        people, moments = self.people, sweep.own.shape[2]
        row = people.run * sweep.own.shape[1] + people.site
        own = sweep.own.reshape(-1, moments)
        if side == "affected":
            return [(own, row, people.threshold, people.choice("sensitised"))]
        found = [(own, row, people.threshold_other, people.choice("sensitised_other"))]
        if sweep.cross is not None:
            found.append((sweep.cross.reshape(-1, moments), row, people.threshold, people.choice("sensitised")))
        return found

    def _hamstring(self, key: SweepKey, sweep: Sweep) -> np.ndarray:
        if sweep.moment_nm is None:
            return np.full(len(self.people), np.inf)
        tolerance = self.people.tolerance(key.side, key.test == "slr")
        return invert(sweep.progress_deg, sweep.moment_nm, self.people.run, tolerance)

    def _joint(self, key: SweepKey, sweep: Sweep) -> np.ndarray:
        end = np.full(len(self.people), sweep.progress_deg[-1])
        joint = self.mechanics.tests[key.test]["joint"]
        if key.side == "other" or joint is None:
            return end
        if joint == "hip":
            return np.minimum(end, invert(sweep.progress_deg, sweep.hip_deg, self.people.run, self.people.hip_limit))
        left = self.mechanics.tests[key.test]["from"] - self.people.knee_limit
        return np.clip(left, 0.0, end)


def invert(progress: np.ndarray, curves: np.ndarray, row: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Where rising curves first reach a level, linear between samples.

    Parameters: ``progress (T,)`` [deg]; ``curves (C, T)`` that never fall; ``row (N,)`` which curve; ``level (N,)``.
    Returns: (N,) [deg], the first sample where a curve begins above its level, infinite where it never gets there.
    """
    mine = curves[row]
    i = (mine < level[:, None]).sum(axis=1)
    last = mine.shape[1] - 1
    upper = np.minimum(i, last)
    lower = np.maximum(upper - 1, 0)
    n = np.arange(len(row))
    a, b = mine[n, lower], mine[n, upper]
    part = np.divide(level - a, b - a, out=np.zeros_like(a), where=(b > a) & np.isfinite(level))
    found = progress[lower] + part * (progress[upper] - progress[lower])
    return np.where(i > last, np.inf, np.where(i == 0, progress[0], found))


def values_at(progress: np.ndarray, curves: np.ndarray, row: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Curves read at degrees of progress, linear between samples. Parameters as :func:`invert`; Returns: (N,)."""
    j = np.clip(np.searchsorted(progress, at) - 1, 0, len(progress) - 2)
    part = np.clip((at - progress[j]) / (progress[j + 1] - progress[j]), 0.0, 1.0)
    return (1.0 - part) * curves[row, j] + part * curves[row, j + 1]
