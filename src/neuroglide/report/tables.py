"""The tables of a report: techniques side by side at each site, and what each leaves unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from neuroglide.parameters import load_set
from neuroglide.report.comparison import (
    OF_DRAWS,
    Banded,
    Extreme,
    changes,
    extreme,
    is_slack,
    label,
    share_larger,
)
from neuroglide.report.quantities import QUANTITIES, Quantity, at, title
from neuroglide.report.sentences import band_text, inside, number
from neuroglide.result import BAND

#: Least share of the paired draws in which a value must stand out to be marked.
SURE = 0.95

_HEADS = {"range": "{} range", "peak": "peak {}", "least": "least {}"}
#: Name in the summary and what was found there, in the animals of the record (see :func:`threshold_words`).
THRESHOLD_WORDS = {
    "inflamed_fibres_fire": "inflamed fibres fire",
    "flow_halved": "flow halved",
    "flow_arrested": "flow arrested",
}


class Cell(NamedTuple):
    """A table cell: its text, a word comparing it with the others of its site, whether it stands out, and its band."""

    text: str
    word: str = ""
    strong: bool = False
    band: str = ""


class Row(NamedTuple):
    """One movement at one site."""

    site: str
    first: bool
    movement: str
    cells: list[Cell]


def head(quantity: Quantity) -> str:
    """Column heading with the unit: "peak strain, %"."""
    return _HEADS[quantity.extreme].format(quantity.label.lower()) + f", {quantity.unit}"


def thresholds(results: Sequence) -> list[tuple[str, str]]:
    """Thresholds of strain in the summaries: name and column heading with its value; empty when there are none."""
    limits = (results[0].summary or {}).get("thresholds_percent") or {}
    return [(name, f"s above {round(value, 2):g} % ({threshold_words(name, value)})") for name, value in limits.items()]


def threshold_words(name: str, percent: float) -> str:
    """What a strain threshold is: what was found at it, and in which animal ("flow halved in a rat").

    Parameters: its name in the summary; percent, its value in the run [%], which may be the person's own.
    """
    words, p = THRESHOLD_WORDS.get(name, name.replace("_", " ")), load_set()
    if f"threshold.{name}" not in p:
        return words
    record = p.record(f"threshold.{name}")
    if abs(percent - 100 * record.value_si) > 1e-6 * percent:
        return f"{words}, this run's own value"
    species = record.context.get("species")
    return f"{words} in a {species}" if species else words


def columns(results: Sequence) -> list[str]:
    """Headings after site and movement."""
    return [head(q) for q in QUANTITIES] + [words for _, words in thresholds(results)]


def comparison(results: Sequence, sites: Sequence[str]) -> list[Row]:
    """Rows of the comparing table: for each site one row per movement, in the order given."""
    rows = []
    for site in sites:
        by_quantity = [_compare(results, site, quantity) for quantity in QUANTITIES]
        for i, result in enumerate(results):
            cells = [column[i] for column in by_quantity]
            cells += [_seconds(result, site, name) for name, _ in thresholds(results)]
            rows.append(Row(title(site), i == 0, label(result), cells))
    return rows


def _seconds(result, site: str, name: str) -> Cell:
    at_site = (result.summary.get("sites") or {}).get(site) or {}
    value, low, high = ((at_site.get(f"seconds_above{end}") or {}).get(name) for end in ("", *BAND))
    text, *ends = ("" if v is None else f"{v:.1f}" for v in (value, low, high))
    return Cell(text, band="" if ends[0] == ends[1] else " to ".join(ends))


def _compare(results: Sequence, site: str, quantity: Quantity) -> list[Cell]:
    """Cells of one quantity at one site, with a word for the one that stands out by the resolution or more, and with
    draws in nearly all of them."""
    found = [extreme(result, site, quantity) for result in results]
    cells = []
    for result, e in zip(results, found, strict=True):
        folds = e.value is None and is_slack(result, site, quantity.key)
        text = ("slack" if folds else "") if e.value is None else number(e.value, quantity)[: -len(quantity.unit) - 1]
        cells.append(Cell(text, band=band_text(e, quantity)))
    most = _standing_out(results, site, quantity, found)
    if most is not None:
        word = {"least": ("lower", "lowest")}.get(quantity.extreme, ("more", "most"))[len(results) > 2]
        cells[most] = cells[most]._replace(word=word, strong=True)
    return cells


def _standing_out(results: Sequence, site: str, quantity: Quantity, found: Sequence[Extreme]) -> int | None:
    """Number of the result whose value stands out; None where none does."""
    known = [i for i, e in enumerate(found) if e.value is not None]
    values = [found[i].value for i in known]
    if len(known) < 2 or max(values) - min(values) < quantity.resolution:
        return None
    least = quantity.extreme == "least"
    most = known[values.index(min(values) if least else max(values))]
    for other in known:
        share = share_larger(results[most], results[other], site, OF_DRAWS[quantity.key]) if other != most else None
        if share is not None and (1.0 - share if least else share) < SURE:
            return None
    return most


def unchanged(results: Sequence, sites: Sequence[str]) -> list[tuple[str, str, list[Cell]]]:
    """Rows quantity, resolution, one cell per movement: "unchanged" or by how much and where it changes most."""
    by_result = [changes(result, sites) for result in results]
    rows = []
    for i, quantity in enumerate(QUANTITIES):
        cells = []
        for found in by_result:
            row = found[i]
            if row.change is None:
                cells.append(Cell("not available"))
            elif row.unchanged:
                # Two digits whatever the size: a change just below the step must not read as the step itself.
                most = row.change if row.high is None else row.high
                text = f"unchanged (less than {quantity.resolution:g} {quantity.unit})"
                cells.append(Cell(text, f"largest change {most + 0.0:.2g} {quantity.unit}", True))
            else:
                where = at(row.site) + (", while taut" if row.while_taut else "")
                size = inside(Banded(row.change, row.low, row.high), quantity)
                cells.append(Cell(f"changes by up to {size}", where))
        rows.append((quantity.label, f"{quantity.resolution:g} {quantity.unit}", cells))
    return rows
