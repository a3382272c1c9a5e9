"""What is drawn around the body of a picture: what it rests on, and arrows where little is to be seen.

Colours are half transparent greys and one blue that can be told apart from a light and from a dark page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from neuroglide.report import raster
from neuroglide.report.pictures import draw_body
from neuroglide.report.scene import PosedBody, View, frame, project
from neuroglide.report.staging import PILLOW_M, Staged

#: Colour (sRGB 0..1) and opacity of the upper side of what carries the body, of its edges, of a pillow, of the shadow.
_TOP, _EDGE = (0.49, 0.56, 0.62, 0.30), (0.45, 0.52, 0.58, 0.72)
_PILLOW_TOP, _PILLOW_EDGE = (0.62, 0.69, 0.75, 0.55), (0.52, 0.59, 0.65, 0.75)
_SHADOW, _ARROW, _RIM = (0.10, 0.13, 0.17, 0.26), (0.10, 0.52, 0.68, 1.0), (0.97, 0.98, 0.99, 0.9)
_THICK_M, _BESIDE_M, _HALF_WIDTH_M, _SEAT_M = 0.05, 0.10, 0.24, 0.46
#: Joints of an arm, and the space under the lowest of them in a picture that ends there [m].
_OF_ARM, _UNDER_ARM_M = ("shoulder", "elbow", "wrist", "knuckles", "fingertip"), 0.05
#: An arrow: least and largest distance from its joint, half its breadth in the shaft and the head, all in widths of the
#: picture; its light rim; and half the angle it goes round [rad].
_ARROW_FROM_JOINT, _ARROW_SHAFT, _ARROW_WIDE, _ARROW_RIM = (0.08, 0.15), 0.008, 0.026, 0.006
_ARROW_HALF = np.radians(24)


class Turn(NamedTuple):
    """How a part of the body turns in a picture: its joint and its far end, x to the right and y down in widths of the
    picture, and the way, 1 clockwise and -1 counter-clockwise."""

    joint: np.ndarray
    end: np.ndarray
    way: float


class Box(NamedTuple):
    """A box with level sides: its lowest and highest corner (3,) [m], and whether it is a pillow."""

    low: np.ndarray
    high: np.ndarray
    pillow: bool = False


def support(staged: Staged) -> list[Box]:
    """What the body rests on: a couch when it lies, a seat, the floor; nothing without a position."""
    if staged.position is None:
        return []
    bones = [bone.vertices for body in staged.bodies for bone in body.bones]
    trunk = min(one[:, 1].min() for body in staged.bodies for one in _trunk(body))
    low, high = (getattr(np.array([getattr(one, end)(0) for one in bones]), end)(0) for end in ("min", "max"))
    if staged.position == "side_lying":
        low, high = low - (_BESIDE_M, 0, _BESIDE_M), high + (_BESIDE_M, 0, _BESIDE_M / 2)
        return [_slab(low[0], high[0], low[2], high[2], 0.0), *_pillow(staged, low[2])]
    if staged.position == "standing":
        return [_slab(low[0] - _BESIDE_M, high[0] + _BESIDE_M, -_HALF_WIDTH_M, _HALF_WIDTH_M, low[1])]
    if staged.position == "seated":
        return [_slab(-_SEAT_M / 2, _SEAT_M / 2, -_HALF_WIDTH_M, _HALF_WIDTH_M, trunk)]
    return [_slab(low[0] - _BESIDE_M / 2, high[0] + _BESIDE_M / 2, -_HALF_WIDTH_M, _HALF_WIDTH_M, trunk)]


def _trunk(body: PosedBody) -> list[np.ndarray]:
    """Vertices of the bones that carry a body on a couch or seat: pelvis and spine, no leg, which may hang lower."""
    legs = [place for name, place in body.joints.items() if name.startswith(("knee", "ankle", "toes"))]
    stem = [body.joints[name] for name in ("waist", "chest") if name in body.joints] or [np.zeros(3)]
    bones = [bone.vertices for bone in body.bones]
    return [one for one in bones if _near(one, [*stem, np.zeros(3)]) < _near(one, legs)] or bones


def _near(points: np.ndarray, marks: Sequence[np.ndarray]) -> float:
    """How far the middle of the points is from the nearest mark [m]."""
    return min((float(np.linalg.norm(points.mean(0) - mark)) for mark in marks), default=np.inf)


def _slab(left: float, right: float, back: float, front: float, top: float) -> Box:
    return Box(np.array([left, top - _THICK_M, back]), np.array([right, top, front]))


def _pillow(staged: Staged, back: float) -> list[Box]:
    heads = [body.joints["head"] for body in staged.bodies if "head" in body.joints]
    if not heads:
        return []
    middle = np.mean(heads, axis=0)
    half = np.array([0.15, 0, 0.20])
    low, high = middle - half, middle + half
    low[1], high[1], low[2] = 0.0, 0.8 * PILLOW_M, max(low[2], back + 0.02)
    return [Box(low, high, pillow=True)]


def corners(box: Box) -> np.ndarray:
    """The eight corners (8, 3) of a box."""
    ends = np.stack([box.low, box.high])
    return np.array([[ends[i, 0], ends[j, 1], ends[k, 2]] for i in (0, 1) for j in (0, 1) for k in (0, 1)])


def framed(staged: Staged, boxes: Sequence[Box]) -> View:
    """The view that holds every posture and all that the body rests on; of an arm alone, what is above its lowest
    place: beside the whole trunk a hand is too small to see."""
    view = frame(staged.bodies, staged.seen.rotation)
    if staged.alone:
        arm = [body.joints[f"{name}_{staged.alone}"] for body in staged.bodies for name in _OF_ARM]
        bottom = float((np.array(arm) @ view.rotation.T)[:, 1].min()) - _UNDER_ARM_M
        return view._replace(bottom=bottom, height_m=view.bottom + view.height_m - bottom)
    if not boxes:
        return view
    points = np.concatenate([corners(box) for box in boxes]) @ view.rotation.T
    low, high = points.min(0) - 0.02, points.max(0) + 0.02
    left, bottom = min(low[0], view.left), min(low[1], view.bottom)
    right, top = max(high[0], view.left + view.width_m), max(high[1], view.bottom + view.height_m)
    return View(view.rotation, left, bottom, right - left, top - bottom)


def draw_on(boxes: Sequence[Box], body: PosedBody, strain_percent: dict[str, np.ndarray], view: View, width_px: int,
            side: str) -> np.ndarray:
    """The picture of a body (:func:`draw_body`) on the boxes that it rests on."""
    image = draw_body(body, strain_percent, view, width_px, side)
    return over(under(boxes, body, view, image.shape[:2]), image) if boxes else image


def under(boxes: Sequence[Box], body: PosedBody, view: View, shape: tuple[int, int]) -> np.ndarray:
    """The boxes with the body's shadow on the first, as straight RGBA of a picture's height and width, 0 to 255."""
    out = np.zeros((2 * shape[0], 2 * shape[1], 4), np.float32)
    scale = 2 * shape[1] / view.width_m
    for number, box in enumerate(boxes):
        for axis, faces in enumerate(_faces(box)):
            for sign, face in faces.items():
                if sign * view.rotation[2, axis] > 0:
                    upper, edge = (_PILLOW_TOP, _PILLOW_EDGE) if box.pillow else (_TOP, _EDGE)
                    _fill(out, [project(face, view, scale)], upper if axis == 1 else edge)
        if number == 0:
            _shade(out, box, body, view, scale)
    return raster.shrink_by_two(out)


def _faces(box: Box) -> list[dict[int, np.ndarray]]:
    """The two faces square to each axis, by the sign of their outward direction."""
    eight = corners(box)
    ring = {0: [0, 1, 3, 2], 1: [0, 1, 5, 4], 2: [0, 2, 6, 4]}
    step = {0: 4, 1: 2, 2: 1}
    return [{-1: eight[ring[axis]], 1: eight[np.array(ring[axis]) + step[axis]]} for axis in range(3)]


def _fill(out: np.ndarray, rings: Sequence[np.ndarray], colour: Sequence[float]) -> None:
    """Lay flat convex outlines (K, 3), in pixels, over the picture as one."""
    buffers = raster.Buffers(*out.shape[:2])
    for ring in rings:
        fan = np.array([[0, i, i + 1] for i in range(1, len(ring) - 1)])
        raster.draw(buffers, ring, np.tile([0.0, 0.0, 1.0], (len(ring), 1)), np.zeros(len(ring)), fan)
    _lay(out, buffers.mask, colour)


def _shade(out: np.ndarray, box: Box, body: PosedBody, view: View, scale: float) -> None:
    """The shadow of the bones straight under them, where it falls on the box."""
    buffers, top = raster.Buffers(*out.shape[:2]), box.high[1]
    for bone in body.bones:
        flat = np.clip(bone.vertices, box.low, box.high)
        flat[:, 1] = top
        raster.draw(buffers, project(flat, view, scale), bone.normals, np.zeros(len(flat)), bone.faces)
    _lay(out, raster.grow(buffers.mask, 3), _SHADOW)


def _lay(out: np.ndarray, mask: np.ndarray, colour: Sequence[float]) -> None:
    """One colour with its opacity over the masked pixels of a premultiplied picture."""
    alpha = colour[3]
    out[mask] = out[mask] * (1 - alpha) + np.array([*(part * alpha for part in colour[:3]), alpha], np.float32)


def over(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    """One straight RGBA picture over another of the same shape, 0 to 255."""
    a, b = above.astype(np.float32) / 255, below.astype(np.float32) / 255
    alpha = a[..., 3:] + b[..., 3:] * (1 - a[..., 3:])
    mixed = a[..., :3] * a[..., 3:] + b[..., :3] * b[..., 3:] * (1 - a[..., 3:])
    straight = np.where(alpha > 0, mixed / np.maximum(alpha, 1e-6), 0)
    return np.rint(np.concatenate([straight, alpha], axis=2) * 255).astype(np.uint8)


def arrow(shape: tuple[int, int], turn: Turn) -> np.ndarray:
    """A bent arrow across the part of the body that turns, about the joint it turns in.

    Parameters: shape, the picture's height and width; turn. Returns straight RGBA, 0 to 255. The arrow is longer than
    the way, which would hardly be seen.
    """
    out = np.zeros((2 * shape[0], 2 * shape[1], 4), np.float32)
    for more, colour in ((_ARROW_RIM, _RIM), (0.0, _ARROW)):
        rings = [ring * 2 * shape[1] for ring in _arrow_rings(turn, more)]
        _fill(out, [np.column_stack([ring, np.zeros(len(ring))]) for ring in rings], colour)
    return raster.shrink_by_two(out)


def arrow_points(turn: Turn) -> np.ndarray:
    """Corners (K, 2) of an arrow with its rim, in widths of the picture: what the picture must have room for."""
    return np.concatenate(_arrow_rings(turn, _ARROW_RIM))


def _arrow_rings(turn: Turn, more: float) -> list[np.ndarray]:
    """Convex pieces (K, 2) of an arrow, broader by ``more`` on every side, in widths of the picture."""
    arm = turn.end - turn.joint
    radius = float(np.clip(np.linalg.norm(arm), *_ARROW_FROM_JOINT))
    along = float(np.arctan2(arm[1], arm[0])) + turn.way * np.linspace(-_ARROW_HALF, _ARROW_HALF, 17)
    half, wide, reach = _ARROW_SHAFT + more, _ARROW_WIDE + 1.8 * more, turn.way * 2.2 * more / radius
    neck, tip = along[-1] - reach / 3, along[-1] + turn.way * 2 * _ARROW_WIDE / radius + reach

    def at(angle: float, from_joint: float) -> np.ndarray:
        return turn.joint + from_joint * np.array([np.cos(angle), np.sin(angle)])

    shaft = [np.array([at(a, radius - half), at(a, radius + half), at(b, radius + half), at(b, radius - half)])
             for a, b in zip(along, along[1:], strict=False)]
    return [*shaft, np.array([at(neck, radius - wide), at(neck, radius + wide), at(tip, radius)])]
