"""Plain sentences written from the numbers; every number in them is the one in the table."""

from __future__ import annotations

from collections.abc import Sequence

from neuroglide.report.comparison import (
    OF_DRAWS,
    Banded,
    Unchanged,
    at_moment,
    banded,
    changes,
    extreme,
    is_slack,
    label,
    of_draws,
    series,
    share_larger,
    share_lowest,
    slack,
    slack_sites,
    taut,
    worst,
)
from neuroglide.report.moments import longest_hold
from neuroglide.report.quantities import BY_KEY, Quantity, at, title

_NOTHING = "The result holds no numbers for these sites."


def number(value: float | None, quantity: Quantity) -> str:
    """A value with its unit, "1.2 %" or "6.1 mm"; "not available" when missing."""
    if value is None:
        return "not available"
    text = f"{value:.{quantity.digits}f}"
    return f"{text if float(text) else text.lstrip('-')} {quantity.unit}"


def band_text(found, quantity: Quantity) -> str:
    """The band of a value without its unit, "5.1 to 7.4"; empty without one, and where it is finer than the last digit.

    Parameters: found, with ``value``, ``low`` and ``high`` in the quantity's unit. An end that is missing is slack.
    """
    if found.value is None or (found.low is None and found.high is None):
        return ""
    ends = ["slack" if end is None else number(end, quantity).split(" ")[0] for end in (found.low, found.high)]
    return "" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def ranged(found, quantity: Quantity) -> str:
    """A value with its unit and its band: "6.2 % (5.1 to 7.4)"; see :func:`band_text`."""
    band = band_text(found, quantity)
    return number(found.value, quantity) + (f" ({band})" if band else "")


def inside(found, quantity: Quantity) -> str:
    """The same for use in brackets: "6.2 %, 5.1 to 7.4"."""
    band = band_text(found, quantity)
    return number(found.value, quantity) + (f", {band}" if band else "")


def share_text(share: float) -> str:
    """A share of draws in words, never rounded to all or none of them: "in 98 % of the runs", "in every run"."""
    if share in (0.0, 1.0):
        return "in every run" if share else "in no run"
    return f"in {min(99, max(1, round(100 * share)))} % of the runs"


def duration(seconds: float) -> str:
    """A time in words a clinician would use: "2.5 s", "2 min 30 s", "30 min", "1 h 05 min"."""
    if seconds < 120:
        return f"{seconds:.1f}".removesuffix(".0") + " s"
    if seconds < 600 and round(seconds) % 60:
        return f"{round(seconds) // 60} min {round(seconds) % 60} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def pair(first, second, site: str) -> str:
    """Slide and stretch of two techniques at one site, in one sentence, and in how many draws their order holds."""
    excursion, strain = BY_KEY["excursion_mm"], BY_KEY["strain_percent"]
    a, b = extreme(first, site, excursion), extreme(second, site, excursion)
    p, q = _rise(first, site), _rise(second, site)
    return (
        f"{at(site).capitalize()} the nerve slides {ranged(a, excursion)} with the {short(first)} and "
        f"{ranged(b, excursion)} with the {short(second)}"
        f"{_order(first, second, site, OF_DRAWS[excursion.key], a, b, 'further')}; its strain changes by "
        f"{ranged(p, strain)} against {ranged(q, strain)}"
        f"{_order(first, second, site, 'taut_range_strain_percent', p, q, 'more')}."
    )


def _order(first, second, site: str, name: str, one, two, word: str) -> str:
    """Which of two techniques has the larger value, and in how many paired draws: ", more with the slider in ..."."""
    share = share_larger(first, second, site, name)
    if share is None or one.value is None or two.value is None:
        return ""
    larger, share = (first, share) if one.value >= two.value else (second, 1.0 - share)
    return f", {word} with the {short(larger)} {share_text(share)}"


def _rise(result, site: str) -> Banded:
    of = of_draws(result, site, "taut_range_strain_percent")
    if of is not None:
        return banded(of)
    values = taut(result, site, "strain_percent")
    values = values[values == values]
    return Banded(float(values.max() - values.min()) if len(values) else None)


