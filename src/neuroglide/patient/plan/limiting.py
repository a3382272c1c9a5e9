"""What limits the movement, or why no technique can be signed: one text, made once, for the answer and the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from neuroglide.patient.plan.bounds import bounds_for
from neuroglide.patient.plan.going_on import rules
from neuroglide.patient.plan.words import of_hundred

#: What may limit a movement, and what is told of each.
_WORDS = {"nerve": "The nerve probably limits", "hamstring": "The hamstrings probably limit",
          "joint": "A joint probably limits", "several": "More than one thing probably limits"}
LIMITERS = tuple(_WORDS)


def what_limits(parts: Any, items: Sequence[Mapping[str, Any]], shares: Mapping[str, float]) -> dict[str, Any]:
    """What limits the movement, in words and as a number.

    Parameters: ``parts`` of the draft; its technique ``items``; ``shares``, the probability of each thing that may
    limit. Returns: ``text``, what limits, or where nothing is offered or can be signed, why; ``largest``, what most
    probably limits, with its ``probability``; both None where the twin cannot tell.
    """
    largest = None if parts.twin.undetermined else max(shares, key=shares.__getitem__)
    return {"text": _text(parts, items, shares), "largest": largest,
            "probability": None if largest is None else shares[largest]}


def limits_text(content: Mapping[str, Any]) -> str:
    """The text of a plan's ``limits``.

    A plan written before there was the field says the same by its probabilities; one of those without a technique that
    could be signed has its whole answer for it.
    """
    if (told := content.get("limits")) is not None:
        return told["text"]
    shares = content["limiter"]
    if not shares or content["undetermined"] or not content["techniques"]:
        return content["answer"]
    return _sentence(shares, (content["screening"].get("differentiation") or {}).get("result"))


def to_do_next(twin: Any) -> str:
    """What to do where the twin cannot tell what limits."""
    test = twin.next_test
    return (rules()["held"]["undetermined"]["no_test"] if test is None else test.why).strip()


def _text(parts: Any, items: Sequence[Mapping[str, Any]], shares: Mapping[str, float]) -> str:
    twin = parts.twin
    if twin.undetermined:
        shown = "What is shown is for information." if items else "No technique is shown."
        return (f"Cannot tell what limits the movement. {to_do_next(twin)} Nothing can be signed until then. "
                f"{shown}")
    if parts.why_none:
        return parts.why_none
    if items:
        return _sentence(shares, parts.screening.differentiation.result)
    do_next = "" if twin.next_test is None else f" {twin.next_test.why}"
    return ("No technique of the library stays inside the bounds and moves the nerve at the site of interest. "
            f"{_look_again(parts)}{do_next}")


def _sentence(shares: Mapping[str, float], shown: str | None) -> str:
    """What most probably limits; where that is not the nerve, what its techniques are for all the same: what the tests
    showed (``shown``, the result of the differentiation)."""
    largest = max(shares, key=shares.__getitem__)
    what = _WORDS[largest]
    if largest in ("hamstring", "joint"):
        reason = ("For the nerve's sensitivity, which the tests showed, and not for range" if shown == "positive"
                  else "For the tunnel that the findings point to, and not for range")
        what = f"{reason}: {what[0].lower()}{what[1:]}"
    return f"{what} the movement ({of_hundred(shares[largest])} of 100 in this model)."


def _look_again(parts: Any) -> str:
    """When to examine again where nothing is offered: at the review; sooner only where a bound kept a technique out
    that is wider at a lower grade of care, and then when what asks for this grade is gone."""
    care, low = parts.care, {bound.id: bound.limit for bound in bounds_for("low")}
    tighter = {bound.id for bound in parts.limits.bounds if bound.limit != low[bound.id]}
    if care.grade == "low" or not any(one.stop.bound in tighter for one in parts.rejected):
        return "See the companions, and examine again at the review."
    asks = "; ".join(one["text"] for one in care.reasons if one["grade"] == care.grade)
    return (f"See the companions, and examine again at the review, or sooner when what asks for {care.grade} care no "
            f"longer holds ({asks}).")
