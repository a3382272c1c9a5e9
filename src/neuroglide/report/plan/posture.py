"""A posture of a plan's picture in everyday words without figures: the picture's text alternative."""

from __future__ import annotations

from collections.abc import Sequence

from neuroglide.coordinates import FULL_NAMES, LATERAL, SIDE_WORDS
from neuroglide.movement.posture import split_name
from neuroglide.patient.plan.spoken import level_words
from neuroglide.report.staging import rests

#: Joints by coordinate, in the order they are told; what is not here is not told. {side} is right or left.
_JOINTS = {
    "neck_flexion": "head", "neck_side_flexion": "head", "trunk_flexion": "back", "trunk_side_flexion": "low back",
    "pelvic_tilt": "pelvis", "hip_flexion": "{side} thigh", "slr": "straight {side} leg",
    "knee_flexion": "{side} knee", "ankle_dorsiflexion": "{side} foot", "ankle_inversion": "sole of the {side} foot",
    "toe_extension": "toes of the {side} foot", "shoulder_abduction": "{side} arm", "elbow_flexion": "{side} elbow",
    "wrist_extension": "{side} hand", "finger_extension": "fingers of the {side} hand",
}
#: An angle smaller than this [deg] is not told.
_TOLD_DEG = 2.5


def in_words(angle_deg: Sequence[float], position: str | None, side: str, seen: str,
             arrow: bool = False) -> str:
    """What a picture shows: how the body rests, whence it is seen, where each joint is.

    Parameters: angle_deg (C,), a posture in the order of the coordinates; position, None where the body is drawn
    upright to the waist; side affected; seen, whence in words; arrow, whether one is drawn.
    """
    how = rests(position, side)
    opening = f"Bones of a person{' ' + how if how else ''}, seen from {seen}"
    found = _states(dict(zip(FULL_NAMES, map(float, angle_deg), strict=True)))
    way = " An arrow shows which way it goes." if arrow else ""
    return f"{opening}: {'; '.join(found) if found else 'relaxed'}.{way}"


def _states(angle: dict[str, float]) -> list[str]:
    """Where each joint is that is not at rest; what both sides share is said once."""
    out = []
    for base, words in _JOINTS.items():
        if base in angle:
            told = {"": angle[base]}
        else:
            told = {SIDE_WORDS[side]: angle[f"{base}_{side}"] for side in ("r", "l")}
            if len({round(value) for value in told.values()}) == 1:
                told = {"right and left": next(iter(told.values()))}
        for name, value in told.items():
            if abs(value) >= _TOLD_DEG:
                out.append(f"{words.format(side=name).strip()} {_level(base, value)}")
    return out


def _level(base: str, value: float) -> str:
    if split_name(base)[0] not in LATERAL:
        return level_words(base, value)
    return level_words(base, value).replace("{toward}", SIDE_WORDS["r" if value >= 0 else "l"])
