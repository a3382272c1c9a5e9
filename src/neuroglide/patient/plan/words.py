"""A technique's size, dose and limits in words for a clinician and a patient."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neuroglide.coordinates import LATERAL, OTHER_SIDE, SIDE_WORDS
from neuroglide.movement.posture import split_name
from neuroglide.patient.plan.techniques import Dose, Rung, Technique

#: Coordinate: the joint, the word for a positive angle and that for a negative one (None: the angle alone).
_JOINTS = {
    "neck_flexion": ("head", "bent forward", "tipped back"), "neck_side_flexion": ("head", "tilted", "tilted away"),
    "trunk_flexion": ("trunk", "slumped", "arched"), "trunk_side_flexion": ("trunk", "bent sideways", "bent sideways"),
    "trunk_rotation": ("trunk", "turned", "turned"), "pelvic_tilt": ("pelvis", "tilted back", "tilted forward"),
    "hip_flexion": ("hip", "", "behind neutral"), "hip_adduction": ("leg", "across", "outward"),
    "hip_internal_rotation": ("leg", "turned in", "turned out"), "slr": ("straight leg", "raised", ""),
    "knee_flexion": ("knee", "", "over-straight"), "ankle_dorsiflexion": ("ankle", "up", "down"),
    "ankle_inversion": ("sole", "turned in", "turned out"), "toe_extension": ("toes", "up", "down"),
    "shoulder_abduction": ("arm", "out to the side", ""), "shoulder_depression": ("shoulder", "down", "up"),
    "shoulder_external_rotation": ("arm", "turned out", "turned in"), "elbow_flexion": ("elbow", "", ""),
    "forearm_supination": ("forearm", "palm up", "palm down"), "wrist_extension": ("wrist", "back", "bent"),
    "finger_extension": ("fingers", "back", "bent"),
}
#: Ending of a name that stands for both sides alike.
BOTH = "_both"
#: Said to be neutral where a technique leaves it there: what a patient would otherwise guess.
_NEUTRAL = {"leg": "ankle_dorsiflexion", "arm": "neck_side_flexion"}


def amplitude_words(technique: Technique, rung: Rung) -> str:
    """The size in one phrase: "right knee from 90 to 35 degrees, head from 20 degrees bent forward to neutral"."""
    amplitude = technique.amplitude(rung)
    said = [f"{_joint(name)} from {_angle(name, begin, end)} to {_angle(name, end)}"
            for name, (begin, end) in without_twins(amplitude).items()]
    base = _NEUTRAL[technique.limb]
    if not any(split_name(name)[0] == base for name in (*amplitude, *technique.start_at(rung))):
        said.append(f"{_JOINTS[base][0]} neutral")
    return ", ".join(said)


def posture_words(technique: Technique, rung: Rung) -> str:
    """The start posture in one phrase; "relaxed" where the file names none."""
    said = [f"{_joint(name)} {_angle(name, value)}"
            for name, value in without_twins(technique.start_at(rung)).items() if value]
    return ", ".join(said) or "relaxed"


def dose_words(technique: Technique, dose: Dose) -> str:
    """The dose in one phrase."""
    sets = "1 set" if dose.sets == 1 else f"{dose.sets} sets"
    times = "once" if dose.reps == 1 else f"{dose.reps} times"
    rest = f", {dose.rest_s:g} s of rest between" if dose.sets > 1 or technique.hold_s >= technique.rest_s > 0 else ""
    hold = f", each held {dose.hold_s:g} s" if dose.hold_s >= 1 else ""
    a_day = {1: "once a day", 2: "twice a day"}.get(dose.per_day, f"{dose.per_day} times a day")
    days = "every day" if dose.days_per_week == 7 else f"on {dose.days_per_week} days a week"
    return f"{sets} of {times}{hold}{rest}, {a_day}, {days}, for {dose.weeks} weeks"


def tempo_words(technique: Technique) -> str:
    """How fast: seconds of each move of a cycle and of the whole cycle."""
    moves = [float(step["seconds"]) for step in technique.cycle if "move" in step]
    whole = sum(float(step.get("seconds", step.get("hold", 0.0))) for step in technique.cycle)
    each = " and ".join(f"{s:g} s" for s in moves) if len(moves) == 2 else f"{sum(moves):g} s of moving"
    return f"{each}, {whole:g} s a cycle, evenly"


def of_hundred(share: float) -> str:
    """A probability as people of a hundred: never none and never all of them."""
    return "under 1" if share < 0.01 else "over 99" if share > 0.99 else f"{100 * share:.0f}"


def _joint(name: str) -> str:
    if name.endswith(BOTH):
        joint = _JOINTS[name.removesuffix(BOTH)][0]
        return f"both {joint}" if joint.endswith("s") else f"both {joint}s"
    base, suffix = split_name(name)
    joint = _JOINTS[base][0]
    if base in LATERAL:
        return joint
    return f"{SIDE_WORDS[suffix]} {joint}" if suffix else joint


def _angle(name: str, value: float, other: float | None = None) -> str:
    """An angle with its direction; without the unit where the angle after it carries it."""
    _, positive, negative = _JOINTS[split_name(name.removesuffix(BOTH))[0]]
    if value == 0:
        return "neutral" if positive else "0 degrees"
    word = positive if value > 0 else negative
    base, suffix = split_name(name.removesuffix(BOTH))
    if base in LATERAL and suffix:  # the sign says to which side
        toward = SIDE_WORDS[suffix if value > 0 else OTHER_SIDE[suffix]]
        return f"{abs(value):g} degrees {positive} to the {toward}"
    unit = "" if other is not None and not word and other > 0 and not positive else " degrees"
    return f"{abs(value):g}{unit}{' ' + word if word else ''}"


def without_twins(posture: Mapping[str, Any]) -> dict[str, Any]:
    """Two sides alike under one name ending in ``_both``."""
    out: dict[str, Any] = {}
    for name, value in posture.items():
        base, suffix = split_name(name)
        lateral = base in LATERAL
        twin = f"{base}_{OTHER_SIDE.get(suffix or '', '')}"
        if not lateral and suffix and posture.get(twin) == value:
            out[base + BOTH] = value
        else:
            out[name] = value
    return out
