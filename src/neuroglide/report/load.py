"""What the hamstrings do in a movement: their pull, the moments it makes, and whether it would stop the movement."""

from __future__ import annotations

import math

import numpy as np

from neuroglide.parameters import load_set
from neuroglide.report.comparison import moves
from neuroglide.result import BAND

TOLERANCE = "muscle.stretch_tolerance"
#: Coordinates that change the length of the hamstrings.
_STRETCHES_THEM = ("hip_", "knee_", "slr", "pelvic_")


def hamstrings(result) -> str:
    """One sentence: peak tension and moments, and when a healthy adult's stretch tolerance would end the movement.

    Speaks of the leg with the larger hip moment, and says which where it is not the affected one. Empty when the
    result holds no body load, and when neither hips, knees nor pelvis move and the tolerance is not reached.
    """
    body = result.body or {}
    if not len(result.time_s) or "hip_moment_nm" not in body:
        return ""
    mine, other = (float(_peak(body, f"hip_moment{which}_nm")) for which in ("", "_other"))
    which = "_other" if other > mine + 0.5 else ""  # both legs alike: speak of the affected one
    if _reached_s(result, which, tolerance(result)[1][0]) is None and not moves(result, _STRETCHES_THEM):
        return ""
    leg = " of the other leg" if which else ""
    return (
        f"Hamstrings{leg}: tension up to {_up_to(result, f'hamstring_tension{which}_n', 'N')}, hip moment up to "
        f"{_up_to(result, f'hip_moment{which}_nm', 'N m')}, lumbar moment from the hamstrings alone up to "
        f"{_up_to(result, 'lumbar_moment_nm', 'N m')}; {_tolerance(result, which)}."
    )


def _up_to(result, key: str, unit: str) -> str:
    """The peak with its unit; with the band of the draws' own peaks where draws change the load."""
    peaks = (result.summary or {}).get("body") or {}
    ends = [peaks.get(f"peak_{key}{end}") for end in BAND]
    low, high = ("" if end is None else f"{end:.0f}" for end in ends)
    band = "" if low == high else f" ({low} to {high})"  # none to be seen where it is finer than the last digit
    return f"{peaks.get(f'peak_{key}', 0.0) if low else _peak(result.body, key):.0f} {unit}{band}"


def _tolerance(result, which: str) -> str:
    """When the tolerance would end the movement, in whole seconds: from where its interval's low end is reached to
    where its high end is."""
    value, (low, high), words = tolerance(result)
    limit = f"the stretch tolerance of a healthy adult ({value:.0f} N m, {words})"
    first, last = (_reached_s(result, which, moment) for moment in (low, high))
    if first is None:
        return f"{limit} is not reached"
    begin = "its start posture" if first == 0 else f"{math.floor(first)} s"
    if last is None:
        return f"{limit} may stop the movement from {begin} on, or not at all"
    if last == 0:
        return f"{limit} would stop the movement in its start posture already"
    return f"{limit} would stop the movement somewhere between {begin} and {math.ceil(last)} s"


def _reached_s(result, which: str, moment_nm: float) -> float | None:
    """When a leg's hip moment first reaches ``moment_nm`` [s]; None when it does not.

    Parameters: which, "" for the affected leg, "_other" for the other one.
    """
    at = np.asarray(result.body[f"hip_moment{which}_nm"]) >= moment_nm
    return float(result.time_s[int(np.argmax(at))]) if at.any() else None


def tolerance(result) -> tuple[float, tuple[float, float], str]:
    """Hip moment that a healthy adult bears [N m], its 90 % interval [N m], and interval and kind in words."""
    record = load_set().record(TOLERANCE)
    used = ((result.summary or {}).get("body") or {}).get("hamstring_tolerance_nm")
    if used is None:
        used = load_set().with_overrides(getattr(result.person, "tissue", None) or {})[TOLERANCE]
    if abs(used - record.value_si) > 1e-6 * record.value_si:
        return used, (used, used), "this run's own value"
    low, high = record.interval_si
    return used, (low, high), f"{record.kind}, 90 % interval {low:.0f} to {high:.0f}"


def _peak(body: dict, key: str) -> float:
    return float(np.nanmax(np.asarray(body[key], float)))
