"""What an examination found worse than the one before it of the same patient, beyond measurement error, in plain words.

Which word is worse than which stands in rules.yaml (from_before, worse). What only one of the two tells is not
compared; but a loss of nerve function counts as new where that level was not recorded before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from neuroglide.coordinates import SIDE_WORDS
from neuroglide.patient.examination import Examination, fields
from neuroglide.patient.examination.measurement_error import allowed_difference_deg, error_deg
from neuroglide.patient.plan.careful import care_for
from neuroglide.patient.plan.going_on import rules
from neuroglide.patient.screening import screen
from neuroglide.patient.screening.differentiation import symptom_of

#: The two scores of pain that are compared, as a sentence has them.
_SCORES = {"now": "now", "worst": "worst of 24 hours"}


def worse_than(before: Examination, now: Examination) -> tuple[str, ...]:
    """What is worse now.

    Parameters: ``before`` and ``now``, two examinations of one patient. Returns: a phrase for each finding that is
    worse, what is found now first: the angle of a test on the same side beyond measurement error; a test that brings
    the patient's own symptom and did not; pain up by the measurement error of its scale; irritability; power, reflex
    and sensation; the grade of care. Both are graded by the same rules, without written decisions.
    """
    return (*_tests(before, now), *_pain(before, now), *_neurological(before, now), *_grades(before, now))


def _is_worse(kind: str, now: str, last: str) -> bool:
    """Whether a word is worse than another of its kind."""
    return last in rules()["from_before"]["worse"]["worse_than"][kind].get(now, ())


def _tests(before: Examination, now: Examination) -> Iterator[str]:
    from neuroglide.patient.twin.words import test_name  # loaded where two versions are compared

    known = _by_test(before)
    for (test, side), ones in _by_test(now).items():
        last, name = known.get((test, side), []), test_name(test, side)
        yield from (f"{name}: {said}" for said in (_angle(test, last, ones), _symptom(last, ones)) if said)


def _by_test(exam: Examination) -> dict[tuple[str, str | None], list[Mapping[str, Any]]]:
    """The measurements of each test and side; of a test without its side, as the plan's own limits take it."""
    found: dict[tuple[str, str | None], list[Mapping[str, Any]]] = {}
    for one in exam.plain.get("tests", ()):
        moved = exam.other_side if one["test"] == "crossed_slr" else exam.side
        side = one.get("side") or (moved if fields.test_rule(one["test"]).side else None)
        found.setdefault((one["test"], side), []).append(one)
    return found


def _angle(test: str, last: list[Mapping[str, Any]], ones: list[Mapping[str, Any]]) -> str | None:
    """A measurement with less movement than each one before, by more than both may err."""
    rule = fields.test_rule(test)
    known = [one for one in last if _met_a_limit(one)]
    for one in (one for one in ones if known and _met_a_limit(one)):
        less = [(one["angle_deg"] - other["angle_deg"]) * (1 if rule.left else -1) for other in known]
        allowed = [allowed_difference_deg(_error(one), _error(other)) for other in known]
        if all(a > b for a, b in zip(less, allowed, strict=True)):
            then = " and ".join(f"{other['angle_deg']:g}" for other in known)
            return (f"{one['angle_deg']:g} degrees, before {then} ({rule.angle}; measurement error allows "
                    f"{max(allowed):.0f})")
    return None


def _met_a_limit(one: Mapping[str, Any]) -> bool:
    """Whether an angle is where the test ended; where nothing stopped it, or something else, it is how far it went."""
    return one.get("angle_deg") is not None and one.get("stopped_by") not in fields.BEYOND


def _error(one: Mapping[str, Any]) -> float:
    return error_deg(one.get("device"), one.get("rater"))


def _symptom(last: list[Mapping[str, Any]], ones: list[Mapping[str, Any]]) -> str | None:
    """A worse symptom than any that the same test brought before."""
    words = fields.vocabulary("symptom")
    known = [word for word in map(symptom_of, last) if word is not None]
    for word in map(symptom_of, ones):
        if known and word is not None and all(_is_worse("symptom", word, other) for other in known):
            return f"{words[word]}, before {' and '.join(dict.fromkeys(words[other] for other in known))}"
    return None


def _pain(before: Examination, now: Examination) -> Iterator[str]:
    from neuroglide.patient.outcome.measures import MDC, load_measures

    scale = load_measures()["nprs"]
    record = scale.pick(MDC)
    for place, pain in now.complaint.nprs.items():
        for score, when in _SCORES.items():
            this, last = getattr(pain, score), getattr(before.complaint.nprs.get(place), score, None)
            if None not in (this, last) and record.reached(-scale.improvement(last, this), last):
                yield f"pain, {fields.vocabulary('nprs_place')[place]}, {when}: {this:g} of 10, before {last:g}"


def _neurological(before: Examination, now: Examination) -> Iterator[str]:
    full = fields.limit("mrc").high
    for kind in ("power", "reflex", "sensation"):
        for side, levels in getattr(now.neurological, kind).items():
            known = getattr(before.neurological, kind).get(side, {})
            for level, found in levels.items():
                last = known.get(level)
                if found < (full if last is None else last) if kind == "power" else _is_worse(
                        kind, found, last or "normal"):
                    yield f"{kind} {level}, {SIDE_WORDS[side]}: {_said(found)}, before {_said(last)}"
    known = before.foot_hand.get("light_touch", {})
    for area, found in now.foot_hand.get("light_touch", {}).items():
        if _is_worse("sensation", found, known.get(area, "normal")):
            yield f"light touch, {fields.vocabulary('area*')[area]}: {found}, before {_said(known.get(area))}"


def _said(found: float | str | None) -> str:
    return "not recorded" if found is None else found if isinstance(found, str) else f"{found:g}"


def _grades(before: Examination, now: Examination) -> Iterator[str]:
    screenings = [screen(exam.plain) for exam in (before, now)]
    cares = [care_for(exam, screening).grade for exam, screening in zip((before, now), screenings, strict=True)]
    pairs = {"irritability": [screening.irritability for screening in screenings], "care that is needed": cares}
    for name, (last, this) in pairs.items():
        if _is_worse("grade", this, last):
            yield f"{name}: {this}, before {last}"
