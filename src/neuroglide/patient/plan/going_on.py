"""What stands beside techniques: companions, how to go on, when to stop, when to review; all data with sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from neuroglide.errors import InputError
from neuroglide.parameters.cite import parse_bibliography
from neuroglide.patient.screening import find_source

_HERE = Path(__file__).parent
_LIMBS = ("leg", "arm")


@lru_cache(maxsize=2)
def _read(name: str) -> Any:
    return yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))


def rules() -> Mapping[str, Any]:
    """The plan's own rules, as rules.yaml has them."""
    return _read("rules.yaml")


def companions() -> list[Mapping[str, Any]]:
    """Every companion part, as companions.yaml has them."""
    return _read("companions.yaml")


def texts() -> dict[str, str]:
    """The sentences that every plan carries: claim, status, harm, order."""
    return {name: rules()[name].strip() for name in ("claim", "status", "harm", "order")}


def going_on(limb: str) -> dict[str, Any]:
    """Progression, regression, stop rules, review weeks and when to escalate, for a plan of this limb (leg or arm)."""
    from neuroglide.patient.outcome.reading import load_rules

    outcome = load_rules()
    stop, review = outcome["stop"], outcome["review"]
    return {
        "progression": [_of_limb(one, limb) for one in rules()["progression"]],
        "regression": [_of_limb(one, limb) for one in rules()["regression"]],
        "stop_rules": [{"id": name, **item} for name, item in stop["items"].items()] + [
            {"id": "pain_up", "asks": f"{limb} pain up by {stop['pain_up_points']} points or more, still after "
             f"{stop['pain_up_hours']} hours", "action": "stop the exercises until the clinician has looked again",
             "level": "stop"}],
        "stop_why": {"text": stop["why"], "source": stop["source"], "checked": stop["checked"]},
        "escalate": [_of_limb(one, limb) for one in rules()["escalate"] if one["limb"] in ("any", limb)],
        "review": {"weeks": [review["little_expected_weeks"], review["decision_weeks"]],
                   "text": f"After {review['little_expected_weeks']} weeks little is expected; after "
                           f"{review['decision_weeks']} weeks decide whether to go on.",
                   "why": review["why"], "checked": review["checked"]},
    }


def _of_limb(rule: Mapping[str, Any], limb: str) -> dict[str, Any]:
    """A rule with its words for the limb."""
    return {name: value.strip().replace("{limb}", limb) if isinstance(value, str) else value
            for name, value in rule.items()}


@lru_cache(maxsize=1)
def own_sources() -> Mapping[str, Any]:
    """The sources of the plan's own bibliography by key."""
    return parse_bibliography((_HERE / "sources.bib").read_text(encoding="utf-8"))


def cite(keys: Iterable[str]) -> list[dict[str, str]]:
    """Sources by key, each with a line to cite. Raises: InputError for a key that no bibliography has."""
    found = []
    for key in sorted(set(keys)):
        try:
            source = own_sources().get(key) or find_source(key)
        except InputError as error:
            raise InputError(f"a plan names the source {key!r}, which no bibliography has.", fix=error.fix) from None
        found.append({"key": key, "line": source.line})
    return found
