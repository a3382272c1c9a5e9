"""Change over several trials: arms joined within a trial, trials pooled with random effects, a new person predicted.

Between trials the method of DerSimonian and Laird (1986); the error of the mean after Hartung and Knapp (2001), never
smaller than the ordinary one; a new person's interval adds the spread between trials and between people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from neuroglide.patient.outcome.student_t import t_quantile


@dataclass(frozen=True)
class TrialChange:
    """A trial's change, its arms together: ``mean``, its ``se``, and ``sd`` between people [points]; ``n`` people."""

    trial: str
    mean: float
    se: float
    sd: float
    n: int


@dataclass(frozen=True)
class Pooled:
    """Trials pooled: ``mean`` with ``se`` [points], ``tau`` the SD between trials and ``sd`` that between people
    [points], ``i2`` the share of spread that is between trials (0 to 1), ``k`` trials, ``n`` people."""

    mean: float
    se: float
    tau: float
    sd: float
    i2: float
    k: int
    n: int

    def person(self, percent: float) -> tuple[float, float]:
        """Low and high end of a new person's change [points], for a new trial's person.

        Parameters: percent, the probability of the interval. Equation: mean +- t sqrt(se^2 + tau^2 + sd^2), t of k - 1
        degrees of freedom.
        """
        half = t_quantile(0.5 + percent / 200, self.k - 1) * (self.se**2 + self.tau**2 + self.sd**2) ** 0.5
        return self.mean - half, self.mean + half


def join_arms(trial: str, means: Sequence[float], sds: Sequence[float], ns: Sequence[int]) -> TrialChange:
    """One change for a trial from its arms, each counted by its people.

    Parameters: means (A) and sds (A) of the change in each arm [points]; ns (A), people. Equation: mean = sum(n m) / N,
    se^2 = sum(n sd^2) / N^2, sd^2 = sum((n - 1) sd^2) / sum(n - 1).
    """
    m, s, n = np.asarray(means, float), np.asarray(sds, float), np.asarray(ns, float)
    total = n.sum()
    return TrialChange(trial, float((n * m).sum() / total), float((n * s**2).sum() ** 0.5 / total),
                       float((((n - 1) * s**2).sum() / (n - 1).sum()) ** 0.5), int(total))


def pool(trials: Sequence[TrialChange]) -> Pooled:
    """Pool at least two trials with random effects.

    Parameters: trials. Returns the Pooled. Equation: w = 1 / se^2, Q = sum w (y - ybar)^2,
    tau^2 = max(0, (Q - (k - 1)) / (sum w - sum w^2 / sum w)); then w* = 1 / (se^2 + tau^2),
    var(mean) = max(1, sum w* (y - mean)^2 / (k - 1)) / sum w*.
    """
    k = len(trials)
    y, v = np.array([t.mean for t in trials]), np.array([t.se for t in trials]) ** 2
    w = 1 / v
    q = float((w * (y - (w * y).sum() / w.sum()) ** 2).sum())
    tau2 = max(0.0, (q - (k - 1)) / float(w.sum() - (w**2).sum() / w.sum()))
    w = 1 / (v + tau2)
    mean = float((w * y).sum() / w.sum())
    scale = max(1.0, float((w * (y - mean) ** 2).sum()) / (k - 1))
    df = np.array([t.n - 1 for t in trials], float)
    sd = float(((df * np.array([t.sd for t in trials]) ** 2).sum() / df.sum()) ** 0.5)
    i2 = max(0.0, (q - (k - 1)) / q) if q > 0 else 0.0
    return Pooled(mean, float((scale / w.sum()) ** 0.5), tau2**0.5, sd, i2, k, sum(t.n for t in trials))


def left_out_coverage(trials: Sequence[TrialChange], percent: float) -> dict[str, float]:
    """How much of each trial's people the interval of the other trials holds.

    Parameters: trials (three or more); percent of the interval. Returns the share (0 to 1) by trial, its people taken
    as normal with the trial's mean and SD.
    """
    found = {}
    for one in trials:
        low, high = pool([other for other in trials if other is not one]).person(percent)
        people = NormalDist(one.mean, one.sd)
        found[one.trial] = people.cdf(high) - people.cdf(low)
    return found
