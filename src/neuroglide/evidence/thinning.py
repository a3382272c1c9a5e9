"""A timeline with fewer samples, for replays that run thousands of times."""

from __future__ import annotations

import numpy as np

from neuroglide.movement.timeline import Timeline

#: Samples kept in each move and in each hold, its end always among them, and in the approach.
PER_STEP = 8


def thinned(timeline: Timeline, per_step: int = PER_STEP) -> Timeline:
    """The timeline with at most ``per_step`` samples in each step: moves evenly, holds ever more coarsely.

    Tension in a step is taken as changing linearly (exactly so in the relaxation), so what is lost is the curve of
    the answer between samples and some of the drag, both far below what is measured.
    """
    keep = {0, timeline.start_index}
    keep.update(_evenly(0, timeline.start_index, per_step))
    begin = timeline.start_index
    for end in timeline.step_end:
        still = np.array_equal(timeline.angle_rad[begin], timeline.angle_rad[end])
        keep.update(_early(timeline.time_s, begin, int(end), per_step) if still else _evenly(begin, int(end), per_step))
        begin = int(end)
    index = np.array(sorted(keep))
    where = {int(old): new for new, old in enumerate(index)}
    return timeline._replace(
        time_s=timeline.time_s[index], angle_rad=timeline.angle_rad[index], start_index=where[timeline.start_index],
        step_index=timeline.step_index[index], step_end=np.array([where[int(end)] for end in timeline.step_end]),
    )


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
