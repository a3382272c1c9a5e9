"""The length of every piece of the nerve's bed in every posture.

The bed is fixed to bone or skin, not to muscle: a muscle that bulges or slides past the nerve does not move it. Legs
and lumbar canal are wrapped paths on the skeleton; the neck, the thorax and the arm are chains of levers
(``length = neutral + sum of arm times angle``), because the packaged model is rigid there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from neuroglide.anatomy import CARRIERS, SEGMENT_INDEX, SEGMENTS
from neuroglide.body.anthropometry import body_scale, segment_scale
from neuroglide.body.course import path_lengths
from neuroglide.body.motion import joint_positions
from neuroglide.body.path_table import load_path_table
from neuroglide.body.person import Person
from neuroglide.body.skeleton import Skeleton, load_skeleton
from neuroglide.coordinates import FULL_NAMES, INDEX, SIDES
from neuroglide.errors import InputError
from neuroglide.parameters import ParameterSet

#: Lever segments: piece of the bed of the median nerve and the person's segment that scales it.
ARM_PIECES = {
    "neck": "head_neck",
    "shoulder": "shoulder",
    "upper_arm": "upper_arm",
    "elbow": "upper_arm",
    "forearm": "forearm",
    "wrist": "hand",
    "digit": "hand",
}
#: A piece of bed shorter than this part of its neutral length is refused: straight levers no longer hold there. No
#: posture within the coordinates' limits comes below 0.22 with the packaged parameters.
_LEAST = 0.2


@dataclass(frozen=True)
class BedMotion:
    """Length of the bed: ``neutral_m (S,)`` in supine neutral, ``length_m (T, S)`` over time, order of SEGMENTS; and
    ``carry_m (T, c)``, how far each of CARRIERS has taken along what holds the nerve, distal positive, 0 in neutral."""

    neutral_m: np.ndarray
    length_m: np.ndarray
    carry_m: np.ndarray


def compute_bed(person: Person, angle_rad: np.ndarray, p: ParameterSet) -> BedMotion:
    """Length of every piece of the nerve's bed for a run of postures.

    Parameters: ``person``; ``angle_rad (T, C)`` in the order of FULL_NAMES [rad]; ``p`` parameters.
    Returns: a BedMotion. Raises: InputError for angles of the wrong shape or not finite, and for a posture in which a
    piece of bed comes down to less than a fifth of its neutral length.
    """
    angle_rad = np.asarray(angle_rad, float)
    if angle_rad.ndim != 2 or angle_rad.shape[1] != len(FULL_NAMES) or not np.isfinite(angle_rad).all():
        raise InputError(
            f"angles must be finite, shape (times, {len(FULL_NAMES)}); got {angle_rad.shape}.",
            fix="build them in the order of neuroglide.coordinates.FULL_NAMES.",
        )
    scale = segment_scale(person, p)
    # The neutral posture rides along as the first row, so that it costs no second set-up.
    postures = np.vstack([np.zeros((1, angle_rad.shape[1])), angle_rad])
    length = np.full((len(postures), len(SEGMENTS)), np.nan)
    spine = _skeleton_lengths(length, scale, postures, p)
    _spine_levers(length, scale, postures, spine, p)
    _arm_levers(length, scale, postures, p)
    _refuse_short(length, postures)
    return BedMotion(neutral_m=length[0].copy(), length_m=length[1:], carry_m=_carry(scale, angle_rad, p))


def _refuse_short(length: np.ndarray, angle_rad: np.ndarray) -> None:
    """Raise an InputError naming the piece of bed that is shorter than it can be, and the posture."""
    share = np.divide(length, length[0], out=np.zeros_like(length), where=length[0] > 0.0)
    if (share >= _LEAST).all():
        return
    row, piece = np.unravel_index(np.argmin(share), share.shape)
    posture = {n: float(round(np.rad2deg(a), 1)) for n, a in zip(FULL_NAMES, angle_rad[row], strict=True) if a}
    raise InputError(
        f"the nerve's bed {SEGMENTS[piece]} would be {1000.0 * length[row, piece]:.0f} mm long, "
        f"{1000.0 * length[0, piece]:.0f} mm in neutral; the limit is {_LEAST:.0%} of neutral. "
        f"Posture [deg]: {posture or 'neutral'}.",
        fix="take the joints less far, or take back an override of body.*.",
    )


def person_model(skeleton: Skeleton, scale: dict[str, float], p: ParameterSet) -> object:
    """The skeleton's model scaled to a person, wrap radii from the parameters."""
    radii = {name: p[wrap.radius_key] for name, wrap in load_path_table().wraps.items()}
    return skeleton.scaled(body_scale(skeleton, scale), radii)


