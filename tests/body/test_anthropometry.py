"""Segment lengths from sex, stature and mass."""

import pytest
from postures import GENERIC, P

from neuroglide.body import Person
from neuroglide.body.anthropometry import SEGMENTS, segment_length_m, segment_scale


def test_generic_man_has_scale_one():
    assert segment_scale(GENERIC, P) == pytest.approx(dict.fromkeys(SEGMENTS, 1.0))


@pytest.mark.parametrize("sex, height, mass", [("male", 1.756, 85.5), ("female", 1.628, 67.8)])
def test_average_adults_have_the_survey_means(sex, height, mass):
    # Means of ANSUR II (gordon2014): thigh and shank of men 409 and 419 mm, of women 379 and 403 mm.
    length = segment_length_m(sex, height, mass, P)
    expected = {"male": (0.409, 0.419), "female": (0.379, 0.403)}[sex]
    assert (length["thigh"], length["shank"]) == pytest.approx(expected, abs=0.001)


def test_taller_people_have_longer_segments():
    short, tall = (segment_scale(Person("female", 40.0, h, 65.0, "r"), P) for h in (1.55, 1.80))
    assert all(tall[name] > short[name] for name in SEGMENTS)


def test_parts_of_the_body_add_up_to_the_stature():
    # Head and neck, trunk, thigh and shank make the stature but for the height of the ankle (about 7 cm).
    for sex, height, mass in (("male", 1.80, 80.0), ("female", 1.60, 60.0)):
        length = segment_length_m(sex, height, mass, P)
        rest = height - sum(length[name] for name in ("head_neck", "trunk", "thigh", "shank"))
        assert 0.055 <= rest <= 0.085


def test_fat_grows_no_bone():
    # Mass counts up to a body mass index of 35: twice the mass at the same stature leaves the segments alone.
    big, bigger = (segment_scale(Person("female", 40.0, 1.65, m, "r"), P) for m in (100.0, 200.0))
    assert big == bigger
    assert big["pelvis"] < 1.25
