"""Conditions of the rules: data in, an answer of yes, no or unknown out, with the findings behind it in words.

A condition is a mapping with one of

    {path: a.b.*, is|in|has|at_least|at_most|above|below|at_least_path: ..}   a finding; * stands for any part of a path
    {path: a.b, unknown: true}                                               it is missing or recorded as unknown
    {all: [..]} {any: [..]} {not: ..} {fact: name} {always: true}
    {some: a.list, where: condition}                                         an entry of a list, paths inside it

Three-valued logic (Kleene 1952): `all` is no if one part is no, else unknown if one is unknown; `any` the other way
round.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from neuroglide.errors import InputError
from neuroglide.patient.screening.words import Words

_TESTS = {
    "is": lambda value, wanted: value == wanted,
    "in": lambda value, wanted: value in wanted,
    "at_least": lambda value, wanted: value >= wanted,
    "at_most": lambda value, wanted: value <= wanted,
    "above": lambda value, wanted: value > wanted,
    "below": lambda value, wanted: value < wanted,
}
_NUMERIC = ("at_least", "at_most", "above", "below", "at_least_path")
_SHAPES = ({"all"}, {"any"}, {"not"}, {"fact"}, {"always"}, {"some", "where"})


class Verdict(NamedTuple):
    """``answer`` True, False or None (unknown); ``because`` the findings for a yes; ``missing`` paths not answered."""

    answer: bool | None
    because: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Context:
    """What a condition reads: the ``document``, the named ``facts`` (conditions) and the ``words`` of findings.

    ``known`` keeps the verdicts of facts and ``read`` what stands at a path; a context is made anew for each document.
    """

    document: Mapping[str, Any]
    facts: Mapping[str, Any]
    words: Words
    known: dict[str, Verdict] = field(default_factory=dict)
    read: dict[str, list[tuple[str, Any]]] = field(default_factory=dict)


def check_condition(condition: Any, facts: Mapping[str, Any], where: str) -> None:
    """Raise InputError, naming ``where`` the rule stands, unless this is a condition in the form of this module."""
    keys = set(condition) if isinstance(condition, Mapping) else set()
    if "path" in keys:
        tests = keys - {"path"}
        if len(tests) != 1 or not tests <= {*_TESTS, "has", "at_least_path", "unknown"}:
            raise InputError(f"{where}: {condition!r} has not one test.", fix="give a path one test, such as is: yes.")
        return
    if keys not in _SHAPES:
        raise InputError(f"{where}: {condition!r} is not a condition.", fix="see docs/howto/add-a-screening-rule.md.")
    if "fact" in keys and condition["fact"] not in facts:
        raise InputError(f"{where}: there is no fact {condition['fact']!r}.", fix=f"use one of {', '.join(facts)}.")
    parts = condition.get("all", condition.get("any", ()))
    for part in [*parts, *(condition[key] for key in ("not", "where") if key in keys)]:
        check_condition(part, facts, where)


def evaluate(condition: Mapping[str, Any], context: Context) -> Verdict:
    """The verdict on a checked condition."""
    if "path" in condition:
        return _finding(condition, context)
    if "fact" in condition:
        name = condition["fact"]
        if name not in context.known:
            context.known[name] = evaluate(context.facts[name], context)
        return context.known[name]
    if "always" in condition:
        return Verdict(True)
    if "not" in condition:
        inner = evaluate(condition["not"], context)
        return Verdict(None if inner.answer is None else not inner.answer, (), inner.missing)
    if "some" in condition:
        return _some(condition, context)
    if "all" in condition:
        return all_of([evaluate(part, context) for part in condition["all"]])
    return any_of([evaluate(part, context) for part in condition["any"]])


def all_of(parts: Sequence[Verdict]) -> Verdict:
    """Yes if all are, no if one is not, else unknown."""
    answers = [part.answer for part in parts]
    answer = False if False in answers else None if None in answers else True
    return Verdict(answer, _union(part.because for part in parts), _union(part.missing for part in parts))


def any_of(parts: Sequence[Verdict]) -> Verdict:
    """Yes if one is, no if none is, else unknown."""
    if len(parts) == 1:
        return parts[0]
    answers = [part.answer for part in parts]
    answer = True if True in answers else None if None in answers else False
    because = _union(part.because for part in parts if part.answer)
    return Verdict(answer, because, () if answer else _union(part.missing for part in parts))


def _union(groups) -> tuple[str, ...]:
    full = [group for group in groups if group]
    if len(full) < 2:
        return full[0] if full else ()
    return tuple(dict.fromkeys(text for group in full for text in group))


def plain_word(value: Any) -> Any:
    """Three-valued answers as words, whatever YAML made of them."""
    return {True: "yes", False: "no", None: "unknown"}[value] if value is None or isinstance(value, bool) else value


def find(document: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every (full path, value) of a dotted path whose parts may hold * or [..], as in file names."""
    if "*" not in path and "[" not in path:
        for part in path.split("."):
            if not isinstance(document, dict) or part not in document:
                return
            document = document[part]
        yield path, plain_word(document)
        return
    head, _, rest = path.partition(".")
    for name in document if isinstance(document, dict) else ():
        if fnmatch.fnmatchcase(str(name), head):
            inner = find(document[name], rest) if rest else [("", plain_word(document[name]))]
            yield from ((f"{name}.{more}" if more else str(name), value) for more, value in inner)


def _finding(condition: Mapping[str, Any], context: Context) -> Verdict:
    path = condition["path"]
    (test, wanted), = [(key, value) for key, value in condition.items() if key != "path"]
    found = context.read.get(path)
    if found is None:
        found = context.read[path] = [pair for pair in find(context.document, path) if pair[1] != "unknown"]
    if test == "unknown":
        because = () if found else (f"not recorded: {context.words.ask(path)}",)
        return Verdict(not found, because)
    if test == "at_least_path":
        other = [value for _, value in find(context.document, wanted) if value != "unknown"]
        if not other:
            return Verdict(None, (), (wanted,))
        test, wanted = "at_least", other[0]
    parts = [_tested(name, value, test, wanted, context) for name, value in found]
    return any_of(parts) if parts else Verdict(None, (), (path,))


def _tested(name: str, value: Any, test: str, wanted: Any, context: Context) -> Verdict:
    if test == "has":
        hits = [word for word in value if word == wanted] if isinstance(value, list | tuple) else []
        return Verdict(bool(hits), (context.words.say(name, wanted),) if hits else ())
    if test in _NUMERIC and not isinstance(value, int | float):
        return Verdict(None, (), (name,))
    yes = bool(_TESTS[test](value, wanted))
    return Verdict(yes, (context.words.say(name, value),) if yes else ())


def _some(condition: Mapping[str, Any], context: Context) -> Verdict:
    lists = [value for _, value in find(context.document, condition["some"])]
    entries = lists[0] if lists and isinstance(lists[0], list | tuple) else ()
    parts = []
    for entry in entries:
        inner = evaluate(condition["where"], Context(entry, context.facts, context.words))
        said = "; ".join([context.words.say("what", entry.get("what", "not named")), *inner.because])
        parts.append(Verdict(inner.answer, (said,) if inner.answer else (), inner.missing))
    return any_of(parts) if parts else Verdict(False)
