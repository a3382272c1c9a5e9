"""Does the method's 90 % interval hold the truth nine times in ten? Made-up studies with a known truth tell.

Posterior simulation-based calibration (Säilynoja et al. 2025): a truth is drawn from the posterior, figures of all
studies are made up from it (study effects in the parameters, noise, broken bounds included, with the curved answers
and not the straight ones that the likelihood takes), and the truth is inferred from the real and the made-up figures
together. Over many repeats its rank among the draws is even, if sampler and likelihood are right.
"""

from __future__ import annotations

import numpy as np

from neuroglide.evidence.calibration.data import Observed
from neuroglide.evidence.calibration.likelihood import DIRECTION_SHARPNESS, Likelihood
from neuroglide.evidence.calibration.sampling import sample


def made_up(likelihood: Likelihood, truth: np.ndarray, rng: np.random.Generator) -> Observed:
    """Figures that the studies would print if ``truth`` (K + 2,) were so."""
    o = likelihood.observed
    study, discrepancy = np.exp(truth[-2]), np.exp(truth[-1])
    delta = rng.standard_normal((len(o.names), len(truth) - 2))
    bodies = truth[:-2] + study * delta
    answer = likelihood.emulator.values(bodies)[o.study, np.arange(len(o.study))]
    noise = o.se**2 + likelihood.spread**2 + likelihood.emulator.error**2 + (discrepancy * o.scale) ** 2
    direction = o.kind == "direction"
    sharpness = (DIRECTION_SHARPNESS * likelihood.prior_size) ** 2 + likelihood.spread**2
    noise = np.where(direction, sharpness, noise)
    figure = answer + np.sqrt(noise) * rng.standard_normal(len(answer))
    sign = np.where(o.kind == "at_most", -1.0, 1.0)
    kept = np.where(sign * (figure - np.where(direction, 0.0, o.y)) > 0.0, 1.0, -1.0)
    value = o.kind == "value"
    return o._replace(y=np.where(value, figure, o.y), kept=np.where(value, 1.0, kept))


def recover(likelihood: Likelihood, start: np.ndarray, number: int, steps: int, seed: int) -> np.ndarray:
    """Rank in (0, 1) of each coordinate's truth (K + 2,) among the draws, of repeat ``number``.

    Parameters: ``start`` (n, K + 2) posterior vectors, of which the truth is one.
    """
    rng = np.random.default_rng([seed, number])
    truth = start[rng.integers(len(start))]
    twice = likelihood._replace(again=made_up(likelihood, truth, rng))
    chains = sample(twice, start, steps, int(rng.integers(2**31)), ensembles=1, keep=100)
    flat = chains.flat
    return ((flat < truth).sum(axis=0) + 0.5) / (len(flat) + 1.0)


def coverage(ranks: np.ndarray) -> tuple[np.ndarray, float]:
    """Share of repeats (K,) whose 90 % interval holds the truth, for ranks (N, K); and the least share that chance
    alone leaves to the worst of K right coordinates in 99 of 100 such tests."""
    from scipy.stats import binom

    held = ((ranks > 0.05) & (ranks < 0.95)).mean(axis=0)
    repeats, coordinates = ranks.shape
    least = binom.ppf(1.0 - 0.99 ** (1.0 / coordinates), repeats, 0.9) / repeats
    return held, float(least)
