"""What a plan says beside its techniques: what comes first, why it is held, what was tried and is not offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from neuroglide.parameters.record import OWN_CHOICE
from neuroglide.patient.examination.fields import BEYOND
from neuroglide.patient.plan.fit import Rejected
from neuroglide.patient.plan.going_on import rules
from neuroglide.patient.plan.limiting import to_do_next
from neuroglide.patient.screening.differentiation import reproduces, symptom_of, tests_of

_SLUMP = ("slump", "slump_knee_extension")
#: Tests whose angle says how sensitive the nerve is.
_HURT = ("slr", *_SLUMP, "hamstring_90_90", "ulnt1")


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


def contradicted(found: Sequence[Mapping[str, str]]) -> dict[str, str | None] | None:
    """Why an examination that contradicts itself holds the plan: {reason, do, test}, None where it does not.

    Parameters: ``found``, its contradictions (place, text) as check_examination names them.
    """
    if not found:
        return None
    text = rules()["held"]["contradiction"]
    said = [f"{one['place']}: {one['text']}" for one in found[: text["named"]]]
    said += [f"and {more} more"] if (more := len(found) - len(said)) else []
    return {"reason": text["text"].strip().format(contradictions="; ".join(said)), "do": text["do"].strip(),
            "test": None}


def held(parts: Any, items: Sequence[Mapping[str, Any]],
         clash: Mapping[str, str | None] | None) -> dict[str, str | None] | None:
    """Why no technique can be signed now: {reason, do, test}, everything that holds it in one, what the twin cannot
    tell first.

    Parameters: ``parts`` of the draft, its technique ``items``, and what is :func:`contradicted`. Returns: None where
    nothing is, the twin tells what limits and, if techniques are offered because tests brought the patient's own
    symptom, one of these says at which angle.
    """
    found = [one for one in (_undetermined(parts.twin), clash) if one is not None]
    if not parts.twin.undetermined and (angle := _no_angle(parts, items)) is not None:
        found.append(angle)
    if not found:
        return None
    return {name: " ".join(one[name] for one in found) for name in ("reason", "do")} | {
        "test": next((one["test"] for one in found if one["test"]), None)}


def _undetermined(twin: Any) -> dict[str, str | None] | None:
    if not twin.undetermined:
        return None
    test = twin.next_test
    return {"reason": rules()["held"]["undetermined"]["text"].strip(), "do": to_do_next(twin),
            "test": None if test is None else test.test}


def _no_angle(parts: Any, items: Sequence[Mapping[str, Any]]) -> dict[str, str | None] | None:
    own = [test for test in tests_of(parts.exam.plain, _HURT) if symptom_of(test) == "reproduced"]
    if not items or not own or parts.screening.differentiation.result != "positive" or any(
            test.get("angle_deg") is not None and test.get("stopped_by") not in BEYOND for test in own):
        return None
    text = rules()["held"]["no_angle"]
    return {"reason": text["text"].strip(), "do": text["do"].strip(), "test": own[0]["test"]}


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
           tried: Sequence[Mapping[str, Any]], limits: str, why: Mapping[str, Any] | None,
           clash: Mapping[str, Any] | None) -> str:
    """What the plan says, in a few sentences.

    Parameters: ``parts`` of the draft, its technique ``items``, its first ``care`` (:func:`first_care`), what was
    ``tried`` and is not offered (:func:`not_offered_though_tried`), the text of what ``limits`` (limiting.py), ``why``
    it is held (:func:`held`), and what of that is :func:`contradicted`. Returns: what comes first and that nerve
    techniques wait for it, else what limits the movement and which technique is first.
    """
    begin, odd = f"{care[0]['do']} " if care else "", "" if clash is None else f"{clash['reason']} {clash['do']} "
    if parts.twin.undetermined:
        return f"{limits} {odd}{begin}".strip()
    if parts.why_none:
        return f"{begin}{odd}{limits}"
    said = "".join(f" Not offered: {one['about']} ({_why_not(one)})." for one in tried)
    if not items:
        return f"{begin}{odd}{limits}{said}"
    only, wait = f"{care[0]['only_then']} " if care else "", "" if why is None else f"{why['reason']} {why['do']} "
    return (f"{begin}{only}{wait}{limits} First choice by this model: {items[0]['name'].lower()}. "
            f"{best(items)['text']}{said}")


def _why_not(one: Mapping[str, Any]) -> str:
    if one["value"] is None or one["limit"] is None:
        return one["text"]
    return f"{one['text']}: its smallest size would reach {one['value']:.3g}, the bound is {one['limit']:g}"
