"""The section thins with strain, conserves volume, and is squeezed in tunnels."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.physiology import cross_section
from neuroglide.units import to_si

NO_PRESSURE = np.zeros((1, 5))


def test_section_is_whole_at_rest(p):
    assert (cross_section(np.zeros((1, 5)), NO_PRESSURE, p) == 1.0).all()


def test_volume_is_conserved_at_a_ratio_of_one_half(p):
    strain = np.array([[-0.1, 0.0, 0.05, 0.1, 0.2]])
    q = p.with_overrides({"cross_section.poisson_ratio": 0.5})
    # Rounding of one division only.
    np.testing.assert_allclose(cross_section(strain, NO_PRESSURE, q) * (1 + strain), 1.0, rtol=1e-14)


@pytest.mark.parametrize("ratio", [0.2, 0.35, 0.5])
def test_section_falls_with_strain_and_more_so_with_a_larger_ratio(p, ratio):
    strain = np.linspace(0.0, 0.3, 5)[None]
    q = p.with_overrides({"cross_section.poisson_ratio": ratio})
    area = cross_section(strain, NO_PRESSURE, q)[0]
    assert (np.diff(area) < 0).all()
    np.testing.assert_allclose(area, (1 + strain[0]) ** (-2 * ratio), rtol=1e-12)  # the law itself


def test_a_shortened_nerve_is_thicker_and_a_crushed_number_stays_finite(p):
    area = cross_section(np.array([[-0.1, -0.9, -5.0, 0.0, 1e9]]), NO_PRESSURE, p)[0]
    assert area[0] > 1 and np.isfinite(area).all() and (area >= 0).all()


def test_a_tunnel_squeezes_by_its_pressure_above_rest_only(p):
    excess = np.array([[0.0, to_si(30, "mmHg"), to_si(90, "mmHg"), -500.0, 0.0]])
    area = cross_section(np.zeros((1, 5)), excess, p)[0]
    assert area[0] == area[3] == area[4] == 1.0
    assert area[2] < area[1] < 1.0


def test_stretch_with_tunnel_pressure_thins_as_the_ulnar_nerve_at_the_elbow(p):
    # Gelberman 1998: -33 to -50 % at full elbow flexion; 10 % strain and 40 mmHg stand for it. M036-M038 as a band.
    area = cross_section(np.full((1, 5), 0.10), np.full((1, 5), to_si(40, "mmHg")), p)[0, 0]
    assert 0.5 <= area <= 0.72
