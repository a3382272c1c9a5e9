"""What the nerve is made of and how it lies in its bed: parameter records turned into arrays over the mesh.

Neutral: in relaxed supine neutral every branch is at rest with w = 0 and one tension, and tensions balance at the
junctions. The sciatic's comes from its in-situ strain (how much a cut nerve shortens); it is shared over the branches
below by their sections and over the roots by fixed shares, so the roots are taut in neutral. ``rest_stretch`` of every
element is the stretch over slack length at which the relaxed law gives that tension.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from neuroglide.anatomy import ROOTS, SEGMENTS
from neuroglide.nerve.kernel import kernel_for
from neuroglide.nerve.network import Mesh

PRONY_BRANCHES = ("1", "2", "3", "4")


class Tether(NamedTuple):
    """A point holding: node, yield force [N], excursion at which it yields [m], spring [N/m]."""

    node: int
    yield_force: float
    give: float
    spring: float


def tissue_of(segment: str) -> str:
    """Tissue class of a bed segment: cord, sac, root or trunk."""
    if segment.startswith(("canal.cervical", "canal.thoracic", "canal.conus")):
        return "cord"
    if segment.startswith("canal."):
        return "sac" if segment.endswith(".m") else "root"
    return "root" if segment.startswith("foramen.") else "trunk"


def region_of(segment: str) -> str:
    """Region whose mesoneurium holds the nerve in a bed segment: canal, foramen, pelvis, thigh, leg, foot or arm."""
    head, piece = segment.split(".")[:2]
    if head in ("canal", "foramen", "plexus"):
        return {"plexus": "pelvis"}.get(head, head)
    if head == "median":
        return "arm"
    return {
        "pelvis": "pelvis", "hip": "pelvis", "thigh": "thigh", "knee": "leg", "calf": "leg", "leg": "leg",
        "ankle": "foot", "plantar": "foot",
    }[piece]


def area_of(segment: str, p) -> tuple[float, float]:
    """Cross-section [m2] at the two ends of a bed segment."""
    tissue = tissue_of(segment)
    if tissue == "root":
        root = p["root.area"]
        return root, root
    if tissue in ("cord", "sac"):
        return p[f"{tissue}.area"], p[f"{tissue}.area"]
    head, piece = segment.split(".")[:2]
    if head == "plexus":  # the roots make up the sciatic's section as they share its rest tension
        part = p[f"root.share_{piece}"] * p["nerve.area.sciatic_gluteal"]
        return part, part
    start, end = _AREA_ENDS[f"{head}.{piece}"]
    return p[f"nerve.area.{start}"], p[f"nerve.area.{end}"]


_AREA_ENDS = {
    "sciatic.pelvis": ("sciatic_gluteal", "sciatic_gluteal"),
    "sciatic.hip": ("sciatic_gluteal", "sciatic_gluteal"),
    "sciatic.thigh": ("sciatic_gluteal", "sciatic_distal"),
    "tibial.thigh": ("tibial_popliteal", "tibial_popliteal"),
    "tibial.knee": ("tibial_popliteal", "tibial_popliteal"),
    "tibial.calf": ("tibial_popliteal", "tibial_ankle"),
    "tibial.ankle": ("tibial_ankle", "tibial_ankle"),
    "tibial.plantar": ("plantar", "plantar"),
    "sural.calf": ("sural", "sural"),
    "sural.ankle": ("sural", "sural"),
    "fibular.knee": ("fibular_popliteal", "fibular_head"),
    "fibular.leg": ("fibular_head", "fibular_ankle"),
    "fibular.ankle": ("fibular_ankle", "fibular_ankle"),
} | {f"median.{piece}": ("median", "median")
     for piece in ("neck", "shoulder", "upper_arm", "elbow", "forearm", "wrist", "digit")}


def area_along(mesh: Mesh, p) -> np.ndarray:
    """Cross-section [m2] of the element after each node (n,); the empty element takes its neighbour's."""
    ends = np.array([area_of(name, p) for name in SEGMENTS])
    area = np.empty(mesh.n_nodes)
    for first, last in zip(mesh.first, mesh.last, strict=True):
        segment = mesh.segment[first:last]
        begins = np.concatenate([[0.0], np.cumsum(mesh.share[first:last])[:-1]])
        place = begins + 0.5 * mesh.share[first:last] - np.floor(begins + 1e-9)
        area[first:last] = ends[segment, 0] + place * (ends[segment, 1] - ends[segment, 0])
        area[last] = area[last - 1]
    return area


#: The nerve that a region's records of holding are told for; a nerve half as wide is held half as firmly beside it.
#: Canal and foramen hold cord, sac and roots by ligaments and dura, not by a skin of mesoneurium: no girth there.
_TOLD_FOR = {
    "pelvis": "sciatic_gluteal", "thigh": "sciatic_mid_thigh", "leg": "tibial_popliteal", "foot": "tibial_ankle",
    "arm": "median",
}


def girth_along(region: np.ndarray, area: np.ndarray, p) -> np.ndarray:
    """Circumference at each node over that of the nerve its region's holding is told for (n,); 1 in the canal.

    The mesoneurium clasps a nerve all round, so what holds it and what drags on it go with the circumference: the root
    of the cross-section (``area`` (n,) [m2], of the element after each node, in its ``region`` (n,)).
    """
    told = {name: f"nerve.area.{nerve}" for name, nerve in _TOLD_FOR.items()}
    clasped, girth = np.isin(region, list(told)), np.ones(len(area))
    girth[clasped] = np.sqrt(area[clasped] / _pick(region[clasped], told, p))
    return girth


