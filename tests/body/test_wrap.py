"""The way round a cylinder: exact, continuous, and MuJoCo's where MuJoCo's is sound."""

import numpy as np
import pytest
from postures import P, postures

from neuroglide.body import Person, compute_bed
from neuroglide.body.wrap import go_round, round_points
from neuroglide.coordinates import limits_deg

R = 0.04


def _polar(distance, angle_deg, height=0.0):
    angle = np.deg2rad(np.atleast_1d(angle_deg))
    return np.stack([distance * np.cos(angle), distance * np.sin(angle), np.full_like(angle, height)], axis=1)


def test_exact_lengths():
    # Two tangents of 30 mm (a 3-4-5 triangle) and the arc between them.
    turn = np.deg2rad(200.0)
    way = go_round(_polar(0.05, 90.0), _polar(0.05, 290.0), R)
    assert way.length[0] == pytest.approx(0.06 + R * (turn - 2 * np.arccos(0.8)), rel=1e-12)
    # A helix: the axial way adds at a right angle.
    helix = go_round(_polar(0.05, 90.0), _polar(0.05, 290.0, 0.03), R)
    assert helix.length[0] == pytest.approx(np.hypot(way.length[0], 0.03), rel=1e-12)
    clear = go_round(_polar(0.05, 90.0), _polar(0.05, 130.0), R)
    assert clear.arc[0] == 0 and clear.length[0] == pytest.approx(2 * 0.05 * np.sin(np.deg2rad(20.0)), rel=1e-12)


def test_length_is_continuous_where_the_path_lifts_off_and_where_an_end_dives_in():
    angle = np.linspace(91.0, 380.0, 20001)
    swing = go_round(np.repeat(_polar(0.05, 90.0), len(angle), axis=0), _polar(0.06, angle), R).length
    # The end moves 15 micrometres a step; no step of the length can be longer.
    assert np.abs(np.diff(swing)).max() < 1.6e-5 and (np.diff(swing) > 0).all()
    depth = np.linspace(0.06, 0.01, 20001)
    dive = np.stack([depth * np.cos(4.0), depth * np.sin(4.0), 0 * depth], axis=1)
    length = go_round(np.repeat(_polar(0.05, 90.0), len(depth), axis=0), dive, R).length
    assert np.isfinite(length).all() and np.abs(np.diff(length)).max() < 1e-4


def test_points_lie_on_the_cylinder_and_make_up_the_length():
    a, b = _polar(0.05, 90.0, -0.01), _polar(0.06, 300.0, 0.02)
    way = go_round(a, b, R)
    inner = round_points(a, b, way, 200)
    assert np.hypot(inner[0, :, 0], inner[0, :, 1]) == pytest.approx(R)
    line = np.vstack([a, inner[0], b])
    # 200 chords of an arc of 130 degrees fall short by a part in a hundred thousand.
    assert np.linalg.norm(np.diff(line, axis=0), axis=1).sum() == pytest.approx(way.length[0], rel=1e-5)


def test_agrees_with_mujoco_where_both_ends_are_well_outside():
    mujoco = pytest.importorskip("mujoco")
    spec = mujoco.MjSpec()
    spec.worldbody.add_geom(name="c", type=mujoco.mjtGeom.mjGEOM_CYLINDER, size=[R, 0.2, 0])
    spec.worldbody.add_site(name="side", pos=[-0.1, 0, 0])
    spec.worldbody.add_site(name="a", pos=[0, 0.05, 0])
    ball = spec.worldbody.add_body(name="ball")
    for axis in np.eye(3):
        ball.add_joint(type=mujoco.mjtJoint.mjJNT_SLIDE, axis=axis)
    ball.add_geom(type=mujoco.mjtGeom.mjGEOM_SPHERE, size=[0.001, 0, 0], mass=1.0)
    ball.add_site(name="b")
    tendon = spec.add_tendon(name="t")
    tendon.wrap_site("a")
    tendon.wrap_geom("c", "side")
    tendon.wrap_site("b")
    model = spec.compile()
    data = mujoco.MjData(model)
    # Nearer than about 180 degrees MuJoCo takes the long way round some chords that pass clear: hence our own.
    draw = np.random.default_rng(4)
    for _ in range(100):
        b = _polar(draw.uniform(0.05, 0.1), draw.uniform(210.0, 300.0), draw.uniform(-0.03, 0.03))
        data.qpos[:] = b[0]
        mujoco.mj_kinematics(model, data)
        mujoco.mj_tendon(model, data)
        mine = go_round(np.array([[0.0, 0.05, 0.0]]), b, R).length[0]
        assert data.ten_length[0] == pytest.approx(mine, rel=1e-9)


@pytest.mark.parametrize(
    "coordinate", ["hip_flexion_r", "hip_adduction_r", "ankle_inversion_r", "ankle_dorsiflexion_r"]
)
def test_no_person_and_no_posture_makes_the_path_jump(coordinate):
    draw = np.random.default_rng(5)
    angle = np.arange(*limits_deg(coordinate))
    for _ in range(6):
        height, index = draw.uniform(1.4, 2.1), draw.uniform(16.0, 50.0)
        person = Person(draw.choice(["male", "female"]), 30.0, height, index * height**2, "r")
        base = {"hip_flexion_r": draw.uniform(0, 60), "ankle_dorsiflexion_r": draw.uniform(-30, 20)}
        length = compute_bed(person, postures(*({**base, coordinate: a} for a in angle)), P).length_m
        # A joint of 60 mm arm moves 1 mm a degree; a path that jumps to the other side of a bone moves by 50 or more.
        assert 1000.0 * np.abs(np.diff(length, axis=0)).max() < 3.0
