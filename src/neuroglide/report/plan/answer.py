"""The plan's answer as the report's first lines: what comes first, the technique, who chose it, what is not offered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neuroglide.patient.plan.limiting import limits_text
from neuroglide.patient.plan.uses import use_of
from neuroglide.report.plan.names import plain, sentence, sources, sure, without_bits
from neuroglide.report.plan.patient import texts

#: How several signed techniques go together, by the record's ``use``.
_USE = {"one_of": "On a day one of these, not several: each was judged alone.",
        "together": "All of these on the same day: they were judged together."}


def answer(content: Mapping[str, Any], signed: Mapping[str, Any] | None) -> dict[str, Any]:
    """Headline and sentences under it.

    Parameters: content, the plan; signed, its signed record, if it is one. Returns: ``headline``, what is to be begun
    first, with ``why`` and ``more`` of it; ``told``, what limits and what was chosen; ``use``, how several signed
    techniques go together; ``places``, the best technique for home and clinic; ``not_offered``; ``tests``, what is to
    be examined first; ``before``, what a plan before gave.
    """
    first, best = content["first_care"], content["best"]["text"]
    before = content["previous_dose"]
    return {
        "headline": sentence(first[0]["do"]) if first else None,
        "why": [_reason(one) for one in first], "more": [sentence(one["do"]) for one in first[1:]],
        "told": " ".join(filter(None, [limits(content), _chosen(content) if signed else _first_choice(content)])),
        "use": _USE[use_of(signed)] if signed and len(content["techniques"]) > 1 else "",
        "places": [] if signed or not best else [best.rstrip(".")],
        "not_offered": [_not_offered(one, content["bounds"]) for one in content["not_offered_though_tried"]],
        "tests": [f"{sentence(one['do'])} {_reason(one)}" for one in content["tests_first"] if one["do"]],
        "before": f"Version {before['version']} before this one: {before['text']} ({sure(before)})" if before else "",
        "plan_title": _title(content),
    }


def limits(content: Mapping[str, Any]) -> str:
    """What limits the movement, or why there is no technique to sign, in the plan's words."""
    return plain(without_bits(limits_text(content)))


def _title(content: Mapping[str, Any]) -> str:
    """What the technique is headed with."""
    if content["held"] and content["techniques"]:
        return "For information: nothing can be signed yet"
    if content["first_care"] and content["techniques"]:
        return texts()["techniques"]["only_if"]
    return "The techniques, the first in full" if len(content.get("chosen") or ()) > 1 else "The technique"


def _reason(one: Mapping[str, Any]) -> str:
    rests = "; ".join(filter(None, [sure(one), sources(one["sources"])]))
    return f"{sentence(plain(one['why']))} ({rests})" if rests else sentence(plain(one["why"]))


def _first_choice(content: Mapping[str, Any]) -> str:
    """The technique that a draft ranks first."""
    if content["held"] or not content["techniques"]:
        return ""
    called = "First choice by this model"
    if content["first_care"]:
        called = f"{texts()['techniques']['only_if']}, by this model"
    return f"{called}: {content['techniques'][0]['name'].lower()}."


def _chosen(content: Mapping[str, Any]) -> str:
    """What the clinician signed, with the rank it had in the draft."""
    said = [f"{item['name'].lower()} (ranked {item['rank']} in the draft)" for item in content["techniques"]]
    return f"Chosen by the clinician: {', '.join(said)}."


def _not_offered(one: Mapping[str, Any], bounds: Any) -> str:
    """A technique tried in people like this one that the plan does not offer, why not, and where it was tried."""
    known = any(bound["id"] == one["bound"] for bound in bounds)
    why = f"by the bound on {one['text']}" if known else one["text"]
    rests = "; ".join(filter(None, [sure(one), sources(one["sources"])]))
    return plain(f"Not offered: {one['about']}: {why}" + (f" ({rests})." if rests else "."))


def best_place(item: Mapping[str, Any]) -> str:
    """Where a technique is done, in words."""
    return {"home": "at home", "clinic": "in the clinic"}[item["place"]]
