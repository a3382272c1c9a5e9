"""The same nonlinear rod in scikit-fem: linear elements, nodal quadrature for the bed, its own Newton.

Everything independent but the equation: quartic toe, hardening mesoneurium, drag, five backward Euler steps.
"""

import numpy as np
import pytest
from handmade import Rod, lay, march

skfem = pytest.importorskip("skfem")

STIFFNESS, TOE, REST, HOLD, GLIDE, DRAG, DT = 150.0, 0.12, 1.08, 800.0, 0.006, 4000.0, 0.2


def law(strain):
    """Tension [N] and slope [N], written again."""
    x = strain / TOE
    toe = STIFFNESS * TOE * x**4 / 4
    line = STIFFNESS * (strain - 0.75 * TOE)
    tension = np.where(x < 0, 0.0, np.where(x < 1, toe, line))
    return tension, np.where(x < 0, 0.0, np.where(x < 1, STIFFNESS * x**3, STIFFNESS))


def solve_with_scikit_fem(s, bed_stretch):
    """Excursion (T, n) [m] for a bed stretch (T, e) [-] of every element."""
    mesh = skfem.MeshLine(s)
    middle = (np.array([[0.5]]), np.array([1.0]))
    nodes = (np.array([[0.0, 1.0]]), np.array([0.5, 0.5]))
    fibre = skfem.Basis(mesh, skfem.ElementLineP1(), quadrature=middle)
    bed = skfem.Basis(mesh, skfem.ElementLineP1(), quadrature=nodes)

    @skfem.BilinearForm
    def stiffness(u, v, x):
        return law(x["stretch"] * REST - 1.0)[1] * REST * u.grad[0] * v.grad[0]

    @skfem.BilinearForm
    def holding(u, v, x):
        return (HOLD * (1 + 3 * (x["w"] / GLIDE) ** 2) + DRAG / DT) * u * v

    @skfem.LinearForm
    def pull(v, x):
        return law(x["stretch"] * REST - 1.0)[0] * v.grad[0]

    @skfem.LinearForm
    def held(v, x):
        w = x["w"]
        return (HOLD * w * (1 + (w / GLIDE) ** 2) + DRAG * (w - x["old"]) / DT) * v

    w, history = fibre.zeros(), []
    for stretch in bed_stretch:
        old = w.copy()
        for _ in range(30):
            lam = stretch[:, None] + np.asarray(fibre.interpolate(w).grad[0])
            at, was = np.asarray(bed.interpolate(w)), np.asarray(bed.interpolate(old))
            jacobian = stiffness.assemble(fibre, stretch=lam) + holding.assemble(bed, w=at)
            residual = pull.assemble(fibre, stretch=lam) + held.assemble(bed, w=at, old=was)
            step = skfem.solve(*skfem.condense(jacobian, -residual, D=mesh.boundary_nodes()))
            w = w + step
            if np.max(np.abs(step)) < 1e-15:
                break
        history.append(w.copy())
    return np.array(history)


def test_excursion_agrees_to_eight_digits():
    s = 0.6 * (np.linspace(0, 1, 129) + 0.05 * np.sin(2 * np.pi * np.linspace(0, 1, 129)))
    middle = 0.5 * (s[1:] + s[:-1]) / 0.6
    pattern = np.where(middle < 0.4, 1.0, -0.3) * np.sin(3 * middle) ** 2
    bed_stretch = 1.0 + 0.12 * np.linspace(0.2, 1.0, 5)[:, None] * pattern
    reference = solve_with_scikit_fem(s, bed_stretch)
    mesh, laid = lay([Rod(np.diff(s), STIFFNESS, TOE, REST, HOLD, 1.0 / GLIDE**2, DRAG)])
    ours = march(mesh, laid, np.diff(s) * bed_stretch, DT, "quartic_toe").field_excursion[0]
    assert np.max(np.abs(reference)) > 2e-3  # it moves by millimetres, beyond the easy glide
    # The 1e-8; what is left is our Newton tolerance, 1e-8 N over about 1e4 N/m.
    assert np.max(np.abs(ours - reference)) < 1e-8 * np.max(np.abs(reference))
