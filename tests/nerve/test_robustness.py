"""No NaN passes as solved and nothing crashes: extreme tissue and movement end solved or as a named outcome."""

import numpy as np
import pytest
from small_network import NEUTRAL, mesh_and_parameters

from neuroglide.nerve.properties import build_nerve
from neuroglide.nerve.solve import OUTCOMES, pack, solve

EXTREME, ORDINARY = 1500, 300


@pytest.fixture(scope="module")
def base():
    mesh, p = mesh_and_parameters(0.1)
    return mesh, build_nerve(mesh, NEUTRAL, p, "quartic_toe")


def check_outcomes(out):
    """Status is a known outcome, and what is said to be solved is finite."""
    assert set(np.unique(out.status)) <= set(OUTCOMES)
    for row in range(len(out.status)):
        done = out.steps_done[row]
        for values in (out.site_excursion, out.site_stretch, out.site_tension):
            assert np.isfinite(values[row, :done]).all()
            assert np.isnan(values[row, done:]).all()


def scaled(nerve, random, decades):
    """The nerve with stiffness, toe, holding, hardening and drag drawn log-uniformly around its own."""
    by = 10.0 ** random.uniform(-decades, decades, 5)
    return nerve._replace(
        stiffness=nerve.stiffness * by[0], toe=np.clip(nerve.toe * by[1], 0.001, 0.6), hold=nerve.hold * by[2],
        hardening=nerve.hardening * by[3], drag=nerve.drag * by[4],
    )


def test_extreme_tissue_and_movement_end_with_a_name(base):
    mesh, nerve = base
    random = np.random.default_rng(1)
    nerves = [scaled(nerve, random, 4.0) for _ in range(EXTREME)]
    reach = random.uniform(-0.3, 0.4, (EXTREME, 3, len(NEUTRAL)))
    steps = 10.0 ** random.uniform(-4, 4, (EXTREME, 3))
    out = solve(mesh, pack(nerves), NEUTRAL * (1.0 + reach), steps)
    check_outcomes(out)
    assert np.all(out.status == 0), np.bincount(out.status)  # the energy falls at every iteration: it gets there


def test_ordinary_tissue_never_fails(base):
    mesh, nerve = base
    random = np.random.default_rng(2)
    nerves = [scaled(nerve, random, 0.5) for _ in range(ORDINARY)]
    there = 1.0 + random.uniform(-0.05, 0.12, (ORDINARY, 1, len(NEUTRAL)))
    lengths = NEUTRAL * (1.0 + np.linspace(0.1, 1.0, 10)[:, None] * (there - 1.0))
    out = solve(mesh, pack(nerves), lengths, np.full((ORDINARY, 10), 0.1))
    check_outcomes(out)
    assert np.all(out.status == 0)


def test_a_smooth_movement_takes_few_newton_steps(base):
    """Newton with a true slope: about two a step. A wrong slope still converges, only slowly."""
    mesh, nerve = base
    lengths = NEUTRAL * (1.0 + 0.05 * np.sin(np.linspace(0.0, np.pi, 200)))[:, None]
    out = solve(mesh, pack([nerve]), lengths[None], np.full((1, 200), 0.02))
    assert out.status[0] == 0
    assert out.iterations[0] <= 3 * 200


FIELDS = ("length", "rest_stretch", "stiffness", "toe", "hold", "hardening", "drag", "prony_share", "prony_time")


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("field", FIELDS)
def test_a_value_that_is_not_finite_is_never_solved_with_nan(base, field, value):
    mesh, nerve = base
    values = getattr(nerve, field).copy()
    values[min(5, len(values) - 1)] = value
    out = solve(mesh, pack([nerve._replace(**{field: values})]), 1.02 * NEUTRAL[None, None], np.full((1, 1), 0.1))
    check_outcomes(out)
    if np.isnan(value):
        assert out.status[0] == 2


@pytest.mark.parametrize("step", [np.nan, 0.0, -1.0])
def test_a_step_in_time_that_is_not_positive_is_an_outcome(base, step):
    mesh, nerve = base
    out = solve(mesh, pack([nerve]), np.tile(NEUTRAL, (1, 3, 1)), np.array([[0.1, step, 0.1]]))
    assert (out.status[0], out.steps_done[0]) == (2, 1)


@pytest.mark.parametrize("length", [np.nan, np.inf, 1e300, -1.0, 0.0])
def test_absurd_bed_lengths_end_with_a_name(base, length):
    mesh, nerve = base
    lengths = np.tile(NEUTRAL, (1, 3, 1))
    lengths[0, 1, 7] = length
    out = solve(mesh, pack([nerve]), lengths, np.full((1, 3), 0.1))
    check_outcomes(out)
    if not np.isfinite(length):
        assert (out.status[0], out.steps_done[0]) == (2, 1)


def test_restrictions_hold_the_nerve(base):
    """A stiff spring between two nodes stops what would glide, shared by its weights."""
    mesh, nerve = base
    lengths = NEUTRAL * (1.0 + 0.1 * np.linspace(0, 1, 5)[:, None] * (np.arange(len(NEUTRAL)) % 3 == 0))
    node = int(mesh.first[2] + 3)
    free = solve(mesh, pack([nerve]), lengths[None], np.full((1, 5), 0.5), fields=True)
    spring = [((node, 0.25), 1e6)]
    held = solve(mesh, pack([nerve], [spring]), lengths[None], np.full((1, 5), 0.5), fields=True)
    assert held.status[0] == 0
    assert abs(free.field_excursion[0, -1, node]) > 1e-4
    assert abs(held.field_excursion[0, -1, node]) < 0.01 * abs(free.field_excursion[0, -1, node])
