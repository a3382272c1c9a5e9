"""The course of every path of the bed, from the places of its points and cylinders in space."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from neuroglide.body.path_table import load_path_table
from neuroglide.body.wrap import go_round, round_points

#: Points drawn on a wrap.
_ARC_POINTS = 14


class Places(NamedTuple):
    """Where points and cylinders are over time: by name, ``(T, 3)``; axes ``(T, 3, 3)``; radii [m]."""

    point: dict[str, np.ndarray]
    centre: dict[str, np.ndarray]
    axes: dict[str, np.ndarray]
    radius: dict[str, float]


def path_lengths(places: Places) -> dict[str, np.ndarray]:
    """Length [m] of every path over time ``(T,)``, by name."""
    out = {}
    for name, steps in load_path_table().paths.items():
        total = 0.0
        for k in range(1, len(steps)):
            if steps[k].startswith("@"):
                a, b, _ = _local(places, steps[k][1:], steps[k - 1], steps[k + 1])
                total = total + go_round(a, b, places.radius[steps[k][1:]]).length
            elif not steps[k - 1].startswith("@"):
                total = total + np.linalg.norm(places.point[steps[k]] - places.point[steps[k - 1]], axis=1)
        out[name] = total
    return out


def path_lines(places: Places) -> dict[str, np.ndarray]:
    """Points ``(T, n, 3)`` of every path, the arc on a cylinder included, by name."""
    out = {}
    for name, steps in load_path_table().paths.items():
        pieces = []
        for k, step in enumerate(steps):
            if not step.startswith("@"):
                pieces.append(places.point[step][:, None])
                continue
            wrap = step[1:]
            a, b, axes = _local(places, wrap, steps[k - 1], steps[k + 1])
            inner = round_points(a, b, go_round(a, b, places.radius[wrap]), _ARC_POINTS)
            pieces.append(np.einsum("tij,tkj->tki", axes, inner) + places.centre[wrap][:, None])
        out[name] = np.concatenate(pieces, axis=1)
    return out


def _local(places: Places, wrap: str, one: str, two: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two points in the frame of a cylinder whose x points away from the path's side, and that frame's axes."""
    table = load_path_table().wraps[wrap]
    axes = places.axes[wrap]
    if table.side_m[0] > table.world_m[0]:
        # The path runs in front: turn the frame half round and look from the other end of the axis.
        axes = axes * np.array([-1.0, 1.0, -1.0])
    a, b = (np.einsum("tji,tj->ti", axes, places.point[n] - places.centre[wrap]) for n in (one, two))
    return a, b, axes
