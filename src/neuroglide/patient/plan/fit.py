"""The largest size and dose of one technique that keep every bound, and which bound stopped it.

First one cycle of every size at once; then the dose, set with the technique in full; then the whole session of the
largest size that holds, in all draws, and of the next smaller one until every bound is kept: on the draws that chose
the size, and then on others that had no part in choosing it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from neuroglide.parameters import load_set
from neuroglide.patient.plan.bounds import DAY, Bound, all_hold, bounds_for, broken, by_id, few_beyond, too_many
from neuroglide.patient.plan.careful import GRADES, barred, beyond_examined
from neuroglide.patient.plan.engine import Engine, Found
from neuroglide.patient.plan.techniques import Dose, Rung, Technique
from neuroglide.patient.plan.uses import who

#: Fewest repetitions of a set worth giving, where the start dose has more.
FEWEST_REPS = 3


@dataclass(frozen=True)
class Stop:
    """What stopped a technique from going further: ``bound`` an id, the words for it, the value that the next larger
    size or dose would have reached and the limit (None where it is no number); ``also``, what else it would break."""

    bound: str
    text: str
    value: float | None = None
    limit: float | None = None
    also: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"bound": self.bound, "text": self.text, "value": _finite(self.value), "limit": self.limit,
                "also": list(self.also)}


@dataclass(frozen=True)
class Fitted:
    """A technique in its size and dose: what the whole session came to in every draw that judged it, what stopped it,
    and the sweep of all sizes (single cycles, the draws that it was fitted on)."""

    technique: Technique
    rung: Rung
    dose: Dose
    found: Found
    amplitude_stop: Stop
    dose_stop: Stop
    sweep: tuple[tuple[Rung, Found], ...]


@dataclass(frozen=True)
class Rejected:
    """A technique that has no size within the bounds, and why."""

    technique: Technique
    stop: Stop
    sweep: tuple[tuple[Rung, Found], ...] = ()


@dataclass(frozen=True)
class Limits:
    """Everything a technique is held to: ``bounds`` of the grade, ``bars`` of the screening, ``examined`` angles, and
    the signed version ``before``, which says where dose and size begin."""

    grade: str
    bounds: tuple[Bound, ...]
    bars: tuple[Any, ...]
    examined: tuple[Mapping[str, Any], ...]
    before: Any = None


def start_dose(technique: Technique, grade: str) -> Dose:
    """The dose to begin with: sets of a recorded length of work, fewer at moderate and high irritability; of a held
    stretch the file's own sets and repetitions."""
    p = load_set()
    per_day, days, weeks = (2, 7, 4) if technique.movement.performed_by == "patient" else (1, 2, 3)
    if grade == "high":
        per_day = 1
    rest = p.record("plan.dose.rest").value
    if technique.hold_s >= 10.0:
        return Dose(technique.sets, technique.reps, technique.hold_s, technique.rest_s or rest, 1, days, weeks)
    cycle_s = sum(float(step.get("seconds", step.get("hold", 0.0))) for step in technique.cycle)
    reps = max(1, round(p.record(f"plan.dose.work.{grade}").value / cycle_s))
    return Dose(2 if grade == "low" else 1, reps, technique.hold_s, rest, per_day, days, weeks)


