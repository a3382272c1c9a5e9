"""How the body is placed and seen: resting positions, the camera, the drawn nerve."""

from __future__ import annotations

import numpy as np
import pytest
from stick_body import StickBody

from neuroglide.body import load_person
from neuroglide.coordinates import FULL_NAMES, INDEX
from neuroglide.report.colours import strain_colour
from neuroglide.report.pictures import draw_body
from neuroglide.report.scene import View, camera_rotation, frame, project, radius_m, settle


def posture(**degrees):
    angle = np.zeros(len(FULL_NAMES))
    for name, value in degrees.items():
        angle[INDEX[name]] = np.radians(value)
    return angle


def pose(**degrees):
    return StickBody().poses([posture(**degrees)])[0]


def thigh_direction(body, side="l"):
    line = body.lines[f"sciatic.thigh.{side}"]
    return (line[-1] - line[0]) / np.linalg.norm(line[-1] - line[0])


@pytest.mark.parametrize("hip", [60, 80, 90])
def test_sitting_rests_on_a_level_thigh_whatever_the_hip(hip):
    body = settle(pose(hip_flexion_l=hip, hip_flexion_r=hip), "long_sitting", "r")
    np.testing.assert_allclose(thigh_direction(body), [1, 0, 0], atol=1e-9)


def test_standing_rests_on_an_upright_thigh():
    body = settle(pose(hip_flexion_l=50, hip_flexion_r=50), "standing", "r")
    np.testing.assert_allclose(thigh_direction(body), [0, -1, 0], atol=1e-9)


def test_supine_faces_up_and_prone_faces_down():
    head = pose().bones[9].vertices.mean(0)  # far up the y axis
    for position, sign in (("supine", -1), ("prone", 1)):
        lying = settle(pose(), position, "r").bones[9].vertices.mean(0)
        np.testing.assert_allclose(lying, [sign * head[1], -sign * head[0], head[2]], atol=1e-9)


def test_without_a_position_the_body_stays():
    body = pose()
    assert settle(body, None, "r") is body


@pytest.mark.parametrize(("side", "sign"), [("r", 1), ("l", -1)])
def test_the_camera_sees_the_affected_side(side, sign):
    rotation = camera_rotation(side)
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(rotation) == pytest.approx(1)
    front, up, right = rotation.T
    assert sign * front[0] > 0.9 and up[1] > 0.9 and sign * right[2] > 0.9


def test_projection_puts_corners_on_corners():
    view = View(np.eye(3), -1.0, -2.0, 2.0, 4.0)
    pixels = project(np.array([[-1, 2, 0.5], [1, -2, 0]]), view, 100)
    np.testing.assert_allclose(pixels, [[0, 0, 0.5], [200, 400, 0]])


def test_the_frame_holds_everything_with_its_margin():
    bodies = StickBody().poses([posture(), posture(hip_flexion_r=90)])
    view = frame(bodies, np.eye(3), margin_m=0.1)
    points = np.concatenate([b.vertices for body in bodies for b in body.bones])[:, :2]
    np.testing.assert_allclose(points.min(0) - 0.1, [view.left, view.bottom])
    np.testing.assert_allclose(points.max(0) + 0.1, [view.left + view.width_m, view.bottom + view.height_m])


def test_every_bed_segment_has_a_width():
    assert radius_m("sciatic.thigh.r") > radius_m("tibial.calf.r") > radius_m("sural.calf.r") > 0


def drawn(strain, side="r"):
    body = pose()
    view = frame([body], camera_rotation(side))
    values = {name: np.full(5, strain) for name in body.lines}
    return draw_body(body, values, view, 160, side), draw_body(body, {}, view, 160, side)


def test_the_nerve_is_drawn_in_its_colour_through_the_bones():
    picture, bare = drawn(8.0)
    assert picture.shape == bare.shape and picture.shape[1] == 160 and picture.dtype == np.uint8
    nerve = (np.abs(picture.astype(int) - bare.astype(int)).sum(2) > 40) & (picture[..., 3] == 255)
    hue = picture[nerve].astype(float).mean(0)[:3] - strain_colour(8.0)
    assert nerve.sum() > 300 and np.abs(hue).max() < 60  # shaded, edged and seen through bone
    assert bare[..., 3].min() == 0 and bare[..., 3].max() == 255


def test_more_strain_is_darker():
    light = [drawn(strain)[0][..., :3].astype(float).sum() for strain in (0.0, 4.0, 12.0)]
    assert light[0] > light[1] > light[2]


def test_the_packaged_skeleton_stands_upright_with_its_nerve_inside():
    from neuroglide.report.skeleton import Skeleton

    neutral, raised = Skeleton(load_person(None)).poses(np.stack([posture(), posture(hip_flexion_r=90)]))
    points = np.concatenate([bone.vertices for bone in neutral.bones])
    height = np.ptp(points[:, 1])
    assert 1.5 < height < 1.75 and height == np.ptp(points, axis=0).max()  # the example person is 1.68 m tall
    assert not any(name.startswith("median") for name in neutral.lines)
    line = neutral.lines["sciatic.thigh.r"]
    assert line[0, 1] > line[-1, 1] and line[:, 2].mean() > 0  # downward, on the right
    raised_line = raised.lines["sciatic.thigh.r"]
    assert raised_line[-1, 0] - raised_line[0, 0] > 0.15  # forward
    np.testing.assert_allclose(raised.lines["sciatic.thigh.l"], neutral.lines["sciatic.thigh.l"], atol=1e-9)
    for bone in neutral.bones:
        np.testing.assert_allclose(np.linalg.norm(bone.normals, axis=1), 1, atol=1e-6)


def test_arms_are_drawn_when_asked_for():
    from neuroglide.report.skeleton import Skeleton

    (body,) = Skeleton(load_person(None), arms=True).poses(posture()[None])
    assert "median.wrist.r" in body.lines and "median.wrist.l" in body.lines


def test_the_legs_are_left_out_where_the_arm_is_what_moves():
    from neuroglide.report.skeleton import Skeleton

    whole, upper = (Skeleton(load_person(None), arms=arms).poses(posture()[None])[0] for arms in (False, True))
    lowest = [min(bone.vertices[:, 1].min() for bone in body.bones) for body in (whole, upper)]
    assert lowest[0] < -0.7 < -0.5 < lowest[1]  # feet; hanging fingertips, and no feet
    assert not any(name.startswith("tibial") for name in upper.lines)
    front, _, right = camera_rotation("r", arm=True).T
    assert front[2] > 0.9 and right[0] < -0.9  # facing the viewer
