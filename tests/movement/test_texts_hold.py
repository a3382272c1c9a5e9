"""What the library's texts say is taken up and paid out is what the bed of the nerve does."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.anatomy import SEGMENT_INDEX
from neuroglide.body import compute_bed, load_person
from neuroglide.coordinates import INDEX
from neuroglide.movement import build_timeline, load_movement
from neuroglide.parameters import load_posterior, load_set
from neuroglide.simulation import simulate

#: Movement, step, bed segment of the affected (r) or other (l) side, and +1 for "takes up", -1 for "pays out".
SAID = [
    ("ankle-pumps", 0, "tibial.ankle.r", +1), ("ankle-pumps", 1, "tibial.ankle.r", -1),
    ("slump-slider", 0, "canal.cervical.m", -1), ("slump-slider", 0, "tibial.knee.r", +1),
    ("slump-tensioner", 0, "canal.cervical.m", +1), ("slump-tensioner", 0, "tibial.knee.r", +1),
    ("side-lying-slider", 0, "sciatic.hip.r", +1), ("side-lying-slider", 0, "tibial.knee.r", -1),
    ("supine-90-90-slider", 0, "tibial.ankle.r", -1), ("supine-90-90-slider", 0, "tibial.knee.r", +1),
    ("supine-90-90-tensioner", 0, "tibial.ankle.r", +1), ("supine-90-90-tensioner", 0, "tibial.knee.r", +1),
    ("ulnt1-slider", 0, "median.neck.r", -1), ("ulnt1-slider", 0, "median.elbow.r", +1),
    ("ulnt1-tensioner", 0, "median.neck.r", +1), ("ulnt1-tensioner", 0, "median.elbow.r", +1),
    ("median-hand-slider", 0, "median.elbow.r", -1), ("median-hand-slider", 0, "median.wrist.r", +1),
    ("median-hand-slider", 0, "median.digit.r", +1), ("median-hand-slider", 1, "median.wrist.r", -1),
    ("slr-tibial", 0, "tibial.ankle.r", +1), ("slr-sural", 0, "sural.ankle.r", +1),
    ("slr-fibular", 0, "fibular.ankle.r", +1), ("slr-adduction-internal-rotation", 1, "sciatic.hip.r", +1),
    ("slr-adduction-internal-rotation", 2, "sciatic.hip.r", +1), ("passive-neck-flexion", 0, "canal.cervical.m", +1),
    ("slr", 0, "sciatic.hip.r", +1), ("crossed-slr", 0, "sciatic.hip.l", +1),
    ("contralateral-slump", 0, "tibial.knee.l", +1),
]


@pytest.mark.parametrize(("name", "step", "segment", "sign"), SAID)
def test_taken_up_and_paid_out_as_said(name, step, segment, sign):
    timeline = build_timeline(load_movement(name), side="r")
    begin = timeline.start_index if step == 0 else timeline.step_end[step - 1]
    angles = timeline.angle_rad[[begin, timeline.step_end[step]]]
    length = compute_bed(load_person(None), angles, load_set()).length_m[:, SEGMENT_INDEX[segment]]
    assert sign * (length[1] - length[0]) > 5e-4  # half a millimetre: no one would call less "takes up"


def test_the_hand_slider_bends_the_elbow_no_further_than_every_drawn_bed_allows():
    """At 112 degrees one draw leaves the elbow's bed a fifth of its length: no run with a band would go through."""
    timeline = build_timeline(load_movement("median-hand-slider"), side="r")
    far = timeline.angle_rad[[timeline.step_end[0]]]
    assert far[0, INDEX["elbow_flexion_r"]] > np.radians(96)
    for p in load_posterior().sets(load_set(), 128):
        bed = compute_bed(load_person(None), far, p)
        assert bed.length_m[0, SEGMENT_INDEX["median.elbow.r"]] > 0.0


@pytest.mark.parametrize("name", ["crossed-slr", "contralateral-slump", "bilateral-slr"])
def test_a_raised_leg_draws_the_cord_down(name):
    result = simulate(None, name, draws=0)
    at = int(np.searchsorted(result.time_s, result.timeline.time_s[result.timeline.step_end[0]]))
    assert result.sites["conus"]["excursion_mm"][at] > 0.5  # mm, caudal; the model moves it by several


def test_the_opener_opens_the_painful_side():
    result = simulate(None, "lateral-opener", draws=0)
    at = int(np.searchsorted(result.time_s, 1.0))  # the end of the first rock away from the painful side
    pressure = {side: result.sites[f"root.s1.{side}"]["pressure_mmhg"] for side in "rl"}
    assert pressure["r"][at] < pressure["r"][0] and pressure["l"][at] > pressure["l"][0]
