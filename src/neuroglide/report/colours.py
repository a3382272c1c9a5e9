"""The strain colour scale: pale blue-grey when slack, amber, magenta, deep purple when highly strained.

Lightness falls all the way, so the order survives every kind of colour blindness and a black-and-white print.
The scale is fixed (not stretched to the data), so two pictures can be compared by eye.
"""

from __future__ import annotations

import numpy as np

#: Strain [%] at the two ends of the scale; beyond them the end colour is kept.
SCALE_PERCENT = (0.0, 12.0)
#: Anchors (position 0..1, sRGB 0..255) between which the table is interpolated in OKLab.
ANCHORS = (
    (0.00, (205, 217, 228)),
    (0.25, (240, 190, 84)),
    (0.50, (224, 104, 92)),
    (0.75, (178, 40, 118)),
    (1.00, (92, 14, 96)),
)
TABLE_SIZE = 256

_TO_LMS = np.array([[0.4122214708, 0.5363325363, 0.0514459929],
                    [0.2119034982, 0.6806995451, 0.1073969566],
                    [0.0883024619, 0.2817188376, 0.6299787005]])
_TO_LAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468],
                    [1.9779984951, -2.4285922050, 0.4505937099],
                    [0.0259040371, 0.7827717662, -0.8086757660]])


def srgb_to_oklab(rgb: np.ndarray) -> np.ndarray:
    """OKLab coordinates of sRGB colours.

    Parameters: rgb (..., 3) in 0..255. Returns (..., 3): lightness 0..1, a, b. Source: Ottosson 2020, matrices
    of the published definition.
    """
    c = np.asarray(rgb, float) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T


def oklab_to_srgb(lab: np.ndarray) -> np.ndarray:
    """sRGB 0..255 (float, clipped) of OKLab colours (..., 3); the inverse of :func:`srgb_to_oklab`."""
    linear = (np.asarray(lab, float) @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T
    linear = np.clip(linear, 0, 1)
    return 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def _build_table() -> np.ndarray:
    at = np.array([position for position, _ in ANCHORS])
    lab = srgb_to_oklab(np.array([rgb for _, rgb in ANCHORS]))
    x = np.linspace(0, 1, TABLE_SIZE)
    return np.rint(oklab_to_srgb(np.stack([np.interp(x, at, lab[:, i]) for i in range(3)], axis=1))).astype(np.uint8)


TABLE: np.ndarray = _build_table()


def strain_colour(strain_percent: np.ndarray | float) -> np.ndarray:
    """Colour of a strain.

    Parameters: strain_percent, any shape [%]. Returns the same shape plus a last axis of 3, uint8 sRGB.
    """
    lo, hi = SCALE_PERCENT
    x = np.clip((np.asarray(strain_percent, float) - lo) / (hi - lo), 0, 1)
    return TABLE[np.rint(np.nan_to_num(x) * (TABLE_SIZE - 1)).astype(int)]


def css_gradient(stops: int = 11) -> str:
    """The scale as a CSS ``linear-gradient`` from left (low strain) to right, for the legend."""
    picks = TABLE[np.rint(np.linspace(0, TABLE_SIZE - 1, stops)).astype(int)]
    return "linear-gradient(to right," + ",".join(f"#{r:02x}{g:02x}{b:02x}" for r, g, b in picks) + ")"
