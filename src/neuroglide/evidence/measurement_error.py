"""How far a published figure may lie from the truth of its own specimens: one rule for the fit and for the scores."""

from __future__ import annotations

from neuroglide.evidence.studies import Claim

#: Where a mean is published without spread, its standard error is taken as this share of it: what the verdict allows
#: such a row (25 %) read as two standard errors is half of it; authors and protocols differ by more, so twice that.
UNKNOWN_SPREAD = 0.25
#: ... and at least what gauges and rulers tell apart, by unit.
UNKNOWN_FLOOR = {"%": 0.5, "mm": 0.5, "N": 0.3}
#: People in a study that does not tell how many.
UNKNOWN_NUMBER = 10.0
#: Half-width of a published range in standard errors: a range is read as the middle nine tenths.
RANGE_WIDTH = 1.645


def error_of(claim: Claim, size: float | None = None) -> float:
    """Standard error of a value or of a range's middle, in the claim's unit; 0 for bounds and directions.

    The published one, or the SD over the root of n; without either an assumed one (the constants above), a share of
    the figure, or of ``size`` where a prediction must not know the figure.
    """
    if claim.kind == "range":
        return 0.5 * (claim.high - claim.low) / RANGE_WIDTH
    if claim.kind != "value":
        return 0.0
    if claim.standard_error:
        return claim.standard_error
    if claim.sd is not None:
        return claim.sd / UNKNOWN_NUMBER**0.5
    return max(UNKNOWN_SPREAD * abs(claim.mean if size is None else size), UNKNOWN_FLOOR.get(claim.unit, 0.0))
