"""The unit parser: exact sizes, exact round trips, and errors that say the way out."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroglide.errors import InputError
from neuroglide.units import (
    ANGLE,
    DIMENSIONLESS,
    LENGTH,
    TIME,
    Dimension,
    from_si,
    known_units,
    parse_quantity,
    parse_unit,
    read_pair,
    read_quantity,
    to_si,
)

EXACT = [
    ("mm", 41, 0.041),
    ("mm2", 5, 5e-6),
    ("mm^2", 5, 5e-6),
    ("mm²", 5, 5e-6),
    ("N/mm", 3, 3000.0),
    ("N/m", 3, 3.0),
    ("kPa/m", 2, 2000.0),
    ("MPa", 1.5, 1.5e6),
    ("mmHg", 1, 133.322387415),
    ("percent", 8, 0.08),
    ("%", 8, 0.08),
    ("1", 8, 8.0),
    ("1/s", 0.2, 0.2),
    ("Hz", 0.2, 0.2),
    ("cm/s", 4, 0.04),
    ("min", 2, 120.0),
    ("h", 1, 3600.0),
    ("ms", 5, 0.005),
    ("um", 3, 3e-6),
    ("µm", 3, 3e-6),
    ("kg", 70, 70.0),
    ("g", 70, 0.07),
    ("gf", 100, 0.980665),
    ("N*m", 4, 4.0),
    ("N m", 4, 4.0),
    ("Nm", 4, 4.0),
    ("kg*m/s^2", 4, 4.0),
    ("1/s/m", 4, 4.0),
    ("percent/mmHg", 133.322387415, 0.01),
]


@pytest.mark.parametrize("unit, outside, inside", EXACT)
def test_sizes_are_exact(unit, outside, inside):
    # Scales are exact fractions, so equality holds to the last bit for decimal sizes.
    assert to_si(outside, unit) == inside
    assert from_si(inside, unit) == outside


def test_angles_are_radians_inside():
    assert to_si(180, "deg") == math.pi
    assert from_si(math.pi, "deg") == 180
    assert to_si(1, "mm/deg") == pytest.approx(0.001 * 180 / math.pi, rel=1e-15)  # one rounding of a double
    assert parse_unit("mm/deg").dimension == Dimension(length=1, angle=-1)


@given(st.decimals(min_value=-1000000, max_value=1000000, places=6), st.sampled_from(known_units()))
def test_values_of_up_to_thirteen_digits_come_back_exactly(value, unit):
    assert from_si(to_si(float(value), unit), unit) == float(value)


@given(st.sampled_from(known_units()), st.sampled_from(known_units()))
def test_a_quotient_is_the_quotient_of_sizes(top, bottom):
    one, other, both = parse_unit(top), parse_unit(bottom), parse_unit(f"{top}/{bottom}")
    assert both.exact_scale == one.exact_scale / other.exact_scale
    assert both.dimension == tuple(a - b for a, b in zip(one.dimension, other.dimension, strict=True))


def test_arrays_are_converted_too():
    import numpy as np

    angle_deg = np.array([0.0, 90.0, 180.0])
    np.testing.assert_allclose(to_si(angle_deg, "deg"), [0, math.pi / 2, math.pi], rtol=1e-15)
    np.testing.assert_allclose(from_si(to_si(angle_deg, "deg"), "deg"), angle_deg, rtol=1e-15)


@pytest.mark.parametrize(
    "text, value, dimension",
    [("2 min", 120.0, TIME), ("4mm", 0.004, LENGTH), (" -5 deg ", math.radians(-5), ANGLE), ("1e-3 m", 0.001, LENGTH),
     ("3 1/s", 3.0, Dimension(time=-1)), ("3/s", 3.0, Dimension(time=-1)), ("8%", 0.08, DIMENSIONLESS),
     (".5 s", 0.5, TIME), ("7", 7.0, DIMENSIONLESS)],
)  # fmt: skip
def test_text_with_a_unit_is_read(text, value, dimension):
    assert parse_quantity(text) == (pytest.approx(value, rel=1e-15), dimension)


@pytest.mark.parametrize(
    "text", ["", "mm", "two min", "2,5 mm", "1e999 m", "9e307 km", "nan s", "inf", "2 min 30 s", "5 mm^", "5 mm//s",
             "5 */", "1.2.3 mm", "5 mm99", "5 m" + "*m" * 40, "5 (m)", "٣ mm"],
)  # fmt: skip
def test_text_that_is_no_quantity_is_refused(text):
    with pytest.raises(InputError):
        parse_quantity(text)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        value, _ = parse_quantity(text)
    except InputError as error:
        assert str(error)
    else:
        assert math.isfinite(value)


def test_an_unknown_unit_names_its_neighbours():
    with pytest.raises(InputError, match=r"unknown unit 'mmhg'.*use one of mmHg"):
        parse_quantity("3 mmhg")
    with pytest.raises(InputError, match=r"'furlong'.*Fix: use one of deg, rad, mm"):
        to_si(1, "furlong")


def test_a_quantity_of_another_kind_is_refused():
    with pytest.raises(InputError, match=r"hip: '4 mm' measures length, expected angle.*deg"):
        read_quantity("4 mm", "deg", "hip")
    with pytest.raises(InputError):
        read_quantity("4 %", "mm")


def test_two_numbers_with_a_stroke_are_not_taken_for_one():
    assert read_pair("130/85 mmHg") == (130.0, 85.0, "mmHg") and read_pair(" 1.5 / 2 ") == (1.5, 2.0, "")
    assert read_pair("3 N/mm") is read_pair("3 1/s") is read_pair(3) is None
    assert read_pair("130/85/70 mmHg") is read_pair("130/85 1") is None
    with pytest.raises(InputError, match="height: '1/7 m' is two numbers, and one is wanted"):
        read_quantity("1/7 m", "m", "height")
    with pytest.raises(InputError, match="unknown unit 'furlong'"):
        read_quantity("3 furlong", "m")


@pytest.mark.parametrize("value", [True, None, [1], float("nan"), float("inf"), {}, 1j])
def test_what_is_no_finite_number_is_refused(value):
    with pytest.raises(InputError):
        read_quantity(value, "mm")


def test_a_bare_number_is_in_the_expected_unit():
    assert read_quantity(4, "mm") == 0.004 == read_quantity("4", "mm") == read_quantity("0.4 cm", "mm")


def test_units_need_no_numpy():
    code = "import sys, neuroglide.units; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
