"""A technique of the library made smaller for one person: how far it goes, how its start is eased, its whole dose.

Everything is derived from the movement's own file. *Reach* scales every move from the start posture; *ease* scales the
coordinates that pre-load the nerve (the slump, the head, the ankle), not those the position itself needs (a seat).
A ladder of rungs goes down in both at once, so that a stricter bound never asks for more of either.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from neuroglide.coordinates import OTHER_SIDE, SIDED_LIMITS_DEG
from neuroglide.movement import Movement, list_movements, load_movement
from neuroglide.movement.posture import split_name
from neuroglide.movement.writing import to_mapping

#: Reach and ease of each rung, largest first: neither ever grows on the way down.
LADDER = (
    (1.0, 1.0), (0.9, 1.0), (0.8, 0.75), (0.7, 0.75), (0.6, 0.75), (0.6, 0.5), (0.5, 0.5), (0.4, 0.5), (0.3, 0.5),
    (0.3, 0.25), (0.2, 0.25),
)
#: Angles are given to the patient in steps of this many degrees, rounded toward the start.
STEP_DEG = 5.0
#: Coordinates that a position itself needs: never eased.
HELD_BY_POSITION = {
    "seated": ("hip_flexion", "knee_flexion"), "long_sitting": ("hip_flexion", "pelvic_tilt", "knee_flexion"),
    "side_lying": ("knee_flexion",), "supine": ("knee_flexion",),
    "standing": ("knee_flexion",), "prone": ("knee_flexion",),
}
#: Coordinates of the arm: a technique with one of them moves the median nerve.
ARM = ("shoulder_abduction", "shoulder_depression", "shoulder_external_rotation", "elbow_flexion", "forearm_supination",
       "wrist_extension", "finger_extension")
_REST_LABEL = "rest"
#: Seconds to get from a start posture to rest and back, and from rung to rung.
CHANGE_S = 2.0


class Rung(NamedTuple):
    """One size of a technique: ``reach`` of the moves and ``ease`` of the start, each a share of the file's."""

    reach: float
    ease: float


@dataclass(frozen=True)
class Dose:
    """How much of a technique: the fields are those of the plan's JSON; seconds and counts."""

    sets: int
    reps: int
    hold_s: float
    rest_s: float
    per_day: int
    days_per_week: int
    weeks: int

    def to_dict(self) -> dict[str, Any]:
        """The dose as JSON has it."""
        return dict(vars(self))


