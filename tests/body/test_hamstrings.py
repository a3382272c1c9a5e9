"""Hamstring tension, moments and tolerance."""

import numpy as np
import pytest
from postures import GENERIC, P, postures

from neuroglide.body import Person, compute_hamstrings
from neuroglide.body.hamstrings import passive_force

#: A woman of the survey's mean size.
WOMAN = Person("female", 30.0, 1.628, 67.8, "r")
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


@pytest.mark.parametrize("person, published", [(GENERIC, 69), (WOMAN, 77)], ids=["man", "woman"])
def test_tolerance_is_met_at_the_raise_of_healthy_adults(person, published):
    # Leg to trunk with the pelvis free, so `slr`: 69 degrees in men (youdas2005, recalled), 8 more in women (abstract).
    # A degree of the grid and the rounding of the fitted records.
    raised = np.arange(40, 110)
    load = compute_hamstrings(person, postures(*({"slr_r": a} for a in raised)), P)
    assert raised[np.argmax(load.at_tolerance[:, 0])] == pytest.approx(published, abs=1)
    assert not load.at_tolerance[0, 0] and load.at_tolerance[-1, 0]
    # Passive hip moments of instrumented raises are 20 to 60 N m between 60 and 80 degrees (size recalled); women pass
    # 77 degrees at the tolerance itself, men at 69.
    assert 20 < load.hip_moment_nm[60 - 40, 0] < load.hip_moment_nm[69 - 40, 0] < 60


def test_active_knee_extension_ends_where_men_end_it():
    # Not fitted: with the hip held at 90 degrees men stop 43 (10) degrees short of a straight knee when they extend it
    # themselves and 31 (8) when it is done for them (Gajdosik 1993, abstract); the model's tolerance lies within one
    # standard deviation of the first.
    knee = np.arange(90, -1, -1)
    load = compute_hamstrings(GENERIC, postures(*({"hip_flexion_r": 90, "knee_flexion_r": k} for k in knee)), P)
    assert knee[np.argmax(load.at_tolerance[:, 0])] == pytest.approx(43, abs=10)


@pytest.mark.parametrize("height", [1.55, 1.70, 1.85])
def test_women_are_not_tighter_than_men_of_their_size(height):
    man, woman = (Person(sex, 30.0, height, 24.0 * height**2, "r") for sex in ("male", "female"))
    his, hers = (compute_hamstrings(person, postures({"slr_r": 70}), P).hip_moment_nm[0, 0] for person in (man, woman))
    assert hers < 0.9 * his


def test_the_same_muscle_whatever_the_bones():
    # Tendon and fibre grow with the way from origin to insertion, so everybody of one sex has one tension in neutral;
    # scaled by the thigh alone, a broad pelvis would stretch them at rest. Equal but for rounding.
    build = ((1.70, 75.0), (1.55, 90.0), (1.95, 70.0))
    people = [Person("male", 30.0, height, mass, "r") for height, mass in build]
    tension = [compute_hamstrings(person, postures({}), P).tension_n[0] for person in people]
    assert tension[1] == pytest.approx(tension[0], rel=1e-9) and tension[2] == pytest.approx(tension[0], rel=1e-9)


@pytest.mark.parametrize(
    "row", [{}, {"hip_flexion_r": 70}, {"slr_r": 60, "knee_flexion_r": 40}, {"knee_flexion_r": 130}]
)
def test_moment_arms_are_the_derivatives_of_length(row):
    # Against central differences of 0.01 degrees; where the knee's fit begins, at 0 degrees, its curvature jumps, which
    # leaves some parts in 100,000.
    person, step = Person("male", 30.0, 1.85, 80.0, "r"), 0.01
    force = passive_force(*_length_and_scale(person, row), "male", P)
    load = compute_hamstrings(person, postures(row), P)
    for joint, moment in (("hip_flexion_r", load.hip_moment_nm), ("knee_flexion_r", -load.knee_moment_nm)):
        more, less = (row | {joint: row.get(joint, 0) + sign * step} for sign in (1, -1))
        length = compute_hamstrings(person, postures(more, less), P).length_m[:, 0]
        arm = (length[0] - length[1]) / np.deg2rad(2 * step)
        assert moment[0, 0] == pytest.approx(float(arm @ force), rel=1e-4, abs=1e-5)


def _length_and_scale(person, row):
    neutral = compute_hamstrings(GENERIC, postures({}), P).length_m[0, 0]
    length = compute_hamstrings(person, postures({}, row), P).length_m[:, 0]
    return length[1], length[0] / neutral


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
    force = passive_force(load.length_m[:, 0], 1.0, "male", P)
    work = np.trapezoid(load.hip_moment_nm[:, 0], np.deg2rad(angle))
    lengthening = sum(np.trapezoid(force[:, k], load.length_m[:, 0, k]) for k in range(3))
    assert work == pytest.approx(lengthening, rel=0.01)


def test_passive_force_is_zero_when_short_and_smooth_beyond_its_end():
    length = np.linspace(0.3, 0.9, 2001)[:, None] * np.ones(3)
    force = passive_force(length, 1.0, "male", P)
    assert (force >= 0).all() and (force[0] == 0).all() and (np.diff(force, axis=0) >= -1e-9).all()
    assert np.isfinite(force).all()


def test_a_scaled_person_has_scaled_lengths_and_like_tension():
    big = Person("male", 30.0, 1.90, 90.0, "r")
    mine, generic = (compute_hamstrings(person, postures({"hip_flexion_r": 60}), P) for person in (big, GENERIC))
    assert (mine.length_m > generic.length_m).all()
    assert 0.4 < mine.tension_n[0, 0] / generic.tension_n[0, 0] < 2.5
