"""The questions at the terminal, with a scripted person who answers them."""

from __future__ import annotations

import pytest

from neuroglide.patient.examination import fields, load_examination
from neuroglide.patient.examination.interview import Interview, Stopped, unfinished
from neuroglide.patient.examination.writing import to_yaml


class Script:
    """Answers by what the question begins with; '' for what is not in the script; a list is used up."""

    def __init__(self, answers):
        self.answers = {key: list(value) if isinstance(value, list) else [value] for key, value in answers.items()}
        self.asked, self.said = [], []

    def __call__(self, prompt):
        self.asked.append(prompt)
        for key, left in self.answers.items():
            if prompt.strip().startswith(key) and left:
                answer = left.pop(0)
                if isinstance(answer, type):
                    raise answer
                return answer
        return ""


NEEDED = {"Name of this examination": "p1", "Sex": "female", "Age": "42", "Height": "168 cm", "Mass": "66",
          "Side of the symptoms": "r"}


def interview(**answers):
    script = Script(NEEDED | answers)
    talk = Interview(script, script.said.append)
    return talk, script


def test_enter_skips_everything_that_is_optional():
    talk, _ = interview()
    exam = load_examination(talk.run())
    assert (exam.id, exam.person.height_m, exam.side, exam.tests) == ("p1", 1.68, "r", ())
    assert unfinished(talk.plain) == ["red_flags"]  # the block is there, nothing in it is answered
    assert set(talk.plain) == {"id", "person", "complaint", "red_flags"}


def test_what_is_needed_is_asked_again_and_what_is_wrong_is_said_at_once():
    talk, script = interview(**{"Age": ["", "17", "42"], "Side of the symptoms": ["right", "r"]})
    talk.run()
    said = "\n".join(script.said)
    assert "This one is needed." in said and "17 years is outside 18 to 110 years" in said
    assert "'right' is not one of its words" in said
    assert talk.plain["person"]["age_years"] == 42


def test_a_question_mark_explains_and_lists_the_words():
    talk, script = interview(**{"How it began": ["?", "gradual"]})
    talk.run()
    assert "trauma: came with an injury" in "\n".join(script.said)
    assert talk.plain["complaint"]["onset"] == "gradual"


def test_both_sides_lead_to_the_worse_one():
    talk, _ = interview(**{"Side of the symptoms": "both", "Worse side": ["", "l"]})
    talk.run()
    assert load_examination(talk.plain).side == "l"
    one, asked = interview()
    one.run()
    assert not any(prompt.startswith("Worse side") for prompt in asked.asked)


def test_every_red_flag_is_asked_in_order_and_enter_is_no_answer():
    talk, script = interview(**{"Is there fever": "no"})
    talk.run()
    questions = list(fields.red_flag_questions().values())
    asked = [prompt for prompt in script.asked if any(prompt.startswith(question) for question in questions)]
    assert len(asked) == len(questions)
    assert talk.plain["red_flags"] == {"fever": "no"}


def test_levels_are_entered_in_one_line():
    talk, script = interview(**{"Neurological examination": "yes", "Power by level, right": ["L9=5", "all=5 L5=4"],
                                "Reflexes, left": "L4=normal,S1=reduced", "Is a loss of power": "no"})
    talk.run()
    neuro = load_examination(talk.plain).neurological
    assert neuro.power == {"r": {"L2": 5, "L3": 5, "L4": 5, "L5": 4, "S1": 5}}
    assert neuro.reflex == {"l": {"L4": "normal", "S1": "reduced"}} and neuro.progressive == "no"
    assert any("'L9=5' is not name=value" in said for said in script.said)


def test_a_test_is_asked_with_its_own_limits_and_sensitisers():
    talk, script = interview(**{
        "Test [": ["slr", "slump"], "Tested side": ["r", "r"], "Angle": ["400", "45", ""],
        "What stopped it": ["symptom", ""], "Symptom": ["reproduced", "worse"],
        "Sensitiser": ["wrist_flexion", "dorsiflexion"], "Change of the angle": "-8",
        "Stages of the slump": "yes", "Trunk slumped": "back"})
    exam = load_examination(talk.run())
    slr, slump = exam.tests
    assert (slr.angle_deg, slr.sensitisers["dorsiflexion"].angle_change_deg) == (45, -8)
    assert slr.sensitisers["dorsiflexion"].symptom == "worse" and slump.stages == {"slump": "back"}
    said = "\n".join(script.said)
    assert "400 degrees is outside 0 to 120" in said and "'wrist_flexion' does not belong to this test" in said


