"""Each rule on an examination that is calm but for one thing: what fires, why, what it holds and what it bars."""

from __future__ import annotations

import json

import pytest
from screening_documents import calm

from neuroglide.errors import InputError
from neuroglide.patient.screening import Override, red_flag_items, screen
from neuroglide.patient.screening.rulebook import rulebook

WHO = "A. Name, PT"


def changed(**parts):
    """The calm document with parts replaced: a key with __ goes one level deeper."""
    document = calm()
    for name, value in parts.items():
        *path, last = name.split("__")
        place = document
        for step in path:
            place = place[step]
        place[last] = value
    return document


def fired(result):
    return {part.rule_id: part for part in result.fired}


def test_a_calm_examination_is_clear_and_barred_from_nothing():
    result = screen(calm())
    assert (result.status, result.referral, result.bars, result.unanswered) == ("clear", None, (), ())
    assert {part.level for part in result.fired} == {"note"}
    assert (result.irritability, result.neuropathic) == ("low", "unlikely")
    assert (result.deficit, result.progressive) == ("none", "no")
    assert (result.group.value, result.responders_percent) == ("peripheral_sensitisation", 55.6)
    assert [gate.id for gate in result.gates] == list(rulebook().gates)
    assert {gate.state for gate in result.gates} == {"pass"}


BOTH_THIGHS = ["posterior_thigh_r", "posterior_thigh_l"]
WEAK = {"r": {"L5": 4}, "l": {"L5": 4}}
DULL = {"r": {"S1": "reduced"}, "l": {"S1": "reduced"}}
CASES = [
    # (change, rule, status)
    ({"neurological__power": {"r": {"L5": 3}, "l": {"L5": 5}}}, "power_3_or_less", "stopped"),
    ({"neurological__power": {"r": {"L5": 5}, "l": {"L2": 3}}}, "power_3_or_less", "stopped"),
    ({"neurological__progressive": "yes"}, "progressive_deficit", "stopped"),
    ({"neurological__power": WEAK}, "both_legs_deficit", "stopped"),
    ({"neurological__power": WEAK, "neurological__progressive": "yes"}, "both_legs_severe_or_growing", "stopped"),
    ({"neurological__power": WEAK, "complaint__regions": BOTH_THIGHS}, "both_legs_severe_or_growing", "stopped"),
    ({"neurological__sensation": DULL, "complaint__regions": BOTH_THIGHS}, "both_legs_deficit", "stopped"),
    ({"neurological__sensation": DULL}, "both_legs_signs", "hold"),
    ({"neurological__sensation__r": {"S1": "reduced"}, "complaint__regions": BOTH_THIGHS}, "both_legs_pain_not_normal",
     "hold"),
    ({"complaint__regions": BOTH_THIGHS}, "both_legs_pain", "clear"),
    ({"complaint__side": "both"}, "both_legs_pain", "clear"),
    ({"neurological__reflex__r": {"S1": "brisk"}}, "brisk_reflex", "hold"),
    ({"neurological": {"progressive": "no"}}, "not_examined", "hold"),
    ({"person__age_years": 71}, "age_over_70", "hold"),
    ({"person__age_years": 71, "red_flags__significant_trauma": "yes"}, "fracture_combination", "stopped"),
    ({"complaint__onset": "trauma"}, "significant_trauma", "hold"),
    ({"complaint__onset": "trauma", "history__conditions": ["osteoporosis"]}, "fracture_combination", "stopped"),
    ({"red_flags__cancer_history": "yes", "red_flags__night_pain": "yes"}, "cancer_combination", "stopped"),
    ({"red_flags__fever": "yes", "red_flags__iv_drug_use": "yes"}, "infection_combination", "stopped"),
    ({"complaint__paraesthesia": ["perineum"]}, "saddle_numbness", "stopped"),
    ({"complaint__regions": ["perineum"]}, "perineal_pain", "hold"),
    ({"tests": [{"test": "slr", "side": "r", "symptom": "reproduced", "place": "perineum"}]}, "perineal_pain", "hold"),
    ({"complaint__pattern_24h": {"night_pain_unremitting": True}}, "night_pain", "hold"),
    ({"person__age_years": 17}, "under_18", "stopped"),
    ({"history__pregnant": "yes"}, "pregnant", "stopped"),
    ({"person__sex": "female", "history__pregnant": "unknown"}, "pregnancy_not_asked", "hold"),
    ({"person__sex": "female", "history__pregnant": None}, "pregnancy_not_asked", "hold"),
    ({"person__age_years": 78, "red_flags__steroid_use": "yes"}, "steroids_with_age", "hold"),
    ({"neurological__reflex__r": {"L4": "normal"}}, "not_examined", "hold"),
    ({"neurological__sensation__r": {"L4": "normal", "L5": "reduced"}}, "not_examined", "hold"),
    ({"history__surgery": [{"what": "disc", "where": "lumbar", "weeks_ago": 51}]}, "spinal_surgery_recent", "stopped"),
    ({"history__surgery": [{"what": "operation"}]}, "spinal_surgery_recent", "stopped"),
    ({"history__surgery": [{"what": "disc", "where": "lumbar", "weeks_ago": 52}]}, "spinal_surgery_past", "hold"),
    ({"history__surgery": [{"what": "knee", "where": "leg", "weeks_ago": 20}]}, "other_surgery_recent", "hold"),
    ({"history__surgery": [{"what": "knee", "where": "leg", "weeks_ago": 60}]}, None, "clear"),
    ({"repeated_movements": {"extension": "centralises"}}, "extension_preference", "clear"),
    ({"repeated_movements": {"directional_preference": "flexion"}}, "other_preference", "clear"),
    ({"repeated_movements": {}}, "direction_not_tested", "clear"),
    ({"repeated_movements": {"extension": "peripheralises"}}, "peripheralises", "clear"),
    ({"questionnaires": {"s_lanss": {"score": 12}}}, "neuropathic_likely", "clear"),
    ({"questionnaires": {"s_lanss": {"score": 5}, "paindetect": {"score": 13}}}, "neuropathic_disagree", "clear"),
    ({"tests": []}, "differentiation_unknown", "clear"),
    ({"history__conditions": ["diabetes"]}, "diabetes", "clear"),
]


