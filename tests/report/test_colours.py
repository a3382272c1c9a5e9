"""The strain colours: ends, order of lightness, seen with and without colour vision."""

from __future__ import annotations

import numpy as np

from neuroglide.report.colours import (
    ANCHORS,
    SCALE_PERCENT,
    TABLE,
    css_gradient,
    oklab_to_srgb,
    srgb_to_oklab,
    strain_colour,
)


def test_the_ends_are_the_anchors_and_beyond_them_the_colour_stays():
    low, high = SCALE_PERCENT
    assert tuple(strain_colour(low)) == ANCHORS[0][1] and tuple(strain_colour(high)) == ANCHORS[-1][1]
    np.testing.assert_array_equal(strain_colour([low - 5, high + 50]), strain_colour([low, high]))


def test_missing_strain_has_the_slack_colour():
    np.testing.assert_array_equal(strain_colour(np.nan), strain_colour(SCALE_PERCENT[0]))


def test_oklab_there_and_back():
    rgb = np.array([[0, 0, 0], [255, 255, 255], [12, 200, 99.0]])
    np.testing.assert_allclose(oklab_to_srgb(srgb_to_oklab(rgb)), rgb, atol=0.02)  # the published matrices' rounding
    # White has lightness 1 and no colour, to the six digits the matrices are published with.
    np.testing.assert_allclose(srgb_to_oklab([255, 255, 255]), [1, 0, 0], atol=1e-3)


def test_lightness_falls_all_the_way():
    lightness = srgb_to_oklab(TABLE)[:, 0]
    assert (np.diff(lightness) < 1e-3).all()  # rounding to 8 bits
    assert lightness[0] - lightness[-1] > 0.4


def test_steps_stay_apart_without_red_green_vision():
    # Machado 2009, deuteranopia at full severity, in linear light; steps of a tenth of the scale must differ.
    matrix = np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                       [-0.011820, 0.042940, 0.968881]])
    linear = (TABLE[::25] / 255.0) ** 2.2
    seen = srgb_to_oklab(255 * np.clip(linear @ matrix.T, 0, 1) ** (1 / 2.2))
    assert (np.linalg.norm(np.diff(seen, axis=0), axis=1) > 0.03).all()  # just noticeable is about 0.02


def test_gradient_begins_and_ends_with_the_scale():
    text = css_gradient()
    assert text.startswith("linear-gradient(to right,#cdd9e4,") and text.endswith("#5c0e60)")
