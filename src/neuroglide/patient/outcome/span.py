"""What lies between the first and the last entry: weeks, first and last scores, and the level to be smoothed."""

from __future__ import annotations

from datetime import timedelta

from neuroglide.patient.outcome.follow_up import Entry
from neuroglide.patient.outcome.judgement import rater_of
from neuroglide.patient.outcome.measures import IMPORTANT, MDC, Measure
from neuroglide.patient.outcome.reading import load_rules
from neuroglide.patient.outcome.scoring import Score
from neuroglide.patient.outcome.smoothing import Level

_HOURS_PER_WEEK = 7 * 24


def weeks_of(entries: tuple[Entry, ...]) -> tuple[float, ...]:
    """Weeks of each entry from the first [weeks]."""
    start = entries[0].when
    return tuple((entry.when - start).total_seconds() / 3600 / _HOURS_PER_WEEK for entry in entries)


def first_scores(entries: tuple[Entry, ...]) -> dict[str, Score]:
    """The first score of each series, those without a value passed over where a later one has it."""
    found: dict[str, Score] = {}
    for entry in entries:
        for name, score in entry.scores.items():
            if name not in found or found[name].value is None:
                found[name] = score
    return found


def scores_now(entries: tuple[Entry, ...]) -> dict[str, Score]:
    """The scores that tell how the patient is now: those of the last days, and never a series' first score.

    A score older than ``review.current_days`` before the last entry says nothing of now.
    """
    oldest = entries[-1].when - timedelta(days=load_rules()["review"]["current_days"])
    seen: set[str] = set()
    found: dict[str, Score] = {}
    for entry in entries:
        for name, score in entry.scores.items():
            if name in seen and entry.when >= oldest:
                found[name] = score
            if score.value is not None:
                seen.add(name)
    return found


def level_of(measure: Measure, scores: list[Score]) -> tuple[Level | None, str]:
    """The random-walk level of a measure for these scores, or None and the reason why it cannot be smoothed.

    The prior at the first score is the whole scale: its middle, with half its range as SD.
    """
    if measure.is_change:
        return None, "a rating of change is no level"
    if not scores:
        return None, "no score"
    if len({score.version for score in scores}) > 1:
        return None, "the versions of the questionnaire differ"
    rater = rater_over(scores) if measure.id == "slr" else None
    mdc = measure.pick(MDC, scores[0].version, rater)
    if mdc is None or mdc.standard_error is None:
        return None, "no measurement error of it was read"
    rule = load_rules()["smoothing"]
    important = measure.pick(IMPORTANT, scores[0].version)
    span = measure.high - measure.low
    step = rule["weekly_step_share"] * important.value if important and important.value else (
        rule["weekly_step_range_share"] * span)
    return Level(mdc.standard_error, step, (measure.low + measure.high) / 2, span / 2), ""


def rater_over(scores: list[Score]) -> str:
    """``same`` when rater and device of an angle stayed the same from each score to the next, else ``different``."""
    pairs = [rater_of(before, after) for before, after in zip(scores, scores[1:], strict=False)]
    return "same" if pairs and set(pairs) == {"same"} else "different"