@pytest.mark.parametrize(("change", "rule", "status"), CASES)
def test_rule_fires_and_has_its_effect(change, rule, status):
    result = screen(changed(**change))
    assert result.status == status
    if rule is None:
        return
    part = fired(result)[rule]
    assert part.why and part.action and part.locator
    assert (result.referral is not None) == (status == "stopped")


@pytest.mark.parametrize("near", [
    {"neurological__power__r": {"L4": 5, "L5": 4, "S1": 5}},
    {"person__age_years": 70},
    {"person__sex": "female", "person__age_years": 56, "history__pregnant": "unknown"},
    {"questionnaires": {"s_lanss": {"score": 11}}},
    {"history__conditions": ["neuropathy"]},
])
def test_just_short_of_a_limit_holds_nothing(near):
    assert screen(changed(**near)).status == "clear"


def test_the_worse_answer_counts_and_is_named():
    part = fired(screen(changed(complaint__onset="trauma")))["significant_trauma"]
    assert part.why == ("onset: trauma", "the red-flag question was answered no; the worse answer counts")


@pytest.mark.parametrize("answer", ["unknown", None])
def test_an_item_without_an_answer_holds_and_no_decision_clears_it(answer):
    document = changed(red_flags__fever=answer)
    result = screen(document, [Override("fever", "I am sure", WHO)])
    assert (result.status, result.unanswered) == ("hold", ("fever",))
    assert "answer it" in result.refused[0][1]
    assert result.gates[0].state == "hold"


def test_no_red_flag_block_is_held():
    document = calm()
    del document["red_flags"]
    assert len(screen(document).unanswered) == len(red_flag_items())


