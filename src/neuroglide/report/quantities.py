"""The quantities of a result as they are shown: name, unit, which extreme matters, how fine they are read."""

from __future__ import annotations

from typing import NamedTuple

from neuroglide.anatomy import SITES
from neuroglide.summary import SLACK_N


class Quantity(NamedTuple):
    """How one quantity of a result is shown.

    ``extreme`` is the summary that matters: ``peak`` (largest), ``least`` (smallest) or ``range`` (largest minus
    smallest); ``resolution`` is the change below which we call the quantity unchanged, in its own unit; it is a
    choice of this report, written out next to every statement that uses it.
    """

    key: str
    label: str
    unit: str
    extreme: str
    digits: int
    resolution: float
    meaning: str


QUANTITIES: tuple[Quantity, ...] = (
    Quantity("excursion_mm", "Excursion", "mm", "range", 1, 0.1,
             "how far the nerve slides along the tissue beside it; positive toward the foot or hand"),
    Quantity("strain_percent", "Strain", "%", "peak", 2, 0.1,
             "how much longer the nerve is here than lying relaxed on the back"),
    Quantity("tension_n", "Tension", "N", "peak", 2, SLACK_N,
             "the pull carried by the whole nerve here, resting tension included"),
    Quantity("cross_section_percent", "Cross-section", "%", "least", 1, 0.5,
             "the area of the nerve; a stretched nerve is a thinner one; 100 is rest"),
    Quantity("blood_flow_percent", "Blood flow", "%", "least", 1, 1.0,
             "flow through the vessels inside the nerve; 100 is rest"),
    Quantity("transport_percent", "Axonal transport", "%", "least", 1, 1.0,
             "how much material the fibres carry along themselves; 100 is rest"),
    Quantity("conduction_percent", "Conduction", "%", "least", 1, 1.0,
             "size of the compound signal that passes; 100 is rest"),
)
BY_KEY: dict[str, Quantity] = {q.key: q for q in QUANTITIES}

#: In a sentence, and as a heading.
_PLACES = {
    "conus": ("the end of the spinal cord", "Conus"),
    "root.l4": ("the L4 root", "L4 root, foramen"),
    "root.l5": ("the L5 root", "L5 root, foramen"),
    "root.s1": ("the S1 root", "S1 root, foramen"),
    "sciatic.notch": ("the sciatic notch", "Sciatic notch"),
    "sciatic.gluteal_fold": ("the gluteal fold", "Gluteal fold"),
    "sciatic.mid_thigh": ("mid-thigh", "Mid-thigh"),
    "sciatic.distal_thigh": ("the lower thigh", "Lower thigh"),
    "tibial.popliteal": ("the back of the knee", "Back of the knee"),
    "tibial.calf": ("the calf", "Calf"),
    "tibial.ankle": ("the inside of the ankle", "Inside of the ankle"),
    "plantar.medial": ("the sole of the foot", "Sole of the foot"),
    "fibular.head": ("the fibular head", "Fibular head"),
    "fibular.ankle": ("the front of the ankle", "Front of the ankle"),
    "sural.ankle": ("the sural nerve behind the ankle", "Sural, ankle"),
    "median.axilla": ("the axilla", "Axilla"),
    "median.upper_arm": ("the upper arm", "Upper arm"),
    "median.elbow": ("the elbow", "Elbow"),
    "median.forearm": ("the forearm", "Forearm"),
    "median.wrist": ("the wrist", "Wrist"),
}
#: Order along the nerve, foramen to foot, of the sites drawn in a profile.
SCIATIC_LINE = ("root.s1", "sciatic.notch", "sciatic.gluteal_fold", "sciatic.mid_thigh", "sciatic.distal_thigh",
                "tibial.popliteal", "tibial.calf", "tibial.ankle", "plantar.medial")
MEDIAN_LINE = ("median.axilla", "median.upper_arm", "median.elbow", "median.forearm", "median.wrist")


def base(site: str) -> str:
    """The site without its side: ``sciatic.notch.r`` gives ``sciatic.notch``."""
    return site[:-2] if site.endswith((".r", ".l")) else site


def place(site: str) -> str:
    """The site in plain words, for sentences."""
    return _PLACES.get(base(site), (site, site))[0]


def title(site: str) -> str:
    """The site as a row heading."""
    return _PLACES.get(base(site), (site, site))[1]


def at(site: str) -> str:
    """The place with its preposition, for use inside a sentence: "at mid-thigh"."""
    return "at " + place(site)


def ordered(sites) -> list[str]:
    """The given site names in anatomical order (cord to foot, then the arm)."""
    order = {site.name: i for i, site in enumerate(SITES)}
    return sorted(sites, key=lambda name: order.get(name, len(order)))
