"""The table of trials, as text: what was compared, in whom, with what result, and what was not read."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

PATH = Path(__file__).with_name("trials.csv")


@dataclass(frozen=True)
class Trial:
    """One outcome at one time of a trial: the columns of ``trials.csv`` as text, empty where nothing was read.

    ``t_`` is the treated arm, ``c_`` the compared one; ``checked`` is ``yes`` (read) or ``recalled``.
    """

    id: str
    study: str
    year: str
    reference: str
    design: str
    population: str
    arm_treatment: str
    n_t: str
    arm_control: str
    n_c: str
    technique_class: str
    sets: str
    reps: str
    hold_s: str
    sessions_per_week: str
    weeks: str
    outcome: str
    unit_scale: str
    timepoint: str
    t_pre_mean: str
    t_pre_sd: str
    t_post_mean: str
    t_post_sd: str
    c_pre_mean: str
    c_pre_sd: str
    c_post_mean: str
    c_post_sd: str
    effect_reported: str
    ci_low: str
    ci_high: str
    p: str
    checked: str
    note: str

    @property
    def trial(self) -> str:
        """The trial a row belongs to: its id without the number of the row."""
        return self.id.rsplit("-", 1)[0]


@lru_cache(maxsize=1)
def load_trials() -> tuple[Trial, ...]:
    """Every row of the table, in its order."""
    with PATH.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [field.name for field in fields(Trial)]
    return tuple(Trial(**{name: (row[name] or "").strip() for name in names}) for row in rows)
