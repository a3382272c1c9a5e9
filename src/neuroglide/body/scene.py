"""Bones and the nerve's course in space, for pictures.

World: X forward, Y to the left, Z up, metres, for a body standing upright; the pelvis keeps its place and turns about
the hips by the pelvic tilt. The report turns the whole body by the movement's position (supine, sitting ...).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neuroglide.anatomy import SEGMENTS
from neuroglide.body.anthropometry import body_scale, segment_length_m, segment_scale
from neuroglide.body.bed import person_model
from neuroglide.body.course import path_lines
from neuroglide.body.motion import joint_positions
from neuroglide.body.path_table import load_path_table
from neuroglide.body.person import Person
from neuroglide.body.skeleton import Skeleton, load_bone_arrays, load_skeleton
from neuroglide.body.torso import Thorax, about, arm_links, bend_thorax, rotation
from neuroglide.coordinates import SIDES
from neuroglide.parameters import ParameterSet

#: Points per piece of bed.
POINTS = 12
_AXES = np.array([[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, -1.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]])


@dataclass(frozen=True)
class Bone:
    """One bone of the packaged skeleton: vertices ``(n, 3)`` [m] in its own frame and triangles ``(m, 3)``."""

    name: str
    vertices_m: np.ndarray
    faces: np.ndarray


@dataclass(frozen=True)
class Scene:
    """A person in space over time.

    ``bone_transform (T, nb, 4, 4)`` carries each bone of :func:`bone_meshes`, in order, into the world, the person's
    size included; ``segment_points`` gives ``(T, 12, 3)`` points at equal parts of the arc for every piece of bed;
    ``arm_points (T, 2, 5, 3)`` shoulder, elbow, wrist, knuckles and fingertip of the right and left arm [m].
    """

    bone_transform: np.ndarray
    segment_points: dict[str, np.ndarray]
    arm_points: np.ndarray


def _names() -> list[str]:
    return [key[2:] for key in load_bone_arrays() if key.startswith("v:")]


def bone_meshes() -> list[Bone]:
    """The packaged bones: pelvis, sacrum, spine, ribs, skull, legs and feet. The arm has none."""
    bones = load_bone_arrays()
    return [Bone(_plain(name), bones[f"v:{name}"], bones[f"f:{name}"]) for name in _names()]


def _plain(name: str) -> str:
    return name.split("_", 3)[-1].removesuffix("_s") if "_geom_" in name else name


def pose_scene(person: Person, angle_rad: np.ndarray, p: ParameterSet) -> Scene:
    """Bones and the course of the nerve for postures.

    Parameters: as :func:`neuroglide.body.compute_bed`; a few dozen postures, not a whole run.
    Returns: a Scene in the world of this module.
    """
    skeleton = load_skeleton()
    scale = segment_scale(person, p)
    model = person_model(skeleton, scale, p)
    # The neutral posture rides along first: pieces that are fixed to the thigh are cut at their neutral lengths.
    angle_rad = np.vstack([np.zeros((1, np.shape(angle_rad)[1])), angle_rad])
    q, spine = joint_positions(skeleton, angle_rad, p, scale["thigh"])
    frame, lines = skeleton.frames(model, q), path_lines(skeleton.places(model, q))
    to_world = _to_world(skeleton, frame, spine["tilt"], scale["pelvis"])
    frame = to_world[:, None] @ frame
    offset = _torso_offset(skeleton)
    thorax, canal = bend_thorax(angle_rad, spine, offset, p)
    generic = segment_length_m("male", p["body.generic_height"], p["body.generic_mass"], p)
    relative = {name: generic[name] * scale[name] / scale["trunk"] for name in ("upper_arm", "forearm", "hand")}
    arms, roots = arm_links(angle_rad, thorax, relative, scale["shoulder"] / scale["trunk"])
    # The torso's own frame in the world, undoing its place in the frame of the pelvis, in the person's size.
    chest = frame[:, skeleton.body["torso"]] @ _scaling(scale["trunk"]) @ _shift(-offset)
    points = {name: _lift(to_world, line) for name, line in lines.items()}
    arms = _lift(chest, arms)
    course = _segment_points(points, _lift(chest, canal), arms, _lift(chest, roots), p)
    return Scene(
        bone_transform=_bone_transforms(skeleton, frame, chest, thorax, offset, scale)[1:],
        segment_points={name: line[1:] for name, line in course.items()},
        arm_points=arms[1:],
    )


def _shift(by: np.ndarray) -> np.ndarray:
    out = np.eye(4)
    out[:3, 3] = by
    return out


def _scaling(factor: float) -> np.ndarray:
    return np.diag([factor, factor, factor, 1.0])


def _lift(transform: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points ``(T, ..., 3)`` through transforms ``(T, 4, 4)``."""
    return np.einsum("tij,t...j->t...i", transform[:, :3, :3], points) + transform[:, :3, 3].reshape(
        (len(points),) + (1,) * (points.ndim - 2) + (3,)
    )


def _to_world(skeleton: Skeleton, frame: np.ndarray, tilt: np.ndarray, size: float) -> np.ndarray:
    """From the model's world to ours: pelvis at its place, turned by the tilt about the hips, axes renamed."""
    pelvis = np.linalg.inv(frame[:, skeleton.body["pelvis"]])
    hips = size * skeleton.model.body_pos[skeleton.body["femur_r"]] * (1.0, 1.0, 0.0)
    return _AXES @ about(rotation(2, tilt), hips) @ pelvis


