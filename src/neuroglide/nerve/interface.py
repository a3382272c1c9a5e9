"""What holds a nerve in its bed: laws that never fall with excursion, so the energy stays convex.

The *mesoneurium* lets the nerve glide a little, then stops it (force per length [N/m])::

    f(w) = k w (1 + (w / w_h)**2) + c dw/dt

A *tether* (foramen, fibular head, tunnel) holds at a point: it resists at once and yields (force [N])::

    F(w) = F_y w / sqrt(w**2 + w_y**2) + k_r w

``k_r`` is also what a user's restriction adds. All are two-sided and at rest in supine neutral.
"""

from __future__ import annotations

import math

from numba import njit


@njit(inline="always")
def hold(excursion, stiffness, hardening):
    """Mesoneurium: force per length [N/m] and slope [N/m2]; ``hardening`` = 1 / w_h**2 [1/m2]."""
    square = hardening * excursion * excursion
    return stiffness * excursion * (1.0 + square), stiffness * (1.0 + 3.0 * square)


@njit(inline="always")
def tether(excursion, yield_force, yield_excursion, spring):
    """Tether: force [N] and slope [N/m] at an excursion [m]."""
    root = math.sqrt(excursion * excursion + yield_excursion * yield_excursion)
    share = excursion / root
    return yield_force * share + spring * excursion, yield_force * (1.0 - share * share) / root + spring
