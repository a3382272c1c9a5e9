"""What is signed is run again: each technique over its whole dose in nerves that neither fitted nor judged it.

Judging has chosen sizes that keep their bounds on one sample; on another one the end of the band lies a little higher
or lower by chance alone. So the nerves beyond a bound are counted: a band's end leaves one in twenty beyond it, and
refused is what has more of them than chance explains. What techniques of one day come to together was judged on no
sample before, and is held to the end of the band itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from neuroglide.errors import InputError
from neuroglide.patient.plan.bounds import Bound, by_id
from neuroglide.patient.plan.engine import Found
from neuroglide.patient.plan.uses import DAY, SESSION, most_beyond, who

_FIX_AGAIN = "choose another technique of the plan: this one does not keep its bounds surely enough."
_FIX_DAY = "keep fewer of them, or leave --together out: then one of them is done on a day, not both."


def run_again(engine: Any, item: Mapping[str, Any], bounds: Sequence[Bound]) -> tuple[dict[str, Any], Found]:
    """One technique of a plan over its whole dose.

    Parameters: ``engine`` of fresh nerves; ``item`` of the plan; its ``bounds``. Returns: {id, keeps_bounds, nerves,
    judged} with for each bound value (end of the band), limit, end, unit, and how many lie beyond it, of how many
    nerves or people, with at_most; and what was found. Raises: InputError naming the bound that more lie beyond than
    chance explains.
    """
    found, per_day = engine.whole(item["movement"]), item["dose"]["per_day"]
    nerves, judged = len(found.peak_strain_percent), {}
    for bound in bounds:
        count = bound.count(found)
        at_most = most_beyond(count, nerves)
        times = per_day if bound.id == DAY else 1
        value, beyond = bound.at(found, times), bound.beyond(found, times)
        if not math.isfinite(value) or beyond > at_most:
            raise InputError(
                f"{item['id']}: run again over its whole dose in other nerves, its {bound.name} is "
                f"{value:.4g} {bound.unit} ({bound.end} end of the 90 % band), beyond the bound of {bound.limit:g}: "
                f"{beyond} of {who(count, nerves)} lie beyond it, and chance explains {at_most}.", fix=_FIX_AGAIN)
        judged[bound.id] = _said(bound, value) | {"beyond": beyond, "of": count, "at_most": at_most}
    return {"id": item["id"], "keeps_bounds": True, "nerves": nerves, "judged": judged}, found


def of_a_day(chosen: Sequence[tuple[Mapping[str, Any], Found]], bounds: Sequence[Bound]) -> list[dict[str, Any]]:
    """What techniques come to that are all done on the same day.

    The day holds every session of each, those of the clinic and of home. Nothing keeps techniques of one place apart,
    so that one session of each, one after the other, counts as one session too. Sums are made nerve by nerve; of each
    technique the site where it is worst, so that no sum is less than the true one.

    Parameters: ``chosen``, each item of the plan with what it came to in the same nerves; ``bounds``. Returns: for each
    bound that adds up {bound, over (day, home or clinic), value, limit, end, unit}. Raises: InputError naming the bound
    that is broken.
    """
    known, out = by_id(bounds), []
    for place in ("home", "clinic"):
        here = [found for item, found in chosen if item["place"] == place]
        out += [_together(known[name], here, [1] * len(here), place) for name in SESSION if len(here) > 1]
    out.append(_together(known[DAY], [found for _, found in chosen], [item["dose"]["per_day"] for item, _ in chosen],
                         "day"))
    return out


_OVER = {"day": "on one day", "home": "in one session at home", "clinic": "in one session at the clinic"}


def _together(bound: Bound, found: Sequence[Found], times: Sequence[int], over: str) -> dict[str, Any]:
    total = np.sum([n * getattr(one, bound.quantity) for n, one in zip(times, found, strict=True)], axis=0)
    summed = found[0]._replace(**{bound.quantity: total})
    value = bound.at(summed)
    if not bound.holds(summed):
        raise InputError(f"done together {_OVER[over]}, these techniques come to {value:.4g} {bound.unit} of "
                         f"{bound.name} ({bound.end} end of the 90 % band), beyond the bound of {bound.limit:g}.",
                         fix=_FIX_DAY)
    return {"bound": bound.id, "over": over} | _said(bound, value)


def _said(bound: Bound, value: float) -> dict[str, Any]:
    return {"value": round(value, 4), "limit": bound.limit, "end": bound.end, "unit": bound.unit}
