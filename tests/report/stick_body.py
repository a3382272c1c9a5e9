"""A body of capsules in the sagittal plane, for tests of the pictures without the skeleton."""

from __future__ import annotations

import numpy as np

from neuroglide.coordinates import INDEX
from neuroglide.report.mesh import capsule
from neuroglide.report.scene import PosedBody


class StickBody:
    """Has the one method a picture needs, :meth:`poses`."""

    def poses(self, angle_rad) -> list[PosedBody]:
        return [self._pose(row) for row in angle_rad]

    def _pose(self, angle_rad) -> PosedBody:
        get = lambda name: float(angle_rad[INDEX[name]])  # noqa: E731
        bones, lines = [], {}
        trunk, neck = get("trunk_flexion"), get("neck_flexion")

        def direction(angle):
            return np.array([np.sin(angle), np.cos(angle), 0.0])

        pelvis = np.zeros(3)
        spine = [pelvis + np.array([-0.03, 0.04, 0])]
        for k in range(1, 9):
            spine.append(spine[-1] + 0.065 * direction(trunk * k / 8))
        head = spine[-1] + 0.12 * direction(trunk + neck)
        skull = head + 0.09 * direction(trunk + neck)
        bones += [capsule(a, b, 0.025, 0.025) for a, b in zip(spine, spine[1:], strict=False)]
        bones += [capsule(spine[-1], head, 0.02, 0.02), capsule(head, skull, 0.075, 0.085)]
        bones.append(capsule([0, 0, -0.1], [0, 0, 0.1], 0.06, 0.06))
        lines["canal.cervical.m"] = np.array([head, spine[-1]])
        lines["canal.thoracic.m"] = np.array(spine[:3:-1])
        for side, z in (("r", 0.09), ("l", -0.09)):
            hip = np.array([0.0, -0.02, z])
            thigh = get(f"hip_flexion_{side}") + get(f"slr_{side}")
            shank = thigh - get(f"knee_flexion_{side}")
            down = lambda a: np.array([np.sin(a), -np.cos(a), 0.0])  # noqa: E731
            knee = hip + 0.42 * down(thigh)
            ankle = knee + 0.42 * down(shank)
            foot = ankle + 0.2 * down(shank + np.pi / 2 + get(f"ankle_dorsiflexion_{side}"))
            bones += [capsule(hip, knee, 0.035, 0.03), capsule(knee, ankle, 0.03, 0.02),
                      capsule(ankle, foot, 0.02, 0.015)]
            back = lambda a: 0.035 * np.array([-np.cos(a), -np.sin(a), 0.0])  # noqa: E731
            seat, split = hip + 1.2 * back(thigh / 2), hip + 0.3 * down(thigh) + back(thigh)
            lines[f"sciatic.pelvis.{side}"] = np.array([spine[1] + [0, 0, z / 3], seat])
            lines[f"sciatic.thigh.{side}"] = np.array([seat, split])
            lines[f"tibial.thigh.{side}"] = np.array([split, knee + back(thigh)])
            lines[f"tibial.calf.{side}"] = np.array([knee + back(thigh), ankle + back(shank)])
            lines[f"tibial.plantar.{side}"] = np.array([ankle + back(shank), foot])
        return PosedBody(bones, lines)
