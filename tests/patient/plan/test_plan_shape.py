"""A document held to its schema: the first place that does not fit, named so that a reader finds it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from neuroglide.patient.plan import shape
from neuroglide.patient.plan.schema import plan_schema, record_schema
from neuroglide.patient.plan.shape import misfit

_NULL_OR = {"oneOf": [{"type": "null"}, {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}]}


@pytest.mark.parametrize("value, schema, said", [
    (2.0, {"type": "integer"}, "2.0 stands where a whole number belongs"),
    (True, {"type": "integer"}, "True stands where a whole number belongs"),
    (True, {"type": "number"}, "True stands where a number belongs"),
    ([], {"type": ["number", "null"]}, "a list stands where a number or null belongs"),
    (1, {"const": True}, "it is 1, not True"),
    ({}, _NULL_OR, "a: it is missing"), ({"a": 1}, _NULL_OR, "a: 1 stands where text belongs"),
    (1, _NULL_OR, "1 stands where a mapping belongs"),
    ({"site.r": {}}, {"additionalProperties": {"required": ["low"]}}, "site.r.low: it is missing"),
    ([{"a": [0, -1]}], {"items": {"properties": {"a": {"items": {"minimum": 0}}}}}, "[0].a[1]: -1 is below 0"),
    ({"k": 1}, {"if": {"required": ["k"]}, "then": {"required": ["b"]}}, "b: it is missing"),
    ({"x" * 99: 1}, {"additionalProperties": False}, f"{'x' * 57}...: there is no such name here"),
    ({"x" * 99: 1}, {"additionalProperties": {"type": "string"}}, f"{'x' * 57}...: 1 stands where text belongs"),
    ("a\nb" * 99, {"pattern": "^c"}, None), ({}, {"minProperties": 1}, "it has 0, and at least 1 belong here"),
    ([1, 1], {"uniqueItems": True}, "[1, 1] has non-unique elements"),  # a word of a schema that has no words of ours
])
def test_the_first_place_that_does_not_fit_is_named(value, schema, said):
    found = misfit(value, schema)
    assert found == said if said else found and "\n" not in found and len(found) < 120


@pytest.mark.parametrize("value, schema", [
    (1, {"type": "integer"}), (1.0, {"type": "number"}), (None, _NULL_OR), ({"a": ""}, _NULL_OR),
    ({}, {"if": {"required": ["k"]}, "then": {"required": ["b"]}})])
def test_what_fits_has_no_fault(value, schema):
    assert misfit(value, schema) is None


def words_of(schema) -> set[str]:
    """The words of a schema and of all the schemas in it."""
    within = [*schema.get("properties", {}).values(), *schema.get("oneOf", ()), *schema.get("allOf", ()),
              *(schema[name] for name in ("items", "additionalProperties", "if", "then")
                if isinstance(schema.get(name), dict))]
    return set(schema).union(*map(words_of, within))


@pytest.mark.parametrize("schema", [plan_schema(), record_schema()], ids=["plan", "record"])
def test_every_fault_of_a_plan_is_told_in_words_of_ours(schema):
    """A word of a schema that has none is told in the library's own sentence, which no reader of a plan should meet."""
    about = {"$schema", "$id", "title", "description"}
    of_parts = {"properties", "items", "oneOf", "allOf", "if", "then"}
    found = words_of(schema) - about - of_parts
    assert found <= set(shape._WORDS) and found >= {"type", "required", "enum", "minimum"}


def test_the_library_is_imported_when_a_document_is_read_and_not_before():
    code = ("import sys, neuroglide, neuroglide.cli.plan, neuroglide.patient.plan.kept as kept; before = 'jsonschema' "
            "in sys.modules; kept.misfit(1, {}); print(before, 'jsonschema' in sys.modules)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
