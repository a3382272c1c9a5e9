"""Every command: what it prints, writes and returns."""

from __future__ import annotations

import csv
import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from neuroglide import __version__
from neuroglide.cli.main import build_parser, main
from neuroglide.movement import list_movements
from neuroglide.parameters import load_posterior
from neuroglide.report import ground_rules
from neuroglide.result import BAND, QUANTITIES

ONE_STEP = "id: bend\nsteps:\n  - {move: {knee_flexion_affected: 20}, seconds: 1}\n"
PERSON = "sex: male\nage_years: 50\nheight_m: 1.80\nmass_kg: 82\nside: l\n"


@pytest.fixture
def movement(tmp_path):
    path = tmp_path / "bend.yaml"
    path.write_text(ONE_STEP, encoding="utf-8")
    return str(path)


@pytest.fixture
def person(tmp_path):
    path = tmp_path / "person.yaml"
    path.write_text(PERSON, encoding="utf-8")
    return str(path)


def test_simulate_prints_a_table_and_the_ground_rules(movement, capsys):
    assert main(["simulate", movement]) == 0
    text = " ".join(capsys.readouterr().out.split())
    for needed in ("Mid-thigh", "slide mm", "flow %", "Of the sites read, over the whole movement, the nerve slides",
                   "90 % band", "Each number is the middle of 3 runs", "Not a certified medical device",
                   "not a diagnosis"):
        assert needed in text, needed


def test_simulate_writes_json_and_csv(movement, person, tmp_path, capsys):
    out, table = tmp_path / "run.json", tmp_path / "run.csv"
    files = ["--json", str(out), "--csv", str(table)]
    assert main(["simulate", movement, "--person", person, *files, "--rate", "20"]) == 0
    result = json.loads(out.read_text(encoding="utf-8"))
    assert result["schema"] == "neuroglide.result/1" and result["outcome"]["ok"] is True
    assert result["time_s"][0] == 0 and result["time_s"][-1] == 1.0 and len(result["time_s"]) == 21
    rows = list(csv.reader(table.open(encoding="utf-8", newline="")))
    assert rows[0][0] == "time_s" and len(rows) == 22
    column = rows[0].index("sciatic.mid_thigh.l:strain_percent")
    assert float(rows[-1][column]) == result["sites"]["sciatic.mid_thigh.l"]["strain_percent"][-1]
    assert "left side affected" in capsys.readouterr().out
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bend.yaml", "person.yaml", "run.csv", "run.json"]


def test_the_number_of_draws_can_be_said(movement, tmp_path, capsys):
    out = tmp_path / "run.json"
    assert main(["simulate", movement, "--draws", "2", "--json", str(out)]) == 0
    made = json.loads(out.read_text(encoding="utf-8"))
    assert made["provenance"]["posterior"]["draws"] == 2
    assert made["provenance"]["posterior"]["hash"] == load_posterior().hash
    assert "the middle of 2 runs" in " ".join(capsys.readouterr().out.split())
    assert main(["simulate", movement, "--draws", "0", "--json", str(out)]) == 0
    made, text = json.loads(out.read_text(encoding="utf-8")), " ".join(capsys.readouterr().out.split())
    assert set(made["sites"]["conus"]) == set(QUANTITIES) and "90 % band" not in text and "No band is shown" in text


def test_one_draw_is_refused(movement, capsys):
    assert main(["simulate", movement, "--draws", "1"]) == 2
    assert "--draws 1: one draw has no band" in capsys.readouterr().err


