"""What a check finds: contradictions by name, gaps in order, unusual values, the torque ratio, the next test."""

from __future__ import annotations

import copy

import pytest

from neuroglide.patient import check_examination, load_examination
from neuroglide.patient.examination import fields, hamstring_ratio
from neuroglide.patient.examination.gaps import table
from neuroglide.patient.examination.model import Torque


def base():
    """A complete, consistent examination that a test may change."""
    return copy.deepcopy(dict(load_examination("slr-45").plain))


def contradictions(raw) -> list[str]:
    return [f"{one.place}: {one.text}" for one in check_examination(raw).contradictions]


def changed(path: str, value):
    raw = base()
    at = raw
    *way, last = path.split("/")
    for part in way:
        at = at[int(part)] if part.isdigit() else at.setdefault(part, {})
    at[int(last) if last.isdigit() else last] = value
    return raw


def with_test(**entry):
    raw = base()
    raw["tests"].append({"test": "slr", "side": "r", **entry})
    return raw


def of_regions(side, *regions, **more):
    raw = base()
    raw["complaint"] |= {"side": side, "regions": list(regions), "nprs": {}} | more
    return raw


SLUMP = {"test": "slump", "side": "r"}
CASES = [
    (changed("tests/0/intensity", 0), "tests[0].intensity: slr was stopped by a symptom of intensity 0"),
    (changed("tests/0/symptom", "none"), "tests[0].stopped_by: slr was stopped by a symptom, but symptom is none"),
    (changed("tests/0/symptom", "none"),
     "tests[0].sensitisers.dorsiflexion: the symptom became worse, but slr gave no"),
    (changed("tests/0/symptom", "none"), "tests[0].intensity: 6, but symptom is none"),
    (changed("tests/0/symptom", "none"), "tests[0].place: posterior_thigh, but symptom is none"),
    (changed("tests/0/sensitisers/dorsiflexion/angle_change_deg", 8), "the symptom became worse, but more of the"),
    (changed("tests/0/sensitisers/dorsiflexion/symptom", "better"), "the symptom became better, but less of the"),
    (changed("tests/4/sensitisers/dorsiflexion/angle_change_deg", -9), "the symptom became worse, but more of the"),
    (changed("tests/2", {"test": "crossed_slr", "side": "l", "angle_deg": 40, "symptom": "reproduced"}),
     "tests[2].angle_deg: raising the other leg was stopped at 40 degrees, the affected one only at 45"),
    (changed("tests/2", {"test": "crossed_slr", "side": "r"}),
     "tests[2].side: a crossed raise lifts the leg that is not"),
    (changed("tests/3/stages", {"slump": "none", "knee_extension": "none"}), "tests[3].stages: symptom is reproduced"),
    (changed("tests/3", SLUMP | {"symptom": "none", "stages": {"knee_extension": "leg"}}),
     "tests[3].symptom: none, but"),
    (changed("tests/3", SLUMP | {"stages": {"slump": "none", "neck_release": "better"}}),
     "tests[3].stages.neck_release: better, but no stage gave a symptom"),
    (changed("tests/6", {"test": "hamstring_90_90", "side": "r", "angle_deg": 40, "stopped_by": "full"}),
     "tests[6].stopped_by: full (nothing stopped it), but 40 degrees are left"),
    (with_test(side="l", angle_deg=20, stopped_by="full"), "full (nothing stopped it), but 20 degrees are reached"),
    (with_test(symptom="none"), "tests[11].symptom: none, but reproduced in tests[0], the same test"),
    (with_test(sensitisers={"dorsiflexion": {"symptom": "better"}}),
     "tests[11].sensitisers.dorsiflexion: the symptom became better, but worse in tests[0]"),
    (changed("tests/3", SLUMP | {"symptom": "reproduced", "stages": {"knee_extension": "leg", "neck_release": "better"},
                                 "sensitisers": {"neck_extension": {"symptom": "worse"}}}),
     "tests[3].stages.neck_release: the symptom became better, but worse in tests[3]"),
    (changed("tests/0/sensitisers/dorsiflexion", {"symptom": "same", "angle_change_deg": -20}),
     "the symptom stayed the same, but the angle changed by -20 degrees"),
    (changed("tests/0/sensitisers/dorsiflexion/angle_change_deg", -60),
     "a change of -60 degrees from 45 ends at -15, and 0 to 120 is possible"),
    (with_test(angle_deg=54, device="inclinometer", rater="same"),
     "slr right was measured as 45 and 54 degrees; measure"),
    (with_test(angle_deg=58, device="phone", rater="different"), "slr right was measured as 45 and 58 degrees"),
    (changed("complaint/nprs/leg/best", 8), "complaint.nprs.leg: best 8 is more than worst 7"),
    (changed("complaint/nprs/leg/now", 8), "complaint.nprs.leg: now 8 is more than worst 7"),
    (changed("complaint/nprs/leg/now", 1), "complaint.nprs.leg: best 2 is more than now 1"),
    (changed("complaint/nprs/hand", {"now": 3}), "complaint.nprs.hand: 3, but the body chart marks nothing there"),
    (changed("complaint/regions", ["low_back"]), "complaint.nprs.leg: 7, but the body chart marks nothing there"),
    (changed("complaint/nprs/leg", {"now": 0, "best": 0, "worst": 0}),
     "complaint.nprs.leg: worst 0, but the body chart"),
    (changed("complaint/irritability", {"minutes_to_ease": 45, "grade": "low"}), "grade: low, but 45 minutes to ease"),
    (changed("complaint/irritability", {"can_continue": "no", "grade": "low"}),
     "grade: low, but the activity cannot go"),
    (changed("complaint/irritability", {"minutes_to_ease": 5, "can_continue": "yes", "grade": "high"}),
     "grade: high, but"),
    (changed("neurological/progressive", "yes"),
     "neurological.progressive: yes, but power, reflexes and sensation are"),
    (changed("repeated_movements", {"extension": "peripheralises", "directional_preference": "extension"}),
     "directional_preference: extension, but repeated extension peripheralises"),
    (changed("repeated_movements", {"extension": "centralises", "directional_preference": "none"}),
     "directional_preference: none, but repeated extension centralises"),
    (changed("repeated_movements", {"extension": "centralises", "directional_preference": "flexion"}),
     "directional_preference: flexion, but it is repeated extension that centralises"),
    (of_regions("l", "low_back", "calf_r"),
     "complaint.side: left, but complaint.regions marks only the right (calf_r)"),
    (of_regions("r", "calf_r", "calf_l"), "complaint.side: right, but the body chart marks both limbs"),
    (of_regions("both", "calf_r", worse_side="r"),
     "complaint.side: both, but the body chart marks nothing on the left"),
    (of_regions("r", "calf_r", worse_side="l"), "complaint.worse_side: left, but only the right side is affected"),
    (of_regions("r", "forearm_r"), "complaint.limb: leg, but the body chart marks only the arm"),
    (of_regions("r", "calf_r", limb="arm"), "complaint.limb: arm, but the body chart marks only the leg"),
    (changed("complaint/onset", "trauma"),
     "complaint.onset: trauma (an injury began it), but red_flags.significant_tra"),
    (changed("complaint/paraesthesia", ["perineum"]),
     "complaint.paraesthesia: perineum (tingling or numbness in the sad"),
    (changed("history/conditions", ["osteoporosis"]),
     "history.conditions: osteoporosis (thin bones), but red_flags.osteo"),
    (changed("complaint/pattern_24h/night_pain_unremitting", "yes"),
     "night_pain_unremitting: yes (night pain that no po"),
    (changed("person/sex", "male") | {"history": {"pregnant": "yes"}},
     "history.pregnant: yes (pregnancy), but person.sex"),
    (changed("questionnaires/start_back", {"total": 2, "psychosocial": 4}),
     "start_back: psychosocial 4 is more than the"),
]


