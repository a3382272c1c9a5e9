"""The JSON Schemas of a follow-up and of exported adverse events, made from the tables that the reader uses."""

from __future__ import annotations

from typing import Any

from neuroglide.patient.outcome import adverse_events, follow_up
from neuroglide.patient.outcome.measures import Measure, load_measures
from neuroglide.patient.outcome.reading import load_rules
from neuroglide.patient.outcome.scoring import DEVICES, RATERS
from neuroglide.patient.outcome.stops import rule_ids

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_THREE: dict[str, Any] = {"enum": ["yes", "no", "unknown", True, False, None]}
_ID: dict[str, Any] = {"type": "string", "pattern": r"\S"}
_NOTHING = {"type": "null"}
_MOMENT = {"type": "string", "description": "year-month-day, with a time where a day has several entries",
           "pattern": r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?"}
_DAY = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}


def follow_up_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of ``neuroglide.follow_up/1`` as JSON."""
    return {
        "$schema": _DIALECT, "$id": f"urn:{follow_up.SCHEMA.replace('/', ':')}", "title": "Follow-up",
        "description": "Dated entries of one patient: scores, stop questions, adverse events, stops and what was "
                       "cleared.",
        **_object({"schema": {"const": follow_up.SCHEMA}, "examination": _ID, "plan": {"type": ["string", "null"]},
                   "limb": {"enum": ["leg", "arm"]},
                   "entries": {"type": "array", "minItems": 1, "items": _entry()}}, "examination", "entries"),
    }


def adverse_events_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of ``neuroglide.adverse_events/1`` as JSON."""
    text = {"type": "string"}
    lock = {name: text for name in ("rule", "state", "since", "text", "action", "source", "certainty", "checked")}
    cleared = {"date": text, "by": text, "reason": text, "rules": {"type": "array", "items": text}}
    fields = {
        "schema": {"const": adverse_events.SCHEMA}, "examination": _ID, "plan": {"type": ["string", "null"]},
        "limb": {"enum": ["leg", "arm"]}, "software": text, "software_version": text, "status_line": text,
        "programme": {"enum": ["open", "suspended", "locked"]},
        "locks": {"type": "array", "items": _object(lock, *lock)},
        "cleared": {"type": "array", "items": _object(cleared, *cleared)},
        "events": {"type": "array", "items": _object(_event() | {"date": _DAY, "reported": text}, *_event(),
                                                     "reported")},
    }
    return {"$schema": _DIALECT, "$id": f"urn:{adverse_events.SCHEMA.replace('/', ':')}", "title": "Adverse events",
            **_object(fields, *fields)}


def _entry() -> dict[str, Any]:
    measures = load_measures()
    plain = {name: _either(_number(measures[id]), _object({"score": _number(measures[id])}, "score"))
             for name, id in (("rmdq", "rmdq"), ("s_lanss", "s_lanss"), ("paindetect", "pain_detect"), ("groc", "groc"),
                              ("dash", "dash"), ("quickdash", "quickdash"))}
    parts = {name: _either(_object({part: _either(_number(measures[f"{name}_{part}"])) for part in of}))
             for name, of in (("fabq", ("pa", "work")), ("boston", ("symptom", "function")))}
    items = load_rules()["stop"]["items"]
    fields = {
        "date": _MOMENT, **plain, **parts, **_structured(measures),
        "pain_raised_hours": {"type": ["number", "null"], "minimum": 0, "description": "hours"},
        **{item: {**_THREE, "description": rule["asks"]} for item, rule in items.items()},
        "adverse_events": _either({"type": "array", "minItems": 1, "items": _object(
            _event(), "what", *adverse_events.TYPED)}),
        "stopped": _either(_object({"by": _text(adverse_events.LONGEST_NAME),
                                    "reason": _text(adverse_events.LONGEST_TEXT)}, "by", "reason")),
        "cleared": _either(_object({
            "rules": {"type": "array", "minItems": 1, "items": {"enum": list(rule_ids())}},
            "by": _text(adverse_events.LONGEST_NAME), "reason": _text(adverse_events.LONGEST_TEXT)},
            "rules", "by", "reason")),
        "note": {},
    }
    return _object(fields, "date")


def _structured(measures: dict[str, Measure]) -> dict[str, Any]:
    """The measures that are more than one number."""
    pain, odi, psfs, back, slr = (measures[name] for name in ("nprs", "odi", "psfs", "start_back", "slr"))
    section = {"type": "integer", "minimum": 0, "maximum": int(odi.scoring["section_max"])}
    sections = {"type": "array", "minItems": int(odi.scoring["sections"]), "maxItems": int(odi.scoring["sections"]),
                "items": {"anyOf": [section, _NOTHING, {"type": "array", "minItems": 1, "items": section}]}}
    version = {"enum": list(odi.versions)}
    activities = {"type": "array", "minItems": 1, "items": _number(psfs)}
    raised = _object({"side": {"enum": list(slr.places)}, "angle_deg": _number(slr),
                      "device": {"enum": [*DEVICES, None]}, "rater": {"enum": [*RATERS, None]}}, "side", "angle_deg")
    at = _either(_number(pain), _object({name: _either(_number(pain)) for name in ("now", "best", "worst")}))
    return {
        "nprs": _either(_object({place: at for place in pain.places})),
        "odi": _either(_object({"version": version, "sections": sections}, "version", "sections"),
                       _object({"version": version, "score": _number(odi)}, "version", "score")),
        "psfs": _either(_number(psfs), activities, _object({"scores": _either(activities, _number(psfs)),
                                                            "score": _either(activities, _number(psfs))})),
        "start_back": _either(_object({
            "total": _number(back),
            "psychosocial": _either({"type": "integer", "minimum": 0,
                                     "maximum": int(back.scoring["psychosocial_max"])})}, "total")),
        "slr": _either(raised, {"type": "array", "items": raised}),
    }


def _event() -> dict[str, Any]:
    typed = {name: {"enum": list(adverse_events.words(name)),
                    "description": "; ".join(f"{word}: {means}" for word, means in
                                             load_rules()["adverse_events"][name].items())}
             for name in adverse_events.TYPED}
    return {"date": {"anyOf": [_DAY, _NOTHING]}, "what": _text(adverse_events.LONGEST_TEXT), **typed,
            "technique": _either(_text(adverse_events.LONGEST_NAME))}


def _number(measure: Measure) -> dict[str, Any]:
    return {"type": "integer" if measure.whole else "number", "minimum": measure.low, "maximum": measure.high}


def _text(longest: int) -> dict[str, Any]:
    return {"type": "string", "pattern": r"\S", "maxLength": longest}


def _either(*of: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [*of, _NOTHING]}


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": list(required)}
