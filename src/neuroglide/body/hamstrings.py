"""Hamstring length, passive tension and the moments it puts on the pelvis and the waist.

The other possible limiter of a leg raise. Muscle is passive: no activity, no reflex, a rigid tendon, no history.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from neuroglide.body.anthropometry import segment_scale
from neuroglide.body.bed import person_model
from neuroglide.body.motion import joint_positions
from neuroglide.body.person import Person
from neuroglide.body.skeleton import HAMSTRINGS, Skeleton, load_skeleton
from neuroglide.coordinates import SIDES
from neuroglide.parameters import ParameterSet


@dataclass(frozen=True)
class HamstringLoad:
    """Hamstrings over time; sides in the order of SIDES, muscles in the order of HAMSTRINGS.

    ``length_m (T, 2, 3)`` muscle and tendon; ``tension_n (T, 2)`` of the three together; ``hip_moment_nm (T, 2)``
    positive extends the hip; ``knee_moment_nm (T, 2)`` positive flexes the knee; ``lumbar_moment_nm (T,)`` the sum
    that tilts the pelvis backward and so flexes the lumbar spine; ``at_tolerance (T, 2)`` whether the hip moment has
    reached the stretch tolerance of a healthy adult.
    """

    length_m: np.ndarray
    tension_n: np.ndarray
    hip_moment_nm: np.ndarray
    knee_moment_nm: np.ndarray
    lumbar_moment_nm: np.ndarray
    at_tolerance: np.ndarray


def hamstring_lengths(skeleton: Skeleton, model: object, q: np.ndarray) -> np.ndarray:
    """Length of muscle and tendon [m] ``(T, 2, 3)`` for joint positions ``q (T, nq)``."""
    return skeleton.muscle_lengths(model, q)[:, _columns(skeleton)]


@lru_cache(maxsize=1)
def _generic_neutral_m() -> np.ndarray:
    """Length of muscle and tendon of the generic skeleton in supine neutral [m] ``(2, 3)``."""
    skeleton = load_skeleton()
    return hamstring_lengths(skeleton, skeleton.model, skeleton.complete(np.zeros((1, skeleton.model.nq))))[0]


def passive_force(length_m: np.ndarray, scale: np.ndarray | float, sex: str, p: ParameterSet) -> np.ndarray:
    """Passive force of each muscle.

    ``F = F0 (exp(k e / e0) - 1) / (exp(k) - 1)`` with the fibre strain ``e`` beyond optimal length, zero below it;
    beyond ``e0`` it goes on along the tangent. The tendon is rigid, the muscle's thickness constant.

    Parameters: ``length_m (..., 3)`` muscle and tendon [m]; ``scale`` of tendon and fibre against the generic man,
    a number or ``(..., 3)``; ``sex`` female or male, whose ``e0`` differ. Returns: [N], same shape.
    Source: form thelen2003; sizes rajagopal2016; ``e0`` fitted, see the records ``muscle.passive_strain.*``.
    """
    optimum, slack, angle, force = (
        np.array([p[f"muscle.{muscle}.{what}"] for muscle in HAMSTRINGS])
        for what in ("optimal_fibre", "tendon_slack", "pennation", "max_force")
    )
    along = np.maximum(length_m - scale * slack, 0.0)
    fibre = np.hypot(along, scale * optimum * np.sin(angle))
    strain = np.maximum(fibre / (scale * optimum) - 1.0, 0.0) / p[f"muscle.passive_strain.{sex}"]
    shape = p["muscle.passive_shape"]
    curve = np.expm1(shape * np.minimum(strain, 1.0)) / np.expm1(shape)
    tangent = shape * np.exp(shape) / np.expm1(shape)
    return force * (curve + tangent * np.maximum(strain - 1.0, 0.0)) * along / np.maximum(fibre, 1e-9)


def compute_hamstrings(person: Person, angle_rad: np.ndarray, p: ParameterSet) -> HamstringLoad:
    """Passive load of the hamstrings over a run of postures.

    Moment arms are the derivatives of length by joint angle, so that forces and moments do the same work. The
    hamstrings pull on the ischium: the moment that extends the hip also turns the pelvis backward, and what both sides
    put on the pelvis is what the lumbar spine must hold.

    Parameters: as :func:`neuroglide.body.compute_bed`. Returns: a HamstringLoad.
    """
    skeleton = load_skeleton()
    scale = segment_scale(person, p)
    model = person_model(skeleton, scale, p)
    angle_rad = np.asarray(angle_rad, float)
    # The neutral posture rides along first: tendon and fibre are as much longer than the generic man's as the way from
    # origin to insertion is, muscle by muscle; pelvis, thigh and shank each have their say.
    q, _ = joint_positions(skeleton, np.vstack([np.zeros((1, angle_rad.shape[1])), angle_rad]), p, scale["thigh"])
    length, gradient = skeleton.muscle_gradients(model, q)
    length, gradient = length[:, _columns(skeleton)], gradient[:, _columns(skeleton)]
    force = passive_force(length, length[0] / _generic_neutral_m(), person.sex, p)
    slope = skeleton.complete_slope(q, scale["thigh"])
    hip = (_arm(skeleton, gradient, slope, "hip_flexion") * force).sum(axis=2)[1:]
    knee = -(_arm(skeleton, gradient, slope, "knee_angle") * force).sum(axis=2)[1:]
    return HamstringLoad(
        length_m=length[1:],
        tension_n=force.sum(axis=2)[1:],
        hip_moment_nm=hip,
        knee_moment_nm=knee,
        lumbar_moment_nm=hip.sum(axis=1),
        at_tolerance=hip >= p["muscle.stretch_tolerance"],
    )


def _columns(skeleton: Skeleton) -> list[list[int]]:
    return [[skeleton.muscle[f"{muscle}_{side}"] for muscle in HAMSTRINGS] for side in SIDES]


def _arm(skeleton: Skeleton, gradient: np.ndarray, slope: dict[int, np.ndarray], joint: str) -> np.ndarray:
    """Lengthening per radian of a joint of both sides, what it drives included [m/rad] ``(T, 2, 3)``."""
    sides = []
    for k, side in enumerate(SIDES):
        driver = skeleton.joint[f"{joint}_{side}"]
        arm = gradient[:, k, :, driver].copy()
        for link in skeleton.couplings:
            if link.driver == driver:
                arm += gradient[:, k, :, link.joint] * slope[link.joint][:, None]
        sides.append(arm)
    return np.stack(sides, axis=1)