def test_an_open_angle_is_told_with_the_value_run(tmp_path, capsys):
    path, out = tmp_path / "open.yaml", tmp_path / "run.json"
    path.write_text("id: open\nkind: experiment\nranges: {bend: {values: [10, 20, 40], why: not in the text}}\n"
                    "steps: [{move: {knee_flexion_affected: bend}, seconds: 1}]\n", encoding="utf-8")
    assert main(["simulate", str(path), "--json", str(out)]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "the angles that the study leaves open was run: bend at 20 degrees, of 10 or 20 or 40 (not in the te" in text
    made = json.loads(out.read_text(encoding="utf-8"))["provenance"]["open_angles"]
    assert made == {"bend": {"value": 20, "values": [10, 20, 40], "why": "not in the text"}}


def test_the_estimate_of_a_run_with_a_report_holds_its_drawing():
    from neuroglide.cli import running

    person, (slider,) = running.read(None, ["slump-slider"])
    alone, drawn = (running.estimate_s(person, slider, None, fields, 64) for fields in (False, True))
    assert drawn >= alone + running.REPORT_S > 0 < running.REPORT_S


def test_compare_puts_movements_side_by_side(movement, tmp_path, capsys):
    out, table = tmp_path / "both.json", tmp_path / "both.csv"
    assert main(["compare", movement, "ankle-pumps", "--json", str(out), "--csv", str(table)]) == 0
    both = json.loads(out.read_text(encoding="utf-8"))
    assert both["schema"] == "neuroglide.comparison/1"
    assert [r["provenance"]["movement"] for r in both["results"]] == ["bend", "ankle-pumps"]
    rows = list(csv.DictReader(table.open(encoding="utf-8", newline="")))
    assert {row["movement"] for row in rows} == {"bend", "ankle-pumps"}
    for name in ("tension_n", *(f"tension_n{end}" for end in BAND)):
        first = both["results"][0]["sites"]["conus"][name][0]
        assert float(rows[0][name]) == pytest.approx(first, rel=1e-5)  # six digits
    text = capsys.readouterr().out
    assert "unchanged" in text and text.count("Mid-thigh") == 1


def test_compare_tells_two_versions_of_one_movement_apart(tmp_path, capsys):
    first, second = tmp_path / "bend.yaml", tmp_path / "bend2.yaml"
    first.write_text(ONE_STEP, encoding="utf-8")
    second.write_text(ONE_STEP.replace("20", "40"), encoding="utf-8")
    out, table = tmp_path / "both.json", tmp_path / "both.csv"
    names = [str(first), str(second), str(second)]
    assert main(["compare", *names, "--json", str(out), "--csv", str(table)]) == 0
    wanted = ["bend", "bend (bend2)", "bend (bend2 2)"]
    both = json.loads(out.read_text(encoding="utf-8"))
    assert [r["provenance"]["movement"] for r in both["results"]] == wanted
    assert {row["movement"] for row in csv.DictReader(table.open(encoding="utf-8", newline=""))} == set(wanted)
    printed = capsys.readouterr().out
    assert all(f" {name} " in printed for name in wanted)


def test_movements_lists_the_whole_library(capsys):
    assert main(["movements"]) == 0
    text = capsys.readouterr().out
    found = list_movements()
    assert len(found) >= 20 and all(m.id in text for m in found)
    assert text.index("Technique") < text.index("slump-slider") and "Experiment" in text


def test_movements_tells_one(capsys):
    assert main(["movements", "slump-slider"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    for needed in ("Seated slump slider [slump-slider]", "technique, slider, seated, done by the patient",
                   "knee flexion 90", "back to the start (2.5 s)", "10 times over", "Evidence grade: trial-low",
                   "Dose: 3 sets, 20 repetitions", "ellis2012: Ellis"):
        assert needed in text, needed


def test_every_movement_can_be_told(capsys):
    for m in list_movements():
        assert main(["movements", m.id]) == 0
        assert f"[{m.id}]" in capsys.readouterr().out


def test_cite_everything_a_movement_and_a_run(movement, tmp_path, capsys):
    assert main(["cite"]) == 0
    everything = capsys.readouterr().out
    assert "Parameter values:" in everything and "measured" in everything
    assert main(["cite", "slump-slider"]) == 0
    assert "ellis2012" in capsys.readouterr().out
    out = tmp_path / "run.json"
    assert main(["simulate", "ankle-pumps", "--json", str(out)]) == 0
    capsys.readouterr()
    assert main(["cite", str(out)]) == 0
    assert "run.json (ankle-pumps)" in " ".join(capsys.readouterr().out.split())
    assert main(["cite", "slump-slider", "--bibtex"]) == 0
    bibtex = capsys.readouterr().out
    assert bibtex.lstrip().startswith("@") and "@article{ellis2012" in bibtex and "Sources of" not in bibtex


def test_check_a_movement_and_a_person(movement, person, capsys):
    assert main(["check", movement]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "a valid movement" in text and "1 s" in text
    assert main(["check", person]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "a valid person file" in text and "1.80 m" in text and "affected side left" in text


def test_check_remarks_on_what_is_unusual(tmp_path, capsys):
    path = tmp_path / "odd.yaml"
    path.write_text("id: odd\nsources: [nobody1900]\nsteps:\n  - {move: {knee_flexion_r: 20}, seconds: 1}\n")
    assert main(["check", str(path)]) == 0
    assert "nobody1900" in capsys.readouterr().out


def test_without_a_command_the_help_is_shown(capsys):
    assert main([]) == 0
    assert "simulate" in capsys.readouterr().out


def test_version(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    text = capsys.readouterr().out
    assert end.value.code == 0 and __version__ in text and "not a diagnosis" in text


def test_every_command_has_a_module_with_run():
    (commands,) = [a for a in build_parser()._actions if a.dest == "command"]
    assert set(commands.choices) == {"simulate", "compare", "movements", "cite", "check", "doctor", "demo", "evidence",
                                     "validate", "calibrate", "outcome", "examine", "examples", "plan", "twin",
                                     "twin-check"}
    for name in commands.choices:
        assert callable(importlib.import_module(f"neuroglide.cli.{name.replace('-', '_')}").run)


def test_help_of_a_command_loads_no_library():
    code = ("import sys\nfrom neuroglide.cli.main import main\n"
            "try: main(['simulate', '--help'])\nexcept SystemExit: pass\n"
            "print('loaded', *[m for m in ('numpy', 'yaml', 'numba', 'mujoco', 'plotly') if m in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1].strip() == "loaded"


def test_running_as_a_module():
    done = subprocess.run([sys.executable, "-m", "neuroglide.cli.main", "--version"], capture_output=True, text=True)
    assert done.returncode == 0 and __version__ in done.stdout


def test_demo_makes_every_file(tmp_path, capsys, monkeypatch):
    from neuroglide.cli import demo
    from neuroglide.report import page

    monkeypatch.setattr(demo, "MOVEMENTS", ("ankle-pumps", "slump-slider"))
    monkeypatch.setattr(demo, "PATIENTS", ("hamstring-limited", "cauda-equina"))
    monkeypatch.setattr(page, "FRAMES", 2)
    monkeypatch.setattr(page, "MOST_FRAMES", 4)
    out = tmp_path / "new" / "demo"
    assert main(["demo", "--out", str(out)]) == 0
    assert sorted(p.name for p in out.iterdir()) == [
        "ankle-pumps.csv", "ankle-pumps.json", "plan-cauda-equina.html", "plan-cauda-equina.json",
        "plan-hamstring-limited.html", "plan-hamstring-limited.json", "report.html", "slump-slider.csv",
        "slump-slider.json"]
    captured = capsys.readouterr()
    text = captured.out
    assert [line.split(":")[1] for line in captured.err.splitlines() if "step" in line] == [
        f" step {number} of 5" for number in range(1, 6)]
    assert "cauda-equina (stopped)" in text and "emergency department now" in text.replace("\n", " ")
    assert str(Path(out).resolve() / "report.html") in text.replace("\n", "") and "unchanged" in text
    assert (out / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


STATUS = ("Not a certified medical device", "A model, not a scan", "not a diagnosis", f"Neuroglide {__version__}",
          "measured", "assumed", ground_rules.calibration(),
          "may help as a short-term add-on; low certainty; not better than other active exercise")


def test_every_telling_ends_with_what_this_is(movement, capsys):
    custom = "Sliders before tensioners is custom, not trial-proven"
    for argv, ordered in ((["simulate", movement], False), (["movements", "slump-slider"], True),
                          (["movements", "slr"], False), (["compare", movement, "ankle-pumps"], True)):
        assert main(argv) == 0
        text = " ".join(capsys.readouterr().out.split())
        for needed in STATUS:
            assert needed in text, (argv, needed)
        assert (custom in text) == ordered, argv


def test_a_movement_tells_what_its_trials_found(capsys):
    assert main(["movements", "side-lying-slider"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "Evidence grade: trial-low; the trials found: mixed, not tested alone. ferreira2016" in text
    assert "Found:" not in text and text.count("ferreira2016 (60 people)") == 1


def test_a_run_tells_the_hamstrings_and_where_the_nerve_is_slack(capsys):
    assert main(["simulate", "side-lying-slider"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "lumbar moment from the hamstrings alone" in text and "stretch tolerance of a healthy adult" in text
    assert "The nerve is slack (under 0.05 N)" in text


def test_check_reads_the_tissue_before_it_calls_a_file_valid(tmp_path, capsys):
    path = tmp_path / "p.yaml"
    path.write_text(PERSON + "tissue: {nerve.toe_strain: 0.1}\n", encoding="utf-8")
    assert main(["check", str(path)]) == 2
    found = capsys.readouterr()
    assert found.out == "" and "nerve.toe_strain" in found.err


@pytest.mark.parametrize(("count", "words"), [(0, "0 restrictions"), (1, "1 restriction."), (2, "2 restrictions")])
def test_check_counts_in_good_english(count, words, tmp_path, capsys):
    path = tmp_path / "p.yaml"
    rows = [f"{{site: {site}, stiffness_n_per_mm: 5}}" for site in ("root.s1.l", "root.l5.l")[:count]]
    path.write_text(PERSON + f"restrictions: [{', '.join(rows)}]\n", encoding="utf-8")
    assert main(["check", str(path)]) == 0
    assert words in capsys.readouterr().out
