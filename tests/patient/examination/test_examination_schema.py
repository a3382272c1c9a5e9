"""The JSON Schema takes what the reader takes and refuses what it refuses: both come from one table."""

from __future__ import annotations

import copy

import jsonschema
import pytest
import yaml

from neuroglide.errors import InputError
from neuroglide.patient import examination_schema, example_ids, load_examination
from neuroglide.patient.examination import fields
from neuroglide.patient.examination.loading import example_path

SCHEMA = examination_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def raw_of(name):
    raw = yaml.safe_load(example_path(name).read_text(encoding="utf-8"))
    return raw | {"date": str(raw["date"])}


def test_it_is_a_schema_of_the_named_dialect():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", example_ids())
def test_every_example_fits_as_written_and_as_understood(name):
    assert list(VALIDATOR.iter_errors(raw_of(name))) == []
    assert list(VALIDATOR.iter_errors(dict(load_examination(name).plain))) == []


def _set(path, value):
    def change(raw):
        at = raw
        for part in path[:-1]:
            at = at[part]
        at[path[-1]] = value
    return change


def _drop(*path):
    def change(raw):
        at = raw
        for part in path[:-1]:
            at = at[part]
        del at[path[-1]]
    return change


BROKEN = [
    _drop("id"), _drop("person"), _drop("complaint"), _drop("red_flags"), _drop("person", "height_m"),
    _drop("complaint", "side"), _drop("tests", 0, "test"), _drop("tests", 0, "side"),
    _set(("id",), "a b"), _set(("schema",), "neuroglide.plan/1"), _set(("date",), "yesterday"), _set(("extra",), 1),
    _set(("person", "sex"), "other"), _set(("person", "age_years"), 12), _set(("person", "mass_kg"), 20),
    _set(("person", "side"), "r"),
    _set(("complaint", "side"), "right"), _set(("complaint", "side"), "both"), _set(("complaint", "nprs"), {"leg": 3}),
    _set(("complaint", "nprs"), {"knee": {"now": 3}}), _set(("complaint", "regions"), ["calf"]),
    _set(("complaint", "paroxysmal"), "sometimes"), _set(("complaint", "duration_weeks"), -1),
    _set(("red_flags", "tired"), "no"), _set(("red_flags", "fever"), "perhaps"),
    _set(("neurological", "power", "r", "L5"), 7), _set(("neurological", "power", "r", "L5"), 4.5),
    _set(("neurological", "reflex", "r", "S1"), "dull"),
    _set(("tests", 0, "angle_deg"), 121), _set(("tests", 0, "angle_deg"), -1), _set(("tests", 0, "test"), "lasegue"),
    _set(("tests", 0, "intensity"), 10.5), _set(("tests", 0, "device"), "ruler"), _set(("tests", 0, "place"), "calf_r"),
    _set(("tests", 0, "stages"), {"slump": "none"}), _set(("tests", 0, "sensitisers"), {"wrist_flexion": {}}),
    _set(("tests", 0, "sensitisers"), {"dorsiflexion": {"angle_change_deg": 90}}),
    _set(("tests", 0, "sensitisers"), {"dorsiflexion": {"symptom": "less"}}),
    _set(("questionnaires", "odi", "sections"), [1] * 9), _set(("questionnaires", "odi", "version"), "9"),
    _set(("questionnaires", "odi", "sections"), [7] * 10), _set(("questionnaires", "rmdq", "score"), 25),
    _set(("questionnaires", "psfs", "scores"), []), _set(("history", "conditions"), ["gout"]),
    _set(("history", "surgery"), [{"weeks_ago": 3}]), _set(("lumbar", "flexion_deg"), 200),
    _set(("hamstring_torque", "r", "concentric_nm"), 0), _set(("palpation", "hip"), "tender"),
    _set(("tests",), {"test": "slr", "side": "r"}),
]


@pytest.mark.parametrize("change", BROKEN, ids=range(len(BROKEN)))
def test_what_the_reader_refuses_the_schema_refuses(change):
    raw = copy.deepcopy(raw_of("slr-45"))
    change(raw)
    with pytest.raises(InputError):
        load_examination(raw)
    assert not VALIDATOR.is_valid(raw)


@pytest.mark.parametrize("change", [
    _set(("date",), None), _set(("tests", 0, "angle_deg"), None), _set(("tests", 0, "stages"), None), _drop("tests"),
    _set(("complaint", "nprs", "leg"), None), _set(("person", "height_m"), "168 cm"), _set(("red_flags",), {}),
])
def test_what_the_reader_takes_the_schema_takes(change):
    raw = copy.deepcopy(raw_of("slr-45"))
    change(raw)
    load_examination(raw)
    assert VALIDATOR.is_valid(raw)


def test_each_word_of_what_stopped_a_test_ends_it_or_says_that_nothing_modelled_did():
    assert sorted(fields.STOPPED + fields.BEYOND) == sorted(fields.vocabulary("stopped_by"))
