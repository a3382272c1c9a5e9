"""Bones and the nerve in space: whole, joined, moving the right way."""

import numpy as np
import pytest
from postures import GENERIC, P, postures

from neuroglide.anatomy import BRANCHES, SEGMENT_INDEX, SEGMENTS
from neuroglide.body import Person, bone_meshes, compute_bed, pose_scene
from neuroglide.body.scene import POINTS

NAMES = [bone.name for bone in bone_meshes()]


def _centre(scene, t, name):
    """Centre of a bone in the world [m]."""
    k = NAMES.index(name)
    bone = bone_meshes()[k]
    return scene.bone_transform[t, k, :3, :3] @ bone.vertices_m.mean(axis=0) + scene.bone_transform[t, k, :3, 3]


def test_bones_are_there_and_the_arm_is_not():
    assert {"sacrum", "lumbar1", "thoracic12", "thoracic1", "ribcage", "hat_skull", "r_pelvis", "l_femur", "r_tibia",
            "r_fibula", "l_patella", "r_foot"} <= set(NAMES)  # fmt: skip
    assert not any(word in name for name in NAMES for word in ("humerus", "ulna", "radius", "scapula", "clavicle"))
    for bone in bone_meshes():
        assert bone.vertices_m.shape[1] == 3 and bone.faces.max() < len(bone.vertices_m)


def test_points_of_every_piece_and_no_gap_along_a_branch():
    scene = pose_scene(GENERIC, postures({}, {"hip_flexion_r": 80, "knee_flexion_r": 30, "trunk_flexion": 50}), P)
    assert set(scene.segment_points) == set(SEGMENTS)
    for name, points in scene.segment_points.items():
        assert points.shape == (2, POINTS, 3) and np.isfinite(points).all(), name
    for branch in BRANCHES:
        for one, two in zip(branch.segments, branch.segments[1:], strict=False):
            # Drawing only: the ends of two pieces may stand a few millimetres apart where levers meet the skeleton.
            gap = np.linalg.norm(scene.segment_points[one][:, -1] - scene.segment_points[two][:, 0], axis=1)
            assert gap.max() < 0.025, (one, two)


@pytest.mark.parametrize("row", [{}, {"hip_flexion_r": 90}, {"knee_flexion_r": 90}, {"ankle_dorsiflexion_r": 20}])
def test_drawn_length_is_the_length_of_the_bed(row):
    scene, bed = pose_scene(GENERIC, postures(row), P), compute_bed(GENERIC, postures(row), P)
    for name in ("sciatic.hip.r", "sciatic.thigh.r", "tibial.knee.r", "tibial.calf.r", "tibial.ankle.r", "canal.l5.m"):
        drawn = np.linalg.norm(np.diff(scene.segment_points[name][0], axis=0), axis=1).sum()
        # Twelve chords of a bent line fall short of its arc by a percent or two.
        assert drawn == pytest.approx(bed.length_m[0, SEGMENT_INDEX[name]], rel=0.03)


def test_world_is_x_forward_y_left_z_up():
    scene = pose_scene(GENERIC, postures({}), P)
    assert _centre(scene, 0, "hat_skull")[2] > 0.5 and _centre(scene, 0, "r_foot")[2] < -0.8
    assert _centre(scene, 0, "r_femur")[1] < -0.05 < 0.05 < _centre(scene, 0, "l_femur")[1]
    assert _centre(scene, 0, "r_patella")[0] > _centre(scene, 0, "r_fibula")[0]


def test_head_thorax_pelvis_and_legs_move_as_named():
    rows = ({}, {"neck_flexion": 40}, {"trunk_flexion": 60}, {"trunk_side_flexion": 30}, {"pelvic_tilt": 20},
            {"slr_r": 60}, {"trunk_rotation": 40}, {"neck_side_flexion": 30})  # fmt: skip
    scene = pose_scene(GENERIC, postures(*rows), P)

    def moved(t, name):
        return _centre(scene, t, name) - _centre(scene, 0, name)

    assert moved(1, "hat_skull")[0] > 0.03 and np.abs(moved(1, "thoracic1")).max() < 1e-6
    assert moved(2, "hat_skull")[0] > 0.3 and moved(2, "ribcage")[0] > 0.1
    assert np.abs(moved(2, "r_foot")).max() < 1e-6
    assert moved(3, "hat_skull")[1] < -0.1 and moved(7, "hat_skull")[1] < -0.02
    # The pelvis turns backward about the hips: its top goes back, and the thorax, which rests, keeps its bearing.
    assert moved(4, "sacrum")[0] < 0 and moved(4, "r_pelvis")[0] < 0
    turn = (
        scene.bone_transform[4, NAMES.index("thoracic6"), :3, :3]
        @ scene.bone_transform[0, NAMES.index("thoracic6"), :3, :3].T
    )
    assert turn == pytest.approx(np.eye(3), abs=2e-3)
    # Leg to the horizontal: the line from hip to ankle turns by 60 degrees, the other leg stays.
    assert moved(5, "r_foot")[0] > 0.6 and np.abs(moved(5, "l_foot")).max() < 2e-3
    # To the right: the front of the chest goes to the right (negative Y).
    assert moved(6, "ribcage")[1] < -0.01


def test_arm_links_move_as_named():
    rows = ({}, {"shoulder_abduction_r": 90}, {"elbow_flexion_r": 90}, {"shoulder_depression_r": 20},
            {"wrist_extension_r": 60}, {"elbow_flexion_r": 90, "shoulder_external_rotation_r": 60})  # fmt: skip
    arm = pose_scene(GENERIC, postures(*rows), P).arm_points[:, 0]
    change = arm - arm[0]
    assert change[1, 2, 1] < -0.3 and change[1, 2, 2] > 0.3
    assert change[2, 2, 0] > 0.2 and change[2, 2, 2] > 0.2
    assert change[3, 0, 2] < -0.03
    assert change[4, 4, 0] < -0.05
    assert change[5, 2, 1] < -0.1


def test_a_person_is_drawn_in_their_size():
    tall = pose_scene(Person("male", 30.0, 2.0, 100.0, "r"), postures({}), P)
    span = _centre(tall, 0, "hat_skull")[2] - _centre(tall, 0, "r_foot")[2]
    generic = pose_scene(GENERIC, postures({}), P)
    base = _centre(generic, 0, "hat_skull")[2] - _centre(generic, 0, "r_foot")[2]
    assert 1.1 < span / base < 1.25