@dataclass(frozen=True, eq=False)  # one object for each id and side, so that its sizes are worked out once
class Technique:
    """A movement of the library taken apart: its start [deg], one cycle of steps as the file writes them, and what the
    file says of sets, repetitions and rest [s]; ``side`` is the affected one, written into every name."""

    movement: Movement
    side: str
    start: Mapping[str, float]
    cycle: tuple[Mapping[str, Any], ...]
    sets: int
    reps: int
    rest_s: float

    @property
    def id(self) -> str:
        """Id of the movement."""
        return self.movement.id

    @property
    def class_(self) -> str:
        """slider, tensioner, stretch or opener."""
        return self.movement.class_ or ""

    @property
    def coordinates(self) -> frozenset[str]:
        """Base names of every coordinate in start or moves."""
        moves = [name for step in self.cycle for name in _targets(step)]
        return frozenset(split_name(name)[0] for name in (*self.start, *moves))

    @property
    def moving(self) -> tuple[str, ...]:
        """Names of the coordinates that move, in the file's order."""
        return tuple(dict.fromkeys(name for step in self.cycle for name in _targets(step)))

    @property
    def limb(self) -> str:
        """arm or leg."""
        return "arm" if self.coordinates & set(ARM) else "leg"

    @property
    def hold_s(self) -> float:
        """Longest hold of the cycle [s]."""
        return max((float(step["hold"]) for step in self.cycle if "hold" in step), default=0.0)

    @lru_cache(maxsize=4096)  # noqa: B019 - techniques live as long as the library
    def start_at(self, rung: Rung) -> dict[str, float]:
        """The start posture of a rung [deg]."""
        return {name: self._eased(name, value, rung.ease) for name, value in self.start.items()}

    @lru_cache(maxsize=4096)  # noqa: B019
    def steps_at(self, rung: Rung, hold_s: float | None = None) -> list[dict[str, Any]]:
        """One cycle of a rung; ``hold_s`` replaces the cycle's longest hold [s]."""
        start, out = self.start_at(rung), []
        for step in self.cycle:
            if "hold" in step:
                longest = hold_s is not None and float(step["hold"]) == self.hold_s
                out.append({"hold": hold_s if longest else step["hold"]})
            elif step["move"] == "start":
                # Every coordinate that has moved goes back; those of the file's start alone would leave the others out.
                out.append({"move": {name: start.get(name, 0.0) for name in self.moving}, "seconds": step["seconds"]})
            else:
                out.append({"move": {name: self._target(name, float(value), rung) for name, value in
                                     step["move"].items()}, "seconds": step["seconds"]})
        return out

    @lru_cache(maxsize=4096)  # noqa: B019
    def amplitude(self, rung: Rung) -> dict[str, tuple[float, float]]:
        """{coordinate: (from, to)} [deg] of every coordinate that moves: the start and the angle farthest from it."""
        start, found = self.start_at(rung), {}
        for name in self.moving:
            begin = start.get(name, 0.0)
            ends = [step["move"][name] for step in self.steps_at(rung) if name in step.get("move", ())]
            end = max(ends, key=lambda angle: abs(angle - begin))
            if end != begin:
                found[name] = (begin, end)
        return found

    def dose_movement(self, rung: Rung, dose: Dose) -> dict[str, Any]:
        """The movement mapping of one whole session: sets of repetitions with the rests between them."""
        relaxed = {name: self._eased(name, value, 0.0) for name, value in self.start_at(rung).items()}
        begin = {name: self.start_at(rung).get(name, 0.0) for name in dict.fromkeys((*self.start, *self.moving))}
        rest = [{"move": begin | relaxed, "seconds": CHANGE_S, "label": _REST_LABEL},
                {"hold": max(dose.rest_s - 2 * CHANGE_S, 0.0), "label": _REST_LABEL},
                {"move": begin, "seconds": CHANGE_S, "label": _REST_LABEL}]
        cycle = self.steps_at(rung, dose.hold_s if self.hold_s else None)
        if self.hold_s >= self.rest_s > 0:  # a held stretch rests after each repetition
            one = [*cycle, *rest]
        else:
            one = cycle
        steps: list[dict[str, Any]] = []
        for number in range(dose.sets):
            steps.append({"repeat": dose.reps, "steps": one})
            if number < dose.sets - 1 and one is cycle:
                steps += rest
        return {"id": self.id, "name": self.movement.title, "start": self.start_at(rung), "steps": steps}

    def ladder_movement(self, rungs: list[Rung]) -> dict[str, Any]:
        """One cycle of each rung after the other, labelled ``rung 0`` and on; long holds cut to a second."""
        steps: list[dict[str, Any]] = []
        for number, rung in enumerate(rungs):
            begin = {name: self.start_at(rung).get(name, 0.0) for name in dict.fromkeys((*self.start, *self.moving))}
            steps.append({"move": begin, "seconds": CHANGE_S, "label": f"to {number}"})
            steps += [step | {"label": f"rung {number}"} for step in self.steps_at(rung, min(self.hold_s, 1.0) or None)]
        return {"id": self.id, "start": self.start_at(rungs[0]), "steps": steps}

    @lru_cache(maxsize=256)  # noqa: B019
    def rungs(self) -> list[Rung]:
        """The rungs that differ once rounded, smallest first; those that move nothing are left out."""
        seen: dict[str, Rung] = {}
        for rung in (Rung(*pair) for pair in LADDER):
            if self.amplitude(rung):
                seen.setdefault(repr((self.start_at(rung), self.steps_at(rung))), rung)
        return list(seen.values())[::-1]

    def _held(self, name: str) -> bool:
        base = split_name(name)[0]
        held = HELD_BY_POSITION.get(self.movement.position or "", ())
        return base in ("knee_flexion", "elbow_flexion") or base in held

    def _eased(self, name: str, value: float, ease: float) -> float:
        return value if self._held(name) else _toward(0.0, value * ease)

    def _target(self, name: str, value: float, rung: Rung) -> float:
        begin, start = float(self.start.get(name, 0.0)), self.start_at(rung).get(name, 0.0)
        if value == begin:
            return start
        wanted = begin + rung.reach * (value - begin)
        eased = wanted if self._held(name) else wanted * rung.ease
        way = math.copysign(1.0, value - begin)
        # A move keeps the file's direction in every size, and its farthest end moves by one step at least.
        steps = int(max((eased - start) * way, 0.0) / STEP_DEG + 1e-6)
        return start + way * STEP_DEG * max(steps, 1 if value == self._farthest(name) else 0) + 0.0

    def _farthest(self, name: str) -> float:
        """The file's angle of a coordinate that lies farthest from its start [deg]."""
        begin = float(self.start.get(name, 0.0))
        return max((float(_targets(step)[name]) for step in self.cycle if name in _targets(step)),
                   key=lambda angle: abs(angle - begin))


