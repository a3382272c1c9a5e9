"""nerve-picture.md, items 7 to 12 and 15 to 17: order, both legs, the cascade, roots, relaxation and tethers."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.nerve.properties import build_nerve
from neuroglide.nerve.solve import kernel_for
from neuroglide.parameters import load_set
from neuroglide.simulation import reference_mesh, simulate

SLR = "move: {slr_r: 60}, seconds: 6"
HIP_70 = "move: {hip_flexion_r: 70}, seconds: 7"
ROOTS = ("root.s1.r", "root.l5.r", "root.l4.r")


ORDER_SITES = ("tibial.ankle.r", "tibial.popliteal.r", "sciatic.mid_thigh.r", "sciatic.notch.r")


def _both_orders(replay, ankle_from: float):
    hip, ankle = "move: {hip_flexion_r: 60}, seconds: 4", "move: {ankle_dorsiflexion_r: 15}, seconds: 4"
    start = f"ankle_dorsiflexion_r: {ankle_from}"
    return replay(start, hip, ankle), replay(start, ankle, hip)


@pytest.mark.parametrize("ankle_from", [-30, -20, 0])
def test_item_07_the_order_of_joints_barely_changes_the_end(replay, ankle_from):
    hip_first, ankle_first = _both_orders(replay, ankle_from)
    for site in ORDER_SITES:
        assert abs(hip_first.strain(site)[-1] - ankle_first.strain(site)[-1]) < 1.0  # C006: 0.8 %; C007: none


_FROM_NEUTRAL = pytest.mark.xfail(
    strict=True,
    reason="60 degrees of hip flexion strain the tibial nerve at the ankle more than 15 degrees of dorsiflexion do: "
    "the calf is held too loosely, or more bed is drawn in at the ankle than a moment arm says. "
    "C006 gives no start angle.",
)


@pytest.mark.parametrize("ankle_from", [-30, -20, pytest.param(0, marks=_FROM_NEUTRAL)])
def test_item_07_strain_comes_earlier_and_stays_longer_near_the_joint_moved_first(replay, ankle_from):
    hip_first, ankle_first = _both_orders(replay, ankle_from)  # C007
    assert np.mean(ankle_first.strain("tibial.ankle.r")) > np.mean(hip_first.strain("tibial.ankle.r")) + 0.05
    assert np.mean(hip_first.strain("sciatic.notch.r")) > np.mean(ankle_first.strain("sciatic.notch.r")) + 0.2


HIP_60 = "move: {hip_flexion_r: 60}, seconds: 6"  # the pelvis stays: what moves the cord is the nerve alone


@pytest.mark.parametrize(("one_leg", "both_legs"), [(SLR, "slr"), (HIP_60, "hip_flexion")])
def test_item_08_both_legs_pull_one_cord(replay, one_leg, both_legs):
    one, both = replay("", one_leg), replay("", f"move: {{{both_legs}: 60}}, seconds: 6")
    assert both.excursion("conus")[-1] > 1.15 * one.excursion("conus")[-1]  # C028-C030: bilateral greater


def test_item_08_a_leg_raised_after_the_other_adds_less(replay):
    """C028-C030: two leg raises move the roots by less than twice one; the tilted pelvis acts once."""
    one, after = replay("", SLR), replay("slr_l: 60", SLR)
    assert 0.0 < after.excursion("conus")[-1] < one.excursion("conus")[-1]


def test_item_08_one_leg_moves_the_other_sides_root_through_the_cord(replay):
    """With the pelvis still, nothing but the cord can draw the left root down: it follows, a little, and slackens."""
    one = replay("", HIP_60)
    assert one.excursion("root.s1.l")[-1] > 0.02
    assert one.tension_gain("root.s1.l") < -0.01


@pytest.mark.parametrize(("movement", "angle"), [(SLR, "slr_r"), (HIP_60, "hip_flexion_r")])
def test_item_09_the_last_degrees_move_the_cord_more_than_the_first(replay, movement, angle):
    raised = replay("", movement)
    steps = np.diff(np.interp([0, 20, 40, 60], raised.angle(angle), raised.excursion("conus")))
    assert np.all(np.diff(steps) > 0.0), steps


def test_item_10_the_cascade_is_steep(replay):
    """C033: 3.54 (0.87) mm at the conus for a 60 degree leg raise, of about 40 mm of bed at the hip (M063)."""
    raised = replay("", SLR)
    assert raised.excursion("conus")[-1] == pytest.approx(3.54, abs=2 * 0.87)
    assert np.ptp(raised.excursion("root.s1.r")) < 0.25 * 40.0


def test_item_11_tension_leads_motion_at_the_root(replay):
    """C024, C025: S1 tension is significant past 10 degrees, motion past 40."""
    hip = replay("", HIP_70)
    angle, motion = hip.angle("hip_flexion_r"), hip.excursion("root.s1.r")
    tension = hip.tension("root.s1.r") - hip.tension("root.s1.r")[0]
    reached = {k: np.interp(0.2, v / v[-1], angle) for k, v in (("tension", tension), ("motion", motion))}
    assert reached["tension"] + 10.0 < reached["motion"]


@pytest.mark.parametrize("quantity", ["excursion_mm", "tension_n"])
def test_item_11_level_order_is_s1_l5_l4(replay, quantity):
    hip = replay("", HIP_70)
    gains = [hip.read(root, quantity)[-1] - hip.read(root, quantity)[0] for root in ROOTS]
    assert gains[0] > gains[1] > gains[2] > 0.0


def test_item_12_relaxation_heals_flow():
    """P028, P030: flow halves at 8 % and much of it returns within 20-30 min while tension relaxes at held length."""
    held = simulate(None, "held-stretch-8-percent", draws=0)
    site, time_s = held.sites["sciatic.notch.r"], held.time_s
    flow, tension = site["blood_flow_percent"], site["tension_n"]
    assert site["strain_percent"].max() == pytest.approx(8.0, abs=0.3)
    hold = (time_s > 3.0) & (time_s < 1803.0)
    lost = 100.0 - flow[hold].min()
    assert lost > 20.0
    assert np.interp(1500.0, time_s, flow) > flow[hold].min() + 0.5 * lost
    assert tension[hold][-1] < 0.85 * tension.max()
    strain = site["strain_percent"][hold]
    assert strain[-1] >= strain[0]  # the fibres even creep on: flow follows tension, not strain
    assert np.interp(1800.0, time_s, site["transport_percent"]) < np.interp(30.0, time_s, site["transport_percent"])


@pytest.mark.parametrize(("movement", "least"), [(SLR, 0.05), (HIP_60, 0.3)])
def test_item_15_a_tether_at_a_root_shows_at_the_cord_not_at_the_thigh(replay, movement, least):
    """Under ``slr`` most of the conus' way comes from the tilting pelvis, which one tethered root cannot take away."""
    free = replay("", movement)
    tethered = replay("", movement, restrictions=(("root.s1.r", 5.0),))
    changed = {s: tethered.excursion(s)[-1] - free.excursion(s)[-1] for s in ("conus", "sciatic.mid_thigh.r")}
    share = {s: abs(mm / free.excursion(s)[-1]) for s, mm in changed.items()}
    assert changed["conus"] < 0.0 and share["conus"] > least
    assert share["conus"] > 2.0 * share["sciatic.mid_thigh.r"]
    assert share["sciatic.mid_thigh.r"] < 0.15  # within the spread between people (U001: 22 %)


