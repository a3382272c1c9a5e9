"""Study folders: what is read, and that everything damaged says which file and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy_studies import write_study

from neuroglide.errors import InputError
from neuroglide.evidence.studies import find_studies, load_case, load_studies, load_study
from neuroglide.evidence.validation import not_computed, predict

GOOD = "C001,C001,conus moves,mm,value,3.5,0.9,,16,,,3.5 (SD 0.9)\n"
STUDIES = Path(__file__).parents[2] / "validation" / "studies"


def test_a_folder_is_read(tmp_path):
    study = load_study(write_study(tmp_path, "toya2015_slr", GOOD, more="why: {C001: roots are lumped}\n"))
    (claim,) = study.claims
    assert (study.name, study.key, study.role, study.topics) == ("toya2015_slr", "toya2015", "validation", ("made up",))
    assert (claim.mean, claim.sd, claim.n, claim.se) == (3.5, 0.9, 16, None)
    assert claim.standard_error == pytest.approx(0.9 / 4, rel=1e-12)
    assert study.why_of(claim) == "roots are lumped" and study.not_compared == (("C009", "transverse"),)
    assert study.input_reason(claim) is None and "What agrees" in study.readme


def test_spread_and_error_come_from_what_was_published(tmp_path):
    lines = ("C001,,a,mm,value,5,,0.2,25,,,\nC002,,b,mm,value,5,,,,,,\nC003,,c,mm,value,5,1,,,,,\n"
             "C004,,d,mm,value,5,,0.2,,,,\n")
    a, b, c, d = load_study(write_study(tmp_path, "a_b", lines)).claims
    assert a.spread == pytest.approx(1.0) and a.standard_error == 0.2  # SD = SE root n
    assert b.spread is None and b.standard_error == 0.0
    assert c.spread == 1.0 and c.standard_error == 0.0  # no n: the error of the mean is not known
    assert d.spread is None and d.standard_error == 0.2
    assert a.row == "C001"


def test_a_row_named_as_input_stands_for_its_claims_unless_it_is_a_claim_itself(tmp_path):
    lines = "C001,C001,a,mm,value,5,,,,,,\nC001b,C001,b,mm,value,5,,,,,,\nC002a,C002,c,mm,value,5,,,,,,\n"
    study = load_study(write_study(tmp_path, "a_b", lines, more="inputs: [C001, {row: C002, why: a record}]\n"))
    assert [study.input_reason(claim) for claim in study.claims] == ["", None, "a record"]


DAMAGED = [
    ("study.yaml", "study: [x\n", "not valid YAML", "correct the line"),
    ("study.yaml", "- a\n", "no named fields", "write study"),
    ("study.yaml", "title: a\n", "study is missing", "write study:"),
    ("study.yaml", "study: a\ntitle: a\nrole: both\ntopics: [a]\npreparation: living\n", "role 'both'", "calibration"),
    ("study.yaml", "study: a\ntitle: a\nrole: validation\ntopics: [a]\npreparation: dry\n", "'dry'", "embalmed"),
    ("study.yaml", "study: a\ntitle: a\nrole: validation\ntopics: [a]\npreparation: living\nassumed: [{a: b}]\n",
     "plain sentences", "quote"),
    ("study.yaml", "study: a\ntitle: a\nrole: validation\ntopics: [a]\npreparation: living\nwhy: {C7: x}\n",
     "names C7", "use one of C001"),
    ("study.yaml", b"\xff\xfe\x00", "not UTF-8", "save it"),
    ("observed.csv", "claim,row\n", "the column what", "the columns are"),
    ("observed.csv", "{head}", "no claim", "write a line"),
    ("observed.csv", "{head}C001,,a,mm,value,x,,,,,,\n", "observed.csv:2: mean 'x' is not a number", "write a number"),
    ("observed.csv", "{head}C001,,a,mm,value,nan,,,,,,\n", "mean is nan", "finite"),
    ("observed.csv", "{head}C001,,a,mm,value,,,,,,,\n", "needs mean", "published mean"),
    ("observed.csv", "{head}C001,,a,mm,range,3,,,,,,\n", "needs low", "published low"),
    ("observed.csv", "{head}C001,,a,mm,range,,,,,5,2,\n", "low is not below high", "smaller"),
    ("observed.csv", "{head}C001,,a,mm,guess,3,,,,,,\n", "kind 'guess'", "at_most"),
    ("observed.csv", "{head}C001,,a,mm,value,3,0,,,,,\n", "sd is 0", "leave it empty"),
    ("observed.csv", "{head}C001,,a,mm,value,0,,,,,,\n", "mean of 0 without spread", "kind range"),
    ("observed.csv", "{head}C001,,a,mm,value,3\n", "has not 12 fields", "quote"),
    ("observed.csv", "{head}C001,,a,b,mm,value,3,,,,,,\n", "has not 12 fields", "quote"),
    ("observed.csv", "{head}" + GOOD + GOOD, "observed.csv:3: claim C001 stands twice", "C008a"),
]


@pytest.mark.parametrize(("name", "text", "says", "fix"), DAMAGED)
def test_a_damaged_folder_names_the_file_and_the_fix(name, text, says, fix, tmp_path):
    path = write_study(tmp_path, "a_b", GOOD)
    if isinstance(text, str):
        from toy_studies import HEAD

        text = text.replace("{head}", HEAD).encode()
    (path / name).write_bytes(text)
    with pytest.raises(InputError) as caught:
        load_study(path)
    message = str(caught.value)
    assert name in message and says in message and fix in message.partition("Fix: ")[2]


@pytest.mark.parametrize("name", ["study.yaml", "observed.csv", "case.py"])
def test_a_missing_file_is_named(name, tmp_path):
    path = write_study(tmp_path, "a_b", GOOD)
    (path / name).unlink()
    with pytest.raises(InputError, match=name):
        load_study(path)


@pytest.mark.parametrize(("case", "says"), [
    ("def predict(replay:\n", "case.py:1: not valid Python"),
    ("import nothing_like_this\n", "cannot be loaded"),
    ("x = 1\n", "predict is missing"),
    ("def predict(replay):\n    return 1\n", "no mapping"),
    ("def predict(replay):\n    return {}\n", "leaves out C001"),
    ("def predict(replay):\n    return {'C001': [1.0] * 3, 'C2': [1.0] * 3}\n", "returns C2"),
    ("def predict(replay):\n    return {'C001': [1.0]}\n", "shape (1,)"),
    ("def predict(replay):\n    return {'C001': 'much'}\n", "no array"),
    ("def predict(replay):\n    return 1 / 0\n", "ZeroDivisionError"),
])
def test_a_wrong_case_names_the_file(case, says, tmp_path):
    from types import SimpleNamespace

    study = load_study(write_study(tmp_path, "a_b", GOOD, case=case))
    with pytest.raises(InputError) as caught:
        predict(study, SimpleNamespace(sets=[None] * 3))
    assert "case.py" in str(caught.value) and says in str(caught.value) and "Fix: " in str(caught.value)
    assert [f.verdict for f in not_computed(study)] == ["not computed"]


def test_studies_are_chosen_by_name_beginning_or_path(tmp_path):
    for name in ("toya2015_slr", "toya2017_slr", "koy2006_roots"):
        write_study(tmp_path / "studies", name, GOOD)
    folder = tmp_path / "studies"
    assert [s.name for s in load_studies(folder)] == ["koy2006_roots", "toya2015_slr", "toya2017_slr"]
    assert [s.name for s in load_studies(folder, ["toya"])] == ["toya2015_slr", "toya2017_slr"]
    write_study(tmp_path / "mine", "own2026_test", GOOD)
    assert [s.name for s in load_studies(folder, [str(tmp_path / "mine" / "own2026_test")])] == ["own2026_test"]
    with pytest.raises(InputError, match="did you mean koy2006_roots"):
        load_studies(folder, ["koy2006_root_"])


def test_without_studies_the_way_to_get_them_is_told(tmp_path, monkeypatch):
    import neuroglide.evidence.studies as module

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, "__file__", str(tmp_path / "a" / "b" / "c" / "studies.py"))
    with pytest.raises(InputError, match="part of the source, not of the installed package.*--studies"):
        find_studies()
    (tmp_path / "validation" / "studies").mkdir(parents=True)
    assert find_studies() == tmp_path / "validation" / "studies"
    with pytest.raises(InputError, match="no study"):
        load_studies(find_studies())


@pytest.mark.parametrize("path", sorted(STUDIES.glob("*/study.yaml")), ids=lambda path: path.parent.name)
def test_packaged_study_is_sound_and_has_the_role_fixed_before(path):
    from neuroglide.evidence.roles import load_roles

    study, roles = load_study(path.parent), load_roles()
    assert callable(load_case(study))
    assert study.key in roles, f"{study.key} is not in roles.yaml"
    fixed = roles[study.key]
    assert study.role == fixed.role and set(study.topics) <= set(fixed.topics)
    assert {claim.row for claim in study.claims} <= set(fixed.rows), "a claim names a row of another study"
