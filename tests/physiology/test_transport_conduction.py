"""Axonal transport and conduction: the published pressures, times and recoveries."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.physiology import conduction, transport
from neuroglide.physiology.conduction import oxygen_reserve, reserve_times
from neuroglide.physiology.transport import transport_under_pressure
from neuroglide.units import to_si

TWO_HOURS = np.arange(0.0, 7201.0, 10.0)
MINUTE = 60.0


def transport_after_pressure(p, mmhg, time_s=TWO_HOURS):
    around = np.full((len(time_s), 1), to_si(mmhg, "mmHg"))
    left = transport_under_pressure(around, np.zeros(1), p)
    still = np.zeros((len(time_s), 1))
    return transport(time_s, still, np.ones_like(still), left, p)[:, 0]


def test_thirty_mmhg_for_two_hours_blocks_transport_and_twenty_does_not(p):
    assert transport_after_pressure(p, 20)[-1] == 1.0  # P013
    assert transport_after_pressure(p, 30)[-1] < 0.35  # P014: block; partial in P016 and P018
    assert transport_after_pressure(p, 60)[-1] < 0.01


def test_transport_falls_over_minutes_not_at_once(p):
    course = transport_after_pressure(p, 60)
    assert course[1] > 0.98 and (np.diff(course) < 0).all()


def test_transport_stands_six_percent_and_is_inhibited_at_eleven(p):
    # Recalled P074: a direction, not a curve.
    strain = np.repeat([[0.06, 0.11, 0.16]], len(TWO_HOURS), axis=0)
    end = transport(TWO_HOURS, strain, np.ones_like(strain), 1.0, p)[-1]
    assert end[0] == 1.0 and 0.2 < end[1] < 0.8 and end[2] < 0.01


def test_transport_starves_slowly(p):
    flow = np.zeros((len(TWO_HOURS), 1))
    course = transport(TWO_HOURS, np.zeros_like(flow), flow, 1.0, p)[:, 0]
    assert course[1] > 0.98 and course[-1] < 0.01


def cuff(p, minutes=30.0, after=15.0, step=1.0):
    """Conduction under a cuff that stops all flow for some minutes, then lets go."""
    time_s = np.arange(0.0, (minutes + after) * MINUTE + step, step)
    flow = np.where(time_s <= minutes * MINUTE, 0.0, 1.0)[:, None]
    return time_s, conduction(time_s, np.zeros_like(flow), flow, p)[:, 0]


def test_amplitude_is_half_after_10_6_minutes_without_blood(p):
    time_s, amplitude = cuff(p)
    half = time_s[np.argmax(amplitude <= 0.5)] / MINUTE
    assert half == pytest.approx(10.6, abs=0.1)  # P055; two steps of 1 s and the half step of the mean


def test_recovery_takes_less_than_a_minute_to_half_and_is_whole_at_seven(p):
    time_s, amplitude = cuff(p)
    after = time_s - 30 * MINUTE
    at_release = amplitude[after <= 0][-1]
    halfway = after[(after > 0) & (amplitude >= (1 + at_release) / 2)][0]
    assert halfway < 60.0  # P056
    assert amplitude[np.searchsorted(after, 7 * MINUTE)] == pytest.approx(1.0, abs=1e-3)


def test_recovery_from_empty_is_half_at_the_record(p):
    tau_fill = reserve_times(p)[1]
    assert 1 - np.exp(-p["conduction.recovery_half_time"] / tau_fill) == pytest.approx(p["conduction.half_reserve"])


def test_diabetes_is_two_overrides(p):
    q = p.with_overrides({"conduction.ischaemic_half_time": 21.9, "conduction.recovery_half_time": "5.13 min"})
    time_s, amplitude = cuff(q, minutes=30)
    assert time_s[np.argmax(amplitude <= 0.5)] / MINUTE == pytest.approx(21.9, abs=0.1)  # P057


def test_reserve_steps_are_exact_on_any_grid(p):
    tau_empty, _ = reserve_times(p)
    time_s = np.cumsum(np.random.default_rng(2).exponential(20.0, 100))
    reserve = oxygen_reserve(time_s, np.zeros((100, 1)), p)[:, 0]
    np.testing.assert_allclose(reserve, np.exp(-(time_s - time_s[0]) / tau_empty), rtol=1e-12)  # rounding


def test_half_flow_for_two_hours_takes_no_amplitude(p):
    flow = np.full((len(TWO_HOURS), 1), 0.5)
    assert (conduction(TWO_HOURS, np.zeros_like(flow), flow, p) == 1.0).all()


def test_a_brief_stop_of_flow_leaves_conduction_unchanged_and_a_long_one_does_not(p):
    assert (cuff(p, minutes=10 / 60)[1] == 1.0).all()
    assert cuff(p, minutes=15)[1].min() < 0.5


def test_strain_blocks_conduction_near_fifteen_to_sixteen_percent(p):
    time_s, strain = np.arange(3.0), np.repeat([[0.08, 0.12, 0.155, 0.19]], 3, axis=0)
    amplitude = conduction(time_s, strain, np.ones_like(strain), p)[-1]
    assert amplitude[0] == amplitude[1] == 1.0
    assert amplitude[2] == pytest.approx(0.5, abs=1e-9) and amplitude[3] == pytest.approx(0.0, abs=1e-9)
