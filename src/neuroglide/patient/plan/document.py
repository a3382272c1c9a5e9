"""A plan as JSON: every number with its band, every claim with its source and certainty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from neuroglide import __version__
from neuroglide.parameters import load_posterior
from neuroglide.patient.examination import check_examination
from neuroglide.patient.plan import advice
from neuroglide.patient.plan.beside import companions_for
from neuroglide.patient.plan.canonical import digest
from neuroglide.patient.plan.careful import Care
from neuroglide.patient.plan.fit import Fitted, Limits, Rejected
from neuroglide.patient.plan.going_on import cite, going_on, texts
from neuroglide.patient.plan.item import pareto_of, rejected_item, still_item, technique_item
from neuroglide.patient.plan.limiting import LIMITERS, what_limits
from neuroglide.patient.plan.model import SCHEMA, Plan
from neuroglide.patient.plan.samples import fitted_on
from neuroglide.patient.plan.site import SiteOfInterest

_DIGITS = 4
_CHOOSE = ("one technique, the first unless the clinician has a reason: the others stand in its place, they are not "
           "added to it")


class Parts(NamedTuple):
    """Everything a draft is written from; ``order`` the ranked techniques, ``fitted`` all that have a size, and
    ``beside`` the stretches that only go beside a plan or in its place."""

    exam: Any
    screening: Any
    twin: Any
    care: Care
    limits: Limits
    place: SiteOfInterest
    order: list[Fitted]
    fitted: list[Fitted]
    rejected: list[Rejected]
    why_none: str
    forecast: Mapping[str, Any]
    draws: int
    seed: int
    beside: tuple[Fitted | Rejected, ...] = ()


def stopped_of(exam: Any, screening: Any, draws: int, seed: int) -> Plan:
    """The plan of a person whom a finding stops: the referral and nothing else."""
    content = _head("stopped", exam, screening, draws, seed) | {
        "answer": screening.referral, "referral": screening.referral, "referral_patient": screening.referral_patient,
        "held": None, "first_care": [], "only_if_not_enough": False, "tests_first": [],
        "best": advice.best(()), "not_offered_though_tried": [], "previous_dose": None,
        "limits": None, "limiter": None, "undetermined": None, "restriction": {}, "next_test": None, "techniques": [],
        "rejected": [], "companions": [], "forecast": None, "sources": cite(screening.sources),
    }
    return _sealed(content, exam, screening, None)


_NOTHING = "There is no technique to sign: do what the answer says."


def draft_of(parts: Parts) -> Plan:
    """The draft of everything that was found."""
    exam, screening, twin = parts.exam, parts.screening, parts.twin
    items = [technique_item(one, rank + 1, parts) for rank, one in enumerate(parts.order)]
    companions = companions_for(exam, screening, twin, parts.care, parts.limits,
                                [*parts.fitted, *parts.rejected, *parts.beside])
    head, goes_on = _head("draft", exam, screening, parts.draws, parts.seed), going_on(exam.complaint.limb)
    clash = advice.contradicted(head["contradictions"])
    told, why = twin.to_dict(), advice.held(parts, items, clash)
    first, tried = advice.first_care(screening), advice.not_offered_though_tried(
        exam, screening, parts.rejected)
    before, tests = parts.limits.before, advice.tests_first(screening)
    limiting = what_limits(parts, items, shares := _shares(twin.limiter))
    content = head | {
        "can_be_signed": head["can_be_signed"] and why is None and bool(items), "held": why,
        "missing_before_signing": head["missing_before_signing"] + (
            [advice.held_words(why)] if why is not None else [] if items else [_NOTHING]),
        "first_care": first, "only_if_not_enough": bool(first), "tests_first": tests, "best": advice.best(items),
        "not_offered_though_tried": tried, "previous_dose": None if before is None else before.to_dict(),
        "answer": advice.answer(parts, items, first, tried, limiting["text"], why, clash),
        "limits": limiting,
        "referral": None, "referral_patient": None,
        "limiter": shares, "limiter_about": twin.movement, "undetermined": bool(twin.undetermined),
        "restriction": {site: _band(found) | {"probability": _round(twin.restriction_at.get(site))}
                        for site, found in twin.restriction.items()},
        "sensitisation": told["sensitisation"], "cannot_tell": list(twin.cannot_tell),
        "next_test": told["next_test"], "twin": told,
        "site_of_interest": parts.place.to_dict(), "care": parts.care.to_dict(),
        "bounds": [bound.to_dict() for bound in parts.limits.bounds],
        "examined_limits": [dict(one) for one in parts.limits.examined],
        "techniques": items, "choose": _CHOOSE,
        "rejected": [rejected_item(one) for one in parts.rejected] + [
            still_item(one) for one in parts.fitted if one not in parts.order],
        "pareto": pareto_of(parts), "companions": companions, **goes_on,
        "forecast": dict(parts.forecast),
        "sources": cite({*screening.sources, *_BOUND_SOURCES, *_keys(
            items, companions, first, tests, tried, *(goes_on[name] for name in _OWN_RULES))}),
    }
    return _sealed(content, exam, screening, twin)


#: Parts of how a programme goes on that are the plan's own rules, with their sources.
_OWN_RULES = ("progression", "regression", "escalate")


def _keys(*parts: Any) -> set[str]:
    """The sources of all entries of the parts."""
    return {key for part in parts for one in part for key in one["sources"]}


#: Sources that the notes of the bounds name.
_BOUND_SOURCES = ("clark1992", "wall1992", "dilley2005", "kobayashi2003", "nealhanney2016", "ridehalgh2014phd",
                  "tambekar2016", "ferreira2016")


def _head(status: str, exam: Any, screening: Any, draws: int, seed: int) -> dict[str, Any]:
    check = check_examination(exam)
    return {
        "schema": SCHEMA, "status": status, "id": exam.id, "date": exam.date, "side": exam.side,
        "limb": exam.complaint.limb, "model_of": exam.model_of,
        "ground_rule": texts()["claim"], "status_line": texts()["status"], "harm": texts()["harm"],
        "order": texts()["order"],
        "red_flags": [_flag(one) for one in screening.fired if one.effect in ("stop", "hold")],
        "cautions": [_flag(one) for one in screening.fired if one.level == "caution"],
        "unanswered_red_flags": list(screening.unanswered),
        "can_be_signed": bool(screening.can_be_signed) and status == "draft",
        "missing_before_signing": missing(screening),
        "contradictions": [one.to_dict() for one in check.contradictions],
        "gaps": [one.to_dict() for one in check.gaps],
        "screening": screening.to_dict(),
        "overrides": [{"rule": o.rule_id, "reason": o.reason, "by": o.who} for o in screening.overrides],
        "refused_overrides": [{"rule": o.rule_id, "why": why} for o, why in screening.refused],
        "examination": dict(exam.plain),
        "made": {"software": "neuroglide", "version": __version__, "posterior": load_posterior().hash, "draws": draws,
                 "fitted_on": fitted_on(draws), "seed": seed},
    }


def missing(screening: Any) -> list[str]:
    """What keeps a plan of this screening from being signed, in words; empty where nothing does."""
    found = [f"{one.text} ({one.level}): {one.action}" for one in screening.fired if one.holds]
    if screening.unanswered:
        found.append(f"red-flag items without an answer: {', '.join(screening.unanswered)}")
    return found


def _flag(fired: Any) -> dict[str, Any]:
    by = fired.overridden_by
    return {"id": fired.rule_id, "level": fired.level, "text": fired.text, "why": list(fired.why),
            "action": fired.action, "source": fired.source, "certainty": fired.certainty, "checked": fired.checked,
            "overridden_by": None if by is None else {"reason": by.reason, "by": by.who}}


def _sealed(content: dict[str, Any], exam: Any, screening: Any, twin: Any) -> Plan:
    """The plan with the digest of its content, by which a change by hand is found out."""
    return Plan(content | {"digest": digest(content)}, exam, screening, twin)


def _shares(limiter: Mapping[str, float]) -> dict[str, float]:
    """Probabilities to four digits that add up to 1."""
    found = {name: round(float(limiter[name]), _DIGITS) for name in LIMITERS}
    largest = max(found, key=found.get)
    found[largest] = round(1.0 - sum(value for name, value in found.items() if name != largest), _DIGITS)
    return found


def _band(found: Any) -> dict[str, float]:
    return {"median": _round(found.median), "low": _round(found.low), "high": _round(found.high)}


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), _DIGITS)
