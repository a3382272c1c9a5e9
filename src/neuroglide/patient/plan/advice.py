"""What a plan says beside its techniques: what comes first, why it is held, what was tried and is not offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from neuroglide.parameters.record import OWN_CHOICE
from neuroglide.patient.plan.bounds import bounds_for
from neuroglide.patient.plan.careful import EXAMINED
from neuroglide.patient.plan.fit import Rejected
from neuroglide.patient.plan.going_on import rules
from neuroglide.patient.plan.words import of_hundred
from neuroglide.patient.screening.differentiation import reproduces

_SLUMP = ("slump", "slump_knee_extension")


def first_care(screening: Any) -> list[dict[str, Any]]:
    """What is to be begun before nerve techniques or instead of them, the most telling first.

    Parameters: ``screening``, whose own first care comes first; then what its rules ask for (rules.yaml, first_care).
    Returns: {id, do, why, only_then, certainty, checked, sources} of each.
    """
    names = ("id", "do", "why", "only_then", "certainty", "checked")
    out = [{name: getattr(one, name) for name in names} | {"sources": list(one.sources)}
           for one in screening.first_care]
    fired = {one.rule_id: one for one in screening.fired}
    for rule_id, ours in rules()["first_care"].items():
        if (rule := fired.get(rule_id)) is not None:
            keys = [key for key in (rule.source, *ours["sources"]) if key != OWN_CHOICE]
            out.append({"id": rule_id, "do": ours["do"], "why": rule.text, "only_then": ours["only_then"],
                        "certainty": rule.certainty, "checked": ours.get("checked", rule.checked), "sources": keys})
    return out


def tests_first(screening: Any) -> list[dict[str, Any]]:
    """The tests that the screening asks for before a technique is chosen: {id, do, why, certainty, checked,
    sources}."""
    return [{name: getattr(one, name) for name in ("id", "do", "why", "certainty", "checked")}
            | {"sources": list(one.sources)} for one in screening.tests_first]


def held(twin: Any, exam: Any, shown: bool) -> dict[str, str | None] | None:
    """Why no technique can be signed now: {reason, do, test}; None where the twin tells what limits and, if tests have
    ``shown`` a mechanosensitive nerve, some test that brought the patient's own symptom says at which angle."""
    if twin.undetermined:
        test = twin.next_test
        return {"reason": rules()["held"]["undetermined"]["text"].strip(), "do": _next(twin),
                "test": None if test is None else test.test}
    own = [] if not shown else [test for test in exam.tests if test.symptom == "reproduced" and test.test in EXAMINED]
    if not own or any(test.angle_deg is not None for test in own):
        return None
    text = rules()["held"]["no_angle"]
    return {"reason": text["text"].strip(), "do": text["do"].strip(), "test": own[0].test}


def _next(twin: Any) -> str:
    """What to do where the twin cannot tell what limits."""
    test = twin.next_test
    return (rules()["held"]["undetermined"]["no_test"] if test is None else test.why).strip()


def held_words(why: Mapping[str, str | None]) -> str:
    """The same in one text, the test by its name."""
    test = f" The test to do: {why['test'].replace('_', ' ')}." if why["test"] else ""
    return f"{why['reason']} {why['do']}{test}"


def not_offered_though_tried(exam: Any, screening: Any, rejected: Sequence[Rejected]) -> list[dict[str, Any]]:
    """Techniques tried in people like this one that the plan does not offer, and by which bound."""
    plain, out = exam.plain, []
    holds = {"slump_positive_slr_negative": "sciatic" in screening.routes and reproduces(plain, _SLUMP) == "yes"
             and reproduces(plain, ("slr",)) == "no"}
    for one in rules()["tried_in"]:
        hit = next((r for r in rejected if r.technique.id == one["technique"]), None)
        if hit is None or not holds[one["when"]]:
            continue
        stop = hit.stop.to_dict()
        out.append({"id": one["technique"], "name": hit.technique.movement.title, "about": one["text"],
                    "found": (hit.technique.movement.note or "").partition("Found: ")[2].strip() or None,
                    "bound": stop["bound"], "text": stop["text"], "value": stop["value"], "limit": stop["limit"],
                    "sources": list(one["sources"]), "certainty": one["certainty"], "checked": one["checked"]})
    return out


