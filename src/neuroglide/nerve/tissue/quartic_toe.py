"""Quartic toe, then straight: the simplest J-shaped law with a finite slope everywhere.

Stress of the fibres against their strain above slack length, ``x = strain / toe``::

    sigma = E * toe * x**4 / 4          0 < x < 1      (crimp straightens)
    sigma = E * toe * (x - 3/4)         x > 1          (straight fibres, slope E)
    sigma = 0                           x < 0          (slack: the nerve folds, it cannot be compressed)

The fourth power makes the tangent at 9 % about 3.4 times that at 6 % strain; Doering 2022 (M009, M011) measured 12
times between grips, where slack at the grips adds to the toe. Value and slope are continuous, so the energy is convex
and twice differentiable.
"""

from __future__ import annotations

from numba import njit

NAME = "quartic_toe"


@njit(inline="always")
def tension(strain, stiffness, toe):
    """Elastic tension [N] and its slope [N] at a strain above slack [-].

    ``stiffness`` = E A [N] of the straight fibres, ``toe`` [-] the strain where they are straight.
    """
    x = max(strain / toe, 0.0)
    bent = min(x, 1.0)
    cube = bent * bent * bent
    return stiffness * toe * (0.25 * cube * bent + (x - bent)), stiffness * cube


@njit(inline="always")
def energy(strain, stiffness, toe):
    """Stored energy per unit slack length [J/m = N] whose slope is the tension."""
    x = max(strain / toe, 0.0)
    bent = min(x, 1.0)
    over = x - bent
    return stiffness * toe * toe * (0.05 * bent**5 + over * (0.25 + 0.5 * over))
