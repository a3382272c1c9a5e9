"""``neuroglide examine`` and ``neuroglide examples``: what they print and write, and their exit status."""

from __future__ import annotations

import builtins
import json

import pytest
import yaml

from neuroglide.cli.main import main
from neuroglide.patient import examination_schema, example_ids, load_examination
from neuroglide.patient.examination import checking
from neuroglide.patient.examination.loading import example_path


@pytest.fixture(autouse=True)
def no_twin(monkeypatch):
    """No twin: its inference is tested where it lives."""
    monkeypatch.setattr(checking, "twin_next_test", lambda: None)


@pytest.fixture
def typed(monkeypatch):
    """Makes ``input`` answer from a list, then end; an exception in the list is raised."""
    def script(*lines):
        left = list(lines)

        def answer(prompt=""):
            if not left:
                raise EOFError
            if isinstance(left[0], type):
                raise left.pop(0)
            return left.pop(0)
        monkeypatch.setattr(builtins, "input", answer)
    return script


def flat(capsys) -> str:
    return " ".join(capsys.readouterr().out.split())


def contradictory(tmp_path):
    raw = yaml.safe_load(example_path("slr-45").read_text(encoding="utf-8"))
    raw["tests"][0]["intensity"] = 0
    path = tmp_path / "e.yaml"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    return path


def test_a_good_examination_ends_with_0(capsys):
    assert main(["examine", "check", "slr-45"]) == 0
    text = flat(capsys)
    assert "slr-45: female, 42 years, right leg; 11 measurements" in text and "An invented person" in text
    assert "eccentric over concentric 1.40" in text and "no treatment of it was tested" in text
    assert "Next test" not in text and "next test" not in text


def test_gaps_alone_end_with_0_and_say_what_they_are_for(capsys):
    assert main(["examine", "check", "cannot-tell"]) == 0
    text = flat(capsys)
    assert "Missing, the most telling first: 1. tests (slr, affected: sensitisers)" in text and "(twin)" in text


def test_a_contradiction_ends_with_1(tmp_path, capsys):
    out = tmp_path / "out.json"
    assert main(["examine", "check", str(contradictory(tmp_path)), "--json", str(out)]) == 1
    assert "1. tests[0].intensity: slr was stopped by a symptom of intensity 0" in flat(capsys)
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["schema"] == "neuroglide.examination-check/1" and found["usable"] is True
    assert found["contradictions"][0]["place"] == "tests[0].intensity" and found["examination"]["id"] == "slr-45"


