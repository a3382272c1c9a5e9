"""A movement as joint angles over time: moves at constant joint speed, holds sampled ever more coarsely."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from neuroglide.movement import limits
from neuroglide.movement.model import Movement
from neuroglide.movement.refusal import refusal
from neuroglide.movement.sequence import Sequence, expand

#: Sampling choices (numerical, not physical). Rates in Hz, times in s.
MOVE_RATE, MOVE_SAMPLES, MOVE_RATE_FLOOR, MOVE_SAMPLES_FLOOR = 50.0, 1000, 5.0, 12
APPROACH_RATE = 10.0
HOLD_GROWTH, SHORT_HOLD, SHORT_HOLD_INTERVAL, LONG_HOLD_INTERVAL = 1.15, 60.0, 1.0, 5.0


class Timeline(NamedTuple):
    """Joint angles over time; T samples, C coordinates (coordinates.FULL_NAMES), N steps with repeats written out.

    Negative times are the approach from relaxed supine neutral; ``time_s[start_index]`` is 0, ``start`` reached.
    """

    #: (T,) [s], strictly rising; the last is ``duration_s``.
    time_s: np.ndarray
    #: (T, C) [rad].
    angle_rad: np.ndarray
    #: Sample at which ``start`` is reached.
    start_index: int
    #: (T,) step that each sample belongs to, from 0; -1 in the approach. A step owns its end, not its beginning;
    #: the sample at time 0 belongs to step 0.
    step_index: np.ndarray
    #: (N,) label of each step, empty without one.
    labels: tuple[str, ...]
    #: (N,) sample at which each step ends.
    step_end: np.ndarray
    #: (N,) which repetition of the whole movement each step is in, from 0.
    repetition: np.ndarray
    #: (N,) index of each step among the steps as the file writes them.
    written_step: np.ndarray
    #: Duration of the steps [s], the approach not counted.
    duration_s: float


def build_timeline(movement: Movement, side: str = "r", rate_hz: float | None = None) -> Timeline:
    """Joint angles over time of a movement done by a person affected on ``side``.

    Moves are sampled at 50 Hz where the moving time is at most 20 s and otherwise with about 1000 samples in all,
    never under 12 a move nor under 5 Hz. A hold begins with the interval of the moves, which grows by 15 % a sample
    up to 1 s (5 s in holds longer than 60 s). The approach is sampled at 10 Hz. Step ends are samples exactly.

    Parameters: ``movement``; ``side`` r or l, the side that ``_affected`` means; ``rate_hz`` [Hz] samples moves and
    holds uniformly instead (each with the nearest higher whole number of intervals).
    Returns: a Timeline. Raises: InputError as :func:`neuroglide.movement.sequence.expand`, and for a rate that is not
    positive or gives more than ``limits.MAX_SAMPLES`` samples.
    """
    sequence = expand(movement, side)
    fractions = _fractions(movement, sequence, rate_hz)
    before, before_angle = _approach(movement, sequence)

    counts = np.array([len(f) for f in fractions])
    ends = np.cumsum(sequence.seconds)
    owner = np.repeat(np.arange(len(counts)), counts)
    fraction = np.concatenate(fractions)
    begin_s, begin_rad = np.r_[0.0, ends[:-1]], np.vstack([sequence.start_rad, sequence.end_rad[:-1]])
    time = begin_s[owner] + (ends - begin_s)[owner] * fraction
    angle = begin_rad[owner] + (sequence.end_rad - begin_rad)[owner] * fraction[:, None]
    step_end = len(before) - 1 + np.cumsum(counts)
    at_end = fraction == 1.0
    time[at_end], angle[at_end] = ends[owner[at_end]], sequence.end_rad[owner[at_end]]
    return Timeline(
        time_s=np.concatenate([before, time]),
        angle_rad=np.vstack([before_angle, angle]),
        start_index=len(before) - 1,
        step_index=np.concatenate([np.full(len(before) - 1, -1), [owner[0]], owner]),
        labels=sequence.labels,
        step_end=step_end,
        repetition=sequence.repetition,
        written_step=sequence.written,
        duration_s=float(ends[-1]),
    )


def _fractions(movement: Movement, sequence: Sequence, rate_hz: float | None) -> list[np.ndarray]:
    """For each step, the fractions of its duration at which it is sampled, (0, 1]."""
    if rate_hz is not None and not (isinstance(rate_hz, (int, float, np.number)) and 0 < rate_hz < math.inf):
        raise refusal(f"rate_hz is {rate_hz!r}", fix="give a positive sampling rate in Hz", source=movement.source)
    moving = float(sequence.seconds[sequence.is_move].sum())
    rate = rate_hz or max(MOVE_RATE_FLOOR, min(MOVE_RATE, MOVE_SAMPLES / max(moving, 1e-9)))
    floor = 1 if rate_hz else MOVE_SAMPLES_FLOOR
    # The small subtraction keeps rounding from adding an interval; the clip keeps the check below from overflowing.
    intervals = np.clip(np.ceil(sequence.seconds * rate - 1e-9), floor, 2 * limits.MAX_SAMPLES).astype(int)
    planned = intervals[sequence.is_move].sum() if rate_hz is None else intervals.sum()
    if planned > limits.MAX_SAMPLES:
        raise refusal(f"the movement would have {planned} samples, more than {limits.MAX_SAMPLES}",
                         fix="lower rate_hz, or leave it out", source=movement.source)
    cache: dict[tuple[bool, float], np.ndarray] = {}
    result = []
    for seconds, move, number in zip(sequence.seconds, sequence.is_move, intervals, strict=True):
        key = (bool(move), float(seconds))
        if key not in cache:
            cache[key] = _hold_fractions(seconds, 1 / rate) if not (move or rate_hz) else _uniform(number, seconds)
        result.append(cache[key])
    return result


def _uniform(number: int, seconds: float) -> np.ndarray:
    return np.arange(1, number + 1) / number if seconds > 0 else np.empty(0)


def _hold_fractions(seconds: float, first: float) -> np.ndarray:
    """Fractions (0, 1] of a hold: intervals from ``first`` [s] growing geometrically up to a cap, scaled to fit."""
    if seconds <= 0:
        return np.empty(0)
    cap = max(first, SHORT_HOLD_INTERVAL if seconds <= SHORT_HOLD else LONG_HOLD_INTERVAL)
    growing = int(math.log(cap / first) / math.log(HOLD_GROWTH)) + 1
    number = growing + int(seconds / cap) + 1
    interval = np.minimum(first * HOLD_GROWTH ** np.minimum(np.arange(number), growing), cap)
    passed = np.cumsum(interval)
    last = int(np.searchsorted(passed, seconds * (1 - 1e-9)))
    fractions = passed[: last + 1] / passed[last]
    fractions[-1] = 1.0
    return fractions


def _approach(movement: Movement, sequence: Sequence) -> tuple[np.ndarray, np.ndarray]:
    """Times (A,) [s] up to and with 0, and angles (A, C) [rad], of the ramp from neutral and the hold after it."""
    ramp, hold = movement.approach.seconds, movement.approach.hold
    up = _uniform(max(MOVE_SAMPLES_FLOOR, math.ceil(ramp * APPROACH_RATE)), ramp)
    rest = _hold_fractions(hold, 1 / APPROACH_RATE)
    fraction = np.concatenate([[0.0], up, np.ones(len(rest))])
    time = np.concatenate([[-(ramp + hold)], -hold - ramp * (1 - up), -hold * (1 - rest)])
    time[-1] = 0.0
    angle = fraction[:, None] * sequence.start_rad
    return time, angle
