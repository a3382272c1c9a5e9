"""Timelines: sampled as documented, ends exact, constant joint speed, sides resolved."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.coordinates import FULL_NAMES, INDEX
from neuroglide.errors import InputError
from neuroglide.movement import build_timeline, load_movement, parse_movement


def movement(**content):
    return parse_movement({"id": "x", **content})


def degrees(timeline, name):
    return np.rad2deg(timeline.angle_rad[:, INDEX[name]])


SLIDER = load_movement("slump-slider")
KNEE = {"move": {"knee_flexion_affected": 60}, "seconds": 2}


def test_shapes_and_zero_of_time():
    t = build_timeline(SLIDER)
    n = len(t.time_s)
    assert t.angle_rad.shape == (n, len(FULL_NAMES)) and t.step_index.shape == (n,)
    assert t.time_s[0] == -5.0 and t.time_s[t.start_index] == 0.0 and t.time_s[-1] == t.duration_s == 55.0
    assert np.all(np.diff(t.time_s) > 0)
    assert not t.angle_rad[0].any()
    assert len(t.labels) == len(t.step_end) == len(t.repetition) == len(t.written_step) == 30


def test_the_approach_runs_at_constant_speed_to_start_and_belongs_to_no_step():
    t = build_timeline(SLIDER)
    before = slice(0, t.start_index + 1)
    # Rounding of a fraction times an angle.
    np.testing.assert_allclose(degrees(t, "knee_flexion_l")[before], 90 * (t.time_s[before] + 5) / 5, atol=1e-12)
    assert set(t.step_index[: t.start_index]) == {-1} and t.step_index[t.start_index] == 0
    assert np.diff(t.time_s[before]).max() <= 0.1 + 1e-12


def test_approach_can_be_overridden():
    t = build_timeline(movement(start={"slr_r": 30}, approach={"seconds": 2, "hold": 10}, steps=[KNEE]))
    assert t.time_s[0] == -12.0
    assert np.all(degrees(t, "slr_r")[(t.time_s >= -10) & (t.time_s <= 0)] == pytest.approx(30, abs=1e-12))
    none = build_timeline(movement(approach={"seconds": 0}, steps=[KNEE]))
    assert none.start_index == 0 and none.time_s[0] == 0.0


def test_an_empty_start_still_has_its_approach_at_rest():
    t = build_timeline(movement(steps=[KNEE]))
    assert t.time_s[0] == -5.0 and not t.angle_rad[: t.start_index + 1].any()


def test_what_a_step_does_not_name_stays_and_start_returns_everything():
    t = build_timeline(movement(start={"neck_flexion": 20}, steps=[
        KNEE, {"move": {"neck_flexion": -10}, "seconds": 1}, {"hold": 1}, {"move": "start", "seconds": 1}]))
    knee, neck = degrees(t, "knee_flexion_r")[t.step_end], degrees(t, "neck_flexion")[t.step_end]
    np.testing.assert_allclose(knee, [60, 60, 60, 0], atol=1e-12)
    np.testing.assert_allclose(neck, [20, -10, -10, 20], atol=1e-12)


def test_moves_run_at_constant_joint_speed():
    t = build_timeline(movement(start={"knee_flexion_r": 90}, steps=[
        {"move": {"knee_flexion_r": 10, "neck_flexion": 30}, "seconds": 1.7}]))
    after = slice(t.start_index, None)
    for name, speed in (("knee_flexion_r", -80 / 1.7), ("neck_flexion", 30 / 1.7)):
        # Differences of neighbouring samples lose about five digits of the sixteen.
        np.testing.assert_allclose(np.diff(degrees(t, name)[after]) / np.diff(t.time_s[after]), speed, rtol=1e-9)


def test_step_ends_are_samples_exactly():
    t = build_timeline(SLIDER)
    np.testing.assert_array_equal(t.time_s[t.step_end], np.cumsum(np.tile([2.5, 2.5, 0.5], 10)))
    assert np.all(t.angle_rad[t.step_end[2::3]] == t.angle_rad[t.start_index])


def test_every_sample_knows_its_step():
    t = build_timeline(SLIDER)
    assert np.all(np.diff(t.step_index) >= 0)
    for k in (0, 1, 2, 29):
        begin, end = (t.step_end[k - 1] if k else t.start_index), t.step_end[k]
        assert set(t.step_index[begin + 1 : end + 1]) == {k}
    assert t.repetition.tolist() == [r for r in range(10) for _ in range(3)]
    assert t.written_step.tolist() == [0, 1, 2] * 10
    assert t.labels[:3] == ("slide", "return", "pause")


@pytest.mark.parametrize(("seconds", "intervals"), [(10, 500), (20, 1000), (40, 1000), (100, 1000), (400, 2000),
                                                    (0.02, 12), (0.24, 12), (0.26, 13)])
def test_sampling_of_moves(seconds, intervals):
    t = build_timeline(movement(steps=[{"move": {"slr_r": 0.1}, "seconds": seconds}]))
    assert len(t.time_s) - 1 - t.start_index == intervals


def test_many_short_moves_keep_twelve_samples_each():
    t = build_timeline(load_movement("slr-oscillation"))
    counts = np.diff(np.r_[t.start_index, t.step_end])
    assert len(t.step_end) == 3 * (120 + 3)
    assert counts[:120].tolist() == [12] * 120


@pytest.mark.parametrize(("seconds", "cap"), [(3, 1), (60, 1), (61, 5), (1800, 5)])
def test_holds_begin_fine_and_grow_geometrically(seconds, cap):
    t = build_timeline(movement(steps=[KNEE, {"hold": seconds}]))
    interval = np.diff(t.time_s[t.step_end[0]:])
    assert interval[0] <= 1 / 50
    assert interval.max() <= cap * (1 + 1e-9)
    # The growth of 15 % a sample that the docstring states; the last interval may be scaled with the rest only.
    assert (interval[1:] / interval[:-1]).max() <= 1.15 * (1 + 1e-6)
    assert np.all(t.angle_rad[t.step_end[0]:] == t.angle_rad[-1])
    if seconds >= 60:
        assert interval.max() > 0.9 * cap


def test_a_zero_hold_adds_no_sample():
    with_zero = build_timeline(movement(steps=[KNEE, {"hold": 0}, {"hold": 1}]))
    without = build_timeline(movement(steps=[KNEE, {"hold": 1}]))
    np.testing.assert_array_equal(with_zero.time_s, without.time_s)
    assert with_zero.step_end[0] == with_zero.step_end[1]


def test_rate_samples_moves_and_holds_uniformly():
    t = build_timeline(movement(steps=[KNEE, {"hold": 3}, {"move": "start", "seconds": 1}]), rate_hz=20)
    np.testing.assert_allclose(np.diff(t.time_s[t.start_index:]), 0.05, rtol=1e-9)  # cumulated rounding
    assert len(t.time_s) - 1 - t.start_index == 120


@pytest.mark.parametrize("rate", [0, -1, float("nan"), float("inf"), "fast", 1e9])
def test_a_wrong_rate_is_refused(rate):
    with pytest.raises(InputError, match="rate_hz|samples"):
        build_timeline(SLIDER, rate_hz=rate)


def test_groups_repeat_inside_the_repeats_of_the_movement():
    t = build_timeline(movement(repeat=2, steps=[
        {"repeat": 3, "label": "bout", "steps": [KNEE, {"move": {"knee_flexion_affected": 0}, "seconds": 1}]},
        {"hold": 4, "label": "rest"}]))
    assert t.duration_s == 2 * (3 * 3 + 4)
    assert t.written_step.tolist() == [0, 1, 0, 1, 0, 1, 2] * 2
    assert t.labels == (("bout",) * 6 + ("rest",)) * 2


def test_sides_of_limbs():
    content = movement(start={"hip_flexion": 30}, steps=[
        {"move": {"knee_flexion_affected": 50, "knee_flexion_other": 20, "slr_l": 5}, "seconds": 1}])
    right, left = build_timeline(content, "r"), build_timeline(content, "l")
    for t, affected, other in ((right, "r", "l"), (left, "l", "r")):
        # Rounding of degrees to radians and back.
        assert degrees(t, f"knee_flexion_{affected}")[-1] == pytest.approx(50, abs=1e-12)
        assert degrees(t, f"knee_flexion_{other}")[-1] == pytest.approx(20, abs=1e-12)
        assert degrees(t, "slr_l")[-1] == pytest.approx(5, abs=1e-12) and degrees(t, "slr_r")[-1] == 0
        assert degrees(t, "hip_flexion_r")[-1] == degrees(t, "hip_flexion_l")[-1] == pytest.approx(30, abs=1e-12)


@pytest.mark.parametrize(("name", "side", "sign"), [
    ("neck_side_flexion", "r", 1), ("neck_side_flexion", "l", 1), ("neck_side_flexion_r", "l", 1),
    ("neck_side_flexion_l", "r", -1), ("trunk_rotation_affected", "r", 1), ("trunk_rotation_affected", "l", -1),
    ("trunk_side_flexion_other", "r", -1), ("trunk_side_flexion_other", "l", 1)])
def test_lateral_coordinates_point_toward_the_side_they_name(name, side, sign):
    t = build_timeline(movement(steps=[{"move": {name: 10}, "seconds": 1}]), side)
    base = name.removesuffix("_r").removesuffix("_l").removesuffix("_affected").removesuffix("_other")
    assert degrees(t, base)[-1] == pytest.approx(10 * sign, abs=1e-12)


@pytest.mark.parametrize("side", ["R", "right", "", None, 1])
def test_a_wrong_side_is_refused(side):
    with pytest.raises(InputError, match="side is"):
        build_timeline(SLIDER, side)
