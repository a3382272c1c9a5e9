"""What a technique may do to this person's nerve: bounds from records, held against the worse end of the 90 % band."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from neuroglide.parameters import load_set
from neuroglide.patient.plan.engine import Found
from neuroglide.patient.plan.uses import DAY, within, worth
from neuroglide.summary import band

#: Bound: quantity of Found, name in words, unit, which end of the band is held to it, and what it bears on.
KINDS = {
    "symptom": ("symptom_max", "symptom", "of 10", "upper", "amplitude"),
    "strain": ("peak_strain_percent", "peak strain", "%", "upper", "amplitude"),
    "blood_flow": ("min_blood_flow_percent", "least blood flow", "% of rest", "lower", "amplitude"),
    "hamstring": ("hamstring_share", "hamstring moment over what is tolerated", "", "upper", "amplitude"),
    "seconds_above": ("seconds_above", "time above the strain at which inflamed fibres fire", "s", "upper", "dose"),
    "exposure_session": ("exposure_percent_s", "exposure of a session", "% s", "upper", "dose"),
}
#: Chance at which so few of the nerves that judge lie beyond a bound although one in twenty of all does.
_BY_LUCK = 0.125
#: Two numbers this close are the same [of the bound's unit]: rounding of a double, no more.
SAME = 1e-9


@dataclass(frozen=True)
class Bound:
    """``limit`` in ``unit``, on the ``end`` (upper, lower) of the 90 % band of ``quantity``; ``note`` says why."""

    id: str
    quantity: str
    name: str
    unit: str
    end: str
    bears_on: str
    limit: float
    kind: str
    source: str
    note: str

    def at(self, found: Found, times: int = 1) -> float:
        """The end of the band that is judged, in the bound's unit; infinitely bad where a draw ended early."""
        values = getattr(found, self.quantity)
        if not np.isfinite(values).all():
            return math.inf if self.end == "upper" else -math.inf
        return float(times * band(values)[2 if self.end == "upper" else 0])

    def excess(self, found: Found, times: int = 1) -> float:
        """How far beyond the bound, as value over limit (limit over value for a lower bound); at most 1 inside it."""
        value = self.at(found, times)
        if self.end == "lower":
            return self.limit / value if value > 0 else math.inf
        return value / self.limit

    def holds(self, found: Found, times: int = 1) -> bool:
        """Whether the bound is kept."""
        return self.excess(found, times) <= 1.0 + SAME

    def count(self, found: Found) -> int:
        """How many are judged: the nerves, or the people who may have them."""
        return len(getattr(found, self.quantity))

    def beyond(self, found: Found, times: int = 1) -> int:
        """How many of these lie beyond the bound; one that ended early does."""
        values = times * getattr(found, self.quantity)
        within = values <= self.limit * (1.0 + SAME) if self.end == "upper" else values * (1.0 + SAME) >= self.limit
        return int(np.count_nonzero(~within))

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return dict(vars(self))


def bounds_for(care: str, symptom_at_most: float | None = None) -> tuple[Bound, ...]:
    """All bounds of a grade of care.

    Parameters: ``care`` low, moderate or high; ``symptom_at_most``, a bar's own limit on symptoms, where lower.
    Returns: the bounds, those on the amplitude first, the day's last.
    """
    p, found = load_set(), []
    for name, (quantity, words, unit, end, bears_on) in {**KINDS, DAY: (
            "exposure_percent_s", "exposure of a day", "% s", "upper", "dose")}.items():
        record = p.record(f"plan.bound.{name}.{care}")
        limit = record.value
        if name == "symptom" and symptom_at_most is not None:
            # A bar says "no symptom" on a scale of whole points; the strictest record is what is reported as none.
            limit = min(limit, max(symptom_at_most, p.record("plan.bound.symptom.high").value))
        found.append(Bound(name, quantity, words, unit, end, bears_on, limit, record.kind, record.source, record.note))
    return tuple(found)


def broken(found: Found, bounds: Sequence[Bound], bears_on: str) -> dict[str, float]:
    """The bounds that are broken, by id with how far, the worst first; ``bears_on`` amplitude or dose."""
    over = {b.id: b.excess(found) for b in bounds if b.bears_on == bears_on and b.id != DAY and not b.holds(found)}
    return dict(sorted(over.items(), key=lambda item: -item[1]))


def all_hold(found: Found, bounds: Sequence[Bound], per_day: int = 1) -> bool:
    """Whether a whole session keeps every bound, the day's with ``per_day`` sessions."""
    return all(bound.holds(found, per_day if bound.id == DAY else 1) for bound in bounds)


def too_many(found: Found, bounds: Sequence[Bound], per_day: int = 1) -> dict[str, int]:
    """The bounds that too many nerves or people lie beyond, by id with how many, the largest share first: the largest
    size of several that just keeps a bound on those that judge it was chosen with their luck, and breaks it on
    others."""
    nerves = len(found.peak_strain_percent)
    over = [(b, b.beyond(found, per_day if b.id == DAY else 1)) for b in bounds]
    over = [(b, n) for b, n in over if n > few_beyond(b.count(found), nerves)]
    return {b.id: n for b, n in sorted(over, key=lambda item: -item[1] / item[0].count(found))}


def few_beyond(count: int, nerves: int) -> int:
    """The most of ``count`` that may lie beyond a bound when they judge a size: where one in twenty of all does, no
    more do so in one sample of eight at the most; none where every count is likelier. Parameters: as of uses.worth."""
    alone = worth(count, nerves)
    return count * max(within(alone, _BY_LUCK) - 1, 0) // alone


def by_id(bounds: Sequence[Bound]) -> Mapping[str, Bound]:
    """The bounds by their ids."""
    return {bound.id: bound for bound in bounds}
