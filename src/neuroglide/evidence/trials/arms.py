"""The course inside an arm: mean and spread before, after and of the change, with where it was read."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PATH = Path(__file__).with_name("arms.csv")
#: What an arm received: an active treatment, usual care alone, a placebo or sham, or nothing but waiting.
KINDS = ("care", "usual_care", "placebo", "natural_course")
_NUMBERS = ("pre_mean", "pre_sd", "post_mean", "post_sd", "change_mean", "change_sd")


@dataclass(frozen=True)
class Arm:
    """One outcome at one time in one arm.

    ``trial`` joins the arms of a trial; ``outcome`` is a measure of ``patient.outcome`` (``nprs.leg``, ``odi``), in the
    points of ``scale``; means and SDs in those points, None where not read; ``timepoint_weeks`` from the start
    [weeks]; ``leg_pain``: whether everybody in it has pain in the leg; ``checked``: read or recalled.
    """

    id: str
    trial: str
    study: str
    year: int
    reference: str
    locator: str
    arm: str
    kind: str
    n: int | None
    outcome: str
    scale: str
    timepoint_weeks: float
    pre_mean: float | None
    pre_sd: float | None
    post_mean: float | None
    post_sd: float | None
    change_mean: float | None
    change_sd: float | None
    population: str
    leg_pain: bool
    checked: str
    note: str

    @property
    def change(self) -> float | None:
        """Mean change [points], negative when the score fell; from the means before and after where not printed."""
        if self.change_mean is not None:
            return self.change_mean
        if self.pre_mean is None or self.post_mean is None:
            return None
        return self.post_mean - self.pre_mean

    @property
    def needs_correlation(self) -> bool:
        """Whether the SD of the change has to be worked out from the SDs before and after."""
        return self.change_sd is None and self.pre_sd is not None and self.post_sd is not None

    def sd_of_change(self, correlation: float) -> float | None:
        """SD of the change [points], printed or worked out.

        Parameters: correlation between before and after (-1 to 1), an assumption. Returns the SD, None when it was
        not read. Equation: sd^2 = sd_pre^2 + sd_post^2 - 2 r sd_pre sd_post.
        """
        if self.change_sd is not None:
            return self.change_sd
        if self.pre_sd is None or self.post_sd is None:
            return None
        return (self.pre_sd**2 + self.post_sd**2 - 2 * correlation * self.pre_sd * self.post_sd) ** 0.5

    def missing(self, scale: str) -> tuple[str, ...]:
        """What keeps this row from feeding a forecast, in words; empty when nothing does.

        Parameters: scale, the scale of the outcome (``0-100``).
        """
        why = []
        if self.checked != "read":
            why.append("recalled, not read")
        if not self.leg_pain:
            why.append("not everybody has leg pain")
        if self.scale != scale:
            why.append(f"scale {self.scale}")
        if self.n is None:
            why.append("number of people in the arm")
        if self.change is None:
            why.append("mean change")
        if self.sd_of_change(0.0) is None:
            why.append("SD of the change")
        return tuple(why)


@lru_cache(maxsize=1)
def load_arms() -> tuple[Arm, ...]:
    """Every row of ``arms.csv``, typed. Raises: ValueError naming a row that is not one."""
    with PATH.open(encoding="utf-8", newline="") as file:
        rows = tuple(_arm(row) for row in csv.DictReader(file))
    if len({row.id for row in rows}) < len(rows):
        raise ValueError("arms.csv: an id stands twice")
    return rows


def _arm(row: dict[str, str]) -> Arm:
    if row["kind"] not in KINDS or row["checked"] not in ("read", "recalled") or row["leg_pain"] not in ("yes", "no"):
        raise ValueError(f"arms.csv: {row['id']} has a word of its own in kind, checked or leg_pain")
    numbers = {name: float(row[name]) if row[name] else None for name in _NUMBERS}
    texts = {name: row[name] for name in ("id", "trial", "study", "reference", "locator", "arm", "kind", "outcome",
                                          "scale", "population", "checked", "note")}
    return Arm(**texts, **numbers, year=int(row["year"]), n=int(row["n"]) if row["n"] else None,
               timepoint_weeks=float(row["timepoint_weeks"]), leg_pain=row["leg_pain"] == "yes")
