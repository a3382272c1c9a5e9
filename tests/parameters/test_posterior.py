"""The posterior file: read, laid over records and under a person's own values, and refused when damaged."""

from __future__ import annotations

import json

import pytest

from neuroglide.errors import InputError
from neuroglide.parameters import load_posterior, load_set, read_posterior
from neuroglide.parameters.posterior import SCHEMA

CONTENT = {
    "schema": SCHEMA, "name": "small", "base_set": "adult", "keys": ["nerve.modulus", "nerve.toe"],
    "centre": [1.5e6, 0.05], "draws": [[1e6, 0.04], [2e6, 0.06]],
    "made": {"version": "test", "seed": 7, "data": {"studies": ["ellis2012"], "rows": 3, "hash": "x"}},
    "diagnostics": {},
}


def write(tmp_path, **changed):
    path = tmp_path / "small.json"
    path.write_text(json.dumps({k: v for k, v in (CONTENT | changed).items() if v is not None}), encoding="utf-8")
    return path


def test_the_packaged_posterior_lies_over_the_records():
    posterior, base = load_posterior(), load_set()
    assert len(posterior.draws) >= 64 and posterior.made["version"] and len(posterior.hash) == 16
    first, second = posterior.sets(n=2)
    assert first.name == base.name and first.hash != second.hash
    for key in base:
        if key not in posterior.keys:
            assert first[key] == base[key]
    assert [first[key] for key in posterior.keys] == list(posterior.draws[0])
    assert [posterior.centre()[key] for key in posterior.keys] == list(posterior.centre_si)


def test_a_persons_own_values_win_over_the_draws(tmp_path):
    posterior = read_posterior(write(tmp_path))
    base = load_set().with_overrides({"nerve.modulus": "3 MPa"})
    for p in (*posterior.sets(base, 2), posterior.centre(base)):
        assert p["nerve.modulus"] == 3e6 and p["nerve.toe"] != base["nerve.toe"]
        assert p.with_overrides({"nerve.toe": "10 %"})["nerve.toe"] == pytest.approx(0.1)


def test_what_it_was_made_from_is_taken_from_the_file(tmp_path):
    posterior = read_posterior(write(tmp_path))
    assert posterior.calibrated and posterior.studies == ("ellis2012",)
    assert posterior.provenance()["rows"] == 3 and posterior.provenance()["seed"] == 7
    other = read_posterior(write(tmp_path, made={"version": "interim", "data": {}}))
    assert not other.calibrated and other.provenance()["seed"] is None and other.hash != posterior.hash


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"schema": "neuroglide.posterior/9"}, "schema"),
        ({"keys": ["nerve.modulus", "nerve.tow"]}, "nerve.tow"),
        ({"keys": ["nerve.toe", "nerve.toe"]}, "twice"),
        ({"base_set": "child"}, "base set"),
        ({"draws": [[1e6, 0.04], [1e6]]}, "draw 2"),
        ({"draws": [[1e6, float("nan")]]}, "draw 1"),
        ({"draws": [[1e6, "soft"]]}, "soft"),
        ({"draws": []}, "no draws"),
        ({"draws": 3}, "damaged"),
        ({"centre": None}, "'centre' is missing"),
        ({"centre": [1e6]}, "centre does not hold"),
        ({"made": {}}, "'data' is missing"),
        ({"made": "yesterday"}, "made"),
    ],
)
def test_a_damaged_file_says_what_is_wrong(changed, says, tmp_path):
    with pytest.raises(InputError, match="damaged") as caught:
        read_posterior(write(tmp_path, **changed))
    assert says in str(caught.value) and "small.json" in str(caught.value) and "Fix: " in str(caught.value)


def test_no_file_half_a_file_and_an_unknown_name(tmp_path):
    with pytest.raises(InputError, match="cannot read the posterior"):
        read_posterior(tmp_path / "nothing.json")
    half = write(tmp_path)
    half.write_text(half.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    with pytest.raises(InputError, match="not JSON"):
        read_posterior(half)
    with pytest.raises(InputError, match="did you mean adult"):
        load_posterior("adul")


@pytest.mark.parametrize("n", [-1, 3])
def test_draws_that_are_not_there(n, tmp_path):
    with pytest.raises(InputError, match="holds 2"):
        read_posterior(write(tmp_path)).sets(n=n)
