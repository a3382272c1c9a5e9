"""The rules as they stand in rules/*.yaml, read once and checked: levels, red flags, rules by gate, bars, gradings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from neuroglide.errors import InputError
from neuroglide.parameters.cite import Source, load_bibliography, parse_bibliography
from neuroglide.parameters.record import OWN_CHOICE
from neuroglide.patient.screening.conditions import check_condition
from neuroglide.patient.screening.model import Forbids, Item
from neuroglide.patient.screening.words import Words

_FOLDER = Path(__file__).parent / "rules"
_BIB = Path(__file__).with_name("sources.bib")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
EFFECTS = ("stop", "hold", "show")


@dataclass(frozen=True)
class Rule:
    """One rule: ``when`` a condition in the facts of its file; the rest is said when it fires (see ``model.Fired``)."""

    id: str
    gate: str
    level: str
    when: Mapping[str, Any]
    facts: Mapping[str, Any]
    text: str
    action: str
    source: str
    locator: str
    certainty: str
    checked: str
    group: str | None
    care: Mapping[str, Any]
    for_arm: Mapping[str, str]


@dataclass(frozen=True)
class BarRule:
    """One bar: ``when`` it holds and what it ``forbids`` (see ``model.Bar``)."""

    id: str
    name: str
    when: Mapping[str, Any]
    facts: Mapping[str, Any]
    forbids: Forbids
    reason: str
    source: str
    locator: str
    certainty: str
    checked: str
    overridable: bool


@dataclass(frozen=True)
class Rulebook:
    """All of it. ``items`` red flags by id, ``also`` the other findings that count as a yes of an item."""

    levels: Mapping[str, Mapping[str, Any]]
    certainties: Mapping[str, str]
    gates: Mapping[str, str]
    groups: Mapping[str, Mapping[str, str]]
    items: Mapping[str, Item]
    also: Mapping[str, Mapping[str, Any]]
    conditions: Mapping[str, str]
    rules: tuple[Rule, ...]
    bars: tuple[BarRule, ...]
    grading: Mapping[str, Any]
    words: Words


@lru_cache(maxsize=1)
def rulebook() -> Rulebook:
    """The packaged rules."""
    return build_rulebook({path.stem: path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.yaml"))})


def build_rulebook(texts: Mapping[str, str]) -> Rulebook:
    """Rules from the texts of the files by name. Raises: InputError naming the rule and what is wrong with it."""
    raw = {name: yaml.load(text, Loader=_LOADER) for name, text in texts.items()}
    levels, gates = raw["levels"]["levels"], raw["gates"]["gates"]
    flags = raw["red_flags"]
    items = {name: _item(name, entry, flags["groups"]) for name, entry in flags["items"].items()}
    also = {name: entry["also"] for name, entry in flags["items"].items() if "also" in entry}
    rules = [rule for name in ("derived", "care") for rule in _rules(raw[name])]
    bars = [_bar(name, entry, raw["bars"]["facts"]) for name, entry in raw["bars"]["bars"].items()]
    book = Rulebook(levels, raw["levels"]["certainties"], gates, flags["groups"], items, also, flags["conditions"],
                    tuple(rules), tuple(bars), raw["grading"], Words(raw["words"]))
    _check(book)
    return book


def _item(name: str, entry: Mapping[str, Any], groups: Mapping[str, Any]) -> Item:
    try:
        action = entry.get("action") or groups[entry["group"]]["action"]
        return Item(name, entry["group"], entry["level"], entry["finding"], entry["clinician"], entry["patient"],
                    action, entry["source"], entry["locator"], entry.get("certainty", "consensus"),
                    _checked(entry), entry.get("note", ""))
    except KeyError as missing:
        raise InputError(f"red flag {name}: no {missing}.", fix="add it.", source="red_flags.yaml") from None


def _checked(entry: Mapping[str, Any]) -> str:
    """Whether the source was read, or recalled and not verified; own where the rule is our own choice."""
    return entry.get("checked", "own" if entry["source"] == OWN_CHOICE else "read")


def _rules(raw: Mapping[str, Any]) -> list[Rule]:
    facts = raw["facts"]
    _check_facts(facts)
    found = []
    for name, entry in raw["rules"].items():
        try:
            found.append(Rule(name, entry["gate"], entry["level"], entry["when"], facts, entry["text"], entry["action"],
                              entry["source"], entry["locator"], entry["certainty"], _checked(entry),
                              entry.get("group"), _care(name, entry), _for_arm(name, entry)))
        except KeyError as missing:
            raise InputError(f"rule {name}: no {missing}.", fix="add it.") from None
    return found


def _care(name: str, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a rule puts before a nerve technique: {kind: first_care or tests_first, do, only_then, direction}."""
    kinds = [kind for kind in ("first_care", "tests_first") if kind in entry]
    if not kinds:
        return {}
    said, needed = entry[kinds[0]], {"first_care": {"do", "only_then", "direction"}, "tests_first": {"do"}}[kinds[0]]
    if len(kinds) > 1 or set(said) != needed:
        raise InputError(f"rule {name}: {' and '.join(kinds)} is not {', '.join(sorted(needed))}.", fix="give these.")
    return {"kind": kinds[0], **said}