def test_a_concern_is_cleared_by_a_written_decision_that_is_kept():
    decision = Override("age_over_70", "walks daily, no fall, bone density normal last year", WHO)
    result = screen(changed(person__age_years=75), [decision])
    assert (result.status, fired(result)["age_over_70"].overridden_by, result.refused) == ("clear", decision, ())
    assert result.to_dict()["overrides"] == [{"rule_id": decision.rule_id, "reason": decision.reason, "who": WHO}]


@pytest.mark.parametrize("rule", ["urinary_leaking", "foot_drop", "dvt_signs"])
def test_emergency_and_urgent_are_never_overridden(rule):
    document = changed(**{f"red_flags__{rule}": "yes"})
    result = screen(document, [Override(rule, "known for years", WHO)])
    assert result.status == "stopped" and fired(result)[rule].overridden_by is None
    assert "cannot be overridden" in result.refused[0][1]


@pytest.mark.parametrize(("override", "words"), [
    (Override("age_over_7", "x", WHO), "age_over_70"),
    (Override("age_over_70", " ", WHO), "reason"),
    (Override("age_over_70", "x", ""), "who"),
])
def test_a_decision_needs_a_rule_a_reason_and_a_name(override, words):
    with pytest.raises(InputError, match=words):
        screen(changed(person__age_years=75), [override])


def test_a_decision_stands_once_and_one_on_nothing_is_kept_as_such():
    twice = [Override("fever", "x", WHO)] * 2
    with pytest.raises(InputError, match="twice"):
        screen(calm(), twice)
    assert screen(calm(), twice[:1]).refused == ((twice[0], "this rule did not fire"),)


def test_the_referral_names_the_most_serious_first():
    result = screen(changed(red_flags__foot_drop="yes", red_flags__saddle_numbness="yes"))
    assert result.referral.startswith("Emergency") and "saddle" in result.referral and "foot drop" in result.referral
    assert result.referral_patient.startswith("Go to an emergency department now")
    assert screen(changed(red_flags__foot_drop="yes")).referral.startswith("Urgent")


def test_the_result_is_plain_json():
    text = json.dumps(screen(changed(person__age_years=75)).to_dict())
    assert "age_over_70" in text and "henschke2009" in json.loads(text)["sources"]


@pytest.mark.parametrize("document", [{}, {"complaint": None}, {"red_flags": None, "tests": None, "history": None}])
def test_an_empty_document_is_held(document):
    result = screen(document)
    assert (result.status, result.group.value, result.radiating) == ("hold", "unknown", "unknown")


@pytest.mark.parametrize("answer", ["unknown", None])
def test_pregnancy_not_recorded_is_a_question_that_no_decision_answers(answer):
    document = changed(person__sex="female", history__pregnant=answer)
    result = screen(document, [Override("pregnancy_not_asked", "busy", WHO)])
    assert result.status == "hold" and not result.can_be_signed
    assert fired(result)["pregnancy_not_asked"].overridden_by is None
    assert "answer it" in result.refused[0][1]
    assert screen(changed(person__sex="female", history__pregnant="no")).status == "clear"


def test_an_emergency_names_what_to_do_by_the_emergency_alone():
    text = screen(changed(red_flags__foot_drop="yes", red_flags__saddle_numbness="yes")).referral
    assert "Same-day" not in text and "Emergency department now" in text and "foot drop" in text


def test_pain_alone_is_no_sign_of_the_cauda_equina_and_numbness_none_of_a_cold_limb():
    items = red_flag_items()
    assert "Leaving aside sex that is only avoided or painful" in items["sexual_function"].question
    assert "numb during sex" in items["sexual_function"].question_patient
    assert "numb" not in items["limb_ischaemia"].question_patient
    assert {items[name].level for name in ("sexual_function", "limb_ischaemia")} == {"emergency"}


def test_every_rule_that_fires_says_how_sure_it_is_and_whether_it_was_read():
    book = rulebook()
    result = screen(changed(person__age_years=75, complaint__irritability={"grade": "high"}, tests=[]))
    for part in (*result.fired, *result.bars, *result.tests_first):
        assert part.certainty in book.certainties and part.checked in ("read", "recalled", "own"), part
