"""The shortest way round a cylinder, on one given side of it, for many postures at once.

MuJoCo wraps too, but its paths jump by centimetres where an end comes near the cylinder at the end of a joint's range.
Here the length is continuous: an end nearer than the radius makes the cylinder slimmer, and the side never changes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

#: An end of the path keeps outside the cylinder: the radius is at most this part of its distance from the axis.
_CLEAR = 0.98
#: Angle round the axis [rad] below zero that still counts as not yet round: half-way to the far side.
_BEHIND = np.pi / 4


class Round(NamedTuple):
    """A path from ``a`` round a cylinder to ``b``, all ``(T,)`` but ``first`` and ``last``.

    ``length`` [m]; ``first`` and ``last`` ``(T, 2)`` are the points in the plane across the axis where it meets and
    leaves the cylinder; ``begin`` and ``arc`` the polar angle where it meets it and the angle it runs along [rad],
    zero where it passes clear; ``radius`` in force [m].
    """

    length: np.ndarray
    begin: np.ndarray
    arc: np.ndarray
    radius: np.ndarray


def go_round(a: np.ndarray, b: np.ndarray, radius: float) -> Round:
    """The way from ``a`` to ``b`` behind a cylinder along z at the origin.

    Parameters: ``a (T, 3)`` above it and ``b (T, 3)`` below it, in the frame of the cylinder (x away from the side on
    which the path runs) [m]; ``radius`` [m]. Returns: a Round.
    """
    out_a, out_b = np.hypot(a[:, 0], a[:, 1]), np.hypot(b[:, 0], b[:, 1])
    r = np.minimum(radius, _CLEAR * np.minimum(out_a, out_b))
    start = np.arctan2(a[:, 1], a[:, 0])
    turn = (np.arctan2(b[:, 1], b[:, 0]) - start + _BEHIND) % (2 * np.pi) - _BEHIND
    lead, trail = np.arccos(r / out_a), np.arccos(r / out_b)
    arc = turn - lead - trail
    touching = np.sqrt(out_a**2 - r**2) + np.sqrt(out_b**2 - r**2) + r * np.maximum(arc, 0.0)
    clear = np.hypot(a[:, 0] - b[:, 0], a[:, 1] - b[:, 1])
    flat = np.where(arc > 0.0, touching, clear)
    return Round(np.hypot(flat, a[:, 2] - b[:, 2]), start + lead, np.maximum(arc, 0.0), r)


def round_points(a: np.ndarray, b: np.ndarray, way: Round, count: int) -> np.ndarray:
    """Points ``(T, count, 3)`` of the way between ``a`` and ``b``, both left out; see :func:`go_round`.

    On the cylinder they are spread evenly over the arc; where the path passes clear, over the straight line.
    """
    share = np.linspace(0.0, 1.0, count)
    angle = way.begin[:, None] + way.arc[:, None] * share
    on = way.radius[:, None, None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    inner = (np.arange(count) + 1.0) / (count + 1.0)
    straight = a[:, None, :2] + inner[:, None] * (b - a)[:, None, :2]
    flat = np.where((way.arc > 0.0)[:, None, None], on, straight)
    # Along the axis the path climbs evenly with the way it has gone.
    steps = np.concatenate([a[:, None, :2], flat, b[:, None, :2]], axis=1)
    gone = np.cumsum(np.linalg.norm(np.diff(steps, axis=1), axis=2), axis=1)
    climb = a[:, 2:3] + (b - a)[:, 2:3] * gone[:, :-1] / gone[:, -1:]
    return np.concatenate([flat, climb[..., None]], axis=2)
