"""A quick stand-in for the model near the posterior: a quadratic in the standard coordinates, with its own error.

The sampler asks for hundreds of thousands of answers. A quadratic fitted to a few thousand runs of the kernel gives
them with derivatives; its error, measured on runs left out, widens the likelihood, and the posterior is corrected
against the kernel at the end (importance.py).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

#: Ridge penalties tried, relative to the mean square of a feature; the best on runs left out is taken for each answer.
_RIDGES = np.geomspace(1e-4, 1e2, 10)
#: Share of the runs left out to measure the error.
_HELD_OUT = 0.15


class Emulator(NamedTuple):
    """Quadratic answers: ``f = constant + linear z + z quadratic z``, centred; K coordinates, R answers.

    centre (K,), constant (R,), linear (R, K), quadratic (R, K, K) symmetric, error (R,) root mean square error on runs
    left out.
    """

    centre: np.ndarray
    constant: np.ndarray
    linear: np.ndarray
    quadratic: np.ndarray
    error: np.ndarray

    def __call__(self, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Answers (W, R) and their slopes (W, R, K) at ``z`` (W, K)."""
        x = z - self.centre
        r, k = self.linear.shape
        bent = (x @ self.quadratic.reshape(r * k, k).T).reshape(len(x), r, k)
        value = self.constant + x @ self.linear.T + np.einsum("wrk,wk->wr", bent, x)
        return value, self.linear + 2.0 * bent


def fit_emulator(z: np.ndarray, y: np.ndarray, weight: np.ndarray, centre: np.ndarray, seed: int) -> Emulator:
    """Fit to runs.

    Parameters: ``z`` (N, K); ``y`` (N, R) finite; ``weight`` (N,) importance of each run; ``centre`` (K,) the point
    about which the quadratic is written; ``seed`` chooses the runs left out. Returns: an Emulator.
    """
    k = z.shape[1]
    features = _features(z - centre)
    out = np.random.default_rng(seed).random(len(z)) < _HELD_OUT
    mean = np.average(y, axis=0, weights=weight)
    size = np.sqrt(np.average((y - mean) ** 2, axis=0, weights=weight)) + 1e-300
    scaled = (y - mean) / size
    best, error = np.zeros((features.shape[1], y.shape[1])), np.full(y.shape[1], np.inf)
    penalty = np.average(features**2, axis=0, weights=weight)
    inside = ~out
    wf = features[inside] * weight[inside, None]
    gram, right = wf.T @ features[inside], wf.T @ scaled[inside]
    chosen = np.zeros(y.shape[1])
    for ridge in _RIDGES:
        beta = np.linalg.solve(gram + np.diag(ridge * penalty + 1e-12), right)
        miss = np.sqrt(np.average((scaled[out] - features[out] @ beta) ** 2, axis=0, weights=weight[out]))
        better = miss < error
        best[:, better], error[better], chosen[better] = beta[:, better], miss[better], ridge
    wf = features * weight[:, None]
    gram, right = wf.T @ features, wf.T @ scaled
    for ridge in np.unique(chosen):
        mine = chosen == ridge
        best[:, mine] = np.linalg.solve(gram + np.diag(ridge * penalty + 1e-12), right[:, mine])
    quadratic = np.zeros((y.shape[1], k, k))
    upper = np.triu_indices(k)
    quadratic[:, upper[0], upper[1]] = (best[1 + k :] * size).T
    quadratic = 0.5 * (quadratic + np.swapaxes(quadratic, 1, 2))
    return Emulator(centre, best[0] * size + mean, (best[1 : 1 + k] * size).T, quadratic, error * size)


def _features(x: np.ndarray) -> np.ndarray:
    """One, the coordinates and their products (N, 1 + K + K (K + 1) / 2)."""
    first, second = np.triu_indices(x.shape[1])
    return np.concatenate([np.ones((len(x), 1)), x, x[:, first] * x[:, second]], axis=1)
