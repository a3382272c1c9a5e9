"""A dose in everyday words, for the patient; how a technique is done stands in the plan, made from its size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def cycle_of(item: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The steps of one repetition of a technique of a plan."""
    first = item["movement"]["steps"][0]
    return first["steps"] if "steps" in first else item["movement"]["steps"]


def dose_in_words(item: Mapping[str, Any], said: Mapping[str, str]) -> str:
    """How often and how slowly, in short sentences made from the dose.

    Parameters: item, a technique of a plan; said, the sentences by name (``dose`` of patient.yaml).
    """
    dose = item["dose"]
    seconds = sum(float(step.get("seconds", step.get("hold", 0.0)) or 0.0) for step in cycle_of(item))
    reps = "once" if dose["reps"] == 1 else f"{dose['reps']} times"
    if dose["hold_s"] >= 1.0:
        reps += ", " + said["holding"].format(seconds=f"{dose['hold_s']:g}")
    rounds = said["sets_one"] if dose["sets"] == 1 else said["sets"].format(rest=f"{dose['rest_s']:g}",
                                                                            sets=dose["sets"])
    a_day = {1: "Once a day", 2: "Twice a day"}.get(dose["per_day"], f"{dose['per_day']} times a day")
    days = "every day" if dose["days_per_week"] == 7 else f"on {dose['days_per_week']} days of the week"
    weeks = "1 week" if dose["weeks"] == 1 else f"{dose['weeks']} weeks"
    return " ".join([said["times"].format(reps=reps), rounds,
                     said["how_often"].format(a_day=a_day, days=days, weeks=weeks),
                     said["tempo"].format(seconds="a second" if round(seconds) <= 1 else f"{seconds:.0f} seconds")])
