"""Irritability, neuropathic screen, groups, radiation, routes and structural differentiation."""

from __future__ import annotations

import pytest
from test_screening_rules import changed

from neuroglide.patient.screening import screen, structural_differentiation


@pytest.mark.parametrize(("given", "grade"), [
    ({"minutes_to_provoke": 10, "can_continue": "yes", "minutes_to_ease": 9}, "low"),
    ({"minutes_to_provoke": 9, "can_continue": "yes", "minutes_to_ease": 2}, "moderate"),
    ({"minutes_to_provoke": 20, "can_continue": "yes", "minutes_to_ease": 20}, "moderate"),
    ({"minutes_to_provoke": 60, "can_continue": "yes", "minutes_to_ease": 31}, "high"),
    ({"minutes_to_provoke": 60, "can_continue": "no", "minutes_to_ease": 1}, "high"),
    ({"minutes_to_ease": 31}, "high"),
    ({"can_continue": False}, "high"),
    ({"minutes_to_provoke": 5}, "unknown"),
    ({"minutes_to_provoke": 60, "can_continue": "yes"}, "unknown"),
    ({"grade": "moderate"}, "moderate"),
    ({}, "unknown"),
])
def test_irritability(given, grade):
    result = screen(changed(complaint__irritability=given))
    assert result.irritability == grade
    assert bool(result.details["irritability"].missing) == (grade == "unknown")


@pytest.mark.parametrize("grade", ["low", "moderate"])
def test_of_contradicting_irritability_the_worse_counts_and_is_named(grade):
    given = {"grade": grade, "minutes_to_provoke": 3, "can_continue": "no", "minutes_to_ease": 60}
    result = screen(changed(complaint__irritability=given))
    assert result.irritability == "high" and "more irritable" in result.details["irritability"].contradiction
    assert "irritability_contradicts" in [part.rule_id for part in result.fired]
    calmer = screen(changed(complaint__irritability={"grade": "high", "minutes_to_provoke": 60, "can_continue": "yes",
                                                     "minutes_to_ease": 1}))
    assert calmer.irritability == "high"


@pytest.mark.parametrize(("scores", "grade"), [
    ({"s_lanss": {"score": 11}}, "unlikely"), ({"s_lanss": {"score": 12}}, "likely"),
    ({"paindetect": {"score": 12}}, "unlikely"), ({"paindetect": {"score": 13}}, "unclear"),
    ({"paindetect": {"score": 18}}, "unclear"), ({"paindetect": {"score": 19}}, "likely"),
    ({"s_lanss": {"score": 0}, "paindetect": {"score": 19}}, "likely"), ({}, "unknown"),
])
def test_neuropathic_screen_tells_its_accuracy(scores, grade):
    result = screen(changed(questionnaires=scores))
    assert result.neuropathic == grade
    assert all("right in" in text for text in result.details["neuropathic"].why)


BEND = {"test": "prone_knee_bend", "side": "r", "symptom": "reproduced"}
NEGATIVE = [{"test": "slr", "side": "r", "symptom": "none"}, {**BEND, "symptom": "other"}]
WEAK = {"r": {"L5": 4}, "l": {"L5": 5}}


@pytest.mark.parametrize(("change", "group", "share"), [
    ({"questionnaires__s_lanss": {"score": 12}, "neurological__power": WEAK}, "central_sensitisation", 10.0),
    ({"neurological__power": WEAK}, "denervation", 14.3),
    ({"neurological__reflex__r": {"S1": "absent"}}, "denervation", 14.3),
    ({"tests": NEGATIVE}, "musculoskeletal", 10.0),
    ({"tests": NEGATIVE, "palpation": {"sciatic_notch": "tender"}}, "peripheral_sensitisation", 55.6),
    ({"tests": [*NEGATIVE, BEND]}, "peripheral_sensitisation", 55.6),
    ({"questionnaires": {}}, "unknown", None),
    ({"neurological": {}}, "unknown", None),
    ({"tests": NEGATIVE[:1]}, "unknown", None),
    ({"complaint__limb": "arm"}, "unknown", None),
])
def test_groups_come_in_their_order(change, group, share):
    result = screen(changed(**change))
    assert (result.group.value, result.group.responders_percent) == (group, share)
    assert bool(result.group.missing) == (group == "unknown")
    assert "no comparison without treatment" in result.group.caution


@pytest.mark.parametrize(("neurological", "deficit"), [
    ({"power": WEAK, "sensation": {"r": {"L5": "reduced"}}}, "motor"),
    ({"power": {"r": {"L5": 5}}, "sensation": {"r": {"L5": "reduced"}}}, "sensory"),
    ({"power": {"r": {"L5": 5}}, "sensation": {"r": {"L5": "normal"}}, "reflex": {"r": {"S1": "reduced"}}}, "sensory"),
    ({"power": {"r": {"L5": 5}}, "sensation": {"r": {"L5": "normal"}}}, "none"),
    ({"power": {"r": {"L5": 5}}}, "unknown"),
    ({"power": {"r": {"C6": 4}}, "sensation": {"r": {"C6": "normal"}}}, "unknown"),  # of another limb
])
def test_loss_of_nerve_function(neurological, deficit):
    assert screen(changed(neurological=neurological)).deficit == deficit


