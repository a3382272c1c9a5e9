"""The interactive figures: every quantity over one time axis, and along the nerve.

The figures are Plotly's, built here and drawn in the browser by the copy of Plotly that travels in the page. Colours
and line kinds are given twice over (colour and dashes), so nothing depends on seeing colour.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from urllib.parse import quote

import numpy as np

from neuroglide.errors import InputError
from neuroglide.report.comparison import label, series
from neuroglide.report.quantities import QUANTITIES, title

#: Line kinds and colours of the movements, in order: a colour-blind-safe set, for light and for dark ground.
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
LIGHT = ("#0a6fb0", "#c2500a", "#007d5c", "#9b4a86", "#5b5b5b", "#8a6d00")
DARK = ("#6cb8ec", "#f39a5b", "#3fcf9f", "#e08fc9", "#bdbdbd", "#e3c24a")
#: Most samples of one movement in a figure; the CSV of the command line has them all.
MOST_SAMPLES = 560


def require_plotly():
    """Plotly's two modules used here. Raises InputError naming the extra when it is not installed."""
    try:
        import plotly.graph_objects as go
        from plotly.offline import get_plotlyjs
        from plotly.subplots import make_subplots
    except ImportError as error:
        raise InputError(f"a report needs plotly and Jinja2, which are not installed ({error.name} is missing).",
                         fix="pip install neuroglide[report]") from None
    return go, make_subplots, get_plotlyjs


