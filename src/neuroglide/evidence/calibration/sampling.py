"""Sampling with emcee: several ensembles that know nothing of one another, and what says that they agree."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

#: Ensembles, walkers in each for every coordinate.
ENSEMBLES, WALKERS_PER_COORDINATE = 4, 2


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
    log_posterior: Callable[[np.ndarray], np.ndarray], start: np.ndarray, steps: int, seed: int | list[int], *,
    keep: int = 400, ensembles: int = ENSEMBLES, workers: int = 1, progress: Callable[[float], None] | None = None,
) -> Chains:
    """Sample a log posterior.

    Parameters: ``log_posterior`` of vectors (W, K); ``start`` (n, K) points to start walkers from; ``steps`` of each
    ensemble, the first half of which is dropped; ``keep`` steps kept of the rest; ``workers``, processes that share
    the ensembles (more than one only for a log posterior that can be sent to another process). Returns: Chains, the
    same for any number of workers.
    """
    seeds = [int(s) for s in np.random.SeedSequence(seed).generate_state(ensembles)]
    tell = progress or (lambda _: None)
    parts = []
    if workers > 1:
        with processes(workers) as pool:
            waiting = [pool.submit(_ensemble, log_posterior, start, steps, s, keep) for s in seeds]
            for number, future in enumerate(waiting, start=1):
                parts.append(future.result())
                tell(number / ensembles)
    else:
        with threadpool_limits(1):  # as in the workers, so that the last digits are the same
            for number, s in enumerate(seeds, start=1):
                parts.append(_ensemble(log_posterior, start, steps, s, keep))
                tell(number / ensembles)
    kept = np.stack([samples for samples, _ in parts])
    return Chains(
        kept.reshape(-1, *kept.shape[2:]), *convergence(kept), float(np.mean([accepted for _, accepted in parts]))
    )


def _ensemble(log_posterior, start: np.ndarray, steps: int, seed: int, keep: int) -> tuple[np.ndarray, float]:
    """Kept samples (walkers, T, K) of one ensemble, and the share of moves accepted."""
    import emcee

    rng = np.random.default_rng(seed)
    k = start.shape[1]
    walkers = 2 * max(WALKERS_PER_COORDINATE * k // 2, 16)
    moves = [(emcee.moves.DEMove(), 0.7), (emcee.moves.DESnookerMove(), 0.1), (emcee.moves.StretchMove(), 0.2)]
    begin = start[rng.integers(len(start), size=walkers)] + 0.05 * rng.standard_normal((walkers, k))
    sampler = emcee.EnsembleSampler(walkers, k, log_posterior, moves=moves, vectorize=True)
    sampler.random_state = np.random.RandomState(int(rng.integers(2**31))).get_state()
    thin = max(1, steps // 2 // keep)
    state = sampler.run_mcmc(begin, steps // 2, store=False)
    sampler.reset()
    sampler.run_mcmc(state, max(1, steps // 2 // thin), thin_by=thin)
    return sampler.get_chain().swapaxes(0, 1), float(sampler.acceptance_fraction.mean())


def processes(workers: int) -> ProcessPoolExecutor:
    """Processes that share the cores: linear algebra in each on one thread.

    Spawned, not forked: a process forked from one that runs compiled threads can hang.
    """
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_one_thread)


def _one_thread() -> None:
    """One thread for the libraries that this module has loaded (a limit set earlier would limit nothing), and for
    those that are loaded later."""
    os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"), "1"))
    threadpool_limits(1)


def convergence(chains: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Split R-hat and effective sample size of each coordinate (K,).

    Parameters: ``chains`` (E, W, T, K): ensembles, walkers, steps. Walkers of one ensemble depend on one another:
    the effective size is taken over all of them. R-hat asks more: every walker, cut in half, must have found the
    whole posterior by itself; one that stays where it began is seen.

    Equation: R-hat of Gelman et al. 2013 (Bayesian Data Analysis, 3rd edition, section 11.4); effective size =
    samples over the integrated autocorrelation time, averaged over walkers.
    """
    e, w, t, k = chains.shape
    half = t // 2
    split = np.stack([chains[:, :, :half], chains[:, :, half : 2 * half]]).reshape(2 * e * w, half, k)
    within = split.var(axis=1, ddof=1).mean(axis=0) + 1e-300
    between = split.mean(axis=1).var(axis=0, ddof=1)
    r_hat = np.sqrt((half - 1) / half + between / within)
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
