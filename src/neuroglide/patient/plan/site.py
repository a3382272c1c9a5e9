"""Where the nerve should move: the place that is most probably restricted or sensitised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from neuroglide.coordinates import SIDE_WORDS
from neuroglide.patient.plan.words import of_hundred
from neuroglide.patient.screening.differentiation import affected_sides
from neuroglide.patient.twin.words import site_name

#: Where a tunnel's complaint is looked at, by the route of the screening: limb, site, and what its signs are called.
_OF_ROUTE = {"tarsal_tunnel": ("leg", "tibial.ankle", "tarsal"), "carpal_tunnel": ("arm", "median.wrist", "carpal")}
_SIGNS = ("positive", "reproduced")


@dataclass(frozen=True)
class SiteOfInterest:
    """The ``site``, ``because`` restriction, sensitised or examined, and the ``probability`` that it is so."""

    site: str
    because: str
    probability: float | None

    @property
    def text(self) -> str:
        """The same in a sentence."""
        if self.because == "examined":
            return f"{self._spoken}: the findings point to this tunnel."
        sure = "" if self.probability >= 0.5 else " The place is uncertain."
        what = "restricted" if self.because == "restriction" else "sensitised"
        return f"{self._spoken}: {what} with a probability of {of_hundred(self.probability)} of 100.{sure}"

    @property
    def _spoken(self) -> str:
        place, _, side = self.site.rpartition(".")
        return f"{site_name(place)}, {SIDE_WORDS[side]}"

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"site": self.site, "because": self.because, "probability": self.probability, "text": self.text}


def site_of_interest(exam: Any, screening: Any, twin: Any, nerves: Any = None) -> SiteOfInterest:
    """The place at which glide is judged.

    Parameters: ``exam``, ``screening`` (its routes), ``twin``, ``nerves``, the twin whose draws the techniques are run
    in (None: ``twin``): the place is chosen by it, so that the angle of a test has no part in the choice, and its
    probability is what ``twin`` says. Returns: a tunnel that was examined; else the site most probably restricted where
    that is at least as probable as a half, or more probable than any sensitised one; else the site most probably
    sensitised.
    """
    if tunnel := tunnel_of(exam, screening):
        return SiteOfInterest(f"{_OF_ROUTE[tunnel][1]}.{exam.side}", "examined", None)
    nerves = nerves or twin
    restricted, sensitised = dict(nerves.restriction_at), _sensitised(nerves)
    one = max(sorted(restricted), key=restricted.get, default=None)
    two = max(sorted(sensitised), key=sensitised.get, default=None)
    if one is not None and (restricted[one] >= 0.5 or two is None or restricted[one] > sensitised[two]):
        return SiteOfInterest(one, "restriction", float(twin.restriction_at[one]))
    return SiteOfInterest(two, "sensitised", _sensitised(twin)[two])


def tunnel_of(exam: Any, screening: Any) -> str | None:
    """The route of a tunnel that was found in the limb complained of, on an affected side, None where there is none: a
    sign of the other hand or of a hand beside a complaint of the leg brings no technique."""
    found, sides = exam.plain.get("foot_hand") or {}, affected_sides(exam.plain)
    for route, (limb, _, name) in _OF_ROUTE.items():
        tinel = [(key, said) for key, said in (found.get("tinel") or {}).items() if key.startswith(name)]
        here = any(said in _SIGNS and key.rpartition("_")[2] in sides
                   for key, said in [*(found.get(route) or {}).items(), *tinel])
        if route in screening.routes and exam.complaint.limb == limb and here:
            return route
    return None


def _sensitised(twin: Any) -> dict[str, float]:
    """Probability that each site is the sensitised one."""
    chance = float(twin.sensitisation["probability"])
    return {site: float(chance * share) for site, share in twin.sensitisation["sites"].items()}
