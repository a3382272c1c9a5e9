"""The plan's answer as the report's first lines: what comes first, the technique, who chose it, what is not offered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from neuroglide.report.plan.names import plain, sentence, sources, sure
from neuroglide.report.plan.patient import place_of, texts

_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
_BITS = re.compile(r"\s*\(\s*[\d.]+ bits[^)]*\)")
_OF_HUNDRED = re.compile(r"\(([^()]*\bof 100)\)")


def answer(content: Mapping[str, Any], signed: Mapping[str, Any] | None) -> dict[str, Any]:
    """Headline and sentences under it.

    Parameters: content, the plan; signed, its signed record, if it is one. Returns: ``headline``, what is to be begun
    first, with ``why`` and ``more`` of it; ``told``, the answer's other sentences; ``places``, the best technique for
    home and clinic; ``not_offered``; ``tests``, what is to be examined first; ``before``, what a plan before gave.
    """
    first = list(content.get("first_care") or ())
    told = _sentences(_without(content["answer"], content))
    out = [one for one in told if one.startswith("Not offered")] or tried_but_not_offered(content)
    told = [one for one in told if not one.startswith("Not offered")]
    if signed:
        told = [one for one in told if not one.startswith("First choice")] + [_chosen(content, signed)]
    if first:
        told = [one.replace("First choice by this model", f"{texts()['techniques']['only_if']}, by this model")
                for one in told]
    before = content.get("previous_dose")
    return {
        "headline": sentence(first[0]["do"]) if first else None,
        "why": [_reason(one) for one in first], "more": [sentence(one["do"]) for one in first[1:]],
        "told": " ".join(filter(None, told)), "places": [] if signed else places(content),
        "not_offered": [plain(one) for one in out],
        "tests": [f"{sentence(one['do'])} {_reason(one)}" for one in content.get("tests_first") or () if one["do"]],
        "before": f"Version {before['version']} before this one: {before['text']} ({sure(before)})" if before else "",
        "plan_title": _title(content),
    }


def _title(content: Mapping[str, Any]) -> str:
    """What the technique is headed with."""
    if content.get("held") and content["techniques"]:
        return "For information: nothing can be signed yet"
    return texts()["techniques"]["only_if"] if content.get("first_care") and content["techniques"] else "The technique"


def _reason(one: Mapping[str, Any]) -> str:
    rests = "; ".join(filter(None, [sure(one), sources(one.get("sources") or ())]))
    return f"{sentence(plain(one['why']))} ({rests})" if rests else sentence(plain(one["why"]))


def _without(text: str, content: Mapping[str, Any]) -> str:
    """The answer without what the page tells elsewhere: what comes first, and the best of home and clinic."""
    elsewhere = [one[key] for one in content.get("first_care") or () for key in ("do", "only_then") if one.get(key)]
    elsewhere += [(content.get("best") or {}).get("text") or ""]
    for one in filter(None, elsewhere):
        text = text.replace(one.strip(), "")
    return " ".join(text.split())


def _sentences(text: str) -> list[str]:
    """The answer's sentences, a probability said to be the model's, and without its figures of information."""
    text = plain(_BITS.sub("", text))
    if "in this model" not in text:
        text = _OF_HUNDRED.sub(r"(\1 in this model)", text, count=1)
    return _SENTENCE.split(text.strip())


def _chosen(content: Mapping[str, Any], signed: Mapping[str, Any]) -> str:
    """What the clinician signed, with the rank it had in the draft."""
    ids = signed.get("chosen") or content.get("chosen") or [item["id"] for item in content["techniques"]]
    known = {item["id"]: item for item in content["techniques"]}
    said = [f"{known[one]['name'].lower()} (ranked {known[one]['rank']} in the draft)" for one in ids if one in known]
    return f"Chosen by the clinician: {', '.join(said)}." if said else ""


def places(content: Mapping[str, Any]) -> list[str]:
    """The best technique for home and the best for the clinic; nothing where the plan does not say."""
    best, known = content.get("best"), {item["id"]: item for item in content["techniques"]}
    if not best or not known:
        return []
    if best.get("text"):
        return [best["text"].rstrip(".")]
    return [f"{name}: {known[best[place]]['name'].lower()} (ranked {known[best[place]]['rank']})"
            if best.get(place) in known else f"{name}: no technique keeps the bounds"
            for place, name in (("home", "At home"), ("clinic", "In the clinic"))]


def tried_but_not_offered(content: Mapping[str, Any]) -> list[str]:
    """Techniques tried in people like this one that the plan does not offer, and by which bound, a sentence each."""
    return [f"Not offered: {one['about']}, by the bound on {one['text']}."
            for one in content.get("not_offered_though_tried") or ()]


def best_place(item: Mapping[str, Any]) -> str:
    """Where a technique is done, in words."""
    return {"home": "at home", "clinic": "in the clinic"}[place_of(item)]
