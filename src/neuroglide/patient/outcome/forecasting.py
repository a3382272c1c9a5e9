"""What to expect at 2, 4 and 12 weeks: a band where enough trials carry one, else the reason why there is none.

The band is the course of people under care, natural course included. What the treatment adds is shown apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from neuroglide.evidence.trials import Arm, load_arms, load_trials
from neuroglide.patient.outcome.judgement import name_of
from neuroglide.patient.outcome.measures import series_measure
from neuroglide.patient.outcome.pooling import TrialChange, join_arms, left_out_coverage, pool
from neuroglide.patient.outcome.reading import load_rules, number, refuse
from neuroglide.patient.outcome.scoring import Score, score_all


@dataclass(frozen=True)
class Forecast:
    """A forecast of one outcome at one time.

    ``median``, ``low``, ``high``: the score [points], None without a baseline or a band; ``change`` with ``change_low``
    and ``change_high`` [points], negative when the score falls; ``reason`` why there is no band, empty with one;
    ``trials`` that feed it, ``people`` in them, ``coverage`` by trial left out (0 to 1); ``without``: what was read and
    does not count, with what it lacks; ``assumptions``.
    """

    outcome: str
    weeks: float
    baseline: float | None
    median: float | None = None
    low: float | None = None
    high: float | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    band_percent: float | None = None
    reason: str = ""
    trials: tuple[str, ...] = ()
    people: int = 0
    between_trials_sd: float | None = None
    between_people_sd: float | None = None
    coverage: Mapping[str, float] | None = None
    without: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    sentence: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in vars(self).items()}
        plain["coverage"] = None if self.coverage is None else dict(self.coverage)
        return plain


def forecast(outcome: str, baseline: float | None, weeks: float, arms: Sequence[Arm] | None = None) -> Forecast:
    """Forecast an outcome from the trials.

    Parameters: outcome ``nprs.leg``, ``odi``, ``rmdq`` or ``psfs``; baseline, the score now [points], or None; weeks 2,
    4 or 12 [weeks]; arms, those of ``arms.csv`` unless given. Returns the Forecast, with a band or the reason why there
    is none. Raises: InputError for an outcome or a time that no forecast knows, or a baseline outside the scale.
    """
    rules = load_rules()["forecast"]
    if outcome not in rules["outcomes"]:
        raise refuse(f"there is no forecast of {outcome!r}.", f"ask for one of {', '.join(rules['outcomes'])}")
    window = next((w for w in rules["weeks"] if w["at"] == weeks), None)
    if window is None:
        raise refuse(f"there is no forecast at {weeks} weeks.",
                     f"ask for {', '.join(str(w['at']) for w in rules['weeks'])} weeks")
    measure = series_measure(outcome)
    if baseline is not None:
        baseline = number(baseline, f"the first {measure.short}", measure.low, measure.high)
    scale = rules["outcomes"][outcome]["scale"]
    near = [arm for arm in (load_arms() if arms is None else arms)
            if arm.outcome == outcome and window["from"] <= arm.timepoint_weeks <= window["to"]]
    usable = [arm for arm in near if not arm.missing(scale)]
    changes = _by_trial(usable, rules["correlation"]["low"], weeks)
    without = tuple(f"{arm.study} {arm.year}, {arm.arm}: {', '.join(arm.missing(scale))}"
                    for arm in near if arm.missing(scale))
    if len(changes) < rules["min_trials"]:
        reason = _reason(outcome, weeks, [change.trial for change in changes], without)
        return Forecast(outcome, weeks, baseline, reason=reason, without=without, sentence=reason,
                        trials=tuple(change.trial for change in changes), people=sum(c.n for c in changes))
    return _banded(outcome, weeks, baseline, changes, without, any(arm.needs_correlation for arm in usable))


def _by_trial(arms: Sequence[Arm], correlation: float, weeks: float) -> list[TrialChange]:
    """One change a trial: of several times in the window the nearest counts; its arms are joined."""
    found = []
    for trial in dict.fromkeys(arm.trial for arm in arms):
        mine = [arm for arm in arms if arm.trial == trial]
        nearest = min(mine, key=lambda arm: abs(arm.timepoint_weeks - weeks)).timepoint_weeks
        mine = [arm for arm in mine if arm.timepoint_weeks == nearest]
        found.append(join_arms(trial, [arm.change for arm in mine], [arm.sd_of_change(correlation) for arm in mine],
                               [arm.n for arm in mine]))
    return found


def _banded(outcome: str, weeks: float, baseline: float | None, changes: list[TrialChange], without: tuple[str, ...],
            assumed: bool) -> Forecast:
    rules, measure = load_rules()["forecast"], series_measure(outcome)
    percent = rules["band_percent"]
    pooled = pool(changes)
    low, high = pooled.person(percent)

    def score(change: float) -> float | None:
        return None if baseline is None else min(measure.high, max(measure.low, baseline + change))

    r = rules["correlation"]
    assumptions = (f"correlation of before and after {r['low']:g} (of {r['low']:g} to {r['high']:g}): {r['why']}",)
    assumptions = (*(assumptions if assumed else ()), "the change is taken not to depend on the first score",
                   "changes are taken as normal; the band is cut at the ends of the scale")
    coverage = left_out_coverage(changes, percent)
    held = sum(coverage.values()) / len(coverage)
    to = "" if baseline is None else f", from {baseline:g} to between {score(low):.3g} and {score(high):.3g}"
    sentence = (f"{name_of(outcome)[:1].upper()}{name_of(outcome)[1:]} at {weeks:g} weeks: of 100 people under care, "
                f"about {percent:g} change by between {low:+.3g} and {high:+.3g} points{to} ({pooled.k} trials, "
                f"{pooled.n} people; the band of the other trials held {100 * held:.0f} % of a left-out trial's). "
                f"{rules['course_text'][:1].upper()}{rules['course_text'][1:]}.")
    return Forecast(
        outcome, weeks, baseline, median=score(pooled.mean), low=score(low), high=score(high), change=pooled.mean,
        change_low=low, change_high=high, band_percent=percent, trials=tuple(c.trial for c in changes), people=pooled.n,
        between_trials_sd=pooled.tau, between_people_sd=pooled.sd, coverage=coverage, without=without,
        assumptions=assumptions, sentence=sentence)


def _reason(outcome: str, weeks: float, counted: list[str], without: tuple[str, ...]) -> str:
    rules = load_rules()["forecast"]
    needed, n = rules["min_trials"], len(counted)
    text = (f"No forecast of {name_of(outcome)} at {weeks:g} weeks: it needs {needed} trials that give the change "
            f"inside an arm with its spread, and {n if n else 'none'} {'was' if n < 2 else 'were'} read.")
    if without:
        text += f" Read at that time, but incomplete: {'; '.join(without)}."
    others = table_without_arms(outcome)
    if others:
        many = len(others) > 1
        text += (f" {len(others)} further trial{'s' if many else ''} of this outcome, at whatever time, "
                 f"{'were' if many else 'was'} read without means and SDs of {'their' if many else 'its'} arms.")
    return text


def table_without_arms(outcome: str) -> tuple[str, ...]:
    """Trials of ``trials.csv`` on this outcome, in people with leg pain, without means and SDs inside their arms."""
    rules = load_rules()["forecast"]
    words, people, not_these = rules["outcomes"][outcome]["table"], rules["population"], rules["not_population"]
    known = {arm.study for arm in load_arms()}  # told by their arms
    rows = [row for row in load_trials() if row.checked == "yes" and row.study not in known
            and re.search(words, row.outcome) and re.search(people, row.population)
            and not re.search(not_these, row.population) and not (row.t_pre_sd and row.t_post_sd)]
    return tuple(dict.fromkeys(f"{row.study} {row.year}".strip() for row in rows))


def forecast_all(examination: Mapping[str, Any]) -> dict[str, Any]:
    """The forecast block of a plan, from an examination.

    Parameters: examination, its plain mapping. Returns plain values for JSON: ``outcomes`` by series, each with its
    ``baseline`` and a forecast for each time; the natural course and the treatment's own share in words and estimates.
    """
    rules = load_rules()
    limb = (examination.get("complaint") or {}).get("limb") or "leg"
    first = {} if limb == "arm" else _baselines(examination)
    outcomes = {}
    for outcome in rules["forecast"]["outcomes"]:
        baseline = first[outcome].value if outcome in first else None
        at = [forecast(outcome, baseline, window["at"]) for window in rules["forecast"]["weeks"]]
        outcomes[outcome] = {"name": name_of(outcome), "baseline": baseline, "at": [one.to_dict() for one in at]}
    if limb == "arm":
        outcomes = {}
    banded = sum(one["reason"] == "" for entry in outcomes.values() for one in entry["at"])
    return {
        "outcomes": outcomes, "bands": banded, "sentence": _summary(limb, banded),
        "population": rules["forecast"]["population_text"], "course": rules["forecast"]["course_text"],
        "natural_course": {"text": rules["forecast"]["natural_course"], "source": rules["forecast"]["natural_source"]},
        "treatment_share": rules["treatment_share"],
    }


def _summary(limb: str, banded: int) -> str:
    if limb == "arm":
        return "No forecast: the trials read are of the leg."
    if not banded:
        return (f"No forecast: for no outcome and time were {load_rules()['forecast']['min_trials']} trials read that "
                "give the change inside an arm with its spread. The patient's own course, followed with its "
                "measurement error, takes its place.")
    return f"A forecast for {banded} outcomes and times; for the others the reason is given."


def _baselines(examination: Mapping[str, Any]) -> dict[str, Score]:
    """First scores by series: pain now at the leg, and the questionnaires that were filled in."""
    complaint = examination.get("complaint") or {}
    raw = {name: value for name, value in (examination.get("questionnaires") or {}).items()
           if name in ("odi", "rmdq", "psfs") and value}
    leg = (complaint.get("nprs") or {}).get("leg")
    if leg:
        raw["nprs"] = {"leg": dict(leg) if isinstance(leg, Mapping) else leg}
    return score_all(raw)
