"""``neuroglide check`` on people and on the packaged model: what it says and its exit status."""

from __future__ import annotations

import pytest

from neuroglide import plausibility
from neuroglide.cli.main import main
from neuroglide.parameters import ParameterSet, load_set

PERSON = "sex: female\nage_years: 42\nheight_m: 1.68\nmass_kg: 66\nside: r\n"


def check(tmp_path, text):
    path = tmp_path / "person.yaml"
    path.write_text(text, encoding="utf-8")
    return main(["check", str(path)])


def test_a_usual_person_has_no_finding(tmp_path, capsys):
    assert check(tmp_path, PERSON) == 0
    assert "Plausible: nothing to remark." in capsys.readouterr().out


def test_an_unusual_value_is_a_remark(tmp_path, capsys):
    assert check(tmp_path, PERSON + "tissue: {nerve.modulus: 0.65}\n") == 0
    assert "Remark: nerve.modulus 0.65 MPa is 0.1 times the record" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("more", ["tissue: {nerve.area.sural: 72}", "tissue: {body.hip_wrap_radius: 4.1}",
                                  "tissue: {body.median_arm.elbow.elbow_flexion: 20}",
                                  "tissue: {nerve.modulus: 195}", "tissue: {nerve.modulus: 0.217}",
                                  "tissue: {hold.thigh.stiffness: 5.67}",
                                  "restrictions: [{site: root.s1.r, stiffness_n_per_mm: 5000}]"])
def test_an_impossible_value_ends_with_status_1(more, tmp_path, capsys):
    assert check(tmp_path, PERSON + more + "\n") == 1
    text = " ".join(capsys.readouterr().out.split())
    assert "Impossible: " in text and "Fix: check " in text and "Plausible" not in text


def test_a_body_that_no_adult_has_ends_with_status_1(tmp_path, capsys):
    assert check(tmp_path, PERSON.replace("1.68", "2.28").replace("66", "200")) == 1
    assert "Impossible: thigh length" in " ".join(capsys.readouterr().out.split())


def test_the_model_is_told_as_a_table(capsys):
    assert main(["check", "--model"]) == 0
    text = capsys.readouterr().out
    for needed in ("segment.thigh", "length.sciatic", "section.sural", "arm.nerve_knee", "gain.hip_90",
                   "range.knee_flexion.high", "gordon2014", "only assumed", "The posterior adult"):
        assert needed in text, needed


def test_a_wrong_model_ends_with_status_1(capsys, monkeypatch):
    p = load_set()
    wrong = ParameterSet(p.name, {record.key: record for record in p.records()}, {"nerve.area.sural": 72e-6})
    real = plausibility.model_readings
    monkeypatch.setattr(plausibility, "model_readings", lambda *_: real(wrong))
    assert main(["check", "--model"]) == 1
    assert "Impossible: cross-section of the sural nerve 72 mm2" in " ".join(capsys.readouterr().out.split())


def test_the_doctor_sees_a_wrong_model(monkeypatch):
    from neuroglide.cli import doctor

    ((good, line),) = doctor._anatomy()
    assert good and "none impossible" in line
    real = plausibility.model_readings
    p = load_set()
    wrong = ParameterSet(p.name, {record.key: record for record in p.records()}, {"root.area": 1e-3})
    monkeypatch.setattr(plausibility, "model_readings", lambda *_: real(wrong))
    ((good, line),) = doctor._anatomy()
    assert not good and "impossible section.root" in line


@pytest.mark.parametrize("argv", [["check"], ["check", "--model", "x.yaml"]])
def test_check_takes_a_file_or_the_model(argv, capsys):
    assert main(argv) == 2
    assert "neuroglide check --model" in capsys.readouterr().err
