"""Gradings that the rules read: irritability, neuropathic screen, loss of nerve function, radiation, Schafer group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from neuroglide.coordinates import OTHER_SIDE, SIDE_WORDS
from neuroglide.patient.screening.conditions import Context, evaluate, find
from neuroglide.patient.screening.differentiation import affected_sides, limb_of, symptom_of
from neuroglide.patient.screening.model import Graded, Group

_ORDER = ("low", "moderate", "high")
_LEG_TESTS = ("slr", "slump", "slump_knee_extension", "hamstring_90_90", "prone_knee_bend")


def irritability(context: Context, rule: Mapping[str, Any]) -> Graded:
    """High, moderate, low or unknown, from the minutes and the clinician's grade; the more irritable one counts."""
    from_minutes, why, missing = _from_minutes(context, rule)
    at_least = _at_least(context, rule)
    given = next((value for _, value in find(context.document, "complaint.irritability.grade")), "unknown")
    contradiction = ""
    if given in _ORDER and from_minutes in _ORDER and given != from_minutes:
        contradiction = f"the grade given is {given}, the minutes say {from_minutes}; the more irritable one counts"
    grades = [grade for grade in (given, from_minutes) if grade in _ORDER]
    value = max([*grades, *at_least], key=_ORDER.index) if grades else "unknown"
    limits = rule["limits"] if from_minutes in _ORDER else ""
    why += (f"grade given: {given}",) if given in _ORDER else ()
    return Graded(value, why, () if grades else missing, contradiction, **_said(rule), note=rule["note"], limits=limits)


def _at_least(context: Context, rule: Mapping[str, Any]) -> list[str]:
    """The grades whose own signs are there, even where a higher one cannot be excluded: a given grade is no lower."""
    return [grade for grade, condition in rule["grades"].items()
            if "always" not in condition and evaluate(condition, context).answer]


