"""Fast axonal transport: stopped by pressure, strain and want of blood, over minutes to an hour."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from neuroglide.physiology.first_order import follow
from neuroglide.physiology.smooth_step import nodes_where, relative_step_down, smooth_step, step_down


def transport_under_pressure(
    external_pa: NDArray[np.float64], rest_external_pa: NDArray[np.float64], p: Mapping[str, float]
) -> NDArray[np.float64]:
    """Steady transport left by the pressure around the nerve, relative to supine neutral.

    Parameters: ``external_pa`` (T, n) and ``rest_external_pa`` (n,) [Pa]; ``p`` parameters. Returns: (T, n) [1].

    Equation: ``(1 - S(P)) / (1 - S(P_rest))``, S from the pressure tolerated to that of block.

    Source: 20 mmHg for 2 h spares, 30 mmHg blocks fast transport in the rabbit vagus (dahlin1984, abstract; P013,
    P014). Doubt: at 30 mmHg the block is partial in sister studies (P016, P018).
    """
    return relative_step_down(
        external_pa, rest_external_pa, p["transport.pressure_tolerated"], p["transport.pressure_block"],
        p["transport.least_rest"],
    )


def transport(
    time_s: NDArray[np.float64],
    strain: NDArray[np.float64],
    blood_flow: NDArray[np.float64],
    pressure_left: NDArray[np.float64] | float,
    p: Mapping[str, float],
) -> NDArray[np.float64]:
    """Axonal transport as a fraction of that in supine neutral.

    Parameters: ``time_s`` (T,) [s]; ``strain`` (T, n) relative to supine neutral [1]; ``blood_flow`` (T, n) [1];
    ``pressure_left`` (T, n) or 1, from ``transport_under_pressure``; ``p`` parameters.
    Returns: (T, n) [1], 1 at the first sample, not below 0. Raises: InputError when time falls.

    Equation: ``tau dT/dt = g_P(P) (1 - S(strain)) S(flow) - T``, with S(flow) from 0 to 1 at the flow that suffices.

    Source: pressure as in ``transport_under_pressure``; strain 6 % tolerated, 11 % inhibits (recalled
    P074, so assumed); ``tau`` is assumed such that 2 h show the full effect of pressure.

    Doubts: one time constant both ways, though recovery after hours is slower and not always whole (P018); the rate
    of one kind of cargo; strain thresholds are recalled; what piles up is not followed along the axon.
    """
    left = step_down(strain, p["transport.strain_tolerated"], p["transport.strain_block"])
    left *= pressure_left
    starved = nodes_where(blood_flow.min(axis=0, initial=np.inf) < p["transport.sufficient_flow"])
    left[:, starved] *= smooth_step(blood_flow[:, starved], 0.0, p["transport.sufficient_flow"])
    result = np.ones_like(left)
    changed = nodes_where((left != 1.0).any(axis=0))
    loss = follow(time_s, 1.0 - left[:, changed], p["transport.time_constant"])
    result[:, changed] = np.maximum(1.0 - loss, 0.0)
    return result
