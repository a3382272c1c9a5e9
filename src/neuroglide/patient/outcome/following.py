"""The patient's own course: scores over time, smoothed, judged, and held to the review criteria."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Any

from neuroglide.patient.outcome.adverse_events import SCHEMA as EVENTS_SCHEMA
from neuroglide.patient.outcome.follow_up import SCHEMA, Entry, FollowUp, load_follow_up
from neuroglide.patient.outcome.judgement import Judgement, judge, name_of, responder
from neuroglide.patient.outcome.measures import series_measure
from neuroglide.patient.outcome.reading import load_rules
from neuroglide.patient.outcome.review import Review, review
from neuroglide.patient.outcome.scoring import Score
from neuroglide.patient.outcome.smoothing import smooth
from neuroglide.patient.outcome.span import first_scores, level_of, rater_over, scores_now, weeks_of


@dataclass(frozen=True)
class Series:
    """One measure over time.

    ``weeks`` (T) from the first entry [weeks]; ``scores`` (T); ``smoothed``, ``low``, ``high`` (T) [points], the level
    and its band, empty with the reason in ``no_band``; ``judgement`` of the first against the last.
    """

    name: str
    weeks: tuple[float, ...]
    scores: tuple[Score, ...]
    smoothed: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    no_band: str
    judgement: Judgement | None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "weeks": list(self.weeks), "scores": [score.to_dict() for score in self.scores],
            "smoothed": list(self.smoothed), "smoothed_low": list(self.low), "smoothed_high": list(self.high),
            "no_band": self.no_band, "judgement": self.judgement and self.judgement.to_dict(),
        }


@dataclass(frozen=True)
class Course:
    """A patient's course: series by name, responder (yes, no, cannot tell), and what the review says."""

    follow_up: FollowUp
    series: Mapping[str, Series]
    responder: str
    responder_text: str
    review: Review

    @property
    def worse_than_review(self) -> str:
        """Whether the course is worse than the plan's review criteria: yes, no or cannot tell."""
        return self.review.worse

    @property
    def sentences(self) -> tuple[str, ...]:
        """One plain sentence for each judgement, what is urgent first."""
        changes = [one.judgement.sentence for one in self.series.values() if one.judgement]
        answer = f"Responder so far: {self.responder}"
        return (*self.review.sentences, *changes, f"{answer} ({self.responder_text}).")

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON: ``schema: neuroglide.course/1``."""
        rules = load_rules()
        return {
            "schema": SCHEMA.replace("follow_up", "course"),
            "examination": self.follow_up.examination, "plan": self.follow_up.plan, "limb": self.follow_up.limb,
            "dates": [entry.when.isoformat() for entry in self.follow_up.entries],
            "series": {name: one.to_dict() for name, one in self.series.items()},
            "responder": {"answer": self.responder, "definition": self.responder_text},
            "review": self.review.to_dict(), "worse_than_review": self.worse_than_review,
            "adverse_events": [event.to_dict() for event in self.follow_up.events],
            "smoothing": rules["smoothing"], "sentences": list(self.sentences),
        }

    def adverse_events(self) -> dict[str, Any]:
        """The adverse events and what holds the programme: ``schema: neuroglide.adverse_events/1``."""
        from neuroglide import __version__

        review_ = self.review.to_dict()
        return {"schema": EVENTS_SCHEMA, "examination": self.follow_up.examination, "plan": self.follow_up.plan,
                "limb": self.follow_up.limb, "software": "neuroglide", "software_version": __version__,
                **{name: review_[name] for name in ("programme", "locks", "cleared")},
                "events": [event.to_dict() for event in self.follow_up.events]}


def course(origin: Any) -> Course:
    """The course of a patient.

    Parameters: origin, a FollowUp or what ``load_follow_up`` reads. Returns the Course. Raises: InputError.
    """
    follow_up = origin if isinstance(origin, FollowUp) else load_follow_up(origin)
    weeks = weeks_of(follow_up.entries)
    names = dict.fromkeys(name for entry in follow_up.entries for name in entry.scores)
    series = {name: _series(name, follow_up.entries, weeks) for name in names}
    first, last = first_scores(follow_up.entries), scores_now(follow_up.entries)
    answer, text = responder(first, last, follow_up.limb)
    return Course(follow_up, series, answer, text, review(follow_up, weeks))


def _series(name: str, entries: tuple[Entry, ...], weeks: tuple[float, ...]) -> Series:
    found = [(week, entry.scores[name]) for week, entry in zip(weeks, entries, strict=True) if name in entry.scores]
    known = [(week, score) for week, score in found if score.value is not None]
    measure = series_measure(name)
    last = found[-1][1]
    if measure.id == "slr":  # one change of rater on the way is enough
        last = replace(last, rater=rater_over([score for _, score in known]))
    judgement = judge(known[0][1], last) if known and len(found) > 1 else None
    level, no_band = level_of(measure, [score for _, score in known])
    smoothed = low = high = ()
    if level is not None:
        mean, sd = smooth([week for week, _ in known], [score.value for _, score in known], level)
        half = NormalDist().inv_cdf(0.5 + load_rules()["smoothing"]["band_percent"] / 200) * sd
        smoothed = tuple(float(value) for value in mean)
        low = tuple(float(max(measure.low, value)) for value in mean - half)
        high = tuple(float(min(measure.high, value)) for value in mean + half)
        found = known
    return Series(name_of(name), tuple(week for week, _ in found), tuple(score for _, score in found), smoothed, low,
                  high, no_band, judgement)
