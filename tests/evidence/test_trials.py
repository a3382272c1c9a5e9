"""The trials as data: rows are typed, named where read, and never counted when something is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from neuroglide.evidence.trials import load_arms, load_trials

ARM = replace(load_arms()[0], id="X", scale="0-100", n=20, pre_mean=40.0, pre_sd=10.0, post_mean=28.0, post_sd=8.0,
              change_mean=None, change_sd=None, leg_pain=True, checked="read")


def test_the_table_is_whole():
    rows = load_trials()
    assert len(rows) == 110
    assert len({row.id for row in rows}) == len(rows)
    assert {row.checked for row in rows} == {"yes", "recalled"}
    assert next(row for row in rows if row.id == "FER16-03").effect_reported == "MD -2.4"


def test_rows_of_a_trial_share_its_name():
    assert len({row.trial for row in load_trials() if row.study == "Ferreira et al."}) == 1


@pytest.mark.parametrize("arm", load_arms(), ids=lambda arm: arm.id)
def test_an_arm_says_where_it_was_read(arm):
    assert arm.reference and arm.locator and arm.population and arm.arm
    assert arm.timepoint_weeks >= 0
    # What is missing is said in words, or the row is complete.
    assert arm.note or not arm.missing(arm.scale)


def test_change_and_its_spread_are_worked_out():
    assert ARM.change == pytest.approx(-12.0)
    # By hand: 100 + 64 - 2 * 0.5 * 10 * 8 = 84.
    assert ARM.sd_of_change(0.5) == pytest.approx(84**0.5)
    assert ARM.sd_of_change(0.0) > ARM.sd_of_change(0.5) > ARM.sd_of_change(0.9)
    assert replace(ARM, change_mean=-13.0, change_sd=9.0).sd_of_change(0.5) == 9.0
    assert replace(ARM, change_mean=-13.0).change == -13.0


@pytest.mark.parametrize(("change", "word"), [
    ({"checked": "recalled"}, "recalled"), ({"leg_pain": False}, "leg pain"), ({"scale": "0-50"}, "scale"),
    ({"n": None}, "number of people"), ({"post_mean": None}, "mean change"), ({"post_sd": None}, "SD"),
])  # fmt: skip
def test_an_incomplete_arm_never_counts(change, word):
    assert ARM.missing("0-100") == ()
    assert word in " ".join(replace(ARM, **change).missing("0-100"))


def test_the_inferred_order_of_arms_gives_the_published_differences():
    arms = {arm.id: arm for arm in load_arms()}
    assert arms["FRI21-b26"].change - arms["FRI21-a26"].change == pytest.approx(-5.4)
    assert arms["FRI21-b52"].change - arms["FRI21-a52"].change == pytest.approx(-4.8)
