"""Output paths: never an input, never each other, links kept, no pipes, and the real temporary name tried."""

from __future__ import annotations

import os
import sys

import pytest

from neuroglide.cli import running
from neuroglide.cli.main import BAD_INPUT, main
from neuroglide.cli.writing import require_writable, target
from neuroglide.errors import InputError

BEND = "id: bend\nsteps: [{move: {knee_flexion_r: 20}, seconds: 1}]\n"


@pytest.fixture
def movement(tmp_path):
    path = tmp_path / "bend.yaml"
    path.write_text(BEND, encoding="utf-8")
    return path


@pytest.fixture
def no_run(monkeypatch):
    def never(*_, **__):
        raise AssertionError("the run began before the output was checked")

    monkeypatch.setattr(running, "run", never)


def link(path, to):
    try:
        path.symlink_to(to)
    except OSError:
        pytest.skip("links cannot be made here")


@pytest.mark.parametrize("option", ["--json", "--csv", "--report"])
@pytest.mark.parametrize("command", [["simulate"], ["compare", "ankle-pumps"]])
def test_an_output_never_falls_on_the_movement(command, option, movement, no_run, capsys):
    other_way = movement.parent / "." / ".." / movement.parent.name / movement.name
    assert main([*command, str(movement), option, str(other_way)]) == BAD_INPUT
    assert "the command reads this file" in capsys.readouterr().err
    assert movement.read_text(encoding="utf-8") == BEND


def test_an_output_never_falls_on_the_person_or_through_a_link(movement, tmp_path, no_run, capsys):
    person = tmp_path / "person.yaml"
    person.write_text("sex: male\n", encoding="utf-8")
    link(tmp_path / "link.json", person)
    for out in (person, tmp_path / "link.json"):
        assert main(["simulate", str(movement), "--person", str(person), "--json", str(out)]) == BAD_INPUT
        assert "the command reads this file" in capsys.readouterr().err
    assert person.read_text(encoding="utf-8") == "sex: male\n"


def test_demo_never_writes_over_its_person(tmp_path, capsys, no_run):
    person = tmp_path / "slump-slider.json"
    person.write_text("{}", encoding="utf-8")
    assert main(["demo", "--out", str(tmp_path), "--person", str(person)]) == BAD_INPUT
    assert "the command reads this file" in capsys.readouterr().err and person.read_text(encoding="utf-8") == "{}"


def test_two_outputs_of_one_name(movement, tmp_path, no_run, capsys):
    out = str(tmp_path / "out")
    assert main(["simulate", str(movement), "--json", out, "--csv", out]) == BAD_INPUT
    assert "two outputs have this name" in capsys.readouterr().err


def test_a_link_is_written_through(movement, tmp_path):
    real = tmp_path / "real.json"
    real.write_text("old", encoding="utf-8")
    link(tmp_path / "link.json", real)
    assert main(["simulate", str(movement), "--json", str(tmp_path / "link.json")]) == 0
    assert (tmp_path / "link.json").is_symlink() and "neuroglide.result/1" in real.read_text(encoding="utf-8")
    assert target(None) is None and target(real) == real


@pytest.mark.skipif(sys.platform == "win32", reason="devices have no path there")
def test_a_device_is_refused():
    with pytest.raises(InputError, match="not an ordinary file"):
        require_writable(os.devnull)


def test_a_name_too_long_for_the_temporary_file_is_found_before_the_run(movement, tmp_path, no_run, capsys):
    assert main(["simulate", str(movement), "--json", str(tmp_path / ("a" * 248 + ".json"))]) == BAD_INPUT
    line = capsys.readouterr().err
    assert "name too long" in line and "shorter name" in line and len(line) < 400
    assert [p.name for p in tmp_path.iterdir()] == ["bend.yaml"]


def test_the_name_tried_is_the_name_written(tmp_path, monkeypatch):
    from neuroglide.result import write_whole

    seen, real = [], os.replace
    monkeypatch.setattr(os, "replace", lambda one, two: (seen.append(os.fspath(one)), real(one, two)))
    write_whole(tmp_path / "a.json", "{}")
    os.mkdir(seen[0])  # in the way of the very same name
    with pytest.raises(InputError, match="cannot write"):
        require_writable(tmp_path / "a.json")
