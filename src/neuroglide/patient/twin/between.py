"""Nerves between those that were computed: the draws are a sample, and a person's nerve lies among them, not on one.

A nerve is mixed of two draws in logarithms, ``m + a (x - m) + a (y - m)`` with ``a = sqrt(1/2)``, for its parameters
and for its curves alike; mean and covariance stay those of the draws (a smoothed bootstrap with shrinkage, as in Liu
and West 2001). Of a run with a restriction, what the restriction does is kept whole and only the nerve beneath is
mixed. That curves mix as parameters do is an approximation; tests/patient/twin/test_twin_between.py holds its size.
"""

from __future__ import annotations

import numpy as np

#: Share of each of the two draws, so that the mixture's variance is theirs.
SHARE = 0.5**0.5
#: Least strain [percent], moment [N m] and angle [deg] whose logarithm is taken.
LEAST = 0.05


class Between:
    """How the runs of one person mix. Parameters: ``free (R,)``, index of each run's own nerve among ``count`` free
    ones, which are the first runs."""

    def __init__(self, free: np.ndarray, count: int):
        self.free, self.count = free, count

    def parts(self, values: np.ndarray, least: float = LEAST) -> tuple[np.ndarray, np.ndarray]:
        """What is added up, in logarithms: one's own share by run (R, ...), the other's by nerve (count, ...)."""
        logs = np.log(np.maximum(values, least))
        return self._parts(logs)

    def _parts(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        middle = values[: self.count].mean(axis=0)
        off = values[: self.count] - middle
        return values - (1.0 - SHARE) * off[self.free], SHARE * off

    def mixed(self, values: np.ndarray, run: np.ndarray, partner: np.ndarray) -> np.ndarray:
        """A parameter (N,) of mixed nerves. Parameters: its ``values (R,)``, ``run (N,)``, ``partner (N,)``."""
        positive = bool((values > 0.0).all())
        mine, theirs = self._parts(np.log(values) if positive else values)
        found = mine[run] + theirs[partner]
        return np.exp(found) if positive else found
