"""Where a test ends for each possible person, what ends it, and how strong the symptom is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from neuroglide.patient.twin.mechanics import Mechanics, Sweep, SweepKey
from neuroglide.patient.twin.particles import Particles

NERVE, HAMSTRING, JOINT, REFERRED = 0, 1, 2, 3
_TEN = 10.0


@dataclass(frozen=True)
class Ending:
    """Where a test ends: ``at (N,)`` degrees from its start; ``by (N,)`` NERVE, HAMSTRING, JOINT or REFERRED; ``gap
    (N,)`` degrees to the second limit of another kind (joint and referred are one); of 10 there, ``nerve_symptom`` of
    the sensitised site, ``symptom`` of any nerve, ``own_symptom`` the person's own, whatever it comes from, ``felt``
    all of it, the hamstrings' stretch included, (N,) each."""

    at: np.ndarray
    by: np.ndarray
    gap: np.ndarray
    nerve_symptom: np.ndarray
    symptom: np.ndarray
    own_symptom: np.ndarray
    felt: np.ndarray


class Outlook:
    """What each of N possible people would show in any test."""

    def __init__(self, mechanics: Mechanics, people: Particles):
        self.mechanics, self.people = mechanics, people
        self._endings: dict[SweepKey, Ending] = {}
        self._curves: dict[tuple[SweepKey, str], np.ndarray] = {}

    def ending(self, key: SweepKey) -> Ending:
        """How the test ends.

        The test stops where the first of four limits is met: the symptom of a nerve reaches what the person lets
        happen, ``strain = threshold + range * stop / 10`` at the sensitised site (of either limb) or anywhere at the
        healthy threshold; the passive hip moment reaches the hamstrings' tolerance, or that at which another tissue
        brings on the symptom; or the joint ends.
        """
        if key not in self._endings:
            sweep, people = self.mechanics.sweep(key), self.people
            enough = people.range * people.stop / _TEN
            nerve = invert(sweep.progress_deg, self.curves(key, "envelope"), people.healthy + enough)
            for curves, threshold, is_so in self._sensitised(key, sweep):
                found = invert(sweep.progress_deg, curves, threshold + enough)
                nerve = np.where(is_so, np.minimum(nerve, found), nerve)
            straight, other = key.test == "slr", key.side == "other"
            hamstring = self._by_moment(key, sweep, people.tolerance(key.side, straight))
            referred = self._by_moment(key, sweep, people.referred(straight) if not other else np.inf)
            limits = np.stack([nerve, hamstring, self._joint(key, sweep), referred])
            by, at = limits.argmin(axis=0), limits.min(axis=0)
            second = np.sort(np.stack([nerve, hamstring, limits[JOINT:].min(axis=0)]), axis=0)[1]
            nerves_own, symptom = self.symptoms(key, at)
            # What a muscle or another tissue stops is at what the person lets happen, on the same scale.
            elsewhere = np.where(by == REFERRED, people.stop, 0.0)
            felt = np.maximum(np.maximum(symptom, elsewhere), np.where(by == HAMSTRING, people.stop, 0.0))
            self._endings[key] = Ending(at, by, second - at, nerves_own, symptom, np.maximum(nerves_own, elsewhere),
                                        felt)
        return self._endings[key]

    @cached_property
    def stiffness(self) -> np.ndarray:
        """Stiffness (N,) [N/mm] of each one's restriction, 0 where there is none; a run stands for its stratum."""
        run = self.people.run
        return self.mechanics.stiffness[run] * np.exp((self.people.even - 0.5) * self.mechanics.stratum[run])

    def symptoms(self, key: SweepKey, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Symptom (N,) of 10 of the sensitised site, and of any nerve, at degrees from the test's start."""
        sweep, people = self.mechanics.sweep(key), self.people
        own = np.zeros(len(people))
        for curves, threshold, is_so in self._sensitised(key, sweep):
            felt = _TEN * (values_at(sweep.progress_deg, curves, at) - threshold) / people.range
            own = np.maximum(own, np.where(is_so, felt, 0.0))
        strain = values_at(sweep.progress_deg, self.curves(key, "envelope"), at)
        any_nerve = np.maximum(own, _TEN * (strain - people.healthy) / people.range)
        return np.minimum(own, _TEN), np.minimum(any_nerve, _TEN)

    def feeling_change(self, base: SweepKey, added: SweepKey) -> np.ndarray:
        """Change (N,) of what is felt when one more movement is added where the test ended: the nerve's symptom, and
        where the hamstrings or another tissue ended it, the pull on them on the same scale."""
        end, people = self.ending(base), self.people
        change = self.symptoms(added, end.at)[1] - end.symptom
        if self.mechanics.sweep(base).moment_nm is None:
            return change
        pull = [values_at(self.mechanics.sweep(key).progress_deg, self.curves(key, "moment_nm"), end.at)
                for key in (base, added)]
        straight = base.test == "slr"
        bears = np.where(end.by == REFERRED, people.referred(straight), people.tolerance(base.side, straight))
        of_pull = (end.by == HAMSTRING) | (end.by == REFERRED)
        return change + np.where(of_pull, people.stop * (pull[1] - pull[0]) / bears, 0.0)

    def take_endings(self, parts: Sequence[Outlook]) -> None:
        """Take over what Outlooks of these people, part by part, have found already."""
        for key in set.intersection(*(set(part._endings) for part in parts)):
            ends = [part._endings[key] for part in parts]
            self._endings[key] = Ending(*(np.concatenate([getattr(e, f.name) for e in ends]) for f in fields(Ending)))

    def curves(self, key: SweepKey, what: str) -> np.ndarray:
        """Curves (N, T) of these people, as Mechanics.curves names them."""
        if (key, what) not in self._curves:
            people = self.people
            self._curves[key, what] = self.mechanics.curves(key, what, people.run, people.partner, people.site)
        return self._curves[key, what]

    def _sensitised(self, key: SweepKey, sweep: Sweep):
        """Curves, thresholds and who has them, of the sensitised sites that a test of this limb reaches."""
        people = self.people
        if key.side == "affected":
            return [(self.curves(key, "own"), people.threshold, people.choice("sensitised"))]
        found = [(self.curves(key, "own"), people.threshold_other, people.choice("sensitised_other"))]
        if sweep.cross is not None:
            found.append((self.curves(key, "cross"), people.threshold, people.choice("sensitised")))
        return found

    def _by_moment(self, key: SweepKey, sweep: Sweep, bears: np.ndarray | float) -> np.ndarray:
        n = len(self.people)
        if sweep.moment_nm is None or np.all(np.isinf(bears)):
            return np.full(n, np.inf)
        return invert(sweep.progress_deg, self.curves(key, "moment_nm"), bears)

    def _joint(self, key: SweepKey, sweep: Sweep) -> np.ndarray:
        end = np.full(len(self.people), sweep.progress_deg[-1])
        joint = self.mechanics.tests[key.test]["joint"]
        if key.side == "other" or joint is None:
            return end
        if joint == "hip":
            return np.minimum(end, invert(sweep.progress_deg, self.curves(key, "hip_deg"), self.people.hip_limit))
        left = self.mechanics.tests[key.test]["from"] - self.people.knee_limit
        return np.clip(left, 0.0, end)


def invert(progress: np.ndarray, curves: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Where rising curves first reach a level, linear between samples.

    Parameters: ``progress (T,)`` [deg]; ``curves (N, T)`` that never fall; ``level (N,)``.
    Returns: (N,) [deg], the first sample where a curve begins above its level, infinite where it never gets there.
    """
    i = (curves < level[:, None]).sum(axis=1)
    last = curves.shape[1] - 1
    upper = np.minimum(i, last)
    lower = np.maximum(upper - 1, 0)
    n = np.arange(len(curves))
    a, b = curves[n, lower], curves[n, upper]
    part = np.divide(level - a, b - a, out=np.zeros_like(a), where=(b > a) & np.isfinite(level))
    found = progress[lower] + part * (progress[upper] - progress[lower])
    return np.where(i > last, np.inf, np.where(i == 0, progress[0], found))


def values_at(progress: np.ndarray, curves: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Curves read at degrees of progress, linear between samples. Parameters as :func:`invert`; Returns: (N,)."""
    j = np.clip(np.searchsorted(progress, at) - 1, 0, len(progress) - 2)
    part = np.clip((at - progress[j]) / (progress[j + 1] - progress[j]), 0.0, 1.0)
    n = np.arange(len(curves))
    return (1.0 - part) * curves[n, j] + part * curves[n, j + 1]
