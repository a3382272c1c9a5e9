"""How good the predictions are as predictions: do the intervals cover what they claim, and are they narrow?"""

from __future__ import annotations

import math
from collections.abc import Iterable
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from neuroglide.evidence.measurement_error import error_of
from neuroglide.evidence.studies import Claim
from neuroglide.evidence.verdicts import BAND, WITHOUT_SPREAD

#: Points at which the normal noise of a mean is sampled, evenly in probability: enough for two digits of a quantile.
NOISE_POINTS = 199


class Interval(NamedTuple):
    """An interval prediction."""

    low: float
    high: float

    def covers(self, observed: float) -> bool:
        """Whether the observed value lies in it."""
        return bool(self.low <= observed <= self.high)


def noise(claim: Claim, values: np.ndarray, discrepancy: float = 0.0) -> float:
    """How far a new study's figure strays from the model's own, as a standard deviation in the claim's unit.

    Parameters: claim; values, draws in any shape; discrepancy, what the calibration found the model to leave out, as a
    share of the figure. Equation: sqrt(SE**2 + (discrepancy |median|)**2), SE as the fit takes it (``error_of``).
    """
    known = np.asarray(values, float)
    known = known[np.isfinite(known)]
    size = abs(float(np.median(known))) if known.size else 0.0
    return math.hypot(error_of(claim, size), discrepancy * size)


def predictive_interval(values: np.ndarray, noise_sd: float = 0.0, share: float = BAND) -> Interval | None:
    """The central interval in which a new study's figure is expected.

    Parameters: values, draws in any shape (draws and variants of open angles together), NaN left out; noise_sd, in
    the same unit, added as normal noise (:func:`noise`); share, what the interval should cover.
    Returns: an Interval; None when no draw has a value.
    """
    known = np.asarray(values, float).ravel()
    known = known[np.isfinite(known)]
    if not known.size:
        return None
    if noise_sd > 0:
        at = (np.arange(NOISE_POINTS) + 1 / 2) / NOISE_POINTS
        known = (known[:, None] + noise_sd * np.array([NormalDist().inv_cdf(p) for p in at])).ravel()
    low, high = np.quantile(known, [(1 - share) / 2, (1 + share) / 2])
    return Interval(float(low), float(high))


def known_interval(values: np.ndarray, noise_sd: float = 0.0, share: float = BAND) -> Interval | None:
    """What would remain of the predictive interval if every parameter were known: that of each choice of the open
    angles at its middle, with the same noise. No calibration can make an interval narrower than this, while the noise
    and the angles stay. Parameters: as predictive_interval, values (P, V). Returns: an Interval; None without a value.
    """
    known = [column[np.isfinite(column)] for column in np.asarray(values, float).T]
    return predictive_interval(np.array([np.median(one) for one in known if one.size]), noise_sd, share)


def interval_score(interval: Interval, observed: float, share: float = BAND) -> float:
    """The interval score: width, plus a penalty for each observation outside; smaller is better.

    Parameters: interval; observed, in the same unit; share, what the interval should cover.
    Equation: S = (u - l) + 2/alpha (l - x)+ + 2/alpha (x - u)+, alpha = 1 - share.
    Source: Gneiting & Raftery 2007, J Am Stat Assoc 102:359-378, doi:10.1198/016214506000001437, eq. 43.
    """
    low, high = interval
    outside = max(low - observed, 0.0) + max(observed - high, 0.0)
    return (high - low) + 2 / (1 - share) * outside


def observed_value(claim: Claim) -> float | None:
    """The figure that an interval should cover: the mean of a value; None for bounds, directions, and ranges (of
    levels, people or loads: their middle was never measured)."""
    return claim.mean if claim.kind == "value" else None


def unit_of(claim: Claim) -> float | None:
    """What makes rows of different units comparable: the published SD, else what counts as agreement, halved.

    That is half of 25 % of a value without spread and a quarter of a range's width; None for bounds and directions.
    """
    if claim.kind == "range":
        return (claim.high - claim.low) / 4
    if claim.kind != "value":
        return None
    return claim.spread or claim.se or WITHOUT_SPREAD * abs(claim.mean) / 2


class Scored(NamedTuple):
    """One claim's intervals, for :func:`summarise`; ``prior``, ``left_out`` and ``known`` (:func:`known_interval`) are
    None where they were not made."""

    claim: Claim
    interval: Interval | None
    prior: Interval | None = None
    left_out: Interval | None = None
    left_out_median: float | None = None
    known: Interval | None = None


class Score(NamedTuple):
    """Scores of a group of claims; None where nothing was there to score.

    quantitative: claims with a figure to cover, ``computed`` of them with an interval, and ``covered`` of those;
    half_width_sd: median half-width over published SD (claims with an SD), known_half_width_sd: that of the known
    intervals of these; interval_score and prior_score: means over the claims that have both, each in units of the claim
    (:func:`unit_of`); interval_score alone where no prior was run. left_out, left_out_covered, left_out_error: claims
    predicted with their study left out, how many were covered, and the median distance of prediction and figure in
    units of the claim.
    """

    quantitative: int
    computed: int
    covered: int
    half_width_sd: float | None
    known_half_width_sd: float | None
    interval_score: float | None
    prior_score: float | None
    left_out: int
    left_out_covered: int
    left_out_error: float | None

    @property
    def coverage(self) -> float | None:
        """Share of the quantitative claims that their interval covers; one without an interval is not covered."""
        return self.covered / self.quantitative if self.quantitative else None


def summarise(rows: Iterable[Scored]) -> Score:
    """Coverage, sharpness and interval score of a group of claims. Parameters: rows. Returns: a Score."""
    rows = [row for row in rows if observed_value(row.claim) is not None]
    done = [row for row in rows if row.interval is not None]
    widths = [_half_width(row.claim, row.interval) for row in done if row.claim.spread]
    known = [_half_width(row.claim, row.known) for row in done if row.claim.spread and row.known is not None]
    paired = [row for row in done if row.prior is not None]
    held_out = [row for row in rows if row.left_out is not None]
    errors = [abs(row.left_out_median - observed_value(row.claim)) / unit_of(row.claim) for row in held_out
              if row.left_out_median is not None]
    return Score(
        quantitative=len(rows), computed=len(done), covered=sum(_covered(row.claim, row.interval) for row in done),
        half_width_sd=float(np.median(widths)) if widths else None,
        known_half_width_sd=float(np.median(known)) if known else None,
        interval_score=_mean(_scaled(row.claim, row.interval) for row in (paired or done)),
        prior_score=_mean(_scaled(row.claim, row.prior) for row in paired),
        left_out=len(held_out), left_out_covered=sum(_covered(row.claim, row.left_out) for row in held_out),
        left_out_error=float(np.median(errors)) if errors else None,
    )


def _half_width(claim: Claim, interval: Interval) -> float:
    return (interval.high - interval.low) / 2 / claim.spread


def _covered(claim: Claim, interval: Interval) -> bool:
    return interval.covers(observed_value(claim))


def _scaled(claim: Claim, interval: Interval) -> float:
    return interval_score(interval, observed_value(claim)) / unit_of(claim)


def _mean(values: Iterable[float]) -> float | None:
    values = list(values)
    return float(np.mean(values)) if values else None
