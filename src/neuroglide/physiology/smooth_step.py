"""The one threshold shape of the chain: 0 below a first value, 1 above a second, smooth between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: Narrowest distance between the two ends, so that equal ends give a jump instead of a division by zero.
_NARROWEST = 1e-12


def smooth_step(x: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Share of a passage from ``low`` (exactly 0) to ``high`` (exactly 1).

    Parameters: ``x`` (T, n) or any shape, in the unit of ``low`` and ``high``.
    Returns: the share, shape of ``x`` [1].
    Equation: ``t^2 (3 - 2 t)``, ``t = (x - low) / (high - low)`` held to 0..1: half at the middle, level at
    both ends.
    Source: none; the simplest curve with two thresholds that is exactly 0 and 1 outside them.
    """
    t = np.clip((x - low) / max(high - low, _NARROWEST), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def nodes_where(mask: NDArray[np.bool_]) -> slice:
    """The stretch of nodes from the first to the last ``True`` of ``mask`` (n,); empty when there is none.

    A slice is a view, so what happens at a few neighbouring nodes costs only those nodes.
    """
    found = np.flatnonzero(mask)
    return slice(int(found[0]), int(found[-1]) + 1) if found.size else slice(0, 0)


def step_down(x: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """``1 - smooth_step`` of shape (T, n), computed only where some node ever passes ``low``.

    Parameters: ``x`` (T, n) in the unit of ``low`` and ``high``. Returns: what is left, (T, n) [1].
    """
    left = np.ones_like(x)
    passing = nodes_where(x.max(axis=0, initial=-np.inf) > low)
    left[:, passing] -= smooth_step(x[:, passing], low, high)
    return left


def relative_step_down(
    x: NDArray[np.float64], rest: NDArray[np.float64], low: float, high: float, least: float
) -> NDArray[np.float64]:
    """What is left at ``x`` as a multiple of what is left at ``rest``: above 1 where ``x`` falls below a high rest.

    Parameters: ``x`` (T, n) and ``rest`` (n,) in the unit of ``low`` and ``high``; ``least`` [1] is the smallest
    amount left at rest that is divided by, so that a node closed at rest gives finite figures.
    Returns: (T, n) [1], exactly 1 where ``x`` equals ``rest`` (also for a node closed at rest).
    """
    left, left_at_rest = 1.0 - smooth_step(x, low, high), 1.0 - smooth_step(rest, low, high)
    return 1.0 + (left - left_at_rest) / np.maximum(left_at_rest, least)