def rest_tensions(mesh: Mesh, p, law: str) -> np.ndarray:
    """Tension [N] of every branch in supine neutral (b,), balanced at the junctions."""
    tension = kernel_for(law).tension.py_func  # two calls are not worth compiling it by itself, half a second
    equilibrium = 1.0 - sum(p[f"relaxation.share_{i}"] for i in PRONY_BRANCHES)
    strain = 1.0 / (1.0 - p["nerve.shortening_when_cut"]) - 1.0
    at_rest = {
        "sciatic": tension(strain, p["nerve.modulus"] * p["nerve.area.sciatic_mid_thigh"], p["nerve.toe"])[0],
        "median": tension(strain * p["median.rest_strain_ratio"], p["nerve.modulus"] * p["nerve.area.median"],
                          p["nerve.toe"])[0],
    }
    sciatic, median = (equilibrium * at_rest[name] for name in ("sciatic", "median"))
    tibial, fibular = p["nerve.area.tibial_popliteal"], p["nerve.area.fibular_popliteal"]
    below = sciatic * tibial / (tibial + fibular)
    sural = below * p["nerve.area.sural"] / tibial
    sac = p["sac.rest_tension"]
    by_branch = {
        "cord": 2.0 * sciatic + sac, "sac": sac, "sciatic": sciatic, "median": median, "tibial_thigh": below,
        "tibial": below - sural, "sural": sural, "fibular": sciatic - below,
        **{f"root.{root}": sciatic * p[f"root.share_{root}"] for root in ("l4", "l5", "s1")},
    }
    return np.array([by_branch[b.name.removesuffix(".r").removesuffix(".l")] for b in mesh.branches])


class Nerve(NamedTuple):
    """One person's nerve on a mesh: node arrays (n,) in SI (see arrays.Material) and its point holdings."""

    length: np.ndarray
    area: np.ndarray
    rest_stretch: np.ndarray
    rest_tension: np.ndarray
    stiffness: np.ndarray
    toe: np.ndarray
    hold: np.ndarray
    hardening: np.ndarray
    drag: np.ndarray
    tethers: tuple[Tether, ...]
    prony_share: np.ndarray
    prony_time: np.ndarray


def build_nerve(mesh: Mesh, neutral_m: np.ndarray, p, law: str) -> Nerve:
    """The nerve of a person whose bed segments have the neutral lengths ``neutral_m`` (S,) [m]."""
    last = mesh.segment < 0
    segment = np.where(last, np.roll(mesh.segment, 1), mesh.segment)
    tissue = np.array([tissue_of(name) for name in SEGMENTS])[segment]
    region = np.array([region_of(name) for name in SEGMENTS])[segment]
    length = np.where(last, 0.0, neutral_m[segment] * mesh.share)
    area = area_along(mesh, p)
    modulus = {"cord": "cord.modulus", "sac": "sac.modulus", "root": "root.modulus", "trunk": "nerve.modulus"}
    toes = {"cord": "cord.toe", "sac": "sac.toe", "root": "root.toe", "trunk": "nerve.toe"}
    stiffness = area * _pick(tissue, modulus, p)
    toe = _pick(tissue, toes, p)
    share = np.array([p[f"relaxation.share_{i}"] for i in PRONY_BRANCHES])
    tension = rest_tensions(mesh, p, law)[mesh.branch]
    strain = kernel_for(law).rest_strain(tension, stiffness, toe, 1.0 - share.sum())
    cell = 0.5 * (length + np.where(np.roll(last, 1), 0.0, np.roll(length, 1)))
    glide = _pick(region, {r: f"hold.{r}.glide" for r in _REGIONS}, p)
    held = cell * girth_along(region, area, p)
    return Nerve(
        length, area, 1.0 + strain, tension, np.where(last, 0.0, stiffness), toe,
        held * _pick(region, {r: f"hold.{r}.stiffness" for r in _REGIONS}, p), 1.0 / glide**2,
        held * _pick(region, {r: f"hold.{r}.drag" for r in _REGIONS}, p),
        _tethers(mesh, p), share, np.array([p[f"relaxation.time_{i}"] for i in PRONY_BRANCHES]),
    )


_REGIONS = ("canal", "foramen", "pelvis", "thigh", "leg", "foot", "arm")


def _pick(names: np.ndarray, keys: dict[str, str], p) -> np.ndarray:
    """Value of each name's parameter, over the array of names."""
    kinds, where = np.unique(names, return_inverse=True)
    return np.array([p[keys[str(kind)]] for kind in kinds])[where]


#: Tethers that everyone has: key prefix -> bed segments at whose distal end they hold.
_TETHERED = {
    "tether.foramen": tuple(f"foramen.{root}" for root in ROOTS),
    "tether.scalene": ("median.neck",),
    "tether.fibular_head": ("fibular.knee",),
    "tether.tarsal_tunnel": ("tibial.ankle",),
    "tether.carpal_tunnel": ("median.wrist",),
}


def _tethers(mesh: Mesh, p) -> tuple[Tether, ...]:
    found = []
    for prefix, places in _TETHERED.items():
        for index, name in enumerate(SEGMENTS):
            if name.rsplit(".", 1)[0] in places:
                at = np.flatnonzero(mesh.segment == index)
                if len(at):
                    force, give, spring = (p[f"{prefix}.{what}"] for what in ("yield_force", "give", "spring"))
                    share = _foramen_share(name, p)
                    found.append(Tether(int(at[-1] + 1), share * force, give, share * spring))
    return tuple(found)


def _foramen_share(segment: str, p) -> float:
    """Factor on what holds a root at its own foramen; 1 for every other tether."""
    head, piece = segment.split(".")[:2]
    return p[f"tether.foramen.share_{piece}"] if head == "foramen" else 1.0
