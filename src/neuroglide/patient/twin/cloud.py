"""The weighed people as a whole: bands, probabilities of limiters, equal draws for the plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neuroglide.body.person import Sensitised
from neuroglide.evidence.replay import Own
from neuroglide.parameters import load_set
from neuroglide.patient.twin.beliefs import value
from neuroglide.patient.twin.limits import Outlook
from neuroglide.patient.twin.mechanics import SweepKey
from neuroglide.patient.twin.model import LIMITERS, Band, TwinDraw
from neuroglide.patient.twin.posterior import Sample, equal_draws

_PERCENT, _MILLI = 100.0, 1000.0
_ENDS = (0.05, 0.5, 0.95)
#: Hip flexion [deg] that stands for a hip that is not stiff: the end of the range that movements may name.
FREE_HIP_DEG = 130.0


@dataclass(frozen=True)
class Cloud:
    """A Sample and the test that it is asked about."""

    sample: Sample
    about: SweepKey

    def draws(self, n: int, seed: int) -> list[TwinDraw]:
        """``n`` equally probable nerves."""
        mechanics, people = self.sample.outlook.mechanics, self.sample.people
        rows = equal_draws(self.sample.weight, n, seed)
        mine = people.take(rows)
        tolerance, hip, base = mine.tolerance("affected"), mine.hip_limit, load_set()
        # The moments that the tolerance was held against are those of the packaged muscle.
        muscle = {key: base[key] for key in base if key.startswith("muscle.")}
        found = []
        for i in range(n):
            run, side = int(mine.run[i]), mechanics.person.side
            own = muscle | {
                "mechanosensitivity.healthy_threshold": mine.healthy[i] / _PERCENT,
                "mechanosensitivity.range": mine.range[i] / _PERCENT,
                "muscle.stretch_tolerance": tolerance[i],
            }
            site = mechanics.sites[mine.site[i]]
            sensitised = []
            if mine.choice("sensitised")[i]:
                sensitised.append(Sensitised(f"{site}.{side}", float(mine.threshold[i]) / _PERCENT))
            if mine.choice("sensitised_other")[i]:
                other = "l" if side == "r" else "r"
                sensitised.append(Sensitised(f"{site}.{other}", float(mine.threshold_other[i]) / _PERCENT))
            found.append(TwinDraw(
                mechanics.sets[run].with_values(own), Own(mechanics.own(run).restrictions, tuple(sensitised)),
                float(tolerance[i]), float(min(hip[i], FREE_HIP_DEG)), float(mine.stop[i])))
        return found


def limiter_of(outlook: Outlook, about: SweepKey) -> np.ndarray:
    """Index (N,) among LIMITERS of what limits a test; several, when the second limit is within a few degrees."""
    ending = outlook.ending(about)
    return np.where(ending.gap < value("twin.several_within"), LIMITERS.index("several"), ending.by)


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
