"""The dates of a signed plan: when to look again, and until when it counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


def day(text: str) -> str:
    """An ISO date or time as people write it: "2 March 2026"."""
    found = date.fromisoformat(text[:10])
    return f"{found.day} {found:%B} {found.year}"


def reviews(signed: Mapping[str, Any]) -> list[tuple[int, str | None]]:
    """Weeks and, where the record has it, date of each review."""
    dated = signed.get("reviews") or signed["plan"].get("reviews")
    if dated:
        return [(one["weeks"], one.get("date")) for one in dated]
    return [(weeks, None) for weeks in signed["plan"]["review"]["weeks"]]


def counts(signed: Mapping[str, Any]) -> str:
    """When it was signed, its reviews and until when it counts, in one sentence; of what the record holds."""
    plan = signed["plan"]
    said = [f"Signed on {day(signed.get('signed_on') or plan.get('signed_on') or signed['signed']['at'])}"]
    said += [f"look again on {day(when)} ({weeks} weeks)" for weeks, when in reviews(signed) if when]
    if until := signed.get("valid_until") or plan.get("valid_until"):
        said.append(f"valid until {day(until)}")
    return "; ".join(said) + "."
