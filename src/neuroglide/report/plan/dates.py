"""The dates of a signed plan: when to look again, and until when it counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


def day(text: str) -> str:
    """An ISO date or time as people write it: "2 March 2026"."""
    found = date.fromisoformat(text[:10])
    return f"{found.day} {found:%B} {found.year}"


def counts(plan: Mapping[str, Any]) -> str:
    """When a plan was signed, its reviews and until when it counts, in one sentence."""
    said = [f"Signed on {day(plan['signed_on'])}"]
    said += [f"look again on {day(one['date'])} ({one['weeks']} weeks)" for one in plan["reviews"]]
    return "; ".join([*said, f"valid until {day(plan['valid_until'])}"]) + "."
