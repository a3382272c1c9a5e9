"""Irritability, neuropathic screen, groups, radiation, routes and structural differentiation."""

from __future__ import annotations

import pytest
from test_screening_rules import changed

from neuroglide.patient.examination import fields
from neuroglide.patient.screening import screen, structural_differentiation
from neuroglide.patient.screening.differentiation import lost_range_deg
from neuroglide.patient.screening.rulebook import rulebook


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
FIVE, NORMAL = dict.fromkeys(("L4", "L5", "S1"), 5), dict.fromkeys(("L4", "L5", "S1"), "normal")


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
    ({"power": {"r": {"L5": 5}}, "sensation": {"r": {"L5": "normal"}}}, "unknown"),
    ({"power": {"r": FIVE}, "sensation": {"r": NORMAL}, "reflex": {"r": {"L4": "normal", "S1": "normal"}}}, "none"),
    ({"power": {"r": FIVE}, "sensation": {"r": NORMAL}, "reflex": {"r": {"L4": "normal"}}}, "unknown"),
    ({"power": {"r": FIVE}, "sensation": {"r": NORMAL}, "reflex": {"r": {"L4": "normal", "S1": "unknown"}}}, "unknown"),
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
    assert screen(changed(neurological__power={"r": FIVE, "l": {"L5": 4}})).deficit == "none"


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


ARM = {"complaint__limb": "arm"}
CARPAL_R, CARPAL_L = ({"tinel": {f"carpal_{side}": "positive"}} for side in "rl")
TARSAL_L = {"tarsal_tunnel": {"compression_l": "reproduced"}}
TOUCHED = {f"{area}_{side}": "normal" for area in ("medial_plantar", "lateral_plantar") for side in "rl"}


@pytest.mark.parametrize(("change", "routes", "told"), [
    ({"foot_hand": TARSAL_L}, ("sciatic",), "tarsal tunnel compression l: reproduced"),
    ({"foot_hand": TARSAL_L, "complaint__regions": ["foot_sole_r"]}, ("sciatic",),
     "tarsal tunnel compression l: reproduced"),
    ({"foot_hand": TARSAL_L, "complaint__side": "both"}, ("sciatic", "tarsal_tunnel"), None),
    ({"foot_hand": TARSAL_L, "complaint__side": "both", "complaint__worse_side": "l"}, ("sciatic", "tarsal_tunnel"),
     None),
    ({"foot_hand": TARSAL_L, "complaint__side": "both", "complaint__worse_side": "r"}, ("sciatic",),
     "tarsal tunnel compression l: reproduced"),
    ({"foot_hand": TARSAL_L, "complaint__side": "l"}, ("sciatic", "tarsal_tunnel"), None),
    ({"foot_hand": CARPAL_R}, ("sciatic",), "tinel carpal r: positive"),
    ({"foot_hand": TARSAL_L, **ARM}, ("median",), "tarsal tunnel compression l: reproduced"),
    ({"foot_hand": CARPAL_L, **ARM}, ("median",), "tinel carpal l: positive"),
    ({"foot_hand": {"tinel": {"carpal_r": "positive", "carpal_l": "positive"}}, **ARM}, ("median", "carpal_tunnel"),
     "tinel carpal l: positive"),
    ({"foot_hand": {"carpal_tunnel": {"phalen_l": "negative"}}}, ("sciatic",), None),
])
def test_a_tunnel_is_a_route_of_the_limb_and_side_complained_of_and_told_elsewhere(change, routes, told):
    result = screen(changed(**change))
    assert result.routes == routes
    found = [one for one in result.fired if one.rule_id == "signs_elsewhere"]
    assert [one.why for one in found] == ([(told,)] if told else [])
    assert ("Signs at the" in result.mechanosensitivity) == any("tunnel" in route for route in routes)


@pytest.mark.parametrize("change", [{"foot_hand": TARSAL_L}, {"foot_hand": CARPAL_R}, {"foot_hand": CARPAL_L, **ARM}],
                         ids=["the other foot", "a hand", "the other hand"])
def test_a_sign_elsewhere_takes_nothing_away(change):
    """Whatever else was found: what fires, what is barred and what holds is no less than without the sign."""
    for more in ({}, {"tests": [slr("none")]}, {"neurological": {"progressive": "no"}},
                 {"complaint__regions": ["foot_sole_r"]}, {"history__conditions": ["neuropathy"]}):
        bare, signed = (screen(changed(**more, **one)) for one in
                        ({k: v for k, v in change.items() if k != "foot_hand"}, change))
        for part in ("fired", "bars"):
            before, after = (dict.fromkeys(getattr(one, "rule_id", None) or one.id for one in getattr(found, part))
                             for found in (bare, signed))
            assert set(before) <= set(after)
        assert not bare.deficit == "unknown" or signed.deficit != "none"
        assert bare.can_be_signed or not signed.can_be_signed


