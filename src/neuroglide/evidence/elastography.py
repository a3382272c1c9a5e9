"""What elastography sees of a nerve's tension: the speed of a shear wave along a tensioned strand."""

from __future__ import annotations

import numpy as np


def speed_ratio(tension_n: np.ndarray, rest_tension_n: np.ndarray, shear_share: np.ndarray | float = 0.0) -> np.ndarray:
    """Speed of a shear wave along a nerve as a multiple of its speed at rest.

    A wave that shakes a strand sideways runs at ``rho c^2 = k mu + sigma``: shear modulus along the fibres (k near 1)
    and axial stress. In tendons under load stress outweighs the shear modulus: Martin et al. 2018 (Nature
    Communications, doi 10.1038/s41467-018-03797-6, Eq. 2 and Fig. 1) for the tensioned beam, and a squared speed that
    follows the stress in a straight line, r^2 0.98, in 20 porcine tendons (PMC7322685, abstract). With
    ``sigma = N / A`` and an unchanged section the density and the section cancel.

    Doubts: no such line has been measured in a nerve; near slack its shear modulus is not small against its stress; the
    section shrinks by a few percent; the instrument's speed is that of a guided wave in a strand as thin as the wave is
    long. With ``shear_share`` 0 the ratio is the largest that a rise of tension can give.

    Parameters: ``tension_n`` and ``rest_tension_n`` [N], whose shapes broadcast, below 0 taken as 0; ``shear_share``,
    the shear modulus as a share of the stress at rest. Returns: the ratio, infinite where both terms are 0 at rest.
    """
    tension, rest = np.maximum(tension_n, 0.0), np.maximum(rest_tension_n, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sqrt((tension + shear_share * rest) / (rest * (1.0 + shear_share)))
