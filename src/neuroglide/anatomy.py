"""Names shared by the body (which says how long each piece of bed is) and the nerve (which lies in it).

A *segment* is a piece of the nerve bed between two landmarks; its length depends on the posture. A *branch* is an
ordered run of segments between two junctions of the nerve network, cranial (or proximal) end first. A *site* is where
a quantity is read: a branch, a segment of it and the fraction of that segment's length. ``{s}`` stands for r or l,
``m`` for the midline. Definitions and sources of the landmarks: docs/nomenclature.md.
"""

from __future__ import annotations

from typing import NamedTuple

from neuroglide.coordinates import SIDES

ROOTS = ("l4", "l5", "s1")
#: Canal segments between the conus (L1-L2 disc) and each root's dural exit, cranial first.
_LUMBAR_CANAL = ("l2", "l3", "l4", "l5", "s1")
_CANAL_OF_ROOT = {"l4": 3, "l5": 4, "s1": 5}


class Branch(NamedTuple):
    """A run of bed segments between two junctions; ``None`` marks an end fixed to the bed (w = 0)."""

    name: str
    segments: tuple[str, ...]
    start: str | None
    end: str | None


class Site(NamedTuple):
    """Where a quantity is read: branch, segment of it, and the fraction of that segment's length.

    ``border``: strain and tension are read at the very end of the segment (fraction 0 or 1), carried on in a straight
    line from its last two elements, as a gauge cannot; else over the elements around the place.
    """

    name: str
    branch: str
    segment: str
    fraction: float
    border: bool = False


def _leg_branches(s: str) -> list[Branch]:
    roots = [
        Branch(
            f"root.{root}.{s}",
            (*(f"canal.{level}.{s}" for level in _LUMBAR_CANAL[: _CANAL_OF_ROOT[root]]),
             f"foramen.{root}.{s}", f"plexus.{root}.{s}"),
            "conus",
            f"plexus.{s}",
        )
        for root in ROOTS
    ]
    return roots + [
        Branch(f"sciatic.{s}", (f"sciatic.pelvis.{s}", f"sciatic.hip.{s}", f"sciatic.thigh.{s}"),
               f"plexus.{s}", f"bifurcation.{s}"),
        Branch(f"tibial_thigh.{s}", (f"tibial.thigh.{s}",), f"bifurcation.{s}", f"crease.{s}"),
        Branch(f"tibial.{s}", (f"tibial.knee.{s}", f"tibial.calf.{s}", f"tibial.ankle.{s}", f"tibial.plantar.{s}"),
               f"crease.{s}", None),
        Branch(f"sural.{s}", (f"sural.calf.{s}", f"sural.ankle.{s}"), f"crease.{s}", None),
        Branch(f"fibular.{s}", (f"fibular.knee.{s}", f"fibular.leg.{s}", f"fibular.ankle.{s}"),
               f"bifurcation.{s}", None),
    ]


def _arm_branches(s: str) -> list[Branch]:
    pieces = ("neck", "shoulder", "upper_arm", "elbow", "forearm", "wrist", "digit")
    return [Branch(f"median.{s}", tuple(f"median.{piece}.{s}" for piece in pieces), None, None)]


BRANCHES: tuple[Branch, ...] = (
    Branch("cord", ("canal.cervical.m", "canal.thoracic.m", "canal.conus.m"), None, "conus"),
    Branch("sac", tuple(f"canal.{level}.m" for level in _LUMBAR_CANAL), "conus", None),
    *(branch for s in SIDES for branch in _leg_branches(s)),
    *(branch for s in SIDES for branch in _arm_branches(s)),
)
#: Every bed segment once, in the one order used by length arrays of shape (time, segment).
SEGMENTS: tuple[str, ...] = tuple(dict.fromkeys(segment for branch in BRANCHES for segment in branch.segments))
SEGMENT_INDEX: dict[str, int] = {name: i for i, name in enumerate(SEGMENTS)}

#: Tissue that slides along the bone and takes what holds the nerve with it: the flexor tendons of either hand.
CARRIERS: tuple[str, ...] = tuple(f"flexor_tendons.{s}" for s in SIDES)
#: Segments whose holding a carrier takes along: the carrier, and the share of its way at the segment's start and end.
CARRIED: dict[str, tuple[str, float, float]] = {
    f"median.{piece}.{s}": (f"flexor_tendons.{s}", *shares)
    for s in SIDES
    for piece, shares in (("forearm", (0.0, 1.0)), ("wrist", (1.0, 1.0)), ("digit", (1.0, 0.0)))
}


