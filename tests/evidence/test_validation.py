"""``neuroglide validate``: verdicts, baseline, exit status, page and documentation, on made-up studies."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from toy_studies import HEAD, toy_replay, write_study

from neuroglide.cli import validate as command
from neuroglide.cli.main import main
from neuroglide.evidence import validation as v
from neuroglide.evidence.studies import load_studies

DRAWS = 20
OBSERVED = {
    "martin2017_roots": ("C001,C001,root moves,mm,value,3,0.5,,10,,,3 (SD 0.5)\n"
                     "C002,C002,S1 before L4,,direction,,,,,,,S1 > L4\n", "validation"),
    "rade2015_slr": ("C003,C003,conus moves,mm,value,3.5,0.9,,16,,,\nC004,C004,bed,mm,value,43,,,,,,43\n",
                     "calibration"),
}


@pytest.fixture
def studies(tmp_path):
    folder = tmp_path / "validation" / "studies"
    for name, (observed, role) in OBSERVED.items():
        more = "inputs: {C004: a record}\nwhy: {C003: roots are lumped}\n" if role == "calibration" else ""
        write_study(folder, name, observed, role=role, topic=f"topic of {role}", more=more)
    return folder


@pytest.fixture
def answers(monkeypatch):
    """What the cases return; changed by a test. All agree at first."""
    spread = np.linspace(-0.2, 0.2, DRAWS)
    found = {
        "martin2017_roots": {"C001": 3 + spread, "C002": np.ones(DRAWS)},
        "rade2015_slr": {"C003": np.stack([3.5 + spread, 3.6 + spread], 1), "C004": np.full(DRAWS, 43.0)},
    }
    made = {"version": "0", "parameters": "toy", "draws": DRAWS, "discrepancy": 0.0}
    left_out = {"rade2015": {"C003": {"median": 4.0, "low": 2.0, "high": 6.0}}}
    monkeypatch.setattr(v, "posterior_draws", lambda draws: ([None] * DRAWS, made, left_out))
    monkeypatch.setattr(v, "prior_draws", lambda draws: [None] * DRAWS)
    monkeypatch.setattr(command, "_maker", lambda sets: lambda: toy_replay(found, DRAWS))
    return found


def validate(studies, *more: str) -> int:
    return main(["validate", "--studies", str(studies), *more])


def test_all_agree_and_the_baseline_is_written(studies, answers, capsys, tmp_path):
    assert validate(studies, "--update-expected") == 0
    held = json.loads((tmp_path / "validation" / "expected.json").read_text(encoding="utf-8"))["held"]
    assert held == {"martin2017_roots": ["C001", "C002"], "rade2015_slr": ["C003"]}  # an input never counts
    assert validate(studies) == 0
    out = capsys.readouterr().out
    assert "of 2 figures in 1 study 2 agree" in out and "input (agrees)" in out
    assert "Inputs, counted nowhere: 1 figure." in out


def test_a_claim_that_held_and_fails_is_named_with_status_1(studies, answers, capsys):
    assert validate(studies, "--update-expected") == 0
    answers["martin2017_roots"]["C001"] = np.full(DRAWS, 4.1)
    capsys.readouterr()
    assert validate(studies) == 1
    assert "lost: martin2017_roots/C001 (root moves): held, now disagrees." in capsys.readouterr().err
    assert validate(studies, "rade2015") == 0  # the other study alone: nothing of it is lost


def test_a_claim_that_now_depends_on_the_angles_is_lost_too(studies, answers, capsys):
    assert validate(studies, "--update-expected") == 0
    answers["rade2015_slr"]["C003"] = np.array([[3.5, 9.0]] * DRAWS)
    assert validate(studies) == 1
    assert "C003 (conus moves): held, now depends on the angles." in capsys.readouterr().err


def test_a_failing_claim_that_never_held_is_no_error(studies, answers, capsys):
    answers["martin2017_roots"]["C001"] = np.full(DRAWS, 9.0)
    assert validate(studies, "--update-expected") == 0
    assert validate(studies) == 0
    assert "disagrees" in capsys.readouterr().out  # it stays in the table


def test_a_study_that_is_gone_is_lost(studies, answers, capsys):
    import shutil

    assert validate(studies, "--update-expected") == 0
    shutil.rmtree(studies / "rade2015_slr")
    assert validate(studies) == 1
    assert "rade2015_slr: the study is gone" in capsys.readouterr().err


def test_a_part_updates_its_part_of_the_baseline(studies, answers, tmp_path):
    assert validate(studies, "--update-expected") == 0
    answers["martin2017_roots"]["C001"] = np.full(DRAWS, 9.0)
    assert validate(studies, "martin2017", "--update-expected") == 0
    held = json.loads((tmp_path / "validation" / "expected.json").read_text(encoding="utf-8"))["held"]
    assert held == {"martin2017_roots": ["C002"], "rade2015_slr": ["C003"]}


def test_a_wrong_sign_is_red(studies, answers, capsys, tmp_path):
    answers["martin2017_roots"]["C002"] = -np.ones(DRAWS)
    assert validate(studies, "--page", str(tmp_path / "page")) == 0
    assert "wrong sign" in capsys.readouterr().out
    page = (tmp_path / "page" / "index.html").read_text(encoding="utf-8")
    assert 'class="mark disagrees">wrong sign<' in page
    assert "of 1 direction 0 came out right and 1 the wrong way round" in page


def test_a_case_that_fails_is_named_the_others_run_and_status_is_2(studies, answers, capsys):
    (studies / "martin2017_roots" / "case.py").write_text("def predict(replay):\n    return {}\n", encoding="utf-8")
    assert validate(studies) == 2
    captured = capsys.readouterr()
    assert "not computed" in captured.out and "conus moves" in captured.out
    assert "martin2017_roots was not replayed" in captured.err and "case.py" in captured.err and "Fix: " in captured.err


def test_how_many_directions_are_right_stands_beside_the_wrong_ones(studies, answers, capsys, tmp_path):
    assert validate(studies, "--json", str(tmp_path / "out.json")) == 0
    assert "of 1 direction 1 came out right and 0 the wrong way round" in " ".join(capsys.readouterr().out.split())
    scores = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["scores"]
    assert [(s["directions"], s["right_signs"], s["wrong_signs"]) for s in scores if s["role"] == "validation"] == [
        (1, 1, 0)] * 2


def test_a_missing_baseline_is_told(studies, answers, capsys):
    assert validate(studies) == 0
    assert "There is no baseline" in " ".join(capsys.readouterr().out.split())
    assert validate(studies, "--update-expected") == validate(studies) == 0
    assert "no baseline" not in " ".join(capsys.readouterr().out.split())


def test_a_role_that_is_not_the_fixed_one_is_refused(studies, answers, capsys):
    write_study(studies, "ko2006_roots", OBSERVED["martin2017_roots"][0], role="validation")
    assert validate(studies) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "role is validation, but roles.yaml has ko2006 as calibration" in line and "study.yaml" in line


@pytest.mark.parametrize("role", ["validation", "calibration"])
def test_a_study_that_has_no_fixed_role_is_marked(role, studies, answers, capsys, tmp_path):
    write_study(studies, "nobody1999_roots", OBSERVED["martin2017_roots"][0], role=role)
    answers["nobody1999_roots"] = answers["martin2017_roots"]
    assert validate(studies, "--json", str(tmp_path / "out.json"), "--page", str(tmp_path / "page")) == 0
    captured = capsys.readouterr()
    assert f"nobody1999 is not in roles.yaml; its folder alone calls it {role}" in captured.err
    told = " ".join(captured.out.split())
    assert ("2 are of studies that are not in roles.yaml" in told) == (role == "validation")
    claims = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["claims"]
    assert {c["not_blind"] for c in claims if c["study"] == "nobody1999_roots"} == {"not in roles.yaml"}
    assert "not in roles.yaml" in (tmp_path / "page" / "validation.csv").read_text(encoding="utf-8")


def test_the_table_never_cuts_a_number(studies, answers, capsys):
    wide = "C001,C001,how far the first root of them all moves along its bed,mm,value,-1234.5,1000,,10,,,{}\n"
    text = "-1234.5 (SD 1000.25) mm of 12 roots"
    (studies / "martin2017_roots" / "observed.csv").write_text(HEAD + wide.format(text), encoding="utf-8")
    answers["martin2017_roots"] = {"C001": np.linspace(-2345.4, -1234.4, DRAWS)[:, None] + [0.0, 1000.0]}
    assert validate(studies) == 0
    out = capsys.readouterr().out
    for shown in ("-1234.5", "(SD 1000.25)", "-1290", "-1790 to", "-790", "root of them all"):
        assert shown in out, shown
    assert re.search(r"\[-2\d{3}, -\d+\]", out) and ".." not in out


@pytest.mark.parametrize(("text", "width", "lines"), [
    ("3.54 [2.11, 5.02] mm", 26, ["3.54 [2.11, 5.02] mm"]),
    ("-1234 [-2345, -1111] mm", 19, ["-1234", "[-2345, -1111] mm"]),
    ("", 5, [""]), ("123456789", 5, ["123456789"]),
])  # fmt: skip
def test_a_band_goes_to_the_next_line_as_one(text, width, lines):
    assert command.wrapped(text, width) == lines


def test_draws_are_limited_to_those_of_the_posterior(studies, answers, capsys, monkeypatch):
    monkeypatch.setattr(v, "most_draws", lambda: 30)
    assert validate(studies, "--draws", "30") == 0
    capsys.readouterr()
    assert validate(studies, "--draws", "31") == 2
    assert "--draws 31 is outside 1 to 30, the draws of the posterior. Fix: use 30." in capsys.readouterr().err


def test_failed_draws_are_told(studies, answers, capsys):
    answers["martin2017_roots"]["C001"][0] = np.nan
    answers["rade2015_slr"]["C003"][:] = np.nan
    assert validate(studies) == 0
    out = capsys.readouterr().out
    assert "5 % of the runs failed" in out and "not computed" in out and "nan" not in out.lower()


@pytest.mark.parametrize(("argv", "says"), [
    (["--draws", "0"], "--draws 0 is outside"), (["--draws", "100000"], "outside"), (["nobody"], "no study 'nobody'"),
    (["--json", "/nowhere/a.json"], "does not exist"),
])
def test_wrong_arguments_are_one_line(studies, answers, capsys, argv, says):
    assert validate(studies, *argv) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line and "Fix: " in line


def test_a_damaged_baseline_is_named(studies, answers, capsys, tmp_path):
    (tmp_path / "validation" / "expected.json").write_text("{]", encoding="utf-8")
    assert validate(studies) == 2
    assert "expected.json: not valid JSON" in capsys.readouterr().err


def test_what_is_done_is_kept_when_it_is_stopped(studies, answers, capsys, monkeypatch, tmp_path):
    calls = iter(range(9))  # the draws are the first, then one for each study: the second study is stopped
    (tmp_path / "validation" / "expected.json").write_text(
        json.dumps({"schema": v.EXPECTED_SCHEMA, "held": {"rade2015_slr": ["C003"]}}), encoding="utf-8")
    monkeypatch.setattr(command, "interruptible", lambda work: _stop_at(next(calls), 2, work))
    assert validate(studies, "--json", str(tmp_path / "out.json"), "--update-expected") == 130
    captured = capsys.readouterr()
    assert "root moves" in captured.out and "conus moves" not in captured.out
    assert "stopped by Ctrl-C after 1 of 2 studies" in captured.err and "lost" not in captured.err
    saved = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert saved["asked"] == 2 and {c["study"] for c in saved["claims"]} == {"martin2017_roots"}
    assert "rade2015_slr" in (tmp_path / "validation" / "expected.json").read_text(encoding="utf-8")


def _stop_at(call: int, last: int, work):
    if call >= last:
        raise KeyboardInterrupt
    return work()


def test_json_has_scores_apart_and_no_nan(studies, answers, tmp_path):
    assert validate(studies, "--json", str(tmp_path / "out.json"), "--prior") == 0
    text = (tmp_path / "out.json").read_text(encoding="utf-8")
    raw = json.loads(text)
    assert raw["schema"] == "neuroglide.validation/1" and "NaN" not in text
    scores = {(s["role"], s["topic"]): s for s in raw["scores"]}
    assert scores["validation", None]["claims"] == 2 and scores["calibration", None]["claims"] == 1
    assert scores["calibration", None]["left_out"] == 1 and scores["calibration", None]["left_out_covered"] == 1
    assert scores["validation", None]["prior_score"] == scores["validation", None]["interval_score"]  # the same draws
    claims = {c["claim"]: c for c in raw["claims"]}
    assert claims["C004"]["is_input"] and claims["C003"]["model"]["by_variant"] == pytest.approx([3.5, 3.6])


def test_page_opens_offline_without_script_and_says_what_is_drawn(studies, answers, tmp_path):
    answers["rade2015_slr"]["C003"][:] = 9.0
    assert validate(studies, "--page", str(tmp_path / "page")) == 0
    page = (tmp_path / "page" / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page and not re.search(r'(?:src|href)="(?:https?:)?//(?!doi\.org|pubmed)', page)
    assert "default-src 'none'" in page and 'name="viewport"' in page and "prefers-color-scheme:dark" in page
    assert "https://doi.org/10.1000/rade2015" in page and "roots are lumped" in page
    assert "the other leg lies straight" in page and "C009: transverse" in page
    assert "&lt;b&gt;nothing&lt;/b&gt;" in page and "<strong>table</strong>" in page  # README: text, never raw HTML
    strips = re.findall(r'<svg class="strip[^>]*>', page)
    assert len(strips) == 4 and all('role="img"' in s and 'aria-label="Published ' in s for s in strips)
    assert page.count('<th scope="row"') >= 4 and "never measured in man" in page.lower()
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {link for link in re.findall(r'href="#([^"]+)"', page)} <= set(ids)
    rows = (tmp_path / "page" / "validation.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 5 and (tmp_path / "page" / "validation-topic-of-validation.svg").is_file()


def test_documentation_is_written_from_the_run(studies, answers, tmp_path, capsys):
    assert validate(studies, "--docs") == 2  # there is no docs folder
    assert "no such folder" in capsys.readouterr().err
    (tmp_path / "docs" / "img").mkdir(parents=True)
    (tmp_path / "docs" / "img" / "validation-gone.svg").write_text("<svg/>", encoding="utf-8")
    assert validate(studies, "--docs") == 0
    text = (tmp_path / "docs" / "validation.md").read_text(encoding="utf-8")
    assert "| C001 root moves |" in text and "3 (SD 0.5) mm" in text
    for target in re.findall(r"\]\(([^)#\s:]+)\)", text):
        assert (tmp_path / "docs" / target).exists(), target
    assert not (tmp_path / "docs" / "img" / "validation-gone.svg").exists()
    readme = tmp_path / "README.md"
    readme.write_text("# X\n<!-- validation: begin -->\nold\n<!-- validation: end -->\nmore\n", encoding="utf-8")
    assert validate(studies, "--docs") == 0
    told = readme.read_text(encoding="utf-8")
    assert told.startswith("# X\n") and told.endswith("\nmore\n") and "old" not in told
    assert "| all topics |" in told and all(sentence in text for sentence in re.findall(r"^Validation.*$", told, re.M))
    readme.write_text("# X\n", encoding="utf-8")
    assert validate(studies, "--docs") == 2
    assert "has no place for the validation" in capsys.readouterr().err


def test_a_row_met_later_validates_though_its_study_was_fitted(tmp_path):
    from neuroglide.evidence import load_measurements

    late = next(row for row in load_measurements() if row.met_later and row.role == "calibration")
    lines = f"{late.id},{late.id},a,mm,value,1,,,,,,\nC001,C001,b,mm,value,1,,,,,,\n"
    write_study(tmp_path, f"{late.study}_x", lines, role="calibration")
    first, second = v.not_computed(load_studies(tmp_path)[0])
    assert (first.role, first.doubt) == ("validation", "other figures of this study were fitted")
    assert (second.role, second.doubt) == ("calibration", "")  # C001 is a row of another study


def test_draws_and_studies_give_the_same_findings_in_any_order(studies, answers):
    replay = toy_replay(answers, DRAWS)
    found = [v.find(study, replay) for study in load_studies(studies)]
    assert found == [v.find(study, replay) for study in reversed(load_studies(studies))][::-1]
