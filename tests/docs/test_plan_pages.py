"""The pages on plans are true: the tutorial's answers, changes and follow-up do what it says (without the mechanics),
and the twin's figures in the how-to are those of the kept check."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from neuroglide.parameters.record import HALF_WIDTH_90
from neuroglide.patient import check_examination, load_examination
from neuroglide.patient.examination.fields import red_flag_questions
from neuroglide.patient.examination.interview import Interview
from neuroglide.patient.examination.writing import to_yaml
from neuroglide.patient.outcome import course
from neuroglide.patient.screening import screen

ROOT = Path(__file__).parents[2]
TUTORIAL = (ROOT / "docs" / "tutorials" / "plan-a-patient.md").read_text(encoding="utf-8")
HOWTO = (ROOT / "docs" / "howto" / "read-a-plan.md").read_text(encoding="utf-8")
ALL_FLAGS = "(all red-flag questions)"


def block(name: str) -> str:
    """The code block between two marks of the tutorial."""
    return re.search(rf"<!-- {name}: begin -->\n```\w+\n(.*?)```\n<!-- {name}: end -->", TUTORIAL, re.S)[1]


@pytest.fixture(scope="module")
def entered() -> str:
    """The examination as YAML that a reader gets who answers as the tutorial says, and presses Enter at all else."""
    answers = [line.split(": ", 1) for line in block("answers").splitlines()]
    flags = tuple(red_flag_questions().values())

    def ask(prompt: str) -> str:
        question = prompt.strip()
        if question.startswith(flags):
            if answers[0][0] == ALL_FLAGS:
                answers.pop(0)
            return "no"
        return answers.pop(0)[1] if answers and question.startswith(answers[0][0]) else ""

    def say(line: str) -> None:
        assert not line.startswith("  "), f"an answer was not taken: {line}"

    plain = Interview(ask, say).run()
    assert answers == []
    return to_yaml(plain)


def written(folder: Path, text: str):
    (folder / "p1.yaml").write_text(text, encoding="utf-8")
    return load_examination(str(folder / "p1.yaml"))


def test_the_answers_make_an_examination_as_the_tutorial_tells_it(entered, tmp_path):
    found = check_examination(written(tmp_path, entered))
    assert not found.contradictions
    missing = " ".join(gap.place for gap in found.gaps)
    assert "s_lanss" in missing and "hamstring_90_90" in missing
    result = screen(found.examination.plain)
    assert result.status == "clear" and result.can_be_signed


def test_a_red_flag_that_is_unknown_keeps_it_from_being_signed(entered, tmp_path):
    old, new = re.search(r"Find `(night_pain: [^`]+)`, write `([^`]+)`", TUTORIAL).groups()
    assert old in entered
    result = screen(written(tmp_path, entered.replace(old, new)).plain)
    assert result.status == "hold" and not result.can_be_signed and list(result.unanswered) == ["night_pain"]


def test_the_changed_tests_are_read_and_show_no_sensitive_nerve(entered, tmp_path):
    changed = re.sub(r"^tests:.*?(?=^repeated_movements:)", lambda _: block("stretch"), entered, flags=re.S | re.M)
    exam = written(tmp_path, changed)
    before = [test["angle_deg"] for test in yaml.safe_load(entered)["tests"] if test["side"] == "l"]
    assert [test.angle_deg for test in exam.tests if test.side == "l"] == before
    assert {test.stopped_by for test in exam.tests} == {"stretch"}
    fired = {rule.rule_id for rule in screen(exam.plain).fired}
    assert "differentiation_negative" in fired and "differentiation_positive" not in fired


def test_the_follow_up_is_judged_as_the_tutorial_tells_it(tmp_path):
    text = block("follow-up")
    (tmp_path / "follow-up.yaml").write_text(text, encoding="utf-8")
    found = course(str(tmp_path / "follow-up.yaml"))
    assert found.worse_than_review == "no"
    judged = [one.judgement for one in found.series.values() if one.judgement is not None]
    assert judged and not any(one.reliable == "yes" or one.important == "yes" for one in judged)
    for item in ("cauda_equina", "new_weakness", "peripheralising"):
        (tmp_path / "follow-up.yaml").write_text(text.replace(f"{item}: no", f"{item}: yes"), encoding="utf-8")
        assert course(str(tmp_path / "follow-up.yaml")).worse_than_review == "yes"


def sentences() -> dict[str, str]:
    """What the how-to must say of the kept check, by the name of its mark."""
    found = json.loads((ROOT / "validation" / "twin" / "result.json").read_text(encoding="utf-8"))
    scores = found["scores"]

    def gain(name: str) -> str:
        one = found["yes"][name]
        ends = [one["gain_bits"] + sign * HALF_WIDTH_90 * one["error"] for sign in (-1, 1)]
        return f"gained {one['gain_bits']:z.2f} bits a person ({ends[0]:z.2f} to {ends[1]:z.2f})"

    return {
        "limiter": f"How good is it? In the [check](../twin-check.md), on {found['people']} invented people whose "
                   f"nerve is known, it scored {scores['twin']['bits']:.2f} bits a person (less is better; the guess "
                   f"before any examination {scores['prior']['bits']:.2f}, structural differentiation alone "
                   f"{scores['rule']['bits']:.2f}). It was undetermined in {found['undetermined_percent']:.0f} % of "
                   "them; in the others the likeliest limiter was the true one in "
                   f"{found['right_when_determined_percent']:.0f} %.",
        "restricted": f"In the [check](../twin-check.md), whether the glide is restricted {gain('restricted')} over "
                      "always saying how many are; 0 is nothing learned. The spread of its stiffness stayed at "
                      f"{found['parameters']['restriction']['spread_over_prior'][1]:.2f} of what it was before.",
        "sensitised": f"In the [check](../twin-check.md) it {gain('sensitised')}.",
    }


@pytest.mark.parametrize("name", ["limiter", "restricted", "sensitised"])
def test_the_how_to_tells_the_kept_check(name):
    told = re.search(rf"<!-- twin-check: begin {name} -->\n(.*?)\n<!-- twin-check: end -->", HOWTO, re.S)[1]
    assert " ".join(told.split()) == sentences()[name], f"write: {sentences()[name]}"


def test_what_the_how_to_says_of_them_still_holds():
    # If one of these fails, the words beside the figures are wrong too, not only the figures.
    found = json.loads((ROOT / "validation" / "twin" / "result.json").read_text(encoding="utf-8"))
    restricted, sensitised = (found["yes"][name] for name in ("restricted", "sensitised"))
    assert restricted["gain_bits"] < 0.1 and not found["parameters"]["restriction"]["learned"]
    assert sensitised["gain_bits"] > 3 * sensitised["error"]
