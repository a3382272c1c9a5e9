"""A straight rod in an elastic bed whose halves are stretched differently, against the exact solution.

``E A l0 w'' = k w`` inside each half, ``w = 0`` at both ends, the fibre's stretch continuous in the middle::

    w(s) = - e sinh(q s) / (2 q cosh(q L / 2)),   s < L/2, mirrored beyond,   q**2 = k / (E A l0)

where the first half of the bed is stretched by e. With a free end instead (a junction of one branch) the rod
springs back in a bed stretched by e all along: ``w' = 1 / l0 - 1 - e`` there, ``w = w'(L) sinh(q s) / (q cosh(q L))``.
"""

import numpy as np
from handmade import Rod, lay, march, observed_orders

LENGTH, STIFFNESS, HOLD, REST, STRETCH = 0.8, 120.0, 900.0, 1.1, 0.05
Q = np.sqrt(HOLD / (STIFFNESS * REST))


def rod(elements, **ends):
    length = np.full(elements, LENGTH / elements)
    return lay([Rod(length, stiffness=STIFFNESS, rest_stretch=REST, hold=HOLD, **ends)]), length


def error_of_two_halves(elements):
    (mesh, laid), length = rod(elements)
    stretched = np.where(np.arange(elements) < elements // 2, 1.0 + STRETCH, 1.0)
    w = march(mesh, laid, length * stretched, 1.0, "straight").field_excursion[0, -1]
    s = np.linspace(0.0, LENGTH, elements + 1)
    exact = -STRETCH * np.sinh(Q * np.minimum(s, LENGTH - s)) / (2 * Q * np.cosh(0.5 * Q * LENGTH))
    return np.max(np.abs(w - exact)) / np.max(np.abs(exact))


def error_of_free_end(elements):
    (mesh, laid), length = rod(elements, end="free")
    w = march(mesh, laid, length * (1.0 + STRETCH), 1.0, "straight").field_excursion[0, -1]
    slope = 1.0 / REST - 1.0 - STRETCH
    exact = slope * np.sinh(Q * np.linspace(0.0, LENGTH, elements + 1)) / (Q * np.cosh(Q * LENGTH))
    return np.max(np.abs(w - exact)) / np.max(np.abs(exact))


def test_two_halves_agree_with_the_sinh_solution():
    errors = [error_of_two_halves(n) for n in (20, 40, 80, 160)]
    # Linear elements with lumped holding are off by (q h)**2 / 24 in q and by as much again where the fibre kinks,
    # next term (q h)**4: below (q h)**2 / 6 = 3e-5 in all, and the order is clean.
    assert errors[-1] < (Q * LENGTH / 160) ** 2 / 6
    assert np.all(np.abs(observed_orders(errors) - 2.0) < 0.02), errors


def test_free_end_agrees_with_the_sinh_solution():
    errors = [error_of_free_end(n) for n in (20, 40, 80, 160)]
    assert errors[-1] < (Q * LENGTH / 160) ** 2 / 2  # as above, the slope at the end now amplified by q L
    assert np.all(np.abs(observed_orders(errors) - 2.0) < 0.02), errors


def test_one_and_two_elements_are_solved():
    """The shortest branches have no or one inner node; with one, the lumped balance is a formula."""
    (mesh, laid), length = rod(2)
    w = march(mesh, laid, length * [1.0 + STRETCH, 1.0], 1.0, "straight").field_excursion[0, -1, 1]
    h = LENGTH / 2
    # E A l0 (2 w / h + e) + k h w = 0; 1e-12: a handful of roundings
    assert np.isclose(w, -STIFFNESS * REST * STRETCH / (2 * STIFFNESS * REST / h + HOLD * h), rtol=1e-12)
    (mesh, laid), length = rod(1)
    assert np.all(march(mesh, laid, length * 1.05, 1.0, "straight").field_excursion == 0.0)
