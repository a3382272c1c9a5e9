"""Blood flow: the published stretches, pressures and recoveries, and that it follows tension."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.physiology import blood_flow, flow_target
from neuroglide.physiology.perfusion import flow_under_pressure
from neuroglide.units import to_si


def flow_at(run, hold, strain, minutes=30.0):
    time_s, path = hold(strain, minutes)
    return time_s, run(time_s, path).blood_flow[:, 0]


def test_half_tension_strain_belongs_to_the_tissue_law(p, tension_strain_after):
    # Derived record: within 15 % of what the sciatic's present toe, in-situ strain and relaxation give 10 s after 8 %.
    # If this fails the tissue was recalibrated: derive perfusion.half_tension_strain again, as its note says.
    assert p["perfusion.half_tension_strain"] == pytest.approx(tension_strain_after(0.08, 10.0), rel=0.15)


def test_flow_is_half_at_the_half_tension_strain_whatever_the_share_along(p):
    for share in (5, 20, 40):
        q = p.with_overrides({"perfusion.along_share": share})
        got = flow_target(np.array([[q["perfusion.half_tension_strain"]]]), np.zeros((1, 1)), q)[0, 0]
        assert got == pytest.approx(0.5, rel=1e-12)


def test_eight_percent_halves_flow_and_holding_brings_it_mostly_back(run, hold):
    time_s, flow = flow_at(run, hold, 0.08)
    # P028: about 50 % lost (no spread given; P072 recalls 46 % at 8.8 %).
    assert 0.40 < flow.min() < 0.60
    assert flow[-1] > 0.75  # "substantial recovery" within 30 min
    # P030: most of it in the first 20 min.
    at_20 = flow[np.searchsorted(time_s, 1200.0)]
    assert (at_20 - flow.min()) > 0.8 * (flow[-1] - flow.min())


def test_fifteen_percent_takes_four_fifths_and_little_returns(run, hold):
    flow = flow_at(run, hold, 0.15)[1]
    assert 0.10 < flow.min() < 0.30  # P029: -80 %, no spread given
    assert flow[-1] - flow.min() < 0.5 * (flow_at(run, hold, 0.08)[1][-1] - flow_at(run, hold, 0.08)[1].min())
    assert flow[-1] < 0.4


def test_flow_stops_at_the_arrest_strain(run, hold):
    # P002: complete arrest at 15.7 %; below 10 % counts as arrest beside hydrogen washout's own resolution.
    assert flow_at(run, hold, 0.157, 1.0)[1].min() < 0.10
    assert flow_at(run, hold, 0.18, 1.0)[1].min() < 0.05


def test_flow_does_not_depend_on_the_modulus(run, hold):
    time_s, path = hold(0.08, 2)
    np.testing.assert_allclose(
        run(time_s, path, stiffness=1.0).blood_flow, run(time_s, path, stiffness=5e4).blood_flow, rtol=1e-9
    )  # rounding of one scaling


def test_more_tension_never_means_more_flow(p):
    pulled = np.linspace(0, 1, 400)[:, None]
    assert (np.diff(flow_target(pulled, np.zeros_like(pulled), p)[:, 0]) < 0).all()
    strain = np.linspace(0, 0.3, 400)[:, None]
    assert (np.diff(flow_target(np.zeros_like(strain), strain, p)[:, 0]) <= 0).all()


def test_everyday_stretch_leaves_nearly_all_flow(run, hold):
    # Whole-limb tests add 0.9 to 4 % (item 14); animal flow first slows near 8 % (P068).
    assert flow_at(run, hold, 0.03, 1.0)[1].min() > 0.97


@pytest.mark.parametrize(
    ("mmhg", "low", "high"),
    [(2, 1, 1), (20, 1, 1), (25, 0.9, 0.999), (30, 0.8, 0.95), (45, 0.3, 0.7), (60, 0.0, 0.2), (80, 0, 0)],
)
def test_pressure_slows_venules_then_arterioles_then_all(p, mmhg, low, high):
    # P010-P012: venules 20-30, arterioles and capillaries 40-50, none 60-80 mmHg; "impaired" is not a number.
    around = np.array([[to_si(mmhg, "mmHg")]])
    assert low <= flow_under_pressure(around, np.array([to_si(2, "mmHg")]), p)[0, 0] <= high


def test_recirculation_is_immediate_on_release(p):
    time_s = np.arange(0.0, 120.0, 0.5)
    target = np.where(time_s < 60, 0.0, 1.0)[:, None]
    flow = blood_flow(time_s, target, p)[:, 0]
    assert flow[119] < 0.01 and flow[time_s >= 60 + 5 * p["perfusion.vascular_time"]].min() > 0.99


def test_flow_is_the_same_on_a_coarse_uneven_grid(run):
    fine = np.arange(0.0, 300.0, 0.05)
    uneven = np.unique(np.concatenate([[0.0, 2.0, 100.0, 102.0], np.random.default_rng(3).uniform(0, 300, 700)]))
    ends = [0.0, 2.0, 100.0, 102.0, 300.0]

    def path(t):
        return np.interp(t, ends, [0.0, 0.08, 0.08, 0.0, 0.0])

    reference = run(fine, path(fine)).blood_flow[:, 0]
    got = run(uneven, path(uneven)).blood_flow[:, 0]
    # Both are straight between samples; the toe's curvature within the 2 s ramps leaves about a hundredth.
    np.testing.assert_allclose(got, np.interp(uneven, fine, reference), atol=0.03)