def _skeleton_lengths(
    out: np.ndarray, scale: dict[str, float], angle_rad: np.ndarray, p: ParameterSet
) -> dict[str, np.ndarray]:
    """Fill in the pieces that run on the skeleton; return the spine's angles."""
    skeleton = load_skeleton()
    knees = [INDEX[f"knee_flexion_{side}"] for side in SIDES]
    angle_rad = angle_rad.copy()
    angle_rad[:, knees] = np.minimum(angle_rad[:, knees], p["body.knee_contact_angle"])
    q, spine = joint_positions(skeleton, angle_rad, p, scale["thigh"])
    path = path_lengths(skeleton.places(person_model(skeleton, scale, p), q))
    for name, length in path.items():
        if name in SEGMENT_INDEX:
            out[:, SEGMENT_INDEX[name]] = length
    for side in SIDES:
        _split_thigh(out, side, {name: path[f"{name}.{side}"] for name in _THIGH_PATHS}, p)
    return spine


_THIGH_PATHS = ("thigh", "knee", "lateral_knee", "sural_calf")


def _split_thigh(out: np.ndarray, side: str, path: dict[str, np.ndarray], p: ParameterSet) -> None:
    """Cut the paths of thigh and knee at the bifurcation and the crease.

    Between path sites a bed point keeps its fraction of arc: the crease lies at ``body.crease_fraction`` of the path
    behind the knee. The bifurcation lies at ``body.bifurcation_fraction`` of the neutral way from fold to crease,
    on the part of the path that is fixed to the thigh.
    """
    above = p["body.crease_fraction"] * path["knee"]
    below = path["knee"] - above
    fold_to_crease = path["thigh"][0] + above[0]
    upper = min(p["body.bifurcation_fraction"] * fold_to_crease, path["thigh"][0])

    def put(segment: str, value: np.ndarray | float) -> None:
        out[:, SEGMENT_INDEX[f"{segment}.{side}"]] = value

    put("sciatic.thigh", upper)
    put("tibial.thigh", path["thigh"] - upper + above)
    put("tibial.knee", below)
    put("sural.calf", below + path["sural_calf"])
    put("fibular.knee", path["thigh"] - upper + path["lateral_knee"])


def _spine_levers(
    out: np.ndarray, scale: dict[str, float], angle_rad: np.ndarray, spine: dict[str, np.ndarray], p: ParameterSet
) -> None:
    """Neck and thorax: the canal lies behind the axes of flexion, so it lengthens with flexion."""
    thorax = spine["thoracic_flexion"]
    last = p["body.thoracolumbar_share"]
    for segment, level, angle, size in (
        ("canal.cervical.m", "cervical", angle_rad[:, INDEX["neck_flexion"]], scale["head_neck"]),
        ("canal.thoracic.m", "thoracic", (1.0 - last) * thorax, scale["trunk"]),
        ("canal.conus.m", "t12_l1", last * thorax, scale["trunk"]),
    ):
        length = p[f"body.canal_length.{level}"] + p[f"body.canal_arm.{level}"] * angle
        out[:, SEGMENT_INDEX[segment]] = size * length


@lru_cache(maxsize=16)
def arm_levers(p: ParameterSet) -> tuple[tuple[str, str, float], ...]:
    """Levers of the median nerve's bed: piece, coordinate, lengthening per radian [m/rad]."""
    root = "body.median_arm."
    return tuple((*key.removeprefix(root).split(".", 1), p[key]) for key in p if key.startswith(root))


def _arm_levers(out: np.ndarray, scale: dict[str, float], angle_rad: np.ndarray, p: ParameterSet) -> None:
    levers = arm_levers(p)
    for side in SIDES:
        for piece, segment in ARM_PIECES.items():
            length = np.full(len(angle_rad), p[f"body.median_length.{piece}"])
            for where, coordinate, arm in levers:
                if where == piece:
                    length = length + arm * _arm_angle(coordinate, side, angle_rad)
            out[:, SEGMENT_INDEX[f"median.{piece}.{side}"]] = scale[segment] * length


def _carry(scale: dict[str, float], angle_rad: np.ndarray, p: ParameterSet) -> np.ndarray:
    """Way of the tissue around the median nerve at the wrist: a share of the flexor tendons' glide past the bones.

    The tendons glide as far as their levers at wrist and fingers turn, taken to be the nerve's own there.
    """
    levers = arm_levers(p)
    out = np.zeros((len(angle_rad), len(CARRIERS)))
    for i, name in enumerate(CARRIERS):
        side = name.rpartition(".")[2]
        for piece, coordinate, arm in levers:
            if (piece, coordinate) in _OF_TENDONS:
                out[:, i] += scale["hand"] * arm * _arm_angle(coordinate, side, angle_rad)
    return p["body.median_carried_share"] * out


_OF_TENDONS = {("wrist", "wrist_extension"), ("digit", "finger_extension")}


def _arm_angle(coordinate: str, side: str, angle_rad: np.ndarray) -> np.ndarray:
    if coordinate == "neck_side_flexion":
        # To the right is positive: it lengthens the left arm's bed.
        return angle_rad[:, INDEX[coordinate]] * (-1.0 if side == "r" else 1.0)
    return angle_rad[:, INDEX[f"{coordinate}_{side}"]]
