"""What may stand where in an examination: fields, words, limits and tests, read from the tables beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

SCHEMA = "neuroglide.examination/1"
#: The fields of ``person``: those of a person file, without the side, which the complaint tells.
PERSON_FIELDS = ("sex", "age_years", "height_m", "mass_kg")
#: What may have stopped a test: a limit of the person, or nothing, or something that says none. With one of the latter
#: its angle is how far it went, and not where it ended.
STOPPED, BEYOND = ("symptom", "stretch", "resistance"), ("full", "other")
#: No list is longer and no text has more characters: both are slips of a program, not of an examiner.
MAX_ENTRIES, MAX_TEXT = 200, 4000
_FOLDER = Path(__file__).parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Limit:
    """The range of a number, and the narrower ``usual`` one outside which it is remarked on."""

    low: float
    high: float
    unit: str
    why: str
    integer: bool = False
    usual: tuple[float, float] | None = None
    usual_why: str = ""


@dataclass(frozen=True)
class Field:
    """One field: its ``kind`` and what that kind needs (see the head of ``fields.yaml``)."""

    kind: str
    ask: str | None = None
    why: str = ""
    required: bool = False
    default: str | None = None
    words: str | None = None
    keys: str | None = None
    limit: str | None = None
    block: str | None = None
    of: Field | None = None
    length: tuple[int, int] | None = None
    gaps: bool = False
    all: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class TestRule:
    """What belongs to a test: a side or not, its angle's limit and meaning (``left``: what is left), and the rest."""

    __test__ = False  # not a class of tests
    side: bool
    limit: str
    angle: str
    left: bool
    sensitisers: tuple[str, ...]
    stages: bool


@cache
def _table(name: str) -> Mapping[str, Any]:
    return yaml.load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=_LOADER)


def _field(raw: Mapping[str, Any]) -> Field:
    entries = dict(raw)
    if "of" in entries:
        entries["of"] = _field(entries["of"])
    if "length" in entries:
        entries["length"] = tuple(entries["length"])
    return Field(**entries)


@cache
def block(name: str) -> Mapping[str, Field]:
    """The fields of a block by name, in the order they are asked; ``examination`` is the whole document."""
    return MappingProxyType({key: _field(raw) for key, raw in _table("fields")[name].items()})


def block_names() -> tuple[str, ...]:
    """All blocks, the document first."""
    return tuple(_table("fields"))


@cache
def limit(name: str) -> Limit:
    """A limit by its name in ``limits.yaml``."""
    raw = dict(_table("limits")[name])
    if "usual" in raw:
        raw["usual"] = tuple(raw["usual"])
    return Limit(**raw)


@cache
def test_rule(test: str) -> TestRule:
    """The rule of one test."""
    raw = _table("tests")[test]
    return TestRule(raw["side"], raw["limit"], raw["angle"], raw["left"], tuple(raw["sensitisers"]), raw["stages"])


@cache
def vocabulary(name: str) -> Mapping[str, str]:
    """The words of a vocabulary with their meanings; ``name*`` has each word with ``_r`` and ``_l``."""
    table = _table("vocabulary")
    if name.endswith("*"):
        return MappingProxyType({f"{word}_{side}": f"{said}, {table['side'][side]}"
                                 for word, said in table[name[:-1]].items() for side in "rl"})
    if name == "region":
        return MappingProxyType(table["region_central"] | table["region_sided"])
    if name == "body_chart":
        return MappingProxyType(table["region_central"] | dict(vocabulary("region_sided*")))
    if name == "level":
        return MappingProxyType(table["level_leg"] | table["level_arm"])
    if name == "condition":
        from neuroglide.patient.screening import condition_items

        return MappingProxyType(dict(condition_items()))
    return MappingProxyType(table[name])


def vocabulary_names() -> tuple[str, ...]:
    """The vocabularies of the table."""
    return tuple(_table("vocabulary"))


def limit_names() -> tuple[str, ...]:
    """The limits of the table."""
    return tuple(_table("limits"))


def red_flag_questions() -> Mapping[str, str]:
    """The red-flag items: id to question, in the order of the screening rules."""
    from neuroglide.patient.screening import red_flag_items

    return {name: item.question for name, item in red_flag_items().items()}
