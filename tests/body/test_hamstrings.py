"""Hamstring tension, moments and tolerance."""

import numpy as np
import pytest
from postures import GENERIC, P, postures

from neuroglide.body import Person, compute_hamstrings
from neuroglide.body.hamstrings import passive_force

RAISE = np.arange(0, 81, 10)


def _raise(**other):
    return compute_hamstrings(GENERIC, postures(*({"hip_flexion_r": a} | other for a in RAISE)), P)


def test_tension_and_moments_rise_with_hip_flexion_and_fall_with_the_knee():
    straight, bent = _raise(), _raise(knee_flexion_r=60)
    assert (np.diff(straight.tension_n[:, 0]) > 0).all()
    assert (np.diff(straight.hip_moment_nm[:, 0]) > 0).all()
    assert (bent.tension_n[1:, 0] < straight.tension_n[1:, 0]).all()
    assert straight.knee_moment_nm[-1, 0] > 10.0
    # The other leg is not touched.
    assert np.ptp(straight.tension_n[:, 1]) == pytest.approx(0.0, abs=1e-9)


def test_tolerance_is_met_at_the_raise_of_healthy_adults():
    # Trunk-thigh angle of the straight-leg raise: 69 degrees in men, 76 in women (youdas2005, recalled).
    load = compute_hamstrings(GENERIC, postures(*({"hip_flexion_r": a} for a in range(60, 90))), P)
    first = 60 + int(np.argmax(load.at_tolerance[:, 0]))
    assert load.at_tolerance[:, 0].any() and 69 <= first <= 76


def test_lumbar_moment_is_the_sum_of_both_sides():
    one, both = (compute_hamstrings(GENERIC, postures(row), P) for row in (
        {"hip_flexion_r": 70}, {"hip_flexion_r": 70, "hip_flexion_l": 70}))  # fmt: skip
    assert both.lumbar_moment_nm[0] == pytest.approx(2 * both.hip_moment_nm[0, 0], rel=1e-3)
    assert one.lumbar_moment_nm[0] < both.lumbar_moment_nm[0]


def test_moments_do_the_work_of_the_forces():
    # Work of the hip moment over a raise equals the work of the forces over their lengthening; the trapezium rule on
    # one-degree steps leaves under one percent.
    angle = np.arange(0, 81)
    load = compute_hamstrings(GENERIC, postures(*({"hip_flexion_r": a} for a in angle)), P)
    force = passive_force(load.length_m[:, 0], 1.0, P)
    work = np.trapezoid(load.hip_moment_nm[:, 0], np.deg2rad(angle))
    lengthening = sum(np.trapezoid(force[:, k], load.length_m[:, 0, k]) for k in range(3))
    assert work == pytest.approx(lengthening, rel=0.01)


def test_passive_force_is_zero_when_short_and_smooth_beyond_its_end():
    length = np.linspace(0.3, 0.9, 2001)[:, None] * np.ones(3)
    force = passive_force(length, 1.0, P)
    assert (force >= 0).all() and (force[0] == 0).all() and (np.diff(force, axis=0) >= -1e-9).all()
    assert np.isfinite(force).all()


def test_a_scaled_person_has_scaled_lengths_and_like_tension():
    big = Person("male", 30.0, 1.90, 90.0, "r")
    mine, generic = (compute_hamstrings(person, postures({"hip_flexion_r": 60}), P) for person in (big, GENERIC))
    assert (mine.length_m > generic.length_m).all()
    assert 0.4 < mine.tension_n[0, 0] / generic.tension_n[0, 0] < 2.5
