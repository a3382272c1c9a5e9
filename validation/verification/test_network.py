"""The whole network of nerves, loops and junctions, against a dense Newton written again in NumPy.

Branch ends that meet share one unknown; fixed ends have none. The reference assembles the energy's gradient and Hessian
over all unknowns and solves them densely: no condensation, no branch order.
"""

import numpy as np
import pytest

from neuroglide.anatomy import CARRIERS, SEGMENTS
from neuroglide.nerve.network import build_mesh, element_counts
from neuroglide.nerve.properties import build_nerve
from neuroglide.nerve.solve import pack, solve
from neuroglide.parameters import load_set

RANDOM = np.random.default_rng(20)
NEUTRAL = RANDOM.uniform(0.03, 0.3, len(SEGMENTS))
DT = np.array([1.0, 0.5, 3.0, 40.0])
#: Segments of the canal keep near their length, limbs change by up to a tenth, both ways (some nerves fold).
LENGTHS = NEUTRAL * (1.0 + np.linspace(0.25, 1.0, 4)[:, None] * RANDOM.uniform(-0.08, 0.1, len(SEGMENTS)))
#: What the tendons of either hand take along, as far as a finger does [m].
CARRY = np.linspace(0.25, 1.0, 4)[:, None] * np.array([0.012, -0.008])[: len(CARRIERS)]


@pytest.fixture(scope="module")
def network():
    mesh = build_mesh(element_counts(NEUTRAL, 0.1))
    nerve = build_nerve(mesh, NEUTRAL, load_set(), "quartic_toe")
    return mesh, nerve, solve(mesh, pack([nerve]), LENGTHS[None], DT[None], carry_m=CARRY[None], fields=True)


def unknowns_of(mesh):
    """Unknown of each node (n,), -1 at fixed ends."""
    number = np.arange(mesh.n_nodes)
    for first, last, start, end in zip(mesh.first, mesh.last, mesh.start, mesh.end, strict=True):
        number[first] = mesh.n_nodes + start if start >= 0 else -1
        number[last] = mesh.n_nodes + end if end >= 0 else -1
    used = np.unique(number[number >= 0])
    return np.where(number >= 0, np.searchsorted(used, number), -1), len(used)


def law(strain, stiffness, toe):
    x = np.clip(strain / toe, 0.0, None)
    return (stiffness * toe * np.where(x < 1, x**4 / 4, x - 0.75), stiffness * np.where(x < 1, x**3, 1.0))


def resting(mesh, carry):
    """Excursion (n,) at which the mesoneurium is at rest."""
    return np.where(mesh.carrier >= 0, carry[mesh.carrier] * mesh.carried, 0.0)


def balance(u, old, mesh, nerve, ends, spread, bed, carry, dt, branches, before):
    """Gradient and Hessian of the energy over all unknowns, and each element's elastic and whole tension."""
    here = np.flatnonzero(mesh.segment >= 0)
    rest, length = nerve.rest_stretch[here], nerve.length[here]
    elastic, tangent = law((bed + ends @ u) / length * rest - 1.0, nerve.stiffness[here], nerve.toe[here])
    decay = np.exp(-dt / nerve.prony_time)[:, None]
    weight = (nerve.prony_share * nerve.prony_time / dt)[:, None] * (1.0 - decay)
    left = 1.0 - nerve.prony_share.sum()
    branches = decay * branches + weight * (elastic - before)
    tension = left * elastic + branches.sum(axis=0)
    tangent = np.where(tension > 0.0, (left + weight.sum()) * tangent, 0.0)
    tension = np.maximum(tension, 0.0)
    w = spread @ u
    off = w - resting(mesh, carry)
    force = nerve.hold * off * (1 + nerve.hardening * off**2) + nerve.drag * (w - spread @ old) / dt
    slope = nerve.hold * (1 + 3 * nerve.hardening * off**2) + nerve.drag / dt
    for t in nerve.tethers:
        root = np.hypot(w[t.node], t.give)
        force[t.node] += t.yield_force * w[t.node] / root + t.spring * w[t.node]
        slope[t.node] += t.yield_force * t.give**2 / root**3 + t.spring
    gradient = ends.T @ tension + spread.T @ force
    hessian = (ends.T * (tangent * rest / length)) @ ends + (spread.T * slope) @ spread
    return gradient, hessian, elastic, tension, branches