def short(result) -> str:
    """The technique's name inside a sentence: without its first capital."""
    name = label(result)
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def plain(result, sites: Sequence[str], when: str = "") -> str:
    """One plain sentence for under the picture: where the nerve slides most and where it is stretched most."""
    excursion, strain = BY_KEY["excursion_mm"], BY_KEY["strain_percent"]
    slide_site, slide = worst(result, excursion, sites)
    strain_site, peak = worst(result, strain, sites)
    if slide_site is None or strain_site is None:
        return _NOTHING
    return (
        f"Of the sites read,{when} the nerve slides most {at(slide_site)} ({inside(slide, excursion)}) and is "
        f"stretched most {at(strain_site)} ({inside(peak, strain)})."
    )


def one(result, sites: Sequence[str]) -> str:
    """The main events of one movement in one or two sentences."""
    text = plain(result, sites, " over the whole movement,")
    flow = BY_KEY["blood_flow_percent"]
    flow_site, least = worst(result, flow, sites)
    if flow_site is None or text == _NOTHING:
        return text
    if (least.value if least.low is None else least.low) > 100 - flow.resolution:
        return text + f" Blood flow stays within {flow.resolution:g} % of rest at all of them."
    share = share_lowest(result, flow_site, flow, sites)
    lowest = f" Of these sites, blood flow falls lowest {at(flow_site)}, to {_of_rest(least, flow)}"
    return text + lowest + ("." if share is None else f", the lowest of them {share_text(share)}.")


def open_angles(result) -> str:
    """Which value was run of each angle that the study leaves open, of which values, and why it is open; empty where
    none is."""
    found = (result.provenance or {}).get("open_angles") or {}
    whose = "the study" if getattr(getattr(result, "movement", None), "kind", None) == "experiment" else "the file"
    parts = []
    for name, angle in found.items():
        values = " or ".join(f"{value:g}" for value in angle["values"])
        parts.append(f"{name} at {angle['value']:g} degrees, of {values} ({angle['why'].rstrip('.')})")
    if not parts:
        return ""
    return (f"One choice of the angles that {whose} leaves open was run: {'; '.join(parts)}. Other choices give other "
            "numbers.")


def _of_rest(found, quantity: Quantity) -> str:
    """A share of rest with its band: "81.2 % of rest (74.0 to 88.1)"."""
    band = band_text(found, quantity)
    return f"{number(found.value, quantity)} of rest" + (f" ({band})" if band else "")


def holding(result, sites: Sequence[str]) -> str:
    """What tension and flow do during the longest hold, at the site of least flow; empty when nothing is held long."""
    hold = longest_hold(result)
    flow, tension = BY_KEY["blood_flow_percent"], BY_KEY["tension_n"]
    site, _ = worst(result, flow, sites)
    if hold is None or site is None:
        return ""
    begin, end = hold
    least = begin + int(series(result, site, flow.key)[begin : end + 1].argmin())
    pull = [ranged(at_moment(result, site, tension.key, i), tension) for i in hold]
    left = [_of_rest(at_moment(result, site, flow.key, i), flow) for i in (least, end)]
    return (
        f"While the posture is held for {duration(float(result.time_s[end] - result.time_s[begin]))}, tension "
        f"{at(site)} goes from {pull[0]} to {pull[1]}; blood flow there is lowest at {left[0]} and ends the hold at "
        f"{left[1]}."
    )


def unchanged(result, sites: Sequence[str]) -> str:
    """Which quantities this movement leaves unchanged and which it changes, with the resolution used."""
    rows = [row for row in changes(result, sites) if row.change is not None]
    if not rows:
        return f"{label(result)}: nothing was computed, so nothing can be compared."
    still = [row for row in rows if row.unchanged]
    moved = [row for row in rows if not row.unchanged]
    text = f"{label(result)} "
    if still:
        text += f"leaves {_within(still)} unchanged"
    if still and moved:
        text += "; it "
    if moved:
        text += "changes " + _join(_change(row) for row in moved)
    return f"{text}.{_of_animals(still)}"


