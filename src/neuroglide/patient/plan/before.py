"""What a new version takes from the signed one before it: the last dose, larger by a step or smaller, by rules as data.

The rules stand in rules.yaml (from_before). Bounds, bars and examined angles are held all the same: what is taken from
the version before is where the search for a dose begins, and never more than that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from neuroglide.errors import InputError
from neuroglide.patient.examination import Examination, load_examination
from neuroglide.patient.plan.going_on import rules
from neuroglide.patient.plan.techniques import Dose, Rung, Technique
from neuroglide.patient.plan.worse import worse_than

#: What may be said of the 24 hours after the sessions of the version before.
RESPONSES = ("settled", "not_settled", "unknown")
_GRADES = ("low", "moderate", "high")
#: A hold this long [s] makes a stretch, whose dose is the file's own and does not grow.
_LONG_HOLD_S = 10.0


@dataclass(frozen=True)
class Before:
    """The signed version before: its ``digest``, ``version`` and ``signed_on``, its grade of ``care``, the dose and
    size of each technique signed, the ``response`` of the 24 hours after its sessions (RESPONSES), and what was found
    ``worse`` since, in words."""

    digest: str
    version: int
    signed_on: str | None
    care: str
    doses: Mapping[str, Dose]
    sizes: Mapping[str, Rung]
    response: str
    worse: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether the response of 24 hours is known to have been settled, and nothing was found worse since."""
        return self.response == "settled" and not self.worse

    @property
    def rule_id(self) -> str:
        """The rule that counts: that of the response, or ``worse`` where that is the stricter one."""
        return "worse" if self.worse and self.response != "not_settled" else self.response

    @property
    def rule(self) -> Mapping[str, Any]:
        """What rules.yaml says of this response and of what was found worse."""
        return rules()["from_before"][self.rule_id]

    def dose(self, technique: Technique, grade: str, first: Dose) -> Dose:
        """The largest dose of a technique to be tried.

        Parameters: ``technique``; ``grade`` of care now; ``first``, the dose to begin with at this grade. Returns:
        after a settled response, where nothing was found worse and the person is not to be treated with more care than
        before, the last dose with one step more; else no more than the last dose and the first one, times the rule's
        share of repetitions.
        """
        last = self.doses.get(technique.id)
        if self.settled and last is not None and _GRADES.index(grade) <= _GRADES.index(self.care):
            return last if technique.hold_s >= _LONG_HOLD_S else self._one_step_more(last)
        least = first if last is None else replace(
            first, sets=min(first.sets, last.sets), reps=min(first.reps, last.reps),
            per_day=min(first.per_day, last.per_day), days_per_week=min(first.days_per_week, last.days_per_week))
        return replace(least, reps=max(1, int(least.reps * self.rule["reps_share"])))

    def _one_step_more(self, last: Dose) -> Dose:
        most = rules()["from_before"]["most"]
        if last.reps < most["reps"]:
            more = max(1, round(last.reps * self.rule["step"]))
            return replace(last, reps=min(last.reps + more, most["reps"]))
        return replace(last, sets=max(last.sets, min(last.sets + 1, most["sets"])))

    def largest(self, technique: Technique, rungs: list[Rung]) -> int:
        """The number of the largest size that may be given: any after a settled response where nothing was found
        worse, else the last one less the rule's sizes (of a technique not given before, the largest less them)."""
        if self.settled:
            return len(rungs) - 1
        size = self.sizes.get(technique.id)
        fits = [n for n, rung in enumerate(rungs)
                if size is None or (rung.reach <= size.reach and rung.ease <= size.ease)]
        return max(0, (fits[-1] if fits else 0) - int(self.rule["sizes_down"]))

    def to_dict(self) -> dict[str, Any]:
        """As the plan's JSON has it; the text names what was found worse."""
        found = f" Worse than before: {'; '.join(self.worse)}." if self.worse else ""
        return {"digest": self.digest, "version": self.version, "signed_on": self.signed_on, "response": self.response,
                "worse": list(self.worse), "rule": self.rule_id, "text": self.rule["text"] + found,
                "certainty": self.rule["certainty"], "checked": self.rule["checked"],
                "sources": list(self.rule["sources"])}


def require_open(follow_up: str | Path | Mapping[str, Any] | None, patient: str) -> None:
    """Nothing goes on while a stop holds the programme.

    Parameters: ``follow_up``, the patient's course (file or mapping) or None; ``patient``, the id of the examination.
    Raises: InputError for a follow-up of another patient; for a programme that is suspended or locked, with the rule,
    its source and since when; and where the follow-up cannot tell: raised pain of unknown length, or a stop question
    that its last entry does not answer.
    """
    if follow_up is None:
        return
    from neuroglide.patient.outcome.follow_up import load_follow_up
    from neuroglide.patient.outcome.reading import NO, load_rules
    from neuroglide.patient.outcome.stops import locks_of, pain_raised

    course = load_follow_up(follow_up)
    if course.examination != patient:
        raise InputError(f"the follow-up is of {course.examination!r}, this plan of {patient!r}.",
                         fix="name the same patient's follow-up.")
    if locks := locks_of(course.entries):
        raise InputError(" ".join(lock.sentence for lock in locks),
                         fix=" ".join(dict.fromkeys(lock.action for lock in locks)) + " Then write the clearing into "
                             "the follow-up, with its rules, by whom and why.")
    raised, said = pain_raised(course.entries)
    if raised != NO:
        raise InputError(" ".join(said), fix="ask the patient, and write it into the follow-up.")
    last = course.entries[-1]
    if open_ := [item for item in load_rules()["stop"]["items"] if last.stop.get(item) != NO]:
        raise InputError(f"the last entry of the follow-up does not answer: {', '.join(open_)}.",
                         fix="ask the patient; what is not answered is not cleared.")


def read_before(previous: str | Path | Mapping[str, Any] | None, patient: str, side: str,
                response: str | None, now: Examination | None = None) -> Before | None:
    """The version before as a new draft reads it.

    Parameters: ``previous``, a signed plan (file or mapping) or None; ``patient``, the id of the examination; ``side``
    affected; ``response`` of the 24 hours after its sessions, one of RESPONSES (None: unknown); ``now``, the
    examination of the new draft, held against the one that the version was made from (None: nothing is compared).
    Returns: Before, or None without a version before. Raises: InputError for a record that is not signed, was changed
    or is of another patient, and for a response without a version.
    """
    from neuroglide.patient.plan.signing import verify_plan

    if response is not None and response not in RESPONSES:
        raise InputError(f"the response of 24 hours is {response!r}.", fix=f"use one of {', '.join(RESPONSES)}.")
    if previous is None:
        if response is not None:
            raise InputError("a response of 24 hours belongs to a signed version before.",
                             fix="name it with --previous SIGNED.json.")
        return None
    record = verify_plan(previous)
    plan = record["plan"]
    if plan["id"] != patient or plan["side"] != side:
        raise InputError(f"the previous version is of {plan['id']!r}, side {plan['side']}, this plan of {patient!r}, "
                         f"side {side}.", fix="name the same patient's last signed plan.")
    items = plan["techniques"]
    worse = () if now is None else worse_than(load_examination(plan["examination"]), now)
    return Before(
        record["digest"], int(record["version"]), plan.get("signed_on") or record["signed"]["at"][:10],
        plan["care"]["grade"], {item["id"]: Dose(**item["dose"]) for item in items},
        {item["id"]: Rung(item["reach"], item["ease"]) for item in items}, response or "unknown", worse)
