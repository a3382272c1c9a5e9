"""Peaks of a run: per site, with the time above published thresholds, and the hamstrings' load on hip and waist."""

from __future__ import annotations

from typing import Any

import numpy as np

from neuroglide.parameters import ParameterSet

#: Named strain thresholds: record key -> name in the summary.
THRESHOLDS = {
    "threshold.inflamed_fibres_fire": "inflamed_fibres_fire",
    "threshold.flow_halved": "flow_halved",
    "threshold.flow_arrested": "flow_arrested",
}


def summarise(
    time_s: np.ndarray,
    sites: dict[str, dict[str, np.ndarray]],
    p: ParameterSet,
    body: dict[str, np.ndarray] | None = None,
) -> dict[str, Any]:
    """What a run comes to.

    Parameters: ``time_s (T,)`` [s]; ``sites`` arrays (T,) by site and quantity; ``p`` parameters; ``body`` arrays (T,)
    as a Result has them. Returns: the thresholds used [%]; per site peaks, least values and seconds above each
    threshold of strain; with ``body`` what :func:`body_peaks` says.
    """
    limits = {name: 100.0 * p[key] for key, name in THRESHOLDS.items()}
    out = {
        "thresholds_percent": limits,
        "sites": {site: _site(time_s, q, limits) for site, q in sites.items()} if len(time_s) else {},
    }
    if body is not None:
        out["body"] = body_peaks(time_s, body, p) if len(time_s) else {}
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


def _site(time_s, q, limits) -> dict[str, Any]:
    strain, excursion = q["strain_percent"], q["excursion_mm"]
    return {
        "peak_strain_percent": strain.max(), "peak_strain_time_s": time_s[strain.argmax()],
        "least_strain_percent": strain.min(),
        "excursion_range_mm": np.ptp(excursion), "most_distal_mm": excursion.max(), "most_proximal_mm": excursion.min(),
        "peak_tension_n": q["tension_n"].max(), "least_cross_section_percent": q["cross_section_percent"].min(),
        "least_blood_flow_percent": q["blood_flow_percent"].min(),
        "least_transport_percent": q["transport_percent"].min(),
        "least_conduction_percent": q["conduction_percent"].min(),
        "peak_pressure_mmhg": q["pressure_mmhg"].max(), "peak_symptom_0_10": q["symptom_0_10"].max(),
        "seconds_above": {name: seconds_above(time_s, strain, limit) for name, limit in limits.items()},
    }


def seconds_above(time_s: np.ndarray, values: np.ndarray, limit: float) -> float:
    """Time [s] a piecewise-linear curve (T,) spends above ``limit``."""
    if len(time_s) < 2:
        return 0.0
    a, b = values[:-1] - limit, values[1:] - limit
    rise = np.where(a == b, 1.0, b - a)
    share = np.where((a > 0) & (b > 0), 1.0, np.where((a <= 0) & (b <= 0), 0.0, np.maximum(a, b) / np.abs(rise)))
    return float(np.sum(share * np.diff(time_s)))