def fit(engine: Engine, technique: Technique, limits: Limits, judge: Engine | None = None) -> Fitted | Rejected:
    """The technique as this person may do it.

    Parameters: ``engine`` with the draws that choose size and dose; ``technique``; ``limits``; ``judge`` with other
    draws, on which the whole session must keep every bound too (None: those that chose it). Returns: Fitted, or
    Rejected with the stop.
    """
    rungs = technique.rungs()
    allowed, stop = [], Stop("technique", "the technique as published goes no further")
    most = len(rungs) - 1 if limits.before is None else limits.before.largest(technique, rungs)
    for number, rung in enumerate(rungs):
        if number > most:
            stop = Stop("before", limits.before.rule["text"])
            break
        bar, beyond = barred(technique, rung, limits.bars), beyond_examined(technique, rung, limits.examined)
        if bar is not None or beyond is not None:
            stop = Stop(f"bar:{bar[0]}", bar[1]) if bar is not None else _examined_stop(beyond)
            break
        allowed.append(number)
    if not allowed:
        return Rejected(technique, stop)
    parts = engine.parts(technique.ladder_movement(rungs), len(rungs))
    sweep = tuple(zip(rungs, parts, strict=True))
    over = [broken(parts[number], limits.bounds, "amplitude") for number in allowed]
    lighter = _lighter(parts, limits.bounds)
    sizes = [number for number in allowed if lighter[number]]
    if not sizes:
        return Rejected(technique, Stop(DAY, "each size that is left loads the nerve more than a larger one"), sweep)
    best = next((number for number in reversed(sizes) if not over[number]), None)
    if best is None:
        return Rejected(technique, _bound_stop(over[sizes[0]], parts[sizes[0]], limits.bounds), sweep)
    if best < sizes[-1]:
        larger = sizes[sizes.index(best) + 1]
        stop = _bound_stop(over[larger], parts[larger], limits.bounds)
    dose, dose_stop = fit_dose(engine, technique, rungs[-1], limits)
    for number in (number for number in reversed(sizes) if number <= best and not over[number]):
        holds, found = _whole(engine, judge, technique.dose_movement(rungs[number], dose), limits.bounds, dose.per_day)
        if holds:
            stop = _said_of("the next larger size", stop, limits.bounds)
            return Fitted(technique, rungs[number], dose, found, stop, dose_stop, sweep)
        stop = _session_stop(found, limits.bounds, dose.per_day)
    return Rejected(technique, _said_of("its smallest size", stop, limits.bounds), sweep)


def _lighter(parts: Sequence[Found], bounds: Sequence[Bound]) -> list[bool]:
    """Which sizes have no more exposure than any larger one: less reach is no smaller a movement where it loads more.
    How sensitive the nerves are has no part in it."""
    day, least, found = by_id(bounds)[DAY], math.inf, []
    for one in reversed(parts):
        load = day.at(one)
        found.append(load <= least)
        least = min(least, load)
    return found[::-1]


def _whole(engine: Engine, judge: Engine | None, movement: dict[str, Any], bounds: Sequence[Bound],
           per_day: int) -> tuple[bool, Found]:
    """Whether a whole session keeps every bound, and what it came to where that was decided: first on the few draws
    that chose it, which is quick, then, more strictly, on those that judge."""
    found = engine.whole(movement)
    if judge is None or not all_hold(found, bounds, per_day):
        return all_hold(found, bounds, per_day), found
    found = judge.whole(movement)
    return all_hold(found, bounds, per_day) and not too_many(found, bounds, per_day), found


def fit_dose(engine: Engine, technique: Technique, rung: Rung, limits: Limits) -> tuple[Dose, Stop]:
    """The largest dose that keeps the bounds on it, and what stopped it.

    It is set with the technique in full (``rung`` its largest) whatever size is given in the end, so that a smaller
    size never buys more repetitions; and for every grade of care up to the person's, none of which gives more cycles
    of a session or more sessions of a day than the one before: whoever must be treated with more care never gets more.
    """
    dose, stop, known = None, Stop("start_dose", "the dose to begin with is not larger"), {}
    for grade in GRADES[: GRADES.index(limits.grade) + 1]:
        first = start_dose(technique, grade)
        if limits.before is not None:
            stop, first = Stop("before", limits.before.rule["text"]), limits.before.dose(technique, grade, first)
        bounds = limits.bounds if grade == limits.grade else bounds_for(grade)
        dose, stop = _dose_of(lambda one: _session(engine, technique, rung, one, known), first, bounds, dose, stop)
    return dose, stop


def _session(engine: Engine, technique: Technique, rung: Rung, dose: Dose, known: dict[Dose, Found]) -> Found:
    """What a session comes to; those ``known`` are not run again."""
    one = replace(dose, per_day=1, days_per_week=1, weeks=1)
    if one not in known:
        known[one] = engine.whole(technique.dose_movement(rung, one))
    return known[one]


