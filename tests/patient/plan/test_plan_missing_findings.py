"""What is missing never loosens care, and tests that deny a sensitive nerve are not overruled by the twin."""

from __future__ import annotations

import copy

import pytest
from stand_ins import document, stages

from neuroglide.patient.examination import load_examination
from neuroglide.patient.plan import build_plan
from neuroglide.patient.plan.careful import GRADES, care_for
from neuroglide.patient.screening import screen


def grade(plain) -> str:
    exam = load_examination(plain)
    return care_for(exam, screen(exam.plain)).grade


@pytest.mark.parametrize("twin", [{"undetermined": True}, {"limiter": {"nerve": 0.9, "hamstring": 0.1, "joint": 0.0,
                                                                       "several": 0.0}}])
def test_no_nerve_technique_where_every_test_denies_a_sensitive_nerve(twin):
    plan = build_plan(load_examination("hamstring-limited").plain, draws=20, stages=stages(**twin)).to_dict()
    assert plan["techniques"] == [] and plan["rejected"] == []
    assert not plan["can_be_signed"] and plan["missing_before_signing"]
    assert plan["undetermined"] or "No test showed a mechanosensitive nerve" in str(plan)


def test_a_neuropathic_screen_that_was_not_done_counts_as_the_worse():
    done = document()
    assert grade(done) == "low"
    missing = copy.deepcopy(done)
    missing["questionnaires"].pop("s_lanss")
    assert GRADES.index(grade(missing)) > GRADES.index("low")


def test_pain_at_worst_stands_for_pain_now_where_that_is_not_known():
    plain = document()
    plain = {**plain, "complaint": {**plain["complaint"], "nprs": {**plain["complaint"]["nprs"],
                                                                  "leg": {"now": 8, "worst": 9}}}}
    with_now = grade(plain)
    without = copy.deepcopy(plain)
    without["complaint"]["nprs"]["leg"].pop("now")
    assert GRADES.index(grade(without)) >= GRADES.index(with_now) > GRADES.index("low")
