"""Thorax, neck, head and arms for pictures: the packaged model is rigid there, so it is bent by our own chain.

Drawing only: lengths of the bed there come from levers (body.bed). The thorax bends evenly over its discs, the rib
cage goes with T7, the neck takes half of the head's angle about C7, and the arm is a chain of straight links.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from neuroglide.body.path_table import load_path_table
from neuroglide.body.skeleton import load_bone_arrays
from neuroglide.coordinates import INDEX, SIDES
from neuroglide.parameters import ParameterSet

#: Where the canal lies in the depth of a thoracic vertebra (0 spinous process, 1 front), and the disc's centre.
_CANAL_DEPTH, _DISC_DEPTH = 0.47, 0.78
#: How far the shoulder point drops with girdle depression [m/rad].
_CLAVICLE = 0.15


class Thorax(NamedTuple):
    """Transforms in the frame of the torso, generic size: vertebrae T12..T1 ``(T, 12, 4, 4)``, head and neck."""

    vertebra: np.ndarray
    neck: np.ndarray
    head: np.ndarray


def rotation(axis: int, angle: np.ndarray) -> np.ndarray:
    """Rotations ``(T, 3, 3)`` about a coordinate axis by ``angle (T,)`` [rad]."""
    c, s = np.cos(angle), np.sin(angle)
    out = np.zeros((len(angle), 3, 3))
    i, j = (axis + 1) % 3, (axis + 2) % 3
    out[:, axis, axis] = 1.0
    out[:, i, i], out[:, j, j], out[:, i, j], out[:, j, i] = c, c, -s, s
    return out


def about(turn: np.ndarray, pivot: np.ndarray) -> np.ndarray:
    """Transforms ``(T, 4, 4)`` that turn about a point."""
    out = np.zeros((len(turn), 4, 4))
    out[:, :3, :3] = turn
    out[:, :3, 3] = pivot - turn @ pivot
    out[:, 3, 3] = 1.0
    return out


def bend(flexion: np.ndarray, side: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """Rotations for flexion forward, side flexion to the right and rotation to the right, OpenSim axes."""
    return rotation(2, -flexion) @ rotation(0, side) @ rotation(1, -turn)


def vertebra_points(offset: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Canal point and disc centre (below) of T12..T1 ``(12, 3)`` in the frame of the pelvis, generic neutral.

    Parameters: ``offset`` place of the torso's frame in that of the pelvis.
    """
    bones = load_bone_arrays()
    canal, centre = [], []
    for level in range(12, 0, -1):
        name = next(key for key in bones if key.startswith("v:") and key.endswith(f"thoracic{level}_s"))
        low, high = bones[name].min(axis=0) + offset, bones[name].max(axis=0) + offset
        depth = low[0] + (high[0] - low[0]) * np.array([_CANAL_DEPTH, _DISC_DEPTH])
        canal.append((depth[0], (low[1] + high[1]) / 2, 0.0))
        centre.append((depth[1], (low[1] + high[1]) / 2, 0.0))
    centre = np.array(centre)
    below = np.vstack([centre[0] - (0.0, 0.02, 0.0), (centre[1:] + centre[:-1]) / 2])
    return np.array(canal), below


def bend_thorax(
    angle_rad: np.ndarray, spine: dict[str, np.ndarray], offset: np.ndarray, p: ParameterSet
) -> tuple[Thorax, np.ndarray]:
    """Bend thorax, neck and head.

    Parameters: ``angle_rad (T, C)``; ``spine`` of rhythm.spine_angles; ``offset`` as in :func:`vertebra_points`.
    Returns: transforms in the frame of the pelvis of the unbent torso, and the canal ``(T, 14, 3)`` from the foramen
    magnum over the middle of the neck down to T12.
    """
    canal, disc = vertebra_points(offset)
    place = load_path_table().drawing
    last = p["body.thoracolumbar_share"]
    share = np.array([last] + [(1.0 - last) / 11.0] * 11)
    moves, total = [], np.broadcast_to(np.eye(4), (len(angle_rad), 4, 4))
    for level in range(12):
        turn = bend(*(share[level] * spine[f"thoracic_{m}"] for m in ("flexion", "side_flexion", "rotation")))
        total = total @ about(turn, disc[level])
        moves.append(total)
    flexion, side = angle_rad[:, INDEX["neck_flexion"]], angle_rad[:, INDEX["neck_side_flexion"]]
    still = np.zeros_like(flexion)
    neck = total @ about(bend(flexion / 2, side / 2, still), place["c7"])
    head = neck @ about(bend(flexion / 2, side / 2, still), place["mid_neck"])
    points = [_move(head, place["foramen_magnum"]), _move(neck, place["mid_neck"])]
    points += [_move(moves[level], canal[level]) for level in range(11, -1, -1)]
    return Thorax(np.stack(moves, axis=1), neck, head), np.stack(points, axis=1)


def _move(transform: np.ndarray, place: np.ndarray) -> np.ndarray:
    return transform[:, :3, :3] @ place + transform[:, :3, 3]


def arm_links(
    angle_rad: np.ndarray, thorax: Thorax, length_m: dict[str, float], width: float
) -> tuple[np.ndarray, np.ndarray]:
    """Straight links of both arms.

    Parameters: ``length_m`` of upper_arm, forearm, hand on the generic scale; ``width`` factor of the shoulders.
    Returns: joints ``(T, 2, 5, 3)`` shoulder, elbow, wrist, knuckles, fingertip, and the neck's exit of the median
    roots ``(T, 2, 3)``, in the frame of the pelvis of the unbent torso.
    """
    chest = thorax.vertebra[:, 8]
    joints, roots = [], []
    start = load_path_table().drawing
    for side, out in zip(SIDES, (1.0, -1.0), strict=True):
        angle = {name: angle_rad[:, INDEX[f"{name}_{side}"]] for name in _ARM}
        place = np.tile(start["shoulder"] * (1.0, 1.0, out * width), (len(angle_rad), 1))
        place[:, 1] -= _CLAVICLE * angle["shoulder_depression"]
        shoulder = np.einsum("tij,tj->ti", chest[:, :3, :3], place) + chest[:, :3, 3]
        upper = chest[:, :3, :3] @ rotation(0, -out * angle["shoulder_abduction"])
        upper = upper @ rotation(1, -out * angle["shoulder_external_rotation"])
        points, bent = [shoulder], np.zeros(len(angle_rad))
        hand = length_m["hand"]
        for link, more in (
            (length_m["upper_arm"], angle["elbow_flexion"]), (length_m["forearm"], -angle["wrist_extension"]),
            (0.55 * hand, -angle["finger_extension"]), (0.45 * hand, 0.0),
        ):  # fmt: skip
            direction = np.stack([np.sin(bent), -np.cos(bent), np.zeros_like(bent)], axis=1)
            points.append(points[-1] + link * np.einsum("tij,tj->ti", upper, direction))
            bent = bent + more
        joints.append(np.stack(points, axis=1))
        roots.append(_move(thorax.neck, start["brachial_foramen"] * (1.0, 1.0, out)))
    return np.stack(joints, axis=1), np.stack(roots, axis=1)


_ARM = (
    "shoulder_abduction", "shoulder_depression", "shoulder_external_rotation", "elbow_flexion", "wrist_extension",
    "finger_extension",
)  # fmt: skip
