"""The JSON Schema of an examination, made from the tables that the reader uses."""

from __future__ import annotations

from typing import Any

from neuroglide.body.person import LIMITS
from neuroglide.patient.examination import fields
from neuroglide.patient.examination.fields import Field

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_THREE: dict[str, Any] = {"enum": ["yes", "no", "unknown", True, False]}


def examination_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of an examination as JSON, for editors, forms and other programs.

    Optional entries may also be null, as the reader takes null for not given.
    """
    blocks = [name for name in fields.block_names() if name not in ("examination", "test")]
    whole = _block("examination")
    whole["properties"]["schema"] = {"const": fields.SCHEMA}
    both = {"properties": {"side": {"const": "both"}}, "required": ["side"]}
    defs = {name: _block(name) for name in blocks} | {"test": _test()}
    defs["complaint"] |= {"if": both, "then": {"properties": {"worse_side": {"enum": list(fields.vocabulary("side"))}},
                                               "required": ["worse_side"]}}
    return {"$schema": DIALECT, "$id": f"urn:{fields.SCHEMA.replace('/', ':')}", "title": "Examination",
            "description": "What was found in one person on one day. Angles in degrees.", **whole, "$defs": defs}


def _block(name: str) -> dict[str, Any]:
    known = fields.block(name)
    return {
        "type": "object", "additionalProperties": False,
        "properties": {key: _described(field) for key, field in known.items()},
        "required": [key for key, field in known.items() if field.required],
    }


def _described(field: Field) -> dict[str, Any]:
    made = _of(field)
    if field.required:
        return made | {"description": field.why}
    return {"anyOf": [made, {"type": "null"}], "description": field.why}


def _of(field: Field) -> dict[str, Any]:
    """The schema of a value, by its field's kind."""
    match field.kind:
        case "number":
            return {"type": "number"} if field.limit == "by_test" else _number(field.limit)
        case "word":
            return _words(field.words)
        case "words":
            return {"type": "array", "items": _words(field.words), "maxItems": fields.MAX_ENTRIES}
        case "three":
            return _THREE
        case "texts":
            return {"type": "array", "items": {"type": "string"}, "maxItems": fields.MAX_ENTRIES}
        case "block":
            return {"$ref": f"#/$defs/{field.block}"}
        case "map":
            return _named(list(fields.vocabulary(field.keys)), _of(field.of))
        case "list":
            low, high = field.length or (0, fields.MAX_ENTRIES)
            items = {"anyOf": [_of(field.of), {"type": "null"}]} if field.gaps else _of(field.of)
            return {"type": "array", "items": items, "minItems": low, "maxItems": high}
        case "red_flags":
            return _named(list(fields.red_flag_questions()), _THREE)
        case "person":
            return _person()
        case "id":
            return {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"}
        case "date":
            return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        case _:
            return {"type": "string", "maxLength": fields.MAX_TEXT}


def _named(names: list[str], value: dict[str, Any]) -> dict[str, Any]:
    nothing = {"anyOf": [value, {"type": "null"}]}
    return {"type": "object", "propertyNames": {"enum": names}, "additionalProperties": nothing}


def _words(name: str) -> dict[str, Any]:
    return {"enum": list(fields.vocabulary(name))}


def _number(name: str) -> dict[str, Any]:
    limit = fields.limit(name)
    return {"type": "integer" if limit.integer else "number", "minimum": limit.low, "maximum": limit.high}


def _person() -> dict[str, Any]:
    numbers = {key: {"type": "number", "minimum": low, "maximum": high, "description": unit}
               for key, (low, high, unit) in LIMITS.items()}
    with_unit = {key: {"anyOf": [value, {"type": "string"}]} if key != "age_years" else value
                 for key, value in numbers.items()}
    return {"type": "object", "additionalProperties": False, "required": list(fields.PERSON_FIELDS),
            "properties": {"sex": _words("sex"), **with_unit}}


def _test() -> dict[str, Any]:
    made = _block("test")
    made["allOf"] = []
    for name in fields.vocabulary("test"):
        rule = fields.test_rule(name)
        angle = {"anyOf": [_number(rule.limit), {"type": "null"}], "description": rule.angle}
        then: dict[str, Any] = {"properties": {"angle_deg": angle, "sensitisers": {
            "anyOf": [_named(list(rule.sensitisers), {"$ref": "#/$defs/sensitiser"}), {"type": "null"}]}}}
        if not rule.stages:
            then["properties"]["stages"] = {"type": "null"}
        if rule.side:
            then["required"] = ["side"]
            then["properties"]["side"] = _words("side")
        made["allOf"].append({"if": {"properties": {"test": {"const": name}}, "required": ["test"]}, "then": then})
    return made
