"""Is a change beyond measurement error, and does it matter? Two questions, answered apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from neuroglide.coordinates import SIDE_WORDS
from neuroglide.patient.outcome.measures import IMPORTANT, MDC, ChangeRecord, Measure, series_measure
from neuroglide.patient.outcome.reading import NO, YES, load_rules
from neuroglide.patient.outcome.scoring import Score

CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class Judgement:
    """A change from a first to a last score.

    ``improvement`` [points], negative when worse; ``reliable``: at least the measurement error; ``important``: at least
    the smallest change that matters; each yes, no or cannot tell, with the record that judged and the ``others`` of its
    kind; ``sentence`` says it plainly.
    """

    series: str
    first: float | None
    last: float | None
    improvement: float | None
    direction: str
    reliable: str
    important: str
    mdc: ChangeRecord | None
    important_record: ChangeRecord | None
    others: tuple[ChangeRecord, ...]
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        plain = dict(vars(self))
        plain["mdc"] = self.mdc and self.mdc.to_dict()
        plain["important_record"] = self.important_record and self.important_record.to_dict()
        plain["others"] = [record.to_dict() for record in self.others]
        return plain


def name_of(series: str) -> str:
    """A series in words: "leg pain (NPRS)", "straight leg raise, right (SLR)"."""
    measure = series_measure(series)
    place = series.partition(".")[2]
    if measure.id == "nprs":
        return f"{place} pain ({measure.short})"
    where = f", {SIDE_WORDS.get(place, place)}" if place else ""
    return f"{measure.name}{where} ({measure.short})"


def rater_of(first: Score, last: Score) -> str:
    """``same`` when rater and device of an angle stayed and it was measured, not estimated by eye; else different."""
    same = last.rater == "same" and first.device == last.device and last.device not in (None, "visual")
    return "same" if same else "different"


def judge(first: Score, last: Score) -> Judgement:
    """Judge the change between two scores of one series.

    Parameters: the first and the last Score. Returns the Judgement. An important worsening is judged by the points
    alone, as the percentages were derived for improvement.
    """
    measure = series_measure(first.series)
    if obstacle := _obstacle(measure, first, last):
        return Judgement(first.series, first.value, last.value, None, CANNOT_TELL, CANNOT_TELL, CANNOT_TELL, None, None,
                         (), f"{_capital(name_of(first.series))}: cannot be compared, {obstacle}.")
    improvement = measure.improvement(first.value, last.value)
    rater = rater_of(first, last) if measure.id == "slr" else None
    mdc = measure.pick(MDC, last.version, rater)
    important = measure.pick(IMPORTANT, last.version)
    worse = improvement < 0
    # Measurement error has no direction; a percentage of the baseline is for improvement alone.
    reliable = _answer(mdc, abs(improvement), first.value)
    matters = _answer(important, abs(improvement), 0.0 if worse else first.value)
    direction = "better" if improvement > 0 else "worse" if worse else "the same"
    others = (*measure.others(mdc, MDC), *measure.others(important, IMPORTANT))
    return Judgement(first.series, first.value, last.value, improvement, direction, reliable, matters, mdc, important,
                     others, _sentence(measure, first, last, improvement, (reliable, mdc), (matters, important)))


def _obstacle(measure: Measure, first: Score, last: Score) -> str:
    if measure.is_change:
        return "it is the patient's own rating of the change"
    for which, score in (("first", first), ("last", last)):
        if score.value is None:
            return f"the {which} entry has no score ({score.reason})"
    if first.version != last.version:
        return f"the versions differ ({first.version} and {last.version})"
    return ""


def _answer(record: ChangeRecord | None, size: float, baseline: float) -> str:
    if record is None:
        return CANNOT_TELL
    return YES if record.reached(size, baseline) else NO


def _sentence(measure: Measure, first: Score, last: Score, improvement: float, reliable, important) -> str:
    start = f"{_capital(name_of(first.series))}: {first.value:.3g} to {last.value:.3g}"
    if improvement == 0:
        return f"{start}, no change."
    how = "better" if improvement > 0 else "worse"
    answer, record = reliable
    error = {YES: "more than measurement error can make", NO: "no more than measurement error can make",
             CANNOT_TELL: "its measurement error was not found, so it may be chance"}[answer]
    if record is not None:
        error += f" ({record.value:g}, {record.source})"
        if record.versions and last.version not in record.versions:
            error += f", which was measured with the {', '.join(record.versions)} version"
    answer, record = important
    matters = {YES: "a change that matters to patients", NO: "less than the smallest change that matters to patients",
               CANNOT_TELL: "which change of it matters was not found"}[answer]
    if record is not None:
        size = f"{record.value:g}" if improvement < 0 and record.value else record.in_words
        matters += f" ({size}, {record.source})"
    return f"{start}, {abs(improvement):.3g} {how}: {error}; {matters}."


def responder(first: Mapping[str, Score], last: Mapping[str, Score], limb: str = "leg") -> tuple[str, str]:
    """Whether the patient answers to the definition of a responder.

    Parameters: scores by series at the start and now; limb ``leg`` or ``arm``. Returns yes, no or cannot tell, and the
    definition in words.
    """
    definition = load_rules()["responder_arm" if limb == "arm" else "responder"]

    def reached(part: Mapping[str, Any]) -> str:
        judged = improvement_of(part["measure"], first, last)
        return CANNOT_TELL if judged is None else YES if enough(part, *judged) else NO

    return combine(definition, reached), definition["text"]


def improvement_of(series: str, first: Mapping[str, Score], last: Mapping[str, Score]) -> tuple[float, float] | None:
    """Improvement and first score [points] of a series; None when they cannot be compared."""
    if series not in first or series not in last:
        return None
    measure = series_measure(series)
    if _obstacle(measure, first[series], last[series]):
        return None
    return measure.improvement(first[series].value, last[series].value), first[series].value


def enough(part: Mapping[str, Any], improvement: float, baseline: float) -> bool:
    """Whether an improvement [points] reaches a part of the definition, by points or by percent of the baseline."""
    needed = part["improvement"]
    if "percent" in part and baseline > 0:
        needed = min(needed, part["percent"] / 100 * baseline)
    return improvement >= needed - 1e-9


def combine(node: Mapping[str, Any], answer) -> str:
    """Yes, no or cannot tell of nested ``all`` and ``any``: unknown parts count only where they decide."""
    if "all" in node:
        answers = [combine(part, answer) for part in node["all"]]
        return NO if NO in answers else CANNOT_TELL if CANNOT_TELL in answers else YES
    if "any" in node:
        answers = [combine(part, answer) for part in node["any"]]
        return YES if YES in answers else CANNOT_TELL if CANNOT_TELL in answers else NO
    return answer(node)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
