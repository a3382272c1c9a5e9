"""Blood flow to the fibres: pinched by tension and by pressure around the nerve, arrested by strain."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from neuroglide.physiology.first_order import follow
from neuroglide.physiology.smooth_step import relative_step_down, step_down


def flow_target(
    tension_strain: NDArray[np.float64], strain: NDArray[np.float64], p: Mapping[str, float]
) -> NDArray[np.float64]:
    """Steady blood flow under tension and strain, as a fraction of that in supine neutral.

    Parameters: ``tension_strain`` D (T, n) tension beyond rest over ``E A`` [1], not below 0; ``strain`` e (T, n)
    relative to supine neutral [1]; ``p`` parameters. Returns: (T, n) [1], 1 at rest.

    Equation: ``f = (1 - w) / (1 + c (D / D_half)^6) + w (1 - S(e))``, ``c = (1 - w) / (1/2 - w) - 1`` so that
    ``f = 1/2`` at ``D_half``; S rises smoothly from 0 to 1 over the last bit of strain before arrest.

    Two paths: vessels that cross epineurium and perineurium carry ``1 - w``; tension shuts them as the section shrinks,
    and they reopen as tension relaxes. Vessels that run along the fascicles carry ``w`` and are shut by strain itself.

    Source: half at 8 % and back within 30 min as tension falls, -80 % at 15 % with minimal recovery (clark1992,
    abstract; P028-P030); arrest at 15.7 % (ogata1986, abstract; P002).

    Doubts: rat (cut and repaired) and rabbit nerve; no human flow-strain curve exists. ``w``, the sixth power and
    ``D_half`` are fitted to three figures and belong to the tissue law they were read through. Flow above rest after
    release (hyperaemia), oedema and the rate of loading (P039) are not modelled.
    """
    along = p["perfusion.along_share"]
    factor = (1.0 - along) / (0.5 - along) - 1.0
    flow = tension_strain / p["perfusion.half_tension_strain"]
    flow *= flow
    flow *= flow * flow  # the sixth power by products: a general power costs as much as the rest of the chain
    flow *= factor
    flow += 1.0
    np.divide(1.0 - along, flow, out=flow)
    arrest = p["threshold.flow_arrested"]
    flow += along * step_down(strain, arrest - p["perfusion.arrest_width"], arrest)
    return flow


def standstill_pressure(p: Mapping[str, float]) -> float:
    """Pressure around the nerve at which its flow stops.

    Parameters: ``p`` parameters. Returns: the pressure [Pa].

    Equation: ``b M / M_ref``: the measured standstill ``b``, in proportion to mean arterial pressure M; ``M_ref`` is
    that of the animals in which ``b`` was measured.

    Source: standstill at a share of mean arterial pressure (ogata1986, abstract; P004).

    Doubts: pigs fit as well by a fixed distance below M (P034, note of P038); no human figure.
    """
    scale = p["circulation.mean_arterial_pressure"] / p["circulation.reference_arterial_pressure"]
    return p["perfusion.pressure_standstill"] * scale


def flow_under_pressure(
    external_pa: NDArray[np.float64], rest_external_pa: NDArray[np.float64], p: Mapping[str, float]
) -> NDArray[np.float64]:
    """Blood flow left by the pressure around the nerve, relative to supine neutral.

    Parameters: ``external_pa`` (T, n) and ``rest_external_pa`` (n,) [Pa]; ``p`` parameters. Returns: (T, n) [1].

    Equation: ``(1 - S(P)) / (1 - S(P_rest))``. S runs from the pressure that slows venules to the measured standstill,
    or to :func:`standstill_pressure` where that is lower. Where it is higher, the second half of S is drawn out to end
    there and the first half stays.

    Source: rabbit tibial nerve, venules from 20-30, arterioles 40-50, standstill 60-80 mmHg (rydevik1981, abstract;
    P010-P012); half lies at the middle, in the arteriolar band. Venules and capillaries of pigs with a higher arterial
    pressure stop where the rabbits' do (olmarker1989, abstract; P035, P036), only their arterioles later (P034).

    Doubts: pressures of cuffs and balloons on animals. Below the reference arterial pressure nothing was measured;
    half is taken to lie at the middle there too. Two-level compression (P038) is not modelled.
    """
    onset, measured, end = p["perfusion.pressure_onset"], p["perfusion.pressure_standstill"], standstill_pressure(p)
    if end > measured > onset:  # drawn out: pressures beyond the middle are read nearer to it, on the measured curve
        middle = 0.5 * (onset + measured)
        nearer = 1.0 - (measured - middle) / (end - middle)
        external_pa = external_pa - nearer * np.maximum(external_pa - middle, 0.0)
        rest_external_pa = rest_external_pa - nearer * np.maximum(rest_external_pa - middle, 0.0)
        end = measured
    return relative_step_down(external_pa, rest_external_pa, onset, end, p["perfusion.least_rest_flow"])


def blood_flow(time_s: NDArray[np.float64], target: NDArray[np.float64], p: Mapping[str, float]) -> NDArray[np.float64]:
    """Blood flow over time, a few seconds behind its steady value.

    Parameters: ``time_s`` (T,) [s]; ``target`` (T, n) steady flow [1]; ``p`` parameters.
    Returns: (T, n) [1], 1 at the first sample, not below 0. Raises: InputError when time falls.

    Equation: ``tau df/dt = target - f``.

    Source: recirculation is immediate on release (olmarker1989, abstract; P034); ``tau`` is assumed, of seconds.
    """
    loss = follow(time_s, 1.0 - target, p["perfusion.vascular_time"])
    return np.maximum(np.subtract(1.0, loss, out=loss), 0.0, out=loss)
