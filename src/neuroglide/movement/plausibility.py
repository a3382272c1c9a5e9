"""Remarks on a movement that is within the limits of a file but not within what is usual for a body."""

from __future__ import annotations

import math

import numpy as np

from neuroglide.coordinates import FULL_NAMES, INDEX, LIMITS_DEG, SIDES
from neuroglide.errors import InputError
from neuroglide.movement.model import Group, Movement, Step
from neuroglide.movement.sequence import Sequence, expand, peak_speed
from neuroglide.parameters import ParameterSet, load_bibliography, load_set

#: The knee counts as straight below this, as the word is used in `slr` [rad].
_STRAIGHT = math.radians(10)
#: An angle counts as moved above this [rad].
_MOVED = math.radians(1)


def check_movement(movement: Movement, p: ParameterSet | None = None) -> list[str]:
    """Remarks on a movement's plausibility, for `neuroglide check`.

    Parameters: ``movement``, already within the limits of a file; ``p`` holds what is usual (``movement.*``), by
    default the adult set. Returns: one plain sentence per remark, none for a usual movement.
    """
    p = load_set() if p is None else p
    remarks: list[str] = []
    sequences = []
    for side in SIDES:
        try:
            sequences.append((side, expand(movement, side)))
        except InputError as error:
            remarks.append(f"It cannot be done when side {side} is affected: {error.message}")
    if sequences:
        # Left and right mirror each other, so one side tells all of a movement written with _affected and _other.
        sequence = sequences[0][1]
        lines = _step_lines(movement)
        remarks += _speed(sequence, lines, p) + _holds(sequence, lines, p) + _ranges(sequence, p)
        remarks += _hamstrings(sequence, p) + _leg_raise(sequence) + _repeats(movement, sequence)
    known = load_bibliography()
    remarks += [f"The source {key} is not in sources.bib, so `neuroglide cite` cannot print it."
                for key in movement.sources if key not in known]
    return remarks


def _step_lines(movement: Movement) -> list[str]:
    """Where each written step stands, in words."""
    steps: list[Step] = []

    def collect(items: tuple[Step | Group, ...]) -> None:
        for item in items:
            if isinstance(item, Group):
                collect(item.steps)
            else:
                steps.append(item)

    collect(movement.steps)
    return [f"step {i + 1}" + (f" (line {step.line})" if step.line else "") for i, step in enumerate(steps)]


def _postures(sequence: Sequence) -> np.ndarray:
    return np.vstack([sequence.start_rad, sequence.end_rad])


def _speed(sequence: Sequence, lines: list[str], p: ParameterSet) -> list[str]:
    usual = p.record("movement.joint_speed").interval_si[1]
    speed = peak_speed(sequence)
    row, column = np.unravel_index(np.argmax(speed), speed.shape)
    if speed[row, column] <= usual:
        return []
    return [f"In {lines[sequence.written[row]]} {FULL_NAMES[column]} moves at {math.degrees(speed[row, column]):.0f} "
            f"deg/s; a controlled movement stays below about {math.degrees(usual):.0f} deg/s."]


def _holds(sequence: Sequence, lines: list[str], p: ParameterSet) -> list[str]:
    usual = p.record("movement.hold").interval_si[1]
    seconds = np.where(sequence.is_move, 0.0, sequence.seconds)
    longest = int(np.argmax(seconds))
    if seconds[longest] <= usual:
        return []
    return [f"The hold in {lines[sequence.written[longest]]} lasts {seconds[longest] / 60:.3g} min; holds of exercises "
            f"stay below about {usual / 60:.3g} min."]


def _ranges(sequence: Sequence, p: ParameterSet) -> list[str]:
    remarks = []
    low, high = _postures(sequence).min(axis=0), _postures(sequence).max(axis=0)
    for name, column in INDEX.items():
        base = name if name in LIMITS_DEG else name.rsplit("_", 1)[0]
        if base == "slr":
            continue
        least = p.record(f"movement.usual_range.{base}.low").interval_si[0]
        most = p.record(f"movement.usual_range.{base}.high").interval_si[1]
        for angle, limit in ((low[column], least), (high[column], most)):
            if (angle - limit) * (1 if limit == most else -1) > 0:
                remarks.append(f"{name} reaches {math.degrees(angle):.0f} deg; few people get beyond "
                               f"{math.degrees(limit):.0f} deg.")
    return remarks


def _hamstrings(sequence: Sequence, p: ParameterSet) -> list[str]:
    remarks = []
    angle = _postures(sequence)
    raised = p.record("movement.slr_tolerance").interval_si[1]
    # Two standard deviations and not the 90 % interval: the sample had tight hamstrings, so others reach further.
    reach = p["movement.hamstring_reach"] + 2 * p.record("movement.hamstring_reach").sd_si
    for side in SIDES:
        slr, knee = angle[:, INDEX[f"slr_{side}"]].max(), angle[:, INDEX[f"knee_flexion_{side}"]]
        stretch = (angle[:, INDEX[f"hip_flexion_{side}"]] - knee).max()
        if slr > raised:
            remarks.append(f"slr_{side} reaches {math.degrees(slr):.0f} deg; few people tolerate more than "
                           f"{math.degrees(raised):.0f} deg.")
        if stretch > reach:
            remarks.append(f"hip_flexion_{side} less knee_flexion_{side} reaches {math.degrees(stretch):.0f} deg; the "
                           f"hamstrings of most people stop near {math.degrees(reach):.0f} deg.")
    return remarks


def _leg_raise(sequence: Sequence) -> list[str]:
    remarks = []
    angle = _postures(sequence)
    for side in SIDES:
        slr = angle[:, INDEX[f"slr_{side}"]] > _MOVED
        if np.any(slr & (angle[:, INDEX[f"knee_flexion_{side}"]] > _STRAIGHT)):
            remarks.append(f"slr_{side} is used with a bent knee; it means the straight leg's angle to the horizontal, "
                           "so use hip_flexion where the knee is bent.")
        if np.any(slr & (np.abs(angle[:, INDEX[f"hip_flexion_{side}"]]) > _MOVED)):
            remarks.append(f"slr_{side} and hip_flexion_{side} are used at once; their hip angles add up.")
    return remarks


def _repeats(movement: Movement, sequence: Sequence) -> list[str]:
    if movement.repeat == 1:
        return []
    once = len(sequence.seconds) // movement.repeat
    if np.allclose(sequence.end_rad[once - 1], sequence.start_rad, atol=1e-9):
        return []
    return ["The last step does not end at start, so from the second repetition on the movement begins elsewhere; "
            "end with {move: start, seconds: 2} if that is not meant."]
