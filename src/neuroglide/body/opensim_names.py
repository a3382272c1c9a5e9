"""Coordinate names, signs and axes of OpenSim, at import and export only.

Signs were read on Rajagopal2015 with OpenSim 4.6. Models differ in the sign of the knee, so it is taken from the
model's range and never assumed. OpenSim is x forward, y up, z to the right; Neuroglide's world is X forward, Y to the
left, Z up.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from neuroglide.coordinates import FULL_NAMES, INDEX, SIDES
from neuroglide.errors import InputError

_CENTRAL = {
    "pelvic_tilt": ("pelvis_tilt", 1.0),
    "trunk_flexion": ("lumbar_extension", -1.0),
    "trunk_side_flexion": ("lumbar_bending", 1.0),
    "trunk_rotation": ("lumbar_rotation", -1.0),
}
_SIDED = {
    "hip_flexion": ("hip_flexion", 1.0),
    "hip_adduction": ("hip_adduction", 1.0),
    "hip_internal_rotation": ("hip_rotation", 1.0),
    "knee_flexion": ("knee_angle", 1.0),
    "ankle_dorsiflexion": ("ankle_angle", 1.0),
    "ankle_inversion": ("subtalar_angle", 1.0),
    "toe_extension": ("mtp_angle", -1.0),
    "shoulder_abduction": ("arm_add", -1.0),
    "shoulder_external_rotation": ("arm_rot", -1.0),
    "elbow_flexion": ("elbow_flex", 1.0),
    "forearm_supination": ("pro_sup", -1.0),
    "wrist_extension": ("wrist_flex", -1.0),
}
#: Clinical full name -> OpenSim name and sign. What is missing here has no counterpart in the full-body model:
#: neck, shoulder depression, fingers, and slr (which is exported as hip flexion and pelvic tilt, see body.rhythm).
OPENSIM_NAMES: dict[str, tuple[str, float]] = _CENTRAL | {
    f"{name}_{side}": (f"{theirs}_{side}", sign) for name, (theirs, sign) in _SIDED.items() for side in SIDES
}
_OURS = {theirs: (ours, sign) for ours, (theirs, sign) in OPENSIM_NAMES.items()}


def knee_sign(range_rad: tuple[float, float]) -> float:
    """+1 where a model's knee angle grows with flexion, -1 where flexion is negative, from its range [rad].

    Raises: InputError when the range does not tell.
    """
    low, high = range_rad
    if high > 0.5 and high > -low:
        return 1.0
    if low < -0.5 and -low > high:
        return -1.0
    raise InputError(
        f"the knee's range {np.rad2deg(low):.0f} to {np.rad2deg(high):.0f} degrees does not tell the sign of flexion.",
        fix="give the range of knee_angle from the model file.",
    )


def short_name(label: str) -> str:
    """Coordinate of a column label: plain, or a path such as ``/jointset/hip_r/hip_flexion_r/value``."""
    parts = [part for part in label.split("/") if part]
    return parts[-2] if len(parts) > 1 and parts[-1] == "value" else parts[-1] if parts else label


def to_opensim(angle_rad: np.ndarray, knee_range_rad: tuple[float, float] = (0.0, 2.1)) -> dict[str, np.ndarray]:
    """Columns of an OpenSim motion from clinical angles.

    Parameters: ``angle_rad (T, C)`` in the order of FULL_NAMES [rad]; ``knee_range_rad`` of the target model.
    Returns: OpenSim name -> ``(T,)`` [rad]. Coordinates without a counterpart are left out.
    """
    knee = knee_sign(knee_range_rad)
    out = {}
    for ours, (theirs, sign) in OPENSIM_NAMES.items():
        out[theirs] = angle_rad[:, INDEX[ours]] * sign * (knee if theirs.startswith("knee_angle") else 1.0)
    return out


def from_opensim(columns: Mapping[str, np.ndarray], knee_range_rad: tuple[float, float]) -> np.ndarray:
    """Clinical angles from the columns of an OpenSim motion.

    Parameters: ``columns`` label -> ``(T,)`` [rad]; labels may be paths; others than known coordinates are passed
    over; ``knee_range_rad`` of the model the motion was made with. Returns: ``(T, C)`` [rad], 0 where nothing is said.
    Raises: InputError when no column is known.
    """
    knee = knee_sign(knee_range_rad)
    known = {short_name(label): np.asarray(value, float) for label, value in columns.items()}
    known = {name: value for name, value in known.items() if name in _OURS}
    if not known:
        fix = f"use names such as {next(iter(_OURS))}."
        raise InputError("no column is a coordinate of the full-body model.", fix=fix)
    out = np.zeros((len(next(iter(known.values()))), len(FULL_NAMES)))
    for name, value in known.items():
        ours, sign = _OURS[name]
        out[:, INDEX[ours]] = value * sign * (knee if name.startswith("knee_angle") else 1.0)
    return out


def y_up_to_z_up(vector: np.ndarray) -> np.ndarray:
    """Vectors ``(..., 3)`` from OpenSim's axes (x forward, y up, z right) to X forward, Y left, Z up."""
    vector = np.asarray(vector)
    return np.stack([vector[..., 0], -vector[..., 2], vector[..., 1]], axis=-1)


def z_up_to_y_up(vector: np.ndarray) -> np.ndarray:
    """The inverse of :func:`y_up_to_z_up`."""
    vector = np.asarray(vector)
    return np.stack([vector[..., 0], vector[..., 2], -vector[..., 1]], axis=-1)
