"""How the body of a picture lies, sits or stands, and from where it is seen.

The position of a movement says how the body rests. The camera is the first of the position's views in which the joints
that move go almost as far over the picture as in the best of them: legs and neck bend in the plane of the side view,
side bending and what goes to the side show from the front. So does an arm, unless it only bends beside the body.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from neuroglide.coordinates import FULL_NAMES, OTHER_SIDE, SIDE_WORDS
from neuroglide.movement.posture import split_name
from neuroglide.report.mesh import Mesh
from neuroglide.report.scene import PosedBody, View, camera_rotation, settle, turned

#: How the body rests, of one who is affected on a side.
_RESTS = {"supine": "lying on the back", "prone": "lying on the front", "seated": "sitting", "standing": "standing",
          "long_sitting": "sitting with the legs out in front",
          "side_lying": "lying on the {other} side with the {affected} leg on top"}
#: Lying on the left: to the front is toward the viewer, the head to the right of the picture, the right side up.
_ON_LEFT = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
_ON_RIGHT = np.array([[0.0, -1.0, 0.0], [0.0, 0.0, -1.0], [1.0, 0.0, 0.0]])
#: Height [m] of the pillow under the head of a person lying on the side, about half a shoulder's breadth, and the most
#: that such a body is tipped [rad] to rest on two places.
PILLOW_M, _MOST_TIP = 0.10, np.radians(20)
#: Coordinates that take an arm out to the side, or the head that moves with it: what the side view hides.
_SIDEWAYS = ("neck_side_flexion", "trunk_side_flexion", "shoulder_abduction", "shoulder_external_rotation")
#: What the views from the affected side and from above are called.
SIDE_VIEW, ABOVE = "the side", "above"
#: A view shows the movement where joints go this share of the way they go in the best view.
_SHOWN = 0.75


class Seen(NamedTuple):
    """A camera: rotation (3, 3) from settled body axes to view axes, and whence in words."""

    rotation: np.ndarray
    words: str


class Staged(NamedTuple):
    """Postures as they rest, y up, with the camera that shows how they differ; ``position`` is what they rest in, and
    ``pelvis`` the same postures with the pelvis kept as it lies in the first, however the whole then rests; ``alone``
    the side whose arm is all that the pictures are of."""

    bodies: list[PosedBody]
    seen: Seen
    position: str | None
    pelvis: list[PosedBody]
    alone: str | None = None


def rests(position: str | None, side: str) -> str:
    """How the body of one who is affected on a side rests, in words; empty without a position."""
    return _RESTS.get(position or "", "").format(affected=SIDE_WORDS[side], other=SIDE_WORDS[OTHER_SIDE[side]])


def way_of_arm(angle_rad: np.ndarray) -> str:
    """Whether postures (T, C) take an arm or the head "sideways", or bend the arm "beside" the body alone."""
    at = [number for number, name in enumerate(FULL_NAMES) if split_name(name)[0] in _SIDEWAYS]
    return "sideways" if np.any(angle_rad[:, at]) else "beside"


def stage(bodies: Sequence[PosedBody], position: str | None, side: str, arm: str | None = None,
          seen: Seen | None = None) -> Staged:
    """Postures put to rest and seen so that their joints move.

    Parameters: bodies in body axes; position of the movement; side affected, which lies on top; arm, where an arm
    moves "sideways" or only "beside" the body: from the front or the side of a person drawn upright, whatever they lie
    on (None: no arm moves); seen, the camera of a body that rests, where it was chosen before.
    """
    if arm is not None:
        beside = arm == "beside"
        seen = Seen(camera_rotation(side, arm=not beside), SIDE_VIEW if beside else "the front")
        return Staged(list(bodies), seen, None, list(bodies), side if beside else None)
    if position == "side_lying":
        lying = [turned(body, _ON_LEFT if side == "r" else _ON_RIGHT) for body in bodies]
        resting = [_tipped(body) for body in lying]
    else:
        lying = resting = [settle(body, position, side) for body in bodies]
    return Staged(resting, seen or choose(resting, views(position, side)), position, lying)


def _tipped(lying: PosedBody) -> PosedBody:
    """A body on its side, along x, tipped and let down until it rests on the couch, y = 0, and its head on a pillow."""
    tip = np.clip(_slope_under(lying), -_MOST_TIP, _MOST_TIP)
    c, s = np.cos(tip), np.sin(tip)
    level = turned(lying, np.array([[c, s, 0], [-s, c, 0], [0, 0, 1.0]]))
    return _moved(level, np.array([0.0, -_padded(level)[:, 1].min(), 0.0]))


def _padded(body: PosedBody) -> np.ndarray:
    """Points of the bones, those of the head lowered by the pillow that lies under them."""
    points = [bone.vertices for bone in body.bones]
    head = body.joints.get("head")
    if head is None:
        return np.concatenate(points)
    skull = min(points, key=lambda one: float(np.linalg.norm(one.mean(0) - head)))
    return np.concatenate([*points, skull - (0.0, PILLOW_M, 0.0)])


def _slope_under(body: PosedBody) -> float:
    """Slope [rad] of the line under a body lying along x that carries its middle: an edge of its outline from below."""
    points = _padded(body)[:, :2]
    middle = float(body.joints["chest"][0]) / 2 if "chest" in body.joints else float(points[:, 0].mean())
    hull: list[np.ndarray] = []
    for point in points[np.lexsort((points[:, 1], points[:, 0]))]:
        while len(hull) > 1 and _turns_right(hull[-2], hull[-1], point):
            hull.pop()
        hull.append(point)
    for a, b in zip(hull, hull[1:], strict=False):
        if a[0] <= middle < b[0]:
            return float(np.arctan2(b[1] - a[1], b[0] - a[0]))
    return 0.0


def _turns_right(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) <= (b[1] - a[1]) * (c[0] - a[0])


def _moved(body: PosedBody, by: np.ndarray) -> PosedBody:
    bones = [Mesh(bone.vertices + by, bone.normals, bone.faces) for bone in body.bones]
    return PosedBody(bones, {name: line + by for name, line in body.lines.items()},
                     {name: place + by for name, place in body.joints.items()})


def views(position: str | None, side: str) -> list[Seen]:
    """The cameras a position may be seen with, the one for bending forward first."""
    if position == "side_lying":
        return [Seen(_camera(0.0, 50.0), ABOVE), Seen(_camera(0.0, 14.0), "the front")]
    from_side = Seen(camera_rotation(side), SIDE_VIEW)
    if position in ("supine", "prone"):
        return [from_side, Seen(_camera(22.0, 65.0, side), ABOVE)]
    return [from_side, Seen(camera_rotation(side, arm=True), "the front")]


def _camera(turn_deg: float, raise_deg: float, side: str = "r") -> np.ndarray:
    """Rotation (3, 3) of a camera turned from the side view toward the front, and raised [deg]."""
    mirror = -1.0 if side == "l" else 1.0
    turn, up = mirror * np.radians(turn_deg), np.radians(raise_deg)
    yaw = np.array([[np.cos(turn), 0, -np.sin(turn)], [0, 1, 0], [np.sin(turn), 0, np.cos(turn)]])
    pitch = np.array([[1, 0, 0], [0, np.cos(up), -np.sin(up)], [0, np.sin(up), np.cos(up)]])
    return pitch @ yaw @ np.diag([mirror, 1.0, mirror])


def choose(bodies: Sequence[PosedBody], among: Sequence[Seen]) -> Seen:
    """The first camera in which joints move almost as far as in the best; the first where nothing moves."""
    shown = [farthest(bodies, one.rotation) for one in among]
    return next(one for one, far in zip(among, shown, strict=True) if far >= _SHOWN * max(shown))


def farthest(bodies: Sequence[PosedBody], rotation: np.ndarray) -> float:
    """How far [m] over the picture a joint lies at most from where it lay in the first posture."""
    begin = bodies[0].joints
    return max((float(np.linalg.norm(((body.joints[name] - place) @ rotation.T)[:2]))
                for body in bodies for name, place in begin.items()), default=0.0)


def places(body: PosedBody, view: View, width_px: float = 1.0) -> dict[str, np.ndarray]:
    """Where each joint lies in a picture, x to the right and y down; in widths of the picture unless told."""
    scale = width_px / view.width_m
    seen = {name: (place @ view.rotation.T)[:2] for name, place in body.joints.items()}
    return {name: np.array([x - view.left, view.bottom + view.height_m - y]) * scale for name, (x, y) in seen.items()}
