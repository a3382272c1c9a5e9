"""Sampling with emcee: several ensembles that know nothing of one another, and what says that they agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

#: Ensembles, walkers in each for every coordinate.
ENSEMBLES, WALKERS_PER_COORDINATE = 2, 2


class Chains(NamedTuple):
    """Samples (C, T, K): C ensembles' walkers side by side over T kept steps; R-hat and effective size (K,)."""

    samples: np.ndarray
    r_hat: np.ndarray
    effective: np.ndarray
    accepted: float

    @property
    def flat(self) -> np.ndarray:
        """All samples (C T, K)."""
        return self.samples.reshape(-1, self.samples.shape[-1])


def sample(
    log_posterior: Callable[[np.ndarray], np.ndarray], start: np.ndarray, steps: int, seed: int, *,
    keep: int = 400, ensembles: int = ENSEMBLES, progress: Callable[[float], None] | None = None,
) -> Chains:
    """Sample a log posterior.

    Parameters: ``log_posterior`` of vectors (W, K); ``start`` (n, K) points to start walkers from; ``steps`` of each
    ensemble, the first half of which is dropped; ``keep`` steps kept of the rest. Returns: Chains.
    """
    import emcee

    rng = np.random.default_rng(seed)
    k = start.shape[1]
    walkers = 2 * max(WALKERS_PER_COORDINATE * k // 2, 16)
    moves = [(emcee.moves.DEMove(), 0.7), (emcee.moves.DESnookerMove(), 0.1), (emcee.moves.StretchMove(), 0.2)]
    kept, accepted = [], []
    for ensemble in range(ensembles):
        begin = start[rng.integers(len(start), size=walkers)] + 0.05 * rng.standard_normal((walkers, k))
        sampler = emcee.EnsembleSampler(walkers, k, log_posterior, moves=moves, vectorize=True)
        sampler._random.seed(int(rng.integers(2**31)))
        thin = max(1, steps // 2 // keep)
        for number, _ in enumerate(sampler.sample(begin, iterations=steps, store=True, thin_by=1)):
            if progress is not None and number % 50 == 0:
                progress((ensemble + number / steps) / ensembles)
        kept.append(sampler.get_chain()[steps // 2 :: thin].swapaxes(0, 1))
        accepted.append(sampler.acceptance_fraction.mean())
    samples = np.concatenate(kept)
    return Chains(samples, *convergence(np.stack(kept)), float(np.mean(accepted)))


def convergence(chains: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Split R-hat and effective sample size of each coordinate (K,).

    Parameters: ``chains`` (E, W, T, K): ensembles, walkers, steps. Walkers of one ensemble move together, so a chain
    here is the mean path of a quarter of an ensemble's walkers; each is split in half.

    Equation: R-hat of Gelman et al. 2013 (Bayesian Data Analysis, 3rd edition, section 11.4), on walkers as chains;
    effective size = samples over the integrated autocorrelation time, averaged over walkers.
    """
    e, w, t, k = chains.shape
    half = t // 2
    split = chains[:, :, : 2 * half].reshape(e * w, 2, half, k).reshape(2 * e * w, half, k)
    within = split.var(axis=1, ddof=1).mean(axis=0)
    between = half * split.mean(axis=1).var(axis=0, ddof=1)
    r_hat = np.sqrt(((half - 1) / half * within + between / half) / within)
    flat = chains.reshape(e * w, t, k)
    centred = flat - flat.mean(axis=(0, 1))
    size = 2 ** int(np.ceil(np.log2(2 * t)))
    spectrum = np.fft.rfft(centred, n=size, axis=1)
    correlation = np.fft.irfft(spectrum * np.conj(spectrum), n=size, axis=1)[:, :t].mean(axis=0)
    correlation /= correlation[0]
    time = np.ones(k)
    for j in range(k):
        total = 1.0
        for lag in range(1, t):
            total += 2.0 * correlation[lag, j]
            if lag > 5.0 * total:
                break
        time[j] = max(total, 1.0)
    return r_hat, e * w * t / time
