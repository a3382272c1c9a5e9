"""A technique in everyday words, made from the size that was fitted: where to begin, what to do, one sentence a step.

Nothing of the library's own texts, which describe the technique in full, is copied: a sentence names only what the
fitted angles reach. The words stand in spoken.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from neuroglide.coordinates import OTHER_SIDE, SIDE_WORDS
from neuroglide.movement.posture import split_name
from neuroglide.patient.plan.techniques import Dose, Rung, Technique
from neuroglide.patient.plan.words import BOTH, without_twins

#: Holds shorter than this [s] are pauses of the rhythm, and a change of this many degrees or less is "a very little".
PAUSE_S, LITTLE_DEG = 3.0, 5.0


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return yaml.safe_load(Path(__file__).with_name("spoken.yaml").read_text(encoding="utf-8"))


def instructions(technique: Technique, rung: Rung, dose: Dose) -> list[dict[str, Any]]:
    """The technique as it is done at this size: one {start, moves}, a sentence for each step of the cycle."""
    cycle = technique.steps_at(rung, dose.hold_s if technique.hold_s else None)
    return [{"start": start_words(technique, rung), "moves": _compact(_moves(technique, rung, cycle))}]


def start_words(technique: Technique, rung: Rung) -> str:
    """Where the patient begins, in a sentence or two."""
    position = technique.movement.position or "supine"
    opening = _position(technique, position, "start")
    implied = _table()["implied"].get(position, ())
    said = [_state(name, value, position, technique.side) for name, value in
            without_twins(technique.start_at(rung)).items()
            if value and not (split_name(name.removesuffix(BOTH))[0] in implied and _ordinary(name, value))]
    text = opening + (f": {_listed(said)}." if said else ", relaxed.")
    more = _table()["added"].get(technique.id, {}).get("start")
    return f"{text} {more}" if more else text


def summary(technique: Technique, rung: Rung) -> str:
    """The movement in one sentence, from the fitted size."""
    position = technique.movement.position or "supine"
    start = technique.start_at(rung)
    moves = [{n: v for n, v in step["move"].items() if v != start.get(n, 0.0)}
             for step in technique.steps_at(rung) if "move" in step]
    changed = without_twins(next(move for move in moves if move))
    said = [_move(n, start.get(_one_of(n, technique), 0.0), v, position, technique.side, given=True)
            for n, v in changed.items()]
    opening = _position(technique, position, "short")
    return f"{opening[:1].upper()}{opening[1:]}: {_listed(said)}, and back again."


def patient_name(technique: Technique) -> str:
    """A name that promises no posture: the class and the position."""
    position = technique.movement.position or "supine"
    name = _table()["names"].get(technique.class_, "Exercise")
    return f"{name}, {_position(technique, position, 'short')}"


def share_of_full_range(technique: Technique, rung: Rung) -> float:
    """How far the fitted movement goes of the library's full one: the mean share over the joints that move (0 to 1)."""
    full, here = technique.amplitude(Rung(1.0, 1.0)), technique.amplitude(rung)
    shares = [abs(here[n][1] - here[n][0]) / abs(end - begin) if n in here else 0.0 for n, (begin, end) in full.items()]
    return round(min(1.0, sum(shares) / len(shares)), 3) if shares else 0.0


def level_words(base: str, value: float) -> str:
    """Where a joint is at an angle [deg], by its coordinate's base name, in everyday words."""
    found = _level(_table()["joints"][base], base, value)
    return found if isinstance(found, str) else found[0]


def _moves(technique: Technique, rung: Rung, cycle: Sequence[Mapping[str, Any]]) -> list[str]:
    position, table = technique.movement.position or "supine", _table()
    given = technique.movement.performed_by != "patient"
    start = {name: technique.start_at(rung).get(name, 0.0) for name in technique.moving}
    now, out = dict(start), []
    for step in cycle:
        if "hold" in step:
            if float(step["hold"]) >= PAUSE_S:
                out.append(table["hold"].format(seconds=float(step["hold"])))
            continue
        changed = {name: value for name, value in step["move"].items() if value != now[name]}
        before, now = now, now | changed
        if changed and now == start:
            out.append(table["returned" if given else "return"])
        elif changed:
            said = [_move(name, before[_one_of(name, technique)], value, position, technique.side, given)
                    for name, value in without_twins(changed).items()]
            text = _listed(said)
            out.append(f"{text[:1].upper()}{text[1:]}{', all at the same time' if len(said) > 1 else ''}.")
    return out


