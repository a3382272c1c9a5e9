"""What stands beside techniques: companions, how to go on, when to stop, when to review; all data with sources."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from neuroglide.errors import InputError
from neuroglide.patient.screening import find_source

_HERE = Path(__file__).parent


@lru_cache(maxsize=2)
def _read(name: str) -> Any:
    return yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))


def texts() -> dict[str, str]:
    """The sentences that every plan carries: claim, status, harm, order."""
    return {name: _read("rules.yaml")[name].strip() for name in ("claim", "status", "harm", "order")}


def going_on() -> dict[str, Any]:
    """Progression, regression, stop rules and review weeks, for the plan's JSON."""
    from neuroglide.patient.outcome.reading import load_rules

    rules, outcome = _read("rules.yaml"), load_rules()
    stop, review = outcome["stop"], outcome["review"]
    return {
        "progression": rules["progression"], "regression": rules["regression"],
        "stop_rules": [{"id": name, **item} for name, item in stop["items"].items()] + [
            {"id": "pain_up", "asks": f"pain of the limb up by {stop['pain_up_points']} points or more, still after "
             f"{stop['pain_up_hours']} hours", "action": "suspend the plan until the clinician has looked again",
             "level": "stop"}],
        "stop_why": {"text": stop["why"], "source": stop["source"], "checked": stop["checked"]},
        "review": {"weeks": [review["little_expected_weeks"], review["decision_weeks"]],
                   "text": f"After {review['little_expected_weeks']} weeks little is expected; after "
                           f"{review['decision_weeks']} weeks decide whether to go on.",
                   "why": review["why"], "checked": review["checked"]},
    }


def companions_for(screening: Any, twin: Any) -> list[dict[str, Any]]:
    """The companion parts that fit this person, in the order of the file."""
    bone = any(bar.id == "no_spinal_flexion" for bar in screening.active_bars)
    preference = screening.directional_preference in ("extension", "flexion", "lateral")
    leg = "sciatic" in screening.routes
    fits = {
        "always": True, "radiating": screening.radiating == "yes", "no_bone_bar": not bone and leg,
        "directional_preference": preference,
        "hamstring": not twin.undetermined and leg and twin.limiter["hamstring"] == max(twin.limiter.values()),
        "joint": not twin.undetermined and leg and twin.limiter["joint"] == max(twin.limiter.values()),
    }
    found = [dict(one) for one in _read("companions.yaml") if fits[one["when"]]]
    return sorted(found, key=lambda one: one["id"] != "direction_first")


def cite(keys: Iterable[str]) -> list[dict[str, str]]:
    """Sources by key, each with a line to cite."""
    found = []
    for key in sorted(set(keys)):
        try:
            found.append({"key": key, "line": find_source(key).line})
        except InputError as error:
            raise InputError(f"a plan names the source {key!r}, which no bibliography has.", fix=error.fix) from None
    return found
