"""Conduction of the compound action potential: a reserve that lasts minutes without blood, and block by strain."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from neuroglide.physiology.first_order import time_steps
from neuroglide.physiology.smooth_step import nodes_where, smooth_step, step_down


def reserve_times(p: Mapping[str, float]) -> tuple[float, float]:
    """Time constants [s] with which the reserve empties and fills, from the two published half times.

    Equation: without flow ``r = exp(-t / tau_empty)`` reaches ``r_half`` at the half time of block; from empty
    ``r = 1 - exp(-t / tau_fill)`` reaches it at the half time of recovery.
    """
    half = p["conduction.half_reserve"]
    return (
        p["conduction.ischaemic_half_time"] / math.log(1.0 / half),
        p["conduction.recovery_half_time"] / math.log(1.0 / (1.0 - half)),
    )


def oxygen_reserve(
    time_s: NDArray[np.float64], blood_flow: NDArray[np.float64], p: Mapping[str, float]
) -> NDArray[np.float64]:
    """Reserve that conduction lives on, 1 when full.

    Parameters: ``time_s`` (T,) [s]; ``blood_flow`` (T, n) [1]; ``p`` parameters. Returns: (T, n) [1], 1 at the start.
    Raises: InputError when time falls.

    Equation: ``tau dr/dt = min(1, flow / flow_sufficient) - r``, ``tau`` being ``tau_empty`` while the reserve falls
    and ``tau_fill`` while it rises. Exact for a supply held at the step's mean: the reserve never passes its target.
    """
    reserve = np.ones_like(blood_flow)
    sufficient = p["conduction.sufficient_flow"]
    steps = time_steps(time_s)
    starved = nodes_where(blood_flow.min(axis=0, initial=np.inf) < sufficient)
    if starved.start == starved.stop:
        return reserve
    supply = np.clip(blood_flow[:, starved] / sufficient, 0.0, 1.0)
    supply = (supply[1:] + supply[:-1]) / 2
    tau_empty, tau_fill = reserve_times(p)
    moved_empty, moved_fill = -np.expm1(-steps / tau_empty), -np.expm1(-steps / tau_fill)
    level = np.ones(supply.shape[1])
    for k, target in enumerate(supply):
        gap = target - level
        # The same as choosing by sign: filling moves the positive part of the gap, emptying the negative part.
        level = level + moved_fill[k] * np.maximum(gap, 0.0) + moved_empty[k] * np.minimum(gap, 0.0)
        reserve[k + 1, starved] = level
    return reserve


def conduction(
    time_s: NDArray[np.float64], strain: NDArray[np.float64], blood_flow: NDArray[np.float64], p: Mapping[str, float]
) -> NDArray[np.float64]:
    """Amplitude of the compound action potential, as a fraction of that in supine neutral.

    Parameters: ``time_s`` (T,) [s]; ``strain`` (T, n) relative to supine neutral [1]; ``blood_flow`` (T, n) [1];
    ``p`` parameters. Returns: (T, n) [1], 1 at rest. Raises: InputError when time falls.

    Equation: ``c = S(r; 0, 2 r_half) (1 - S(strain))``: amplitude holds while the reserve is high, is half at
    ``r_half``, and is cut at once by strain near 15-16 %.

    Source: human median nerve under a forearm cuff, half at 10.6 min, recovery half-life under a minute, whole at
    7 min (lindstrom1997, abstract; P055, P056). Strain: item 14 of the known picture, animal.

    Doubts: ``r_half`` and the flow that suffices are assumed; 6 % held for 1 h cut the amplitude by 70 % in one
    recalled study (P070) and 8 % for 2 h did nothing in another, so the strain block is a band. Block by strain is
    immediate and leaves no trace here. In diabetes the half times are 21.9 and 5.1 min (P057, P058): override them.
    """
    width = p["conduction.strain_block_width"]
    middle = p["conduction.strain_block_half"]
    amplitude = step_down(strain, middle - width, middle + width)
    reserve = oxygen_reserve(time_s, blood_flow, p)
    enough = 2.0 * p["conduction.half_reserve"]
    low = nodes_where(reserve.min(axis=0, initial=np.inf) < enough)
    amplitude[:, low] *= smooth_step(reserve[:, low], 0.0, enough)
    return amplitude
