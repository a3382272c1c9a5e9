"""The evidence as one HTML page: published figures by topic with their spread or range, each also in a table.

The page opens offline in any browser. Rows of different units have panels of their own; a row without a number stands
in the table alone, and a recalled figure in neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from pathlib import Path

from neuroglide import __version__
from neuroglide.errors import InputError
from neuroglide.evidence import VERSION, Measurement, data_hash
from neuroglide.evidence.roles import ROLES, VALIDATION
from neuroglide.report import charts, ground_rules
from neuroglide.result import write_whole

#: Height [px] of a row, of a panel's axis with its title, and above the first and below the last panel.
ROW_PX, AXIS_PX, ABOVE_PX, BELOW_PX = 46, 64, 8, 50
#: Width [px] of the labels left of the axis, and the characters of what is measured that fit there.
LEFT_PX, _LABEL = 270, 44
#: Marker of each role, filled where the row is replayed; colours are those of the other figures.
_SYMBOLS = dict(zip(ROLES, ("circle", "diamond"), strict=True))
#: Line behind a range or several numbers: wider than an error bar, so that the two are not confused.
_RANGE_PX = 5
_UNITS = {"-": "no unit", "": "no unit"}


@dataclass(frozen=True)
class Mark:
    """What a row draws: points on the axis, how far the spread reaches to either side of the first, and ranges."""

    points: tuple[float, ...]
    minus: float = 0.0
    plus: float = 0.0
    ranges: tuple[tuple[float, float], ...] = ()
    pointing: str = ""


def write_evidence_page(rows: Sequence[Measurement], path: str | Path) -> Path:
    """Write the page of these rows, whole or not at all. Parameters: rows; path of the file. Returns the path.

    Raises: InputError when the extra ``report`` is not installed or the file cannot be written.
    """
    write_whole(path, render(rows))
    return Path(path)


def render(rows: Sequence[Measurement]) -> str:
    """The page as HTML text; see :func:`write_evidence_page`."""
    charts.require_plotly()
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise InputError("a report needs Jinja2, which is not installed.",
                         fix="pip install neuroglide[report]") from None
    topics = [_topic(name, [row for row in rows if row.topic == name]) for name in dict.fromkeys(r.topic for r in rows)]
    environment = Environment(loader=PackageLoader("neuroglide.report"), autoescape=True, undefined=StrictUndefined,
                              trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("evidence.html").render(
        topics=topics, version=__version__, data_version=VERSION, hash=data_hash(), statement=ground_rules.STATUS,
        role_words=role_words,
        count=len(rows), studies=len({row.study for row in rows}), drawn=sum(topic["drawn"] for topic in topics),
        sources=list(dict.fromkeys((row.study, row.source.line) for row in rows)),
        css=_asset("report.css"), script=_asset("evidence.js"), plotly=charts.plotly_script(),
        data=charts.script_json({"figures": [t["figure"] for t in topics],
                                 "light": charts.LIGHT[: len(ROLES)], "dark": charts.DARK[: len(ROLES)]}),
    )


def _asset(name: str) -> str:
    return (resources.files("neuroglide.report") / "templates" / name).read_text(encoding="utf-8")


def _topic(name: str, rows: list[Measurement]) -> dict:
    drawn = [row for row in rows if row.numeric]
    units = [_UNITS.get(row.unit, row.unit) for row in drawn]
    panels = [(unit, [row for row, u in zip(drawn, units, strict=True) if u == unit]) for unit in dict.fromkeys(units)]
    found = {"title": f"{name[0].upper()}{name[1:]}", "rows": rows, "drawn": len(drawn), "figure": None, "height": 0,
             "sentence": sentence(rows)}
    if drawn:
        found["height"] = height(panels)
        found["figure"] = figure(panels)
    return found


def sentence(rows: Sequence[Measurement]) -> str:
    """What a topic holds, in one sentence."""
    studies = {row.study: row.role for row in rows}
    validation = sum(role == VALIDATION for role in studies.values())
    recalled = sum(row.checked == "recalled" for row in rows)
    later = sum(row.met_later and row.role != VALIDATION for row in rows)
    told = f"{len(rows)} rows of {len(studies)} studies, {validation} for validation and {len(studies) - validation} " \
           f"for calibration; {sum(row.replayed for row in rows)} rows are replayed"
    if later:
        told += f"; {later} of the latter's rows " + ("was met later and validates" if later == 1 else
                                                      "were met later and validate")
    return told + (f"; {recalled} are recalled, not verified, and withheld." if recalled else ".")


def role(row: Measurement) -> str:
    """What a row is for: one met after the roles were fixed validates, whatever its study is for."""
    return VALIDATION if row.met_later else row.role


def role_words(row: Measurement) -> str:
    """The same with what a reader must know beside it."""
    return f"{role(row)} (met later, never fitted)" if row.met_later else row.role


def label(row: Measurement) -> str:
    """What stands at the axis: study and row, and below them what is measured, shortened; all of it is in the table."""
    what = escape(_short(f"{row.nerve}: {row.quantity}", _LABEL))
    return f'{row.study} {row.id}<br><i><span style="font-size:11px">{what}</span></i>'


def mark(row: Measurement) -> Mark:
    """What a row with a number draws. Parameters: row. Returns: a Mark in the row's unit."""
    if row.kind == "range":
        return Mark((), ranges=((row.low, row.high),))
    if row.kind == "several":
        single = tuple(low for low, high in row.parts if low == high)
        return Mark(single, ranges=tuple(part for part in row.parts if part[0] != part[1]))
    if row.kind in ("at_least", "at_most"):
        return Mark((row.low if row.kind == "at_least" else row.high,), pointing="right" if row.kind == "at_least"
                    else "left")
    reach = row.sd if row.sd is not None else row.se if row.se is not None else row.measurement_error
    low, high = row.ci_95 or row.seen or (None, None)
    if low is None:
        return Mark((row.mean,), reach or 0.0, reach or 0.0)
    return Mark((row.mean,), max(row.mean - low, 0.0), max(high - row.mean, 0.0))


