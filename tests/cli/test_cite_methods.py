"""``neuroglide cite --methods``: a paragraph to paste, BibTeX behind it or in a file."""

from __future__ import annotations

import json

import pytest

from neuroglide.cli.main import main
from neuroglide.parameters.cite import parse_bibliography

RUN = {
    "schema": "neuroglide.result/1", "time_s": [0.0, 4.0], "posture_deg": {"slr_r": [0.0, 60.0]},
    "outcome": {"ok": True, "message": ""},
    "provenance": {"version": "0.1.0", "parameter_set": "adult", "movement": "slr", "movement_sources": ["boyd2013"],
                   "person": {"sex": "male", "age_years": 30, "height_m": 1.8, "mass_kg": 80, "side": "l"}},
}  # fmt: skip


@pytest.fixture
def run(tmp_path):
    path = tmp_path / "run.json"
    path.write_text(json.dumps(RUN), encoding="utf-8")
    return path


def test_the_paragraph_comes_in_one_line_and_bibtex_after_it(run, capsys):
    assert main(["cite", "--methods", str(run)]) == 0
    paragraph, rest = capsys.readouterr().out.split("\n", 1)
    assert paragraph.startswith("Excursion, strain and tension") and "[slr] (Boyd et al., 2013)" in paragraph
    assert "straight leg raise from 0 to 60 deg, in 4 s" in paragraph
    assert "Left out, because the result does not say:" in rest and "the posterior" in rest
    entries = parse_bibliography(rest)
    assert {"neuroglide", "boyd2013", "rajagopal2016"} <= set(entries)
    assert entries["neuroglide"].fields["version"] == "0.1.0"


def test_bibtex_goes_to_a_file_where_one_is_named(run, tmp_path, capsys):
    bib = tmp_path / "sources.bib"
    assert main(["cite", "--methods", str(run), "--bibtex", str(bib)]) == 0
    out = capsys.readouterr().out
    assert f"written: {bib}" in out and "@" not in out.replace(f"written: {bib}", "")
    assert "boyd2013" in parse_bibliography(bib.read_text(encoding="utf-8"))


def test_a_comparison_is_told_too(tmp_path, capsys):
    other = RUN | {"provenance": RUN["provenance"] | {"movement": "slump-slider"}}
    path = tmp_path / "two.json"
    path.write_text(json.dumps({"schema": "neuroglide.comparison/1", "results": [RUN, other]}), encoding="utf-8")
    assert main(["cite", "--methods", str(path)]) == 0
    assert "during two movements, " in capsys.readouterr().out


def test_a_subject_behind_bibtex_is_still_the_subject(run, capsys):
    assert main(["cite", "--bibtex", str(run)]) == 0
    assert "@article{boyd2013" in capsys.readouterr().out
    assert json.loads(run.read_text(encoding="utf-8")) == RUN  # never written over


@pytest.mark.parametrize(
    ("arguments", "says"),
    [([], "needs a result"), (["nothing.json"], "cannot read nothing.json"),
     (["{run}", "--bibtex", "out.json"], ".bib"), (["{no}"], "is not a Neuroglide result")],
)  # fmt: skip
def test_what_is_no_result_is_refused_in_one_line(arguments, says, run, tmp_path, capsys):
    no = tmp_path / "no.json"
    no.write_text('{"schema": "neuroglide.comparison/1", "results": []}', encoding="utf-8")
    assert main(["cite", "--methods", *(word.format(run=run, no=no) for word in arguments)]) == 2
    error = capsys.readouterr().err
    assert says in error and error.count("\n") == 1


@pytest.mark.parametrize("content", [
    {"schema": "neuroglide.comparison/1"}, {"schema": "neuroglide.comparison/1", "results": None},
    {"schema": "neuroglide.comparison/1", "results": [3]},
])  # fmt: skip
@pytest.mark.parametrize("option", [["--methods"], []])
def test_a_comparison_without_results_is_an_input_error(option, content, tmp_path, capsys):
    path = tmp_path / "none.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert main(["cite", *option, str(path)]) == 2
    assert "is not a Neuroglide result" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "left_out"), [("posterior", "the posterior"), ("person", "the person")])
@pytest.mark.parametrize("value", ["adult", 3, ["a"], None])
def test_a_wrong_type_is_left_out_and_no_fault(name, left_out, value, run, capsys):
    run.write_text(json.dumps(RUN | {"provenance": RUN["provenance"] | {name: value}}), encoding="utf-8")
    assert main(["cite", "--methods", str(run)]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert left_out in told.split("Left out, because the result does not say:")[1].split(".")[0]
    assert main(["cite", str(run)]) == 0


def test_an_unknown_parameter_set_is_told_and_the_packaged_one_cited(run, capsys):
    run.write_text(json.dumps(RUN | {"provenance": RUN["provenance"] | {"parameter_set": "child"}}), encoding="utf-8")
    assert main(["cite", "--methods", str(run)]) == 0
    assert "unknown parameter set 'child'" in " ".join(capsys.readouterr().out.split())