def _for_arm(name: str, entry: Mapping[str, Any]) -> Mapping[str, str]:
    said = entry.get("for_arm", {})
    if not set(said) <= {"text", "action"}:
        raise InputError(f"rule {name}: for_arm has more than text and action.", fix="leave the rest out.")
    return said


def _bar(name: str, entry: Mapping[str, Any], facts: Mapping[str, Any]) -> BarRule:
    known = {field.name for field in fields(Forbids)}
    if not entry["forbids"] or not set(entry["forbids"]) <= known:
        fix = f"use {', '.join(sorted(known))}."
        raise InputError(f"bar {name}: {entry['forbids']!r} forbids nothing known.", fix=fix)
    forbids = Forbids(**{key: tuple(value) if isinstance(value, list) else value
                         for key, value in entry["forbids"].items()})
    return BarRule(name, entry["name"], entry["when"], facts, forbids, entry["reason"], entry["source"],
                   entry["locator"], entry["certainty"], _checked(entry),
                   bool(entry.get("overridable", False)))


def _check_facts(facts: Mapping[str, Any]) -> None:
    earlier: dict[str, Any] = {}
    for name, condition in facts.items():
        check_condition(condition, earlier, f"fact {name}")
        earlier[name] = condition


def _check(book: Rulebook) -> None:
    rule = book.grading["differentiation"]
    for move in (one for moves in rule["remote"].values() for one in moves):
        _known("differentiation", "remote movement", move, (*rule["loads"], *rule["unloads"]))
    _check_facts(book.bars[0].facts)
    _check_facts(book.grading["facts"])
    conditions = {**book.grading["routes"], **book.grading["irritability"]["grades"]}
    conditions |= {name: entry["when"] for name, entry in book.grading["group"]["order"].items()}
    conditions |= {entry["name"]: entry["when"] for entry in book.grading["group"]["not_for"]}
    conditions |= {f"{name}: {sign['path']}": sign for name, entry in book.grading["tunnels"].items()
                   for sign in entry["signs"]}
    for name, condition in conditions.items():
        check_condition(condition, book.grading["facts"], name)
    for name, condition in book.also.items():
        check_condition(condition, {}, f"red flag {name}")
    for part in (*book.rules, *book.bars):
        check_condition(part.when, part.facts, part.id)
    ids = [*book.items, *(part.id for part in (*book.rules, *book.bars))]
    twice = {name for name in ids if ids.count(name) > 1}
    if twice:
        raise InputError(f"{', '.join(sorted(twice))} names two rules.", fix="give each rule its own name.")
    for part in (*book.items.values(), *book.rules, *book.bars):
        _known(part.id, "certainty", part.certainty, book.certainties)
        own = part.source == OWN_CHOICE
        _known(part.id, "checked", part.checked, ("own",) if own else ("read", "recalled"))
        if isinstance(part, Item | Rule):
            _known(part.id, "level", part.level, book.levels)
            _known(part.id, "group", part.group or "cord", book.groups)
        if isinstance(part, Rule):
            _known(part.id, "gate", part.gate, book.gates)
        if part.source != OWN_CHOICE:
            find_source(part.source)


def _known(name: str, what: str, word: str, words) -> None:
    if word not in words:
        raise InputError(f"{name}: {what} {word!r} is unknown.", fix=f"use one of {', '.join(words)}.")


@lru_cache(maxsize=1)
def screening_sources() -> Mapping[str, Source]:
    """The sources of the rules' own bibliography by bib key."""
    return parse_bibliography(_BIB.read_text(encoding="utf-8"))


def find_source(bib_key: str) -> Source:
    """The source of a rule: of the screening's own bibliography, else of the parameters'. Raises: InputError."""
    own = screening_sources()
    if bib_key in own:
        return own[bib_key]
    if bib_key in load_bibliography():
        return load_bibliography()[bib_key]
    raise InputError(f"unknown source {bib_key!r}.", fix="add it to patient/screening/sources.bib.")