def test_a_bad_file_ends_with_2_and_one_line(tmp_path, capsys):
    path = tmp_path / "e.yaml"
    path.write_text("id: x\nred_flags: {}\ncomplaint: {side: r}\nperson: {sex: female}\n", encoding="utf-8")
    assert main(["examine", "check", str(path)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "e.yaml:4: person: age_years" in error and "Fix:" in error
    assert main(["examine", "check", "slr45"]) == 2
    assert "did you mean slr-45?" in capsys.readouterr().err


def test_an_emergency_is_said_first_and_no_test_is_asked_for(capsys, monkeypatch):
    monkeypatch.setattr(checking, "twin_next_test", lambda: lambda exam: "slump")
    assert main(["examine", "check", "cauda-equina"]) == 0
    text = flat(capsys)
    assert text.index("STOP: Emergency") < text.index("For the patient: Go to an emergency") < text.index("Modelled on")
    assert "next test" not in text.lower()


def test_the_twins_next_test_is_told(capsys, monkeypatch):
    class Next:
        test, with_sensitiser, side, why = "slump_knee_extension", "neck_extension", "r", "It tells nerve from muscle."

    monkeypatch.setattr(checking, "twin_next_test", lambda: lambda exam: Next())
    assert main(["examine", "check", "cannot-tell"]) == 0
    assert ("The next test that would tell most: slump_knee_extension with neck_extension, right. It tells nerve from "
            "muscle.") in flat(capsys)
    assert main(["examine", "check", "cannot-tell", "--quick"]) == 0
    assert "next test" not in flat(capsys).lower()


def test_the_schema_is_printed_or_written(tmp_path, capsys):
    assert main(["examine", "schema"]) == 0
    assert json.loads(capsys.readouterr().out) == examination_schema()
    path = tmp_path / "s.json"
    assert main(["examine", "schema", "--out", str(path)]) == 0
    assert json.loads(path.read_text(encoding="utf-8")) == examination_schema()


def test_examples_stand_one_a_line_with_the_id_first(tmp_path, capsys):
    assert main(["examples"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(example_ids())
    assert all(len(line.split()) > 5 for line in lines)
    path = tmp_path / "x.json"
    assert main(["examples", "--json", str(path)]) == 0
    rows = json.loads(path.read_text(encoding="utf-8"))["examples"]
    assert [row["id"] for row in rows] == list(example_ids()) and all(row["model_of"] for row in rows)


def test_new_writes_a_file_that_check_reads(tmp_path, capsys, monkeypatch, typed):
    monkeypatch.chdir(tmp_path)
    typed("p1", "2026-03-02", "female", "42", "1.68", "66", "r", *[""] * 200)
    assert main(["examine", "new"]) == 0
    assert "p1.yaml: written." in flat(capsys)
    assert load_examination("p1.yaml").date == "2026-03-02"
    assert [path.name for path in tmp_path.iterdir()] == ["p1.yaml"]


def test_new_never_replaces_a_file_untold(tmp_path, capsys, monkeypatch, typed):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "p1.yaml"
    path.write_text("mine", encoding="utf-8")
    typed()
    assert main(["examine", "new", "--out", "p1.yaml"]) == 2
    assert "p1.yaml exists already. Fix: name another file with --out, or say --force" in capsys.readouterr().err
    typed("p1", "", "female", "42", "1.68", "66", "r", *[""] * 200)
    assert main(["examine", "new"]) == 2  # the name came with the answers: they are kept beside it
    assert "written to p1.partial.yaml instead" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine" and load_examination("p1.partial.yaml").id == "p1"
    typed("p1", "", "female", "42", "1.68", "66", "r", *[""] * 200)
    assert main(["examine", "new", "--out", "p1.yaml", "--force"]) == 0
    assert load_examination("p1.yaml").id == "p1"


def test_a_stop_at_an_emergency_writes_the_file_and_says_the_referral(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answers = {"Name of": "p1", "Sex": "male", "Age": "50", "Height": "1.8", "Mass": "80", "Side of the symptoms": "r",
               "Is there new numbness, tingling": "yes", "Stop here": "yes"}
    monkeypatch.setattr(builtins, "input", lambda prompt="": next(
        (said for key, said in answers.items() if prompt.strip().startswith(key)), ""))
    assert main(["examine", "new"]) == 0
    text = flat(capsys)
    assert text.index("EMERGENCY.") < text.index("p1.yaml: written.") < text.index("STOP: Emergency")
    assert text.count("For the patient: Go to an emergency department now") == 2
    assert load_examination("p1.yaml").plain["red_flags"] == {"saddle_numbness": "yes"}
    assert "not everything was asked" in (tmp_path / "p1.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("stop, status", [(EOFError, 3), (KeyboardInterrupt, 130)])
def test_a_stop_keeps_what_was_entered_and_says_so(stop, status, tmp_path, capsys, monkeypatch, typed):
    monkeypatch.chdir(tmp_path)
    for name in ("p1.partial.yaml", "p1.partial-2.yaml"):
        typed("p1", "", "male", "50", stop)
        assert main(["examine", "new"]) == status
        text = flat(capsys)
        assert f"What was entered so far is in {name}: a partial file." in text
        kept = yaml.safe_load((tmp_path / name).read_text(encoding="utf-8"))
        assert kept["id"] == "p1" and kept["person"] == {"sex": "male", "age_years": 50}


def test_a_stop_before_the_first_answer_writes_nothing(tmp_path, capsys, monkeypatch, typed):
    monkeypatch.chdir(tmp_path)
    typed()
    assert main(["examine", "new"]) == 3
    assert "nothing is written" in flat(capsys) and list(tmp_path.iterdir()) == []


def test_an_action_is_needed(capsys):
    with pytest.raises(SystemExit) as end:
        main(["examine"])
    assert end.value.code == 2
    assert "ACTION" in capsys.readouterr().err
