"""From a tree of values to a checked plain mapping: every error names the place, the limit it broke and the way out."""

from __future__ import annotations

import datetime
import difflib
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from neuroglide.errors import InputError
from neuroglide.movement.document import Node, shorten
from neuroglide.movement.refusal import refusal
from neuroglide.patient.examination import fields
from neuroglide.patient.examination.fields import Field, Limit

#: YAML reads a bare yes and no as true and false; all of these mean the three words.
_THREE = {"yes": "yes", "true": "yes", "no": "no", "false": "no", "unknown": "unknown"}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_SHOWN = 12


def near(word: str, known: Iterable[str]) -> str:
    """The way out for a word that is not known: its neighbours, or all where there are few."""
    words = list(known)
    close = difflib.get_close_matches(str(word), words, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(close)}?"
    if len(words) <= _SHOWN:
        return f"use one of {', '.join(words)}"
    return f"the words stand in docs/reference/examination.md: {', '.join(words[:_SHOWN])} and so on"


def number_error(value: float, limit: Limit) -> tuple[str, str] | None:
    """What is wrong with a number and the way out; None when it is in its limits."""
    if limit.integer and value != int(value):
        whole = f"give a whole number from {limit.low:g} to {limit.high:g}"
        return f"{value:g} is not a whole number ({limit.why})", whole
    if not limit.low <= value <= limit.high:
        said = f"{value:g} {limit.unit} is outside {limit.low:g} to {limit.high:g} {limit.unit} ({limit.why})"
        return said, f"give {limit.low:g} to {limit.high:g} {limit.unit}, or leave it out when it was not measured"
    return None


