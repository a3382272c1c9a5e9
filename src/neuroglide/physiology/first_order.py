"""First-order following in time, by exact exponential steps on any increasing grid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from neuroglide.errors import InputError


def time_steps(time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Steps between samples (T-1,) [s]. Raises: InputError when time falls or is not finite."""
    steps = np.diff(time_s)
    if not (np.isfinite(time_s).all() and (steps >= 0).all()):
        raise InputError("time must be finite and must not fall.", fix="sort the samples by time.")
    return steps


def follow(time_s: NDArray[np.float64], target: NDArray[np.float64], time_constant: float) -> NDArray[np.float64]:
    """What follows ``target`` with one time constant, from 0 (rest) before the first sample.

    Parameters: ``time_s`` (T,) [s], not falling, steps may differ; ``target`` (T, n), straight between samples;
    ``time_constant`` [s], 0 follows at once. Returns: (T, n), unit of ``target``; the first row is 0.
    Raises: InputError when time falls.
    Equation: ``tau dy/dt = u - y``, ``y(0) = 0``. With ``a = exp(-h/tau)``, ``m = tau (1 - a) / h`` and ``u`` straight
    over a step of length ``h`` the exact solution is ``y1 = a y0 + (m - a) u0 + (1 - m) u1``.
    """
    if time_constant <= 0:
        return target.copy()
    ratio = time_steps(time_s) / time_constant
    kept = np.exp(-ratio)
    safe = np.where(ratio > 0, ratio, 1.0)
    mean = np.where(ratio > 0, -np.expm1(-safe) / safe, 1.0)
    result = np.empty_like(target)
    result[:1] = 0.0
    np.multiply(target[1:], (1.0 - mean)[:, None], out=result[1:])
    result[1:] += target[:-1] * (mean - kept)[:, None]
    held = np.empty(target.shape[1:])
    for k, a in enumerate(kept.tolist()):
        np.multiply(result[k], a, out=held)
        result[k + 1] += held
    return result
