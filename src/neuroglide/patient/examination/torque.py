"""The eccentric to concentric ratio of the hamstrings' peak torque."""

from __future__ import annotations

from neuroglide.patient.examination.model import Examination, Torque

CAVEAT = (
    "15 people with chronic low back pain had a higher ratio than 15 without at 30 degrees a second (Marshall 2010, "
    "F(1,58) = 4.81, p = 0.032): less concentric for the same eccentric torque. No cut-off was published and no "
    "treatment of it was tested; no rule reads it."
)


def hamstring_ratio(torque: Torque) -> float | None:
    """Eccentric over concentric peak torque of one leg (a number without unit); None where one was not measured.

    Source: Marshall, Mannion, Murphy 2010 (PMID 19435669), at one speed of both contractions.
    """
    if torque.concentric_nm is None or torque.eccentric_nm is None:
        return None
    return torque.eccentric_nm / torque.concentric_nm


def hamstring_ratios(examination: Examination) -> dict[str, float]:
    """The ratio of each leg that was measured, by side."""
    found = {side: hamstring_ratio(examination.hamstring_torque[side])
             for side in "rl" if side in examination.hamstring_torque}
    return {side: ratio for side, ratio in found.items() if ratio is not None}