def parse_number(text: str, limit: Limit) -> float:
    """A number within its limits. Raises: InputError, without a place, saying the limit and the way out."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text:
        raise refusal(f"'{shorten(text)}' is not a number of {limit.unit}",
                      fix=f"give the number alone, {limit.low:g} to {limit.high:g}")
    if wrong := number_error(value, limit):
        raise refusal(wrong[0], fix=wrong[1])
    return tidy(value)


def tidy(value: Any) -> Any:
    """A whole number without its point; anything else as it is."""
    return int(value) if isinstance(value, float) and value == int(value) else value


def parse_three(text: str) -> str:
    """``yes``, ``no`` or ``unknown``. Raises: InputError, without a place."""
    if text.lower() not in _THREE:
        raise refusal(f"'{shorten(text)}' is not yes, no or unknown", fix="write yes, no or unknown")
    return _THREE[text.lower()]


def parse_word(text: str, words: str) -> str:
    """A word of a vocabulary. Raises: InputError, without a place, naming neighbours."""
    known = fields.vocabulary(words)
    if text not in known:
        raise refusal(f"'{shorten(text)}' is not one of its words", fix=near(text, known))
    return text


def parse_date(text: str, today: datetime.date | None = None) -> str:
    """A day as year-month-day, at most a day (another time zone) after ``today`` (None: the clock's, UTC).

    Raises: InputError, without a place.
    """
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise refusal(f"'{shorten(text)}' is not a day", fix="write year-month-day, as 2026-03-02") from None
    if day.year < 1900:
        raise refusal(f"the year {day.year} is before 1900", fix="write year-month-day, as 2026-03-02")
    today = today or datetime.datetime.now(datetime.UTC).date()
    if day > today + datetime.timedelta(days=1):
        raise refusal(f"{day.isoformat()} is still to come; today is {today.isoformat()}",
                      fix="write the day on which it was examined, as 2026-03-02")
    return day.isoformat()


def parse_id(text: str) -> str:
    """An id. Raises: InputError, without a place."""
    if not _ID.fullmatch(text):
        raise refusal(f"'{shorten(text)}' cannot be an id", fix="use letters, digits, hyphens, dots and underscores, "
                      "at most 100, starting with a letter or digit")
    return text


class Reader:
    """Reads one tree; ``source`` is named in errors."""

    def __init__(self, source: str | None):
        self.source = source

    def fail(self, path: str, message: str, fix: str, line: int | None) -> InputError:
        """The error of one place, to be raised."""
        return refusal(f"{path}: {message}" if path else message, fix=fix, source=self.source, line=line)

    def document(self, root: Node) -> dict[str, Any]:
        """The checked plain mapping of a whole document, without the person's side."""
        plain = self.block("", root, "examination")
        if plain.get("schema", fields.SCHEMA) != fields.SCHEMA:
            raise self.fail("schema", f"'{shorten(plain['schema'])}' is not {fields.SCHEMA}",
                            f"write schema: {fields.SCHEMA}, or leave it out", root.value["schema"].line)
        plain = {"schema": fields.SCHEMA} | plain
        complaint = plain["complaint"]
        if complaint["side"] == "both" and "worse_side" not in complaint:
            raise self.fail("complaint.worse_side", "it is missing, and both sides are affected",
                            "add worse_side: r or worse_side: l", root.value["complaint"].line)
        return plain

    def value(self, path: str, node: Node | None, field: Field) -> Any:
        """The checked value of a field; None where nothing was given."""
        if node is None or node.value is None:
            return None
        return getattr(self, f"_{field.kind}")(path, node, field)

    def mapping(self, path: str, node: Node, known: Iterable[str], what: str) -> Mapping[str, Node]:
        """The entries of a mapping whose keys are all known."""
        known = list(known)
        if not isinstance(node.value, dict):
            names = f"{', '.join(known[:_SHOWN])}{' and so on' if len(known) > _SHOWN else ''}"
            raise self.fail(path, f"{node.what} stands where {what} belongs",
                            f"write `name: value` pairs, the names being {names}", node.line)
        for key in node.value:
            if key not in known:
                line = node.key_lines[key] if node.key_lines else None
                raise self.fail(_join(path, key), "there is no such name here", near(key, known), line)
        return node.value

    def block(self, path: str, node: Node, name: str, replaced: Mapping[str, Field] | None = None) -> dict[str, Any]:
        """A block with its fixed fields; ``replaced`` are fields that another field of the block decides."""
        known = {**fields.block(name), **(replaced or {})}
        entries = self.mapping(path, node, known, "a block")
        plain = {}
        for key, field in known.items():
            value = self.value(_join(path, key), entries.get(key), field)
            if value is None and field.required:
                raise self.fail(_join(path, key), "it is missing, and every "
                                f"{'examination' if not path else 'such entry'} needs it",
                                f"add `{key}: ...` ({field.why})", node.line)
            value = field.default if value is None else value
            if value is not None:
                plain[key] = value
        return plain

    def text(self, path: str, node: Node) -> str:
        """One line of text. Raises: InputError for anything else."""
        if not isinstance(node.value, str):
            raise self.fail(path, f"{node.what} stands where one value belongs", "write a single value", node.line)
        if len(node.value) > fields.MAX_TEXT:
            raise self.fail(path, f"the text has more than {fields.MAX_TEXT} characters", "shorten it", node.line)
        return node.value

    def entries(self, path: str, node: Node) -> list[Node]:
        """The entries of a list."""
        if not isinstance(node.value, list):
            raise self.fail(path, f"{node.what} stands where a list belongs", "write [one, two] or a line with - for "
                            "each entry", node.line)
        if len(node.value) > fields.MAX_ENTRIES:
            raise self.fail(path, f"the list has more than {fields.MAX_ENTRIES} entries", "leave repeats out",
                            node.line)
        return node.value

    def _parsed(self, path: str, node: Node, parse, *more) -> Any:
        text = self.text(path, node)
        try:
            return parse(text.strip(), *more)
        except InputError as error:
            raise self.fail(path, error.message, error.fix or "", node.line) from None

    def _id(self, path: str, node: Node, field: Field) -> str:
        return self._parsed(path, node, parse_id)

    def _date(self, path: str, node: Node, field: Field) -> str:
        return self._parsed(path, node, parse_date)

    def _text(self, path: str, node: Node, field: Field) -> str:
        return self.text(path, node)

    def _three(self, path: str, node: Node, field: Field) -> str:
        return self._parsed(path, node, parse_three)

    def _number(self, path: str, node: Node, field: Field) -> float:
        return self._parsed(path, node, parse_number, fields.limit(field.limit))

    def _word(self, path: str, node: Node, field: Field) -> str:
        return self._parsed(path, node, parse_word, field.words)

    def _texts(self, path: str, node: Node, field: Field) -> list[str]:
        return [self.text(f"{path}[{i}]", one) for i, one in enumerate(self.entries(path, node)) if one.value]

    def _words(self, path: str, node: Node, field: Field) -> list[str]:
        found = [self._word(f"{path}[{i}]", one, field) for i, one in enumerate(self.entries(path, node))]
        return list(dict.fromkeys(found))

    def _map(self, path: str, node: Node, field: Field) -> dict[str, Any]:
        entries = self.mapping(path, node, fields.vocabulary(field.keys), "a mapping")
        values = {key: self.value(_join(path, key), one, field.of) for key, one in entries.items()}
        return {key: value for key, value in values.items() if value is not None}

    def _list(self, path: str, node: Node, field: Field) -> list[Any]:
        entries = self.entries(path, node)
        low, high = field.length or (0, fields.MAX_ENTRIES)
        if not low <= len(entries) <= high:
            wanted = f"{low}" if low == high else f"{low} to {high}"
            raise self.fail(path, f"it has {len(entries)} entries, not {wanted}", f"give {wanted} ({field.why})",
                            node.line)
        values = [self.value(f"{path}[{i}]", one, field.of) for i, one in enumerate(entries)]
        if None in values and not field.gaps:
            raise self.fail(f"{path}[{values.index(None)}]", "this entry is empty", "remove it", node.line)
        return values

    def _block(self, path: str, node: Node, field: Field) -> dict[str, Any]:
        return self._test(path, node) if field.block == "test" else self.block(path, node, field.block)

    def _test(self, path: str, node: Node) -> dict[str, Any]:
        """A test: its word decides the limit of its angle, its sensitisers and whether it has stages and a side."""
        known = fields.block("test")
        entries = self.mapping(path, node, known, "a test")
        name = self.value(f"{path}.test", entries.get("test"), known["test"])
        if name is None:
            raise self.fail(f"{path}.test", "it is missing", "say which test this is, as test: slr", node.line)
        rule = fields.test_rule(name)
        plain = self.block(path, node, "test", {"angle_deg": Field("number", limit=rule.limit)})
        if rule.side and "side" not in plain:
            raise self.fail(f"{path}.side", f"it is missing, and {name} is of one side", "add side: r or side: l",
                            node.line)
        for key in plain.get("sensitisers", ()):
            if key not in rule.sensitisers:
                allowed = ", ".join(rule.sensitisers) or "none"
                raise self.fail(f"{path}.sensitisers.{key}", f"it does not belong to {name}",
                                f"the sensitisers of {name}: {allowed}", node.line)
        if "stages" in plain and not rule.stages:
            raise self.fail(f"{path}.stages", f"{name} has no stages", "stages belong to test: slump", node.line)
        return plain

    def _person(self, path: str, node: Node, field: Field) -> dict[str, Any]:
        from neuroglide.body.person import load_person

        entries = dict(node.value) if isinstance(node.value, dict) else {}
        if "side" in entries:
            raise self.fail(f"{path}.side", "the side does not stand here", "write it as complaint.side",
                            entries["side"].line)
        self.mapping(path, node, fields.PERSON_FIELDS, "the person")
        given = {key: one.value if isinstance(one.value, str) else one.value and one.what
                 for key, one in entries.items()}
        try:
            person = load_person({**given, "side": "r"})
        except InputError as error:
            name = error.message.partition(":")[0]
            line = entries[name].line if name in entries else node.line
            raise self.fail(path, f"{error.message}".rstrip("."), error.fix or "", line) from None
        return {key: tidy(getattr(person, key)) for key in fields.PERSON_FIELDS}

    def _red_flags(self, path: str, node: Node, field: Field) -> dict[str, str]:
        entries = self.mapping(path, node, fields.red_flag_questions(), "the block of red flags")
        given = {key: self.value(_join(path, key), one, Field("three")) for key, one in entries.items()}
        return {key: value for key, value in given.items() if value is not None}


def _join(path: str, key: str) -> str:
    return f"{path}.{shorten(key)}" if path else shorten(key)
