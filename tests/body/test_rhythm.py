"""Pelvic rhythm of the leg raise, and the sharing of the trunk's angle over the levels."""

import numpy as np
import pytest
from postures import P, postures

from neuroglide.body.motion import joint_positions
from neuroglide.body.rhythm import leg_and_pelvis, level_shares, spine_angles, split_slr
from neuroglide.body.skeleton import load_skeleton


def test_split_adds_up_begins_early_and_grows():
    slr = np.deg2rad(np.arange(0.0, 121.0))
    hip, tilt = split_slr(slr, P)
    assert hip + tilt == pytest.approx(slr)
    # R010: the pelvis has begun to turn within the first 9 degrees.
    assert tilt[9] > 0 and tilt[0] == 0
    share = np.diff(tilt)
    assert (np.diff(share) >= -1e-12).all()
    assert (np.diff(hip) > 0).all()


def test_share_at_sixty_degrees_is_the_published_one():
    _, tilt = split_slr(np.deg2rad(np.array([60.0])), P)
    # Between one fourth and one third (bohannon1985b); another report found 16.9 (3.0) degrees.
    assert 15.0 <= np.rad2deg(tilt[0]) <= 20.0


def test_hip_flexion_never_moves_the_pelvis_and_slr_adds_to_it():
    hip, tilt = leg_and_pelvis(
        postures({"hip_flexion_r": 90, "hip_flexion_l": 90}, {"hip_flexion_r": 20, "slr_r": 40}), P
    )
    assert tilt[0] == 0 and np.rad2deg(hip[0]) == pytest.approx([90, 90])
    one, _ = split_slr(np.deg2rad(np.array([40.0])), P)
    assert hip[1, 0] == pytest.approx(one[0] + np.deg2rad(20))


def test_both_legs_share_one_pelvis():
    hip, tilt = leg_and_pelvis(postures({"slr_r": 60}, {"slr_r": 60, "slr_l": 60}, {"slr_r": 60, "slr_l": 30}), P)
    assert tilt[1] == pytest.approx(tilt[0]) and tilt[2] == pytest.approx(tilt[0])
    # Each leg keeps its own angle to the horizontal.
    assert hip[2] + tilt[2] == pytest.approx(np.deg2rad([60, 30]))


def test_resting_leg_stays_on_the_couch_and_a_held_one_keeps_its_angle():
    hip, tilt = leg_and_pelvis(postures({"slr_r": 60}, {"slr_r": 60, "hip_flexion_l": 80}), P)
    assert hip[0, 1] + tilt[0] == pytest.approx(0.0, abs=1e-12)
    assert np.rad2deg(hip[1, 1]) == pytest.approx(80)


def test_pelvic_tilt_of_the_posture_adds_to_that_of_the_raise():
    _, tilt = leg_and_pelvis(postures({"slr_r": 60}, {"slr_r": 60, "pelvic_tilt": 10}), P)
    assert np.rad2deg(tilt[1] - tilt[0]) == pytest.approx(10)


@pytest.mark.parametrize("motion", ["flexion", "side_flexion", "rotation"])
def test_levels_add_up(motion):
    assert level_shares(motion, P).sum() == pytest.approx(1.0)
    angle = postures({f"trunk_{motion}": 30, "pelvic_tilt": 12})
    spine = spine_angles(angle, angle[:, 5], P)
    whole = spine[motion].sum() + spine[f"thoracic_{motion}"][0]
    assert np.rad2deg(whole) == pytest.approx(30 + (12 if motion == "flexion" else 0))


def test_lumbar_levels_of_the_skeleton_carry_the_angle():
    # The packaged drive applies the whole angle at L5-S1 and three quarters more above it; ours must not.
    skeleton = load_skeleton()
    q, spine = joint_positions(skeleton, postures({"pelvic_tilt": 40}), P)
    frame = skeleton.frames(skeleton.model, q)
    turn = np.linalg.inv(frame[0, skeleton.body["pelvis"]]) @ frame[0, skeleton.body["torso"]]
    flexion = np.rad2deg(np.arctan2(turn[0, 1], turn[0, 0]))
    # The packaged sacrum stands turned by 0.05 degrees in the pelvis.
    assert flexion == pytest.approx(40.0, abs=0.06)
    assert np.rad2deg(spine["flexion"][0]).max() < 12.0
