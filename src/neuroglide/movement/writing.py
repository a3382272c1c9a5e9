"""A Movement back to what a file holds, in degrees and seconds."""

from __future__ import annotations

from typing import Any

import yaml

from neuroglide.movement.model import Angle, Approach, Dose, Group, Movement, Step
from neuroglide.units import from_si


def to_mapping(movement: Movement) -> dict[str, Any]:
    """The movement as a mapping that :func:`neuroglide.movement.parse_movement` reads back to an equal Movement."""
    out: dict[str, Any] = {
        "id": movement.id, "name": movement.name, "kind": movement.kind, "class": movement.class_,
        "performed_by": movement.performed_by, "position": movement.position, "sources": list(movement.sources),
        "evidence_grade": movement.evidence_grade, "summary": movement.summary, "purpose": movement.purpose,
        "instructions": list(movement.instructions), "note": movement.note, "dose": _dose(movement.dose),
        "ranges": {r.name: {"values": [from_si(value, "deg") for value in r.values_rad], "why": r.why}
                   for r in movement.ranges},
        "start": _angles(movement.start),
    }  # fmt: skip
    out = {key: value for key, value in out.items() if value not in (None, [], {})}
    if movement.approach != Approach():
        out["approach"] = {"seconds": movement.approach.seconds, "hold": movement.approach.hold}
    out["steps"] = [_step(step) for step in movement.steps]
    if movement.repeat != 1:
        out["repeat"] = movement.repeat
    return out


def to_yaml(movement: Movement) -> str:
    """The movement as the text of a YAML file."""
    return yaml.safe_dump(to_mapping(movement), sort_keys=False, allow_unicode=True, width=110)


def _angles(angles: tuple[Angle, ...]) -> dict[str, float | str]:
    return {angle.name: angle.named or from_si(angle.value_rad, "deg") for angle in angles}


def _dose(dose: Dose | None) -> dict[str, Any] | None:
    if dose is None:
        return None
    values = {key: getattr(dose, key) for key in Dose.__dataclass_fields__}
    return {key: value for key, value in values.items() if value is not None}


def _step(step: Step | Group) -> dict[str, Any]:
    out: dict[str, Any]
    if isinstance(step, Group):
        out = {"repeat": step.repeat, "steps": [_step(inner) for inner in step.steps]}
    elif step.kind == "hold":
        out = {"hold": step.seconds}
    else:
        out = {"move": "start" if step.to_start else _angles(step.angles), "seconds": step.seconds}
    if step.label is not None:
        out["label"] = step.label
    if isinstance(step, Step) and step.note is not None:
        out["note"] = step.note
    return out
