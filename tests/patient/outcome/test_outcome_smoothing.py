"""The smoother against the same Gaussian solved directly, and what must hold whatever the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.patient.outcome.smoothing import Level, level_change, smooth

WEEKS = (0.0, 1.5, 2.0, 4.0, 7.5)
SCORES = (6.0, 6.5, 3.0, 2.0, 4.0)
LEVEL = Level(sem=1.02, weekly_step=0.8, prior_mean=5.0, prior_sd=5.0)


def directly(weeks, scores, level):
    """Mean and covariance of all levels given all scores, by conditioning their joint Gaussian."""
    t = np.asarray(weeks) - weeks[0]
    prior = level.prior_sd**2 + level.weekly_step**2 * np.minimum.outer(t, t)
    gain = prior @ np.linalg.inv(prior + level.sem**2 * np.eye(len(t)))
    return level.prior_mean + gain @ (np.asarray(scores) - level.prior_mean), prior - gain @ prior


def test_smoothing_is_conditioning():
    mean, sd = smooth(WEEKS, SCORES, LEVEL)
    expected, covariance = directly(WEEKS, SCORES, LEVEL)
    np.testing.assert_allclose(mean, expected, atol=1e-12)
    np.testing.assert_allclose(sd, np.sqrt(np.diag(covariance)), atol=1e-12)


def test_the_change_of_level_is_conditioning():
    mean, sd = level_change(WEEKS, SCORES, LEVEL)
    expected, cov = directly(WEEKS, SCORES, LEVEL)
    assert mean == pytest.approx(expected[-1] - expected[0])
    assert sd == pytest.approx((cov[0, 0] + cov[-1, -1] - 2 * cov[0, -1]) ** 0.5)


def test_one_score_is_shrunk_toward_the_prior_by_hand():
    mean, sd = smooth([0], [8.0], Level(sem=1.0, weekly_step=1.0, prior_mean=5.0, prior_sd=2.0))
    # Weight 4 / (4 + 1): 5 + 0.8 * 3, and 1 / (1 + 1/4).
    assert mean[0] == pytest.approx(7.4) and sd[0] ** 2 == pytest.approx(0.8)


def test_a_level_that_cannot_move_is_the_mean_of_its_scores():
    still = Level(sem=1.0, weekly_step=0.0, prior_mean=5.0, prior_sd=1e4)
    mean, sd = smooth([0, 1, 2, 3], [2, 4, 6, 8], still)
    np.testing.assert_allclose(mean, 5.0, atol=1e-6)
    np.testing.assert_allclose(sd, 0.5, atol=1e-6)
    change, sd = level_change([0, 1, 2, 3], [2, 4, 6, 8], still)
    assert abs(change) < 1e-5 and sd < 1e-2


def test_the_band_covers_the_level_it_promises():
    rng = np.random.default_rng(3)
    inside, n = 0, 400
    for _ in range(n):
        level = rng.normal(5.0, 5.0) + np.concatenate([[0], np.cumsum(rng.normal(0, 0.8 * np.sqrt(np.diff(WEEKS))))])
        mean, sd = smooth(WEEKS, level + rng.normal(0, 1.02, len(WEEKS)), LEVEL)
        inside += (np.abs(level - mean) < 1.6449 * sd).sum()
    share = inside / (n * len(WEEKS))
    assert 0.87 < share < 0.93


def test_more_entries_never_widen_the_band_of_an_entry():
    _, few = smooth(WEEKS[:2], SCORES[:2], LEVEL)
    _, more = smooth(WEEKS, SCORES, LEVEL)
    assert (more[:2] <= few + 1e-12).all()
