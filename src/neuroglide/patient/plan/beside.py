"""The companions that suit this person: filtered by limb, care and findings, and held to the limits of techniques."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from neuroglide.patient.plan.careful import Care
from neuroglide.patient.plan.fit import Fitted, Limits, Rejected, Stop
from neuroglide.patient.plan.going_on import companions
from neuroglide.patient.plan.spoken import level_words
from neuroglide.patient.plan.techniques import Technique, technique

_MOVES = ("flexion", "extension", "lateral")


def companions_for(exam: Any, screening: Any, twin: Any, care: Care, limits: Limits,
                   tried: Sequence[Fitted | Rejected]) -> list[dict[str, Any]]:
    """The companions of a plan, in the order of the file.

    Parameters: ``exam``, ``screening``, ``twin``; the grade of ``care``; the ``limits`` that techniques are held to;
    the techniques ``tried``, fitted or not. Returns: mappings with id, name, text, patient, limits, dose, found,
    sources, locator, certainty and checked. A companion that asks for what a finding or a bar forbids is left out or
    told without it.
    """
    fits, avoid, out = _fits(screening, twin), away_from(screening), []
    for one in companions():
        if not fits[one["when"]] or one["limb"] not in ("any", exam.complaint.limb) or care.grade not in one["care"]:
            continue
        moves = screening.directional_preference if one.get("moves") == "preference" else one.get("moves")
        parts = [part["text"] for part in one.get("parts", ()) if part["moves"] not in avoid]
        if moves in avoid or ("parts" in one and not parts):
            continue
        out.append(_told(one, exam, limits, tried, ", ".join(parts)))
    return out


def stretches_beside(exam: Any, screening: Any, twin: Any, care: Care) -> list[Technique]:
    """The held stretches that this person's companions ask for, as techniques to be made to this person's size."""
    fits = _fits(screening, twin)
    return [technique(one["technique"], exam.side) for one in companions()
            if "technique" in one and fits[one["when"]] and one["limb"] in ("any", exam.complaint.limb)
            and care.grade in one["care"]]


def away_from(screening: Any) -> set[str]:
    """The directions of the low back that this person's companions leave out: those that drove the symptoms outward or
    made them worse when repeated, and bending where a bar forbids it."""
    found = set(screening.avoid_directions)
    if any("trunk_flexion" in bar.forbids.coordinates for bar in screening.active_bars):
        found.add("flexion")
    return found


def _fits(screening: Any, twin: Any) -> dict[str, bool]:
    largest = max(twin.limiter, key=lambda name: twin.limiter[name])
    bone = any(bar.id == "no_spinal_flexion" for bar in screening.active_bars)
    back = "sciatic" in screening.routes
    return {
        "always": True, "back": back, "radiating_from_the_back": back and screening.radiating == "yes",
        "no_bone_bar": back and not bone,
        "directional_preference": back and screening.directional_preference in _MOVES,
        "hamstring": not twin.undetermined and largest == "hamstring" and back,
        "joint": not twin.undetermined and largest == "joint" and back,
        "tarsal_tunnel_alone": "tarsal_tunnel" in screening.routes and not back,
        "carpal_tunnel": "carpal_tunnel" in screening.routes,
        "not_carpal_tunnel": "carpal_tunnel" not in screening.routes,
    }


def _told(one: Mapping[str, Any], exam: Any, limits: Limits, tried: Sequence[Fitted | Rejected],
          parts: str) -> dict[str, Any]:
    easing, minutes = _as_told(exam)
    one = _held_to(one, tried)
    found = {name: one[name] for name in ("id", "name", "text", "patient", "dose", "found", "sources", "locator",
                                          "certainty", "checked")} | {"limits": []}
    for name in ("text", "patient"):
        text = found[name].strip().replace("{easing}", easing).replace("{minutes}", minutes).replace("{parts}", parts)
        if "{times}" in text:
            times = one["dose"]["sets"] * one["dose"]["reps"]
            text = text.replace("{times}", {1: "once", 2: "twice"}.get(times, f"{times} times"))
            text = text.replace("{hold}", f"{one['dose']['hold_s']:g}")
        found[name] = text[:1].upper() + text[1:]
    if "class" not in one:
        return found
    angle, why = _stretch_limit(one, exam, limits, tried)
    if angle is not None and angle <= 0.0:
        return found | {"text": one["without"], "patient": one["without"], "dose": {}, "limits": [why]}
    if angle is None:
        return found | {"limits": ["no angle was found for it: stay short of any symptom of the leg"]}
    words = level_words("slr", angle)
    return found | {"limits": [f"the straight leg no higher than {angle:g} degrees: {why}"],
                    "patient": f"{found['patient']} Raise the straight leg no higher than this: {words}."}


def _held_to(one: Mapping[str, Any], tried: Sequence[Fitted | Rejected]) -> Mapping[str, Any]:
    """A companion with no more of its dose than the fit of its technique left: what was run is what is told."""
    own = next((f for f in tried if isinstance(f, Fitted) and f.technique.id == one.get("technique")), None)
    if own is None:
        return one
    dose, fitted = dict(one["dose"]), own.dose
    if fitted.sets * fitted.reps < dose["sets"] * dose["reps"]:
        dose |= {"sets": fitted.sets, "reps": fitted.reps}
    for name in ("hold_s", "per_day", "days_per_week", "weeks"):
        dose[name] = min(dose[name], getattr(fitted, name))
    return {**one, "dose": dose}


def _as_told(exam: Any) -> tuple[str, str]:
    """What eases and how many minutes provoke, in the patient's words, each to be put into a sentence or empty."""
    easing = ", ".join(exam.complaint.easing)
    irritable = exam.complaint.irritability
    minutes = None if irritable is None else irritable.minutes_to_provoke
    return (f" (told to ease: {easing})" if easing else "",
            f" (they come after about {minutes:g} minutes)" if minutes is not None else "")


def _stretch_limit(one: Mapping[str, Any], exam: Any, limits: Limits,
                   tried: Sequence[Fitted | Rejected]) -> tuple[float | None, str]:
    """How far [deg] the straight leg may be raised in a companion, and why; 0 where it may not be stretched, None where
    nothing says."""
    if bar := next((bar for bar in limits.bars if one["class"] in bar.forbids.classes), None):
        return 0.0, f"{bar.name}: {bar.reason.strip()}"
    known = [(limit["limit_deg"], f"the {limit['test']} brought the symptom at {limit['angle_deg']:g} degrees")
             for limit in limits.examined
             if limit["test"] in one["held_to"] and limit["coordinate"] == f"slr_{exam.side}"]
    own = next((f for f in tried if f.technique.id == one["technique"]), None)
    if isinstance(own, Rejected):
        return 0.0, f"no size of the held stretch is within the plan's limits: {own.stop.text}"
    if own is not None:
        known.append((own.technique.amplitude(own.rung)[f"slr_{exam.side}"][1], _kept_by(own.amplitude_stop)))
    return min(known, default=(None, ""))


def _kept_by(stop: Stop) -> str:
    """Why the plan's own stretch goes no further: the bound that the next larger size would break."""
    so_far = "so far the plan's own stretch keeps every bound"
    if stop.limit is None:
        return so_far
    return f"{so_far}; the next larger would break that on {stop.text}"
