"""The extremes of a movement along the whole nerve, between the sites that are read too.

The arrays of the whole nerve are the central run's: they have no band, and the sentence says so.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from neuroglide.anatomy import SEGMENTS
from neuroglide.report.comparison import main_line, side_of
from neuroglide.report.quantities import BY_KEY, base

#: Where a bed segment lies, for use in a sentence; {root} stands for the root's name.
_PLACES = {
    "canal.cervical": "in the neck", "canal.thoracic": "in the thoracic canal",
    "canal.conus": "just above the end of the spinal cord",
    "canal": "in the {root}, in the lumbar canal", "foramen": "in the {root}, in its foramen",
    "plexus": "in the plexus, between the {root}'s foramen and the sciatic notch",
    "sciatic.pelvis": "in the pelvis, between plexus and sciatic notch",
    "sciatic.hip": "behind the hip, between sciatic notch and gluteal fold",
    "sciatic.thigh": "in the thigh, between gluteal fold and the nerve's division",
    "tibial.thigh": "in the lower thigh, between the nerve's division and the back of the knee",
    "tibial.knee": "just below the back of the knee", "tibial.calf": "in the calf",
    "tibial.ankle": "behind the inside of the ankle", "tibial.plantar": "in the sole of the foot",
    "sural.calf": "in the sural nerve, between the back of the knee and the ankle",
    "sural.ankle": "in the sural nerve at the ankle",
    "fibular.knee": "in the fibular nerve, between the nerve's division and the fibular head",
    "fibular.leg": "in the fibular nerve, between fibular head and ankle",
    "fibular.ankle": "in the fibular nerve at the front of the ankle",
    "median.neck": "at the side of the neck", "median.shoulder": "at the shoulder",
    "median.upper_arm": "in the upper arm", "median.elbow": "at the elbow", "median.forearm": "in the forearm",
    "median.wrist": "at the wrist", "median.digit": "in the palm and fingers",
}
#: Said of every number that has no band beside numbers that have one.
CENTRAL = " (in the central run, no band)"
BESIDE = " The central run need not show the middles of all runs told for the sites."
#: Share of a piece of nerve that counts as its end, near or far from the spine: there the next piece pulls on it.
_END = 0.15


class Found(NamedTuple):
    """An extreme along the nerve: its value [%], when [s], and the place in words."""

    value: float
    time_s: float
    place: str


def place_of(branch: str, segment: str) -> str:
    """Where a segment of a branch lies, in words: "in the plexus, between the L5 root's foramen and ..."."""
    where, what = base(segment.removesuffix(".m")), base(branch)
    root = f"{what.split('.')[1].upper()} root" if what.startswith("root.") else "dural sac"
    return (_PLACES.get(where) or _PLACES[where.split(".")[0]]).format(root=root)


def peak_strain(result) -> Found | None:
    """Largest strain [%] along the whole nerve of the affected side, where and while it is taut; None when unknown."""
    nodes = _nodes(result)
    if nodes is None or "strain" not in result.fields:
        return None
    strain, tension = (np.asarray(result.fields[key])[:, nodes] for key in ("strain", "tension_n"))
    return _found(result, nodes, np.where(tension < BY_KEY["tension_n"].resolution, np.nan, -100 * strain), -1.0)


def least_flow(result) -> Found | None:
    """Least blood flow [% of rest] along the whole nerve of the affected side; None when the result has no arrays."""
    nodes = _nodes(result)
    if nodes is None or "blood_flow" not in result.fields:
        return None
    return _found(result, nodes, 100 * np.asarray(result.fields["blood_flow"])[:, nodes], 1.0)


def sentence(result) -> str:
    """Both extremes with their places in one sentence; empty when the result holds no whole-nerve arrays."""
    from neuroglide.report.sentences import number

    strain, flow = peak_strain(result), least_flow(result)
    if strain is None or flow is None:
        return ""
    quantity = BY_KEY["blood_flow_percent"]
    run, beside = ("", "") if result.draws is None else (CENTRAL, BESIDE)
    text = (f"Along the whole nerve and its branches, between the sites too, strain peaks at "
            f"{number(strain.value, BY_KEY['strain_percent'])}{run} {strain.place}")
    if flow.value > 100 - quantity.resolution:
        return text + f"; blood flow stays within {quantity.resolution:g} % of rest all along{run}.{beside}"
    where = "there too" if flow.place == strain.place else flow.place
    return text + f"; blood flow is lowest {where}, at {number(flow.value, quantity)} of rest{run}.{beside}"


def _nodes(result) -> np.ndarray | None:
    """Node numbers of the limb that moves, affected side, and of the cord; without the doubled last of a branch."""
    if not result.fields or result.mesh is None or not len(result.time_s):
        return None
    line, side = main_line([result]), side_of(result)
    arm = bool(line) and base(line[0]).startswith("median.")
    names = [b.name for b in result.mesh.branches]
    wanted = [i for i, name in enumerate(names) if (name == f"median.{side}" if arm else _of_leg(name, side))]
    return np.flatnonzero(np.isin(result.mesh.branch, wanted) & (result.mesh.segment >= 0))


def _of_leg(name: str, side: str) -> bool:
    return not name.startswith("median.") and (name == base(name) or name.endswith("." + side))


def _found(result, nodes: np.ndarray, values: np.ndarray, sign: float) -> Found | None:
    if not np.isfinite(values).any():
        return None
    moment, column = np.unravel_index(int(np.nanargmin(values)), values.shape)
    node, mesh = nodes[column], result.mesh
    branch, segment = mesh.branch[node], mesh.segment[node]
    place = place_of(mesh.branches[branch].name, SEGMENTS[segment])
    own = np.flatnonzero((mesh.branch == branch) & (mesh.segment == segment))
    along = (np.searchsorted(own, node) + 0.5) / len(own)
    if not _END < along < 1 - _END:
        place += f" (at {'its near' if along <= _END else 'its far'} end)"
    return Found(sign * float(values[moment, column]), float(result.time_s[moment]), place)
