"""The tables of a report: techniques side by side at each site, and what each leaves unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from neuroglide.parameters import load_set
from neuroglide.report.comparison import changes, extreme, is_slack, label
from neuroglide.report.quantities import QUANTITIES, Quantity, at, title
from neuroglide.report.sentences import number

_HEADS = {"range": "{} range", "peak": "peak {}", "least": "least {}"}
#: Name in the summary and what was found there, in the animals of the record (see :func:`threshold_words`).
THRESHOLD_WORDS = {
    "inflamed_fibres_fire": "inflamed fibres fire",
    "flow_halved": "flow halved",
    "flow_arrested": "flow arrested",
}


class Cell(NamedTuple):
    """A table cell: its text, a word comparing it with the others of its site, and whether it stands out."""

    text: str
    word: str = ""
    strong: bool = False


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
        by_quantity = []
        for quantity in QUANTITIES:
            values = [extreme(result, site, quantity).value for result in results]
            slack = [value is None and is_slack(result, site, quantity.key)
                     for value, result in zip(values, results, strict=True)]
            by_quantity.append(_compare(values, quantity, slack))
        for i, result in enumerate(results):
            cells = [column[i] for column in by_quantity]
            cells += [Cell(_seconds(result, site, name)) for name, _ in thresholds(results)]
            rows.append(Row(title(site), i == 0, label(result), cells))
    return rows


def _seconds(result, site: str, name: str) -> str:
    above = ((result.summary.get("sites") or {}).get(site) or {}).get("seconds_above") or {}
    value = above.get(name)
    return "" if value is None else f"{value:.1f}"


def _compare(values: list[float | None], quantity: Quantity, slack: list[bool]) -> list[Cell]:
    """Cells of one quantity at one site, with a word for the one that stands out by the resolution or more."""
    texts = [("slack" if folds else "") if v is None else number(v, quantity)[: -len(quantity.unit) - 1]
             for v, folds in zip(values, slack, strict=True)]
    known = [v for v in values if v is not None]
    if len(known) < 2:
        return [Cell(text) for text in texts]
    if max(known) - min(known) < quantity.resolution:
        return [Cell(text) for text in texts]
    most = min(known) if quantity.extreme == "least" else max(known)
    word = ("lower" if len(known) == 2 else "lowest") if quantity.extreme == "least" else (
        "more" if len(known) == 2 else "most")
    return [Cell(t, word if v == most else "", v == most) for t, v in zip(texts, values, strict=True)]


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
                cells.append(Cell("unchanged", f"largest change {row.change + 0.0:.2g} {quantity.unit}", True))
            else:
                where = at(row.site) + (", while taut" if row.while_taut else "")
                cells.append(Cell(f"changes by up to {number(row.change, quantity)}", where))
        rows.append((quantity.label, f"{quantity.resolution:g} {quantity.unit}", cells))
    return rows