def test_light_touch_beyond_a_tunnel_is_asked_where_either_foot_has_a_sign():
    asked = screen(changed(foot_hand=TARSAL_L))
    assert asked.deficit == "unknown" and "not_examined" in [one.rule_id for one in asked.fired]
    assert "light touch, lateral plantar, right" in asked.details["deficit"].missing
    assert screen(changed(foot_hand=TARSAL_L | {"light_touch": TOUCHED})).deficit == "none"
    assert screen(changed(foot_hand=CARPAL_R)).deficit == "none"  # a hand's belongs to no leg


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
    ([{"test": "slump", "stages": {"knee_extension": "leg", "neck_release": "worse"}}], "unknown"),
    ([slr(dorsiflexion=BETTER)], "unknown"),                       # it loads the nerve, and eased it
    ([slr(neck_extension=WORSE)], "unknown"),
    ([slr(plantarflexion=WORSE)], "positive"),                     # it loads one branch and unloads another
    ([slr(dorsiflexion=BETTER, neck_flexion=SAME)], "unknown"),
    ([slr(dorsiflexion=BETTER, neck_flexion=WORSE)], "positive"),
    ([slr(dorsiflexion=BETTER), slr(neck_flexion=WORSE)], "positive"),
    ([slr(dorsiflexion={"angle_change_deg": 8})], "unknown"),
    ([slr(dorsiflexion={"angle_change_deg": 7})], "negative"),
    ([slr(dorsiflexion={"angle_change_deg": 20, "symptom": "worse"})], "positive"),
    ([{"test": "slump", "stages": {"knee_extension": "back"}}], "negative"),
    ([BEND], "unknown"),
])
def test_structural_differentiation(tests, result):
    found = structural_differentiation(changed(tests=tests))
    assert found.result == result
    assert bool(found.missing) == (result == "unknown")


@pytest.mark.parametrize(("tests", "result", "odd"), [
    ([slr(dorsiflexion=BETTER)], "unknown", "dorsiflexion, which loads the nerve, made it better"),
    ([slr(neck_extension=WORSE)], "unknown", "neck extension, which unloads the nerve, made it worse"),
    ([slr(neck_flexion={"angle_change_deg": 9})], "unknown", "neck flexion, which loads the nerve, gave 9 degrees"),
    ([slr(dorsiflexion=BETTER, neck_flexion=WORSE)], "positive", "dorsiflexion, which loads the nerve, made it better"),
    ([slr(dorsiflexion=BETTER), slr(neck_flexion=WORSE)], "positive", "dorsiflexion, which loads the nerve, made it b"),
])
def test_a_change_the_wrong_way_round_is_named_and_asked_for_again(tests, result, odd):
    screening = screen(changed(tests=tests))
    found = screening.differentiation
    assert found.result == result and odd in "; ".join(found.why) and "the wrong way round" in found.why[-1]
    assert odd in screening.mechanosensitivity
    rules = {part.rule_id for part in screening.fired}
    assert ("differentiation_contrary" in rules) == (found.reason == "contrary") == (result == "unknown")
    assert not {"differentiation_unknown", "differentiation_not_changed"} & rules
    if result == "unknown":
        assert found.missing == (f"{odd.partition(',')[0]} added to the straight leg raise once more",)
        assert "differentiation_contrary" in [care.id for care in screening.tests_first]


@pytest.mark.parametrize(("release", "extension"), [("better", WORSE), ("worse", BETTER)])
def test_a_movement_that_was_found_both_ways_tells_neither(release, extension):
    slump = {"test": "slump", "side": "r", "symptom": "reproduced", "place": "calf",
             "stages": {"neck_release": release}, "sensitisers": {"neck_extension": extension}}
    found = structural_differentiation(changed(tests=[slump]))
    assert (found.result, found.reason) == ("unknown", "contrary")
    slump["sensitisers"] |= {"hip_adduction": WORSE}
    assert structural_differentiation(changed(tests=[slump])).result == "positive"


