"""Files of plans at the terminal: a signed record is created once, replaced by nothing, and read by what knows it."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "patient" / "plan"))
from stand_ins import DRAWS, document, stages

from neuroglide.cli.main import main
from neuroglide.cli.writing import require_new, require_writable, write_new
from neuroglide.errors import InputError
from neuroglide.patient.plan import build, build_plan, sign_plan
from neuroglide.patient.plan.canonical import digest
from neuroglide.result import write_whole
from neuroglide.signed_files import holds_signed_plan

WHO = ("--name", "A. Berg", "--credentials", "PT", "--keep", "ankle-pumps")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Stand-ins for twin and engine."""
    monkeypatch.setattr(build, "real_stages", stages)


@pytest.fixture(scope="module")
def made():
    """A draft and its record, as text."""
    draft = build_plan(document(), draws=DRAWS, stages=stages())
    record = sign_plan(draft, name="A. Berg", credentials="PT", keep=["ankle-pumps"], stages=stages())
    return json.dumps(draft.to_dict()), json.dumps(record, indent=1)


@pytest.fixture
def kept(tmp_path, made):
    """A folder with draft.json and signed.json."""
    for name, text in zip(("draft.json", "signed.json"), made, strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def plan(*words):
    return main(["plan", "--draws", str(DRAWS), *map(str, words)])


def test_a_signed_record_is_read_only_and_never_signed_over(kept, capsys):
    out = kept / "out.json"
    assert plan("sign", kept / "draft.json", *WHO, "--out", out) == 0
    first = out.read_bytes()
    assert stat.S_IMODE(out.stat().st_mode) & 0o222 == 0
    assert plan("sign", kept / "draft.json", *WHO, "--out", out) == 2
    assert "it holds a signed plan, which is never replaced" in capsys.readouterr().err
    assert out.read_bytes() == first and sorted(p.name for p in kept.iterdir()) == [
        "draft.json", "out.json", "signed.json"]


def test_an_existing_file_is_found_out_before_anything_runs(kept, monkeypatch, capsys):
    def never():
        raise AssertionError("the run began before the output was checked")

    monkeypatch.setattr(build, "real_stages", never)
    (kept / "notes.txt").write_text("mine", encoding="utf-8")
    assert plan("sign", kept / "draft.json", *WHO, "--out", kept / "notes.txt") == 2
    assert "exists already" in capsys.readouterr().err and (kept / "notes.txt").read_text(encoding="utf-8") == "mine"


COMMANDS = [["plan", "cauda-equina", "--json"], ["plan", "cauda-equina", "--report"], ["twin", "slr-45", "--json"],
            ["examine", "check", "slr-45", "--quick", "--json"], ["examine", "schema", "--out"],
            ["examine", "new", "--force", "--out"], ["examples", "--json"], ["simulate", "ankle-pumps", "--json"],
            ["simulate", "ankle-pumps", "--csv"], ["evidence", "--json"], ["validate", "--json"],
            ["cite", "ankle-pumps", "--bibtex"], ["twin-check", "--json"], ["calibrate", "--out"]]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_replaces_a_signed_record(command, kept, made, capsys):
    name = {"--report": "signed.html", "--bibtex": "signed.bib"}.get(command[-1], "signed.json")
    path = (kept / "signed.json").rename(kept / name)
    assert main([*command, str(path)]) == 2
    assert "it holds a signed plan, which is never replaced" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == made[1]


def test_what_holds_a_signed_plan(tmp_path, made):
    path = tmp_path / "x"
    for text, holds in ((made[1], True), ("\ufeff \n" + made[1], True), (made[1][:-20], True), (made[0], False),
                        (made[1].replace("signed-plan/1", "signed-plan\\/1"), True), ("", False), ("{", False),
                        ('{"about": "neuroglide.signed-plan/1"}', False), ("# neuroglide.signed-plan/1", False)):
        path.write_text(text, encoding="utf-8")
        assert holds_signed_plan(path) is holds
    assert not holds_signed_plan(tmp_path / "none")


def test_no_python_writer_replaces_a_signed_record(kept, made):
    record, link = kept / "signed.json", kept / "link.json"
    draft = build_plan(document(), draws=DRAWS, stages=stages())
    link.symlink_to(record)
    for write in (lambda: draft.to_json(record), lambda: write_whole(record, "x"), lambda: write_whole(link, b"x")):
        with pytest.raises(InputError, match="it holds a signed plan, which is never replaced"):
            write()
    assert record.read_text(encoding="utf-8") == made[1]
    write_whole(kept / "draft.json", "x")
    assert (kept / "draft.json").read_text(encoding="utf-8") == "x"


def test_a_file_is_created_once_and_the_same_content_is_no_error(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    write_new(path, "one")
    write_new(path, "one")
    with pytest.raises(InputError, match="exists already"):
        write_new(path, "two")
    with pytest.raises(InputError, match="exists already"):
        require_new(path)

    def no_links(*_):
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(InputError, match="exists already"):
        write_new(path, "two")
    write_new(tmp_path / "b.json", "two")
    assert path.read_text() == "one" and (tmp_path / "b.json").read_text() == "two"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.json", "b.json"]
    with pytest.raises(InputError, match="cannot write"):
        write_new(tmp_path / "none" / "a.json", "one")


def test_a_link_to_a_record_is_the_record(kept):
    try:
        (kept / "link.json").symlink_to(kept / "signed.json")
    except OSError:
        pytest.skip("links cannot be made here")
    with pytest.raises(InputError, match="holds a signed plan"):
        require_writable(kept / "link.json")


@pytest.mark.parametrize("name", ["forged", "edited", "empty"])
def test_a_record_that_does_not_verify_has_no_report(kept, made, name, capsys):
    draft, record = (json.loads(text) for text in made)
    forged = {"schema": "neuroglide.signed-plan/1", "status": "signed", "version": 1, "previous": None, "plan": draft,
              "signed": {"name": "X", "credentials": "PT", "at": "2026-01-01T00:00:00+00:00"}}
    said = {"forged": "not whole", "edited": "changed after it was signed", "empty": "not whole"}[name]
    empty = {"schema": "neuroglide.signed-plan/1"}
    content = {"forged": forged | {"digest": digest(forged)}, "edited": record | {"version": 2},
               "empty": empty | {"digest": digest(empty)}}[name]
    path, out = kept / "bad.json", kept / "bad.html"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert plan("report", path, "--report", out) == 2
    assert said in capsys.readouterr().err and not out.exists()


def test_a_plan_that_is_not_whole_or_was_changed_has_no_report(kept, made, capsys):
    path, out = kept / "bad.json", kept / "bad.html"
    for text, said in (('{"schema": "neuroglide.plan/1"}', "status: it is missing"),
                       (made[0].replace('"draft"', '"drafted"', 1), "status: 'drafted' is none of"),
                       (made[0].replace("slr-45", "slr-44", 1), "changed after it was made")):
        path.write_text(text, encoding="utf-8")
        assert plan("report", path, "--report", out) == 2
        assert said in capsys.readouterr().err and not out.exists()


@pytest.mark.parametrize("seed", ["-5", "-1", str(2**32)])
@pytest.mark.parametrize("what", ["slr-45", "cauda-equina", "no-such-example"])
def test_the_seed_is_checked_before_anything_is_read_or_run(seed, what, capsys):
    assert plan(what, "--seed", seed) == 2
    line = capsys.readouterr().err
    assert f"the seed is {seed}: it is a whole number from 0 to 4294967295" in line and "fault" not in line


@pytest.mark.parametrize("command", [["plan"], ["twin"], ["examine", "check", "--quick"]])
def test_a_plan_is_no_examination_and_what_reads_it_is_named(command, kept, capsys):
    for name in ("draft.json", "signed.json"):
        assert main([*command, str(kept / name)]) == 2
        line = capsys.readouterr().err
        assert "this is a plan" in line and "plan sign, plan verify or plan report" in line


def test_an_empty_name_is_said_to_be_one(capsys):
    assert plan("") == 2
    line = capsys.readouterr().err
    assert "an empty name is no examination" in line and "folder" not in line


def test_a_folder_that_is_not_there_is_found_before_the_first_question(tmp_path, monkeypatch, capsys):
    def never(prompt):
        raise AssertionError("a question was asked first")

    monkeypatch.setattr("builtins.input", never)
    assert main(["examine", "new", "--out", str(tmp_path / "none" / "x.yaml")]) == 2
    assert "does not exist" in capsys.readouterr().err
