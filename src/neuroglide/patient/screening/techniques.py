"""Hold a technique to the bars: which one forbids it, and why, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neuroglide.coordinates import SIDED_LIMITS_DEG
from neuroglide.patient.screening.model import Bar, Forbids

if TYPE_CHECKING:  # the rules load no engine
    from neuroglide.movement import Movement
    from neuroglide.movement.model import Angle, Group, Step

#: Joints of a leg, by the names of their coordinates; those of the arm follow them in the list of coordinates.
LEG_JOINTS = tuple(name for name in SIDED_LIMITS_DEG if name.startswith(("hip", "slr", "knee", "ankle", "toe")))
#: Coordinates that bend the spine forward where they are positive.
_SPINE = ("trunk_flexion", "pelvic_tilt")


@dataclass(frozen=True)
class TechniqueFacts:
    """What a bar can see of a technique as it would be given.

    ``class_`` slider, tensioner, stretch, opener; ``position`` of the movement file; ``range_deg`` lowest and highest
    angle [deg] of each coordinate over the whole movement, its start included, by any name (``trunk_flexion``,
    ``knee_flexion_affected``, ``knee_flexion_r``); ``moved`` the coordinates that change; ``amplitude_percent`` of the
    person's free range [%]; ``symptom`` the worst it brings, 0 to 10; ``symptom_guided`` dosed by what is felt;
    ``flexes_spine`` whether its movement in the library bends the spine (see :func:`flexes_spine`), None where not
    known; ``classes_before`` given earlier in the programme. ``other_side`` is the side that is not affected, r or l.
    """

    class_: str
    position: str | None = None
    range_deg: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()
    amplitude_percent: float | None = None
    symptom: float | None = None
    symptom_guided: bool = False
    flexes_spine: bool | None = None
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
    if forbids.flexes_spine and technique.flexes_spine is not False:
        known = technique.flexes_spine is not None
        return "its movement bends the spine" if known else "it is not known whether it bends the spine"
    joint = _moved_of_other_leg(technique, forbids.moves_other_leg)
    if joint:
        return f"it moves the {joint.replace('_', ' ')} of the other leg"
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
    raise_ = max((high for name, (_, high) in technique.range_deg.items() if _joint(name) == "slr"), default=0.0)
    if forbids.leg_raise_above_deg is not None and raise_ > forbids.leg_raise_above_deg:
        return f"it raises the straight leg to {raise_:g} degrees, more than {forbids.leg_raise_above_deg:g}"
    return ""


def _joint(name: str) -> str:
    """The joint of a leg that a coordinate names (``knee_flexion_other``: ``knee_flexion``), empty of any other."""
    return name if name in LEG_JOINTS else name.rsplit("_", 1)[0] if name.rsplit("_", 1)[0] in LEG_JOINTS else ""


def _of_other_leg(technique: TechniqueFacts, name: str) -> bool:
    """Whether a coordinate is of the other leg; one without a side is of both."""
    endings = ("_other", f"_{technique.other_side}") if technique.other_side else ("_other",)
    return bool(_joint(name)) and (name in LEG_JOINTS or name.endswith(endings))


def _moves_other_leg_alone(technique: TechniqueFacts) -> bool:
    return bool(technique.moved) and all(_of_other_leg(technique, name) and name not in LEG_JOINTS
                                         for name in technique.moved)


def _moved_of_other_leg(technique: TechniqueFacts, joints: Iterable[str]) -> str:
    """The first of these joints of the other leg that the technique moves; empty where it moves none."""
    moved = {_joint(name) for name in technique.moved if _of_other_leg(technique, name)}
    return next((joint for joint in joints if joint in moved), "")


def flexes_spine(movement: Movement) -> bool:
    """Whether a movement of the library bends the spine forward, or turns the pelvis back under it, anywhere in it.

    Parameters: ``movement`` at the full size of its file. Returns: True for the slump and its kin, however small the
    size in which it would be given. The turn of the pelvis in a leg raise is not counted here.
    """
    angles = [*movement.start, *_angles(movement.steps)]
    return any(angle.name in _SPINE and angle.value_rad > 0.0 for angle in angles)


def _angles(steps: Iterable[Step | Group]) -> Iterator[Angle]:
    for step in steps:
        yield from _angles(step.steps) if hasattr(step, "steps") else step.angles
