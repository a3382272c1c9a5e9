"""What several results say side by side: extremes at each site, and which quantity a technique leaves unchanged.

Takes :class:`neuroglide.result.Result` objects and gives plain records; the terminal and the HTML page both print
these, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from neuroglide.report.quantities import BY_KEY, QUANTITIES, SCIATIC_LINE, Quantity, base, ordered

#: Quantities that mean something only while the nerve is taut.
OF_TAUT_NERVE = ("strain_percent", "strain_above_slack_percent", "cross_section_percent")
#: Below this strain above slack length [%] the nerve folds: far finer than strain is read.
FOLDED_PERCENT = 0.02


class Extreme(NamedTuple):
    """The extreme of a quantity at a site: its value (own unit) and when it happened [s]; None when missing."""

    value: float | None
    time_s: float | None


class Unchanged(NamedTuple):
    """Largest change of a quantity over all sites, where, whether it stays below the stated resolution, and whether
    only the times are counted at which the nerve is taut there."""

    quantity: Quantity
    site: str | None
    change: float | None
    unchanged: bool
    while_taut: bool = False


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
    folded = series(result, site, "strain_above_slack_percent") < FOLDED_PERCENT
    return folded | (series(result, site, "tension_n") < BY_KEY["tension_n"].resolution)


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
    return key in OF_TAUT_NERVE and bool(len(result.time_s)) and bool(slack(result, site).all())


def extreme(result, site: str, quantity: Quantity) -> Extreme:
    """The extreme that matters for a quantity at a site (see :class:`Quantity`), while the nerve is taut there."""
    values = taut(result, site, quantity.key)
    if not np.isfinite(values).any():
        return Extreme(None, None)
    time = np.asarray(result.time_s, float)
    if quantity.extreme == "range":
        far = int(np.nanargmax(np.abs(values - values[np.isfinite(values)][0])))
        return Extreme(float(np.nanmax(values) - np.nanmin(values)), float(time[far]))
    at = int(np.nanargmin(values) if quantity.extreme == "least" else np.nanargmax(values))
    return Extreme(float(values[at]), float(time[at]))


def sites_to_show(results: Sequence) -> list[str]:
    """The sites worth a row: those of the limb that moves in any of the results, on the affected side, and the cord."""
    side = side_of(results[0])
    arm = any(moves(result, ("shoulder_", "elbow_", "forearm_", "wrist_", "finger_")) for result in results)
    leg = any(moves(result, ("hip_", "knee_", "ankle_", "toe_", "slr", "pelvic_", "trunk_")) for result in results)
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


def main_line(results: Sequence) -> list[str]:
    """The shown sites that lie on the one line from the S1 foramen to the foot (or along the arm), in order."""
    shown = sites_to_show(results)
    leg = [site for site in shown if base(site) in SCIATIC_LINE]
    return leg or [site for site in shown if base(site).startswith("median.")]


def worst(result, quantity: Quantity, sites: Sequence[str]) -> tuple[str | None, Extreme]:
    """The site, among ``sites``, where the quantity's extreme is most marked, and that extreme."""
    found = [(site, extreme(result, site, quantity)) for site in sites]
    found = [(site, e) for site, e in found if e.value is not None]
    if not found:
        return None, Extreme(None, None)
    pick = min if quantity.extreme == "least" else max
    return pick(found, key=lambda item: item[1].value)


def changes(result, sites: Sequence[str]) -> list[Unchanged]:
    """For every quantity, its largest change from the movement's start over ``sites``, and whether that is nothing.

    "Unchanged" means: at no site and at no time further from its value at the start than the quantity's resolution.
    Strain and section count while the nerve is taut; where it starts slack, from the moment it is taken up.
    """
    rows = []
    for quantity in QUANTITIES:
        best: tuple[str | None, float | None] = (None, None)
        for site in sites:
            values = taut(result, site, quantity.key)
            if not np.isfinite(values).any():
                continue
            size = float(np.nanmax(np.abs(values - values[np.isfinite(values)][0])))
            if best[1] is None or size > best[1]:
                best = (site, size)
        part = best[0] is not None and quantity.key in OF_TAUT_NERVE and bool(slack(result, best[0]).any())
        rows.append(Unchanged(quantity, best[0], best[1], best[1] is not None and best[1] < quantity.resolution, part))
    return rows