def _dose_of(session: Callable[[Dose], Found], first: Dose, bounds: Sequence[Bound], most: Dose | None,
             stop: Stop) -> tuple[Dose, Stop]:
    """The largest dose up to ``first`` that keeps the bounds of one grade, with no more cycles and sessions than
    ``most`` (of the grade before)."""
    doses, number = _smaller(first), 0
    if most is not None:
        doses = [one for one in doses if one.sets * one.reps <= most.sets * most.reps] or doses[-1:]
    while True:
        dose = doses[number]
        found = session(dose)
        over = broken(found, bounds, "dose")
        if not over or number == len(doses) - 1:
            break
        stop = _bound_stop(over, found, bounds)
        keep = dose.sets * dose.reps / next(iter(over.values()))
        few = [i for i in range(number + 1, len(doses)) if doses[i].sets * doses[i].reps <= keep]
        number = few[0] if few else max(number + 1, len(doses) - 1)
    day, times = by_id(bounds)[DAY], dose.per_day if most is None else min(dose.per_day, most.per_day)
    while times > 1 and not day.holds(found, times):
        stop = Stop(DAY, f"{day.name}, with the technique in full", day.at(found, times), day.limit)
        times -= 1
    return replace(dose, per_day=times), stop


def _broken_by(found: Found, bounds: Sequence[Bound], per_day: int) -> dict[str, float]:
    over = broken(found, bounds, "amplitude") | broken(found, bounds, "dose")
    return over or {DAY: by_id(bounds)[DAY].excess(found, per_day)}


def _session_stop(found: Found, bounds: Sequence[Bound], per_day: int) -> Stop:
    """What keeps a whole session from being given: the end of a band beyond its bound, or too many nerves beyond."""
    if not all_hold(found, bounds, per_day):
        return _bound_stop(_broken_by(found, bounds, per_day), found, bounds, per_day)
    over, nerves = too_many(found, bounds, per_day), len(found.peak_strain_percent)
    (first, count), *also = over.items()
    bound = by_id(bounds)[first]
    every = bound.count(found)
    text = (f"{bound.name}: {count} of the {who(every, nerves)} that judge would lie beyond the bound of "
            f"{f'{bound.limit:g} {bound.unit}'.strip()}, and {few_beyond(every, nerves)} at most may")
    return Stop(first, text, None, bound.limit, tuple(id_ for id_, _ in also))


def _said_of(size: str, stop: Stop, bounds: Sequence[Bound]) -> Stop:
    """A stop by the number of nerves, with the size that they were counted in."""
    counted = stop.value is None and stop.bound in by_id(bounds)
    return replace(stop, text=f"{stop.text}, in {size}") if counted else stop


def _smaller(dose: Dose) -> list[Dose]:
    """The dose and all that are smaller, by falling number of cycles: fewer repetitions, then fewer sets."""
    least = min(dose.reps, FEWEST_REPS)
    every = [replace(dose, sets=s, reps=r) for s in range(1, dose.sets + 1) for r in range(least, dose.reps + 1)]
    return sorted(every, key=lambda one: (-one.sets * one.reps, one.sets))


def _bound_stop(over: Mapping[str, float], found: Found, bounds: Sequence[Bound], per_day: int = 1) -> Stop:
    first, *also = over
    bound = by_id(bounds)[first]
    others = "".join(f", and {by_id(bounds)[id_].name}" for id_ in also)
    value = bound.at(found, per_day if first == DAY else 1)
    text = f"{bound.name} ({bound.end} end of the 90 % band){others}"
    return Stop(bound.id, text, value, bound.limit, tuple(also))


def _examined_stop(limit: Mapping[str, Any]) -> Stop:
    return Stop("examined_range", f"the {limit['test']} brought the symptom at {limit['angle_deg']:g} degrees",
                None, limit["limit_deg"])


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value
