"""When a published figure counts as reproduced: one rule for each kind of claim, the same for every study.

The thresholds were fixed before any model value was looked at (validation/README.md); none is tuned to a study.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from neuroglide.evidence.studies import Claim

#: A value agrees within so many published standard deviations (or standard errors, where only those stand).
SPREADS = 2.0
#: Without a published spread a value agrees within this share of it.
WITHOUT_SPREAD = 0.25
#: Share of the draws in which a direction must be right.
SIGN_SHARE = 0.95
#: A choice of angles of which more than this share of the draws failed is not judged: it does not agree.
MOST_FAILED = 0.1
#: Share of draws inside a band.
BAND = 0.9
#: A direction's number closer to zero than this, in the claim's unit (%, mm, N, degrees), is no effect: a tenth of
#: what the replay's mesh and samples resolve.
FELT = 0.01

AGREES, DEPENDS, DISAGREES, NOT_COMPUTED = "agrees", "depends on the angles", "disagrees", "not computed"
VERDICTS = (AGREES, DEPENDS, DISAGREES, NOT_COMPUTED)


class Reading(NamedTuple):
    """A model's values for one claim, read.

    median, low, high over draws and variants (None where all failed); by_variant, medians over draws (None where one
    failed); right, for a direction the share of draws and variants with the right sign; failed, the share without a
    value.
    """

    median: float | None
    low: float | None
    high: float | None
    by_variant: tuple[float | None, ...]
    right: float | None
    failed: float


def accepted(claim: Claim) -> tuple[float, float]:
    """Lowest and highest median that agrees; infinite where there is no bound."""
    if claim.kind == "direction":
        return 0.0, float("inf")
    if claim.kind == "at_most":
        return -float("inf"), claim.high
    if claim.kind == "at_least":
        return claim.low, float("inf")
    if claim.kind == "range":
        return claim.low, claim.high
    if claim.sd is not None:
        half = SPREADS * claim.sd
    elif claim.se is not None:
        half = SPREADS * claim.se
    else:
        half = WITHOUT_SPREAD * abs(claim.mean)
    return claim.mean - half, claim.mean + half


def zero_agrees(claim: Claim) -> bool:
    """Whether a model in which nothing happens would agree too, although the figure is not of nothing: a weak test."""
    low, high = accepted(claim)
    return claim.kind != "direction" and claim.mean != 0 and low <= 0 <= high


def read(claim: Claim, values: np.ndarray) -> Reading:
    """Median, band and failures of the draws.

    Parameters: claim; values (P, V), or (P,) for one variant, NaN where a draw failed. Returns: a Reading.
    """
    values = _shaped(values)
    finite = np.isfinite(values)
    known = values[finite]
    failed = float(1 - finite.mean())
    right = float((values > FELT).mean()) if claim.kind == "direction" else None  # a failed draw is not right
    by_variant = tuple(float(np.median(v[f])) if f.any() else None for v, f in zip(values.T, finite.T, strict=True))
    if not len(known):
        return Reading(None, None, None, by_variant, right, failed)
    tail = 100 * (1 - BAND) / 2
    low, high = np.percentile(known, [tail, 100 - tail])
    return Reading(float(np.median(known)), float(low), float(high), by_variant, right, failed)


def judge(claim: Claim, values: np.ndarray) -> str:
    """The verdict on a claim.

    Parameters: claim; values (P, V), or (P,) for one variant, NaN where a draw failed.
    Returns: ``agrees`` when it agrees in every variant of the angles that the paper leaves open, ``depends on the
    angles`` when in some, ``disagrees`` when in none, ``not computed`` when no draw gave a value.
    """
    values = _shaped(values)
    if not np.isfinite(values).any():
        return NOT_COMPUTED
    inside = [_variant_agrees(claim, variant) for variant in values.T]
    return AGREES if all(inside) else DEPENDS if any(inside) else DISAGREES


def wrong_sign(claim: Claim, values: np.ndarray) -> bool:
    """Whether a direction comes out the wrong way round: in at least half of the draws and variants it is negative."""
    return claim.kind == "direction" and bool((_shaped(values) < -FELT).mean() >= 1 / 2)


def _variant_agrees(claim: Claim, values: np.ndarray) -> bool:
    finite = np.isfinite(values)
    if claim.kind == "direction":
        return bool((values > FELT).mean() >= SIGN_SHARE)
    if not finite.any() or 1 - finite.mean() > MOST_FAILED:
        return False
    low, high = accepted(claim)
    return bool(low <= np.median(values[finite]) <= high)


def _shaped(values: np.ndarray) -> np.ndarray:
    values = np.asarray(values, float)
    return values[:, None] if values.ndim == 1 else values