def _from_minutes(context: Context, rule: Mapping[str, Any]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    given = [value for _, value in find(context.document, "complaint.irritability.*") if value != "unknown"]
    if not given:
        return "unknown", (), ("minutes to provoke, whether it can go on, minutes to ease, or a grade",)
    for grade, condition in rule["grades"].items():
        verdict = evaluate(condition, context)
        if verdict.answer is None:
            return "unknown", (), tuple(context.words.ask(path) for path in verdict.missing)
        if verdict.answer:
            return grade, verdict.because, ()
    return "unknown", (), ()


def neuropathic(context: Context, rule: Mapping[str, Any]) -> Graded:
    """Likely, unclear, unlikely or unknown, from S-LANSS and painDETECT; where they disagree the worse one counts."""
    order, found, why = ("unlikely", "unclear", "likely"), [], []
    for tool in rule["tools"].values():
        for _, score in find(context.document, tool["path"]):
            if not isinstance(score, int | float):
                continue
            grade = next((name for name in ("likely", "unclear")
                          if name in tool and score >= tool[name]["at_least"]), "unlikely")
            found.append(grade)
            why.append(f"{tool['name']} {score:g}: {grade} ({tool['accuracy']})")
    if not found:
        return Graded("unknown", (), tuple(tool["name"] for tool in rule["tools"].values()), **_said(rule))
    clash = f"the screens disagree ({' and '.join(found)}); the worse one counts" if len(set(found)) > 1 else ""
    return Graded(max(found, key=order.index), tuple(why), (), clash, **_said(rule))


def deficit_by_side(document: Mapping[str, Any], rule: Mapping[str, Any], beyond: Iterable[str] = ()) -> dict[str, str]:
    """Loss of nerve function of each side in the complaint's limb: none, sensory (feeling or reflex), motor, unknown.

    Parameters: ``document``; ``rule`` the deficit of grading.yaml; ``beyond``, areas of light touch beyond a tunnel of
    this limb that has a sign. None needs everything recorded that the rule names for this limb and these areas, and
    nothing abnormal; reduced light touch of foot or hand is a loss of feeling. Returns: by side.
    """
    limb, found = limb_of(document), {}
    for side in ("r", "l"):
        power = _recorded(document, f"neurological.power.{side}.{rule['levels'][limb]}")
        felt = [*_recorded(document, f"neurological.sensation.{side}.{rule['levels'][limb]}"),
                *_recorded(document, f"neurological.reflex.{side}.{rule['levels'][limb]}"),
                *(word for area in rule["areas"][limb]
                  for word in _recorded(document, f"foot_hand.light_touch.{area}_{side}"))]
        weak = any(isinstance(value, int | float) and value < 5 for value in power)
        lost = {"reduced", "absent"} & set(map(str, felt))
        whole = not not_examined(document, side, rule, beyond)
        found[side] = "motor" if weak else "sensory" if lost else "none" if whole else "unknown"
    return found


def not_examined(document: Mapping[str, Any], side: str, rule: Mapping[str, Any],
                 beyond: Iterable[str] = ()) -> tuple[str, ...]:
    """What of the neurological examination of a side is not recorded, in words such as "reflex S1 right"; light touch
    ``beyond`` a tunnel that has a sign belongs to it."""
    needed, word = rule["needs"][limb_of(document)], SIDE_WORDS[side]
    roots = tuple(f"{ {'sensation': 'feeling'}.get(kind, kind)} {level} {word}"
                  for kind, levels in needed.items() for level in levels
                  if not _recorded(document, f"neurological.{kind}.{side}.{level}"))
    return roots + tuple(f"light touch, {area.replace('_', ' ')}, {word}" for area in beyond
                         if not _recorded(document, f"foot_hand.light_touch.{area}_{side}"))


def neurology_complete(document: Mapping[str, Any], rule: Mapping[str, Any], beyond: Iterable[str] = ()) -> str:
    """Whether the affected side was examined as the rule asks: yes, or no where anything is missing."""
    sides = affected_sides(document)
    return "yes" if sides and not any(not_examined(document, side, rule, beyond) for side in sides) else "no"


def _recorded(document: Mapping[str, Any], path: str) -> list[Any]:
    return [value for _, value in find(document, path) if value != "unknown"]


def worst_deficit(document: Mapping[str, Any], by_side: Mapping[str, str], rule: Mapping[str, Any],
                  beyond: Iterable[str] = ()) -> Graded:
    """The worst loss over the affected sides; one side not examined leaves a normal other side unknown."""
    found = {side: by_side[side] for side in affected_sides(document)}
    values = set(found.values())
    value = next((word for word in ("motor", "sensory", "unknown", "none") if word in values), "unknown")
    missing = tuple(text for side in found for text in not_examined(document, side, rule, beyond))
    if value == "unknown" and not missing:
        missing = ("side of the complaint",)
    return Graded(value, tuple(f"{side}: {word}" for side, word in found.items()), missing, **_said(rule))


def other_leg(document: Mapping[str, Any]) -> str:
    """Whether the other leg takes part in a complaint of the leg: yes, no, or unknown where it was not tested.

    Yes where both sides are affected, the body chart marks that leg, a test of it brings the patient's own symptom, or
    raising it brings the symptom of the affected one.
    """
    complaint, sides = document.get("complaint") or {}, affected_sides(document)
    if limb_of(document) == "arm":
        return "no"
    if len(sides) != 1:
        return "yes" if sides else "unknown"
    other = OTHER_SIDE[sides[0]]
    tests = [one for one in document.get("tests") or ()
             if one.get("test") == "crossed_slr" or (one.get("test") in _LEG_TESTS and one.get("side") == other)]
    marked = [*(complaint.get("regions") or ()), *(complaint.get("paraesthesia") or ())]
    answers = {symptom_of(one) for one in tests}
    if "reproduced" in answers or any(str(place).endswith(f"_{other}") for place in marked):
        return "yes"
    return "no" if {"none", "other"} & answers else "unknown"


def radiating(document: Mapping[str, Any], rule: Mapping[str, Any]) -> tuple[Graded, str, str]:
    """Whether pain radiates into the limb.

    Returns: yes, no or unknown with reasons; how far (a part of the limb of grading.yaml, none, unknown); and the legs
    it is in (both, one, none, unknown).
    """
    complaint = document.get("complaint") or {}
    limb = limb_of(document)
    regions = complaint.get("regions")
    parts = {part: [place for place in regions or () if _bare(place) in words] for part, words in rule[limb].items()}
    extent = next((part for part, places in parts.items() if places), "none")
    scores = [value for place in rule["scale"][limb]
              for _, value in find(complaint, f"nprs.{place}.*") if isinstance(value, int | float)]
    hurts = any(score > 0 for score in scores)
    contradiction = ""
    if extent != "none":
        value = "yes"
        contradiction = "the chart shows limb pain, the pain score is 0" if scores and not hurts else ""
    elif hurts:
        value, extent = "yes", "unknown"
        contradiction = "a limb pain score is given, the chart shows no limb pain" if regions else ""
    else:
        value, extent = ("no", "none") if regions or scores else ("unknown", "unknown")
    why = tuple(place.replace("_", " ") for places in parts.values() for place in places)
    missing = () if value != "unknown" else ("body chart or pain score",)
    graded = Graded(value, why, missing, contradiction, **_said(rule))
    sides = {place[-1] for places in parts.values() for place in places if place[-2:] in ("_r", "_l")}
    both = sides == {"r", "l"} or (complaint.get("side") == "both" and value == "yes")
    legs = "unknown" if limb == "arm" or value == "unknown" else "none" if value == "no" else "both" if both else "one"
    return graded, extent, "none" if limb == "arm" else legs


def _bare(place: str) -> str:
    return place[:-2] if place[-2:] in ("_r", "_l") else place


def directional_preference(document: Mapping[str, Any]) -> Graded:
    """The recorded preference; without one, a direction whose repetition centralises or eases."""
    moves = document.get("repeated_movements") or {}
    named = moves.get("directional_preference")
    shown = [move for move in ("extension", "flexion", "lateral") if moves.get(move) in ("centralises", "better")]
    why = tuple(f"repeated {move}: {str(moves[move]).replace('_', ' ')}"
                for move in ("extension", "flexion", "lateral") if moves.get(move) not in (None, "unknown"))
    if named in ("extension", "flexion", "lateral"):
        if moves.get(named) in ("peripheralises", "worse"):
            clash = f"{named} is named as preference but makes it worse; neither counts"
            return Graded("unknown", why, (f"repeated {named}, again",), clash)
        return Graded(named, why)
    if shown:
        clash = f"no preference is named, but repeated {shown[0]} helps" if named == "none" else ""
        return Graded(shown[0], why, (), clash)
    if named == "none" or moves.get("extension") not in (None, "unknown"):
        return Graded("none", why)
    return Graded("unknown", why, ("repeated extension",))


def schafer_group(context: Context, rule: Mapping[str, Any]) -> Group:
    """The first group that applies; unknown, with what is missing, where an earlier one cannot be excluded."""
    outside = [entry["name"] for entry in rule["not_for"] if evaluate(entry["when"], context).answer]
    if outside:
        missing = (f"the groups are of back-related leg pain, not of {outside[0]}",)
        return Group("unknown", "not known", None, (), missing, **_said(rule), caution=rule["caution"])
    for name, entry in rule["order"].items():
        verdict = evaluate(entry["when"], context)
        if verdict.answer is None:
            missing = tuple(context.words.ask(path) for path in verdict.missing)
            return Group("unknown", "not known", None, (), missing, **_said(rule), caution=rule["caution"])
        if verdict.answer:
            return Group(name, entry["name"], entry["responders_percent"], verdict.because, (), **_said(rule),
                         caution=rule["caution"], responders_checked=rule["shares"]["checked"],
                         responders_locator=rule["shares"]["locator"])
    raise AssertionError("the last group applies always")


def _said(rule: Mapping[str, Any]) -> dict[str, str]:
    said = {key: rule[key] for key in ("source", "locator", "certainty")}
    return said | {"checked": rule.get("checked", "read")}
