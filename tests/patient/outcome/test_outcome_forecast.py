"""Pooling against sums done by hand, coverage, and a forecast that never says more than its trials."""

from __future__ import annotations

import json
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from scipy import stats

from neuroglide.errors import InputError
from neuroglide.evidence.trials import load_arms
from neuroglide.patient.outcome import forecast, forecast_all
from neuroglide.patient.outcome.forecasting import table_without_arms
from neuroglide.patient.outcome.pooling import TrialChange, join_arms, left_out_coverage, pool
from neuroglide.patient.outcome.student_t import t_cdf, t_quantile


def trial(name, mean, se=1.0, sd=2.0, n=20):
    return TrialChange(name, mean, se, sd, n)


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5, 9, 30])
def test_student_t_is_scipys(df):
    for p in (0.6, 0.9, 0.95, 0.975, 0.05):
        assert t_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-9)
        assert t_cdf(1.3, df) == pytest.approx(stats.t.cdf(1.3, df), abs=1e-12)


def test_pooling_of_equal_trials_by_hand():
    # w = 1, Q = 4 + 0 + 4 = 8, tau^2 = (8 - 2) / (3 - 3/3) = 3; w* = 1/4, so var(mean) = 4/3; I^2 = 6/8.
    found = pool([trial("a", -2.0), trial("b", -4.0), trial("c", -6.0)])
    assert found.mean == pytest.approx(-4.0)
    assert found.tau**2 == pytest.approx(3.0)
    assert found.se**2 == pytest.approx(4 / 3)
    assert found.i2 == pytest.approx(0.75) and (found.k, found.n, found.sd) == (3, 60, 2.0)
    # A new person: t(0.95, 2) = 2.92, variance 4/3 + 3 + 4.
    low, high = found.person(90)
    assert (high + low) / 2 == pytest.approx(-4.0)
    assert (high - low) / 2 == pytest.approx(2.919986 * (4 / 3 + 3 + 4) ** 0.5, rel=1e-6)


def test_pooling_of_unequal_trials_by_hand():
    # w = 1, 1/4; ybar = 2, Q = 4 + 16 = 20; tau^2 = 19 / (1.25 - 1.0625 / 1.25) = 47.5; w* = 1/48.5, 1/51.5.
    found = pool([trial("a", 0.0), trial("b", 10.0, se=2.0)])
    assert found.tau**2 == pytest.approx(47.5)
    assert found.mean == pytest.approx(4.85)


def test_hartung_and_knapp_widen_and_never_narrow():
    # Trials closer than their errors: tau = 0, and the ordinary error stays.
    near = pool([trial("a", -4.0), trial("b", -4.1), trial("c", -3.9)])
    assert near.tau == 0 and near.se == pytest.approx((1 / 3) ** 0.5)
    # A small trial far out: the weighted spread, by hand with tau of the code, is above 1.
    far = [trial("a", 0.0, se=3.0), trial("b", 0.0, se=3.0), trial("c", 0.0, se=3.0), trial("d", 9.0, se=0.5)]
    found = pool(far)
    w = 1 / (np.array([9, 9, 9, 0.25]) + found.tau**2)
    spread = (w * (np.array([0, 0, 0, 9]) - found.mean) ** 2).sum() / 3
    assert found.se**2 == pytest.approx(max(1.0, spread) / w.sum())


def test_arms_of_a_trial_are_joined_by_their_people():
    # (10 * -2 + 30 * -4) / 40; sqrt(10 * 9 + 30 * 16) / 40; (9 * 9 + 29 * 16) / 38.
    found = join_arms("a", [-2.0, -4.0], [3.0, 4.0], [10, 30])
    assert found.mean == pytest.approx(-3.5) and found.n == 40
    assert found.se == pytest.approx(570**0.5 / 40)
    assert found.sd**2 == pytest.approx(545 / 38)


def test_the_interval_holds_the_people_of_a_new_trial():
    rng = np.random.default_rng(5)
    held = []
    for _ in range(400):
        mus = rng.normal(-2.0, 0.8, 9)
        seen = [trial(str(i), rng.normal(mu, 2 / 30**0.5), 2 / 30**0.5, 2.0, 30) for i, mu in enumerate(mus[:8])]
        low, high = pool(seen).person(90)
        people = NormalDist(mus[8], 2.0)
        held.append(people.cdf(high) - people.cdf(low))
    assert 0.88 < np.mean(held) < 0.96


def test_a_trial_left_out_is_predicted_by_the_others():
    alike = [trial(str(i), -3.0, se=0.3) for i in range(6)]
    coverage = left_out_coverage(alike, 90)
    half = t_quantile(0.95, 4) * (0.09 / 5 + 4) ** 0.5
    assert coverage["0"] == pytest.approx(2 * NormalDist(0, 2).cdf(half) - 1)
    odd = left_out_coverage([*alike, trial("odd", 12.0, se=0.3)], 90)
    assert odd["odd"] < 0.05 < 0.9 < odd["0"]


BASE = next(arm for arm in load_arms() if arm.id == "BRO04-01")


def arms(changes, **more):
    fields = {"change_sd": 15.0, "n": 30, "timepoint_weeks": 12, **more}
    return [replace(BASE, id=f"x{i}", trial=f"t{i}", change_mean=change, **fields) for i, change in enumerate(changes)]