def test_each_remote_movement_loads_or_unloads_and_each_test_has_one_limb():
    rule = rulebook().grading["differentiation"]
    assert set(rule["tests"]) == {"leg", "arm"} and not set(rule["tests"]["leg"]) & set(rule["tests"]["arm"])
    assert {move for moves in rule["remote"].values() for move in moves} <= {*rule["loads"], *rule["unloads"]}
    assert {*rule["loads"], *rule["unloads"]} == set(fields.vocabulary("sensitiser"))


#: What a change of the angle means, test by test: minus where range is lost by a smaller angle, plus by a larger one.
LOSES_BY = {"slr": -1, "crossed_slr": -1, "prone_knee_bend": -1, "passive_neck_flexion": -1,
            "slump": 1, "slump_knee_extension": 1, "hamstring_90_90": 1, "ulnt1": 1}  # fmt: skip


def test_every_test_has_its_sign():
    assert set(LOSES_BY) == set(fields.vocabulary("test"))
    for name, sign in LOSES_BY.items():
        assert lost_range_deg(name, 9 * sign) == 9 and lost_range_deg(name, -9 * sign) == -9, name


def by_angle(test, place, **angles):
    sensitisers = {move: {"angle_change_deg": angle} for move, angle in angles.items()}
    return {"test": test, "side": "r", "symptom": "reproduced", "place": place, "sensitisers": sensitisers}


@pytest.mark.parametrize(("test", "limb", "result"), [
    (by_angle("slr", "posterior_thigh", dorsiflexion=-9), "leg", "positive"),
    (by_angle("slr", "posterior_thigh", dorsiflexion=9), "leg", "unknown"),
    (by_angle("slump", "posterior_thigh", dorsiflexion=9), "leg", "positive"),
    (by_angle("slump_knee_extension", "posterior_thigh", dorsiflexion=9), "leg", "positive"),
    (by_angle("slump_knee_extension", "posterior_thigh", dorsiflexion=-9), "leg", "unknown"),
    (by_angle("slump_knee_extension", "posterior_thigh", neck_extension=-12), "leg", "positive"),  # it lets go
    (by_angle("slump_knee_extension", "posterior_thigh", neck_extension=12), "leg", "unknown"),
    (by_angle("slump_knee_extension", "posterior_thigh", neck_flexion=12), "leg", "positive"),
    (by_angle("ulnt1", "fingers", neck_side_flexion_away=9), "arm", "positive"),
    (by_angle("ulnt1", "fingers", neck_side_flexion_away=-9), "arm", "unknown"),
    (by_angle("ulnt1", "fingers", neck_side_flexion_toward=-9), "arm", "positive"),
    (by_angle("ulnt1", "upper_arm", wrist_flexion=-14), "arm", "positive"),
])
def test_differentiation_by_the_angle_alone(test, limb, result):
    assert structural_differentiation(changed(tests=[test], complaint__limb=limb)).result == result


@pytest.mark.parametrize(("moves", "preference", "first", "avoid"), [
    ({"extension": "centralises"}, "extension", "Begin with extension exercise.", ()),
    ({"directional_preference": "flexion", "extension": "worse"}, "flexion", "Begin with repeated flexion.",
     ("extension",)),
    ({"directional_preference": "lateral"}, "lateral", "Begin with repeated side glide.", ()),
    ({"directional_preference": "extension", "extension": "peripheralises"}, "unknown", None, ("extension",)),
    ({"directional_preference": "none", "flexion": "peripheralises"}, "none", None, ("flexion",)),
])
def test_what_comes_first_and_what_is_left_out(moves, preference, first, avoid):
    result = screen(changed(repeated_movements=moves))
    assert (result.directional_preference, result.avoid_directions) == (preference, avoid)
    assert [care.do for care in result.first_care] == ([first] if first else [])
    for care in result.first_care:
        assert care.direction == preference and care.only_then.startswith("Add neural mobilisation only if")
        assert care.why and care.found and care.certainty and care.checked and care.locator
    stopped = screen(changed(repeated_movements=moves, history__pregnant="yes"))
    assert (stopped.first_care, stopped.tests_first) == ((), ())


def test_of_an_extension_preference_the_trial_is_named():
    care = screen(changed(repeated_movements={"extension": "better"})).first_care[0]
    assert (care.id, care.sources, care.certainty) == ("extension_preference", ("sousafilho2022",), "low")


CARPAL = {"complaint__limb": "arm", "complaint__regions": ["wrist_r", "thumb_r"],
          "foot_hand": {"carpal_tunnel": {"phalen_r": "positive"}}}


