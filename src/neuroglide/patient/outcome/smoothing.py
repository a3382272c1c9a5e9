"""A patient's scores over time, smoothed with their measurement error.

A level that walks at random, seen with error: x(t + dt) = x(t) + w, w ~ N(0, q^2 dt); y(t) = x(t) + e, e ~ N(0, SEM^2),
and x at the first score ~ N(prior mean, prior SD^2). Filtered forward and smoothed backward after Kalman (1960) and
Rauch, Tung and Striebel (1965).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Level:
    """The random-walk level of a score: ``sem`` standard error of one measurement [points], ``weekly_step`` SD of the
    level's step over one week [points], ``prior_mean`` and ``prior_sd`` of the level at the first score [points]."""

    sem: float
    weekly_step: float
    prior_mean: float
    prior_sd: float


def smooth(weeks: Sequence[float], scores: Sequence[float], level: Level) -> tuple[np.ndarray, np.ndarray]:
    """The level at every score, given all scores.

    Parameters: weeks (T) of the scores [weeks], rising; scores (T) [points]; level. Returns mean (T) and SD (T)
    [points]. Equation: m_s(k) = m(k) + G (m_s(k+1) - m(k)), G = P(k) / P(k+1|k).
    """
    step = np.diff(np.asarray(weeks, float)) * level.weekly_step**2
    mean, var = np.empty(len(scores)), np.empty(len(scores))
    m, p = level.prior_mean, level.prior_sd**2
    for k, score in enumerate(scores):
        p = p + (step[k - 1] if k else 0.0)
        gain = p / (p + level.sem**2)
        m, p = m + gain * (score - m), gain * level.sem**2
        mean[k], var[k] = m, p
    for k in range(len(scores) - 2, -1, -1):
        ahead = var[k] + step[k]
        gain = var[k] / ahead
        mean[k] += gain * (mean[k + 1] - mean[k])
        var[k] += gain**2 * (var[k + 1] - ahead)
    return mean, np.sqrt(var)


def level_change(weeks: Sequence[float], scores: Sequence[float], level: Level) -> tuple[float, float]:
    """How far the level has moved from the first score to the last, given all scores.

    Parameters: as of ``smooth``. Returns mean and SD of level(last) - level(first) [points]. The first level is carried
    along as a second state that does not move, so that the two are estimated together.
    """
    state, cov = np.full(2, level.prior_mean), np.full((2, 2), level.prior_sd**2)
    last = weeks[0]
    for week, score in zip(weeks, scores, strict=True):
        cov[0, 0] += (week - last) * level.weekly_step**2
        gain = cov[:, 0] / (cov[0, 0] + level.sem**2)
        state = state + gain * (score - state[0])
        cov = cov - np.outer(gain, cov[0])
        last = week
    return float(state[0] - state[1]), float(max(0.0, cov[0, 0] - 2 * cov[0, 1] + cov[1, 1]) ** 0.5)
