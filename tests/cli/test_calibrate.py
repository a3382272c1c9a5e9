"""``neuroglide calibrate``: what it refuses before anything is made; its work is in tests/evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("emcee")
pytest.importorskip("sklearn")

from neuroglide.cli.main import main  # noqa: E402

STUDIES = Path(__file__).parents[2] / "validation" / "studies"


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch):
    """A calibration that got as far as its runs has accepted too much."""
    from neuroglide.evidence.calibration import rounds

    monkeypatch.setattr(rounds.Calibration, "run", lambda self: pytest.fail("the runs began"))


@pytest.mark.parametrize(("words", "says"), [
    (["--seed", "-1"], "--seed -1 is below 0"), (["--scale", "0"], "--scale is 0"),
    (["--out", "{tmp}/nowhere/p.json"], "nowhere does not exist"), (["--out", "{tmp}"], "it is a folder"),
    (["--studies", "{tmp}/none"], "there is no folder"), (["--work", "{tmp}/file/work"], "cannot make the folder"),
])  # fmt: skip
def test_bad_wishes_are_one_line_and_make_no_folder(words, says, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")
    where = [] if "--studies" in words else ["--studies", str(STUDIES)]
    assert main(["calibrate", *where, *(word.format(tmp=tmp_path) for word in words)]) == 2
    error = capsys.readouterr().err
    assert says in error and error.count("\n") == 1 and "fault in neuroglide" not in error
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]
