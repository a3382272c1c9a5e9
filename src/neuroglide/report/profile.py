"""A quantity along the nerve, from the S1 foramen to the sole of the foot (or along the arm)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from neuroglide.anatomy import SEGMENT_INDEX, SITE_INDEX
from neuroglide.report.comparison import main_line, series, side_of
from neuroglide.report.quantities import BY_KEY, Quantity, base, title
from neuroglide.result import BAND

#: Whole-nerve array of a result, the quantity it is, and the factor to clinical units.
FIELDS = (
    ("strain", "strain_percent", 100.0), ("excursion_m", "excursion_mm", 1000.0), ("tension_n", "tension_n", 1.0),
    ("cross_section", "cross_section_percent", 100.0), ("blood_flow", "blood_flow_percent", 100.0),
)
_LEG = (("root.s1", ("foramen.s1", "plexus.s1")), ("sciatic", ("sciatic.pelvis", "sciatic.hip", "sciatic.thigh")),
        ("tibial_thigh", ("tibial.thigh",)),
        ("tibial", ("tibial.knee", "tibial.calf", "tibial.ankle", "tibial.plantar")))
_ARM = (("median", tuple(f"median.{part}" for part in
                         ("neck", "shoulder", "upper_arm", "elbow", "forearm", "wrist", "digit"))),)


class Line(NamedTuple):
    """A run of nodes: node numbers (N,), distance [mm] along the bed in neutral (N,), named marks on it and the sites
    that they are."""

    nodes: np.ndarray
    distance_mm: np.ndarray
    marks: list[tuple[float, str]]
    sites: list[str]


def line_of(result, neutral_m: np.ndarray) -> Line:
    """The line drawn in a profile.

    Parameters: result, with its mesh; neutral_m (S,), bed length of each anatomy segment in supine neutral [m].
    """
    side, mesh = side_of(result), result.mesh
    shown = main_line([result])
    pieces = _ARM if shown and base(shown[0]).startswith("median.") else _LEG
    names = {b.name: i for i, b in enumerate(mesh.branches)}
    nodes, where, at = [], [], 0.0
    for branch, segments in pieces:
        of_branch = mesh.branch == names[f"{branch}.{side}"]
        for segment in segments:
            index = SEGMENT_INDEX[f"{segment}.{side}"]
            own = np.flatnonzero(of_branch & (mesh.segment == index))
            length = mesh.share[own] * neutral_m[index]
            nodes.append(own)
            where.append(at + np.cumsum(length) - length / 2)  # an element's value stands at its middle
            at += float(length.sum())
    line = Line(np.concatenate(nodes), 1000 * np.concatenate(where), [], [])
    order = {int(node): float(x) for node, x in zip(line.nodes, line.distance_mm, strict=True)}
    for site in shown:
        node = int(mesh.site_node[SITE_INDEX[site]])
        # The foramen is the beginning of the line; a junction's node belongs to the branch before it.
        near = next((order[n] for n in (node, node - 1, node + 1) if n in order), None)
        if near is not None:
            line.marks.append((near, title(site)))
            line.sites.append(site)
    return line


def values(result, field: str, factor: float, line: Line, samples: np.ndarray, points: int = 140):
    """A quantity along the line at some moments.

    Parameters: field and factor as in FIELDS; samples (K,) sample numbers; points, how many places at most.
    Returns distance_mm (P,) and values (K, P) in clinical units.
    """
    step = max(1, int(np.ceil(len(line.nodes) / points)))
    nodes = line.nodes[::step]
    return line.distance_mm[::step], factor * np.asarray(result.fields[field])[np.ix_(samples, nodes)]


def site_bands(result, key: str, line: Line, samples: np.ndarray) -> list[list[list[float | None]]]:
    """Low, middle and high of a quantity at the sites of the line, at some moments: (K, 3, sites), missing as None."""
    digits = BY_KEY[key].digits + 1
    rows = [[np.round(series(result, site, key + end)[samples], digits) + 0.0 for site in line.sites]
            for end in (BAND[0], "", BAND[1])]
    values = np.moveaxis(np.array(rows), -1, 0)
    return np.where(np.isfinite(values), values, None).tolist()


def available(result) -> list[tuple[str, Quantity, float]]:
    """The whole-nerve arrays this result holds, with their quantity and factor."""
    return [(field, BY_KEY[key], factor) for field, key, factor in FIELDS if field in result.fields]


def strain_by_segment(result, sample: int, draw: set[str]) -> dict[str, np.ndarray]:
    """Strain [%] along each bed segment at one moment, for the pictures.

    Parameters: sample number; draw, the bed segments wanted. The canal segments that three roots share take the
    values of the S1 root, which runs through all of them.
    """
    mesh, strain = result.mesh, 100 * np.asarray(result.fields["strain"])[sample]
    found = {}
    for segment in draw:
        index = SEGMENT_INDEX.get(segment)
        owners = [i for i, b in enumerate(mesh.branches) if segment in b.segments]
        if index is None or not owners:
            continue
        branch = next((i for i in owners if mesh.branches[i].name.startswith("root.s1")), owners[0])
        found[segment] = strain[(mesh.branch == branch) & (mesh.segment == index)]
    return found
