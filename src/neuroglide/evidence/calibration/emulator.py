"""A quick stand-in for the model near the posterior: small neural networks with their own error.

The sampler asks for millions of answers and for their slopes. Networks trained on a few thousand runs of the kernel
give both in microseconds; their error, measured on runs left out, widens the likelihood, and the posterior is corrected
against the kernel at the end (importance.py). A quadratic in 50 coordinates was tried and erred by half as much again.
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np

from neuroglide.parameters.record import HALF_WIDTH_90

#: Networks averaged, units in each of their two layers, penalty, and the share of runs left out to measure the error.
NETWORKS, UNITS, PENALTY, HELD_OUT = 3, 64, 0.1, 0.12


class Network(NamedTuple):
    """Two layers of tanh: weights and offsets of the three steps."""

    weights: tuple[np.ndarray, np.ndarray, np.ndarray]
    offsets: tuple[np.ndarray, np.ndarray, np.ndarray]


class Emulator(NamedTuple):
    """R answers of K coordinates: networks on standardised input and output; error (R,) on runs left out."""

    networks: tuple[Network, ...]
    centre: np.ndarray
    width: np.ndarray
    mean: np.ndarray
    size: np.ndarray
    error: np.ndarray

    def __call__(self, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Answers (W, R) and their slopes (W, R, K) at ``z`` (W, K); to six digits, far below their error."""
        x = ((z - self.centre) / self.width).astype(np.float32)
        value, slope = 0.0, 0.0
        for (first, second, third), (a, b, c) in self.networks:
            one = np.tanh(x @ first + a)
            two = np.tanh(one @ second + b)
            value = value + two @ third + c
            w, units, r = len(x), len(second), third.shape[1]
            back = (third.T[None] * (1.0 - two**2)[:, None, :]).reshape(w * r, units) @ second.T
            back = back.reshape(w, r, units) * (1.0 - one**2)[:, None, :]
            slope = slope + (back.reshape(w * r, units) @ first.T).reshape(w, r, -1)
        scale = self.size / len(self.networks)
        return self.mean + scale * value, scale[None, :, None] * slope / self.width

    def values(self, z: np.ndarray) -> np.ndarray:
        """Answers (W, R) alone."""
        x = ((z - self.centre) / self.width).astype(np.float32)
        found = 0.0
        for (first, second, third), (a, b, c) in self.networks:
            found = found + np.tanh(np.tanh(x @ first + a) @ second + b) @ third + c
        return self.mean + self.size / len(self.networks) * found


def fit_emulator(z: np.ndarray, y: np.ndarray, near: np.ndarray, seed: int) -> Emulator:
    """Train on runs of the kernel.

    Parameters: ``z`` (N, K); ``y`` (N, R) finite; ``near`` (N,) True for the runs near the posterior, which the
    error is measured on and the scales are taken from; ``seed``. Returns: an Emulator.
    """
    rng = np.random.default_rng(seed)
    out = np.zeros(len(z), bool)
    out[rng.choice(np.flatnonzero(near), max(2, int(HELD_OUT * near.sum())), replace=False)] = True
    centre, width = z[near].mean(axis=0), z[near].std(axis=0) + 1e-9
    mean, size = y[near].mean(axis=0), y[near].std(axis=0) + 1e-9
    x, target = (z - centre) / width, np.clip((y - mean) / size, -6.0, 6.0)
    networks = [_train(x[~out], target[~out], int(rng.integers(2**31))) for _ in range(NETWORKS)]
    draft = Emulator(tuple(networks), centre, width, mean, size, np.zeros(y.shape[1]))
    miss = draft.values(z[out]) - y[out]
    # The middle nine tenths of the misses: a fold that a network rounds off should not blur every other answer.
    error = np.quantile(np.abs(miss), 0.9, axis=0) / HALF_WIDTH_90
    return draft._replace(error=error)


def _train(x: np.ndarray, target: np.ndarray, seed: int) -> Network:
    from sklearn.neural_network import MLPRegressor

    net = MLPRegressor(
        hidden_layer_sizes=(UNITS, UNITS), activation="tanh", alpha=PENALTY, learning_rate_init=2e-3, batch_size=128,
        max_iter=400, early_stopping=True, n_iter_no_change=20, random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the last digits still moved is no news: the error is measured
        net.fit(x, target)
    return Network(
        tuple(weight.astype(np.float32) for weight in net.coefs_),
        tuple(offset.astype(np.float32) for offset in net.intercepts_),
    )
