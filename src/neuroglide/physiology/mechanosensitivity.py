"""Symptoms from a mechanically sensitive site: strain above its threshold, on a scale of 0 to 10."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neuroglide.physiology.smooth_step import nodes_where

_SCALE = 10.0
#: Numerical guard only: a rounding narrower than this is a corner.
_NARROWEST = 1e-12


def symptom(
    strain: NDArray[np.float64], threshold: NDArray[np.float64], p: Mapping[str, float]
) -> NDArray[np.float64]:
    """Symptom intensity at each node, 0 to 10.

    Parameters: ``strain`` (T, n) relative to supine neutral [1]; ``threshold`` (n,) strain at which the site's fibres
    fire [1], of a healthy or a sensitised site, below 0 read as 0; ``p`` parameters.
    Returns: (T, n) [1], 0 at rest whatever the threshold.

    Equation: ``10 R(strain - threshold) / range`` held to 10; R is the positive part, rounded off by a parabola within
    ``-+ width`` of the threshold (width not above the threshold).

    Source: fibres of an inflamed rat nerve fire at 3 % strain, control fibres do not (dilley2005, abstract; P054).

    Doubts: an animal's firing threshold, in a few percent of fibres, read as a person's symptom; the range from first
    symptom to 10, the healthy threshold and the absence of adaptation in time are ours. Symptoms from want of blood or
    from the muscle are not here.
    """
    width = p["mechanosensitivity.width"]
    result = np.zeros_like(strain)
    firing = nodes_where(strain.max(axis=0, initial=-np.inf) > np.maximum(threshold, 0.0) - width)
    result[:, firing] = intensity(strain[:, firing], threshold[firing], width, p["mechanosensitivity.range"])
    return result


def intensity(strain: ArrayLike, threshold: ArrayLike, width: ArrayLike, span: ArrayLike) -> NDArray[np.float64]:
    """The equation of :func:`symptom` for any strains: it has no memory, so that the greatest strain of a movement
    gives its greatest symptom.

    Parameters: ``strain`` and ``threshold``, which together have the full shape, ``width`` of the rounding and ``span``
    from the first symptom to 10, of shapes that broadcast to it; all [1]. Returns: an array of that shape, 0 to 10 [1].
    """
    threshold = np.maximum(threshold, 0.0)
    near = np.minimum(width, threshold)
    above = np.asarray(strain - threshold)
    rounded = np.clip(above + near, 0.0, 2.0 * near)
    rounded *= rounded
    rounded *= 1.0 / (4.0 * np.maximum(near, _NARROWEST))
    above -= near
    rounded += np.maximum(above, 0.0, out=above)
    rounded *= _SCALE / span
    return np.minimum(rounded, _SCALE, out=rounded)
