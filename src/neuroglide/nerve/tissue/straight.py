"""A straight line above slack length: the law with exact solutions, for verification.

::

    N = E A strain      strain > 0
    N = 0               strain < 0      (slack: the nerve folds, it cannot be compressed)

``toe`` is not used.
"""

from __future__ import annotations

from numba import njit

NAME = "straight"


@njit(inline="always")
def tension(strain, stiffness, toe):
    """Elastic tension [N] and its slope [N] at a strain above slack [-]; ``stiffness`` = E A [N]."""
    return stiffness * max(strain, 0.0), stiffness if strain > 0.0 else 0.0


@njit(inline="always")
def energy(strain, stiffness, toe):
    """Stored energy per unit slack length [J/m = N] whose slope is the tension."""
    taut = max(strain, 0.0)
    return 0.5 * stiffness * taut * taut
