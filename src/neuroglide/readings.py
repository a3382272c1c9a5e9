"""From the kernel's arrays to what is read: mechanics at sites and nodes, then clinical units and names."""

from __future__ import annotations

import numpy as np

from neuroglide.anatomy import ROOTS, SEGMENTS, SITE_INDEX, SITES
from neuroglide.body import Person
from neuroglide.nerve.network import Mesh
from neuroglide.parameters import ParameterSet
from neuroglide.physiology import MechanicsFields, PhysiologyFields
from neuroglide.units import from_si

#: Tunnels: site or bed segment (without side) that lies in each.
_TUNNEL_SITES = {"tibial.ankle": "tarsal", "median.wrist": "carpal"} | {f"root.{r}": f"foramen.{r}" for r in ROOTS}
_TUNNEL_SEGMENTS = {"tibial.ankle": "tarsal", "median.wrist": "carpal"} | {
    f"foramen.{r}": f"foramen.{r}" for r in ROOTS
}


def at_sites(mesh: Mesh, values: np.ndarray) -> np.ndarray:
    """What a gauge at each site (..., q) reads of element values (..., n)."""
    one, two = mesh.site_element.T
    return mesh.site_share * values[..., one] + (1.0 - mesh.site_share) * values[..., two]


def site_mechanics(mesh: Mesh, nerve, out, time_s: np.ndarray, done: int) -> MechanicsFields:
    """Strain, tension and section at the sites (done, q), a gauge reading the two elements around the site."""
    return mechanics_of(
        time_s[:done], out.site_stretch[0, :done], out.site_tension[0, :done], at_sites(mesh, nerve.rest_stretch),
        at_sites(mesh, nerve.rest_tension), at_sites(mesh, nerve.area), at_sites(mesh, nerve.stiffness),
        tunnel_sites(),
    )


def node_mechanics(mesh: Mesh, nerve, out, time_s: np.ndarray, done: int) -> MechanicsFields:
    """The same for every node (done, n); a branch's last node reads the element before it."""
    nodes = np.arange(mesh.n_nodes)
    element = np.where(mesh.segment < 0, nodes - 1, nodes)
    tunnels = {}
    for index, name in enumerate(SEGMENTS):
        place, _, side = name.rpartition(".")
        if place in _TUNNEL_SEGMENTS:
            tunnels[f"{_TUNNEL_SEGMENTS[place]}.{side}"] = np.flatnonzero(mesh.segment[element] == index)
    return mechanics_of(
        time_s[:done], out.field_stretch[0, :done, element].T, out.field_tension[0, :done, element].T,
        nerve.rest_stretch[element], nerve.rest_tension[element], nerve.area[element], nerve.stiffness[element],
        tunnels,
    )


def fibre_strain(stretch: np.ndarray, rest_stretch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Strain of the fibres [-] over their in-situ length, which stops where the nerve folds, and above slack length."""
    folded = 1.0 / rest_stretch  # stretch at slack length, over the in-situ length
    return np.maximum(stretch, folded) - 1.0, np.maximum(stretch * rest_stretch - 1.0, 0.0)


def mechanics_of(time_s, stretch, tension, rest_stretch, rest_tension, area, stiffness, tunnels) -> MechanicsFields:
    """What the physiology takes, from the kernel's stretch and tension (T, n) and what is at rest there (n,)."""
    strain, above_slack = fibre_strain(stretch, rest_stretch)
    return MechanicsFields(
        time_s=time_s,
        strain=strain,
        strain_above_slack=above_slack,
        tension_n=tension,
        rest_tension_n=rest_tension,
        area_m2=area,
        tangent_stiffness_n=stiffness,
        tunnels=tunnels,
    )


def tunnel_sites() -> dict[str, np.ndarray]:
    """Number of the site that lies in each tunnel, by the tunnel's name."""
    found = {}
    for name, index in SITE_INDEX.items():
        place, _, side = name.rpartition(".")
        if place in _TUNNEL_SITES:
            found[f"{_TUNNEL_SITES[place]}.{side}"] = np.array([index])
    return found


def site_thresholds(person: Person, p: ParameterSet) -> np.ndarray:
    """Strain [-] at which each site (q,) begins to hurt: the healthy one, or a sensitised site's own."""
    threshold = np.full(len(SITES), p["mechanosensitivity.healthy_threshold"])
    for s in person.sensitised:
        threshold[SITE_INDEX[s.site]] = s.threshold
    return threshold


def clinical_values(
    mechanics: MechanicsFields, physiology: PhysiologyFields, moved_m: np.ndarray
) -> dict[str, np.ndarray]:
    """The ten quantities of a result in clinical units, each of the shape of the mechanics' arrays (T, n).

    Parameters: ``moved_m`` (T, n) excursion since the movement's start [m].
    """
    return {
        "strain_percent": 100.0 * mechanics.strain,
        "strain_above_slack_percent": 100.0 * mechanics.strain_above_slack,
        "excursion_mm": from_si(moved_m, "mm"),
        "tension_n": mechanics.tension_n,
        "cross_section_percent": 100.0 * physiology.cross_section,
        "blood_flow_percent": 100.0 * physiology.blood_flow,
        "transport_percent": 100.0 * physiology.transport,
        "conduction_percent": 100.0 * physiology.conduction,
        "pressure_mmhg": from_si(physiology.pressure_pa, "mmHg"),
        "symptom_0_10": physiology.symptom,
    }


def clinical_sites(
    mechanics: MechanicsFields, physiology: PhysiologyFields, excursion_m: np.ndarray, window: slice
) -> dict[str, dict[str, np.ndarray]]:
    """The sites' arrays in clinical units over the movement; excursion is zero at its start."""
    zero = excursion_m[window.start] if window.stop > window.start else 0.0
    columns = clinical_values(mechanics, physiology, excursion_m - zero)
    return {s.name: {k: v[window, i] for k, v in columns.items()} for i, s in enumerate(SITES)}


def body_load(load, side: str, window: slice) -> dict[str, np.ndarray]:
    """Hamstring tension and moments of the affected side under the plain names, of the other side beside them."""
    mine, other = ("r", "l").index(side), 1 - ("r", "l").index(side)
    return {
        "hamstring_tension_n": load.tension_n[window, mine],
        "hamstring_tension_other_n": load.tension_n[window, other],
        "hip_moment_nm": load.hip_moment_nm[window, mine],
        "hip_moment_other_nm": load.hip_moment_nm[window, other],
        "lumbar_moment_nm": load.lumbar_moment_nm[window],
        "hamstring_at_tolerance": load.at_tolerance[window, mine].astype(float),
    }