def best(items: Sequence[Mapping[str, Any]]) -> dict[str, str | None]:
    """The best-ranked technique for home and for the clinic, by id, and a sentence that says so."""
    first = {place: next((item for item in items if item["place"] == place), None) for place in ("home", "clinic")}
    home, clinic = first["home"], first["clinic"]
    if not items:
        text = ""
    elif home is None:
        text = ("No technique for home keeps the bounds and moves the nerve: nerve techniques are for the clinic alone "
                f"({clinic['name'].lower()}), at home the companions.")
    elif clinic is None:
        text = f"Best at home: {home['name'].lower()}. None for the clinic keeps the bounds and moves the nerve."
    else:
        text = f"Best at home: {home['name'].lower()}. Best in the clinic: {clinic['name'].lower()}."
    return {"home": home and home["id"], "clinic": clinic and clinic["id"], "text": text}


def answer(parts: Any, items: Sequence[Mapping[str, Any]], care: Sequence[Mapping[str, Any]],
           tried: Sequence[Mapping[str, Any]]) -> str:
    """What the plan says, in a few sentences.

    Parameters: ``parts`` of the draft, its technique ``items``, its first ``care`` (:func:`first_care`) and what was
    ``tried`` and is not offered (:func:`not_offered_though_tried`). Returns: what comes first and that nerve techniques
    wait for it, else what limits the movement and which technique is first.
    """
    twin = parts.twin
    begin = f"{care[0]['do']} " if care else ""
    do_next = "" if twin.next_test is None else f" {twin.next_test.why}"
    if twin.undetermined:
        shown = "What is shown is for information." if items else "No technique is shown."
        text = f"Cannot tell what limits the movement. {_next(twin)} Nothing can be signed until then. {shown}"
        return f"{text} {begin}".strip()
    if parts.why_none:
        return f"{begin}{parts.why_none}"
    said = "".join(f" Not offered: {one['about']} ({_why_not(one)})." for one in tried)
    if not items:
        return (f"{begin}No technique of the library stays inside the bounds and moves the nerve at the site of "
                f"interest. {_look_again(parts)}{do_next}{said}")
    only = f"{care[0]['only_then']} " if care else ""
    first = f"First choice by this model: {items[0]['name'].lower()}. {best(items)['text']}"
    return f"{begin}{only}{_limiter(parts)} {first}{said}"


def _look_again(parts: Any) -> str:
    """When to examine again where nothing is offered: at the review; sooner only where a bound kept a technique out
    that is wider at a lower grade of care, and then when what asks for this grade is gone."""
    care, low = parts.care, {bound.id: bound.limit for bound in bounds_for("low")}
    tighter = {bound.id for bound in parts.limits.bounds if bound.limit != low[bound.id]}
    if care.grade == "low" or not any(one.stop.bound in tighter for one in parts.rejected):
        return "See the companions, and examine again at the review."
    asks = "; ".join(one["text"] for one in care.reasons if one["grade"] == care.grade)
    return (f"See the companions, and examine again at the review, or sooner when what asks for {care.grade} care no "
            f"longer holds ({asks}).")


def _why_not(one: Mapping[str, Any]) -> str:
    if one["value"] is None or one["limit"] is None:
        return one["text"]
    return f"{one['text']}: its smallest size would reach {one['value']:.3g}, the bound is {one['limit']:g}"


def _limiter(parts: Any) -> str:
    twin = parts.twin
    largest = max(twin.limiter, key=lambda name: twin.limiter[name])
    what = {"nerve": "The nerve", "several": "More than one thing", "hamstring": "The hamstrings",
            "joint": "A joint"}[largest]
    verb = "limits" if largest != "hamstring" else "limit"
    if largest in ("hamstring", "joint"):
        shown = ("For the nerve's sensitivity, which the tests showed, and not for range"
                 if parts.screening.differentiation.result == "positive"
                 else "For the tunnel that the findings point to, and not for range")
        what = f"{shown}: {what[0].lower()}{what[1:]}"
    return f"{what} probably {verb} the movement ({of_hundred(twin.limiter[largest])} of 100 in this model)."
