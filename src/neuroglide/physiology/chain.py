"""The chain on one screen: tension and posture to section, pressure, flow, transport, conduction and symptom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neuroglide.errors import InputError
from neuroglide.physiology.conduction import conduction
from neuroglide.physiology.cross_section import cross_section
from neuroglide.physiology.mechanosensitivity import symptom
from neuroglide.physiology.perfusion import blood_flow, flow_target, flow_under_pressure
from neuroglide.physiology.pressure import external_pressure, intraneural_pressure, tension_strain
from neuroglide.physiology.transport import transport, transport_under_pressure


class MechanicsFields(NamedTuple):
    """What the mechanics gives the physiology: T times, n nodes.

    ``time_s`` (T,) may start below 0 with the approach, in relaxed supine neutral; ``strain`` (T, n) relative to supine
    neutral and ``strain_above_slack`` (T, n) [1]; ``tension_n`` (T, n) and ``rest_tension_n`` (n,) relaxed supine
    neutral [N]; ``area_m2`` (n,) at rest; ``tangent_stiffness_n`` (n,) ``E A`` of the stiff part of the tissue law [N];
    ``tunnels`` node indices by tunnel name, as in :func:`external_pressure`.
    """

    time_s: NDArray[np.float64]
    strain: NDArray[np.float64]
    strain_above_slack: NDArray[np.float64]
    tension_n: NDArray[np.float64]
    rest_tension_n: NDArray[np.float64]
    area_m2: NDArray[np.float64]
    tangent_stiffness_n: NDArray[np.float64]
    tunnels: Mapping[str, NDArray[np.intp]]


class PhysiologyFields(NamedTuple):
    """State of the nerve, each (T, n): fractions of supine-neutral rest [1], pressure [Pa], symptom 0 to 10."""

    cross_section: NDArray[np.float64]
    blood_flow: NDArray[np.float64]
    transport: NDArray[np.float64]
    conduction: NDArray[np.float64]
    pressure_pa: NDArray[np.float64]
    symptom: NDArray[np.float64]


def run_physiology(
    mechanics: MechanicsFields,
    angle_rad: NDArray[np.float64],
    p: Mapping[str, float],
    threshold_strain: NDArray[np.float64],
) -> PhysiologyFields:
    """Run every submodel once, from rest in supine neutral at the first sample.

    Parameters: ``mechanics`` fields; ``angle_rad`` (T, C) in the order of coordinates.FULL_NAMES [rad]; ``p``
    parameters; ``threshold_strain`` (n,) strain at which each node gives symptoms [1].
    Returns: PhysiologyFields; finite for any finite input. Raises: InputError when shapes do not fit, an input is not
    finite, time falls, or a tunnel is unknown.
    """
    _check(mechanics, angle_rad, threshold_strain)
    nodes = mechanics.strain.shape[1]
    external = external_pressure(angle_rad, mechanics.tunnels, nodes, p)
    rest_external = external_pressure(np.zeros((1, angle_rad.shape[1])), mechanics.tunnels, nodes, p)[0]
    return run_under_pressure(mechanics, external, rest_external, p, threshold_strain)


def run_under_pressure(
    mechanics: MechanicsFields,
    external: NDArray[np.float64],
    rest_external: NDArray[np.float64],
    p: Mapping[str, float],
    threshold_strain: NDArray[np.float64],
    supply: NDArray[np.float64] | float | None = None,
) -> PhysiologyFields:
    """The chain under a given pressure around the nerve, from rest at the first sample.

    Parameters: ``mechanics``, whose ``tunnels`` name the nodes that pressure acts on; ``external`` (T, n) and
    ``rest_external`` (n,) pressure [Pa]; ``p`` parameters; ``threshold_strain`` (n,) [1]; ``supply`` (T, n) or 1, the
    share of the blood supply that the arteries let through (a cuff, a clamp), None for all of it.
    Returns: PhysiologyFields. Raises: InputError when time falls.
    """
    time_s, strain = mechanics.time_s, mechanics.strain
    pulled = tension_strain(mechanics.tension_n, mechanics.rest_tension_n, mechanics.tangent_stiffness_n)
    at = _nodes_in_tunnels(mechanics.tunnels)

    target = flow_target(pulled, strain, p)
    target[:, at] *= flow_under_pressure(external[:, at], rest_external[at], p)
    if supply is not None:
        target *= supply
    flow = blood_flow(time_s, target, p)
    left = np.ones_like(strain)
    left[:, at] = transport_under_pressure(external[:, at], rest_external[at], p)
    return PhysiologyFields(
        cross_section=cross_section(strain, external - rest_external, p),
        blood_flow=flow,
        transport=transport(time_s, strain, flow, left, p),
        conduction=conduction(time_s, strain, flow, p),
        pressure_pa=intraneural_pressure(external, pulled, p),
        symptom=symptom(strain, threshold_strain, p),
    )


def _nodes_in_tunnels(tunnels: Mapping[str, NDArray[np.intp]]) -> NDArray[np.intp]:
    return np.unique(np.concatenate([np.empty(0, np.intp), *(np.asarray(at, np.intp) for at in tunnels.values())]))


def _check(mechanics: MechanicsFields, angle_rad: NDArray[np.float64], threshold_strain: NDArray[np.float64]) -> None:
    times, nodes = mechanics.strain.shape
    expected = {
        "time_s": (mechanics.time_s, (times,)),
        "tension_n": (mechanics.tension_n, (times, nodes)),
        "rest_tension_n": (mechanics.rest_tension_n, (nodes,)),
        "tangent_stiffness_n": (mechanics.tangent_stiffness_n, (nodes,)),
        "strain": (mechanics.strain, (times, nodes)),
        "threshold_strain": (threshold_strain, (nodes,)),
        "angle_rad": (angle_rad, (times, angle_rad.shape[-1])),
    }
    for name, (array, shape) in expected.items():
        if array.shape != shape:
            raise InputError(f"{name} has shape {array.shape}.", fix=f"give shape {shape}.")
        if not np.isfinite(array).all():
            raise InputError(f"{name} is not finite.", fix="end the run at the last step that converged.")