def test_an_arm_is_asked_nothing_of_the_low_back_and_told_nothing_of_the_leg():
    result = screen(changed(**CARPAL, repeated_movements={}, tests=[]))
    rules = {part.rule_id for part in result.fired}
    assert not {"direction_not_tested", "extension_preference", "both_legs_pain"} & rules
    assert [care.id for care in result.tests_first] == ["differentiation_unknown"]
    told = [part for part in result.fired if part.rule_id not in ("arm_route", "adjunct_only")]  # these name the trials
    said = " ".join(f"{part.text} {part.action}" for part in told)
    for words in (" leg", "slump", "low back", "dorsiflexion", "spine"):
        assert words not in said, words
    extended = screen(changed(**CARPAL, repeated_movements={"extension": "centralises"}))
    assert extended.first_care == ()


def test_carpal_tunnel_is_told_what_the_pooled_trials_found():
    result = screen(changed(**CARPAL))
    part = {one.rule_id: one for one in result.fired}["carpal_tunnel_evidence"]
    assert (part.level, part.source, part.certainty) == ("caution", "basson2017", "low")
    assert "not effective" in part.text
    said = " ".join(one.text + one.action for one in result.fired if one.rule_id != "carpal_tunnel_evidence")
    assert "may be considered" not in said and "no such claim is made" in said
    classes = {bar.id: bar.forbids.classes for bar in result.bars}
    assert "tensioner" in classes["carpal_sliders_only"]
    assert "basson2017" in result.sources


SLR_OTHER, SLR_SAME = slr("other"), slr(dorsiflexion=SAME)


@pytest.mark.parametrize(("change", "words", "rule"), [
    ({"tests": [SLR_OTHER]}, "The tests did not show a sensitive nerve: straight leg raise does not bring",
     "differentiation_negative"),
    ({"tests": [SLR_SAME]}, "The tests do not show that the nerve is the source: straight leg raise brings the "
     "symptom, but dorsiflexion does not change it", "differentiation_not_changed"),
    ({"tests": [SLR_SAME, SLR_OTHER]}, "The tests do not show that the nerve is the source",
     "differentiation_not_changed"),
    ({"tests": []}, "Whether the nerve is sensitive is not known; not done: straight leg raise or slump",
     "differentiation_unknown"),
    ({"tests": [SLR_OTHER], "foot_hand": {"tinel": {"tarsal_r": "positive"}}, "complaint__regions": ["foot_sole_r"]},
     "Signs at the tarsal tunnel point to the nerve there (tinel: tarsal r).", "tunnel_alone_tests"),
])
def test_what_the_tests_showed_is_said_with_its_actual_reason(change, words, rule):
    result = screen(changed(**change))
    assert result.mechanosensitivity.startswith(words)
    named = {"differentiation_negative", "differentiation_not_changed", "differentiation_unknown", "tunnel_alone_tests"}
    assert {part.rule_id for part in result.fired} & named == {rule}


def test_limits_of_our_own_are_said_beside_the_grade():
    detail = screen(changed()).details["irritability"]
    assert "our own careful choice" in detail.limits and (detail.source, detail.checked) == ("own", "own")
    assert screen(changed(complaint__irritability={"grade": "low"})).details["irritability"].limits == ""
    group = screen(changed()).group
    assert (group.checked, group.responders_checked) == ("read", "read")


@pytest.mark.parametrize(("limb", "area"), [("leg", "medial_plantar_r"), ("leg", "sural_r"), ("arm", "index_pulp_r")])
@pytest.mark.parametrize("word", ["reduced", "absent"])
def test_light_touch_of_foot_and_hand_is_feeling(limb, area, word):
    arm = {"power": {"r": dict.fromkeys(("C5", "C6", "C7", "C8", "T1"), 5)},
           "sensation": {"r": dict.fromkeys(("C5", "C6", "C7", "C8"), "normal")},
           "reflex": {"r": dict.fromkeys(("C5", "C6", "C7"), "normal")}}
    base = {"complaint__limb": "arm", "neurological": arm} if limb == "arm" else {}
    assert screen(changed(**base)).deficit == "none"
    touched = screen(changed(**base, foot_hand={"light_touch": {area: word}}))
    assert touched.deficit == "sensory" and "no_tensioner" in [bar.id for bar in touched.bars]


def test_what_was_not_examined_is_named():
    result = screen(changed(neurological__reflex__r={"L4": "normal"}))
    assert result.deficit == "unknown" and result.details["deficit"].missing == ("reflex S1 right",)
