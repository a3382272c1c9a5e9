"""The page of a stopped plan: one large line, what was found, since when, where to, and half a page for the patient.

On an emergency nothing of a lower level is told as an action: one thing is to be done.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neuroglide.patient.examination.fields import vocabulary
from neuroglide.patient.screening.rulebook import rulebook
from neuroglide.report.plan.dates import day
from neuroglide.report.plan.findings import neurological
from neuroglide.report.plan.names import limb, meaning, region, sentence, source, sure
from neuroglide.report.plan.patient import texts

#: Levels at which the page tells one thing only.
_ALONE = "emergency"


def stop_page(content: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the template prints of a stopped plan; None for a plan that is not stopped."""
    if content["status"] != "stopped":
        return None
    book = rulebook()
    stops = [one for one in content["screening"]["fired"] if one["effect"] == "stop"]
    order = list(book.levels)
    level = min((one["level"] for one in stops), key=order.index)
    top = [one for one in stops if one["level"] == level]
    below = [] if level == _ALONE else [one for one in stops if one["level"] != level]
    seen: dict[str, None] = dict.fromkeys(reason for one in top for reason in one["why"])
    patient = content.get("referral_patient") or book.levels[level]["patient"].strip()
    return {
        "level": level, "line": sentence(book.levels[level]["meaning"]).rstrip("."),
        "action": book.levels[level]["clinician"].strip(),
        "refer": list(dict.fromkeys(book.groups[one["group"]]["refer"] if one.get("group") else one["text"]
                                    for one in top)),
        "limb": limb(content), "onset": onset(content),
        "found": [sentence(_in_words(reason)) for reason in seen if not reason.startswith("red flag ")],
        "neurological": neurological(content["examination"].get("neurological") or {}),
        "also": [sentence(one["text"]) + f" {one['action']}" for one in below],
        "sources": [f"{source(key)}: {how}" for key, how in
                    dict.fromkeys((one["source"], sure(one)) for one in top)],
        "patient": {"title": texts()["stopped"]["title"], "text": patient, "signs_title": texts()["stopped"]["signs"],
                    "signs": _signs(top), "ask": texts()["stopped"]["ask"]},
    }


def onset(content: Mapping[str, Any]) -> str:
    """Since when, how it began, and when it was examined, in sentences; what is not recorded is to be written in."""
    complaint, exam = content["examination"]["complaint"], content["examination"]
    said = []
    if complaint.get("duration_weeks") is not None:
        weeks = complaint["duration_weeks"]
        said.append(f"The complaint began {weeks:g} {'week' if weeks == 1 else 'weeks'} before the examination")
    if complaint.get("onset"):
        said.append(meaning("onset", complaint["onset"]))
    if exam.get("date"):
        said.append(f"examined on {day(str(exam['date']))}")
    where = ", ".join(map(region, complaint.get("paraesthesia") or ()))
    return sentence("; ".join(said)) + (f" Tingling or numbness: {where}." if where else "")


def _in_words(reason: str) -> str:
    """A reason of the screening with its regions in words."""
    return " ".join(region(word) if word in vocabulary("body_chart") else word for word in reason.split())


def _signs(fired: list[Mapping[str, Any]]) -> list[str]:
    """What was answered with yes, in the words that the patient was asked in; nothing for other findings."""
    items = rulebook().items
    return [items[one["rule_id"]].question_patient for one in fired if one["rule_id"] in items]
