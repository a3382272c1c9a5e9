"""What several results say side by side: extremes at each site, and which quantity a technique leaves unchanged.

Takes :class:`neuroglide.result.Result` objects and gives plain records; the terminal and the HTML page both print
these, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from neuroglide import summary
from neuroglide.report.quantities import QUANTITIES, SCIATIC_LINE, Quantity, base, ordered
from neuroglide.result import BAND

#: Quantities that mean something only while the nerve is taut.
OF_TAUT_NERVE = ("strain_percent", "strain_above_slack_percent", "cross_section_percent")
#: Name of each quantity's extreme among what a draw came to (see summary.Draws).
OF_DRAWS = {
    "excursion_mm": "excursion_range_mm", "strain_percent": "taut_peak_strain_percent", "tension_n": "peak_tension_n",
    "cross_section_percent": "taut_least_cross_section_percent", "blood_flow_percent": "least_blood_flow_percent",
    "transport_percent": "least_transport_percent", "conduction_percent": "least_conduction_percent",
}


class Banded(NamedTuple):
    """A value (own unit) and the ends of its band; an end is None without draws, and where the nerve is slack."""

    value: float | None
    low: float | None = None
    high: float | None = None


class Extreme(NamedTuple):
    """The extreme of a quantity at a site: its value (own unit), when it happened [s] and the ends of its band; None
    when missing, a missing end being slack where the other one is there."""

    value: float | None
    time_s: float | None
    low: float | None = None
    high: float | None = None


class Unchanged(NamedTuple):
    """Largest change of a quantity over all sites, where, whether it stays below the stated resolution (with draws: in
    19 of 20 of them), whether only the times are counted at which the nerve is taut there, and the band's ends."""

    quantity: Quantity
    site: str | None
    change: float | None
    unchanged: bool
    while_taut: bool = False
    low: float | None = None
    high: float | None = None


def label(result) -> str:
    """The movement's name in a result (its id when it has no name)."""
    movement = getattr(result, "movement", None)
    return getattr(movement, "name", None) or getattr(movement, "id", None) or movement_id(result)


def movement_id(result) -> str:
    """The movement's id in a result."""
    movement = getattr(result, "movement", None)
    found = getattr(movement, "id", None) or (result.provenance or {}).get("movement")
    return str(found.get("id", "movement") if isinstance(found, dict) else found or "movement")


def side_of(result) -> str:
    """The side, ``r`` or ``l``, that the technique is meant for."""
    side = getattr(getattr(result, "person", None), "side", None)
    if side is None:
        recorded = (result.provenance or {}).get("person")
        side = recorded.get("side") if isinstance(recorded, dict) else None
    return "l" if str(side or "r").lower().startswith("l") else "r"


def series(result, site: str, key: str) -> np.ndarray:
    """One quantity at one site over time, (T,) float, missing as NaN; all NaN when the result does not hold it."""
    values = result.sites.get(site, {}).get(key)
    if values is None:
        return np.full(len(result.time_s), np.nan)
    return np.array([np.nan if v is None else v for v in values], float) if isinstance(values, list) else (
        np.asarray(values, float)
    )


def slack(result, site: str) -> np.ndarray:
    """When the nerve is slack at a site, (T,) bool: its tension is below the step of this report, or it folds."""
    return summary.slack(series(result, site, "strain_above_slack_percent"), series(result, site, "tension_n"))


def slack_sites(result, sites: Sequence[str]) -> list[tuple[str, bool]]:
    """The sites, among ``sites``, where the nerve is slack, each with whether it is slack all the time."""
    found = [(site, slack(result, site)) for site in sites]
    return [(site, bool(when.all())) for site, when in found if len(when) and when.any()]


def taut(result, site: str, key: str) -> np.ndarray:
    """As :func:`series`, without the samples that say nothing: strain and section where the nerve is slack are NaN.

    A slack nerve folds; its strain stops at the slack value and its section at the one that belongs to it, so both
    say how much length the nerve has to spare, not what the movement does to it.
    """
    values = series(result, site, key)
    return np.where(slack(result, site), np.nan, values) if key in OF_TAUT_NERVE else values