def solve_densely(mesh, nerve):
    """Excursion (T, n) and tension (T, n) by dense Newton, each step halved while it climbs at its end."""
    number, size = unknowns_of(mesh)
    here = np.flatnonzero(mesh.segment >= 0)
    ends = np.zeros((len(here), size))  # derivative of each element's elongation by the unknowns
    for row, i in enumerate(here):
        for node, sign in ((i, -1.0), (i + 1, 1.0)):
            if number[node] >= 0:
                ends[row, number[node]] += sign
    spread = np.zeros((mesh.n_nodes, size))
    spread[np.flatnonzero(number >= 0), number[number >= 0]] = 1.0
    u, branches = np.zeros(size), np.zeros((len(nerve.prony_share), len(here)))
    before = law(nerve.rest_stretch[here] - 1.0, nerve.stiffness[here], nerve.toe[here])[0]
    excursions, tensions = [], []
    for lengths, carry, dt in zip(LENGTHS, CARRY, DT, strict=True):
        bed = lengths[mesh.segment[here]] * mesh.share[here]
        fixed = (u, mesh, nerve, ends, spread, bed, carry, dt, branches, before)
        gradient, hessian, elastic, tension, now = balance(u, *fixed)
        for _ in range(500):
            if np.max(np.abs(gradient)) < 1e-10:
                break
            p, scale = np.linalg.solve(hessian, -gradient), 1.0
            while (trial := balance(u + scale * p, *fixed))[0] @ p > -0.5 * (gradient @ p):
                scale *= 0.5
            u, (gradient, hessian, elastic, tension, now) = u + scale * p, trial
        else:
            raise AssertionError("the reference did not converge")
        branches, before = now, elastic
        excursions.append(spread @ u)
        tensions.append(np.zeros(mesh.n_nodes))
        tensions[-1][here] = tension
    return np.array(excursions), np.array(tensions)


def test_network_agrees_with_dense_newton(network):
    mesh, nerve, out = network
    assert out.status[0] == 0
    excursion, tension = solve_densely(mesh, nerve)
    assert (tension[:, mesh.segment >= 0] == 0.0).any() and tension.max() > 2.0  # some nerves fold, some are taut
    # Newton tolerance 1e-8 N over a holding of about 10 N/m at a node: 1e-9 m. At the rim of a fold the quartic toe is
    # so flat that the same 1e-8 N is a hundred times as much excursion.
    apart = np.abs(out.field_excursion[0] - excursion)
    assert np.quantile(apart, 0.99) < 2e-9 and apart.max() < 1e-6
    np.testing.assert_allclose(out.field_tension[0], tension, atol=1e-7, rtol=0)


def test_tensions_balance_at_junctions(network):
    mesh, nerve, out = network
    tension, w = out.field_tension[0, -1], out.field_excursion[0, -1]
    for j, name in enumerate(mesh.junctions):
        coming, going = mesh.last[mesh.end == j], mesh.first[mesh.start == j]
        nodes = np.concatenate([coming, going])
        assert np.ptp(w[nodes]) == 0.0, name  # one excursion at a junction
        held = nerve.hold[nodes] * w[nodes] * (1 + nerve.hardening[nodes] * w[nodes] ** 2)
        drag = nerve.drag[nodes] * (w[nodes] - out.field_excursion[0, -2, nodes]) / DT[-1]
        sprung = sum(
            t.yield_force * w[t.node] / np.hypot(w[t.node], t.give) + t.spring * w[t.node]
            for t in nerve.tethers if t.node in nodes
        )
        balance = tension[going].sum() - tension[coming - 1].sum() - held.sum() - drag.sum() - sprung
        assert abs(balance) < 1e-7, name  # the Newton tolerance is 1e-8 N


def test_order_of_branches_does_not_matter(network):
    """The same network laid in reverse order of branches: same excursions, up to the Newton tolerance."""
    mesh, nerve, out = network
    turned = build_mesh(element_counts(NEUTRAL, 0.1), mesh.branches[::-1])
    other = solve(turned, pack([build_nerve(turned, NEUTRAL, load_set(), "quartic_toe")]), LENGTHS[None], DT[None],
                  carry_m=CARRY[None], fields=True)
    assert turned.junctions != mesh.junctions
    for branch, (first, last) in enumerate(zip(mesh.first, mesh.last, strict=True)):
        at = turned.first[len(mesh.branches) - 1 - branch]
        np.testing.assert_allclose(
            other.field_excursion[0, :, at : at + last - first + 1], out.field_excursion[0, :, first : last + 1],
            atol=2e-9, rtol=0)
