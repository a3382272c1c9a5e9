"""Symptoms: none at rest, none below threshold, more with strain, held to 10."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.physiology import symptom


def one(strain, threshold, p):
    return symptom(np.array([[strain]]), np.array([threshold]), p)[0, 0]


@pytest.mark.parametrize("threshold", [-1.0, 0.0, 1e-4, 0.03, 0.12, 1e9])
def test_rest_never_hurts(p, threshold):
    assert one(0.0, threshold, p) == 0.0 and one(-0.05, threshold, p) == 0.0


def test_an_inflamed_site_fires_at_three_percent_and_a_healthy_one_does_not(p):
    inflamed, healthy = p["threshold.inflamed_fibres_fire"], p["mechanosensitivity.healthy_threshold"]
    assert one(0.02, inflamed, p) == 0.0 < one(0.03, inflamed, p) < one(0.05, inflamed, p)
    assert one(0.05, healthy, p) == 0.0  # above what whole-limb tests add (0.9-4 %)


def test_symptom_is_monotone_smooth_and_at_most_ten(p):
    strain = np.linspace(0, 0.5, 5001)[:, None]
    course = symptom(strain, np.array([0.03]), p)[:, 0]
    assert (np.diff(course) >= 0).all() and course[-1] == 10.0
    slope = np.diff(course[course < 10])
    assert np.abs(np.diff(slope)).max() < 0.05 * slope.max()  # no corner at the threshold: a tenth of the rounding


def test_far_above_the_threshold_it_is_the_straight_line(p):
    expected = 10 * (0.06 - 0.03) / p["mechanosensitivity.range"]
    assert one(0.06, 0.03, p) == pytest.approx(expected, rel=1e-12)


def test_a_node_gives_the_same_whoever_its_neighbours_are(p):
    strain, threshold = np.random.default_rng(4).uniform(0, 0.2, (20, 9)), np.linspace(0.0, 0.2, 9)
    alone = np.column_stack([symptom(strain[:, [i]], threshold[[i]], p) for i in range(9)])
    np.testing.assert_array_equal(symptom(strain, threshold, p), alone)
