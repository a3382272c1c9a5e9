"""Bad input: one line with the way out, the right exit status, no traceback, nothing half-written."""

from __future__ import annotations

import os
import pickle
import sys
import threading

import pytest

from neuroglide.cli import running
from neuroglide.cli.main import BAD_INPUT, ENDED_EARLY, INTERRUPTED, main
from neuroglide.cli.terminal import Progress, table
from neuroglide.cli.writing import require_writable
from neuroglide.errors import InputError


def refused(argv, capsys) -> str:
    """The error line of a refused call; checks that it is one line and that nothing else was printed."""
    try:
        status = main(argv)
    except SystemExit as end:
        status = end.code
    captured = capsys.readouterr()
    assert status == BAD_INPUT and captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("neuroglide: error: ") and "Traceback" not in line
    return line


def write(path, text) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["simulat"], "invalid choice"),
        (["simulate"], "required"),
        (["simulate", "slump-slidr"], "did you mean slump-slider"),
        (["simulate", "slump-slider", "--rate", "fast"], "invalid float"),
        (["simulate", "slump-slider", "--rate", "0"], "--rate 0 is outside"),
        (["simulate", "slump-slider", "--rate", "1e9"], "use 50"),
        (["simulate", "slump-slider", "--draws", "-1"], "0 gives no band"),
        (["compare", "slump-slider", "slr", "--draws", "99999"], "--draws 99999 is outside"),
        (["simulate", "slump-slider", "--draws", "many"], "invalid int"),
        (["simulate", "slump-slider", "--person", "nobody.yaml"], "there is no person file"),
        (["compare", "slump-slider"], "two or more"),
        (["movements", "no-such-thing"], "there is no movement"),
        (["cite", "nothing.json"], "cannot read nothing.json"),
        (["check", "nothing.yaml"], "there is no"),
    ],
)
def test_wrong_arguments(argv, says, capsys):
    line = refused(argv, capsys)
    assert says in line and "Fix: " in line


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sex: male\nage_years: 50\nheight_m: 17.0\nmass_kg: 82\nside: r\n", "height_m"),
        ("sex: male\nage_years: 50\nheight_m: 1.70\nmass_kg: -82\nside: r\n", "mass_kg"),
        ("sex: [male\n", "person.yaml:"),
        ("sex: male\n", "missing"),
    ],
)
def test_absurd_persons(text, says, tmp_path, capsys):
    path = write(tmp_path / "person.yaml", text)
    assert says in refused(["simulate", "slump-slider", "--person", path], capsys)
    assert says in refused(["check", path], capsys) or "sex: [" in text


@pytest.mark.parametrize(("text", "says"), [("", "is empty"), ("# nothing\n", "is empty"), ("[1, 2]\n", "a list"),
                                            ("slr\n", "a single value"), ("{1: 2}\n", "a table without names")])
def test_check_says_what_either_kind_of_file_holds(text, says, tmp_path, capsys):
    line = refused(["check", write(tmp_path / "file.yaml", text)], capsys)
    assert says in line and "a person has sex" in line and "a movement has id and steps" in line


def test_a_wrong_movement_names_its_line(tmp_path, capsys):
    path = write(tmp_path / "bad.yaml", "id: bad\nsteps:\n  - {move: {knee_bend: 20}, seconds: 1}\n")
    line = refused(["simulate", path], capsys)
    assert "bad.yaml:3:" in line and "knee_bend" in line


def test_cite_refuses_what_is_no_result(tmp_path, capsys):
    assert "is not JSON" in refused(["cite", write(tmp_path / "a.json", "{")], capsys)
    assert "not a Neuroglide result" in refused(["cite", write(tmp_path / "b.json", "[1]")], capsys)


def forbid_running(monkeypatch):
    def never(*_, **__):
        raise AssertionError("the run began before the output was checked")

    monkeypatch.setattr(running, "run", never)


