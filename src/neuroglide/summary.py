"""Peaks of a run and the time spent above published thresholds, per site."""

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


def summarise(time_s: np.ndarray, sites: dict[str, dict[str, np.ndarray]], p: ParameterSet) -> dict[str, Any]:
    """Per site: peaks, least values and seconds above each threshold of strain; plus the thresholds used [%]."""
    limits = {name: 100.0 * p[key] for key, name in THRESHOLDS.items()}
    return {
        "thresholds_percent": limits,
        "sites": {site: _site(time_s, q, limits) for site, q in sites.items()} if len(time_s) else {},
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
