"""How the techniques of a signed plan are used, what then adds up, and how many nerves chance puts beyond a bound.

What signing and reading a record share; it loads no engine.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from neuroglide.summary import QUANTILES, place_of

#: One of the techniques on a day, or all of them on the same day.
USES = ("one_of", "together")
#: The bound on what adds up over the sessions of a day.
DAY = "exposure_day"
#: Bounds on what adds up over the sessions that follow one another at one place.
SESSION = ("seconds_above", "exposure_session")
#: Quantities of a technique that are of people, and not of the nerves that these have.
FELT = ("symptom_max", "hamstring_share")
#: Chance at which a technique with just one nerve in twenty beyond a bound is refused.
BY_CHANCE = 0.01
#: Two numbers this close are the same: values are written with four digits, limits as they are.
_SAME = 5e-5
#: How alike the people are who share a nerve: the correlation within nerves of lying beyond the bound on symptoms, near
#: it, was 0.2 to 0.5 in the packaged patients; the most of that.
_ALIKE = 0.5


def use_of(record: Mapping[str, Any]) -> str:
    """How the techniques of a signed record are used, one of USES. A record signed before this was asked has one of
    them on a day, as its plan says."""
    return record.get("use", USES[0])


def most_beyond(count: int, nerves: int) -> int:
    """The most of ``count`` that may lie beyond a bound: where one in twenty does, more do so in at most one sample of
    a hundred. Parameters: as of :func:`worth`."""
    alone = worth(count, nerves)
    return count * within(alone, 1.0 - BY_CHANCE) // alone


def worth(count: int, nerves: int) -> int:
    """How many independent ones a ``count`` is worth: itself where it is that of the ``nerves``, and where several
    people share each nerve (``count`` of them in all) as many as these tell who are alike (the design effect of
    clusters, Kish)."""
    each = count // nerves
    return int(count / (1.0 + (each - 1) * _ALIKE))


@lru_cache
def within(nerves: int, chance: float) -> int:
    """The count that so many of ``nerves`` or fewer lie beyond a bound with at least this chance, where one in twenty
    of all does (binomial)."""
    share, held = 1.0 - QUANTILES[2], 0.0
    for count in range(nerves):
        held += math.comb(nerves, count) * share**count * (1.0 - share) ** (nerves - count)
        if held >= chance:
            return count
    return nerves


def fewest_beyond(count: int) -> int:
    """The fewest of ``count`` beyond a bound where the end of their 90 % band lies beyond it (summary.band)."""
    return count - 1 - int(place_of(QUANTILES[2], count))


def who(count: int, nerves: int) -> str:
    """Of whom a count speaks, in words."""
    if count == nerves:
        return f"{nerves} nerves"
    return f"{count} people ({nerves} nerves, each in {count // nerves} people)"


def again_words(item: Mapping[str, Any], again: Mapping[str, Any], bounds: Iterable[Mapping[str, Any]]) -> str:
    """What a technique came to that was run again when it was signed, in one sentence.

    Parameters: ``item`` of the plan; ``again``, what the record says of its run; ``bounds`` of the plan. Returns: that
    every bound is kept, or each one that the end of its band lies beyond, with how many nerves do and how many chance
    explains.
    """
    known = {bound["id"]: bound["name"] for bound in bounds}
    over = [_by_chance(known[id_], one, again["nerves"]) for id_, one in again["judged"].items() if past_limit(one)]
    nerves = f"{again['nerves']} other nerves" if "nerves" in again else "other nerves"
    return (f"{item['name']}: run again over the whole dose in {nerves}; "
            + (f"no bound is broken by more than chance: {'; '.join(over)}." if over else "every bound is kept."))


def _by_chance(name: str, one: Mapping[str, Any], nerves: int) -> str:
    value, limit = (f"{number} {one['unit']}".strip() for number in (f"{one['value']:.4g}", f"{one['limit']:g}"))
    count, verb = one.get("of", nerves), "lies" if one["beyond"] == 1 else "lie"
    every = f"{nerves}" if count == nerves else who(count, nerves)
    return (f"{one['beyond']} of {every} {verb} beyond the bound on {name} "
            f"({one['end']} end of the 90 % band {value}, bound {limit}), and chance explains up to {one['at_most']}")


def past_limit(judged: Mapping[str, Any]) -> bool:
    """Whether the end of the band that a record tells (value, limit, end) lies beyond its limit, or is no number."""
    over = judged["value"] - judged["limit"] if judged["end"] == "upper" else judged["limit"] - judged["value"]
    return not over <= _SAME
