"""Verdicts and scores against numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from neuroglide.evidence.scores import (
    Interval,
    Scored,
    interval_score,
    known_interval,
    noise,
    observed_value,
    predictive_interval,
    summarise,
    unit_of,
)
from neuroglide.evidence.studies import Claim
from neuroglide.evidence.verdicts import accepted, judge, read, wrong_sign, zero_agrees

NAN = float("nan")


def claim(kind="value", **numbers) -> Claim:
    return Claim(id="C1", row="C1", what="what", unit="mm", kind=kind, published="", **numbers)


def one(value: float) -> np.ndarray:
    """Ten draws of one value."""
    return np.full(10, float(value))


@pytest.mark.parametrize(("of", "inside", "outside"), [
    (claim(mean=10.0, sd=2.0), (6.0, 14.0), (5.9, 14.1)),  # two SD
    (claim(mean=10.0, se=0.5), (9.0, 11.0), (8.9, 11.1)),  # two SE where only SE
    (claim(mean=10.0, sd=2.0, se=0.5), (6.0, 14.0), (5.9, 14.1)),  # the SD where both
    (claim(mean=10.0), (7.5, 12.5), (7.4, 12.6)),  # 25 % without spread
    (claim(mean=-4.0), (-5.0, -3.0), (-5.1, -2.9, 4.0)),  # of a negative value too
    (claim("range", low=2.0, high=4.0), (2.0, 4.0), (1.9, 4.1)),
    (claim("at_most", high=3.0), (3.0, -9.0), (3.1,)),
    (claim("at_least", low=3.0), (3.0, 99.0), (2.9,)),
    (claim("direction"), (0.1,), (-0.1, 0.0)),
])
def test_thresholds(of, inside, outside):
    assert [judge(of, one(v)) for v in inside] == ["agrees"] * len(inside)
    assert [judge(of, one(v)) for v in outside] == ["disagrees"] * len(outside)


def test_a_weak_test_is_one_that_no_effect_would_pass():
    assert zero_agrees(claim(mean=0.9, sd=0.5)) and zero_agrees(claim("at_most", high=3.0))
    assert not zero_agrees(claim(mean=1.1, sd=0.5)) and not zero_agrees(claim(mean=0.9))
    assert not zero_agrees(claim(mean=0.0, sd=0.5))  # no effect is what was found
    assert not zero_agrees(claim("direction")) and not zero_agrees(claim("range", low=2.0, high=4.0))


def test_the_median_decides_not_the_mean():
    assert judge(claim(mean=1.0, sd=0.1), np.array([1.0, 1.0, 1.0, 1.0, 99.0])) == "agrees"


def test_a_direction_needs_19_of_20_draws():
    signs = np.ones(100)
    signs[:5] = -1
    assert judge(claim("direction"), signs) == "agrees"
    signs[5] = -1
    assert judge(claim("direction"), signs) == "disagrees"
    assert not wrong_sign(claim("direction"), signs)  # unsure is not wrong
    assert wrong_sign(claim("direction"), -signs)
    assert not wrong_sign(claim(mean=1.0), -signs)


def test_open_angles_agree_over_all_some_or_none():
    of = claim(mean=10.0, sd=1.0)
    values = np.array([[9.0, 10.0, 13.0]] * 4)
    assert judge(of, values[:, :2]) == "agrees"
    assert judge(of, values) == "depends on the angles"
    assert judge(of, values[:, 2:]) == "disagrees"
    found = read(of, values)
    assert found.by_variant == (9.0, 10.0, 13.0) and (found.low, found.high) == (9.0, 13.0)


def test_failed_draws_are_left_out_counted_and_too_many_do_not_agree():
    values = np.array([NAN] + [10.0] * 19)
    assert judge(claim(mean=10.0), values) == "agrees"
    assert read(claim(mean=10.0), values).failed == pytest.approx(0.05)
    assert judge(claim(mean=10.0), np.array([NAN] * 3 + [10.0] * 17)) == "disagrees"  # more than a tenth failed
    assert judge(claim(mean=10.0), np.array([[10.0, NAN]] * 20)) == "depends on the angles"
    assert judge(claim(mean=10.0), np.full((5, 2), NAN)) == "not computed"
    assert read(claim(mean=10.0), np.full(5, NAN)).median is None
    assert judge(claim("direction"), np.array([NAN] * 2 + [1.0] * 18)) == "disagrees"  # a failed draw is not right


def test_interval_of_draws_and_variants_together():
    # 0..100 in two variants: the 5 and 95 % points are 5 and 95.
    values = np.arange(101.0)
    both = np.stack([values[:50], values[51:]], 1)  # all but 50, which moves the two points by half a value at most
    assert predictive_interval(both) == pytest.approx((5, 95), abs=0.6)
    assert predictive_interval(values) == pytest.approx((5.0, 95.0), rel=1e-12)
    assert predictive_interval(np.array([NAN, 3.0])) == (3.0, 3.0)
    assert predictive_interval(np.array([NAN])) is None


def test_interval_of_a_new_study_contains_its_standard_error():
    # Without spread of the draws it is the normal's: 1.645 standard errors to either side.
    low, high = predictive_interval(one(10.0), noise_sd=2.0)
    assert (low, high) == pytest.approx((10 - 2 * 1.6449, 10 + 2 * 1.6449), abs=0.02)  # 199 points of the normal
    # Normal draws of SD 3 with error 4: the variances add up to 5 squared.
    from statistics import NormalDist

    draws = np.array([NormalDist(0, 3).inv_cdf((k + 0.5) / 400) for k in range(400)])
    assert predictive_interval(draws, noise_sd=4.0) == pytest.approx((-5 * 1.6449, 5 * 1.6449), abs=0.05)


def test_noise_is_the_standard_error_and_what_the_model_leaves_out():
    of = claim(mean=10.0, sd=6.0, n=4)
    assert noise(of, one(20.0)) == pytest.approx(3.0, rel=1e-12)
    assert noise(of, one(-20.0), discrepancy=0.2) == pytest.approx(5.0, rel=1e-12)  # 3 and 4
    # Without any spread a quarter of what is predicted, never of the figure; at least what a ruler tells.
    assert noise(claim(mean=10.0), one(20.0)) == pytest.approx(5.0)
    assert noise(claim(mean=10.0), np.array([NAN])) == pytest.approx(0.5)


def test_what_remains_with_known_parameters_is_angles_and_noise():
    values = np.array([[1.0, 5.0], [2.0, 6.0], [9.0, NAN]])  # two choices of angles: middles 2 and 5.5
    assert known_interval(values, share=1.0) == Interval(2.0, 5.5)
    assert known_interval(values[:, :1]) == Interval(2.0, 2.0)
    low, high = known_interval(values[:, :1], noise_sd=1.0)
    assert (high - low) / 2 == pytest.approx(1.645, abs=0.03)  # one value and 199 points of the normal
    assert known_interval(np.array([[NAN]])) is None


def test_interval_score_by_hand():
    # Width 4; outside by 1 costs 2/0.1 = 20 more (Gneiting & Raftery 2007, eq. 43).
    assert interval_score(Interval(2.0, 6.0), 3.0) == pytest.approx(4.0, rel=1e-12)
    assert interval_score(Interval(2.0, 6.0), 1.0) == pytest.approx(24.0, rel=1e-12)
    assert interval_score(Interval(2.0, 6.0), 6.5) == pytest.approx(14.0, rel=1e-12)
    assert interval_score(Interval(2.0, 6.0), 6.5, share=0.5) == pytest.approx(4 + 4 * 0.5, rel=1e-12)


def test_the_unit_that_makes_rows_comparable():
    assert unit_of(claim(mean=10.0, sd=2.0)) == 2.0
    assert unit_of(claim(mean=10.0, se=0.5, n=16)) == 2.0
    assert unit_of(claim(mean=-8.0)) == 1.0  # half of 25 %
    assert unit_of(claim("range", low=2.0, high=6.0)) == 1.0
    assert unit_of(claim("direction")) is None and observed_value(claim("at_most", high=3.0)) is None
    assert observed_value(claim("range", low=2.0, high=6.0)) is None  # nobody measured its middle


def test_scores_of_a_group_by_hand():
    wide, narrow = Interval(0.0, 20.0), Interval(9.0, 11.0)
    rows = [
        # Covered; half-width 0.5 SD; score 1, prior 10.
        Scored(claim(mean=10.0, sd=2.0), narrow, prior=wide, known=Interval(9.5, 10.5)),
        Scored(claim(mean=12.0, sd=1.0), narrow, prior=wide),  # missed by 1; half-width 1 SD; score 22, prior 20
        Scored(claim(mean=10.0), narrow, prior=None, left_out=Interval(5.0, 8.0), left_out_median=7.5),  # no spread
        Scored(claim(mean=5.0), None),  # failed: not covered
        Scored(claim("range", low=8.0, high=12.0), narrow),  # not quantitative: its middle was not measured
        Scored(claim("direction"), narrow, prior=wide),  # not quantitative
    ]
    score = summarise(rows)
    assert (score.quantitative, score.computed, score.covered) == (4, 3, 2)
    assert score.coverage == 0.5 and score.half_width_sd == pytest.approx(0.75, rel=1e-12)
    assert score.known_half_width_sd == pytest.approx(0.25, rel=1e-12)
    assert score.interval_score == pytest.approx((1 + 22) / 2, rel=1e-12)
    assert score.prior_score == pytest.approx((10 + 20) / 2, rel=1e-12)
    assert (score.left_out, score.left_out_covered) == (1, 0)
    assert score.left_out_error == pytest.approx(2.5 / 1.25, rel=1e-12)


def test_nothing_to_score_is_no_error():
    score = summarise([Scored(claim("direction"), Interval(0, 1))])
    assert score.coverage is None and score.half_width_sd is None and score.interval_score is None


def test_accepted_bounds_are_open_on_the_free_side():
    assert accepted(claim("at_most", high=3.0)) == (-math.inf, 3.0)
    assert accepted(claim("at_least", low=3.0)) == (3.0, math.inf)
