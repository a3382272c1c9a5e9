"""The HTML report: one file that opens offline in any browser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import numpy as np

from neuroglide import __version__
from neuroglide.errors import InputError
from neuroglide.report import charts, ground_rules, load, sentences, tables, whole_nerve
from neuroglide.report.colours import SCALE_PERCENT, css_gradient
from neuroglide.report.comparison import label, main_line, side_of, sites_to_show, worst
from neuroglide.report.gallery import Gallery
from neuroglide.report.moments import cycle_end_s, frames, key_moments, playback_s
from neuroglide.report.profile import available, line_of, site_bands, values
from neuroglide.report.quantities import BY_KEY, QUANTITIES
from neuroglide.report.standing import source_text, standing
from neuroglide.result import write_whole

#: Movements longer than this [s] are shown apart, on an axis in minutes.
MINUTES_AFTER_S = 120.0
#: Site first shown in the figures over time, when it is there.
FIRST_SITE = "sciatic.mid_thigh"
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:%|mm|N|s|min|h|kg|m|years)(?:\W|$))|(?<=\d N) (?=m(?:\W|$))")
#: Frames of the animation of one movement; fewer when there are many movements.
FRAMES, MOST_FRAMES = 25, 75


def write_report(results: Sequence, path: str | Path, *, title: str | None = None, body=None, neutral_m=None) -> Path:
    """Write the report of one or more results as one HTML file, whole or not at all.

    Parameters: results, made with ``fields=True`` for the pictures; path of the file; title of the page; body, who
    draws the person (default: the packaged skeleton); neutral_m (S,), bed lengths in supine neutral [m] (default:
    computed from the person). Returns the path.
    Raises: InputError when the extra ``report`` is not installed or the file cannot be written.
    """
    write_whole(path, render(results, title=title, body=body, neutral_m=neutral_m))
    return Path(path)


def render(results: Sequence, *, title: str | None = None, body=None, neutral_m=None) -> str:
    """The report as HTML text; see :func:`write_report`."""
    charts.require_plotly()
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise InputError("a report needs Jinja2, which is not installed.",
                         fix="pip install neuroglide[report]") from None
    early = [(label(r), s) for r in results if (s := sentences.ended_early(r))]
    results = [r for r in results if len(r.time_s)]  # a run that ended in the approach has nothing but its outcome
    if not results:
        raise InputError("a report needs at least one result that holds samples.")
    names = [label(result) for result in results]
    sites = sites_to_show(results)
    groups, data = [], []
    for key, members in _split(results):
        group, group_data = _group(key, members, body, neutral_m)
        groups.append(group)
        data.append(group_data)
    environment = Environment(loader=PackageLoader("neuroglide.report"), autoescape=True, undefined=StrictUndefined,
                              trim_blocks=True, lstrip_blocks=True, finalize=_keep_units)
    return environment.get_template("report.html").render(
        title=title or (names[0] if len(names) == 1 else " and ".join(names) if len(names) == 2
                        else f"{len(names)} movements compared"),
        version=__version__, person=person_words(results[0]), groups=groups, names=names,
        headline=_headline(results), statement=ground_rules.STATUS, most=ground_rules.ORDER_ONLY,
        essentials=ground_rules.essentials(results), details=ground_rules.details(results),
        caption=ground_rules.caption(results), band_name=ground_rules.band_name_of(results),
        calibration=ground_rules.calibration(), sure=round(100 * tables.SURE),
        limit=ground_rules.BENEFIT, 
        order=ground_rules.benefit(map(ground_rules.class_of, results)).removeprefix(ground_rules.BENEFIT),
        no_benefit=ground_rules.NO_BENEFIT, standing_line=ground_rules.standing(),
        early=early,
        unchanged=tables.unchanged(results, sites),
        unchanged_sentences=[sentences.unchanged(r, sites) for r in results],
        still=[sentences.still(r, sites) for r in results] if len(results) > 1 else [],
        stands=standing(results), source_text=source_text, quantities=QUANTITIES, gradient=css_gradient(),
        scale=SCALE_PERCENT, marks=_marks(results), provenance=[(label(r), _said(r)) for r in results],
        css=_asset("report.css"), script=_asset("report.js"), plotly=charts.plotly_script(),
        data=charts.script_json(data),
    )


def _keep_units(value):
    """Text with each number held together with the unit behind it, so that a line never breaks between them."""
    return _BEFORE_UNIT.sub("\u00a0", value) if type(value) is str else value


def _said(result) -> dict:
    """The provenance of a result with its tables as text."""
    found = {}
    for key, value in (result.provenance or {}).items():
        pairs = value.items() if isinstance(value, dict) else ()
        text = "; ".join(f"{k.replace('_', ' ')} {_list(v)}" for k, v in pairs) if pairs else _list(value)
        found[key] = text
    return found


def _list(value) -> str:
    if isinstance(value, dict) and value:
        return ", ".join(f"{k} {_list(v)}" for k, v in value.items())
    return (", ".join(map(str, value)) or "none") if isinstance(value, (list, tuple, dict)) else (
        "none" if value is None else str(value))


def _asset(name: str) -> str:
    return (resources.files("neuroglide.report") / "templates" / name).read_text(encoding="utf-8")


def _split(results: list) -> list[tuple[str, list]]:
    """Seconds-scale movements first, then those that last minutes; empty groups left out."""
    short = [r for r in results if float(r.time_s[-1]) <= MINUTES_AFTER_S]
    long = [r for r in results if float(r.time_s[-1]) > MINUTES_AFTER_S]
    return [(key, members) for key, members in (("seconds", short), ("minutes", long)) if members]


def person_words(result) -> str:
    """The person in one line: sex, age, height, mass, affected side."""
    recorded = (result.provenance or {}).get("person")
    found = recorded if isinstance(recorded, dict) else {}

    def get(name):
        return found.get(name, getattr(result.person, name, None))

    words = [str(get("sex") or "")]
    if get("age_years") is not None:
        words.append(f"{get('age_years'):g} years")
    if get("height_m") is not None:
        words.append(f"{get('height_m'):.2f} m")
    if get("mass_kg") is not None:
        words.append(f"{get('mass_kg'):g} kg")
    words.append("right side affected" if side_of(result) == "r" else "left side affected")
    return ", ".join(word for word in words if word)


def _marks(results: list) -> list[tuple[float, str]]:
    """Thresholds of the summary on the colour scale: place 0..1 and words."""
    limits = (results[0].summary or {}).get("thresholds_percent") or {}
    low, high = SCALE_PERCENT
    return [(round((value - low) / (high - low), 3), f"{round(value, 2):g} %: {tables.threshold_words(name, value)}")
            for name, value in limits.items() if low < value < high]


def _headline(results: list) -> list[str]:
    """The sentences at the top of the page."""
    sites = sites_to_show(results)
    line = main_line(results)
    short = [r for r in results if float(r.time_s[-1]) <= MINUTES_AFTER_S]
    found = []
    if len(short) >= 2 and line:
        middle = next((s for s in line if s.startswith(FIRST_SITE)), line[len(line) // 2])
        found.append(sentences.pair(short[0], short[1], middle))
    elif len(results) == 1:
        found += filter(None, (sentences.one(results[0], sites), whole_nerve.sentence(results[0])))
    return found


def _group(key: str, results: list, body, neutral_m) -> tuple[dict, dict]:
    """Everything the template and the script need for one group of movements."""
    sites = sites_to_show(results)
    until = max(cycle_end_s(r) for r in results)
    minutes = key == "minutes"
    first = next((s for s in sites if s.startswith(FIRST_SITE)), sites[len(sites) // 2])
    if minutes:  # what lasting stretch does is told where flow falls lowest
        first = worst(results[-1], BY_KEY["blood_flow_percent"], sites)[0] or first
    over_time = charts.time_data(results, sites, minutes)
    count = max(9, min(FRAMES, MOST_FRAMES // len(results)))
    samples = [frames(r, count) for r in results]
    along = _along(results, samples, neutral_m)
    gallery = Gallery(results, body)
    player = gallery.player(samples) if not minutes and gallery.ready else None
    initial = first_shown(results[0], samples[0])
    group = {
        "key": key, "movements": [_movement(r, sites) for r in results], "sites": over_time["sites"], "first": first,
        "heading": "Side by side" if len(results) > 1 else "The movement",
        "profile_csv": charts.csv_uri(charts.profile_csv(along)) if along else None,
        "profile": along, "stills": gallery.stills() if gallery.ready else [], "player": player,
        "no_pictures": gallery.why_not,
        "columns": tables.columns(results), "rows": tables.comparison(results, sites),
        "banded": any(r.draws is not None for r in results),
        "movement_count": len(results), "initial": initial, "unit": over_time["unit"],
    }
    data = {
        "key": key, "time": over_time, "first": first, "timeFigure": charts.time_figure(over_time, first),
        "profile": along, "profileFigure": charts.profile_figure(along) if along else None,
        "cycle": until / (60 if minutes else 1), "initial": initial,
        "frameTimes": [[round(float(r.time_s[i]), 3) for i in s] for r, s in zip(results, samples, strict=True)],
        "frames": player["frames"] if player else None, "readouts": player["readouts"] if player else None,
        "playback": max(playback_s(r) for r in results), "light": charts.LIGHT, "dark": charts.DARK,
    }
    return group, data


def first_shown(result, samples: np.ndarray) -> int:
    """Frame number the page opens with: the end of the first step, which says more than the start."""
    moments = key_moments(result)
    return int(np.abs(samples - moments[min(1, len(moments) - 1)].index).argmin())


def _movement(result, sites) -> dict:
    movement = result.movement
    return {
        "name": label(result), "id": getattr(movement, "id", ""),
        "duration": sentences.duration(float(result.time_s[-1])),
        "summary": getattr(movement, "summary", None) or "", "grade": ground_rules.grade(movement),
        "performed_by": getattr(movement, "performed_by", None) or "",
        "plain": sentences.plain(result, sites),
        "sentence": " ".join(filter(None, (sentences.one(result, sites), whole_nerve.sentence(result),
                                          sentences.holding(result, sites)))),
        "slackness": sentences.slackness(result, sites), "load": load.hamstrings(result),
        "note": getattr(movement, "note", None) or "", "open_angles": sentences.open_angles(result),
    }


def _along(results: list, samples: list[np.ndarray], neutral_m) -> dict | None:
    """What the figure along the nerve shows; None when the results hold no whole-nerve arrays."""
    if not all(r.fields for r in results):
        return None
    neutral_m = neutral_lengths(results[0]) if neutral_m is None else neutral_m
    lines = [line_of(r, neutral_m) for r in results]
    found: dict = {"names": [label(r) for r in results], "quantities": [], "x": [], "values": {}, "low": {}, "high": {},
                   "site_bands": {}, "site_x": [[x for x, _ in line.marks] for line in lines], "marks": lines[0].marks,
                   "frame_times_s": [[round(float(r.time_s[i]), 3) for i in s]
                                     for r, s in zip(results, samples, strict=True)]}
    for field, quantity, factor in available(results[0]):
        found["quantities"].append({"key": quantity.key, "label": quantity.label, "unit": quantity.unit})
        if any(r.draws is not None for r in results):
            found["site_bands"][quantity.key] = [site_bands(r, quantity.key, line, s)
                                                 for r, line, s in zip(results, lines, samples, strict=True)]
        rows = [values(r, field, factor, line, s) for r, line, s in zip(results, lines, samples, strict=True)]
        found["x"] = [np.round(x, 1).tolist() for x, _ in rows]
        # np.round gives -0.0, which would be written as such.
        found["values"][quantity.key] = [(np.round(v, quantity.digits + 1) + 0.0).tolist() for _, v in rows]
        found["low"][quantity.key] = [(np.round(v.min(0), quantity.digits + 1) + 0.0).tolist() for _, v in rows]
        found["high"][quantity.key] = [(np.round(v.max(0), quantity.digits + 1) + 0.0).tolist() for _, v in rows]
    return found


def neutral_lengths(result) -> np.ndarray:
    """Bed lengths (S,) of the person of a result in supine neutral [m]."""
    from neuroglide.body import compute_bed
    from neuroglide.coordinates import FULL_NAMES
    from neuroglide.parameters import load_set

    p = load_set().with_overrides(getattr(result.person, "tissue", None))
    return np.asarray(compute_bed(result.person, np.zeros((1, len(FULL_NAMES))), p).neutral_m)
