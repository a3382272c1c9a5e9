"""The joint angle at which a reading reaches a level: how studies of onset and of range of motion are read."""

from __future__ import annotations

import numpy as np


def first_reached(angle: np.ndarray, curve: np.ndarray, level: np.ndarray | float) -> np.ndarray:
    """The angle at which a curve first reaches a level, linear between samples.

    Parameters: ``angle`` (V, T); ``curve`` (P, V, T), in any unit; ``level``, a number or an array that broadcasts to
    (P, V), in that unit. Returns: (P, V) in the unit of ``angle``; the first angle where the curve begins at or above
    the level, infinite where it never reaches it, NaN where it or the level is not finite.
    """
    draws, variants, _ = curve.shape
    levels = np.broadcast_to(np.asarray(level, float), (draws, variants))
    found = np.full((draws, variants), np.inf)
    for p, v in np.ndindex(draws, variants):
        values, wanted = curve[p, v], levels[p, v]
        if not (np.isfinite(values).all() and np.isfinite(wanted)):
            found[p, v] = np.nan
            continue
        above = values >= wanted
        if not above.any():
            continue
        i = int(above.argmax())
        if i == 0:
            found[p, v] = angle[v, 0]
            continue
        share = (wanted - values[i - 1]) / (values[i] - values[i - 1])
        found[p, v] = angle[v, i - 1] + share * (angle[v, i] - angle[v, i - 1])
    return found
