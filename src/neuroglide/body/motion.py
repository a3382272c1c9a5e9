"""From clinical angles to the joints of the skeleton (flexion positive, both sides alike)."""

from __future__ import annotations

import numpy as np

from neuroglide.body.rhythm import leg_and_pelvis, spine_angles
from neuroglide.body.skeleton import Skeleton
from neuroglide.coordinates import INDEX, SIDES
from neuroglide.parameters import ParameterSet

#: Joint of the skeleton, coordinate of the posture, sign of the joint when the clinical angle is positive.
_LEG_JOINTS = (
    ("hip_adduction", "hip_adduction", 1.0),
    ("hip_rotation", "hip_internal_rotation", 1.0),
    ("knee_angle", "knee_flexion", 1.0),
    ("ankle_angle", "ankle_dorsiflexion", 1.0),
    ("subtalar_angle", "ankle_inversion", 1.0),
    ("mtp_angle", "toe_extension", -1.0),
)
#: The lumbar joints of the packaged model, L1-L2 first, and the sign of the clinical angle (flexion is negative there).
_LUMBAR_JOINTS = {
    "flexion": (("L1_L2_FE", "L2_L3_FE", "L3_L4_FE", "L4_L5_FE", "flex_extension"), -1.0),
    "side_flexion": (("L1_L2_LB", "L2_L3_LB", "L3_L4_LB", "L4_L5_LB", "lat_bending"), 1.0),
    "rotation": (("L1_L2_AR", "L2_L3_AR", "L3_L4_AR", "L4_L5_AR", "axial_rotation"), -1.0),
}


def joint_positions(
    skeleton: Skeleton, angle_rad: np.ndarray, p: ParameterSet, thigh_scale: float = 1.0
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Positions of all joints of the skeleton for postures.

    Parameters: ``angle_rad (T, C)`` in the order of FULL_NAMES [rad]; ``thigh_scale`` stretches the knee's slides.
    Returns: ``q (T, nq)`` with couplings filled in, and the spine's angles of :func:`spine_angles` with ``tilt``.
    """
    q = np.zeros((len(angle_rad), skeleton.model.nq))
    hip, tilt = leg_and_pelvis(angle_rad, p)
    for k, side in enumerate(SIDES):
        q[:, skeleton.joint[f"hip_flexion_{side}"]] = hip[:, k]
        for joint, coordinate, sign in _LEG_JOINTS:
            q[:, skeleton.joint[f"{joint}_{side}"]] = sign * angle_rad[:, INDEX[f"{coordinate}_{side}"]]
    spine = spine_angles(angle_rad, tilt, p)
    for motion, (joints, sign) in _LUMBAR_JOINTS.items():
        for level, joint in enumerate(joints):
            q[:, skeleton.joint[joint]] = sign * spine[motion][:, level]
    return skeleton.complete(q, thigh_scale), spine | {"tilt": tilt, "hip": hip}
