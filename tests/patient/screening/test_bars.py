"""What bars a technique, and how a technique is held to it."""

from __future__ import annotations

import pytest
from test_screening_rules import changed

from neuroglide.patient.screening import Override, TechniqueFacts, screen, why_forbidden

HIGH = {"complaint__irritability": {"grade": "high"}}
MODERATE = {"complaint__irritability": {"grade": "moderate"}}
UNKNOWN = {"complaint__irritability": {}}


@pytest.mark.parametrize(("change", "bars"), [
    (HIGH, "symptom_free no_slump_end_range off_load mid_range no_tensioner no_long_hold slider_first"),
    (UNKNOWN, "symptom_free no_slump_end_range off_load mid_range no_tensioner no_long_hold slider_first"),
    (MODERATE, "mid_range no_tensioner no_long_hold slider_first"),
    ({"neurological__power": {"r": {"L5": 4}, "l": {"L5": 5}}}, "no_tensioner no_long_hold slider_first"),
    ({"neurological": {"progressive": "no"}}, "no_tensioner no_long_hold slider_first"),
    ({"foot_hand": {"light_touch": {"sural_r": "reduced"}}}, "no_tensioner no_long_hold slider_first"),
    ({"red_flags__osteoporosis": "unknown"}, "no_spinal_flexion"),
    ({"red_flags__steroid_use": "yes", "person__age_years": 78}, "no_spinal_flexion"),
    ({"red_flags__steroid_use": "yes"}, ""),
    ({"complaint__regions": ["low_back", "calf_r", "calf_l"]}, "other_leg"),
    ({"complaint__side": "both"}, "other_leg"),
    ({"history__conditions": ["osteoporosis"]}, "no_spinal_flexion"),
    ({"history__conditions": ["neuropathy"]}, "no_symptom_guided_dosing"),
    ({"foot_hand": {"light_touch": {"sural_r": "absent"}}},
     "no_symptom_guided_dosing no_tensioner no_long_hold slider_first"),
    ({"foot_hand": {"light_touch": {"sural_l": "absent"}}}, "no_symptom_guided_dosing"),
    ({"red_flags__both_hands_symptoms": "unknown"}, "no_neck no_arm"),
    ({"history__surgery": [{"what": "fusion", "where": "cervical", "weeks_ago": 200}]},
     "no_neck no_arm no_tensioner no_long_hold"),
    ({"history__pregnant": "yes"}, "no_neural_mobilisation"),
    ({"repeated_movements": {"extension": "no_effect", "flexion": "peripheralises"}}, "no_peripheralising_flexion"),
])
def test_bars(change, bars):
    assert [bar.id for bar in screen(changed(**change)).bars] == bars.split()


SLUMP = TechniqueFacts("slider", "seated",
                       {"trunk_flexion": (0, 40), "neck_flexion": (-20, 40), "knee_flexion_r": (10, 90)},
                       frozenset({"neck_flexion", "knee_flexion_r"}), 50, 0.0)
LYING = TechniqueFacts("slider", "supine", {"hip_flexion_affected": (0, 90), "knee_flexion_affected": (20, 90)},
                       frozenset({"knee_flexion_affected"}), 50, 0.0)
OTHER_LEG = TechniqueFacts("slider", "seated", {"trunk_flexion": (0, 10), "knee_flexion_other": (10, 90)},
                           frozenset({"knee_flexion_other"}), 50, 0.0)
TENSIONER = TechniqueFacts("tensioner", "supine", {"slr_affected": (0, 50)}, frozenset({"slr_affected"}), 50, 0.0)


@pytest.mark.parametrize(("change", "technique", "by"), [
    ({}, SLUMP, ""), ({}, TENSIONER, ""),
    (HIGH, SLUMP, "no_slump_end_range off_load"), (HIGH, LYING, ""), (HIGH, OTHER_LEG, ""),
    (MODERATE, SLUMP, ""), (MODERATE, TENSIONER, "no_tensioner slider_first"),
    ({"history__conditions": ["osteoporosis"]}, SLUMP, "no_spinal_flexion"),
    ({"red_flags__both_hands_symptoms": "yes"}, SLUMP, "no_neck"),
    ({"history__pregnant": "yes"}, LYING, "no_neural_mobilisation"),
])
def test_a_technique_is_held_to_the_bars(change, technique, by):
    found = why_forbidden(technique, screen(changed(**change)).active_bars)
    assert [name for name, _ in found] == by.split()
    assert all(words for _, words in found)


@pytest.mark.parametrize(("facts", "forbidden"), [
    ({"amplitude_percent": 60}, False), ({"amplitude_percent": 61}, True), ({"amplitude_percent": None}, True),
    ({"symptom": 0.5}, True), ({"symptom": None}, True),
])
def test_what_is_not_known_of_a_technique_counts_as_over_the_limit(facts, forbidden):
    known = {"amplitude_percent": 1, "symptom": 0, **facts}
    technique = TechniqueFacts("slider", "supine", {}, frozenset({"knee_flexion_r"}), **known)
    assert bool(why_forbidden(technique, screen(changed(**HIGH)).bars)) == forbidden


def test_dosing_by_symptoms_and_the_order_of_classes():
    guided = TechniqueFacts("slider", "supine", symptom_guided=True, amplitude_percent=1, symptom=0)
    assert why_forbidden(guided, screen(changed(history__conditions=["neuropathy"])).bars)
    later = TechniqueFacts("tensioner", "supine", amplitude_percent=1, symptom=0, classes_before=frozenset({"slider"}))
    assert [name for name, _ in why_forbidden(later, screen(changed(**MODERATE)).bars)] == ["no_tensioner"]


def test_custom_bars_can_be_set_aside_in_writing_and_safety_bars_cannot():
    decision = Override("no_tensioner", "used before without trouble", "A. Name, PT")
    result = screen(changed(**MODERATE), [decision])
    assert "no_tensioner" not in [bar.id for bar in result.active_bars]
    assert "no_tensioner" in [bar.id for bar in result.bars] and not result.refused
    decision = Override("no_spinal_flexion", "mild", "A. Name, PT")
    bones = screen(changed(history__conditions=["osteoporosis"]), [decision])
    assert "no_spinal_flexion" in [bar.id for bar in bones.active_bars] and bones.refused


def test_slider_first_is_said_to_be_custom():
    bar = next(bar for bar in screen(changed(**MODERATE)).bars if bar.id == "slider_first")
    assert bar.certainty == "custom" and "not proven in a trial" in bar.reason
