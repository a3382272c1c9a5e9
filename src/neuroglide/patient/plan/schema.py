"""The JSON Schemas of a plan and of a signed record."""

from __future__ import annotations

from typing import Any

from neuroglide.patient.plan.canonical import SIGNED_SCHEMA
from neuroglide.patient.plan.item import NUMBERS
from neuroglide.patient.plan.limiting import LIMITERS
from neuroglide.patient.plan.model import SCHEMA
from neuroglide.patient.plan.seed import LARGEST_SEED
from neuroglide.patient.plan.uses import USES
from neuroglide.summary import FEWEST_FOR_SHARES

_NUMBER = {"type": ["number", "null"]}
_TEXT, _TEXTS = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
_SOME_TEXT, _NO_TEXT = {"type": "string", "pattern": r"\S"}, {"type": ["string", "null"]}
_DIGEST, _DAY = {"type": "string", "pattern": "^[0-9a-f]{64}$"}, {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
_THINGS = {"type": "array", "items": {"type": "object"}}
_DOSE = {"sets": "integer", "reps": "integer", "hold_s": "number", "rest_s": "number", "per_day": "integer",
         "days_per_week": "integer", "weeks": "integer"}


def plan_schema() -> dict[str, Any]:
    """The schema of ``neuroglide.plan/1`` (JSON Schema 2020-12)."""
    always = _always()
    drafted = {"if": {"properties": {"status": {"const": "draft"}}}, "then": _object(_drafted())}
    stopped = {"if": {"properties": {"status": {"const": "stopped"}}},
               "then": {"properties": {"techniques": {"maxItems": 0}, "referral": _TEXT, "red_flags": {"minItems": 1},
                                       "can_be_signed": {"const": False}}}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, "title": "Neuroglide plan",
        "description": "A draft or stopped plan. Angles in degrees, mm, percent, seconds; _low and _high are the ends "
                       "of the 90 % band.",
        "type": "object", "required": list(always), "properties": always | _later(), "allOf": [drafted, stopped],
    }


def record_schema() -> dict[str, Any]:
    """The schema of ``neuroglide.signed-plan/1``: no other field is allowed, and every one is required but those that
    records signed before them have not."""
    from neuroglide.patient.plan.build import MOST_DRAWS

    review = _object({"weeks": {"type": "integer", "minimum": 0}, "date": _DAY})
    left = _object({"id": _TEXT, "name": _TEXT, "rank": {"type": "integer"}, "class": _TEXT, "place": _TEXT})
    signed = {
        "status": {"const": "draft"}, "held": {"type": "null"}, "can_be_signed": {"const": True},
        "techniques": {"minItems": 1}, "chosen": {"type": "array", "items": _TEXT, "minItems": 1},
        "not_chosen": {"type": "array", "items": left}, "ranked_of": {"type": "integer", "minimum": 1},
        "signed_on": _DAY, "reviews": {"type": "array", "items": review, "minItems": 1}, "valid_until": _DAY,
    }
    value = {"value": {"type": "number"}, "limit": {"type": "number"}, "end": {"enum": ["upper", "lower"]},
             "unit": _TEXT}
    count = {"type": "integer", "minimum": 0}
    judged = _object(value, {"beyond": count, "at_most": count, "of": count | {"minimum": FEWEST_FOR_SHARES}})
    rerun = _object({"id": _TEXT, "keeps_bounds": {"const": True},
                     "judged": {"type": "object", "additionalProperties": judged, "minProperties": 1}},
                    {"nerves": {"type": "integer", "minimum": FEWEST_FOR_SHARES, "maximum": MOST_DRAWS}})
    day = _object({"bound": _TEXT, "over": {"enum": ["day", "home", "clinic"]}, **value})
    fields = {
        "schema": {"const": SIGNED_SCHEMA}, "status": {"const": "signed"}, "version": {"type": "integer", "minimum": 1},
        "previous": {"oneOf": [{"type": "null"}, _DIGEST]}, "plan": {"allOf": [plan_schema(), _object(signed)]},
        "draft_digest": _DIGEST, "rerun": {"type": "array", "items": rerun, "minItems": 1},
        "signed": _object({"name": _SOME_TEXT, "credentials": _SOME_TEXT, "at": _TEXT, "software": _SOME_TEXT,
                           "software_version": _SOME_TEXT}) | {"additionalProperties": False},
        "digest": _DIGEST,
    }
    seen = _object({"examination": _SOME_TEXT, "digest": _DIGEST, "last_entry": _DAY}) | {"additionalProperties": False}
    later = {"use": {"enum": list(USES)}, "day": {"type": "array", "items": day},
             "follow_up": {"oneOf": [{"type": "null"}, seen]}}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SIGNED_SCHEMA,
            "title": "Neuroglide signed plan", **_object(fields, later), "additionalProperties": False}