def test_pain_surgery_conditions_and_sections():
    talk, _ = interview(**{
        "Pain 0 to 10: which": ["leg"], "now": "5", "least": "2", "worst": "7", "History": "yes",
        "Surgery: what": ["discectomy"], "Where [": "lumbar", "Earlier treatment: what": "none", "Conditions": "none",
        "Questionnaires": "yes", "Oswestry": "yes", "Version": "2.1a",
        "Ten section scores": ["1 2 3", "1 2 3 4 5 0 1 - 2 3"],
        "What makes it worse": "sitting, bending forward", "Where it hurts": "low_back calf_r"})
    exam = load_examination(talk.run())
    assert exam.complaint.nprs["leg"].worst == 7 and exam.complaint.aggravating == ("sitting", "bending forward")
    assert exam.history.surgery[0].where == "lumbar" and exam.plain["history"]["treatment"] == []
    assert exam.plain["history"]["conditions"] == []
    assert exam.questionnaires["odi"]["sections"] == [1, 2, 3, 4, 5, 0, 1, None, 2, 3]


@pytest.mark.parametrize("stop", [EOFError, KeyboardInterrupt])
def test_a_stop_passes_through_and_keeps_what_was_entered(stop):
    talk, _ = interview(**{"Test [": ["slr"], "Tested side": "r", "Angle": "45", "Measured with": stop})
    with pytest.raises(stop):
        talk.run()
    assert talk.plain["tests"] == [{"test": "slr", "side": "r", "angle_deg": 45}]
    assert talk.plain["complaint"] == {"side": "r"}


def test_what_is_written_is_read_again(tmp_path):
    exam = load_examination("slr-45")
    path = tmp_path / "e.yaml"
    path.write_text(to_yaml(exam.plain, "a remark"), encoding="utf-8")
    assert load_examination(path) == exam and path.read_text(encoding="utf-8").startswith("# a remark\nschema:")


SADDLE = "Is there new numbness, tingling"
WEAKER = "Is a weakness of the leg or arm growing"


def test_an_emergency_is_acted_on_at_once_and_the_asking_may_end_there():
    talk, script = interview(**{SADDLE: "yes", "Stop here": "yes", "Is there fever": "no"})
    with pytest.raises(Stopped):
        talk.run()
    said = "\n".join(script.said)
    assert "EMERGENCY. Cauda equina syndrome" in said and "emergency department now" in said
    assert "For the patient: Go to an emergency department now." in said
    assert not any(prompt.startswith("Is there fever") for prompt in script.asked)
    assert talk.plain["red_flags"] == {"saddle_numbness": "yes"} and talk.plain["person"]["age_years"] == 42
    assert load_examination(talk.plain).id == "p1"


def test_going_on_is_possible_and_each_finding_is_said_once():
    talk, script = interview(**{WEAKER: "yes", "Does the foot drop": "yes", "Is there fever": "no"})
    talk.run()
    said = "\n".join(script.said)
    assert said.count("URGENT. Loss of power: weakness that is growing.") == said.count("foot drop.") == 1
    assert sum(prompt.strip().startswith("Stop here") for prompt in script.asked) == 1  # both are urgent: asked once
    assert talk.plain["red_flags"] == {"progressive_weakness": "yes", "foot_drop": "yes", "fever": "no"}


def test_something_more_serious_is_asked_about_again():
    talk, script = interview(**{WEAKER: "yes", "Leaving aside tingling": "yes"})
    talk.run()
    assert sum(prompt.strip().startswith("Stop here") for prompt in script.asked) == 2


@pytest.mark.parametrize("answers", [
    {"Where it tingles": "perineum"},
    {"Neurological examination": "yes", "Power by level, right": "L5=2"},
    {"Neurological examination": "yes", "Is a loss of power": "yes"},
])
def test_a_finding_elsewhere_is_acted_on_at_once_too(answers):
    talk, script = interview(**answers, **{"Stop here": "yes"})
    with pytest.raises(Stopped):
        talk.run()


def test_a_no_and_a_concern_interrupt_nothing():
    talk, script = interview(**{SADDLE: "no", "Is there fever": "yes"})
    talk.run()
    assert not any(prompt.strip().startswith("Stop here") for prompt in script.asked)