def is_slack(result, site: str, key: str) -> bool:
    """True when a quantity says nothing at a site because the nerve is slack there all the time."""
    if key not in OF_TAUT_NERVE or not len(result.time_s):
        return False
    values = of_draws(result, site, OF_DRAWS.get(key, ""))
    return bool(slack(result, site).all()) if values is None else bool(2 * np.isnan(values).sum() > len(values))


def of_draws(result, site: str, name: str) -> np.ndarray | None:
    """What each draw of a result came to at a site, (K,), NaN where the nerve is slack all the time; None without."""
    draws = getattr(result, "draws", None)
    return None if draws is None else draws.sites.get(site, {}).get(name)


def banded(values: np.ndarray, least: bool = False) -> Banded:
    """Median and band of draws (K,), a draw without a value counting as the least marked one (``least``: the most).

    Where that reaches the band's end or its middle, the end or the value is None.
    """
    with np.errstate(invalid="ignore"):  # between a draw without a value and one with it lies nothing
        ends = summary.band(np.where(np.isnan(values), np.inf if least else -np.inf, values))
    low, value, high = (float(end) if np.isfinite(end) else None for end in ends)
    return Banded(value, low, high)


def at_moment(result, site: str, key: str, index: int) -> Banded:
    """A quantity at a site at one sample, with its band where the result has one."""
    values = [series(result, site, key + end)[index] for end in ("", *BAND)]
    return Banded(*(float(v) if np.isfinite(v) else None for v in values))


def paired(first, second, site: str, name: str) -> tuple[np.ndarray, np.ndarray] | None:
    """What the same draws came to in two results (K,), (K,); None when they were not made with the same draws."""
    one, two = of_draws(first, site, name), of_draws(second, site, name)
    made = [(r.provenance or {}).get("posterior") or {} for r in (first, second)]
    if one is None or two is None or made[0].get("hash") != made[1].get("hash"):
        return None
    _, i, k = np.intersect1d(first.draws.numbers, second.draws.numbers, return_indices=True)
    return (one[i], two[k]) if len(i) else None


def share_larger(first, second, site: str, name: str) -> float | None:
    """Share of the paired draws [1] in which the first result's value is the larger; None when they are not paired.

    A draw in which the nerve is slack in one of the two does not count; none that counts gives None too.
    """
    both = paired(first, second, site, name)
    if both is None:
        return None
    one, two = both
    known = np.isfinite(one) & np.isfinite(two)
    return float((one > two)[known].mean()) if known.any() else None


def paired_shares(results: Sequence) -> list[dict]:
    """For every two results made with the same draws: at each site, by the name of each extreme, the share of the
    draws in which the first one's is the larger; empty without draws."""
    found = []
    for i, first in enumerate(results):
        for second in results[i + 1 :]:
            sites = {
                site: {key: share for key, name in OF_DRAWS.items()
                       if (share := share_larger(first, second, site, name)) is not None}
                for site in first.sites
            }
            if any(sites.values()):
                found.append({"first": movement_id(first), "second": movement_id(second), "sites": sites})
    return found


def extreme(result, site: str, quantity: Quantity) -> Extreme:
    """The extreme that matters for a quantity at a site (see :class:`Quantity`), while the nerve is taut there.

    With draws it is the median of the draws' own, with their band; its time is that of the curve shown.
    """
    found = _extreme_of_curve(result, site, quantity)
    values = of_draws(result, site, OF_DRAWS[quantity.key])
    if values is None:
        return found
    of = banded(values, quantity.extreme == "least")
    return Extreme(of.value, found.time_s if of.value is not None else None, of.low, of.high)


def _extreme_of_curve(result, site: str, quantity: Quantity) -> Extreme:
    values = taut(result, site, quantity.key)
    if not np.isfinite(values).any():
        return Extreme(None, None)
    time = np.asarray(result.time_s, float)
    if quantity.extreme == "range":
        far = int(np.nanargmax(np.abs(values - values[np.isfinite(values)][0])))
        return Extreme(float(np.nanmax(values) - np.nanmin(values)), float(time[far]))
    at = int(np.nanargmin(values) if quantity.extreme == "least" else np.nanargmax(values))
    return Extreme(float(values[at]), float(time[at]))


#: How the names of the coordinates of arm and leg begin.
_ARM = ("shoulder_", "elbow_", "forearm_", "wrist_", "finger_")
_LEG = ("hip_", "knee_", "ankle_", "toe_", "slr", "pelvic_", "trunk_")