FIVE = (-20.0, -15.0, -12.0, -18.0, -10.0)


def test_five_trials_carry_a_band_and_four_do_not():
    found = forecast("odi", 40, 12, arms(FIVE))
    assert found.reason == "" and found.low < found.median < found.high and found.people == 150
    assert found.median == pytest.approx(40 + found.change)
    assert "under care" in found.sentence and "natural course" in found.sentence
    assert set(found.coverage) == {"t0", "t1", "t2", "t3", "t4"} and all(0 < c < 1 for c in found.coverage.values())
    none = forecast("odi", 40, 12, arms(FIVE[:4]))
    assert none.low is none.high is none.change is None and none.coverage is None
    assert "it needs 5 trials" in none.reason and "4 were read" in none.reason


@pytest.mark.parametrize("change", [{"checked": "recalled"}, {"n": None}, {"change_sd": None}, {"leg_pain": False},
                                    {"scale": "0-50"}, {"timepoint_weeks": 26.0}, {"outcome": "rmdq"}])
def test_a_row_that_lacks_something_feeds_no_band(change):
    rows = arms(FIVE)
    rows[2] = replace(rows[2], **change)
    assert forecast("odi", 40, 12, rows).low is None


def test_two_arms_of_one_trial_are_one_trial():
    rows = arms(FIVE)
    rows[4] = replace(rows[4], trial="t3")
    assert forecast("odi", 40, 12, rows).low is None


def test_of_two_times_in_the_window_the_nearer_counts():
    rows = arms(FIVE)
    extra = replace(rows[0], id="later", timepoint_weeks=13.5, change_mean=-80.0)
    assert forecast("odi", 40, 12, [*rows, extra]).change == pytest.approx(forecast("odi", 40, 12, rows).change)


def test_an_assumed_correlation_is_said_and_widens_the_band():
    told = arms(FIVE, change_sd=None, pre_sd=15.0, post_sd=15.0)  # correlation 0.5 would give an SD of 15
    wide, plain = forecast("odi", 50, 12, told), forecast("odi", 50, 12, arms(FIVE))
    assert wide.change_high - wide.change_low > plain.change_high - plain.change_low
    assert any("correlation" in text for text in wide.assumptions)
    assert not any("correlation" in text for text in plain.assumptions)


def test_the_band_stays_on_the_scale():
    found = forecast("odi", 5, 12, arms(FIVE))
    assert found.low == 0 and found.change_low < -5


def test_without_a_first_score_the_change_alone_is_told():
    found = forecast("odi", None, 12, arms(FIVE))
    assert found.median is None and found.change == pytest.approx(forecast("odi", 40, 12, arms(FIVE)).change)


@pytest.mark.parametrize("outcome", ["nprs.leg", "odi", "rmdq", "psfs"])
@pytest.mark.parametrize("weeks", [2, 4, 12])
def test_the_packaged_trials_give_a_band_or_the_reason(outcome, weeks):
    found = forecast(outcome, None, weeks)
    assert (found.reason == "") == (len(found.trials) >= 5) == (found.change_low is not None)
    assert not found.reason or "it needs 5 trials" in found.reason


def test_what_is_missing_is_named():
    found = forecast("odi", 40, 12)
    assert found.trials == ("bronfort2004",) and "Iversen et al. 2011" in found.reason
    assert "Ferreira et al. 2016" in table_without_arms("nprs.leg")
    # Another complaint, another pain, and trials told by their arms are not counted.
    assert not {"Nagrale et al. 2012", "Nee et al. 2012", "Almeida et al. 2019"} & set(
        table_without_arms("psfs") + table_without_arms("odi"))


def test_the_block_of_a_plan():
    examination = {"complaint": {"limb": "leg", "nprs": {"leg": {"now": 5, "best": None, "worst": 7}, "back": None}},
                   "questionnaires": {"odi": {"version": "2.1a", "sections": [2] * 10}, "rmdq": None}}
    block = json.loads(json.dumps(forecast_all(examination), allow_nan=False))
    assert block["outcomes"]["nprs.leg"]["baseline"] == 5 and block["outcomes"]["odi"]["baseline"] == 40
    assert block["outcomes"]["rmdq"]["baseline"] is None
    assert [one["weeks"] for one in block["outcomes"]["odi"]["at"]] == [2, 4, 12]
    assert "natural course" in block["natural_course"]["text"]
    assert "low" in block["treatment_share"]["certainty"]
    assert "no difference" in block["treatment_share"]["text"]
    assert all(e["low"] < e["value"] < e["high"] for e in block["treatment_share"]["estimates"])
    assert forecast_all({})["outcomes"]["odi"]["baseline"] is None
    assert forecast_all({"complaint": {"limb": "arm", "nprs": {"arm": {"now": 5}}}})["outcomes"] == {}


@pytest.mark.parametrize(("arguments", "words"), [
    (("mood", 3, 4), "mood"), (("odi", 40, 6), "6 weeks"), (("odi", 140, 4), "0 to 100"),
])  # fmt: skip
def test_what_no_forecast_knows_is_refused(arguments, words):
    with pytest.raises(InputError) as error:
        forecast(*arguments)
    assert words in str(error.value)
