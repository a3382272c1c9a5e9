"""Parameter sets: values in SI, a person's overrides, errors that name key and fix, and a stable digest."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest

from neuroglide.errors import InputError
from neuroglide.parameters import ParameterSet, load_set
from neuroglide.parameters.load import choose
from neuroglide.parameters.record import read_record


def raw(**changes):
    entry = {
        "key": "demo.arm", "value": 41, "unit": "mm", "spread": {"sd": 4}, "kind": "measured", "source": "robinson2019",
        "locator": "abstract", "checked": "read",
    }  # fmt: skip
    return {name: value for name, value in (entry | changes).items() if value is not ...}


def record(**changes):
    return read_record(raw(**changes), "demo.yaml")


def small_set():
    records = [
        record(),
        record(key="demo.angle", value=10, unit="deg"),
        record(key="demo.share", value=8, unit="percent", limits=[0, 20]),
        record(key="demo.shift", value=-2, unit="mm"),
    ]
    return ParameterSet("demo", {r.key: r for r in records})


def test_values_are_si():
    p = small_set()
    assert p["demo.arm"] == 0.041
    assert p["demo.share"] == 0.08
    assert p["demo.angle"] == pytest.approx(math.radians(10), rel=1e-15)  # one rounding of a double


def test_spreads_are_si():
    assert record().sd_si == 0.004
    assert record(spread={"relative_sd": 0.1}).sd_si == pytest.approx(0.0041)
    wide = record(spread={"interval": [30, 60]})
    assert wide.interval_si == (0.030, 0.060)
    # 90 % of a normal distribution lies within 1.645 standard deviations.
    assert wide.sd_si == pytest.approx(0.015 / 1.645, rel=1e-3)


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"unit": "furlong"}, "unknown unit"),
        ({"value": "abc"}, "not a finite number"),
        ({"value": True}, "not a finite number"),
        ({"value": float("inf")}, "not a finite number"),
        ({"spread": {"sd": 0}}, "must be positive"),
        ({"spread": {"sd": -1}}, "must be positive"),
        ({"spread": {"interval": [5, 5]}}, "empty"),
        ({"spread": {"interval": [50, 60]}}, "outside its own interval"),
        ({"spread": {"range": 3}}, "is not one of"),
        ({"spread": ...}, "'spread' is missing"),
        ({"locator": ""}, "'locator' is missing"),
        ({"source": None}, "'source' is missing"),
        ({"kind": "guessed"}, "unknown kind"),
        ({"kind": "assumed"}, "needs a note"),
        ({"checked": "recalled"}, "not a measured one"),
        ({"checked": "maybe"}, "use read or recalled"),
        ({"source": "neuroglide"}, "own choice is not a measured"),
        ({"key": "Arm"}, "lower_snake"),
        ({"colour": "red"}, "unknown field 'colour'"),
        ({"evidence": ["12"]}, "evidence row"),
        ({"limits": [0, 10]}, "outside its own limits"),
        ({"of_two": {"names": ["a", "b"]}}, "is not two names, two weights"),
        ({"of_two": {"names": ["a"], "weights": [1, 2], "is": "x"}}, "is not two names, two weights"),
        ({"of_two": {"names": ["a", "b"], "weights": [1, 0], "is": "x"}, "limits": [40, 42]}, "not positive"),
        ({"of_two": {"names": ["a", "b"], "weights": [1, 2], "is": "x"}}, "of_two without limits"),
    ],
)
def test_a_wrong_record_is_refused(changes, words):
    with pytest.raises(InputError, match=words) as caught:
        record(**changes)
    assert "demo.yaml" in str(caught.value) or "unit" in words


def test_an_override_is_in_the_records_own_unit_or_carries_one():
    p = small_set()
    assert p.with_overrides({"demo.arm": 30})["demo.arm"] == 0.030
    assert p.with_overrides({"demo.arm": "3 cm"})["demo.arm"] == 0.030
    assert p.with_overrides({"demo.shift": -4})["demo.shift"] == -0.004
    both = p.with_overrides({"demo.arm": 30}).with_overrides({"demo.shift": 1})
    assert both.overridden == ("demo.arm", "demo.shift")
    assert (both["demo.arm"], both["demo.shift"]) == (0.030, 0.001)
    assert p["demo.arm"] == 0.041
    assert p.with_overrides(None) is p


@pytest.mark.parametrize(
    "overrides, words",
    [
        ({"demo.amr": 3}, r"unknown parameter 'demo.amr'.*did you mean demo.arm"),
        ({"demo.arm": "3 deg"}, r"demo.arm: '3 deg' measures angle, expected length"),
        ({"demo.arm": float("nan")}, "not finite"),
        ({"demo.arm": -1}, "outside 0.041 to 41000 mm"),
        ({"demo.arm": 0}, "outside 0.041 to 41000 mm"),
        ({"demo.arm": None}, "not a number"),
        ({"demo.arm": [1]}, "not a number"),
        ({"demo.arm": "3 furlong"}, "unknown unit"),
        ({"demo.share": 21}, "outside 0 to 20 percent"),
        ({3: 4}, "unknown parameter '3'"),
        ([1], "must map"),
    ],
)
def test_a_wrong_override_names_the_file_and_the_reason(overrides, words):
    with pytest.raises(InputError, match=words) as caught:
        small_set().with_overrides(overrides, source="me.yaml")
    assert str(caught.value).startswith("me.yaml: ")


PRESSURE = "circulation.mean_arterial_pressure"


@pytest.mark.parametrize(("written", "mean"), [
    ("130/85 mmHg", "100 mmHg"), ("130/85", "100 mmHg"), (" 120 / 80 mmHg", "93.3 mmHg"), ("16/11 kPa", "12.7 kPa")])
def test_of_a_blood_pressure_of_two_numbers_the_mean_is_said_to_be_wanted_and_given(written, mean):
    with pytest.raises(InputError, match="two numbers .systolic and diastolic., and their mean is wanted") as refused:
        load_set().with_overrides({PRESSURE: written}, "p.yaml")
    assert refused.value.source == "p.yaml" and f"third of the difference): {mean}." in refused.value.message
    assert refused.value.fix == f"write '{PRESSURE}: {mean}'."
    assert load_set().with_overrides({PRESSURE: mean})[PRESSURE] > 0.0  # the line as it is told is taken


@pytest.mark.parametrize(("key", "written", "words"), [
    (PRESSURE, "85/130 mmHg", "give that mean, from 50 to 200 mmHg"),
    (PRESSURE, "13/8", "give that mean, from 50 to 200 mmHg"),
    (PRESSURE, "130/85 mmhg", "unknown unit 'mmhg'"),
    ("nerve.modulus", "3/4 MPa", "'3/4 MPa' is two numbers, and one is wanted. Fix: give one number in MPa"),
])
def test_two_numbers_that_give_no_mean_are_refused_for_what_they_are(key, written, words):
    with pytest.raises(InputError, match="(?s)" + words):
        load_set().with_overrides({key: written})


def test_an_unknown_key_is_an_input_error_and_a_key_error():
    p = small_set()
    with pytest.raises(InputError, match="did you mean demo.angle"):
        p["demo.angel"]
    with pytest.raises(KeyError):
        p["demo.angel"]
    assert p.get("demo.angel") is None
    assert "demo.arm" in p and len(p) == 4


def test_the_hash_follows_the_values_only():
    p = small_set()
    assert p.hash == small_set().hash == p.with_overrides({}).hash == p.with_overrides({"demo.arm": 41}).hash
    assert p.hash != p.with_overrides({"demo.arm": 42}).hash
    assert p == p.with_overrides({"demo.arm": 41}) != p.with_overrides({"demo.arm": 42})
    reverse = ParameterSet("demo", {r.key: r for r in reversed(p.records())})
    assert reverse.hash == p.hash


def test_the_hash_is_the_same_in_another_process():
    code = "from neuroglide.parameters import load_set; print(load_set().hash)"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert out.strip() == load_set().hash


def test_two_records_of_a_key_need_a_pick_with_a_reason():
    two = (record(), record(source="ellis2012", value=30))
    with pytest.raises(InputError, match="demo.arm has records of robinson2019, ellis2012 and no pick"):
        choose(two, {}, "adult.yaml")
    chosen = choose(two, {"demo.arm": {"source": "ellis2012", "why": "living adults"}}, "adult.yaml")
    assert chosen["demo.arm"].value == 30
    for pick in ({"source": "ellis2012"}, {"source": "other2000", "why": "x"}):
        with pytest.raises(InputError, match="no such record, or no 'why'"):
            choose(two, {"demo.arm": pick}, "adult.yaml")
    with pytest.raises(InputError, match="stands twice"):
        choose((record(), record()), {}, "adult.yaml")


def test_an_unknown_set_is_refused():
    with pytest.raises(InputError, match="use one of adult"):
        load_set("child")


def test_loading_twice_reads_once():
    assert load_set() is load_set("adult") or load_set() == load_set("adult")