def height(panels: Sequence[tuple[str, Sequence[Measurement]]]) -> int:
    """Height of a figure [px] of these panels, (unit, rows) each."""
    return sum(ROW_PX * len(rows) + AXIS_PX for _, rows in panels) - AXIS_PX + ABOVE_PX + BELOW_PX


def figure(panels: Sequence[tuple[str, Sequence[Measurement]]]) -> dict:
    """One panel below the other, each with an axis of one unit, as Plotly's traces and layout.

    Parameters: panels, (unit, rows) each. Returns: {data, layout} of plain types; ``meta`` of a trace is the number of
    its role, which chooses the colour.
    """
    total, top, traces = height(panels), 0.0, []
    margin = {"l": LEFT_PX, "r": 14, "t": ABOVE_PX, "b": BELOW_PX}
    layout: dict = {"height": total, "margin": margin, "showlegend": False, "hovermode": "closest",
                    "dragmode": False, "paper_bgcolor": "rgba(0,0,0,0)",
                    "plot_bgcolor": "rgba(0,0,0,0)", "font": {"family": "system-ui, sans-serif", "size": 13}}
    inner = total - ABOVE_PX - BELOW_PX
    for number, (unit, rows) in enumerate(panels, start=1):
        tail = "" if number == 1 else str(number)
        bottom = top + ROW_PX * len(rows)
        ids = [row.id for row in rows]
        layout[f"yaxis{tail}"] = {"domain": [1 - bottom / inner, 1 - top / inner], "anchor": f"x{tail}",
                                  "type": "category", "categoryorder": "array", "categoryarray": ids[::-1],
                                  "range": [-0.7, len(ids) - 0.3], "tickmode": "array", "tickvals": ids,
                                  "ticktext": [label(row) for row in rows], "fixedrange": True}
        layout[f"xaxis{tail}"] = {"anchor": f"y{tail}", "title": {"text": unit, "standoff": 4}, "zeroline": True,
                                  "fixedrange": True, "nticks": 7}
        traces += [trace for row in rows for trace in _traces(row, tail)]
        top = bottom + AXIS_PX
    return {"data": traces, "layout": layout}


def _traces(row: Measurement, tail: str) -> list[dict]:
    drawn, number = mark(row), ROLES.index(role(row))
    about = (f"<b>{row.id}</b> {row.published}<br>{_short(f'{row.nerve}: {row.quantity}')}<br>{row.study}, "
             f"{row.preparation}; {role_words(row)}; {'replayed' if row.replayed else 'not replayed'}")
    shared = {"type": "scatter", "xaxis": f"x{tail}", "yaxis": f"y{tail}", "meta": number,
              "hovertemplate": f"{about}<extra></extra>"}
    symbol = f"triangle-{drawn.pointing}" if drawn.pointing else _SYMBOLS[role(row)]
    symbol = symbol if row.replayed else f"{symbol}-open"  # role and replay are told by shape, not by colour alone
    found = [shared | {"x": list(part), "y": [row.id] * 2, "mode": "lines+markers", "line": {"width": _RANGE_PX},
                       "marker": {"size": 8, "symbol": symbol, "line": {"width": 1.5}}} for part in drawn.ranges]
    if drawn.points:
        found.append(shared | {
            "x": list(drawn.points), "y": [row.id] * len(drawn.points), "mode": "markers",
            "marker": {"size": 10, "symbol": symbol, "line": {"width": 1.5}},
            "error_x": {"type": "data", "symmetric": False, "array": [drawn.plus], "arrayminus": [drawn.minus],
                        "thickness": 1.6, "width": 4, "visible": bool(drawn.plus or drawn.minus)},
        })
    return found


def _short(text: str, most: int = 70) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."