def test_the_base_contradicts_nothing():
    assert contradictions(base()) == []


@pytest.mark.parametrize("raw, said", CASES, ids=range(len(CASES)))
def test_a_contradiction_is_named_with_both_of_its_sides(raw, said):
    found = check_examination(raw)
    assert any(said in f"{one.place}: {one.text}" for one in found.contradictions), contradictions(raw)
    assert all(one.fix for one in found.contradictions)


@pytest.mark.parametrize("raw", [
    with_test(angle_deg=53, device="inclinometer", rater="same"),  # 8, within 1.96 sqrt(3^2 + 3^2) = 8.3
    with_test(angle_deg=54, device="phone", rater="different"),  # 9, within 1.96 sqrt(3^2 + 3.7^2) = 9.3
    with_test(angle_deg=54, device="inclinometer"),  # the examiner not said: within 1.96 sqrt(3^2 + 4^2) = 9.8
    changed("complaint/regions", ["low_back", "buttock_r", "buttock_l", "calf_r"]),  # a back may hurt on both sides
    changed("red_flags/night_pain", "unknown"),
    changed("complaint/irritability", {"minutes_to_ease": 45, "grade": "high"}),
    changed("complaint/nprs/leg", {"now": 2, "best": 2, "worst": 2}),
    of_regions("both", "low_back", worse_side="r"),
])
def test_what_may_be_true_is_not_called_a_contradiction(raw):
    assert contradictions(raw) == []


def test_every_pair_is_watched():
    paths = {pair["second"] for pair in table()["pairs"]}
    known = {f"red_flags.{name}" for name in load_examination("slr-45").red_flags} | {"person.sex"}
    assert paths <= known


SMALL = {"id": "x", "person": {"sex": "female", "age_years": 42, "height_m": 1.68, "mass_kg": 66},
         "complaint": {"side": "r"}, "red_flags": {}}


