"""Cross-section of the nerve, relative to supine neutral: it thins as it lengthens and is squeezed in tunnels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from neuroglide.physiology.smooth_step import nodes_where

#: Numerical guard only: a shortening beyond this share of length is outside any tissue and is held here.
_SHORTEST = -0.5


def cross_section(
    strain: NDArray[np.float64], external_excess_pa: NDArray[np.float64], p: Mapping[str, float]
) -> NDArray[np.float64]:
    """Cross-sectional area as a fraction of that in supine neutral.

    Parameters: ``strain`` (T, n) of the fibre relative to supine neutral [1]; ``external_excess_pa`` (T, n) pressure
    around the nerve above that in supine neutral [Pa], 0 outside tunnels; ``p`` parameters. Returns: (T, n) [1].

    Equation: ``A/A0 = (1 + strain)^(-2 nu) / (1 + dP/K)``, ``dP`` not below 0. With ``nu = 0.5`` volume is conserved.

    Source: records ``cross_section.*``. The tunnel's share is sized on the ulnar nerve at the elbow, which loses 33 to
    50 % of its section where conserved volume explains 7 to 15 % (gelberman1998, abstract; rows M036-M039).

    Doubts: no Poisson ratio of a human nerve was found, so ``nu`` is the incompressible 0.5; fluid that leaves the
    nerve over minutes is not followed; ``K`` is a size, not a measurement. Never infer strain from this section.
    """
    lengthening = 1.0 + np.maximum(strain, _SHORTEST)
    area = lengthening ** (-2.0 * p["cross_section.poisson_ratio"])
    squeezed = nodes_where(external_excess_pa.max(axis=0, initial=0.0) > 0)
    excess = np.maximum(external_excess_pa[:, squeezed], 0.0)
    area[:, squeezed] /= 1.0 + excess / p["cross_section.tunnel_modulus"]
    return area
