"""Peaks of a run: per site, with the time above published thresholds, and the hamstrings' load on hip and waist.

With draws every number is the median of the draws' own, and has ``_low`` and ``_high`` companions: 5 and 95 of 100
(fewer than 20 draws: their least and greatest).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from neuroglide.parameters import ParameterSet

#: Named strain thresholds: record key -> name in the summary.
THRESHOLDS = {
    "threshold.inflamed_fibres_fire": "inflamed_fibres_fire",
    "threshold.flow_halved": "flow_halved",
    "threshold.flow_arrested": "flow_arrested",
}


#: Below this strain above slack length [%] the nerve folds: far finer than strain is read.
FOLDED_PERCENT = 0.02
#: Below this tension [N] the nerve is called slack: the step in which reports read tension.
SLACK_N = 0.05
#: The ends of the band and its middle.
QUANTILES = (0.05, 0.5, 0.95)
#: Fewest draws of which a twentieth is a draw: below, a band's ends are their least and greatest.
FEWEST_FOR_SHARES = 20
#: Said where every draw ended early.
NO_BAND = "no band: no draw reached the end"


class Draws(NamedTuple):
    """What single draws came to: ``numbers`` (K,) of the draws kept; ``sites`` {site: {name: (K,)}} with the names of
    :func:`site_extremes`, seconds above a threshold as ``seconds_above.<name>``; ``body`` {name: (K,)}, empty where no
    draw changes the load."""

    numbers: np.ndarray
    sites: dict[str, dict[str, np.ndarray]]
    body: dict[str, np.ndarray]


def band(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lower end, median and upper end over the last axis (..., K), straight lines between neighbouring draws.

    Of fewer than ``FEWEST_FOR_SHARES`` draws the ends are the least and the greatest.
    """
    ranked = np.sort(values, axis=-1)
    ends = []
    shares = QUANTILES if values.shape[-1] >= FEWEST_FOR_SHARES else (0.0, QUANTILES[1], 1.0)
    for share in shares:
        at = place_of(share, values.shape[-1])
        below = int(at)
        above = min(below + 1, values.shape[-1] - 1)
        # The difference is taken first: where all draws agree the band is theirs to the last bit.
        ends.append(ranked[..., below] + (at - below) * (ranked[..., above] - ranked[..., below]))
    return tuple(ends)


def place_of(share: float, count: int) -> float:
    """Where an end of a band lies among ``count`` ranked draws, the least at 0.

    It has rank ``share (K + 1)``, so that one more draw lies inside in nine of ten cases on average, whatever K; at
    ``1 + share (K - 1)`` 64 draws would hold it in 87 of 100, 32 in 85.
    """
    return min(max(share * (count + 1) - 1, 0.0), count - 1.0)


def summarise(
    time_s: np.ndarray,
    sites: dict[str, dict[str, np.ndarray]],
    p: ParameterSet,
    body: dict[str, np.ndarray] | None = None,
    draws: Draws | None = None,
) -> dict[str, Any]:
    """What a run comes to.

    Parameters: ``time_s (T,)`` [s]; ``sites`` arrays (T,) by site and quantity; ``p`` parameters; ``body`` arrays (T,)
    as a Result has them; ``draws``, what each draw came to. Returns: the thresholds used [%]; per site peaks, least
    values and seconds above each threshold of strain; with ``body`` what :func:`body_peaks` says.
    """
    limits = thresholds_percent(p)
    out: dict[str, Any] = {"thresholds_percent": limits, "sites": {}}
    for site, q in sites.items() if len(time_s) else ():
        of_draws = {} if draws is None else _banded(draws.sites[site])
        # The time of a peak is that of the curve shown; it has no band.
        of_curve = {"peak_strain_time_s": time_s[q["strain_percent"].argmax()]}
        out["sites"][site] = _nested((of_draws or site_extremes(time_s, q, limits)) | of_curve)
    if body is not None:
        out["body"] = body_peaks(time_s, body, p) if len(time_s) else {}
        if draws is not None and draws.body:
            out["body"] |= _banded(draws.body)
    return out


def thresholds_percent(p: ParameterSet) -> dict[str, float]:
    """The named thresholds of strain [%]."""
    return {name: 100.0 * p[key] for key, name in THRESHOLDS.items()}


def _banded(of_draws: dict[str, np.ndarray]) -> dict[str, Any]:
    found = {}
    for name, values in of_draws.items():
        if not name.startswith(OF_REPORTS):
            found[f"{name}_low"], found[name], found[f"{name}_high"] = band(values)
    return found


def _nested(named: dict[str, Any]) -> dict[str, Any]:
    """``seconds_above.x`` and ``seconds_above.x_low`` as ``seconds_above: {x}`` and ``seconds_above_low: {x}``."""
    out: dict[str, Any] = {}
    for name, value in named.items():
        head, _, tail = name.partition(".")
        if not tail:
            out[name] = value
            continue
        end = next((e for e in ("_low", "_high") if tail.endswith(e)), "")
        out.setdefault(head + end, {})[tail.removesuffix(end)] = value
    return out


