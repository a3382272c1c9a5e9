"""How carefully this person must be treated, and what bars and findings leave of each technique.

A grade only ever rises: nothing that is worse, or not known, makes a plan bolder. It rests on findings alone, each
through a rule that can only raise it. What the twin can or cannot tell is no finding and has no part in it: a twin that
cannot tell holds the plan (advice.held), so that a worse finding that lets it tell never loosens the care.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from neuroglide.coordinates import OTHER_SIDE, SIDED_LIMITS_DEG
from neuroglide.movement.posture import split_name
from neuroglide.parameters import load_set
from neuroglide.patient.plan.techniques import Rung, Technique
from neuroglide.patient.screening import TechniqueFacts, flexes_spine, why_forbidden
from neuroglide.patient.screening.differentiation import symptom_of

GRADES = ("low", "moderate", "high")
#: Places of pain in the limb whose present intensity counts.
_LIMB = {"leg": ("leg", "foot"), "arm": ("arm", "hand")}
#: What a positive test of these says of the joint that was moved: test, coordinate, whether more is further.
_EXAMINED = {"slr": ("slr", True), "crossed_slr": ("slr", True), "slump_knee_extension": ("knee_flexion", False),
             "slump": ("knee_flexion", False), "ulnt1": ("elbow_flexion", False)}
#: The positions in which such a test says how far the joint may go.
_LIKE = {"slump_knee_extension": ("seated", "long_sitting"), "slump": ("seated", "long_sitting")}


@dataclass(frozen=True)
class Care:
    """The ``grade`` of care, low, moderate or high, and the reasons in words, each with source and certainty."""

    grade: str
    reasons: tuple[Mapping[str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"grade": self.grade, "reasons": [dict(reason) for reason in self.reasons]}


def care_for(exam: Any, screening: Any) -> Care:
    """The grade of care.

    Parameters: ``exam`` an Examination; ``screening`` its Screening. Returns: Care; what is not known counts as the
    worse.
    """
    found: list[tuple[str, str, str, str]] = []
    irritability = screening.irritability
    found.append((irritability if irritability in GRADES else "high", f"irritability is {irritability}"
                  + ("" if irritability in GRADES else ": treated as high until it is known"), "own", "inference"))
    pains = [(nprs.now, "now") if nprs.now is not None else (nprs.worst, "at worst, and now is not known")
             for place, nprs in exam.complaint.nprs.items() if place in _LIMB.get(exam.complaint.limb, ())]
    pain, when = max((one for one in pains if one[0] is not None), default=(None, ""))
    if pain is not None and pain >= load_set().record("plan.severe_pain").value:
        found.append((_one_more(found[0][0]), f"pain in the limb is {pain:g} of 10 {when}", "own", "inference"))
    if pain is None and screening.radiating == "yes":
        found.append((_one_more(found[0][0]), "how strong the pain in the limb is was not scored", "own", "inference"))
    if screening.deficit != "none":
        said = {"unknown": "the neurological examination is not complete"}.get(
            screening.deficit, f"there is a {screening.deficit} deficit")
        found.append(("moderate", said, "own", "custom"))
    if screening.neuropathic != "unlikely":
        said = "was not done" if screening.neuropathic == "unknown" else f"is {screening.neuropathic}"
        found.append(("moderate", f"the neuropathic screen {said}", "own", "inference"))
    if any(bar.forbids.symptom_guided for bar in screening.active_bars):
        found.append(("high", "feeling is lost, so a symptom cannot warn", "own", "inference"))
    grade = max((one[0] for one in found), key=GRADES.index)
    return Care(grade, tuple({"grade": g, "text": t, "source": s, "certainty": c} for g, t, s, c in found))


def _one_more(grade: str) -> str:
    return GRADES[min(GRADES.index(grade) + 1, len(GRADES) - 1)]


def symptom_at_most(bars: Iterable[Any]) -> float | None:
    """The least symptom that a bar allows, None where none speaks of it."""
    return min((b.forbids.symptom_above for b in bars if b.forbids.symptom_above is not None), default=None)


def barred(technique: Technique, rung: Rung, bars: Sequence[Any]) -> tuple[str, str] | None:
    """The first bar that forbids a technique at this size: its id and the reason in words; None where none does.

    Symptoms are held to their bound by the engine, and the dose is given in degrees and counts, not by what is felt.
    """
    facts = TechniqueFacts(
        class_=technique.class_, position=technique.movement.position, range_deg=_extremes(technique, rung),
        moved=frozenset(technique.amplitude(rung)), amplitude_percent=100.0 * rung.reach, symptom=0.0,
        other_side=OTHER_SIDE[technique.side], flexes_spine=flexes_spine(technique.movement),
    )
    return next(iter(why_forbidden(facts, bars)), None)


def moves_other_leg_only(technique: Technique) -> bool:
    """Whether nothing but the limb of the other side moves."""
    other = OTHER_SIDE[technique.side]
    return all(split_name(n)[0] in SIDED_LIMITS_DEG and split_name(n)[1] == other for n in technique.moving)


def _extremes(technique: Technique, rung: Rung) -> dict[str, tuple[float, float]]:
    """Least and greatest angle [deg] of each coordinate over start and moves."""
    found: dict[str, list[float]] = {}
    postures = [technique.start_at(rung), *(s["move"] for s in technique.steps_at(rung) if "move" in s)]
    for posture in postures:
        for name, value in posture.items():
            found.setdefault(name, []).append(float(value))
    return {name: (min(values), max(values)) for name, values in found.items()}


def examined_limits(exam: Any, grade: str) -> list[dict[str, Any]]:
    """How far tests that brought the patient's own symptom let the same joint go, on the leg or arm that was moved.

    A crossed straight leg raise counts for the leg that was raised. Parameters: ``exam``; ``grade`` of care, which sets
    the margin kept from the angle. Returns: for each such test and side {test, side, coordinate, angle_deg, limit_deg,
    further, positions}; of several measurements the most careful.
    """
    margin, best = load_set().record(f"plan.margin.{grade}").value, {}
    other = OTHER_SIDE[exam.side]
    for test, plain in zip(exam.tests, exam.plain.get("tests", ()), strict=True):
        if test.test not in _EXAMINED or test.angle_deg is None or symptom_of(plain) != "reproduced":
            continue
        side = test.side or (other if test.test == "crossed_slr" else exam.side)
        coordinate, further = _EXAMINED[test.test]
        limit = test.angle_deg - margin if further else test.angle_deg + margin
        known = best.get((test.test, side))
        if known is None or (limit < known["limit_deg"] if further else limit > known["limit_deg"]):
            best[test.test, side] = {
                "test": test.test, "side": side, "coordinate": f"{coordinate}_{side}", "further": further,
                "angle_deg": test.angle_deg, "margin_deg": margin, "limit_deg": limit,
                "positions": _LIKE.get(test.test)}
    return list(best.values())


def beyond_examined(technique: Technique, rung: Rung, limits: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The examined limit that this size of a technique goes beyond by moving, None where it stays inside all."""
    amplitude = technique.amplitude(rung)
    for limit in limits:
        if limit["positions"] is not None and technique.movement.position not in limit["positions"]:
            continue
        name = limit["coordinate"]
        angles = amplitude.get(name) or (technique.start_at(rung).get(name, 0.0),)
        if limit["further"] and max(angles) > limit["limit_deg"] + 1e-9:
            return limit
        if not limit["further"] and name in amplitude and min(angles) < limit["limit_deg"] - 1e-9:
            return limit
    return None
