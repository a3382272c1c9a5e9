"""Manufactured solutions of the whole nonlinear balance, the forcing entering through the bed.

Choose ``w(s, t)``; the balance ``N' = f(w) + c dw/dt`` gives N, the tissue law inverted gives the stretch, and the bed
that makes it so is ``X' = stretch - w'``. With N integrated exactly over s the spatial error remains (order 2); with
N summed over the nodes as the kernel does, space is exact and the error in time remains (order 1, backward Euler).
"""

import numpy as np
from handmade import Rod, cells, lay, march, observed_orders

LENGTH, STIFFNESS, TOE, REST = 0.6, 150.0, 0.12, 1.08
HOLD, GLIDE, DRAG, N0, PEAK = 800.0, 0.006, 4000.0, 2.0, 0.012


def stretch_at(tension):
    """Invert the quartic law: stretch of the fibre over its in-situ length."""
    reduced = tension / (STIFFNESS * TOE)
    strain = TOE * np.where(reduced < 0.25, (4.0 * np.minimum(reduced, 0.25)) ** 0.25, reduced + 0.75)
    return (1.0 + strain) / REST


def steady_tension(s):
    """N0 plus the integral of k w (1 + w**2 / w_h**2) for w = W sin(pi s / L)."""
    c = np.cos(np.pi * s / LENGTH)
    first, third = 1.0 - c, 2.0 / 3.0 - c + c**3 / 3.0
    return N0 + HOLD * PEAK * LENGTH / np.pi * (first + (PEAK / GLIDE) ** 2 * third)


def graded(elements):
    """Nodes of a smoothly graded mesh."""
    u = np.linspace(0.0, 1.0, elements + 1)
    return LENGTH * (u + 0.05 * np.sin(2 * np.pi * u))


def rod(s, drag=0.0):
    return lay([Rod(np.diff(s), STIFFNESS, TOE, REST, HOLD, 1.0 / GLIDE**2, drag)])


def error_in_space(elements):
    s = graded(elements)
    w = PEAK * np.sin(np.pi * s / LENGTH)
    point, weight = np.polynomial.legendre.leggauss(8)
    at = s[:-1, None] + 0.5 * np.diff(s)[:, None] * (1.0 + point)
    bed = 0.5 * np.diff(s) * (stretch_at(steady_tension(at)) @ weight) - np.diff(w)
    out = march(*rod(s), bed, 1.0, "quartic_toe")
    middle = 0.5 * (s[1:] + s[:-1])
    exact = steady_tension(middle)
    tension = np.max(np.abs(out.field_tension[0, -1, :-1] - exact)) / np.max(exact)
    return np.max(np.abs(out.field_excursion[0, -1] - w)) / PEAK, tension


def test_order_two_in_space():
    excursion, tension = np.transpose([error_in_space(n) for n in (32, 64, 128, 256)])
    # N crosses the end of the toe, where the law's curvature jumps: one element in each mesh sees it, hence 0.1.
    assert np.all(np.abs(observed_orders(excursion) - 2.0) < 0.1), excursion
    assert np.all(np.abs(observed_orders(tension) - 2.0) < 0.1), tension
    assert excursion[-1] < 1e-4


def error_in_time(steps, drag=DRAG, elements=24, duration=1.0):
    s = graded(elements)
    shape, t = PEAK * np.sin(np.pi * s / LENGTH), duration * np.arange(1, steps + 1) / steps
    grow, speed = np.sin(0.5 * np.pi * t) ** 2, 0.5 * np.pi * np.sin(np.pi * t)
    w = grow[:, None] * shape
    load = cells(np.diff(s)) * (HOLD * w * (1.0 + (w / GLIDE) ** 2) + drag * speed[:, None] * shape)
    tension = N0 + np.cumsum(load[:, :-1], axis=1)  # the fixed first node adds nothing: w = 0 there
    bed = np.diff(s) * stretch_at(tension) - np.diff(w, axis=1)
    out = march(*rod(s, drag), bed, duration / steps, "quartic_toe")
    return np.max(np.abs(out.field_excursion[0] - w)) / PEAK


def test_order_one_in_time():
    errors = [error_in_time(n) for n in (50, 100, 200, 400)]
    # Backward Euler: error = C dt + D dt**2, and D dt / C is 2 % at 100 steps.
    assert np.all(np.abs(observed_orders(errors) - 1.0) < 0.05), errors
    assert errors[-1] < 5e-3


def test_without_drag_the_nodal_solution_is_met_exactly():
    """Space summed as the kernel does and no time derivative: only the Newton tolerance (1e-8 N) is left."""
    assert error_in_time(5, drag=0.0) < 1e-9
