"""The twelve packaged patients: consistent, invented, and covering what they are there for."""

from __future__ import annotations

import pytest

from neuroglide.patient import check_examination, example_ids, load_examination
from neuroglide.patient.examination import fields
from neuroglide.patient.screening import screen

IDS = example_ids()
EXAMS = {name: load_examination(name) for name in IDS}


def test_there_are_twelve():
    assert len(IDS) == 12


@pytest.mark.parametrize("name", IDS)
def test_each_is_consistent_and_says_whom_it_is_modelled_on(name):
    found = check_examination(name)
    assert [str(one) for one in found.contradictions] == []
    assert [str(one) for one in found.unusual] == []
    assert EXAMS[name].id == name
    assert "An invented person. Modelled on" in EXAMS[name].model_of


@pytest.mark.parametrize("name", IDS)
def test_each_answers_every_red_flag(name):
    assert set(EXAMS[name].red_flags) == set(fields.red_flag_questions())
    unknown = [flag for flag, answer in EXAMS[name].red_flags.items() if answer == "unknown"]
    assert unknown == (["night_pain"] if name == "unanswered-red-flag" else [])


def test_every_group_of_schafer_is_there():
    groups = {name: screen(exam.plain).group.value for name, exam in EXAMS.items()}
    four = {"central_sensitisation", "denervation", "peripheral_sensitisation", "musculoskeletal"}
    assert set(groups.values()) >= four
    assert groups["slr-45"] == "peripheral_sensitisation" and groups["denervation-l5"] == "denervation"
    assert groups["hamstring-limited"] == "musculoskeletal"


def test_who_is_stopped_who_is_held_and_who_goes_on():
    status = {name: screen(exam.plain).status for name, exam in EXAMS.items()}
    assert {name for name, said in status.items() if said == "stopped"} == {"cauda-equina", "after-discectomy"}
    assert {name for name, said in status.items() if said == "hold"} == {"unanswered-red-flag"}


def test_the_other_things_they_are_there_for():
    assert EXAMS["slr-45"].of_test("slr", "r")[0].angle_deg == 45
    assert EXAMS["carpal-tunnel"].complaint.limb == "arm" and EXAMS["carpal-tunnel"].of_test("ulnt1")
    assert EXAMS["tarsal-tunnel"].foot_hand["tinel"]["tarsal_r"] == "positive"
    both = EXAMS["both-legs"]
    assert both.complaint.side == "both"
    assert {value for side in both.neurological.power.values() for value in side.values()} == {5}
    assert screen(EXAMS["acute-irritable"].plain).irritability == "high"
    slump = EXAMS["slump-positive"]
    assert slump.of_test("slump", "r")[0].symptom == "reproduced" and slump.of_test("slr", "r")[0].symptom == "other"
    assert len(EXAMS["cannot-tell"].tests) == 1


def test_no_example_names_a_person():
    assert all("name" not in exam.plain["person"] for exam in EXAMS.values())
