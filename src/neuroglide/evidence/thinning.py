"""A timeline with fewer samples, for replays that run thousands of times."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from neuroglide.movement.timeline import Timeline

#: Samples kept in each move and in each hold, its end always among them, and in the approach.
PER_STEP = 8


def thinned(timelines: Sequence[Timeline], per_step: int = PER_STEP) -> list[Timeline]:
    """Timelines of one movement's variants with at most ``per_step`` samples in each step, the same in all of them:
    moves evenly, holds ever more coarsely.

    Tension in a step is taken as changing linearly (exactly so in the relaxation), so what is lost is the curve of
    the answer between samples and some of the drag, both far below what is measured. A step in which no variant moves
    is a hold.
    """
    first = timelines[0]
    keep = {0, first.start_index}
    keep.update(_evenly(0, first.start_index, per_step))
    begin = first.start_index
    for end in map(int, first.step_end):
        still = all(np.array_equal(t.angle_rad[begin], t.angle_rad[end]) for t in timelines)
        keep.update(_early(first.time_s, begin, end, per_step) if still else _evenly(begin, end, per_step))
        begin = end
    index = np.array(sorted(keep))
    where = {int(old): new for new, old in enumerate(index)}
    step_end = np.array([where[int(end)] for end in first.step_end])
    return [
        t._replace(time_s=t.time_s[index], angle_rad=t.angle_rad[index], start_index=where[t.start_index],
                   step_index=t.step_index[index], step_end=step_end)
        for t in timelines
    ]


def _evenly(begin: int, end: int, count: int) -> list[int]:
    return [int(i) for i in np.unique(np.round(np.linspace(begin, end, min(count, end - begin) + 1)))]


def _early(time_s: np.ndarray, begin: int, end: int, count: int) -> list[int]:
    """Samples of a hold, dense at first: even in the logarithm of time since it began."""
    if end - begin <= count:
        return list(range(begin, end + 1))
    since = time_s[begin + 1 : end + 1] - time_s[begin]
    wanted = np.geomspace(since[0], since[-1], 2 * count)
    nearest = np.searchsorted(since, wanted, side="left").clip(0, len(since) - 1)
    return [begin, end, *(begin + 1 + int(i) for i in np.unique(nearest))]