def _toward(begin: float, value: float) -> float:
    """The angle [deg] a whole number of the patient's steps from ``begin``, rounded toward it."""
    steps = int(abs(value - begin) / STEP_DEG + 1e-6)
    return begin + math.copysign(STEP_DEG * steps, value - begin) + 0.0


def _targets(step: Mapping[str, Any]) -> Mapping[str, float]:
    move = step.get("move")
    return move if isinstance(move, Mapping) else {}


@lru_cache(maxsize=64)
def technique(movement_id: str, side: str = "r") -> Technique:
    """A packaged technique by its id, for a person affected on ``side`` (r or l). Raises: InputError for an unknown."""
    movement = load_movement(movement_id)
    plain = to_mapping(movement)
    groups = [step for step in plain["steps"] if "steps" in step]
    repeat, given = plain.get("repeat", 1), plain.get("dose", {})
    rest = max((float(s["hold"]) for s in plain["steps"] if s.get("label") == _REST_LABEL and "hold" in s), default=0.0)
    if len(groups) == 1:  # bouts of oscillation with something between them
        cycle, reps, sets = groups[0]["steps"], groups[0]["repeat"], repeat
    else:
        cycle = [step for step in _flat(plain["steps"]) if step.get("label") != _REST_LABEL]
        reps = repeat if groups else given.get("repetitions", repeat)
        sets = 1 if groups else given.get("sets", 1)
    own = [step | {"move": _literal(step["move"], side)} if _targets(step) else step for step in cycle]
    return Technique(movement, side, _literal(plain.get("start", {}), side), tuple(own), int(sets), int(reps), rest)


def _literal(posture: Mapping[str, float], side: str) -> dict[str, float]:
    """The posture under names with ``_r`` and ``_l`` only: every coordinate under one name."""
    other, out = OTHER_SIDE[side], {}
    for name, value in posture.items():
        base, suffix = split_name(name)
        if suffix is None and base in SIDED_LIMITS_DEG:
            out |= {f"{base}_{side}": value, f"{base}_{other}": value}
        else:
            out[name if suffix is None else f"{base}_{dict(affected=side, other=other).get(suffix, suffix)}"] = value
    return out


def _flat(steps: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    out: list[Mapping[str, Any]] = []
    for step in steps:
        out += _flat(step["steps"]) * step["repeat"] if "steps" in step else [step]
    return out


def technique_ids(limb: str) -> tuple[str, ...]:
    """Ids of the packaged techniques that move the nerve of a limb, ``leg`` or ``arm``."""
    return tuple(m.id for m in list_movements() if m.kind == "technique" and technique(m.id).limb == limb)
