"""The weighed people as a whole: bands, probabilities of limiters, equal draws for the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from neuroglide.body.person import Sensitised
from neuroglide.coordinates import OTHER_SIDE
from neuroglide.evidence.replay import Own
from neuroglide.parameters import load_posterior, load_set
from neuroglide.patient.twin.beliefs import value
from neuroglide.patient.twin.cut import cut
from neuroglide.patient.twin.ended import Shift, sensitivities, tightness
from neuroglide.patient.twin.limits import JOINT, Outlook
from neuroglide.patient.twin.mechanics import SweepKey
from neuroglide.patient.twin.model import LIMITERS, Band, Felt, TwinDraw
from neuroglide.patient.twin.posterior import Sample, equal_draws

_PERCENT, _MILLI = 100.0, 1000.0
_ENDS = (0.05, 0.5, 0.95)
#: Hip flexion [deg] that stands for a hip that is not stiff: the end of the range that movements may name.
FREE_HIP_DEG = 130.0
#: People to one nerve that no finding chose: what they feel costs no mechanics, and rests on eight times as many.
EACH = 8


@dataclass(frozen=True)
class Cloud:
    """A Sample and the test that it is asked about; ``shifts``, how far from the sample's tests the person's ended,
    where its draws are to be moved there (ended.py); ``anchors``, the tests that hurt and those that stretched, which
    say how sensitive a person is whose nerve is to be one that no finding chose (cut.py); None for the nerves found."""

    sample: Sample
    about: SweepKey
    shifts: tuple[Shift, ...] = ()
    anchors: tuple[tuple[SweepKey, ...], tuple[SweepKey, ...]] | None = None

    def draws(self, n: int, seed: int) -> list[TwinDraw]:
        """``n`` equally probable nerves, each with what one person feels of it, or several where any may have it."""
        outlook, each = self.sample.outlook, 1 if self.anchors is None else EACH
        rows = equal_draws(self.sample.weight, n * each, seed)
        if self.anchors is not None:  # any person may get any nerve
            rows = np.random.default_rng([seed, 13]).permutation(rows)
        mine = Outlook(outlook.mechanics, outlook.people.take(rows))
        if self.anchors is not None:
            mine = cut(mine, *self.anchors, seed, each)
        felt, first = _felt(mine, self.shifts), range(0, n * each, each)
        nerves = _nerves(Outlook(mine.mechanics, mine.people.take(np.array(first))))
        return [self._draw(mine, nerve, i, felt[i : i + each]) for nerve, i in zip(nerves, first, strict=True)]

    @staticmethod
    def _draw(mine: Outlook, nerve: dict[str, float], i: int, felt: list[Felt]) -> TwinDraw:
        mechanics, people, base, one = mine.mechanics, mine.people, load_set(), felt[0]
        run = int(people.run[i])
        # The moments that the tolerance was held against are those of the packaged muscle.
        own = nerve | {key: base[key] for key in base if key.startswith("muscle.")} | {
            "mechanosensitivity.healthy_threshold": one.healthy, "mechanosensitivity.range": one.span,
            "muscle.stretch_tolerance": one.tolerance_nm,
        }
        restrictions = mechanics.own(run, float(mine.stiffness[i])).restrictions
        return TwinDraw(mechanics.sets[run].with_values(own), Own(restrictions, one.sensitised), one.tolerance_nm,
                        float(min(people.hip_limit[i], FREE_HIP_DEG)), float(people.stop[i]), tuple(felt))


def _felt(mine: Outlook, shifts: Sequence[Shift]) -> list[Felt]:
    """What each of N people feels of their nerve, moved to where the person's tests ended."""
    mechanics, people = mine.mechanics, mine.people
    affected, other = sensitivities(mine, shifts)
    # What another tissue bears stands for the muscle's tolerance where it is less: both are a hip moment.
    tolerance = tightness(mine, shifts) * np.minimum(people.tolerance("affected"), people.referred())
    span, side = people.range * np.minimum(affected, other) / _PERCENT, mechanics.person.side
    limbs = ((people.choice("sensitised"), affected * people.threshold / _PERCENT, side),
             (people.choice("sensitised_other"), other * people.threshold_other / _PERCENT, OTHER_SIDE[side]))
    sites = [mechanics.sites[site] for site in people.site]
    return [Felt(tuple(Sensitised(f"{sites[i]}.{where}", float(at[i])) for hurts, at, where in limbs if hurts[i]),
                 float(people.healthy[i] / _PERCENT), float(span[i]), float(tolerance[i])) for i in range(len(people))]


def _nerves(mine: Outlook) -> list[dict[str, float]]:
    """What differs between the computed nerves, of each of N mixed ones [SI]."""
    mechanics, people = mine.mechanics, mine.people
    found = {}
    for key in load_posterior().keys:
        values = np.array([p[key] for p in mechanics.sets])
        if np.ptp(values) > 0:
            found[key] = mechanics.of_nerves(values, people.run, people.partner)
    return [{key: float(values[i]) for key, values in found.items()} for i in range(len(people))]


def limiter_of(outlook: Outlook, about: SweepKey) -> np.ndarray:
    """Index (N,) among LIMITERS of what limits a test; several, when the second limit is within a few degrees."""
    ending = outlook.ending(about)
    by = np.minimum(ending.by, JOINT)  # what another tissue brings on counts with the joints
    return np.where(ending.gap < value("twin.several_within"), LIMITERS.index("several"), by)


def probabilities(index: np.ndarray, weight: np.ndarray, count: int) -> np.ndarray:
    """Weight on each of ``count`` outcomes; adds up to 1."""
    found = np.bincount(index, weight, count)
    return found / found.sum()


def band(values: np.ndarray, weight: np.ndarray) -> Band:
    """Median and 90 % interval of weighted values."""
    order = np.argsort(values, kind="stable")
    mass = np.cumsum(weight[order])
    if mass[-1] <= 0:
        return Band(float("nan"), float("nan"), float("nan"))
    at = np.minimum(np.searchsorted(mass, np.array(_ENDS) * mass[-1]), len(values) - 1)
    low, middle, high = values[order][at]
    return Band(float(middle), float(low), float(high))


def spread(values: np.ndarray, weight: np.ndarray) -> float:
    """Standard deviation of weighted values."""
    mass = weight.sum()
    mean = (weight * values).sum() / mass
    return float(np.sqrt(max((weight * (values - mean) ** 2).sum() / mass, 0.0)))