def pick_samples(result, sites: Sequence[str], dense_until_s: float, most: int = MOST_SAMPLES) -> np.ndarray:
    """Sample numbers to draw: evenly in time, twice as fine in the first repetition, extremes always among them."""
    time = np.asarray(result.time_s, float)
    if len(time) <= most:
        return np.arange(len(time))
    wanted = np.concatenate([np.linspace(0, min(dense_until_s, time[-1]), most // 2),
                             np.linspace(0, time[-1], most // 2)])
    picked = set(np.searchsorted(time, wanted).clip(0, len(time) - 1).tolist())
    for site in sites:
        for quantity in QUANTITIES:
            values = series(result, site, quantity.key)
            if np.isfinite(values).any():
                picked |= {int(np.nanargmax(values)), int(np.nanargmin(values))}
    return np.array(sorted(picked))


def _rounded(values, digits: int) -> list:
    return [None if not np.isfinite(v) else round(float(v), digits) for v in values]


def time_data(results: Sequence, sites: Sequence[str], dense_until_s: float, in_minutes: bool) -> dict:
    """What the time figure shows: time per movement, and values per site, quantity and movement."""
    picks = [pick_samples(result, sites, dense_until_s) for result in results]
    factor = 1 / 60 if in_minutes else 1.0
    return {
        "names": [label(result) for result in results],
        "time": [_rounded(np.asarray(r.time_s)[i] * factor, 4) for r, i in zip(results, picks, strict=True)],
        "unit": "min" if in_minutes else "s",
        "sites": [{"key": site, "title": title(site)} for site in sites],
        "values": {
            site: {
                q.key: [_rounded(series(r, site, q.key)[i], q.digits + 1) for r, i in zip(results, picks, strict=True)]
                for q in QUANTITIES
            }
            for site in sites
        },
    }


def time_figure(data: dict, site: str) -> str:
    """The figure of every quantity over one time axis at one site, as Plotly JSON."""
    go, make_subplots, _ = require_plotly()
    figure = make_subplots(rows=len(QUANTITIES), cols=1, shared_xaxes=True, vertical_spacing=0.022)
    for row, quantity in enumerate(QUANTITIES, start=1):
        for i, name in enumerate(data["names"]):
            figure.add_trace(
                go.Scatter(
                    x=data["time"][i], y=data["values"][site][quantity.key][i], name=name, legendgroup=name,
                    showlegend=row == 1, mode="lines",
                    line={"color": LIGHT[i % len(LIGHT)], "dash": DASHES[i % len(DASHES)], "width": 2.2},
                    hovertemplate=f"%{{y:.{quantity.digits}f}} {quantity.unit}<extra>{name}</extra>",
                ),
                row=row, col=1,
            )
        figure.update_yaxes(title_text=f"{quantity.label}<br>{quantity.unit}", title_font_size=12, title_standoff=6,
                            nticks=5, automargin=False, **_rest_range(data, site, quantity), row=row, col=1)
    figure.update_xaxes(title_text=f"time, {data['unit']}", row=len(QUANTITIES), col=1)
    figure.update_layout(**_layout(118 * len(QUANTITIES) + 90), hovermode="x unified",
                         legend={"orientation": "h", "x": 0, "y": 1.045, "yanchor": "bottom"})
    return figure.to_json()


def _rest_range(data: dict, site: str, quantity) -> dict:
    """A sensible vertical range where a quantity does not change: a flat line must look flat, not like noise."""
    if quantity.extreme != "least":
        return {"rangemode": "tozero"}
    values = [v for of in data["values"].values() for m in of[quantity.key] for v in m if v is not None]
    low = min(values, default=100.0)
    return {"range": [min(low - 2, 90), max(102.0, max(values, default=100.0) + 1)]}


def _layout(height: int) -> dict:
    return {
        "template": None, "height": height, "margin": {"l": 68, "r": 12, "t": 56, "b": 46}, "autosize": True,
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "system-ui, sans-serif", "size": 13},
    }


def profile_figure(data: dict) -> str:
    """The figure of one quantity along the nerve at one moment, with its range over a repetition, as Plotly JSON."""
    go, _, _ = require_plotly()
    figure = go.Figure()
    first = data["quantities"][0]
    for i, name in enumerate(data["names"]):
        band = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "legendgroup": name, "showlegend": False}
        x = data["x"][i]
        figure.add_trace(go.Scatter(x=x, y=data["low"][first["key"]][i], **band))
        figure.add_trace(go.Scatter(x=x, y=data["high"][first["key"]][i], fill="tonexty", **band))
        figure.add_trace(
            go.Scatter(x=x, y=data["values"][first["key"]][i][0], name=name, legendgroup=name, mode="lines",
                       line={"color": LIGHT[i % len(LIGHT)], "dash": DASHES[i % len(DASHES)], "width": 2.6},
                       hovertemplate="%{y:.2f} " + first["unit"] + f"<extra>{name}</extra>")
        )
    marks = data["marks"]
    figure.update_xaxes(title_text="along the nerve, from the spine outward", tickvals=[m[0] for m in marks],
                        ticktext=[m[1] for m in marks], tickangle=-35, automargin=True)
    figure.update_yaxes(title_text=f"{first['label']}, {first['unit']}", automargin=True)
    figure.update_layout(**_layout(420), hovermode="x unified",
                         legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"})
    return figure.to_json()


def time_csv(results: Sequence, sites: Sequence[str], dense_until_s: float) -> str:
    """The numbers of the time figure as CSV: movement, site, time, then a column for each quantity."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["movement", "site", "time_s", *(q.key for q in QUANTITIES)])
    for result in results:
        picks = pick_samples(result, sites, dense_until_s, most=160)
        for site in sites:
            columns = [_rounded(series(result, site, q.key)[picks], q.digits + 1) for q in QUANTITIES]
            for time, *row in zip(_rounded(np.asarray(result.time_s)[picks], 3), *columns, strict=True):
                writer.writerow([label(result), site, time, *("" if v is None else v for v in row)])
    return out.getvalue()


def profile_csv(data: dict) -> str:
    """The numbers of the figure along the nerve as CSV: movement, frame, distance, then a column for each quantity."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    keys = [q["key"] for q in data["quantities"]]
    writer.writerow(["movement", "time_s", "distance_mm", *keys])
    for i, name in enumerate(data["names"]):
        for frame, time in enumerate(data["frame_times_s"][i]):
            columns = [data["values"][key][i][frame] for key in keys]
            writer.writerows([name, time, x, *row] for x, *row in zip(data["x"][i], *columns, strict=True))
    return out.getvalue()


def csv_uri(text: str) -> str:
    """A CSV text as a ``data:`` address for a download link."""
    return "data:text/csv;charset=utf-8," + quote(text, safe=",-._~:;()/")


def script_json(value) -> str:
    """JSON that is safe inside a ``<script>`` element."""
    text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def plotly_script() -> str:
    """The whole of Plotly, to travel in the page. Raises InputError when it is not installed."""
    # A closing tag inside the library would end the element that carries it.
    return require_plotly()[2]().replace("</script", "<\\/script")
