"""A plan as JSON: every number with its band, every claim with its source and certainty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from neuroglide import __version__
from neuroglide.parameters import load_posterior
from neuroglide.patient.examination import check_examination
from neuroglide.patient.plan.canonical import digest
from neuroglide.patient.plan.careful import Care
from neuroglide.patient.plan.fit import Fitted, Limits, Rejected
from neuroglide.patient.plan.going_on import cite, companions_for, going_on, texts
from neuroglide.patient.plan.item import pareto_of, rejected_item, still_item, technique_item
from neuroglide.patient.plan.model import SCHEMA, Plan
from neuroglide.patient.plan.site import SiteOfInterest
from neuroglide.patient.plan.words import of_hundred

_LIMITERS = ("nerve", "hamstring", "joint", "several")
_DIGITS = 4
_CHOOSE = ("one technique, the first unless the clinician has a reason: the others stand in its place, they are not "
           "added to it")


class Parts(NamedTuple):
    """Everything a draft is written from; ``order`` the ranked techniques, ``fitted`` all that have a size."""

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


def stopped_of(exam: Any, screening: Any, draws: int, seed: int) -> Plan:
    """The plan of a person whom a finding stops: the referral and nothing else."""
    content = _head("stopped", exam, screening, draws, seed) | {
        "answer": screening.referral, "referral": screening.referral, "referral_patient": screening.referral_patient,
        "limiter": None, "undetermined": None, "restriction": {}, "next_test": None, "techniques": [],
        "rejected": [], "companions": [], "forecast": None, "sources": cite(screening.sources),
    }
    return _sealed(content, exam, screening, None)


def draft_of(parts: Parts) -> Plan:
    """The draft of everything that was found."""
    exam, screening, twin = parts.exam, parts.screening, parts.twin
    items = [technique_item(one, rank + 1, parts) for rank, one in enumerate(parts.order)]
    companions = companions_for(screening, twin)
    told = twin.to_dict()
    content = _head("draft", exam, screening, parts.draws, parts.seed) | {
        "answer": answer(parts), "referral": None, "referral_patient": None,
        "limiter": _shares(twin.limiter), "limiter_about": twin.movement, "undetermined": bool(twin.undetermined),
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
        "pareto": pareto_of(parts), "companions": companions, **going_on(),
        "forecast": dict(parts.forecast),
        "sources": cite({*screening.sources, *(key for item in items for key in item["sources"]),
                         *(key for one in companions for key in one["sources"]), *_BOUND_SOURCES}),
    }
    return _sealed(content, exam, screening, twin)


#: Sources that the notes of the bounds name.
_BOUND_SOURCES = ("clark1992", "wall1992", "dilley2005", "kobayashi2003", "nealhanney2016", "ridehalgh2014phd",
                  "tambekar2016", "ferreira2016")


def answer(parts: Parts) -> str:
    """What the plan says, in one or two sentences."""
    twin, next_test = parts.twin, parts.twin.next_test
    do_next = "" if next_test is None else f" {next_test.why}"
    if twin.undetermined:
        offered = ("Only the most careful techniques are shown, free of symptoms." if parts.order
                   else "No technique is shown.")
        return f"Cannot tell what limits the movement.{do_next} {offered}"
    if parts.why_none:
        return parts.why_none
    if not parts.order:
        return ("No technique of the library stays inside the bounds and moves the nerve at the site of interest. See "
                "the companions, and examine again when the limb is less irritable." + do_next)
    largest = max(twin.limiter, key=lambda name: twin.limiter[name])
    what = {"nerve": "The nerve", "several": "More than one thing", "hamstring": "The hamstrings",
            "joint": "A joint"}[largest]
    verb = "limits" if largest != "hamstring" else "limit"
    first = parts.order[0].technique.movement.title.lower()
    if largest in ("hamstring", "joint"):
        what = f"For the nerve's sensitivity, which the tests showed, and not for range: {what[0].lower()}{what[1:]}"
    return (f"{what} probably {verb} the movement ({of_hundred(twin.limiter[largest])} of 100). First choice by this "
            f"model: {first}.")


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
                 "seed": seed},
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
    found = {name: round(float(limiter[name]), _DIGITS) for name in _LIMITERS}
    largest = max(found, key=found.get)
    found[largest] = round(1.0 - sum(value for name, value in found.items() if name != largest), _DIGITS)
    return found


def _band(found: Any) -> dict[str, float]:
    return {"median": _round(found.median), "low": _round(found.low), "high": _round(found.high)}


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), _DIGITS)