def _sites(s: str) -> list[Site]:
    return [
        # At the outer foramen, on the root's own side of the foraminal tether.
        *(Site(f"root.{root}.{s}", f"root.{root}.{s}", f"foramen.{root}.{s}", 0.9) for root in ROOTS),
        Site(f"sciatic.notch.{s}", f"sciatic.{s}", f"sciatic.pelvis.{s}", 1.0),
        Site(f"sciatic.gluteal_fold.{s}", f"sciatic.{s}", f"sciatic.hip.{s}", 1.0),
        # The bifurcation lies at three quarters from gluteal fold to crease (body), so half-way is two thirds of it.
        Site(f"sciatic.mid_thigh.{s}", f"sciatic.{s}", f"sciatic.thigh.{s}", 2 / 3),
        Site(f"sciatic.distal_thigh.{s}", f"sciatic.{s}", f"sciatic.thigh.{s}", 0.95),
        Site(f"tibial.popliteal.{s}", f"tibial_thigh.{s}", f"tibial.thigh.{s}", 1.0),
        Site(f"tibial.calf.{s}", f"tibial.{s}", f"tibial.calf.{s}", 0.5),
        Site(f"tibial.ankle.{s}", f"tibial.{s}", f"tibial.ankle.{s}", 0.5),
        Site(f"plantar.medial.{s}", f"tibial.{s}", f"tibial.plantar.{s}", 0.3),
        # Just above the neck of the fibula, where the nerve is tethered: one side of the tether only.
        Site(f"fibular.head.{s}", f"fibular.{s}", f"fibular.knee.{s}", 0.9),
        Site(f"fibular.ankle.{s}", f"fibular.{s}", f"fibular.ankle.{s}", 0.3),
        Site(f"sural.ankle.{s}", f"sural.{s}", f"sural.ankle.{s}", 0.3),
        Site(f"median.axilla.{s}", f"median.{s}", f"median.shoulder.{s}", 1.0),
        Site(f"median.upper_arm.{s}", f"median.{s}", f"median.upper_arm.{s}", 0.5),
        Site(f"median.elbow.{s}", f"median.{s}", f"median.elbow.{s}", 0.5),
        Site(f"median.forearm.{s}", f"median.{s}", f"median.forearm.{s}", 0.5),
        Site(f"median.wrist.{s}", f"median.{s}", f"median.wrist.{s}", 0.1),
    ]


SITES: tuple[Site, ...] = (
    Site("conus", "cord", "canal.conus.m", 1.0),
    *(site for s in SIDES for site in _sites(s)),
)
SITE_INDEX: dict[str, int] = {site.name: i for i, site in enumerate(SITES)}

#: Where studies read and clinicians do not: each root where it leaves the canal for its foramen.
CANAL_POINTS: tuple[Site, ...] = tuple(
    Site(f"canal.{root}.{s}", f"root.{root}.{s}", f"canal.{root}.{s}", 1.0) for s in SIDES for root in ROOTS
)

_END = {0.0: "start", 1.0: "end"}


def _between(s: str) -> list[Site]:
    roots = [
        Site(f"between.{piece}.{root}.{end}.{s}", f"root.{root}.{s}", f"{piece}.{root}.{s}", fraction, True)
        for root in ROOTS
        for piece, end, fraction in (("canal", "end", 1.0), ("plexus", "start", 0.0), ("plexus", "end", 1.0))
    ]
    borders = (
        ("sciatic", "sciatic.pelvis", 0.0), ("sciatic", "sciatic.thigh", 0.0), ("tibial_thigh", "tibial.thigh", 0.0),
        ("tibial", "tibial.knee", 0.0), ("tibial", "tibial.knee", 1.0), ("tibial", "tibial.calf", 1.0),
        ("tibial", "tibial.ankle", 1.0), ("sural", "sural.calf", 0.0), ("sural", "sural.calf", 1.0),
        ("fibular", "fibular.knee", 0.0), ("fibular", "fibular.leg", 0.0), ("fibular", "fibular.leg", 1.0),
        ("median", "median.neck", 1.0), ("median", "median.elbow", 1.0), ("median", "median.wrist", 1.0),
    )
    return roots + [
        Site(f"between.{segment}.{_END[fraction]}.{s}", f"{branch}.{s}", f"{segment}.{s}", fraction, True)
        for branch, segment, fraction in borders
    ]


#: Where strain and flow may be worse than at any site: where nerves branch, and where tissue or bed change.
BETWEEN_POINTS: tuple[Site, ...] = tuple(point for s in SIDES for point in _between(s))
