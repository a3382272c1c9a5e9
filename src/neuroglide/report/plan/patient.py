"""The patient's page of a signed plan, in plain words: what to do, how often, when to stop, whom to ask.

The words stand in patient.yaml; the danger signs are the red-flag questions by their level, so that they stand once.
No figure of the model is shown to a patient.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from neuroglide.patient.outcome.reading import load_rules
from neuroglide.patient.screening import red_flag_items
from neuroglide.report.plan.dates import day, reviews
from neuroglide.report.plan.everyday import dose_in_words, steps_in_words, table

#: Levels of red-flag questions that the page shows, by the part it shows them in.
_SIGNS = {"today": "urgent", "emergency": "emergency"}


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Any]:
    """The words of the page, patient.yaml."""
    return yaml.safe_load(Path(__file__).with_name("patient.yaml").read_text(encoding="utf-8"))


def patient_page(signed: Mapping[str, Any], drawn: Sequence[Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """What the template prints for the patient.

    Parameters: signed, a signed record that was verified; drawn, the pictures of each of its techniques, in order.
    Returns: texts by part; ``first`` what is to be begun before the techniques (empty without any).
    """
    plan, by, said = signed["plan"], signed["signed"], texts()
    first = [one.get("patient") or said["first"].get(one["id"]) or one["do"] for one in plan.get("first_care") or ()]
    items = [technique_page(item, plan, steps, number)
             for number, (item, steps) in enumerate(zip(plan["techniques"], drawn, strict=True), start=1)]
    return {
        "opening": f"{said['opening'].format(by=by['name'], credentials=by['credentials'], date=day(by['at']))} "
                   f"{said['comfort']} {said['why']}",
        "first": first, "first_title": said["techniques"]["first"],
        "techniques_title": said["techniques"]["only_if" if first else "one" if len(items) == 1 else "several"],
        "techniques": items, "begin": said["techniques"]["begin"], "then": said["techniques"]["then"],
        "dose_title": said["dose"], "pictures": _pictures(plan, items),
        "score": {"title": said["score"]["title"], "text": said["score"]["text"].format(limb=plan["limb"])},
        "parts": danger_signs(plan["limb"]), "companions": companions(plan), "contact": contact(signed),
        "closing": " ".join([claim(plan), *_natural(plan), said["machine"]]),
    }


def technique_page(item: Mapping[str, Any], plan: Mapping[str, Any],
                   steps: Sequence[Mapping[str, Any]], number: int = 1) -> dict[str, Any]:
    """One technique in everyday words, with its pictures called Start and Then and without a figure; ``number`` names
    it where the plan has no name for patients."""
    said, home = texts()["techniques"], place_of(item) == "home"
    words, name = steps_in_words(item, plan["side"]), item.get("patient_name") or said["name"].format(number=number)
    pictures = [{"src": one["src"], "width": one["width"], "height": one["height"], "sentence": "",
                 "words": said["begin"] if place == 0 else said["then"],
                 "alt": f"{name}: {said['begin' if place == 0 else 'then'].lower()}."}
                for place, one in enumerate(steps)]
    return {"name": name, "called": said["called"].format(name=item["name"].lower()),
            "where": said["home" if home else "clinic"],
            "lead": "" if home else table()["said"]["therapist"],
            "parts": [{"start": one["start"], "moves": [_after_then(move) for move in one["moves"]]} for one in words],
            "dose": " ".join(dose_in_words(item)), "steps": pictures}


def _after_then(move: str) -> str:
    """A move without the "Then" that the page writes before it."""
    said = texts()["techniques"]["then"] + " "
    rest = move.removeprefix(said)
    return rest[:1].upper() + rest[1:]


def place_of(item: Mapping[str, Any]) -> str:
    """Where a technique is done, home or clinic."""
    return item.get("place") or ("home" if item.get("performed_by") == "patient" else "clinic")


def danger_signs(limb: str) -> list[dict[str, Any]]:
    """Stop at once, call today, emergency now: a title, a sentence and a list each, the mildest first."""
    rule, out = load_rules()["stop"], []
    for key, part in texts()["parts"].items():
        told = [one.format(limb=limb, points=rule["pain_up_points"], hours=rule["pain_up_hours"])
                for one in part["told"]]
        told += [item.question_patient for item in red_flag_items().values() if item.level == _SIGNS.get(key)]
        out.append({"key": key, "title": part["title"], "intro": part["intro"], "told": told})
    return out


def companions(plan: Mapping[str, Any]) -> dict[str, Any]:
    """What goes beside the techniques, in plain words."""
    said = texts()["companions"]
    told = [one.get("patient") or said["words"].get(one.get("id")) or f"{one['name']}: {one['text']}"
            for one in plan["companions"]]
    return {"title": said["title"], "intro": said["intro"], "told": told}


def contact(signed: Mapping[str, Any]) -> dict[str, Any]:
    """Whom to ask, when to come back and until when the page counts; what is not known is a line to write on."""
    said, plan = texts()["contact"], signed["plan"]
    dates = reviews(signed)
    told = [{"name": said["review" if number == 0 else "decision"],
             "value": day(date) if date else said["weeks"].format(weeks=weeks)}
            for number, (weeks, date) in enumerate(dates)]
    until = signed.get("valid_until") or plan.get("valid_until")
    return {"title": said["title"], "line": said["line"], "reviews": told,
            "valid": said["valid"].format(date=day(until)) if until else ""}


def claim(plan: Mapping[str, Any]) -> str:
    """What may be hoped for, as far as trials carry it; of a tunnel what its own trials found."""
    own = [texts()["claim_of"][one["id"]]["text"] for one in plan["cautions"] if one["id"] in texts()["claim_of"]]
    return " ".join(own) or texts()["claim"]


def _natural(plan: Mapping[str, Any]) -> list[str]:
    return [texts()["natural"]] if (plan.get("forecast") or {}).get("natural_course") else []


def _pictures(plan: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> str:
    if not any(one["steps"] for one in items):
        return ""
    view = "front" if plan["limb"] == "arm" else "side"
    return texts()["pictures"].format(view=view)
