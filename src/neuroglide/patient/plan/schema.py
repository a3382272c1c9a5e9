"""The JSON Schema of a plan."""

from __future__ import annotations

from typing import Any

from neuroglide.patient.plan.item import NUMBERS
from neuroglide.patient.plan.model import SCHEMA

_NUMBER = {"type": ["number", "null"]}
_TEXT, _TEXTS = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
_DOSE = ("sets", "reps", "hold_s", "rest_s", "per_day", "days_per_week", "weeks")


def plan_schema() -> dict[str, Any]:
    """The schema of ``neuroglide.plan/1`` (JSON Schema 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, "title": "Neuroglide plan",
        "description": "A draft or stopped plan. Angles in degrees, mm, percent, seconds; _low and _high are the ends "
                       "of the 90 % band.",
        "type": "object",
        "required": ["schema", "status", "id", "red_flags", "limiter", "undetermined", "restriction", "next_test",
                     "techniques", "forecast", "sources", "ground_rule", "can_be_signed", "digest", "held",
                     "first_care", "best"],
        "properties": {
            "schema": {"const": SCHEMA}, "status": {"enum": ["draft", "stopped"]}, "id": _TEXT, "answer": _TEXT,
            "referral": {"type": ["string", "null"]}, "ground_rule": _TEXT, "can_be_signed": {"type": "boolean"},
            "missing_before_signing": _TEXTS, "unanswered_red_flags": _TEXTS,
            "red_flags": {"type": "array", "items": _object(
                {"id": _TEXT, "level": _TEXT, "text": _TEXT, "why": _TEXTS, "action": _TEXT, "source": _TEXT,
                 "certainty": _TEXT})},
            "limiter": {"oneOf": [{"type": "null"}, _object(
                {name: {"type": "number", "minimum": 0, "maximum": 1}
                 for name in ("nerve", "hamstring", "joint", "several")})]},
            "undetermined": {"type": ["boolean", "null"]},
            "restriction": {"type": "object", "additionalProperties": _object(
                {"median": _NUMBER, "low": _NUMBER, "high": _NUMBER}), "description": "N/mm by site"},
            "held": {"oneOf": [{"type": "null"}, _object({"reason": _TEXT, "do": _TEXT})],
                     "description": "why no technique can be signed now"},
            "first_care": {"type": "array", "items": _object(
                {"id": _TEXT, "do": _TEXT, "why": _TEXT, "certainty": _TEXT, "checked": _TEXT, "sources": _TEXTS})},
            "best": _object({"home": {"type": ["string", "null"]}, "clinic": {"type": ["string", "null"]},
                             "text": _TEXT}),
            "next_test": {"oneOf": [{"type": "null"}, _object({"test": _TEXT, "why": _TEXT})]},
            "bounds": {"type": "array", "items": _object({"id": _TEXT, "quantity": _TEXT, "limit": {"type": "number"},
                                                          "end": {"enum": ["upper", "lower"]}, "unit": _TEXT})},
            "techniques": {"type": "array", "items": _technique()},
            "forecast": {"type": ["object", "null"]}, "digest": _TEXT,
            "sources": {"type": "array", "items": _object({"key": _TEXT, "line": _TEXT})},
        },
        "allOf": [{"if": {"properties": {"status": {"const": "stopped"}}},
                   "then": {"properties": {"techniques": {"maxItems": 0}, "referral": _TEXT,
                                           "red_flags": {"minItems": 1}}}}],
    }


def _technique() -> dict[str, Any]:
    numbers = {f"{name}{end}": _NUMBER for name, _ in NUMBERS.values() for end in ("", "_low", "_high")}
    pair = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    return _object({
        "rank": {"type": "integer", "minimum": 1}, "id": _TEXT, "name": _TEXT, "class": _TEXT,
        "place": {"enum": ["home", "clinic"]}, "share_of_full_range": {"type": "number", "minimum": 0, "maximum": 1},
        "instructions": {"type": "array", "items": _object({"start": _TEXT, "moves": _TEXTS}), "minItems": 1},
        "amplitude_deg": {"type": "object", "additionalProperties": pair, "minProperties": 1}, "amplitude_text": _TEXT,
        "dose": _object({name: {"type": "number", "minimum": 0} for name in _DOSE}), "site": _TEXT, **numbers,
        "binds": _object({"amplitude": {"type": "object"}, "dose": {"type": "object"}}), "certainty": _TEXT,
        "sources": _TEXTS, "movement": {"type": "object"},
    })


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}
