"""The installation check: sound here, and able to tell when something is not."""

from __future__ import annotations

import json

import pytest

from neuroglide.cli import doctor
from neuroglide.cli.main import main
from neuroglide.parameters import load_set, posterior


@pytest.fixture(scope="module")
def example():
    return doctor.example_values()


def test_the_pinned_values_are_those_of_this_version(example):
    pinned = doctor.read_pin()
    assert pinned["parameter_hash"] == load_set().hash, "the model was changed: run python -m neuroglide.cli.doctor"
    assert max(doctor.difference(example["values"], pinned["values"]).values()) < doctor.TOLERANCE


def test_doctor_finds_this_installation_sound(example, capsys, monkeypatch):
    monkeypatch.setattr(doctor, "read_pin", lambda: example)
    monkeypatch.setattr(doctor, "example_values", lambda: example)
    assert main(["doctor"]) == 0
    text = capsys.readouterr().out
    for needed in ("mujoco", "cache", "parameter set adult", "movement library", "agrees with the pinned", "sound"):
        assert needed in text, needed
    assert "BAD" not in text


def test_doctor_sees_a_wrong_kernel(example, capsys, monkeypatch):
    values = example["values"] | {"conus tension_n max": example["values"]["conus tension_n max"] * 1.001}
    monkeypatch.setattr(doctor, "read_pin", lambda: example)
    monkeypatch.setattr(doctor, "example_values", lambda: example | {"values": values})
    assert main(["doctor"]) == doctor.SICK == 1
    text = capsys.readouterr().out
    assert "BAD" in text and "conus tension_n max by 1.0e-03" in text and "not sound" in text


def test_other_parameter_values_are_told_not_compared(example, capsys, monkeypatch):
    monkeypatch.setattr(doctor, "example_values", lambda: example | {"parameter_hash": "other"})
    assert main(["doctor"]) == 0
    text = capsys.readouterr().out
    assert "--   kernel ran, but no number of its result was compared" in text and "(other)" in text
    assert "not all was checked" in text and "is sound" not in text


@pytest.fixture
def shipped(monkeypatch, tmp_path):
    """A folder of posteriors of one's own, holding a copy of the shipped one."""
    monkeypatch.setattr(doctor, "example_values", doctor.read_pin)
    path = tmp_path / "adult.json"
    path.write_text((posterior._HERE / "adult.json").read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(posterior, "_HERE", tmp_path)
    posterior.load_posterior.cache_clear()
    yield path
    posterior.load_posterior.cache_clear()


def damaged(path, **changes):
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(content | changes), encoding="utf-8")


def test_the_shipped_posterior_is_read_and_told(shipped, capsys):
    damaged(shipped, diagnostics={"failed_checks": ["R-hat is 3."]})
    assert main(["doctor"]) == 0
    text = capsys.readouterr().out
    assert "ok   posterior adult: " in text and "draws of" in text
    assert "--   posterior adult: not to be trusted yet: R-hat is 3." in text


@pytest.mark.parametrize(("damage", "says"), [
    (lambda path: path.unlink(), "there is no posterior 'adult'"),
    (lambda path: path.write_text("{", encoding="utf-8"), "not JSON"),
    (lambda path: damaged(path, draws=[]), "no draws"),
    (lambda path: damaged(path, keys=["nerve.area.sural"], centre=[2.5e-6], draws=[[2.5e-6], [2.5e-4]]),
     "1 of 2 draws of nerve.area.sural are impossible"),
])  # fmt: skip
def test_a_damaged_or_missing_posterior_is_bad(damage, says, shipped, capsys):
    damage(shipped)
    assert main(["doctor"]) == doctor.SICK
    text = capsys.readouterr().out
    assert "BAD  posterior" in text and says in text and "not sound" in text


def test_a_check_that_falls_over_does_not_stop_the_doctor(capsys, monkeypatch):
    def broken():
        raise RuntimeError("no luck")

    monkeypatch.setattr(doctor, "example_values", broken)
    assert main(["doctor"]) == 1
    text = capsys.readouterr().out
    assert "kernel: RuntimeError: no luck" in text and "movement library" in text


def test_a_missing_package_and_an_unwritable_cache(example, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "example_values", lambda: example)
    monkeypatch.setattr(doctor, "REQUIRED", ("numpy", "no-such-package"))
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NEUROGLIDE_CACHE", str(tmp_path / "file"))
    assert main(["doctor"]) == 1
    text = capsys.readouterr().out
    assert "no-such-package is missing" in text and "cannot be written" in text


def test_a_value_that_is_gone_counts_as_different():
    assert doctor.difference({}, {"a": 1.0}) == {"a": float("inf")}
