"""The threshold shape and the first-order step: exactness, grids, edges."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.errors import InputError
from neuroglide.physiology.first_order import follow
from neuroglide.physiology.smooth_step import nodes_where, relative_step_down, smooth_step, step_down


def test_smooth_step_is_exact_outside_and_half_in_the_middle():
    assert smooth_step(np.array([-9.0, 1.0, 2.0, 3.0, 9.0]), 1.0, 3.0).tolist() == [0, 0, 0.5, 1, 1]


def test_equal_thresholds_give_a_jump():
    assert smooth_step(np.array([0.9, 1.1]), 1.0, 1.0).tolist() == [0, 1]


def test_step_down_is_the_same_on_a_few_nodes_as_on_all():
    x = np.random.default_rng(0).normal(size=(40, 30)) * np.linspace(0, 2, 30)
    np.testing.assert_array_equal(step_down(x, 1.0, 3.0), 1.0 - smooth_step(x, 1.0, 3.0))


def test_nodes_where_spans_first_to_last():
    assert nodes_where(np.array([0, 1, 0, 1, 0], bool)) == slice(1, 4)
    assert nodes_where(np.zeros(3, bool)) == slice(0, 0)


def test_relative_step_down_is_one_at_rest_even_where_rest_is_closed():
    rest = np.array([0.0, 2.0, 3.0, 9.0])
    assert (relative_step_down(rest[None], rest, 1.0, 3.0, 0.1) == 1.0).all()


def test_opening_a_node_that_was_narrowed_at_rest_gives_more_than_rest():
    assert relative_step_down(np.array([[0.0]]), np.array([2.0]), 1.0, 3.0, 0.1)[0, 0] == pytest.approx(2.0)


def exact(time_s, tau):
    """Answer to ``u = t`` for t > 0 from rest: ``t - tau (1 - exp(-t / tau))``."""
    return time_s - tau * (1 - np.exp(-time_s / tau))


@pytest.mark.parametrize("tau", [1e-6, 0.3, 5.0, 1e5])
def test_following_a_ramp_is_exact_on_any_grid(tau):
    rng = np.random.default_rng(1)
    uneven = np.concatenate([[0.0], np.cumsum(rng.exponential(0.5, 60))])
    for time_s in (uneven, np.linspace(0, 20, 3), np.linspace(0, 20, 2001)):
        got = follow(time_s, time_s[:, None], tau)[:, 0]
        # The step is exact for a straight target, so only rounding is left (largest where tau dwarfs time).
        np.testing.assert_allclose(got, exact(time_s, tau), rtol=1e-6, atol=1e-9)


def test_following_at_once_and_repeated_times():
    target = np.array([[0.0], [1.0], [1.0], [2.0]])
    np.testing.assert_array_equal(follow(np.arange(4.0), target, 0.0), target)
    got = follow(np.array([0.0, 1.0, 1.0, 2.0]), target, 1.0)[:, 0]
    assert got[1] == got[2] and np.isfinite(got).all()


def test_time_that_falls_is_refused():
    with pytest.raises(InputError, match="time"):
        follow(np.array([0.0, 1.0, 0.5]), np.zeros((3, 1)), 1.0)


def test_a_single_sample_is_rest():
    assert follow(np.array([3.0]), np.array([[7.0]]), 1.0).tolist() == [[0.0]]
