"""Which moments of a movement are shown: the key postures, and the frames of the animation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

#: In the animation a hold lasts at most this long [s]: nothing is to be seen in it.
LONGEST_HOLD_S = 2.0
#: Postures closer than this in every coordinate are the same key posture [deg].
SAME_POSTURE_DEG = 1.0


class Moment(NamedTuple):
    """A moment of a result: sample number, time [s] and a few words."""

    index: int
    time_s: float
    words: str


def _result_index(result, sample: int) -> int:
    return int(np.clip(sample - result.timeline.start_index, 0, len(result.time_s) - 1))


def _cycle(timeline) -> int:
    """Number of steps before the movement begins to repeat itself."""
    seen: set[int] = set()
    for i, written in enumerate(timeline.written_step):
        if int(written) in seen:
            return i
        seen.add(int(written))
    return len(timeline.written_step)


def repeats(result) -> bool:
    """Whether the movement repeats itself."""
    return _cycle(result.timeline) < len(result.timeline.written_step)


def cycle_end_s(result) -> float:
    """When the first repetition ends [s]; the end of the movement when nothing repeats."""
    tl = result.timeline
    return float(tl.time_s[tl.step_end[_cycle(tl) - 1]])


def key_moments(result, limit: int = 6) -> list[Moment]:
    """The start and the end of each step of the first repetition, each distinct posture once.

    Returns at most ``limit`` moments in order of time.
    """
    tl = result.timeline
    found = [Moment(0, 0.0, "start")]
    postures = [np.degrees(tl.angle_rad[tl.start_index])]
    for i in range(_cycle(tl)):
        posture = np.degrees(tl.angle_rad[tl.step_end[i]])
        if any(np.abs(posture - known).max() < SAME_POSTURE_DEG for known in postures):
            continue
        postures.append(posture)
        index = _result_index(result, int(tl.step_end[i]))
        words = tl.labels[i] if i < len(tl.labels) and tl.labels[i] else f"step {i + 1}"
        found.append(Moment(index, float(result.time_s[index]), words))
    return found[:limit]


def frames(result, count: int) -> np.ndarray:
    """Sample numbers (count,) of the animation: evenly over the first repetition, holds shortened."""
    tl = result.timeline
    steps = _cycle(tl)
    ends = tl.time_s[tl.step_end[:steps]]
    begins = np.concatenate([[0.0], ends[:-1]])
    begin_samples = np.concatenate([[tl.start_index], tl.step_end[: steps - 1]])
    still = np.abs(tl.angle_rad[tl.step_end[:steps]] - tl.angle_rad[begin_samples]).max(axis=1) < 1e-6
    shown = np.where(still, np.minimum(ends - begins, LONGEST_HOLD_S), ends - begins)
    clock = np.concatenate([[0.0], np.cumsum(shown)])
    times = np.interp(np.linspace(0, clock[-1], count), clock, np.concatenate([[0.0], ends]))
    return np.abs(np.asarray(result.time_s)[:, None] - times).argmin(axis=0)


def longest_hold(result, at_least_s: float = 20.0) -> tuple[int, int] | None:
    """Sample numbers at which the longest hold away from the start posture begins and ends; None when none is long."""
    tl = result.timeline
    begin = np.concatenate([[tl.start_index], tl.step_end[:-1]])
    still = np.abs(tl.angle_rad[tl.step_end] - tl.angle_rad[begin]).max(axis=1) < 1e-6
    away = np.degrees(np.abs(tl.angle_rad[begin] - tl.angle_rad[tl.start_index]).max(axis=1)) >= SAME_POSTURE_DEG
    length = np.where(still & away, tl.time_s[tl.step_end] - tl.time_s[begin], 0.0)
    best = int(np.argmax(length))
    if length[best] < at_least_s or tl.step_end[best] - tl.start_index >= len(result.time_s):
        return None
    return _result_index(result, int(begin[best])), _result_index(result, int(tl.step_end[best]))


def playback_s(result) -> float:
    """How long the animation of one repetition should last [s]: real time with holds shortened, 3 to 8 s."""
    tl = result.timeline
    steps = _cycle(tl)
    ends = tl.time_s[tl.step_end[:steps]]
    length = np.minimum(np.diff(np.concatenate([[0.0], ends])), 4.0).sum()
    return float(np.clip(length, 3.0, 8.0))
