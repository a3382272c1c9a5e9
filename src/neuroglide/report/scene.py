"""From a posture to what the camera sees: bones and nerve lines turned to the position the person is in.

Body axes here: x to the front, y to the head, z to the person's right. The picture is taken from the affected side,
a little from the front, without perspective, so lengths can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from neuroglide.coordinates import OTHER_SIDE
from neuroglide.report.mesh import Mesh

#: Drawn radius [m] of each piece of nerve, thicker than life so that it can be seen; first match of the name counts.
_RADIUS_M = (("canal.", 0.0055), ("foramen.", 0.004), ("plexus.", 0.0045), ("sciatic.", 0.0085),
             ("tibial.plantar", 0.005), ("tibial.", 0.0070), ("fibular.", 0.0055), ("sural.", 0.004),
             ("median.", 0.006))
#: How the whole body lies: turn [rad] about the person's left-right axis (positive: falls backward).
_LYING = {"supine": np.pi / 2, "prone": -np.pi / 2}
#: Where the thigh that the body rests on points [rad from straight down, forward positive].
_RESTING_THIGH = {"seated": np.pi / 2, "long_sitting": np.pi / 2, "standing": 0.0}
#: The camera: turned this far [rad] from the pure side view toward the front (for an arm: nearly in front), and raised.
_TURN, _TURN_ARM, _RAISE = np.radians(22), np.radians(75), np.radians(7)


class PosedBody(NamedTuple):
    """Bones, the nerve's line by bed segment, (K, 3) [m], and where joints are by name, (3,) [m], in body axes."""

    bones: list[Mesh]
    lines: dict[str, np.ndarray]
    joints: Mapping[str, np.ndarray] = MappingProxyType({})


class View(NamedTuple):
    """An orthographic camera: rotation (3, 3) from body axes to view axes, and its frame in view axes [m]."""

    rotation: np.ndarray
    left: float
    bottom: float
    width_m: float
    height_m: float


def radius_m(segment: str) -> float:
    """Drawn radius [m] of a bed segment."""
    return next((radius for prefix, radius in _RADIUS_M if segment.startswith(prefix)), 0.004)


def settle(body: PosedBody, position: str | None, side: str) -> PosedBody:
    """The body turned as a whole to how it rests on couch or floor, but for one on the side (staging.py).

    Lying positions are turned by a right angle. Sitting and standing ones are turned until the thigh of the leg that
    is not moved (of the side opposite to ``side``) lies level or stands upright. Without a position: left upright.
    """
    fall = _LYING.get(position or "", 0.0)
    thigh = body.lines.get(f"sciatic.thigh.{OTHER_SIDE[side]}")
    if position in _RESTING_THIGH and thigh is not None:
        x, y, _ = thigh[-1] - thigh[0]
        fall = _RESTING_THIGH[position] - float(np.arctan2(x, -y))
    if fall == 0.0:
        return body
    return turned(body, np.array([[np.cos(fall), -np.sin(fall), 0], [np.sin(fall), np.cos(fall), 0], [0, 0, 1]]))


def turned(body: PosedBody, turn: np.ndarray) -> PosedBody:
    """The body turned as a whole by a rotation (3, 3)."""
    bones = [Mesh(b.vertices @ turn.T, b.normals @ turn.T, b.faces) for b in body.bones]
    return PosedBody(bones, {name: line @ turn.T for name, line in body.lines.items()},
                     {name: place @ turn.T for name, place in body.joints.items()})


def camera_rotation(side: str, arm: bool = False) -> np.ndarray:
    """Rotation (3, 3) from body axes to view axes (x right, y up, z toward the viewer).

    Parameters: side, ``r`` or ``l``: the camera stands on that side, so a left-sided person looks to the left; arm,
    the camera stands in front, where a raised arm can be seen.
    """
    mirror = -1.0 if side == "l" else 1.0
    turn = mirror * (_TURN_ARM if arm else _TURN)
    yaw = np.array([[np.cos(turn), 0, -np.sin(turn)], [0, 1, 0], [np.sin(turn), 0, np.cos(turn)]])
    pitch = np.array([[1, 0, 0], [0, np.cos(_RAISE), -np.sin(_RAISE)], [0, np.sin(_RAISE), np.cos(_RAISE)]])
    to_screen = np.diag([mirror, 1.0, mirror])
    return pitch @ yaw @ to_screen


def frame(bodies: list[PosedBody], rotation: np.ndarray, margin_m: float = 0.05) -> View:
    """The smallest view that holds every given posture, with a margin [m]."""
    low, high = np.full(2, np.inf), np.full(2, -np.inf)
    for body in bodies:
        for points in [bone.vertices for bone in body.bones] + list(body.lines.values()):
            seen = (points @ rotation.T)[:, :2]
            low, high = np.minimum(low, seen.min(0)), np.maximum(high, seen.max(0))
    low, high = low - margin_m, high + margin_m
    return View(rotation, low[0], low[1], high[0] - low[0], high[1] - low[1])


def project(points: np.ndarray, view: View, pixels_per_m: float) -> np.ndarray:
    """Pixel x, pixel y (down) and depth toward the viewer [m] of points (V, 3) in body axes."""
    seen = points @ view.rotation.T
    return np.stack([(seen[:, 0] - view.left) * pixels_per_m,
                     (view.bottom + view.height_m - seen[:, 1]) * pixels_per_m, seen[:, 2]], axis=1)