def _compact(sentences: list[str]) -> list[str]:
    """The same sentence several times over said once, with the number."""
    out: list[str] = []
    counts: list[int] = []
    for one in sentences:
        if out and out[-1] == one:
            counts[-1] += 1
        else:
            out.append(one)
            counts.append(1)
    times = _table()["times"]
    return [one if n == 1 else times.format(sentence=one, times=n) for one, n in zip(out, counts, strict=True)]


def _one_of(name: str, technique: Technique) -> str:
    return f"{name.removesuffix(BOTH)}_{technique.side}" if name.endswith(BOTH) else name


def _position(technique: Technique, position: str, what: str) -> str:
    sides = {"affected": SIDE_WORDS[technique.side], "other": SIDE_WORDS[OTHER_SIDE[technique.side]]}
    return _table()["positions"][position][what].format(**sides)


def _joint(name: str, position: str) -> tuple[dict[str, Any], str, bool]:
    """The words of a coordinate in a position, the joint's name, and whether it is said in the plural."""
    both = name.endswith(BOTH)
    base, suffix = split_name(name.removesuffix(BOTH))
    words = _table()["joints"][base]
    words = words | words.get("of_position", {}).get(position, {})
    said = words["name"].format(side=SIDE_WORDS.get(suffix or "", "")).strip()
    if both:
        said = "both " + words["name"].replace("{side} ", "").replace("foot", "feet").rstrip("s") + (
            "" if "foot" in words["name"] else "s")
    return words, said if both else f"the {said}", both or bool(words.get("plural"))


def _level(words: Mapping[str, Any], name: str, value: float) -> Any:
    """The words of the highest level at or under an angle; of a sideways joint that of its size, with the direction."""
    size = abs(value) if words.get("sideways") else value
    found = words["levels"][0][1]
    for limit, said in words["levels"]:
        if size >= limit:
            found = said
    if not words.get("sideways"):
        return found
    suffix = split_name(name)[1] or "r"
    toward = SIDE_WORDS[suffix if value >= 0 else OTHER_SIDE[suffix]]
    return [part.replace("{toward}", toward) for part in found]


def _state(name: str, value: float, position: str, side: str) -> str:
    words, joint, _ = _joint(name, position)
    found = _level(words, name, value)
    return f"{joint} {found if isinstance(found, str) else found[0]}"


def _move(name: str, begin: float, end: float, position: str, side: str, given: bool = False) -> str:
    """What is done with one joint between two angles; ``given`` by a therapist."""
    words, joint, many = _joint(name, position)
    be, them = ("are", "they are") if many else ("is", "it is")
    was, goal = _level(words, name, begin), _level(words, name, end)
    little = was == goal or abs(end - begin) <= LITTLE_DEG
    if words.get("direct"):
        back = end * begin > 0 and abs(end) < abs(begin)
        if given:
            return f"{joint} {be} eased back until {them} only {goal[0]}" if back else f"{joint} {be} {goal[0]}"
        if back:
            return f"ease {joint} back until {them} only {goal[0]}"
        return goal[1].replace("the {name}", joint).replace("{name}", joint)
    active, passive = words["more" if end > begin else "less"]
    if many:
        passive = passive.replace("is ", "are ", 1)
    amount = " a very little" if little else ""
    seen = f"{them} {goal}" if isinstance(goal, str) else goal[1]
    tail = f", so that {seen}" if little else f" until {seen}"
    return f"{joint} {passive}{amount}{tail}" if given else f"{active} {joint}{amount}{tail}"


def _ordinary(name: str, value: float) -> bool:
    """Whether an angle is that of an ordinary seat."""
    base = split_name(name.removesuffix(BOTH))[0]
    return base in ("hip_flexion", "knee_flexion") and (80.0 <= value <= 95.0 or name.startswith("hip"))


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"