def _within(rows: Sequence[Unchanged]) -> str:
    """Quantities that stay as they are, each with the change below which that is said."""
    return _join(f"{r.quantity.label.lower()} (less than {r.quantity.resolution:g} {r.quantity.unit})" for r in rows)


def _of_animals(rows: Sequence[Unchanged]) -> str:
    """What stands behind "unchanged" for what fibres carry: no threshold of it was measured in a living person."""
    named = any(row.quantity.key in ("transport_percent", "conduction_percent") for row in rows)
    return " Transport and conduction thresholds are animal values." if named else ""


def slackness(result, sites: Sequence[str]) -> str:
    """Where the nerve is slack, always or at times, and what is left out there; empty when it is taut everywhere."""
    found = slack_sites(result, sites)
    always, times = [s for s, whole in found if whole], [s for s, whole in found if not whole]
    parts = [_join(at(s) for s in always) + " all the time"] if always else []
    parts += [_join(at(s) for s in times) + " at times"] if times else []
    if not parts:
        return ""
    limit = BY_KEY["tension_n"]
    return (f"The nerve is slack (under {limit.resolution:g} {limit.unit}) {_join(parts)}; "
            "strain and cross-section are left out then.")


def still(result, sites: Sequence[str]) -> str:
    """In a few words, what this movement leaves unchanged."""
    rows = changes(result, sites)
    if all(row.change is None for row in rows):
        return f"{label(result)}: nothing was computed."
    found = [row for row in rows if row.unchanged]
    what = f"{_within(found)} unchanged" if found else "nothing unchanged"
    return f"{label(result)} leaves {what}.{_of_animals(found)}"


def _change(row: Unchanged) -> str:
    size = inside(Banded(row.change, row.low, row.high), row.quantity) + (" while taut" if row.while_taut else "")
    return f"{row.quantity.label.lower()} (by up to {size}, {at(row.site or '')})"


def _join(items) -> str:
    items = list(items)
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def at_site(results: Sequence, site: str) -> str:
    """Each movement's extremes at one site in one sentence, the same as in the table; strain only while taut."""
    parts = []
    for result in results:
        slide, strain, pull, flow = (ranged(extreme(result, site, BY_KEY[key]), BY_KEY[key]) for key in (
            "excursion_mm", "strain_percent", "tension_n", "blood_flow_percent"))
        folds = "slack all the time" if is_slack(result, site, "strain_percent") else f"peak strain {strain}"
        parts.append(f"{label(result)} slides {slide}, {folds}, peak tension {pull}, least blood flow {flow}")
    return f"{title(site)}: {'; '.join(parts)}."


def along(result, time_s: float, line: Sequence[str], figures: bool = True) -> str:
    """One sentence for the profile along the nerve at one moment: where the strain is largest and smallest; without
    ``figures`` where alone, for a run that has no band to give with them."""
    index = int(abs(result.time_s - time_s).argmin())
    values = [(float(taut(result, site, "strain_percent")[index]), site) for site in line]
    values = [item for item in values if item[0] == item[0]]
    folds = [site for site in line if slack(result, site)[index]]
    if not values:
        return "The nerve is slack all along." if folds else "No strain is available along the nerve here."
    strain = BY_KEY["strain_percent"]
    high, low = max(values), min(values)
    most, least = (inside(at_moment(result, site, strain.key, index), strain) for _, site in (high, low))
    most_, least_ = (f" ({most})", f" ({least})") if figures else ("", "")
    if folds:
        return f"Strain is largest {at(high[1])}{most_}; the nerve is slack {_join(at(site) for site in folds)}."
    if high[0] - low[0] < strain.resolution:
        return "Strain is the same all along the nerve" + (f", {most}." if figures else ".")
    return f"Strain is largest {at(high[1])}{most_} and smallest {at(low[1])}{least_}."


def ended_early(result) -> str | None:
    """The sentence to print when the computation did not reach the end of the movement; None when it did."""
    outcome = result.outcome or {}
    if outcome.get("ok", True):
        return None
    return f"The run ended early: {outcome.get('message') or 'no reason given'}"

