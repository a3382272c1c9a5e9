"""Hold a technique to the bars: which one forbids it, and why, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from neuroglide.patient.screening.model import Bar, Forbids


@dataclass(frozen=True)
class TechniqueFacts:
    """What a bar can see of a technique as it would be given.

    ``class_`` slider, tensioner, stretch, opener; ``position`` of the movement file; ``range_deg`` lowest and highest
    angle [deg] of each coordinate over the whole movement, its start included, by any name (``trunk_flexion``,
    ``knee_flexion_affected``, ``knee_flexion_r``); ``moved`` the coordinates that change; ``amplitude_percent`` of the
    person's free range [%]; ``symptom`` the worst it brings, 0 to 10; ``symptom_guided`` dosed by what is felt;
    ``classes_before`` given earlier in the programme. ``other_side`` is the side that is not affected, r or l.
    """

    class_: str
    position: str | None = None
    range_deg: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()
    amplitude_percent: float | None = None
    symptom: float | None = None
    symptom_guided: bool = False
    classes_before: frozenset[str] = frozenset()
    other_side: str | None = None


def why_forbidden(technique: TechniqueFacts, bars: Iterable[Bar]) -> tuple[tuple[str, str], ...]:
    """(bar id, reason in words) of every bar that forbids the technique; empty if it may be given.

    A quantity that a bar limits and that is not given (None) counts as over the limit.
    """
    found = []
    for bar in bars:
        words = _against(technique, bar.forbids)
        if words:
            found.append((bar.id, f"{bar.name}: {words}"))
    return tuple(found)


def _against(technique: TechniqueFacts, forbids: Forbids) -> str:
    if forbids.everything:
        return "no technique may be given"
    if forbids.spares_other_leg and _moves_other_leg_alone(technique):
        return ""
    if technique.class_ in forbids.classes:
        return f"it is a {technique.class_}"
    if forbids.positions and (technique.position is None or technique.position in forbids.positions):
        return f"it is done {(technique.position or 'in an unknown position').replace('_', ' ')}"
    share = forbids.amplitude_percent_above
    if share is not None and _over(technique.amplitude_percent, share):
        return f"it uses more than {share:g} percent of the free range"
    if forbids.symptom_above is not None and _over(technique.symptom, forbids.symptom_above):
        return f"it brings a symptom above {forbids.symptom_above:g}"
    if forbids.symptom_guided and technique.symptom_guided:
        return "its dose is guided by symptoms"
    first = forbids.first_class
    if first and technique.class_ == "tensioner" and first not in technique.classes_before:
        return f"no {first} was given before it"
    return _beyond(technique, forbids)


def _over(value: float | None, limit: float) -> bool:
    return value is None or value > limit


def _beyond(technique: TechniqueFacts, forbids: Forbids) -> str:
    for name, (low, high) in technique.range_deg.items():
        if not any(name == base or name.rsplit("_", 1)[0] == base for base in forbids.coordinates):
            continue
        if forbids.above_deg is not None and high > forbids.above_deg:
            return f"{name} reaches {high:g} degrees, more than {forbids.above_deg:g}"
        if forbids.below_deg is not None and low < forbids.below_deg:
            return f"{name} reaches {low:g} degrees, less than {forbids.below_deg:g}"
    return ""


def _moves_other_leg_alone(technique: TechniqueFacts) -> bool:
    endings = ("_other", f"_{technique.other_side}") if technique.other_side else ("_other",)
    return bool(technique.moved) and all(name.endswith(endings) for name in technique.moved)
