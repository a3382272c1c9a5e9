"""Supine neutral is at rest: no excursion, one tension along each branch, tensions balanced at the junctions."""

import numpy as np
from small_network import NEUTRAL, mesh_and_parameters

from neuroglide.nerve.properties import build_nerve
from neuroglide.nerve.solve import pack, solve


def test_neutral_stays_neutral_for_hours():
    mesh, p = mesh_and_parameters()
    nerve = build_nerve(mesh, NEUTRAL, p, "quartic_toe")
    out = solve(mesh, pack([nerve]), np.tile(NEUTRAL, (1, 6, 1)), np.array([[0.02, 1.0, 60.0, 1e3, 1e4, 0.1]]),
                fields=True)
    assert out.status[0] == 0
    assert np.max(np.abs(out.field_excursion)) < 1e-9  # m: the Newton tolerance over a node's softest holding
    for branch, (first, last) in enumerate(zip(mesh.first, mesh.last, strict=True)):
        tension = out.field_tension[0, :, first:last]
        np.testing.assert_allclose(tension, nerve.rest_tension[first], rtol=1e-6, err_msg=mesh.branches[branch].name)


def test_rest_tensions_balance_and_roots_are_taut():
    mesh, p = mesh_and_parameters()
    nerve = build_nerve(mesh, NEUTRAL, p, "quartic_toe")
    tension = nerve.rest_tension[mesh.first]
    for j, name in enumerate(mesh.junctions):
        assert np.isclose(tension[mesh.end == j].sum(), tension[mesh.start == j].sum(), rtol=1e-12), name
    assert np.all(tension > 0.0)
