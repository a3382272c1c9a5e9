"""Where the nerve should move: the place that is most probably restricted or sensitised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from neuroglide.coordinates import SIDE_WORDS
from neuroglide.patient.plan.words import of_hundred
from neuroglide.patient.screening import tunnels
from neuroglide.patient.twin.words import site_name


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
    if tunnel := tunnel_of(screening):
        return SiteOfInterest(f"{tunnels()[tunnel]['site']}.{exam.side}", "examined", None)
    nerves = nerves or twin
    restricted, sensitised = dict(nerves.restriction_at), _sensitised(nerves)
    one = max(sorted(restricted), key=restricted.get, default=None)
    two = max(sorted(sensitised), key=sensitised.get, default=None)
    if one is not None and (restricted[one] >= 0.5 or two is None or restricted[one] > sensitised[two]):
        return SiteOfInterest(one, "restriction", float(twin.restriction_at[one]))
    return SiteOfInterest(two, "sensitised", _sensitised(twin)[two])


def tunnel_of(screening: Any) -> str | None:
    """The route of the tunnel that the findings point to, None where they point to none."""
    return next((route for route in screening.routes if route in tunnels()), None)


def _sensitised(twin: Any) -> dict[str, float]:
    """Probability that each site is the sensitised one."""
    chance = float(twin.sensitisation["probability"])
    return {site: float(chance * share) for site, share in twin.sensitisation["sites"].items()}