@pytest.mark.parametrize("movement", [SLR, HIP_60])
def test_item_15_ultrasound_at_the_thigh_would_not_see_a_held_root(replay, movement):
    free, tethered = replay("", movement), replay("", movement, restrictions=(("root.s1.r", 5.0),))
    change = tethered.excursion("sciatic.mid_thigh.r")[-1] - free.excursion("sciatic.mid_thigh.r")[-1]
    assert abs(change) < 2.0 * 0.87  # twice the error of one reading (U004)


def test_item_16_hip_flexion_raises_knee_driven_excursion(replay):
    """U001: 60 degrees of hip flexion gives more sciatic excursion than 30 (p = 0.02)."""
    knee = "move: {knee_flexion_r: 0}, seconds: 6"
    at = {hip: replay(f"hip_flexion_r: {hip}, knee_flexion_r: 90", knee).excursion("sciatic.mid_thigh.r")[-1]
          for hip in (30, 60)}
    assert at[60] > 1.03 * at[30] > 0.0


def test_item_16_hip_flexion_lowers_ankle_driven_excursion(replay):
    ankle = "move: {ankle_dorsiflexion_r: 20}, seconds: 4"
    at = {hip: replay(f"hip_flexion_r: {hip}, ankle_dorsiflexion_r: -20", ankle).excursion("tibial.popliteal.r")[-1]
          for hip in (0, 60)}
    assert 0.0 < at[60] < 0.8 * at[0]


def test_item_17_a_cut_nerve_shortens_and_rests_in_the_toe(replay):
    """M024, M025: a cut nerve shortens 13-15 %; E001, M009-M012: rest lies in the toe, stretch on the shoulder."""
    slump = "trunk_flexion: 40, neck_flexion: 40, hip_flexion: 90, knee_flexion_r: 0, ankle_dorsiflexion_r: 15"
    result = replay("", f"move: {{{slump}}}, seconds: 6").result
    p, mesh = load_set(), reference_mesh()
    lengths = 0.3 * np.ones(len(set(mesh.segment)) - 1)
    nerve = build_nerve(mesh, lengths, p, "quartic_toe")
    i = int(mesh.site_node[[s for s in result.sites].index("sciatic.mid_thigh.r")])
    assert 0.12 < 1.0 - 1.0 / nerve.rest_stretch[i] < 0.16
    slope = kernel_for().tension
    rest = nerve.rest_stretch[i] - 1.0
    stretched = result.sites["sciatic.mid_thigh.r"]["strain_above_slack_percent"].max() / 100.0
    straight = slope(10.0, nerve.stiffness[i], nerve.toe[i])[1]
    assert slope(rest, nerve.stiffness[i], nerve.toe[i])[1] < 0.6 * straight
    assert slope(stretched, nerve.stiffness[i], nerve.toe[i])[1] > 0.9 * straight
