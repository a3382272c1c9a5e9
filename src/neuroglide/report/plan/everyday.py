"""A technique in everyday words, made from its own angles: nothing is said that its size does not reach.

The library's sentences describe the whole technique; what was signed may be a small part of it. Where the plan itself
holds words made from the size, those are used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from neuroglide.coordinates import LATERAL, OTHER_SIDE, SIDE_WORDS
from neuroglide.movement.posture import split_name


@lru_cache(maxsize=1)
def table() -> Mapping[str, Any]:
    """The table of words, everyday.yaml."""
    return yaml.safe_load(Path(__file__).with_name("everyday.yaml").read_text(encoding="utf-8"))


def steps_in_words(item: Mapping[str, Any], side: str) -> list[dict[str, Any]]:
    """How a technique is done: for each part ``start`` and ``moves``, sentences.

    Parameters: item, a technique of a plan; side, the affected one. The plan's own words count where it holds them for
    this size (entries with ``start`` and ``moves``); texts of the library, which know no size, are never used.
    """
    own = [dict(one) for one in item.get("instructions") or () if isinstance(one, Mapping) and one.get("moves")]
    return own or [{"start": start_words(item, side), "moves": move_words(item)}]


def start_words(item: Mapping[str, Any], side: str) -> str:
    """Where it begins, in sentences."""
    lie = table()["positions"].get(item.get("position") or "", "").format(
        other=SIDE_WORDS[OTHER_SIDE[side]], side=SIDE_WORDS[side])
    found = item["movement"].get("start") or item["start_deg"]
    said = [_said("both" if twin else "state", part=_word(name, "part", both=twin), state=_state(name, value))
            for name, value, twin in _joined(found) if abs(value) > table()["rest_within"]]
    return " ".join([lie, *(said or [table()["said"]["relaxed"]])]).strip()


def move_words(item: Mapping[str, Any]) -> list[str]:
    """The moves of one cycle, a text each, in their order; the last one leads back."""
    start = dict(item["movement"].get("start") or item["start_deg"])
    now, said = dict(start), []
    for step in cycle_of(item):
        if isinstance(step.get("move"), Mapping):
            wanted = {**now, **step["move"]}
            changed = {name: value for name, value in wanted.items() if value != now.get(name, 0.0)}
            if said and all(wanted[name] == start.get(name, 0.0) for name in wanted):
                said.append(table()["said"]["back"])
            elif changed:
                goals = [_goal(name, now.get(name, 0.0), value, twin) for name, value, twin in _joined(changed)]
                said.append(f" {table()['said']['together']}".join([goals[0], *map(_lower, goals[1:])]))
            now = wanted
        elif float(step.get("hold", 0.0)) >= 1.0:
            said.append(_said("hold", seconds=f"{float(step['hold']):g}"))
    return said


def cycle_of(item: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The steps of one repetition of a technique of a plan."""
    first = item["movement"]["steps"][0]
    return first["steps"] if "steps" in first else item["movement"]["steps"]


def dose_in_words(item: Mapping[str, Any]) -> list[str]:
    """How often and how slowly, in short sentences made from the dose."""
    dose, said = item["dose"], table()["said"]
    seconds = sum(float(step.get("seconds", step.get("hold", 0.0)) or 0.0) for step in cycle_of(item))
    reps = "once" if dose["reps"] == 1 else f"{dose['reps']} times"
    if dose.get("hold_s", 0.0) >= 1.0:
        reps += ", " + _said("holding", seconds=f"{dose['hold_s']:g}")
    rounds = (_said("sets", rest=f"{dose['rest_s']:g}", sets=dose["sets"]) if dose["sets"] > 1 else said["sets_one"])
    a_day = {1: "Once a day", 2: "Twice a day"}.get(dose["per_day"], f"{dose['per_day']} times a day")
    days = "every day" if dose["days_per_week"] == 7 else f"on {dose['days_per_week']} days of the week"
    weeks = "1 week" if dose["weeks"] == 1 else f"{dose['weeks']} weeks"
    return [_said("times", reps=reps), rounds, _said("how_often", a_day=a_day, days=days, weeks=weeks),
            _said("tempo", seconds="a second" if round(seconds) <= 1 else f"{seconds:.0f} seconds")]


def _goal(name: str, begin: float, end: float, twin: bool) -> str:
    nearer = begin * end > 0 and abs(end) < abs(begin) and abs(end) > table()["rest_within"]
    do = _word(name, "up" if end > begin else "down", both=twin)
    return _said("goal_still" if nearer else "goal", do=do[:1].upper() + do[1:], state=_state(name, end))


def _state(name: str, value: float) -> str:
    """How the joint then is, with how much: "bent by about half a right angle"."""
    if abs(value) <= table()["rest_within"]:
        return _word(name, "rest")
    size = next(words for most, words in table()["sizes"] if abs(value) <= most)
    return f"{_word(name, 'more' if value > 0 else 'less')} {size}"


def _word(name: str, kind: str, both: bool = False) -> str:
    base, suffix = split_name(name)
    side = suffix or ("r" if base in LATERAL else "")
    said = table()["joints"][base][kind].format(
        side=SIDE_WORDS.get(side, ""), other=SIDE_WORDS.get(OTHER_SIDE.get(side, ""), ""))
    if both:
        for word in SIDE_WORDS.values():
            said = said.replace(f"{word} ", "", 1)
    return " ".join(said.split())


def _joined(posture: Mapping[str, Any]) -> list[tuple[str, float, bool]]:
    """Coordinates with their angle; a pair of both sides at one angle once, marked so."""
    out, done = [], set()
    for name, value in posture.items():
        base, suffix = split_name(name)
        twin = f"{base}_{OTHER_SIDE.get(suffix or '', '')}"
        if name in done:
            continue
        both = bool(suffix) and base not in LATERAL and posture.get(twin) == value
        done |= {twin} if both else set()
        out.append((name, float(value), both))
    return out


def _said(key: str, **words: Any) -> str:
    return table()["said"][key].format(**words)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
