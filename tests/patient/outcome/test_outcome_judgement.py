"""Reliable and important, apart; the responder definition; three-valued where something is missing."""

from __future__ import annotations

import pytest

from neuroglide.patient.outcome.judgement import judge, responder
from neuroglide.patient.outcome.scoring import Score, score_all


def scored(series, value, **more):
    return Score(series, value, **more)


def odi(value, version="2.1a"):
    return scored("odi", value, version=version)


@pytest.mark.parametrize(("first", "last", "reliable", "important"), [
    (40, 20, "yes", "yes"), (40, 29, "no", "yes"), (40, 31, "no", "no"), (90, 74, "yes", "yes"), (20, 14, "no", "yes"),
    (20, 35, "yes", "yes"), (20, 29, "no", "no"),
])  # fmt: skip
def test_reliable_and_important_are_two_questions(first, last, reliable, important):
    found = judge(odi(first), odi(last))
    assert (found.reliable, found.important) == (reliable, important)


def test_a_percentage_counts_for_improvement_alone():
    assert judge(scored("nprs.leg", 3), scored("nprs.leg", 2)).important == "yes"  # 30 % of 3 is 0.9
    assert judge(scored("nprs.leg", 3), scored("nprs.leg", 4)).important == "no"
    assert "30 %" not in judge(scored("nprs.leg", 3), scored("nprs.leg", 4)).sentence


def test_a_higher_score_can_be_the_better_one():
    assert judge(scored("psfs", 4), scored("psfs", 6.5)).improvement == 2.5
    assert judge(scored("psfs", 4), scored("psfs", 6.5)).direction == "better"
    assert judge(scored("nprs.leg", 4), scored("nprs.leg", 6.5)).direction == "worse"


def test_without_a_value_read_the_answer_is_cannot_tell():
    found = judge(scored("psfs", 4), scored("psfs", 6.5))
    assert found.reliable == "cannot tell" and found.mdc is None and "not found" in found.sentence
    assert found.important == "yes"


def test_the_record_that_judges_is_named_and_the_others_listed():
    found = judge(odi(40), odi(20))
    assert found.mdc.source.startswith("Davidson") and "47" in found.mdc.population
    assert "modified version" in found.sentence  # measured with another version than the patient's
    assert 10.5 in [record.value for record in found.others]


@pytest.mark.parametrize(("last", "words"), [
    (odi(20, "modified"), "versions differ"), (scored("odi", None, reason="7 of 10"), "7 of 10"),
])  # fmt: skip
def test_what_cannot_be_compared_is_said(last, words):
    found = judge(odi(40), last)
    assert found.reliable == found.important == "cannot tell" and words in found.sentence
    assert found.improvement is None


@pytest.mark.parametrize(("first", "last", "change", "reliable"), [
    ("phone", ("phone", "same"), 8, "yes"), ("phone", ("phone", "same"), 7.9, "no"),
    ("phone", ("phone", "different"), 11, "no"), ("phone", ("phone", "different"), 12, "yes"),
    ("phone", ("goniometer", "same"), 11, "no"), ("visual", ("visual", "same"), 11, "no"),
    (None, (None, "same"), 11, "no"), ("phone", ("phone", None), 11, "no"),
])  # fmt: skip
def test_an_angle_needs_eight_degrees_or_twelve(first, last, change, reliable):
    before = scored("slr.r", 45, device=first)
    assert judge(before, scored("slr.r", 45 + change, device=last[0], rater=last[1])).reliable == reliable


def respond(first, last, limb="leg"):
    return responder(score_all(first), score_all(last), limb)[0]


def entry(leg=None, odi=None, psfs=None):
    made = {"nprs": {"leg": leg}, "psfs": psfs}
    return {**made, "odi": None if odi is None else {"version": "2.1a", "score": odi}}


@pytest.mark.parametrize(("last", "answer"), [
    (entry(4, 30, [4]), "yes"), (entry(4, 31, [4]), "no"), (entry(4.2, 30, [4]), "yes"), (entry(4.3, 30, [4]), "no"),
    (entry(4, 39, [6.5]), "yes"), (entry(4, 39, [6.2]), "no"), (entry(5), "no"), (entry(4), "cannot tell"),
    (entry(None, 20), "cannot tell"), (entry(4, 39), "cannot tell"), (entry(4, 30), "yes"), (entry(6, 10, [9]), "no"),
])  # fmt: skip
def test_the_responder_definition(last, answer):
    # 30 % of 6 is 1.8 points. What is missing counts only where it decides.
    assert respond(entry(6, 40, [4]), last) == answer


def test_the_arm_has_a_definition_of_its_own():
    first, last = {"nprs": {"arm": 6}, "psfs": [4]}, {"nprs": {"arm": 3}, "psfs": [7]}
    assert respond(first, last, "arm") == "yes"
    assert respond(first, last, "leg") == "cannot tell"
