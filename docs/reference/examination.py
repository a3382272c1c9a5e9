"""The tables of docs/reference/examination.md, from the tables the reader uses: ``--write`` writes them there."""

from __future__ import annotations

import sys
from pathlib import Path

from neuroglide.body.person import LIMITS
from neuroglide.patient.examination import fields

PAGE = Path(__file__).with_name("examination.md")
_TITLES = {"examination": "The document"}


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _range(name: str) -> str:
    limit = fields.limit(name)
    whole = "whole number, " if limit.integer else ""
    return f"{whole}{limit.low:g} to {limit.high:g} {limit.unit}"


def value(field: fields.Field) -> str:
    """What may stand in a field, in words."""
    match field.kind:
        case "number":
            return "degrees, by test ([table](#tests))" if field.limit == "by_test" else _range(field.limit)
        case "word":
            return f"one of [{field.words}](#words-{field.words})"
        case "words":
            return f"list of [{field.words}](#words-{field.words})"
        case "three":
            return "`yes`, `no`, `unknown`"
        case "block":
            return f"[{field.block}](#{field.block})"
        case "list":
            return f"list of: {value(field.of)}"
        case "map":
            keys = field.keys.rstrip("*")
            sides = " with `_r` or `_l`" if field.keys.endswith("*") else ""
            return f"[{keys}](#words-{keys}){sides}: {value(field.of)}"
        case "red_flags":
            return "item: `yes`, `no`, `unknown` ([items](#red-flags))"
        case "person":
            return "[person](#person)"
        case "texts":
            return "list of free words"
        case "date":
            return "year-month-day"
        case _:
            return "text"


def blocks() -> str:
    """One table for each block."""
    parts = []
    for name in fields.block_names():
        rows = [f"| `{key}`{' **(required)**' if field.required else ''} | {value(field)} | {_cell(field.why)} |"
                for key, field in fields.block(name).items()]
        parts.append("\n".join([f"### {_TITLES.get(name, name)}", "", "| Field | Value | |", "|---|---|---|", *rows]))
    return "\n\n".join(parts)


def person() -> str:
    """The person's fields."""
    rows = ["| `sex` **(required)** | `female`, `male` |"]
    rows += [f"| `{key}` **(required)** | {low:g} to {high:g} {unit} |" for key, (low, high, unit) in LIMITS.items()]
    return "\n".join(["| Field | Value |", "|---|---|", *rows])


def tests() -> str:
    """What belongs to each test."""
    rows = []
    for name, meaning in fields.vocabulary("test").items():
        rule = fields.test_rule(name)
        words = ", ".join(f"`{word}`" for word in rule.sensitisers) or "none"
        side = "yes" if rule.side else "no"
        rows.append(f"| `{name}` | {meaning} | {side} | {rule.angle}, {_range(rule.limit)} | {words} |")
    head = "| Test | | Side | `angle_deg` | Sensitisers |"
    return "\n".join([head, "|---|---|---|---|---|", *rows])


def words() -> str:
    """Every vocabulary."""
    used = ["body_chart", "region", "level", "condition", *fields.vocabulary_names()]
    parts = []
    for name in dict.fromkeys(used):
        entries = "; ".join(f"`{word}` {said}" for word, said in fields.vocabulary(name).items())
        parts.append(f"### Words {name}\n\n{_cell(entries)}.")
    return "\n\n".join(parts)


def red_flags() -> str:
    """The items with their questions."""
    rows = [f"| `{name}` | {_cell(question)} |" for name, question in fields.red_flag_questions().items()]
    return "\n".join(["| Item | Question |", "|---|---|", *rows])


def usual() -> str:
    """Ranges outside which a value is remarked on."""
    rows = []
    for name in fields.limit_names():
        limit = fields.limit(name)
        if limit.usual:
            low, high = limit.usual
            rows.append(f"| `{name}` | {low:g} to {high:g} {limit.unit} | {_cell(limit.usual_why)} |")
    return "\n".join(["| Limit | Usual | Against |", "|---|---|---|", *rows])


PARTS = {"blocks": blocks, "person": person, "tests": tests, "red flags": red_flags, "words": words, "usual": usual}


def filled(text: str) -> str:
    """The page with every part as the tables give it now."""
    for name, made in PARTS.items():
        before, rest = text.split(f"<!-- {name}: begin -->")
        after = rest.split(f"<!-- {name}: end -->")[1]
        text = f"{before}<!-- {name}: begin -->\n{made()}\n<!-- {name}: end -->{after}"
    return text


if __name__ == "__main__":
    page = filled(PAGE.read_text(encoding="utf-8"))
    if "--write" in sys.argv:
        PAGE.write_text(page, encoding="utf-8")
    else:
        print(page)
