"""What the posterior predicts for a study that it has, or has not, seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from neuroglide.evidence.calibration.likelihood import Likelihood
from neuroglide.evidence.calibration.sampling import sample

#: Ends of the 90 % interval.
LOW, HIGH = 0.05, 0.95


def predicted(likelihood: Likelihood, vectors: np.ndarray, seed: int, answers: np.ndarray | None = None) -> np.ndarray:
    """Figures (M, R) that a new study of the same protocols would print, for posterior vectors (M, K + 2).

    Its bodies differ (lambda, and what is carried along), the model leaves something out (discrepancy), angles are
    open, the mean has an error.
    ``answers`` (M, R): the kernel's own where they are known.
    """
    rng = np.random.default_rng(seed)
    value, slope = likelihood.emulator(vectors[:, :-2])
    value = value if answers is None else answers
    study, discrepancy = np.exp(vectors[:, -2]), np.exp(vectors[:, -1])
    o = likelihood.observed
    # The discrepancy is a share of what is predicted, not of what was found: a surprise buys no wide interval.
    variance = (study**2)[:, None] * (slope**2).sum(axis=2) + (discrepancy[:, None] * value) ** 2
    variance += np.where(o.kind == "value", o.se**2, 0.0) + likelihood.spread**2
    variance += (likelihood.carried**2).sum(axis=1)
    if answers is None:
        variance += likelihood.emulator.error**2
    return value + np.sqrt(variance) * rng.standard_normal(value.shape)


def bands(likelihood: Likelihood, figures: np.ndarray, rows: Sequence[int]) -> dict[str, dict[str, float]]:
    """Median and 90 % interval of predicted figures (M, R), by claim."""
    claims = likelihood.observed.claims
    found = {}
    for row in rows:
        low, median, high = np.quantile(figures[:, row], [LOW, 0.5, HIGH])
        found[claims[row].id] = {name: float(f"{v:.4g}") for name, v in
                                 (("median", median), ("low", low), ("high", high))}
    return found


def leave_one_out(
    likelihood: Likelihood, start: np.ndarray, study: int, steps: int, seed: int
) -> dict[str, dict[str, float]]:
    """What the other studies predict for one that is left out: median and 90 % interval by claim.

    Parameters: ``start`` (n, K + 2) posterior vectors; ``study`` its index; ``steps`` of the sampler.
    """
    without = likelihood._replace(left_out=study)
    chains = sample(without, start, steps, [seed, 2, study], ensembles=1, keep=100)
    flat = chains.flat
    pick = flat[np.random.default_rng(seed).integers(len(flat), size=min(2000, len(flat)))]
    rows = np.flatnonzero(likelihood.observed.study == study)
    return bands(likelihood, predicted(likelihood, pick, seed), rows)
