"""Pressure around and inside the nerve: the published postures, signs, and nothing elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.coordinates import FULL_NAMES, INDEX
from neuroglide.errors import InputError
from neuroglide.physiology import external_pressure, intraneural_pressure, tension_strain
from neuroglide.units import from_si

NODES = 6
TUNNELS = {
    "tarsal.r": np.array([0]), "tarsal.l": np.array([1]), "carpal.l": np.array([2]),
    "foramen.l5.r": np.array([3]), "foramen.l5.l": np.array([4]),
}


def at(p, **angles_deg):
    """External pressure [mmHg] of every node in one posture."""
    angle = np.zeros((1, len(FULL_NAMES)))
    for name, value in angles_deg.items():
        angle[0, INDEX[name]] = np.radians(value)
    return from_si(external_pressure(angle, TUNNELS, NODES, p)[0], "mmHg")


# The anchors are the records themselves, so the tolerance is rounding; "full" angles are ours.
@pytest.mark.parametrize(("inversion", "expected"), [(0, 2), (-20, 32), (35, 17), (-60, 32), (60, 17)])
def test_tarsal_tunnel_has_the_pressures_of_trepman1999(p, inversion, expected):
    assert at(p, ankle_inversion_r=inversion)[0] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("extension", "expected"), [(0, 2.5), (-90, 31), (90, 30)])
def test_carpal_tunnel_has_the_pressures_of_gelberman1981(p, extension, expected):
    assert at(p, wrist_extension_l=extension)[2] == pytest.approx(expected, rel=1e-12)


def test_pressure_rises_steadily_from_neutral_both_ways(p):
    for side in (-1, 1):
        values = [at(p, ankle_inversion_r=side * a, wrist_extension_l=side * 2 * a)[[0, 2]] for a in range(0, 36)]
        assert (np.diff(values, axis=0) >= 0).all()


def test_a_joint_acts_on_its_own_side_only(p):
    changed = at(p, ankle_inversion_r=-20) != at(p)
    assert changed.tolist() == [True, False, False, False, False, False]


def test_lumbar_flexion_opens_the_foramen_and_extension_closes_it(p):
    flexed, extended, tilted = at(p, trunk_flexion=40), at(p, trunk_flexion=-20), at(p, pelvic_tilt=20)
    neutral = at(p)
    assert (flexed[3:5] < neutral[3:5]).all() and (extended[3:5] > neutral[3:5]).all()
    assert (tilted[3:5] < neutral[3:5]).all()


def test_the_foramen_sees_the_lumbar_flexion_that_the_body_bends(p):
    # One record for both: where the body bends the lumbar spine by 0.7 of the trunk's angle, so must the foramen;
    # pelvic tilt counts whole. Rounding only.
    share = p["body.trunk_lumbar_share.flexion"]
    assert at(p, trunk_flexion=40)[3] == pytest.approx(at(p, pelvic_tilt=40 * share)[3], rel=1e-12)
    opened = p["pressure.foramen_neutral"] * np.exp(-np.radians(10 + 30 * share) / p["pressure.foramen_flexion_angle"])
    assert at(p, trunk_flexion=30, pelvic_tilt=10)[3] == pytest.approx(from_si(opened, "mmHg"), rel=1e-12)
    assert not [key for key in p if key.startswith("pressure.") and "lumbar" in key]


def test_side_flexion_closes_the_foramen_of_its_side_and_opens_the_other(p):
    to_the_right, neutral = at(p, trunk_side_flexion=15), at(p)
    assert to_the_right[3] > neutral[3] and to_the_right[4] < neutral[4]


def test_a_healthy_foramen_stays_below_the_pressure_that_slows_venules(p):
    # P067's 117 mmHg is a stenotic canal; in health the extension of a technique (20 degrees) must not stop flow.
    assert at(p, trunk_flexion=-20)[3] < from_si(p["perfusion.pressure_onset"], "mmHg")


def test_there_is_no_pressure_outside_tunnels(p):
    assert at(p, ankle_inversion_r=-20, wrist_extension_l=60, trunk_flexion=-20)[5] == 0.0


@pytest.mark.parametrize("name", ["cubital.r", "tarsal", "tarsal.m"])
def test_an_unknown_tunnel_is_refused_by_name(p, name):
    with pytest.raises(InputError, match=name):
        external_pressure(np.zeros((1, len(FULL_NAMES))), {name: np.array([0])}, NODES, p)


def test_tension_strain_is_free_of_the_modulus_and_never_negative():
    tension, rest = np.array([[1.0], [3.0], [0.0]]), np.array([1.0])
    soft = tension_strain(tension, rest, np.array([10.0]))
    stiff = tension_strain(7 * tension, 7 * rest, np.array([70.0]))
    np.testing.assert_allclose(soft, [[0.0], [0.2], [0.0]], rtol=1e-15)
    np.testing.assert_allclose(stiff, soft, rtol=1e-14)


def test_traction_raises_the_pressure_inside_above_that_around(p):
    around = np.full((1, 2), 4000.0)
    inside = intraneural_pressure(around, np.array([[0.0, 0.05]]), p)[0]
    assert inside[0] == pytest.approx(4000.0 + p["pressure.intraneural_rest"])
    assert inside[1] > inside[0]


def test_full_stretch_raises_the_inner_pressure_three_to_six_times(p):
    # Recalled P078; at the tension strain of about 3 % that a 5 % stretch gives.
    ratio = intraneural_pressure(np.zeros(1), np.array([0.03]), p)[0] / p["pressure.intraneural_rest"]
    assert 3 < ratio < 6