def _torso_offset(skeleton: Skeleton) -> np.ndarray:
    frame = skeleton.frames(skeleton.model, np.zeros((1, skeleton.model.nq)))
    pelvis = np.linalg.inv(frame[0, skeleton.body["pelvis"]])
    return (pelvis @ frame[0, skeleton.body["torso"]])[:3, 3]


def _bone_transforms(
    skeleton: Skeleton,
    frame: np.ndarray,
    chest: np.ndarray,
    thorax: Thorax,
    offset: np.ndarray,
    scale: dict[str, float],
) -> np.ndarray:
    """World transform of each bone ``(T, nb, 4, 4)``."""
    sizes = body_scale(skeleton, scale)
    bones = load_bone_arrays()
    out = []
    grow = np.eye(4)
    head = scale["head_neck"] / scale["trunk"]
    drawing = load_path_table().drawing
    pivot = drawing["c7"]
    grow[:3, :3] *= head
    grow[:3, 3] = pivot * (1.0 - head)
    for name in _names():
        body = str(bones[f"b:{name}"])
        if "thoracic" in name:
            level = 12 - int(name.split("thoracic")[1].split("_")[0])
            out.append(chest @ thorax.vertebra[:, level] @ _shift(offset))
        elif "ribcage" in name:
            out.append(chest @ thorax.vertebra[:, 5] @ _shift(offset))
        elif body in ("neck", "head"):
            place = offset + drawing[f"{body}_frame"]
            out.append(chest @ (thorax.neck if body == "neck" else thorax.head) @ grow @ _shift(place))
        else:
            out.append(frame[:, skeleton.body[body]] @ _scaling(sizes[skeleton.body[body]]))
    return np.stack(out, axis=1)


def _segment_points(
    lines: dict[str, np.ndarray], canal: np.ndarray, arms: np.ndarray, roots: np.ndarray, p: ParameterSet
) -> dict[str, np.ndarray]:
    """Points of every piece of bed, sampled at equal parts of its arc."""
    times = range(len(canal))
    course = dict(lines)
    course["canal.cervical.m"] = [canal[t, :3] for t in times]
    course["canal.thoracic.m"] = [canal[t, 2:] for t in times]
    course["canal.conus.m"] = [np.vstack([canal[t, -1:], lines["canal.l2.m"][t][:1]]) for t in times]
    for k, side in enumerate(SIDES):
        crease = p["body.crease_fraction"]
        thigh, knee = lines[f"thigh.{side}"], lines[f"knee.{side}"]
        long = [np.vstack([thigh[t], sample(knee[t], 0.0, crease)[1:]]) for t in times]
        below = [sample(knee[t], crease, 1.0) for t in times]
        whole = np.array([_length(line) for line in long])
        cut = p["body.bifurcation_fraction"] * whole[0] / whole
        course[f"sciatic.thigh.{side}"] = [sample(long[t], 0.0, cut[t]) for t in times]
        course[f"tibial.thigh.{side}"] = [sample(long[t], cut[t], 1.0) for t in times]
        course[f"tibial.knee.{side}"] = below
        course[f"sural.calf.{side}"] = [np.vstack([below[t], lines[f"sural_calf.{side}"][t][1:]]) for t in times]
        course[f"fibular.knee.{side}"] = [
            np.vstack([sample(long[t], cut[t], cut[t])[:1], lines[f"lateral_knee.{side}"][t]]) for t in times
        ]
        for t in times:
            _median(course, t, side, arms[t, k], roots[t, k])
    return {name: np.stack([sample(line, 0.0, 1.0) for line in course[name]]) for name in SEGMENTS}


def _median(course: dict[str, np.ndarray], t: int, side: str, arm: np.ndarray, root: np.ndarray) -> None:
    """Course of the median nerve along the links of one arm at one time."""
    shoulder, elbow, wrist, knuckles, tip = arm

    def between(a: np.ndarray, b: np.ndarray, s: float) -> np.ndarray:
        return (1 - s) * a + s * b

    girdle, axilla = between(root, shoulder, 0.55), between(shoulder, elbow, 0.15)
    above, under = between(shoulder, elbow, 0.88), between(elbow, wrist, 0.12)
    tunnel, palm = between(elbow, wrist, 0.93), between(wrist, knuckles, 0.3)
    for piece, line in {
        "neck": [root, girdle], "shoulder": [girdle, shoulder, axilla], "upper_arm": [axilla, above],
        "elbow": [above, elbow, under], "forearm": [under, tunnel], "wrist": [tunnel, wrist, palm],
        "digit": [palm, knuckles, tip],
    }.items():  # fmt: skip
        course.setdefault(f"median.{piece}.{side}", []).append(np.array(line))


def _length(line: np.ndarray) -> float:
    return float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())


def sample(line: np.ndarray, start: float, end: float, count: int = POINTS) -> np.ndarray:
    """``count`` points of a polyline ``(n, 3)`` between two fractions of its arc, equally spaced."""
    arc = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    at = arc[-1] * np.linspace(start, end, count)
    return np.stack([np.interp(at, arc, line[:, axis]) for axis in range(3)], axis=1)
