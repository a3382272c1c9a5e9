"""The plan's review: what stops it at once, what was expected by when, and whether the course is worse than that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from neuroglide.patient.outcome.adverse_events import words
from neuroglide.patient.outcome.follow_up import Entry, FollowUp
from neuroglide.patient.outcome.judgement import CANNOT_TELL, combine, enough, improvement_of, judge, name_of, responder
from neuroglide.patient.outcome.measures import series_measure
from neuroglide.patient.outcome.reading import NO, UNKNOWN, YES, load_rules
from neuroglide.patient.outcome.scoring import Score
from neuroglide.patient.outcome.smoothing import level_change
from neuroglide.patient.outcome.span import first_scores, level_of, scores_now
from neuroglide.patient.outcome.stops import OPEN, Lock, clearings_of, locks_of, pain_raised

_STOPPED = ("The stop comes first: the scores do not answer it. The course is judged when a clinician has cleared the "
            "stop.")
_DAYS_PER_WEEK = 7


@dataclass(frozen=True)
class Review:
    """What the review says.

    ``stop``: whether a stop rule is met; ``stop_items``, which; ``not_asked``, the stop questions without an answer;
    ``worse``: worse than the review criteria; each yes, no or cannot tell; ``stage`` early or decision; ``sentences``;
    ``programme`` open, suspended or locked, ``locks`` what holds it, each with its rule and source, and ``cleared``
    what a clinician has cleared.
    """

    stop: str
    stop_items: tuple[str, ...]
    not_asked: tuple[str, ...]
    worse: str
    stage: str
    sentences: tuple[str, ...]
    programme: str = OPEN
    locks: tuple[Lock, ...] = ()
    cleared: tuple[dict[str, Any], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in vars(self).items()}
        return plain | {"locks": [vars(lock) for lock in self.locks]}


def review(follow_up: FollowUp, weeks: tuple[float, ...]) -> Review:
    """Hold a follow-up to the review criteria.

    Parameters: follow_up; weeks of each entry from the first. Returns the Review. Before the decision little is
    expected, and only a worsening beyond measurement error is worse; from then on the responder definition decides, and
    counts as missed only where the smoothed band leaves no room for it.
    """
    locks = locks_of(follow_up.entries)
    stop, items, sentences = _stop_items(follow_up.entries, locks)
    raised, said = pain_raised(follow_up.entries)
    sentences += [*said, *_programme(follow_up, locks)]
    stop = CANNOT_TELL if stop == NO and raised == CANNOT_TELL else stop
    last = follow_up.entries[-1]
    not_asked = tuple(item for item, answer in last.stop.items() if answer == UNKNOWN)
    if not_asked:
        asks = load_rules()["stop"]["items"]
        sentences.append("Not answered at the last entry: " + "; ".join(asks[item]["asks"] for item in not_asked)
                         + ". Ask before going on.")
    worse, stage, said = _expected(follow_up, weeks)
    if raised == CANNOT_TELL and worse == NO:
        worse = CANNOT_TELL
    if stop == YES:
        if worse != YES:  # nothing that reassures stands beside a stop
            said = [_STOPPED]
        worse = YES
    verdict = {YES: "Worse than the plan's review criteria: yes.", NO: "Worse than the plan's review criteria: no.",
               CANNOT_TELL: "Worse than the plan's review criteria: cannot tell."}[worse]
    state = locks[0].state if locks else OPEN
    return Review(stop, tuple(items), not_asked, worse, stage, (*sentences, *said, verdict), state, locks,
                  tuple(clearings_of(follow_up.entries)))


def _programme(follow_up: FollowUp, locks: tuple[Lock, ...]) -> list[str]:
    """What holds the programme, what was cleared, and how many adverse events there were, in sentences."""
    said = [lock.sentence for lock in locks]
    for one in clearings_of(follow_up.entries):
        said.append(f"Cleared on {one['date'][:10]} by {one['by']}: {', '.join(one['rules'])}. "
                    f"{one['reason'][:1].upper()}{one['reason'][1:].rstrip('.')}.")
    if events := follow_up.events:
        counted = ", ".join(f"{n} {name.replace('_', '-')}" for name in words("severity")
                            if (n := sum(one.severity == name for one in events)))
        said.append(f"Adverse events: {counted}.")
    return said


def _stop_items(entries: tuple[Entry, ...], locks: tuple[Lock, ...]) -> tuple[str, list[str], list[str]]:
    """Stop rules that hold; cannot tell while an item of the last entry is not answered."""
    rules = load_rules()["stop"]["items"]
    met = list(dict.fromkeys(lock.rule for lock in locks))
    said = [f"Stop: {rules[item]['asks']}. {rules[item]['action'][:1].upper()}{rules[item]['action'][1:]}."
            for item in met if item in rules]
    if met:
        return YES, met, said
    return (NO if all(answer == NO for answer in entries[-1].stop.values()) else CANNOT_TELL), [], []


def _expected(follow_up: FollowUp, weeks: tuple[float, ...]) -> tuple[str, str, list[str]]:
    rule = load_rules()["review"]
    first, last = first_scores(follow_up.entries), scores_now(follow_up.entries)
    decided = weeks[-1] >= rule["decision_weeks"] - rule["decision_slack_days"] / _DAYS_PER_WEEK
    if len(follow_up.entries) < 2:
        return CANNOT_TELL, "early", ["One entry: there is no course yet."]
    if not decided:
        return _early(first, last, rule)
    answer, text = responder(first, last, follow_up.limb)
    if answer == YES:
        return NO, "decision", [f"The decision at {rule['decision_weeks']} weeks: the definition is met ({text})."]
    missed = missed_for_sure(follow_up, weeks)
    if missed == YES:
        return YES, "decision", [f"The decision at {rule['decision_weeks']} weeks: the definition is not met, and "
                                 "measurement error does not explain it. Decide on another way."]
    why = ("a score it needs is missing or too old" if answer == CANNOT_TELL else
           "the definition is not met, but within measurement error it may be")
    return CANNOT_TELL, "decision", [f"The decision at {rule['decision_weeks']} weeks: cannot tell, {why}."]


def _early(first: Mapping[str, Score], last: Mapping[str, Score], rule: Mapping[str, Any]):
    watched = [name for name in rule["watched"] if improvement_of(name, first, last) is not None]
    if not watched:
        return CANNOT_TELL, "early", ["Neither pain nor disability was scored again of late: it cannot be judged."]
    judged = [judge(first[name], last[name]) for name in watched]
    worse = [one for one in judged if one.direction == "worse" and one.reliable == YES]
    expected = f"Little change is expected before {rule['decision_weeks']} weeks"
    if worse:
        return YES, "early", [f"{expected}, but {name_of(worse[0].series)} has become worse by more than measurement "
                              "error can make."]
    unsure = [one for one in judged if one.direction == "worse" and one.reliable == CANNOT_TELL]
    if unsure:
        return CANNOT_TELL, "early", [f"{expected}; {name_of(unsure[0].series)} is worse, and its measurement error is "
                                      "not known."]
    return NO, "early", [f"{expected}, and nothing has become worse by more than measurement error."]


def missed_for_sure(follow_up: FollowUp, weeks: tuple[float, ...]) -> str:
    """Whether the responder definition is missed whatever the measurement error: yes, no or cannot tell.

    Each part is missed when the upper end of the band of the level's improvement stays under what it asks for.
    """
    rules = load_rules()
    definition = rules["responder_arm" if follow_up.limb == "arm" else "responder"]
    z = NormalDist().inv_cdf(0.5 + rules["smoothing"]["band_percent"] / 200)
    first, last = first_scores(follow_up.entries), scores_now(follow_up.entries)

    def reachable(part: Mapping[str, Any]) -> str:
        name = part["measure"]
        judged = improvement_of(name, first, last)
        if judged is None:
            return CANNOT_TELL
        measure = series_measure(name)
        known = [(week, entry.scores[name]) for week, entry in zip(weeks, follow_up.entries, strict=True)
                 if name in entry.scores and entry.scores[name].value is not None]
        level, _ = level_of(measure, [score for _, score in known])
        if level is None:
            return YES if enough(part, *judged) else CANNOT_TELL
        mean, sd = level_change([week for week, _ in known], [score.value for _, score in known], level)
        best = (-mean if measure.better == "lower" else mean) + z * sd
        return YES if enough(part, best, judged[1]) else NO

    return {YES: NO, NO: YES, CANNOT_TELL: CANNOT_TELL}[combine(definition, reachable)]
