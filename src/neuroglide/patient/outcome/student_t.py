"""Quantiles of Student's t for whole degrees of freedom, in closed form (Abramowitz and Stegun 1964, 26.7.3-4)."""

from __future__ import annotations

import math

_STEPS = 200


def t_cdf(t: float, df: int) -> float:
    """Probability of a t of ``df`` degrees of freedom (1, 2, ...) below ``t``."""
    angle = math.atan2(t, math.sqrt(df))
    odd = df % 2
    term = total = 1.0
    for j in range(1 + odd, df - 2, 2):
        term *= j / (j + 1) * math.cos(angle) ** 2
        total += term
    if not odd:
        return 0.5 + math.sin(angle) * total / 2
    return 0.5 + (angle + (math.sin(angle) * math.cos(angle) * total if df > 1 else 0.0)) / math.pi


def t_quantile(p: float, df: int) -> float:
    """The ``t`` below which the probability ``p`` (0 to 1) lies, by bisection on the angle atan(t / sqrt(df))."""
    low, high = -math.pi / 2, math.pi / 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if t_cdf(math.sqrt(df) * math.tan(middle), df) < p:
            low = middle
        else:
            high = middle
    return math.sqrt(df) * math.tan((low + high) / 2)