def body_peaks(time_s: np.ndarray, body: dict[str, np.ndarray], p: ParameterSet) -> dict[str, Any]:
    """Peaks of the hamstrings' load over a movement, affected side.

    The lumbar moment is what the hamstrings of both sides put on the waist; body weight and all other muscles are not
    in it, and ``lumbar_moment_from`` says so. ``hamstring_tolerance_time_s`` is the first moment at which the hip's
    moment has reached the stretch tolerance of a healthy adult, None where it never does.

    Parameters: ``time_s (T,)`` [s], T > 0; ``body`` arrays (T,) of a Result; ``p`` parameters.
    Returns: numbers by name, the unit ending the name.
    """
    reached = np.flatnonzero(body["hamstring_at_tolerance"] > 0)
    return {
        "peak_hamstring_tension_n": body["hamstring_tension_n"].max(),
        "peak_hip_moment_nm": body["hip_moment_nm"].max(),
        "peak_lumbar_moment_nm": body["lumbar_moment_nm"].max(),
        "lumbar_moment_from": "the hamstrings alone",
        "hamstring_tolerance_nm": p["muscle.stretch_tolerance"],
        "hamstring_tolerance_reached": bool(len(reached)),
        "hamstring_tolerance_time_s": float(time_s[reached[0]]) if len(reached) else None,
    }


def slack(above_slack_percent: np.ndarray, tension_n: np.ndarray) -> np.ndarray:
    """Where the nerve is slack: it folds, or its tension is below the step in which tension is read."""
    return (above_slack_percent < FOLDED_PERCENT) | (tension_n < SLACK_N)


#: Beginnings of the names that only reports use: what a quantity does while the nerve is taut, and its largest change.
OF_REPORTS = ("taut_", "change_")


def site_extremes(time_s: np.ndarray, q: dict[str, np.ndarray], limits: dict[str, float]) -> dict[str, np.ndarray]:
    """Peaks, least values and seconds above each threshold.

    Parameters: ``time_s`` (T,) [s], T > 0; ``q`` a site's quantities, each (T,) or (T, ...) for many at once;
    ``limits`` strain [%] by name. Returns: by name arrays of the shape behind T.
    """
    strain, excursion = q["strain_percent"], q["excursion_mm"]
    found = {
        "peak_strain_percent": strain.max(axis=0), "least_strain_percent": strain.min(axis=0),
        "excursion_range_mm": np.ptp(excursion, axis=0), "most_distal_mm": excursion.max(axis=0),
        "most_proximal_mm": excursion.min(axis=0), "peak_tension_n": q["tension_n"].max(axis=0),
    }
    for name in ("cross_section", "blood_flow", "transport", "conduction"):
        found[f"least_{name}_percent"] = q[f"{name}_percent"].min(axis=0)
    for name in ("pressure_mmhg", "symptom_0_10"):
        found[f"peak_{name}"] = q[name].max(axis=0)
    for name, limit in limits.items():
        found[f"seconds_above.{name}"] = seconds_above(time_s, strain, limit)
    return found


def report_extremes(q: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What a report says of a draw beyond :func:`site_extremes`: the same while the nerve is taut, largest changes.

    Parameters: as there. Returns: by name, NaN where the nerve is slack all the time.
    """
    loose = slack(q["strain_above_slack_percent"], q["tension_n"])
    never = loose.all(axis=0)
    found = {}
    for name, peak in (("strain_percent", "peak"), ("cross_section_percent", "least")):
        high = np.where(loose, -np.inf, q[name]).max(axis=0)
        low = np.where(loose, np.inf, q[name]).min(axis=0)
        found[f"taut_{peak}_{name}"] = np.where(never, np.nan, high if peak == "peak" else low)
        with np.errstate(invalid="ignore"):
            found[f"taut_range_{name}"] = np.where(never, np.nan, high - low)
        first = np.take_along_axis(q[name], (~loose).argmax(axis=0)[None], axis=0)[0]
        found[f"change_{name}"] = np.where(never, np.nan, np.maximum(high - first, first - low))
    for name in ("excursion_mm", "tension_n", "blood_flow_percent", "transport_percent", "conduction_percent"):
        first = q[name][0]
        found[f"change_{name}"] = np.maximum(q[name].max(axis=0) - first, first - q[name].min(axis=0))
    return found


def seconds_above(time_s: np.ndarray, values: np.ndarray, limit: float) -> np.ndarray:
    """Time [s] that piecewise-linear curves (T, ...) spend above ``limit``."""
    if len(time_s) < 2:
        return np.zeros(values.shape[1:])
    a, b = values[:-1] - limit, values[1:] - limit
    rise = np.where(a == b, 1.0, b - a)
    share = np.where((a > 0) & (b > 0), 1.0, np.where((a <= 0) & (b <= 0), 0.0, np.maximum(a, b) / np.abs(rise)))
    steps = np.diff(time_s).reshape(-1, *(1,) * (values.ndim - 1))
    return np.sum(steps * share, axis=0)
