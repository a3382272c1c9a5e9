"""The last step: draws sampled with the stand-in are weighed by the kernel's own answers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from neuroglide.evidence.calibration.likelihood import Likelihood


class Weighed(NamedTuple):
    """Draws (M, K + 2), their weights (M,) adding up to one, the kernel's answers (M, R), and the weights' worth."""

    draws: np.ndarray
    weight: np.ndarray
    answers: np.ndarray
    effective: float


def weigh(likelihood: Likelihood, draws: np.ndarray, kernel: np.ndarray) -> Weighed:
    """Weights of draws of the stand-in's posterior under the kernel's.

    The weight is the ratio of the two likelihoods: the kernel's without the stand-in's error, slopes being the
    stand-in's in both. The largest weights are cut (truncated importance sampling, Ionides 2008: at the mean weight
    times the root of their number), which trades a little bias for a smaller variance.

    Parameters: ``draws`` (M, K + 2) vectors; ``kernel`` (M, R) the kernel's answers, NaN where a run failed.
    Returns: Weighed, failed draws left out.
    """
    ok = np.isfinite(kernel[:, likelihood.taught]).all(axis=1)
    draws, kernel = draws[ok], kernel[ok]
    study, discrepancy = np.exp(draws[:, -2]), np.exp(draws[:, -1])
    emulated, slope = likelihood.emulator(draws[:, :-2])
    true = likelihood.log_likelihood(kernel, slope, study, discrepancy, emulated=False).sum(axis=1)
    stand_in = likelihood.log_likelihood(emulated, slope, study, discrepancy).sum(axis=1)
    log_weight = true - stand_in
    weight = np.exp(log_weight - log_weight.max())
    weight = np.minimum(weight, weight.mean() * np.sqrt(len(weight)))
    weight /= weight.sum()
    return Weighed(draws, weight, kernel, float(1.0 / np.sum(weight**2)))