def test_gaps_come_in_the_order_of_what_they_tell():
    gaps = check_examination(SMALL).gaps
    places = [one.place for one in gaps]
    flags = [place for place in places if place.startswith("red_flags.")]
    assert flags and places[: len(flags)] == flags and "red_flags.saddle_numbness" in flags
    rest = places[len(flags):]
    assert rest[0] == "neurological.progressive"
    assert rest.index("tests (slr of the affected side)") < rest.index("questionnaires.psfs")
    assert all(one.needed_for in ("screening", "twin", "plan") and len(one.text) > 20 for one in gaps)


def test_each_gap_is_closed_by_what_it_asks_for():
    assert [one.place for one in check_examination(base()).gaps] == []
    wide = base()
    wide["tests"][0].pop("device")
    assert [one.place for one in check_examination(wide).gaps] == ["tests[0].device"]


def test_the_other_sides_measurement_does_not_fill_the_affected_sides_gap():
    raw = SMALL | {"tests": [{"test": "slr", "side": "l", "angle_deg": 70, "device": "phone", "rater": "same"}]}
    places = [one.place for one in check_examination(raw).gaps]
    assert "tests (slr of the affected side)" in places and "tests (slr of the other side)" not in places


def test_an_arm_is_not_asked_for_a_leg_raise():
    arm = SMALL | {"complaint": {"side": "r", "limb": "arm"}}
    places = " ".join(one.place for one in check_examination(arm).gaps)
    assert "ulnt1" in places and "slr" not in places


def test_unknown_is_no_answer_to_a_red_flag():
    gaps = check_examination(changed("red_flags/fever", "unknown")).gaps
    assert [one.place for one in gaps] == ["red_flags.fever"] and "unknown" in gaps[0].text


@pytest.mark.parametrize("answered, said", [(8, False), (7, True), (0, True)])
def test_fewer_than_eight_answered_sections_are_a_gap(answered, said):
    raw = changed("questionnaires/odi/sections", [1] * answered + [None] * (10 - answered))
    gaps = [one.text for one in check_examination(raw).gaps]
    assert any(f"{answered} of 10 sections answered" in text for text in gaps) is said


@pytest.mark.parametrize("path, value, said", [
    ("tests/0/angle_deg", 14, "tests[0].angle_deg: 14 degrees, outside the usual 15 to 91"),
    ("tests/1/angle_deg", 92, "tests[1].angle_deg: 92 degrees"),
    ("complaint/duration_weeks", 1041, "complaint.duration_weeks: 1041 weeks"),
    ("lumbar/flexion_deg", 81, "lumbar.flexion_deg: 81 degrees"),
    ("foot_hand/two_point_mm", {"medial_plantar_r": 60}, "foot_hand.two_point_mm.medial_plantar_r: 60 mm"),
    ("hamstring_torque/r/eccentric_nm", 60, "hamstring_torque.r: eccentric over concentric is 0.83"),
])
def test_what_is_possible_but_rare_is_remarked_on(path, value, said):
    assert any(said in f"{one.place}: {one.text}" for one in check_examination(changed(path, value)).unusual)


def test_the_torque_ratio_is_eccentric_over_concentric():
    assert hamstring_ratio(Torque(80, 110)) == pytest.approx(1.375)
    assert hamstring_ratio(Torque(80, None)) is None
    assert check_examination("slr-45").hamstring_ratio["r"] == pytest.approx(101 / 72)


def test_the_next_test_is_asked_of_whom_one_names_and_not_after_a_stop():
    assert check_examination("slr-45").next_test is None
    assert check_examination("slr-45", next_test=lambda exam: f"ask {exam.id}").next_test == "ask slr-45"
    stopped = check_examination("cauda-equina", next_test=lambda exam: "another test")
    assert stopped.status == "stopped" and stopped.next_test is None and "emergency department" in stopped.referral


def test_measurement_error_has_one_source():
    from neuroglide.patient.examination.measurement_error import allowed_difference_deg, error_deg
    from neuroglide.patient.twin import findings

    for device in (None, *fields.vocabulary("device")):
        for rater in (None, *fields.vocabulary("rater")):
            assert error_deg(device, rater) == findings.error_deg(device, rater)
    assert findings.allowed_difference_deg is allowed_difference_deg
    # an MDC95 is 1.96 times the root of 2, 2.77, times the error of one measurement
    assert allowed_difference_deg(3, 3) == pytest.approx(2.77 * 3, rel=2e-3)
    assert "repeat_difference_deg" not in table()


def test_the_limit_of_high_irritability_is_that_of_the_screening():
    from neuroglide.patient.screening.rulebook import rulebook

    parts = rulebook().grading["irritability"]["grades"]["high"]["any"]
    assert {"path": "complaint.irritability.minutes_to_ease", "above": table()["irritable_minutes_to_ease"]} in parts
