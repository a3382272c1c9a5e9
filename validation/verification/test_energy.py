"""Energy: what the bed puts in is stored in fibre and mesoneurium or spent in drag.

With no relaxation, ``d/dt (fibre + mesoneurium + tethers) + sum c (dw/dt)**2 = sum N d(bed length)/dt`` over elements.
Backward Euler keeps this to first order in the time step; the energies are written again here from the laws' formulas.
"""

import numpy as np
from handmade import Rod, cells, lay, march, observed_orders

from neuroglide.nerve.properties import Tether

REST, HOLD, GLIDE, DRAG = 1.06, 600.0, 0.005, 5000.0
YIELD, GIVE, SPRING = 0.4, 0.001, 50.0
STIFFNESS, TOE = 150.0, 0.12


def fibre_energy(strain, law):
    """Per unit slack length [N]."""
    if law == "straight":
        return 0.5 * STIFFNESS * np.maximum(strain, 0.0) ** 2
    x = np.maximum(strain / TOE, 0.0)
    bent, over = np.minimum(x, 1.0), np.maximum(x - 1.0, 0.0)
    return STIFFNESS * TOE**2 * (bent**5 / 20 + over / 4 + over**2 / 2)


def imbalance(steps, law):
    """(stored + dissipated - work) / work over a to-and-fro, slow against the drag's own time in its second half."""
    length = np.full(40, 0.015)
    tether_node, t = 23, np.arange(1, steps + 1) / steps
    mesh, laid = lay(
        [Rod(length, STIFFNESS, TOE, REST, HOLD, 1 / GLIDE**2, DRAG)],
        tethers=[Tether(tether_node, YIELD, GIVE, SPRING)],
    )
    pattern = np.where(np.arange(40) < 15, 0.12, np.where(np.arange(40) < 30, -0.25, 0.03))
    bed = length * (1.0 + np.sin(0.75 * np.pi * t)[:, None] * pattern)
    out = march(mesh, laid, bed, 1.0 / steps, law)
    w, tension = out.field_excursion[0], out.field_tension[0, :, :-1]
    strain = (bed + np.diff(w, axis=1)) / length * REST - 1.0
    assert strain.min() < 0.0 and np.abs(w).max() > GLIDE  # it folds somewhere, and the bed hardens

    def stored(strain, w):
        at = w[tether_node]
        return (
            np.sum(length / REST * fibre_energy(strain, law))
            + np.sum(cells(length) * HOLD * (w**2 / 2 + w**4 / (4 * GLIDE**2)))
            + YIELD * (np.hypot(at, GIVE) - GIVE) + SPRING * at**2 / 2
        )

    before = np.vstack([march(mesh, laid, length, 1.0, law).field_tension[0, :, :-1], tension[:-1]])
    work = np.sum(0.5 * (tension + before) * np.diff(np.vstack([length, bed]), axis=0))
    moved = np.diff(np.vstack([np.zeros_like(w[0]), w]), axis=0)
    spent = np.sum(cells(length) * DRAG * moved**2) * steps
    assert spent > 0.02 * abs(work)
    return (stored(strain[-1], w[-1]) - stored(np.full(40, REST - 1.0), np.zeros_like(w[0])) + spent - work) / abs(work)


def test_energy_balance_closes_at_first_order_for_each_law():
    for law in ("straight", "quartic_toe"):
        errors = np.abs([imbalance(n, law) for n in (500, 1000, 2000)])
        # First order; the second-order part is a few percent of it at 500 steps.
        assert np.all(np.abs(observed_orders(errors) - 1.0) < 0.1), (law, errors)
        assert errors[-1] < 1e-3, (law, errors)


def test_a_relaxing_nerve_gives_back_less_than_it_took():
    """Over a closed cycle the Prony branches only take energy."""
    length, t = np.full(12, 0.02), np.arange(1, 401) / 100
    mesh, laid = lay([Rod(length, STIFFNESS, TOE, REST)], prony=([0.2, 0.1], [0.5, 5.0]))
    stretch = 1.0 + 0.05 * np.sin(0.5 * np.pi * t) ** 2
    tension = march(mesh, laid, length * stretch[:, None], 0.01, "quartic_toe").field_tension[0, :, 0]
    assert np.trapezoid(tension, stretch) > 0.0
