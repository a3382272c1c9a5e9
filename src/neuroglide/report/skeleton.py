"""The packaged skeleton of a person as the pictures want it: bones with smooth shading, nerve lines, body axes."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from neuroglide.coordinates import SIDES
from neuroglide.report.mesh import Mesh, capsule, smooth
from neuroglide.report.scene import PosedBody

#: From the body's world (X forward, Y left, Z up) to body axes (x forward, y up, z right).
_AXES = np.array([[1.0, 0, 0], [0, 0, 1.0], [0, -1.0, 0]])
#: The arm has no packaged bones: rounded rods of these radii [m] stand for upper arm, forearm, hand and fingers.
_ARM_RADII_M = ((0.017, 0.014), (0.014, 0.011), (0.014, 0.013), (0.010, 0.006))

#: A bone whose middle is lower than this under the pelvis [m] belongs to a leg.
_PELVIS_LOW_M = -0.10
#: Joints by the packaged bone whose own frame begins in them, places by the bone whose middle they are, and the arm's
#: in the scene's order.
_BEGINS = {f"{side}_{bone}": f"{joint}_{side}" for side in "rl"
           for bone, joint in (("femur", "hip"), ("tibia", "knee"), ("talus", "ankle"))}
_MIDDLE = {"hat_skull": "head", "hat_cervical": "neck", "ribcage": "chest", "lumbar3": "waist",
           "r_bofoot": "toes_r", "l_bofoot": "toes_l"}
_ARM_JOINTS = ("shoulder", "elbow", "wrist", "knuckles", "fingertip")
_LEG_LINES = ("canal.", "foramen.", "plexus.", "sciatic.", "tibial.", "fibular.", "sural.")


@lru_cache(maxsize=1)
def _bones() -> list[Mesh]:
    from neuroglide.body.scene import bone_meshes

    return [smooth(bone.vertices_m, bone.faces) for bone in bone_meshes()]


@lru_cache(maxsize=1)
def _bone_names() -> list[str]:
    from neuroglide.body.scene import bone_meshes

    return [bone.name for bone in bone_meshes()]


class Skeleton:
    """Draws one person: :meth:`poses` gives bones and nerve lines for postures."""

    def __init__(self, person, arms: bool | str = False):
        # Arms hang along the chest in our postures and hide the trunk: drawn only where the arm is what moves. Then
        # the legs are left out, so that the arm is seen large. One arm alone ("r", "l") is not crossed by the other.
        self._person, self._arms = person, SIDES if arms is True else tuple(arms or "")

    def poses(self, angle_rad: np.ndarray) -> list[PosedBody]:
        """Bones and nerve lines in body axes for postures (T, C) [rad]."""
        from neuroglide.body.scene import pose_scene
        from neuroglide.parameters import load_set

        p = load_set().with_overrides(getattr(self._person, "tissue", None) or None)
        scene = pose_scene(self._person, np.atleast_2d(angle_rad), p)
        return [self._posed(scene, t) for t in range(len(scene.arm_points))]

    def _posed(self, scene, t: int) -> PosedBody:
        bones: list[Mesh] = []
        joints: dict[str, np.ndarray] = {}
        for name, bone, transform in zip(_bone_names(), _bones(), scene.bone_transform[t], strict=True):
            turn, shift = _AXES @ transform[:3, :3], _AXES @ transform[:3, 3]
            if self._arms and (bone.vertices @ turn.T + shift)[:, 1].mean() < _PELVIS_LOW_M:
                continue
            normals = bone.normals @ turn.T
            normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
            bones.append(Mesh(bone.vertices @ turn.T + shift, normals, bone.faces))
            if name in _BEGINS:
                joints[_BEGINS[name]] = shift
            elif name in _MIDDLE:
                joints[_MIDDLE[name]] = bones[-1].vertices.mean(0)
        for side, arm in zip(SIDES, scene.arm_points[t] @ _AXES.T, strict=True):
            if side not in self._arms:
                continue
            joints |= {f"{name}_{side}": place for name, place in zip(_ARM_JOINTS, arm, strict=True)}
            bones += [capsule(a, b, *r, sides=10) for a, b, r in zip(arm[:-1], arm[1:], _ARM_RADII_M, strict=True)]
        lines = {name: points[t] @ _AXES.T for name, points in scene.segment_points.items()}
        shown = ("median.", "canal.cervical", "canal.thoracic") if self._arms else _LEG_LINES
        hidden = tuple(f".{side}" for side in SIDES if self._arms and side not in self._arms)
        return PosedBody(bones, {name: line for name, line in lines.items()
                                 if name.startswith(shown) and not name.endswith(hidden)}, joints)
