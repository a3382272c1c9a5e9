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
from neuroglide.evidence.calibration.predictive import HIGH, LOW
from neuroglide.evidence.calibration.sampling import sample
from neuroglide.evidence.verdicts import FELT

#: How far from the middle walkers start, in units of the posterior's own spread.
WIDER = 2.0


def made_up(likelihood: Likelihood, truth: np.ndarray, rng: np.random.Generator) -> Observed:
    """Figures that the studies would print if ``truth`` (K + 2,) were so."""
    o = likelihood.observed
    study, discrepancy = np.exp(truth[-2]), np.exp(truth[-1])
    delta = rng.standard_normal((len(o.names), len(truth) - 2))
    bodies = truth[:-2] + study * delta
    answer = likelihood.emulator.values(bodies)[o.study, np.arange(len(o.study))]
    also = rng.standard_normal((len(o.names), likelihood.carried.shape[1]))
    answer = answer + (likelihood.carried * also[o.study]).sum(axis=1)
    noise = o.se**2 + likelihood.spread**2 + likelihood.emulator.error**2 + (discrepancy * o.scale) ** 2
    direction = o.kind == "direction"
    sharpness = (DIRECTION_SHARPNESS * likelihood.prior_size) ** 2 + likelihood.spread**2
    noise = np.where(direction, sharpness, noise)
    figure = answer + np.sqrt(noise) * rng.standard_normal(len(answer))
    sign = np.where(o.kind == "at_most", -1.0, 1.0)
    kept = np.where(sign * (figure - np.where(direction, FELT, o.y)) > 0.0, 1.0, -1.0)
    value = o.kind == "value"
    return o._replace(y=np.where(value, figure, o.y), kept=np.where(value, 1.0, kept))


def recover(likelihood: Likelihood, drawn: np.ndarray, number: int, steps: int, seed: int) -> list[float]:
    """Rank in (0, 1) of each coordinate's truth (K + 2,) among the draws, of repeat ``number``.

    Parameters: ``drawn`` (n, K + 2) vectors of the posterior that the likelihood stands for, of which the truth is
    one. Walkers start twice as far from the middle as that posterior lies, so that a sampler that does not move gives
    ranks that are not even.
    """
    rng = np.random.default_rng([seed, 3, number])
    truth = drawn[rng.integers(len(drawn))]
    twice = likelihood._replace(again=made_up(likelihood, truth, rng))
    far = drawn.mean(axis=0) + WIDER * (drawn - drawn.mean(axis=0))
    far[:, -2:] = np.clip(far[:, -2:], -6.0, 0.5)
    chains = sample(twice, far, steps, [seed, 4, number], ensembles=1, keep=100)
    flat = chains.flat
    return (((flat < truth).sum(axis=0) + 0.5) / (len(flat) + 1.0)).tolist()


def coverage(ranks: np.ndarray) -> tuple[np.ndarray, float]:
    """Share of repeats (K,) whose 90 % interval holds the truth, for ranks (N, K); and the least share that chance
    alone leaves to the worst of K right coordinates in 99 of 100 such tests."""
    from scipy.stats import binom

    held = ((ranks > LOW) & (ranks < HIGH)).mean(axis=0)
    repeats, coordinates = ranks.shape
    least = binom.ppf(1.0 - 0.99 ** (1.0 / coordinates), repeats, HIGH - LOW) / repeats
    return held, float(least)


def evenness(ranks: np.ndarray) -> float:
    """Probability that ranks (N, K) of a right method look less even than these: Kolmogorov and Smirnov's for the
    least even coordinate, times their number (Bonferroni), at most 1."""
    from scipy.stats import kstest

    return min(1.0, ranks.shape[1] * min(kstest(column, "uniform").pvalue for column in ranks.T))