def sites_to_show(results: Sequence) -> list[str]:
    """The sites worth a row: those of the limb that moves in any of the results, on the affected side, and the cord.

    Where neither limb moves, those count that are held away from their rest; the leg where none is.
    """
    side = side_of(results[0])
    arm, leg = (any(moves(result, names) for result in results) for names in (_ARM, _LEG))
    if not arm and not leg:  # the neck alone moves
        arm, leg = (any(held(result, names) for result in results) for names in (_ARM, _LEG))
    shown = []
    for site in results[0].sites:
        is_arm = base(site).startswith("median.")
        if site.endswith(("r", "l")[side == "r"]) and base(site) != site:
            continue
        if (is_arm and not arm) or (not is_arm and arm and not leg):
            continue
        shown.append(site)
    return ordered(shown)


def moves(result, prefixes: tuple[str, ...]) -> bool:
    """Whether a coordinate whose name begins so moves by more than half a degree."""
    return any(
        name.startswith(prefixes) and len(values) and np.ptp(np.asarray(values, float)) > 0.5
        for name, values in result.posture_deg.items()
    )


def held(result, prefixes: tuple[str, ...]) -> bool:
    """Whether a coordinate whose name begins so is at any time more than half a degree from its rest."""
    return any(
        name.startswith(prefixes) and len(values) and np.abs(np.asarray(values, float)).max() > 0.5
        for name, values in result.posture_deg.items()
    )


def main_line(results: Sequence) -> list[str]:
    """The shown sites that lie on the one line from the S1 foramen to the foot (or along the arm), in order."""
    shown = sites_to_show(results)
    leg = [site for site in shown if base(site) in SCIATIC_LINE]
    return leg or [site for site in shown if base(site).startswith("median.")]


def worst(result, quantity: Quantity, sites: Sequence[str]) -> tuple[str | None, Extreme]:
    """The site, among ``sites``, where the quantity's extreme is most marked, and that extreme.

    Of a quantity whose least value matters, with draws, it is the site whose band reaches lowest.
    """
    found = [(site, extreme(result, site, quantity)) for site in sites]
    found = [(site, e) for site, e in found if e.value is not None]
    if not found:
        return None, Extreme(None, None)
    if quantity.extreme == "least":
        return min(found, key=lambda item: item[1].value if item[1].low is None else item[1].low)
    return max(found, key=lambda item: item[1].value)


def share_lowest(result, site: str, quantity: Quantity, sites: Sequence[str]) -> float | None:
    """Share of the draws [1] in which the quantity falls at ``site``, and nowhere among ``sites`` lower; None without
    draws."""
    name = OF_DRAWS[quantity.key]
    mine = of_draws(result, site, name)
    if mine is None:
        return None
    least = np.nanmin([of_draws(result, other, name) for other in sites], axis=0)
    return float(np.mean((mine <= least) & (mine <= 100.0 - quantity.resolution)))


def changes(result, sites: Sequence[str]) -> list[Unchanged]:
    """For every quantity, its largest change from the movement's start over ``sites``, and whether that is nothing.

    "Unchanged" means: at no site and at no time further from its value at the start than the quantity's resolution;
    with draws, that their band stays below it. Strain and section count while the nerve is taut; where it starts
    slack, from the moment it is taken up.
    """
    rows = []
    for quantity in QUANTITIES:
        found = [(site, _change(result, site, quantity.key)) for site in sites]
        found = [(site, size) for site, size in found if size.value is not None]
        site, size = max(found, key=lambda item: item[1].value, default=(None, Banded(None)))
        most = max((s.value if s.high is None else s.high for _, s in found), default=np.inf)
        part = site is not None and quantity.key in OF_TAUT_NERVE and bool(slack(result, site).any())
        rows.append(Unchanged(quantity, site, size.value, most < quantity.resolution, part, size.low, size.high))
    return rows


def _change(result, site: str, key: str) -> Banded:
    values = of_draws(result, site, f"change_{key}")
    if values is not None:
        return banded(values)
    values = taut(result, site, key)
    if not np.isfinite(values).any():
        return Banded(None)
    return Banded(float(np.nanmax(np.abs(values - values[np.isfinite(values)][0]))))