def test_of_two_affected_sides_the_worse_counts_and_one_not_examined_is_unknown():
    sides = {"power": {"r": {"L5": 5}, "l": {"L5": 4}}, "sensation": {"r": {"L5": "normal"}}}
    assert screen(changed(complaint__side="both", neurological=sides)).deficit == "motor"
    sides["power"]["l"] = {}
    assert screen(changed(complaint__side="both", neurological=sides)).deficit == "unknown"


def test_the_other_side_does_not_count_for_the_group():
    assert screen(changed(neurological__power={"r": {"L5": 5}, "l": {"L5": 4}})).deficit == "none"


@pytest.mark.parametrize(("change", "radiating", "extent"), [
    ({"complaint__regions": ["low_back", "buttock_r"], "complaint__nprs": {}}, "no", "none"),
    ({"complaint__regions": ["low_back", "posterior_thigh_r"]}, "yes", "below_gluteal_fold"),
    ({"complaint__regions": ["posterior_thigh_r", "calf_r"]}, "yes", "below_knee"),
    ({"complaint__regions": [], "complaint__nprs": {"leg": {"now": 0}}}, "no", "none"),
    ({"complaint__regions": [], "complaint__nprs": {"leg": {"worst": 3}}}, "yes", "unknown"),
    ({"complaint__regions": [], "complaint__nprs": {"back": {"now": 3}}}, "unknown", "unknown"),
    ({"complaint__limb": "arm", "complaint__regions": ["neck", "thumb_r"]}, "yes", "below_elbow"),
])
def test_radiating_pain(change, radiating, extent):
    result = screen(changed(**change))
    assert (result.radiating, result.radiating_extent) == (radiating, extent)


def test_chart_and_score_that_contradict_are_named():
    result = screen(changed(complaint__regions=["low_back"], complaint__nprs={"leg": {"now": 4}}))
    assert result.radiating == "yes" and result.details["radiating"].contradiction


@pytest.mark.parametrize(("change", "routes"), [
    ({}, ("sciatic",)),
    ({"complaint__limb": "arm"}, ("median",)),
    ({"complaint__limb": "arm", "foot_hand": {"carpal_tunnel": {"phalen_r": "positive"}}}, ("median", "carpal_tunnel")),
    ({"foot_hand": {"tinel": {"tarsal_r": "positive"}}}, ("sciatic", "tarsal_tunnel")),
    ({"foot_hand": {"tinel": {"tarsal_r": "positive"}}, "complaint__regions": ["foot_sole_r"]}, ("tarsal_tunnel",)),
])
def test_foot_and_arm_go_their_own_way(change, routes):
    assert screen(changed(**change)).routes == routes


def slr(symptom="reproduced", place="posterior_thigh", side="r", **sensitisers):
    return {"test": "slr", "side": side, "symptom": symptom, "place": place, "sensitisers": sensitisers}


WORSE, SAME, BETTER = {"symptom": "worse"}, {"symptom": "same"}, {"symptom": "better"}


@pytest.mark.parametrize(("tests", "result"), [
    ([slr(dorsiflexion=WORSE)], "positive"),
    ([slr(neck_flexion=WORSE)], "positive"),
    ([slr(plantarflexion=BETTER)], "positive"),
    ([slr(dorsiflexion=SAME)], "negative"),
    ([slr("other", dorsiflexion=WORSE)], "negative"),
    ([slr("none")], "negative"),
    ([slr(place="calf", dorsiflexion=WORSE)], "unknown"),          # not remote from the calf
    ([slr(place="calf", hip_internal_rotation=WORSE)], "positive"),
    ([slr(hip_internal_rotation=WORSE)], "unknown"),               # not remote from the thigh
    ([slr(place=None, dorsiflexion=WORSE)], "unknown"),
    ([slr()], "unknown"),
    ([slr(None)], "unknown"),
    ([], "unknown"),
    ([slr(side="l", dorsiflexion=WORSE)], "unknown"),
    ([slr(dorsiflexion=SAME), slr(neck_flexion=WORSE)], "positive"),
    ([slr("none"), slr()], "unknown"),
    ([slr(dorsiflexion={"angle_change_deg": -8})], "positive"),
    ([slr(dorsiflexion={"angle_change_deg": -7})], "negative"),
    ([slr(dorsiflexion={"angle_change_deg": -20, "symptom": "same"})], "negative"),
    ([{"test": "slump", "stages": {"knee_extension": "leg", "neck_release": "better"}}], "positive"),
    ([{"test": "slump", "stages": {"knee_extension": "leg", "neck_release": "same"}}], "negative"),
    ([{"test": "slump", "stages": {"knee_extension": "back"}}], "negative"),
    ([BEND], "unknown"),
])
def test_structural_differentiation(tests, result):
    found = structural_differentiation(changed(tests=tests))
    assert found.result == result
    assert bool(found.missing) == (result == "unknown")