@pytest.mark.parametrize("option", ["--json", "--csv", "--report"])
def test_unwritable_output_is_found_before_the_run(option, tmp_path, capsys, monkeypatch):
    forbid_running(monkeypatch)
    missing = tmp_path / "no" / "such" / "folder" / "out"
    assert "does not exist" in refused(["simulate", "slump-slider", option, str(missing)], capsys)
    assert "it is a folder" in refused(["simulate", "slump-slider", option, str(tmp_path)], capsys)
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_a_folder_should_be(tmp_path, capsys):
    file = write(tmp_path / "taken", "")
    assert "cannot make the folder" in refused(["demo", "--out", file], capsys)


def test_the_trial_write_leaves_nothing_and_keeps_the_file(tmp_path):
    path = tmp_path / "run.json"
    path.write_text("old", encoding="utf-8")
    require_writable(path, None)
    assert path.read_text(encoding="utf-8") == "old" and [p.name for p in tmp_path.iterdir()] == ["run.json"]


def test_a_folder_that_refuses_files(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("neuroglide.cli.writing.open", refuse, raising=False)
    with pytest.raises(InputError, match="permission denied"):
        require_writable(tmp_path / "run.json")


def test_ctrl_c_during_the_run(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(running, "run", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    out = tmp_path / "run.json"
    assert main(["simulate", "slump-slider", "--json", str(out)]) == INTERRUPTED == 130
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1 and "Ctrl-C" in captured.err and list(tmp_path.iterdir()) == []


def test_ctrl_c_during_writing_keeps_the_old_file(tmp_path, capsys, monkeypatch):
    out = tmp_path / "run.json"
    out.write_text("old", encoding="utf-8")

    def interrupt(*_):
        raise KeyboardInterrupt

    path = write(tmp_path / "bend.yaml", "id: bend\nsteps: [{move: {knee_flexion_r: 20}, seconds: 1}]\n")
    monkeypatch.setattr(os, "replace", interrupt)
    assert main(["simulate", path, "--json", str(out)]) == 130
    assert out.read_text(encoding="utf-8") == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bend.yaml", "run.json"]


def test_an_early_end_is_status_3_and_still_written(tmp_path, capsys, monkeypatch):
    import dataclasses

    real = running.run

    def early(*args, **options):
        return dataclasses.replace(real(*args, **options), outcome={"ok": False, "message": "Ended early at 0.5 s."})

    monkeypatch.setattr(running, "run", early)
    path = write(tmp_path / "bend.yaml", "id: bend\nsteps: [{move: {knee_flexion_r: 20}, seconds: 1}]\n")
    out = tmp_path / "run.json"
    assert main(["simulate", path, "--json", str(out)]) == ENDED_EARLY == 3
    assert '"ok": false' in out.read_text(encoding="utf-8") and "Ended early" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (pickle.UnpicklingError("bad"), "cache of compiled code is damaged"),
        (EOFError(), "delete the folder"),
        (MemoryError(), "not enough memory"),
        (PermissionError(13, "Permission denied", "x.json"), "x.json: permission denied"),
        (ZeroDivisionError("surprise"), "neuroglide doctor"),
    ],
)
def test_other_failures_have_a_way_out(error, says, capsys, monkeypatch):
    monkeypatch.setattr(running, "run", lambda *_, **__: (_ for _ in ()).throw(error))
    line = refused(["simulate", "slump-slider"], capsys)
    assert says in line


def test_the_traceback_can_be_asked_for(monkeypatch):
    monkeypatch.setattr(running, "run", lambda *_, **__: 1 / 0)
    monkeypatch.setenv("NEUROGLIDE_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main(["simulate", "slump-slider"])


def test_a_report_without_its_extra_is_refused_before_the_run(tmp_path, capsys, monkeypatch):
    forbid_running(monkeypatch)
    monkeypatch.setitem(sys.modules, "plotly.graph_objects", None)
    line = refused(["simulate", "slump-slider", "--report", str(tmp_path / "r.html")], capsys)
    assert "pip install neuroglide[report]" in line


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


class Stream:
    """A stream that keeps what was written."""

    def __init__(self, live):
        self.text, self._live = "", live

    def write(self, text):
        self.text += text

    def flush(self):
        pass

    def isatty(self):
        return self._live


@pytest.mark.parametrize("live", [True, False])
def test_a_long_run_prints_its_estimate_first_then_percent(live):
    clock, stream = Clock(), Stream(live)
    progress = Progress("Slider", clock, stream)
    for step in range(1, 101):
        clock.now = 0.4 * step  # forty seconds in all
        progress(step / 100)
    progress.done()
    first, *rest = stream.text.replace("\r", "\n").split("\n")
    assert first.startswith("Slider: about 40 s") and "Ctrl-C" in first
    percents = [line for line in rest if "%" in line]
    assert percents[-1] == "Slider: 100 %" and len(percents) == (len(set(percents))) and (len(percents) > 50) == live


def test_a_short_run_prints_nothing():
    clock, stream = Clock(), Stream(True)
    progress = Progress("Slider", clock, stream)
    for step in range(1, 101):
        clock.now = 0.05 * step
        progress(step / 100)
    progress.done()
    assert stream.text == ""


def test_estimate_grows_with_the_samples():
    person, (movement,) = running.read(None, ["slump-slider"])
    assert running.estimate_s(person, movement, 400) > 3 * running.estimate_s(person, movement, 50) > 0


def test_work_on_the_second_thread_returns_and_raises():
    assert running.interruptible(lambda: 42) == 42
    with pytest.raises(ZeroDivisionError):
        running.interruptible(lambda: 1 / 0)


def test_ctrl_c_is_heard_while_the_work_goes_on(monkeypatch):
    left, release = [], threading.Event()
    monkeypatch.setattr(running.atexit, "register", left.append)

    def interrupt(self, timeout=None):
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "join", interrupt)
    with pytest.raises(KeyboardInterrupt):
        running.interruptible(release.wait)
    release.set()
    assert left == [running._leave]


def test_table_lines_up():
    lines = table(["Site", "mm"], [["Calf", "1.0"], ["Mid-thigh", "12.0"]]).splitlines()
    assert [len(line) for line in lines] == [len(lines[0])] * 4 and lines[2].endswith(" 1.0")


@pytest.fixture
def no_approach(monkeypatch):
    """Every run ends during the approach: tissue so stiff that its forces overflow, past the check of person files."""
    import neuroglide.simulation
    from neuroglide.parameters import ParameterSet, load_set

    p, real = load_set(), neuroglide.simulation.simulate
    broken = ParameterSet(p.name, {r.key: r for r in p.records()}, {"nerve.modulus": 1e300})
    monkeypatch.setattr(neuroglide.simulation, "simulate", lambda *a, **k: real(*a, **k, parameters=broken))


@pytest.mark.parametrize("command", [["simulate"], ["compare", "ankle-pumps"]])
def test_a_run_that_ends_in_the_approach_is_told_and_written(command, no_approach, tmp_path, capsys):
    path = write(tmp_path / "bend.yaml", "id: bend\nsteps: [{move: {knee_flexion_r: 20}, seconds: 1}]\n")
    out, table, report = (tmp_path / name for name in ("run.json", "run.csv", "run.html"))
    status = main([*command, path, "--json", str(out), "--csv", str(table), "--report", str(report)])
    found = capsys.readouterr()
    assert status == ENDED_EARLY and "fault in neuroglide" not in found.err
    assert "during the approach to the start posture: " in found.err and " at -" not in found.err
    assert "run.html is not written" in found.err and not report.exists()
    assert '"ok": false' in out.read_text(encoding="utf-8") and table.read_text(encoding="utf-8").count("\n") == 1
    assert "slack" not in found.out  # an empty curve is not a slack nerve
