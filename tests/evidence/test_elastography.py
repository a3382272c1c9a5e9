"""The speed of a shear wave against tension, and the angle at which a reading reaches a level."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.evidence.crossing import first_reached
from neuroglide.evidence.elastography import speed_ratio


def test_the_squared_speed_follows_the_tension():
    ratio = speed_ratio(np.array([0.5, 1.0, 4.5]), np.array([0.5]))
    # Rounding of one square root.
    np.testing.assert_allclose(ratio**2, [1.0, 2.0, 9.0], rtol=1e-12)


def test_a_shear_modulus_lessens_the_rise_and_keeps_its_sign():
    bare, with_shear = speed_ratio(2.0, 1.0), speed_ratio(2.0, 1.0, shear_share=3.0)
    assert 1.0 < with_shear < bare
    assert with_shear == pytest.approx(np.sqrt(5 / 4), rel=1e-12)  # (2 + 3) / (1 + 3)
    assert speed_ratio(0.5, 1.0, shear_share=3.0) < 1.0


def test_a_slack_nerve_has_no_ratio():
    assert speed_ratio(1.0, 0.0) == np.inf
    assert speed_ratio(-1.0, 1.0) == 0.0
    assert np.isnan(speed_ratio(0.0, 0.0))


def test_the_angle_is_read_between_samples_for_each_draw_and_variant():
    angle = np.array([[0.0, 10.0, 20.0], [90.0, 45.0, 0.0]])
    curve = np.array([[[0.0, 1.0, 3.0], [0.0, 2.0, 2.0]], [[5.0, 6.0, 7.0], [0.0, 1.0, np.nan]]])
    found = first_reached(angle, curve, 1.5)
    # Linear: 1.5 lies a quarter of the way from 1 to 3 (12.5 deg) and three quarters from 0 to 2 (90 - 33.75).
    np.testing.assert_allclose(found[0], [12.5, 56.25], rtol=1e-12)
    assert found[1, 0] == 0.0 and np.isnan(found[1, 1])
    assert first_reached(angle, curve, 4.0)[0, 0] == np.inf
    levels = np.array([[1.0, np.nan], [6.5, 0.5]])
    np.testing.assert_allclose(first_reached(angle, curve, levels)[:, 0], [10.0, 15.0], rtol=1e-12)
    assert np.isnan(first_reached(angle, curve, levels)[0, 1])
