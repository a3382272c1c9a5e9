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
from neuroglide.patient.plan.uses import use_of
from neuroglide.patient.screening import red_flag_items
from neuroglide.report.plan.dates import day
from neuroglide.report.plan.dose import dose_in_words

#: Levels of red-flag questions that the page shows, by the part it shows them in.
_SIGNS = {"today": "urgent", "emergency": "emergency"}


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Any]:
    """The words of the page, patient.yaml."""
    return yaml.safe_load(Path(__file__).with_name("patient.yaml").read_text(encoding="utf-8"))


def patient_page(signed: Mapping[str, Any], drawn: Sequence[Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """What the template prints for the patient.

    Parameters: signed, a signed record that was verified; drawn, the pictures of each of its techniques, in order.
    Returns: texts by part; ``first`` what is to be begun before the techniques (empty without any), ``use`` how several
    go together (empty for one).
    """
    plan, by, said = signed["plan"], signed["signed"], texts()
    first = [said["first"].get(one["id"], one["do"]) for one in plan["first_care"]]
    items = [technique_page(item, steps) for item, steps in zip(plan["techniques"], drawn, strict=True)]
    return {
        "opening": f"{said['opening'].format(by=by['name'], credentials=by['credentials'], date=day(by['at']))} "
                   f"{said['comfort']} {said['why']}",
        "first": first, "first_title": said["techniques"]["first"],
        "techniques_title": said["techniques"]["only_if" if first else "one" if len(items) == 1 else "several"],
        "use": use_words(signed), "techniques": items, "begin": said["techniques"]["begin"],
        "then": said["techniques"]["then"], "dose_title": said["dose"]["title"], "pictures": _pictures(drawn),
        "score": {"title": said["score"]["title"], "text": said["score"]["text"].format(limb=plan["limb"])},
        "parts": danger_signs(plan["limb"]), "companions": companions(plan), "contact": contact(plan),
        "closing": " ".join([claim(plan), *_natural(plan), said["machine"]]),
    }


def use_words(signed: Mapping[str, Any]) -> str:
    """How several techniques of a signed record go together, in plain words; nothing where one was chosen."""
    items = signed["plan"]["techniques"]
    if len(items) < 2:
        return ""
    said = texts()["use"][use_of(signed)]
    places = said["places"] if len({item["place"] for item in items}) > 1 else ""
    return " ".join(filter(None, [said["two" if len(items) == 2 else "more"], places]))


def technique_page(item: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One technique in the plan's everyday words, with its pictures called Start and Then and without a figure."""
    said, home, name = texts()["techniques"], item["place"] == "home", item["patient_name"]
    pictures = [{"src": one["src"], "width": one["width"], "height": one["height"], "sentence": "",
                 "words": said["begin"] if place == 0 else said["then"],
                 "alt": f"{name}: {said['begin' if place == 0 else 'then'].lower()}. {one['shows']}"}
                for place, one in enumerate(steps)]
    return {"name": name, "called": said["called"].format(name=item["name"].lower()),
            "where": said["home" if home else "clinic"], "lead": "" if home else said["lead"],
            "parts": [{"start": one["start"], "moves": [_after_then(move) for move in one["moves"]]}
                      for one in item["instructions"]],
            "dose": dose_in_words(item, texts()["dose"]), "steps": pictures}


def _after_then(move: str) -> str:
    """A move without the "Then" that the page writes before it."""
    said = texts()["techniques"]["then"] + " "
    rest = move.removeprefix(said)
    return rest[:1].upper() + rest[1:]


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
    """What goes beside the techniques, in the plan's words for patients."""
    said = texts()["companions"]
    return {"title": said["title"], "intro": said["intro"], "told": [one["patient"] for one in plan["companions"]]}


def contact(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Whom to ask, when to come back and until when the page counts; what is not known is a line to write on."""
    said = texts()["contact"]
    told = [{"name": said["review" if number == 0 else "decision"], "value": day(one["date"])}
            for number, one in enumerate(plan["reviews"])]
    return {"title": said["title"], "line": said["line"], "at": said["at"], "reviews": told,
            "valid": said["valid"].format(date=day(plan["valid_until"]))}


def claim(plan: Mapping[str, Any]) -> str:
    """What may be hoped for, as far as trials carry it; of a tunnel what its own trials found."""
    own = [texts()["claim_of"][one["id"]]["text"] for one in plan["cautions"] if one["id"] in texts()["claim_of"]]
    return " ".join(own) or texts()["claim"]


def _natural(plan: Mapping[str, Any]) -> list[str]:
    return [texts()["natural"]] if (plan.get("forecast") or {}).get("natural_course") else []


def _pictures(drawn: Sequence[Sequence[Mapping[str, Any]]]) -> str:
    """From where the bodies of the pictures are seen; nothing without pictures."""
    views = list(dict.fromkeys(one["seen"] for steps in drawn for one in steps))
    if not views:
        return ""
    *most, last = views
    return texts()["pictures"].format(view=f"{', '.join(most)} or {last}" if most else last)