def _always() -> dict[str, Any]:
    """The fields of every plan, drafted or stopped."""
    from neuroglide.patient.plan.build import MOST_DRAWS

    draws = {"type": "integer", "minimum": FEWEST_FOR_SHARES, "maximum": MOST_DRAWS}
    override = _object({"rule": _TEXT, "reason": _TEXT, "by": _TEXT})
    return {
        "schema": {"const": SCHEMA}, "status": {"enum": ["draft", "stopped"]}, "id": _TEXT, "date": _NO_TEXT,
        "side": {"enum": ["r", "l"]}, "limb": {"enum": ["leg", "arm"]}, "answer": _TEXT, "referral": _NO_TEXT,
        "referral_patient": _NO_TEXT, "ground_rule": _TEXT, "status_line": _TEXT, "harm": _TEXT, "order": _TEXT,
        "can_be_signed": {"type": "boolean"}, "missing_before_signing": _TEXTS, "unanswered_red_flags": _TEXTS,
        "red_flags": {"type": "array", "items": _object(
            {"id": _TEXT, "level": _TEXT, "text": _TEXT, "why": _TEXTS, "action": _TEXT, "source": _TEXT,
             "certainty": _TEXT})},
        "cautions": _THINGS, "contradictions": _THINGS, "gaps": _THINGS, "companions": _THINGS, "rejected": _THINGS,
        "screening": {"type": "object"}, "examination": {"type": "object"},
        "overrides": {"type": "array", "items": override}, "refused_overrides": _THINGS,
        "made": _object({"software": _TEXT, "version": _TEXT, "posterior": _NO_TEXT, "draws": draws,
                         "seed": {"type": "integer", "minimum": 0, "maximum": LARGEST_SEED}}, {"fitted_on": draws}),
        "limiter": {"oneOf": [{"type": "null"}, _object(
            {name: {"type": "number", "minimum": 0, "maximum": 1}
             for name in LIMITERS})]},
        "undetermined": {"type": ["boolean", "null"]},
        "restriction": {"type": "object", "additionalProperties": _object(
            {"median": _NUMBER, "low": _NUMBER, "high": _NUMBER}), "description": "N/mm by site"},
        "held": {"oneOf": [{"type": "null"}, _object({"reason": _TEXT, "do": _TEXT, "test": _NO_TEXT})],
                 "description": "why no technique can be signed now"},
        "first_care": {"type": "array", "items": _object(
            {"id": _TEXT, "do": _TEXT, "why": _TEXT, "certainty": _TEXT, "checked": _TEXT, "sources": _TEXTS})},
        "best": _object({"home": _NO_TEXT, "clinic": _NO_TEXT, "text": _TEXT}),
        "next_test": {"oneOf": [{"type": "null"}, _object({"test": _TEXT, "why": _TEXT})]},
        "previous_dose": {"oneOf": [{"type": "null"}, _object(
            {"digest": _DIGEST, "version": {"type": "integer", "minimum": 1}, "response": _TEXT, "text": _TEXT},
            {"worse": _TEXTS})]},
        "techniques": {"type": "array", "items": _technique()},
        "forecast": {"type": ["object", "null"]}, "digest": _DIGEST,
        "sources": {"type": "array", "items": _object({"key": _TEXT, "line": _TEXT})},
    }


def _later() -> dict[str, Any]:
    """The fields of every plan that those written before them have not."""
    limits = _object({"text": _SOME_TEXT, "largest": {"enum": [*LIMITERS, None]},
                      "probability": {"type": ["number", "null"], "minimum": 0, "maximum": 1}})
    return {"limits": {"oneOf": [{"type": "null"}, limits],
                       "description": "what limits the movement, or why there is no technique to sign"}}


def _drafted() -> dict[str, Any]:
    """What a draft has and a stopped plan has not."""
    bound = {"id": _TEXT, "quantity": _TEXT, "name": _TEXT, "unit": _TEXT, "end": {"enum": ["upper", "lower"]},
             "bears_on": _TEXT, "limit": {"type": "number"}, "kind": _TEXT, "source": _TEXT, "note": _TEXT}
    weeks = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 1}
    return {
        "bounds": {"type": "array", "items": _object(bound), "minItems": 1},
        "care": _object({"grade": {"enum": ["low", "moderate", "high"]}, "reasons": _THINGS}),
        "site_of_interest": _object({"site": _TEXT, "text": _TEXT}), "limiter_about": _TEXT, "cannot_tell": _TEXTS,
        "tests_first": {"type": "array", "items": _object({"id": _TEXT, "do": _TEXT})},
        "stop_rules": {"type": "array", "items": _object({"id": _TEXT, "asks": _TEXT, "action": _TEXT}), "minItems": 1},
        "regression": {"type": "array", "items": {"type": "object"}, "minItems": 1}, "progression": _THINGS,
        "review": _object({"weeks": weeks, "text": _TEXT}),
        "companions": {"type": "array", "items": _object({"name": _TEXT, "text": _TEXT, "patient": _TEXT})},
    }


def _technique() -> dict[str, Any]:
    numbers = {f"{name}{end}": _NUMBER for name, _ in NUMBERS.values() for end in ("", "_low", "_high")}
    pair = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    stop = _object({"bound": _TEXT, "text": _TEXT, "value": _NUMBER, "limit": _NUMBER})
    share = {"type": "number", "minimum": 0, "maximum": 1}
    dose = _object({name: {"type": kind, "minimum": 0} for name, kind in _DOSE.items()})
    return _object({
        "rank": {"type": "integer", "minimum": 1}, "id": _TEXT, "name": _TEXT, "patient_name": _TEXT, "class": _TEXT,
        "performed_by": _TEXT, "place": {"enum": ["home", "clinic"]}, "share_of_full_range": share,
        "reach": share, "ease": share, "start_deg": {"type": "object", "additionalProperties": {"type": "number"}},
        "start_text": _TEXT, "summary": _TEXT, "dose_text": _TEXT, "tempo": _TEXT,
        "instructions": {"type": "array", "items": _object({"start": _TEXT, "moves": _TEXTS}), "minItems": 1},
        "amplitude_deg": {"type": "object", "additionalProperties": pair, "minProperties": 1}, "amplitude_text": _TEXT,
        "dose": dose | {"additionalProperties": False}, "site": _TEXT, **numbers,
        "binds": _object({"amplitude": stop, "dose": stop}), "certainty": _TEXT, "sources": _TEXTS,
        "movement": {"type": "object"},
    })


def _object(properties: dict[str, Any], later: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object with all of its properties; those that came ``later`` are missing in what was written before."""
    return {"type": "object", "properties": properties | (later or {}), "required": list(properties)}
