"""From an examination to a plan: screen, twin, candidates, dose, rank, draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from neuroglide.errors import InputError
from neuroglide.patient.examination import Examination, load_examination
from neuroglide.patient.plan.before import Before, read_before, require_open
from neuroglide.patient.plan.beside import stretches_beside
from neuroglide.patient.plan.bounds import bounds_for
from neuroglide.patient.plan.careful import Care, care_for, examined_limits, symptom_at_most
from neuroglide.patient.plan.document import Parts, draft_of, stopped_of
from neuroglide.patient.plan.fit import Fitted, Limits, Rejected, fit
from neuroglide.patient.plan.model import Plan
from neuroglide.patient.plan.offers import candidates
from neuroglide.patient.plan.rank import ranked
from neuroglide.patient.plan.samples import samples_of
from neuroglide.patient.plan.seed import require_seed
from neuroglide.patient.plan.site import SiteOfInterest, site_of_interest, tunnel_of
from neuroglide.patient.plan.techniques import Technique
from neuroglide.patient.plan.words import of_hundred
from neuroglide.patient.screening import Override, screen
from neuroglide.patient.screening.differentiation import CONTRARY
from neuroglide.summary import FEWEST_FOR_SHARES

#: Nerves of the twin that a plan is judged on: one in twenty lies beyond either end of the band.
DRAWS = 128
#: Most of them: minutes, and gigabytes of curves.
MOST_DRAWS = 256
#: Shares of the work when the twin, and when the nerves that the techniques are run in, are there.
_TWIN, _NERVES = 0.2, 0.4


class Stages(NamedTuple):
    """What a plan is built with; tests put stand-ins here. ``infer(exam, seed=, progress=)`` gives a Twin,
    ``engine(person, draws, site)`` an Engine, ``forecast(plain)`` the forecast block, ``nerves(exam, twin, seed=,
    progress=)`` the Twin whose draws the techniques are run in."""

    infer: Callable[..., Any]
    engine: Callable[..., Any]
    forecast: Callable[[Mapping[str, Any]], dict[str, Any]]
    nerves: Callable[..., Any] = lambda exam, twin, **_: twin


def real_stages() -> Stages:
    """The twin, engine and forecast of the package, imported only when a plan is really computed."""
    from neuroglide.patient.outcome import forecast_all
    from neuroglide.patient.plan.engine import Engine
    from neuroglide.patient.twin import infer, nerves_of

    return Stages(infer, Engine, forecast_all, nerves_of)


def build_plan(
    exam: str | Path | Mapping[str, Any] | Examination, *, overrides: Sequence[Override] = (), draws: int = DRAWS,
    seed: int = 1, progress: Callable[[float], None] | None = None, stages: Stages | None = None,
    previous: str | Path | Mapping[str, Any] | None = None, response: str | None = None,
    follow_up: str | Path | Mapping[str, Any] | None = None,
) -> Plan:
    """A draft plan, or a stopped one.

    Parameters: ``exam``, an examination, a file, a mapping or a packaged id; ``overrides``, a clinician's written
    decisions; ``draws`` of the twin, which judge every technique and make the bands (sizes are fitted on few others);
    ``seed`` of twin and draws; ``progress``, told the share done; ``stages``, stand-ins for tests; ``previous``, the
    signed version that this one follows, whose doses it begins with, and the ``response`` of the 24 hours after its
    sessions (settled, not_settled or unknown); ``follow_up``, the patient's course, which no stop may hold. Returns: a
    Plan; the same input and seed give the same. Raises: InputError for an examination, an override or a version before
    that is wrong, and for a programme that is stopped.
    """
    if isinstance(draws, bool) or not isinstance(draws, int) or not FEWEST_FOR_SHARES <= draws <= MOST_DRAWS:
        raise InputError(f"draws is {draws!r}: a 90 % band rests on {FEWEST_FOR_SHARES} to {MOST_DRAWS} nerves.",
                         fix=f"use {DRAWS}.")
    require_seed(seed)
    exam, told = load_examination(exam), progress or (lambda _: None)
    before = read_before(previous, exam.id, exam.side, response, exam)
    require_open(follow_up, exam.id)
    screening = screen(exam.plain, overrides)
    if screening.status == "stopped":
        return stopped_of(exam, screening, draws, seed)
    stages = stages or real_stages()
    twin = stages.infer(exam, seed=seed, progress=lambda share: told(_TWIN * share))
    nerves = stages.nerves(exam, twin, seed=seed, progress=lambda share: told(_TWIN + (_NERVES - _TWIN) * share))
    told(_NERVES)
    care = care_for(exam, screening)
    place = site_of_interest(exam, screening, twin, nerves)
    why_none = not_the_nerve(screening, twin, tunnel_of(screening))
    limits = limits_of(exam, screening, care, before)
    fitted: list[Fitted] = []
    rejected: list[Rejected] = []
    known: list[Technique] = []
    if not why_none:
        known, rejected = candidates(exam, screening, before)
    # A stretch of the hamstrings beside the plan, or in its place, is made to this person's size too.
    beside = [one for one in stretches_beside(exam, screening, twin, care) if why_none]
    if known or beside:
        sample = samples_of(nerves, draws, seed)
        engine, judge = (stages.engine(exam.person, some, place.site) for some in (sample.fitted, sample.judged))
        for number, one in enumerate(known):
            result = fit(engine, one, limits, judge)
            (fitted if isinstance(result, Fitted) else rejected).append(result)
            told(_NERVES + (1.0 - _NERVES) * (number + 1) / len(known))
        stretches = tuple(fit(engine, one, limits, judge) for one in beside)
    else:
        stretches = ()
    order = ranked(fitted, care, screening.active_bars)
    parts = Parts(exam, screening, twin, care, limits, place, order, fitted, rejected, why_none,
                  stages.forecast(exam.plain), draws, seed, stretches)
    return replace(draft_of(parts), nerves=nerves)


def limits_of(exam: Examination, screening: Any, care: Care, before: Before | None = None) -> Limits:
    """Everything the techniques of this person are held to."""
    bars = screening.active_bars
    return Limits(care.grade, bounds_for(care.grade, symptom_at_most(bars)), tuple(bars),
                  tuple(examined_limits(exam, care.grade)), before)


_DENIED = ("No test showed a mechanosensitive nerve: what was felt was not the patient's symptom, or moving the neck "
           "or foot changed nothing. Nerve techniques are not the answer here. See the companions.")
_UNTRIED = ("Whether the nerve is mechanosensitive is not known: {missing} {be} missing. No nerve technique is chosen "
            "before. See the companions.")
_ODD = ("Whether the nerve is mechanosensitive is not known: {why}. Do it again; no nerve technique is chosen before. "
        "See the companions.")


def not_the_nerve(screening: Any, twin: Any, tunnel: str | None) -> str:
    """Why nerve techniques are no answer for this person, or not yet, in words; empty where they may be one.

    Parameters: ``screening``, ``twin``, and the ``tunnel`` that was examined (site.tunnel_of), if any. Tests decide:
    a nerve that none showed to be mechanosensitive is not treated. What the twin can or cannot tell offers nothing that
    they do not, so that a lower angle, from which it may learn of a nerve, brings no technique.
    """
    shown = screening.differentiation
    if shown.result == "positive" or tunnel is not None:
        return ""
    largest = max(twin.limiter, key=lambda name: twin.limiter[name])
    if not twin.undetermined and largest in ("hamstring", "joint"):
        what = {"hamstring": "the hamstrings", "joint": "a joint"}[largest]
        return (f"What limits the movement is probably {what} ({of_hundred(twin.limiter[largest])} of 100), and no "
                "test showed a mechanosensitive nerve: nerve techniques are not the answer here. See the companions.")
    if shown.result == "negative":
        return _DENIED
    if shown.reason == CONTRARY:
        return _ODD.format(why="; ".join(shown.why))
    return _UNTRIED.format(missing=" and ".join(shown.missing), be="are" if len(shown.missing) > 1 else "is")


__all__ = ["DRAWS", "SiteOfInterest", "Stages", "build_plan", "limits_of", "not_the_nerve", "real_stages"]
