"""The steps of a movement written out: repeats expanded, each step's posture known in every coordinate."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from neuroglide.coordinates import FULL_NAMES, SIDES
from neuroglide.errors import InputError
from neuroglide.movement import limits
from neuroglide.movement.model import Group, Movement, Step
from neuroglide.movement.posture import resolve
from neuroglide.movement.refusal import refusal


class Sequence(NamedTuple):
    """Steps in the order they are done; N steps, C coordinates (coordinates.FULL_NAMES)."""

    #: Posture at which the first step begins, (C,) [rad].
    start_rad: np.ndarray
    #: Posture at the end of each step, (N, C) [rad].
    end_rad: np.ndarray
    #: Duration of each step, (N,) [s].
    seconds: np.ndarray
    #: Whether each step is a move, (N,).
    is_move: np.ndarray
    #: Label of each step, empty without one, (N,).
    labels: tuple[str, ...]
    #: Index of each step among the steps as written in the file, groups flattened, (N,).
    written: np.ndarray
    #: Which repetition of the whole movement each step is in, from 0, (N,).
    repetition: np.ndarray


def _count(steps: tuple[Step | Group, ...]) -> tuple[int, float]:
    """Number of steps and duration [s] with the groups' repeats written out."""
    number, seconds = 0, 0.0
    for item in steps:
        if isinstance(item, Group):
            inner_number, inner_seconds = _count(item.steps)
            number, seconds = number + item.repeat * inner_number, seconds + item.repeat * inner_seconds
        else:
            number, seconds = number + 1, seconds + item.seconds
    return number, seconds


def _check_size(movement: Movement) -> None:
    def fail(message: str, fix: str) -> InputError:
        return refusal(message, fix=fix, source=movement.source, line=movement.repeat_line)

    number, seconds = (movement.repeat * total for total in _count(movement.steps))
    if number > limits.MAX_STEPS:
        raise fail(f"with its repeats the movement has {number} steps, more than {limits.MAX_STEPS}", "lower a repeat")
    total = seconds + movement.approach.seconds + movement.approach.hold
    if not total <= limits.MAX_DURATION_S:
        raise fail(f"the movement lasts {total:.6g} s, longer than {limits.MAX_DURATION_S / 3600:g} h",
                   "lower a repeat, a hold or seconds")
    if seconds <= 0:
        raise fail("the movement lasts 0 s", "give a step a duration")


def _written(steps: tuple[Step | Group, ...], label: str | None) -> list[tuple[Step, str | None]]:
    """Steps as the file writes them, groups flattened, each with the label that holds for it."""
    flat: list[tuple[Step, str | None]] = []
    for item in steps:
        own = item.label or label
        flat += _written(item.steps, own) if isinstance(item, Group) else [(item, own)]
    return flat


def _order(steps: tuple[Step | Group, ...], first: int = 0) -> tuple[list[int], int]:
    """Indices into the written steps in the order they are done once, and the index after the last."""
    order: list[int] = []
    for item in steps:
        if isinstance(item, Group):
            inner, first = _order(item.steps, first)
            order += inner * item.repeat
        else:
            order.append(first)
            first += 1
    return order, first


def _ends(movement: Movement, flat: list[Step], order: list[int], side: str) -> tuple[np.ndarray, np.ndarray]:
    """Start posture (C,) and posture at the end of each step (N, C) [rad]."""
    source = movement.source
    start = np.zeros(len(FULL_NAMES))
    for column, value in resolve(movement.start, side, "start", source).items():
        start[column] = value
    targets = [resolve(step.angles, side, "move", source) for step in flat]
    columns = [np.fromiter(target, dtype=np.intp, count=len(target)) for target in targets]
    values = [np.fromiter(target.values(), dtype=float, count=len(target)) for target in targets]
    ends = np.empty((len(order), len(FULL_NAMES)))
    current = start
    for row, index in enumerate(order):
        ends[row] = start if flat[index].to_start else current
        ends[row, columns[index]] = values[index]
        current = ends[row]
    return start, ends


def expand(movement: Movement, side: str) -> Sequence:
    """The movement's steps written out for a person affected on ``side``.

    Parameters: ``movement``; ``side`` r or l. Returns a Sequence.
    Raises: InputError for a coordinate named twice on this side, a joint faster than ``limits.MAX_SPEED_DEG_S``, an
    approach of 0 s to a posture that is not neutral, too many steps, or a duration out of range.
    """
    if side not in SIDES:
        raise refusal(f"side is {side!r}", fix="use r or l", source=movement.source)
    _check_size(movement)
    labelled = _written(movement.steps, None)
    flat = [step for step, _ in labelled]
    once, _ = _order(movement.steps)
    order = once * movement.repeat
    start, ends = _ends(movement, flat, order, side)
    seconds = np.array([step.seconds for step in flat])[order]
    is_move = np.array([step.kind == "move" for step in flat])[order]
    sequence = Sequence(start, ends, seconds, is_move, tuple(labelled[i][1] or "" for i in order), np.array(order),
                        np.repeat(np.arange(movement.repeat), len(once)))
    _check_speed(movement, sequence, flat)
    return sequence


def peak_speed(sequence: Sequence) -> np.ndarray:
    """Joint speed of each step and coordinate, (N, C) [rad/s]; 0 in holds."""
    before = np.vstack([sequence.start_rad, sequence.end_rad[:-1]])
    seconds = np.where(sequence.is_move, sequence.seconds, np.inf)
    return np.abs(sequence.end_rad - before) / seconds[:, None]


def _check_speed(movement: Movement, sequence: Sequence, flat: list[Step]) -> None:
    limit = math.radians(limits.MAX_SPEED_DEG_S)

    def refuse(speed: float, column: int, line: int | None, key: str) -> None:
        raise refusal(f"{FULL_NAMES[column]} moves at {math.degrees(speed):.4g} deg/s, faster than "
                         f"{limits.MAX_SPEED_DEG_S:g} deg/s", fix=f"give {key} more time (seconds are meant)",
                         source=movement.source, line=line)

    speed = peak_speed(sequence)
    row, column = np.unravel_index(np.argmax(speed), speed.shape)
    if speed[row, column] > limit:
        refuse(float(speed[row, column]), int(column), flat[sequence.written[row]].line, "the move")
    widest = int(np.argmax(np.abs(sequence.start_rad)))
    reach = float(abs(sequence.start_rad[widest]))
    line = next((angle.line for angle in movement.start), None)
    if reach > limit * movement.approach.seconds:
        if movement.approach.seconds == 0:
            raise refusal("approach seconds is 0 but start is not neutral", source=movement.source, line=line,
                             fix="give the approach some seconds, or leave start out")
        refuse(reach / movement.approach.seconds, widest, line, "the approach")


def check_sequence(movement: Movement) -> None:
    """Refuses a movement that can be done for neither side; raises InputError for the right side's reason."""

    def errors() -> Iterator[InputError | None]:
        for side in SIDES:
            try:
                expand(movement, side)
                yield None
            except InputError as error:
                yield error

    found = list(errors())
    if None not in found:
        raise found[0]
