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
from neuroglide.report import sentences
from neuroglide.report.comparison import label, series
from neuroglide.report.quantities import QUANTITIES, title
from neuroglide.result import BAND

#: Line kinds and colours of the movements, in order: a colour-blind-safe set, for light and for dark ground.
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
LIGHT = ("#0a6fb0", "#c2500a", "#007d5c", "#9b4a86", "#5b5b5b", "#8a6d00")
DARK = ("#6cb8ec", "#f39a5b", "#3fcf9f", "#e08fc9", "#bdbdbd", "#e3c24a")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x")
#: Distance [mm along the nerve] between the bars of neighbouring movements, so that they do not hide one another.
BESIDE_MM = 9.0
#: Samples of one movement up to which a figure and its numbers hold every one.
MOST_SAMPLES = 2000


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


def pick_samples(result, sites: Sequence[str], most: int = MOST_SAMPLES) -> np.ndarray:
    """Sample numbers to draw: all of them up to ``most``; beyond, every step's end and, in each of ``most`` / 2 equal
    spans, the samples at which any quantity at any site is largest or smallest, so that no peak is made or lost."""
    count = len(result.time_s)
    if count <= most:
        return np.arange(count)
    edges = np.unique(np.linspace(0, count, most // 2 + 1).astype(int))
    picked = {0, count - 1}
    if result.timeline is not None:
        ends = np.asarray(result.timeline.step_end) - result.timeline.start_index
        picked |= set(ends[(ends >= 0) & (ends < count)].tolist())
    names = [quantity.key + end for quantity in QUANTITIES for end in ("", *BAND)]
    curves = np.stack([series(result, site, name) for site in sites for name in names])
    curves = curves[np.isfinite(curves).all(axis=1)]
    for begin, end in zip(edges[:-1], edges[1:], strict=True) if len(curves) else ():
        part = curves[:, begin:end]
        picked |= set((begin + part.argmax(axis=1)).tolist()) | set((begin + part.argmin(axis=1)).tolist())
    return np.array(sorted(picked))


def _rounded(values, digits: int) -> list:
    return [None if not np.isfinite(v) else round(float(v), digits) for v in values]


def time_data(results: Sequence, sites: Sequence[str], in_minutes: bool) -> dict:
    """What the time figure shows and its CSV holds: time per movement, values and band per site, quantity and movement,
    and a sentence per site. A band that nowhere leaves its line by a digit is null."""
    picks = [pick_samples(result, sites) for result in results]
    factor, digits = (1 / 60, 5) if in_minutes else (1.0, 4)
    return {
        "names": [label(result) for result in results],
        "time": [_rounded(np.asarray(r.time_s)[i] * factor, digits) for r, i in zip(results, picks, strict=True)],
        "unit": "min" if in_minutes else "s",
        "sites": [{"key": site, "title": title(site)} for site in sites],
        "sentences": {site: sentences.at_site(results, site) for site in sites},
        "values": {
            site: {
                q.key: [_rounded(series(r, site, q.key)[i], q.digits + 1) for r, i in zip(results, picks, strict=True)]
                for q in QUANTITIES
            }
            for site in sites
        },
        "bands": {
            site: {q.key: [_ends(r, site, q, i) for r, i in zip(results, picks, strict=True)] for q in QUANTITIES}
            for site in sites
        },
    }


def _ends(result, site: str, quantity, picked: np.ndarray) -> list[list] | None:
    """Low and high of a band at the picked samples, in the digits shown; None where there is none to be seen."""
    low, high = (_rounded(series(result, site, quantity.key + end)[picked], quantity.digits) for end in BAND)
    return None if low == high or low.count(None) == len(low) else [low, high]


def time_figure(data: dict, site: str) -> str:
    """The figure of every quantity over one time axis at one site, as Plotly JSON."""
    go, make_subplots, _ = require_plotly()
    figure = make_subplots(rows=len(QUANTITIES), cols=1, shared_xaxes=True, vertical_spacing=0.022)
    for row, quantity in enumerate(QUANTITIES, start=1):
        for i, name in enumerate(data["names"]):
            ends = data["bands"][site][quantity.key][i] or ([], [])
            common = {"x": data["time"][i], "legendgroup": name, "mode": "lines"}
            for which, fill in ((0, None), (1, "tonexty")):
                figure.add_trace(
                    go.Scatter(y=ends[which], fill=fill, hoverinfo="skip", showlegend=False, opacity=0.5,
                               line={"width": 0.7, "color": LIGHT[i % len(LIGHT)], "dash": DASHES[i % len(DASHES)]},
                               meta={"part": ("low", "high")[which], "movement": i, "quantity": quantity.key},
                               **common),
                    row=row, col=1,
                )
            figure.add_trace(
                go.Scatter(
                    y=data["values"][site][quantity.key][i], name=name, showlegend=row == 1,
                    line={"color": LIGHT[i % len(LIGHT)], "dash": DASHES[i % len(DASHES)], "width": 2.2},
                    meta={"part": "line", "movement": i, "quantity": quantity.key},
                    text="", **common,
                    hovertemplate=f"%{{y:.{quantity.digits}f}} {quantity.unit}%{{text}}<extra>{name}</extra>",
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
    ends = [m for of in data["bands"].values() for m in of[quantity.key] if m]
    values += [v for low, high in ends for v in (*low, *high) if v is not None]
    low = min(values, default=100.0)
    return {"range": [min(low - 2, 90), max(102.0, max(values, default=100.0) + 1)]}


def _layout(height: int) -> dict:
    return {
        "template": None, "height": height, "margin": {"l": 68, "r": 12, "t": 56, "b": 46}, "autosize": True,
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "system-ui, sans-serif", "size": 13},
    }


def profile_figure(data: dict) -> str:
    """The figure of one quantity along the nerve at one moment, as Plotly JSON: the central run as a line, thin lines
    for its range over a repetition, and at the sites the middle of the draws with their band as bars."""
    go, _, _ = require_plotly()
    figure = go.Figure()
    first = data["quantities"][0]
    key, colour = first["key"], lambda i: LIGHT[i % len(LIGHT)]
    beside = lambda i: BESIDE_MM * (i - (len(data["names"]) - 1) / 2)  # noqa: E731
    for i, name in enumerate(data["names"]):
        common = {"legendgroup": name, "showlegend": False}
        for part in ("low", "high"):
            figure.add_trace(go.Scatter(
                x=data["x"][i], y=data[part][key][i], mode="lines", hoverinfo="skip", opacity=0.55,
                line={"color": colour(i), "dash": "dot", "width": 1}, meta={"part": part, "movement": i}, **common))
        figure.add_trace(go.Scatter(
            x=data["x"][i], y=data["values"][key][i][0], name=name, legendgroup=name, mode="lines",
            line={"color": colour(i), "dash": DASHES[i % len(DASHES)], "width": 2.6},
            meta={"part": "line", "movement": i}, hovertemplate="%{y:.2f} " + first["unit"] + f"<extra>{name}</extra>"))
        if data["site_bands"]:
            figure.add_trace(go.Scatter(
                x=[x + beside(i) for x in data["site_x"][i]], y=data["site_bands"][key][i][0][1],
                mode="markers", hoverinfo="skip",
                marker={"color": colour(i), "size": 6, "symbol": SYMBOLS[i % len(SYMBOLS)]},
                error_y={"type": "data", "symmetric": False, "array": [], "arrayminus": [], "thickness": 1.4,
                         "width": 4, "color": colour(i)}, meta={"part": "sites", "movement": i}, **common))
    marks = data["marks"]
    figure.update_xaxes(title_text="along the nerve, from the spine outward", tickvals=[m[0] for m in marks],
                        ticktext=[m[1] for m in marks], tickangle=-50,
                        ticklabeloverflow="allow", automargin=True)
    figure.update_yaxes(title_text=f"{first['label']}, {first['unit']}", automargin=True)
    figure.update_layout(**_layout(420), hovermode="x unified",
                         legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"})
    return figure.to_json()


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
