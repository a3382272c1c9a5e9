"""What two entries of an examination say against each other: named, never averaged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from neuroglide.coordinates import OTHER_SIDE, SIDE_WORDS
from neuroglide.patient.examination import fields
from neuroglide.patient.examination.contradictions_in_tests import IN_TESTS
from neuroglide.patient.examination.finding import Finding, look
from neuroglide.patient.examination.gaps import table
from neuroglide.patient.examination.measurement_error import allowed_difference_deg, error_deg
from neuroglide.patient.examination.model import Examination

_BACK = {"low_back", "upper_back", "sacrum", "buttock"}
_ARM = {"neck", "shoulder", "upper_arm", "elbow", "forearm", "wrist", "palm", "hand_dorsum", "thumb", "fingers"}
_HAND = {"wrist", "palm", "hand_dorsum", "thumb", "fingers"}
_FOOT = {"ankle", "heel", "foot_dorsum", "foot_lateral", "foot_sole", "toes"}
_TRUNK = {"neck", "upper_back", "low_back", "sacrum", "perineum"}


def say(place: str, text: str, fix: str = "") -> Finding:
    """A contradiction."""
    return Finding("contradiction", place, text, fix)


def find_contradictions(examination: Examination) -> tuple[Finding, ...]:
    """All contradictions, in the order of the document."""
    return tuple(found for check in (*_CHECKS, *IN_TESTS) for found in check(examination))


def _bare(region: str) -> str:
    return region[:-2] if region.endswith(("_r", "_l")) else region


def _sides(e: Examination) -> Iterator[Finding]:
    c = e.complaint
    if c.worse_side and c.side != "both" and c.worse_side != c.side:
        yield say("complaint.worse_side",
                  f"{SIDE_WORDS[c.worse_side]}, but only the {SIDE_WORDS[c.side]} side is affected",
                  "write side: both, or correct one of them")
    for name, regions in (("regions", c.regions), ("paraesthesia", c.paraesthesia)):
        marked = {side: [r for r in regions if r.endswith(f"_{side}")] for side in "rl"}
        if c.side == "both":
            missing = [side for side in "rl" if not marked[side]]
            if name == "regions" and len(missing) == 1:
                yield say("complaint.side", f"both, but the body chart marks nothing on the {SIDE_WORDS[missing[0]]}",
                          "mark it, or write the affected side")
            continue
        other = OTHER_SIDE[c.side]
        if marked[other] and not marked[c.side]:
            yield say("complaint.side", f"{SIDE_WORDS[c.side]}, but complaint.{name} marks only the "
                      f"{SIDE_WORDS[other]} ({', '.join(marked[other])})", "correct the side or the regions")
        elif name == "regions" and all(any(_bare(r) not in _BACK for r in marked[side]) for side in "rl"):
            yield say("complaint.side", f"{SIDE_WORDS[c.side]}, but the body chart marks both limbs",
                      "write side: both with worse_side, or correct the regions")


def _limb(e: Examination) -> Iterator[Finding]:
    regions = {_bare(r) for r in e.complaint.regions} - _TRUNK
    arm = regions & _ARM
    if regions and e.complaint.limb == "leg" and arm == regions:
        yield say("complaint.limb", "leg, but the body chart marks only the arm", "write limb: arm")
    if regions and e.complaint.limb == "arm" and not arm:
        yield say("complaint.limb", "arm, but the body chart marks only the leg", "write limb: leg")


def _pain(e: Examination) -> Iterator[Finding]:
    for place, pain in e.complaint.nprs.items():
        for low, high in (("best", "now"), ("now", "worst"), ("best", "worst")):
            a, b = getattr(pain, low), getattr(pain, high)
            if a is not None and b is not None and a > b:
                yield say(f"complaint.nprs.{place}", f"{low} {a:g} is more than {high} {b:g}", "ask again")


def _pain_and_chart(e: Examination) -> Iterator[Finding]:
    if not e.complaint.regions:
        return
    marked = {_bare(r) for r in e.complaint.regions}
    leg = set(fields.vocabulary("region_sided")) - _ARM
    areas = {"back": _BACK, "leg": leg, "foot": _FOOT, "arm": _ARM, "hand": _HAND, "neck": {"neck", "shoulder"}}
    for place, pain in e.complaint.nprs.items():
        scores = [s for s in (pain.now, pain.best, pain.worst) if s is not None]
        if scores and max(scores) > 0 and not marked & areas[place]:
            yield say(f"complaint.nprs.{place}", f"{max(scores):g}, but the body chart marks nothing there",
                      "mark the region, or correct the score")
        beyond = marked & (areas[place] - (_BACK if place == "leg" else set()))
        if scores and max(scores) == 0 and pain.worst == 0 and beyond and place in ("leg", "arm"):
            yield say(f"complaint.nprs.{place}", f"worst 0, but the body chart marks {', '.join(sorted(beyond))}",
                      "correct the score, or mark tingling as complaint.paraesthesia")


def _irritability(e: Examination) -> Iterator[Finding]:
    found = e.complaint.irritability
    if found is None or found.grade is None:
        return
    limit = table()["irritable_minutes_to_ease"]
    slow = found.minutes_to_ease is not None and found.minutes_to_ease > limit
    quick = found.minutes_to_ease is not None and found.minutes_to_ease <= limit
    if found.grade == "low" and (slow or found.can_continue == "no"):
        why = f"{found.minutes_to_ease:g} minutes to ease" if slow else "the activity cannot go on"
        yield say("complaint.irritability.grade", f"low, but {why}", "correct the grade or the minutes")
    if found.grade == "high" and quick and found.can_continue == "yes":
        yield say("complaint.irritability.grade", f"high, but the activity can go on and it eases within "
                  f"{found.minutes_to_ease:g} minutes", "correct the grade or the minutes")


def _neurology(e: Examination) -> Iterator[Finding]:
    n = e.neurological
    found = [value == 5 for side in n.power.values() for value in side.values()]
    for part in (n.reflex, n.sensation):
        found += [value == "normal" for side in part.values() for value in side.values()]
    if n.progressive == "yes" and found and all(found):
        yield say("neurological.progressive", "yes, but power, reflexes and sensation are all recorded as normal",
                  "record the loss where it is, or correct this")


def _directions(e: Examination) -> Iterator[Finding]:
    found = e.repeated_movements
    preference = found.get("directional_preference")
    good = [d for d in ("flexion", "extension", "lateral") if found.get(d) == "centralises"]
    if preference in ("flexion", "extension", "lateral") and found.get(preference) in ("peripheralises", "worse"):
        yield say("repeated_movements.directional_preference", f"{preference}, but repeated {preference} "
                  f"{'peripheralises' if found[preference] == 'peripheralises' else 'makes it worse'}",
                  "correct the preference or the effect")
    if preference == "none" and good:
        yield say("repeated_movements.directional_preference", f"none, but repeated {good[0]} centralises",
                  f"write directional_preference: {good[0]}, or correct the effect")
    others = [d for d in good if d != preference]
    if preference in ("flexion", "extension") and found.get(preference) != "centralises" and others:
        yield say("repeated_movements.directional_preference", f"{preference}, but it is repeated {others[0]} that "
                  "centralises", "correct the preference or the effect")


def _pairs(e: Examination) -> Iterator[Finding]:
    for pair in table()["pairs"]:
        first, second = look(e.plain, pair["first"]), look(e.plain, pair["second"])
        hits = [one for one in (first if isinstance(first, list) else [first]) if one in pair["is"]]
        if hits and second in pair["not"]:
            yield say(pair["first"], f"{hits[0]} ({pair['says']}), but {pair['second']} is {second}", "correct one of "
                      "them; the worse counts until then")


def _scores(e: Examination) -> Iterator[Finding]:
    start = e.questionnaires.get("start_back", {})
    if start.get("psychosocial", 0) > start.get("total", 9):
        yield say("questionnaires.start_back", f"psychosocial {start['psychosocial']} is more than the total "
                  f"{start['total']}", "check the scores")


def _repeats(e: Examination) -> Iterator[Finding]:
    with_angle = [(one.test, one.side or "", i) for i, one in enumerate(e.tests) if one.angle_deg is not None]
    for (test, side), group in groupby(sorted(with_angle), key=lambda key: key[:2]):
        places = [i for *_, i in group]
        ones = [e.tests[i] for i in places]
        if len(ones) < 2:
            continue
        angles, errors = [one.angle_deg for one in ones], [error_deg(one.device, one.rater) for one in ones]
        apart = [(abs(angles[i] - angles[j]), allowed_difference_deg(errors[i], errors[j]))
                 for i in range(len(ones)) for j in range(i)]
        over = [allowed for difference, allowed in apart if difference > allowed]
        if over:
            yield say(" and ".join(f"tests[{i}]" for i in places), f"{test} {SIDE_WORDS.get(side, '')} was measured as "
                      f"{' and '.join(f'{a:g}' for a in angles)} degrees; measurement error allows {min(over):.0f}",
                      "measure again, or keep the measurement that was made under the same conditions")


_CHECKS: tuple[Callable[[Examination], Iterator[Finding]], ...] = (
    _sides, _limb, _pain, _pain_and_chart, _irritability, _neurology, _directions, _pairs, _scores, _repeats,
)
