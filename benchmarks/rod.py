"""One 256-node rod solved three ways: our kernel, NumPy with scipy's banded solver, Newton in scikit-fem.

The same mesh, law (quartic toe), hardening bed with drag, backward Euler, first guess, tolerance (largest force out of
balance at a node) and, as the counts printed show, the same number of Newton steps. Each baseline is written as one
would to be fast in it: everything that does not change is set up once, nothing loops over nodes.
"""

from __future__ import annotations

import numpy as np
import scipy.linalg
import skfem

from neuroglide.nerve.network import Mesh
from neuroglide.nerve.properties import Nerve
from neuroglide.nerve.solve import TOLERANCE_N, pack, solve

NODES, LENGTH, DT = 256, 0.6, 0.02
STIFFNESS, TOE, REST, HOLD, GLIDE, DRAG = 150.0, 0.12, 1.08, 800.0, 0.006, 4000.0


H = LENGTH / (NODES - 1)
CELL = H * np.where(np.isin(np.arange(NODES), (0, NODES - 1)), 0.5, 1.0)


def bed(steps: int) -> np.ndarray:
    """Bed length (T, e) [m] of every element: one half lengthens, the other shortens, to and fro in a second."""
    middle = (np.arange(NODES - 1) + 0.5) / (NODES - 1)
    t = DT * np.arange(1, steps + 1)[:, None]
    return H * (1.0 + 0.05 * np.sin(2 * np.pi * t) * np.sin(2 * np.pi * middle))


def ours(lengths: np.ndarray, fields: bool = False, rods: int = 1):
    """Newton steps of one rod, by the kernel, solving ``rods`` at once; with ``fields`` the excursion (T, n) too."""
    segment = np.append(np.arange(NODES - 1), -1)
    one, no = np.zeros(1, dtype=np.int64), np.full(1, -1)
    mesh = Mesh(segment, np.where(segment < 0, 0.0, 1.0), np.zeros(NODES, dtype=np.int64), one, one + NODES - 1, no, no,
                (), (), one, np.zeros(1), np.zeros((1, 2), dtype=np.int64), np.ones(1))
    every = np.ones(NODES)
    laid = Nerve(
        length=np.where(segment < 0, 0.0, H), area=every, rest_stretch=REST * every, rest_tension=every,
        stiffness=STIFFNESS * every, toe=TOE * every, hold=HOLD * CELL, hardening=every / GLIDE**2, drag=DRAG * CELL,
        tethers=(), prony_share=np.zeros(0), prony_time=np.zeros(0),
    )
    material, steps = pack([laid] * rods), np.full((rods, len(lengths)), DT)
    beds = np.tile(lengths, (rods, 1, 1))
    return lambda: _unpack(solve(mesh, material, beds, steps, fields=fields))


def _unpack(out):
    if out.status[0] != 0:
        raise RuntimeError("the benchmark's rod was not solved")
    return out.field_excursion[0], int(out.iterations[0])


def with_numpy(lengths: np.ndarray):
    """Excursion (T, n) and Newton steps, vectorised NumPy and scipy.linalg.solve_banded."""
    scale = REST / H

    def run():
        w, old, count, kept = np.zeros(NODES), np.zeros(NODES), 0, np.empty((len(lengths), NODES))
        band = np.zeros((3, NODES - 2))
        for row, dx in enumerate(lengths):
            w, old = w + (w - old), w
            iteration = 0
            while True:
                x = np.maximum(((dx + np.diff(w)) * scale - 1.0) / TOE, 0.0)
                bent = np.minimum(x, 1.0)
                cube = bent * bent * bent
                force = STIFFNESS * TOE * (0.25 * cube * bent + (x - bent))
                square = (w / GLIDE) ** 2
                g = CELL * (HOLD * w * (1.0 + square) + DRAG / DT * (w - old))
                g[1:] += force
                g[:-1] -= force
                if iteration and np.max(np.abs(g[1:-1])) <= TOLERANCE_N:
                    break
                slope = STIFFNESS * scale * cube
                band[0, 1:] = -slope[1:-1]
                band[1] = (CELL * (HOLD * (1.0 + 3.0 * square) + DRAG / DT))[1:-1] + slope[:-1] + slope[1:]
                band[2, :-1] = -slope[1:-1]
                w = w.copy()
                w[1:-1] -= scipy.linalg.solve_banded((1, 1), band, g[1:-1], check_finite=False)
                iteration += 1
            count += iteration
            kept[row] = w
        return kept, count

    return run


def with_scikit_fem(lengths: np.ndarray):
    """Excursion (T, n) and Newton steps, scikit-fem P1 with nodal quadrature for the bed, sparse direct solver."""
    mesh = skfem.MeshLine(np.linspace(0.0, LENGTH, NODES))
    # The gradient of P1 is constant, so nodal quadrature is exact for the fibre and lumps the bed: one basis for both.
    basis = skfem.Basis(mesh, skfem.ElementLineP1(), quadrature=(np.array([[0.0, 1.0]]), np.array([0.5, 0.5])))
    inner = mesh.interior_nodes()

    @skfem.BilinearForm
    def jacobian(u, v, q):
        return q["fibre"] * u.grad[0] * v.grad[0] + q["bed"] * u * v

    @skfem.LinearForm
    def residual(v, q):
        return q["fibre"] * v.grad[0] + q["bed"] * v

    def run():
        w, before, count, kept = np.zeros(NODES), np.zeros(NODES), 0, np.empty((len(lengths), NODES))
        for row, dx in enumerate(lengths):
            w, before = w + (w - before), w
            old = np.asarray(basis.interpolate(before))
            iteration = 0
            while True:
                at = basis.interpolate(w)
                x = np.maximum(((dx / H)[:, None] + np.asarray(at.grad[0])) * REST - 1.0, 0.0) / TOE
                bent, at = np.minimum(x, 1.0), np.asarray(at)
                force = STIFFNESS * TOE * (0.25 * bent**4 + (x - bent))
                held = HOLD * at * (1.0 + (at / GLIDE) ** 2) + DRAG / DT * (at - old)
                g = residual.assemble(basis, fibre=force, bed=held)
                if iteration and np.max(np.abs(g[inner])) <= TOLERANCE_N:
                    break
                slope = HOLD * (1.0 + 3.0 * (at / GLIDE) ** 2) + DRAG / DT
                matrix = jacobian.assemble(basis, fibre=STIFFNESS * REST * bent**3, bed=slope)
                w = w + skfem.solve(*skfem.condense(matrix, -g, I=inner))
                iteration += 1
            count += iteration
            kept[row] = w
        return kept, count

    return run
