"""Holding a document to its JSON Schema: the first place that does not fit is named, and nothing is guessed.

Knows the words of a schema that plan_schema and record_schema use; a word that it does not know is a fault of ours and
raises one, so that no rule of a schema is passed over unread.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from neuroglide.movement.document import shorten

_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda v: isinstance(v, Mapping), "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str), "boolean": lambda v: isinstance(v, bool), "null": lambda v: v is None,
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, int) and not isinstance(v, bool) or isinstance(v, float) and math.isfinite(v),
}
_CALLED = {"object": "a mapping", "array": "a list", "string": "text", "boolean": "true or false", "null": "null",
           "integer": "a whole number", "number": "a number"}
#: Words that say something to a reader and nothing about the value.
_ABOUT = {"$schema", "$id", "title", "description"}


def misfit(value: Any, schema: Mapping[str, Any], path: str = "") -> str | None:
    """The first place of a value that does not fit a schema, with what is wrong there; None where all fits.

    Parameters: ``value``, plain JSON types; ``schema``, JSON Schema 2020-12 of the words known here; ``path`` of the
    value. Returns: a sentence without its point.
    """
    for word, rule in schema.items():
        if word in _ABOUT or word == "then":
            continue
        if found := _WORDS[word](value, rule, path, schema):
            return found
    return None


def _fail(path: str, message: str) -> str:
    return f"{path}: {message}" if path else message


def _type(value: Any, rule: Any, path: str, _: Any) -> str | None:
    allowed = [rule] if isinstance(rule, str) else list(rule)
    if any(_TYPES[name](value) for name in allowed):
        return None
    return _fail(path, f"{_shown(value)} stands where {' or '.join(_CALLED[name] for name in allowed)} belongs")


def _shown(value: Any) -> str:
    if isinstance(value, Mapping | list):
        return _CALLED["object" if isinstance(value, Mapping) else "array"]
    return "nothing" if value is None else shorten(repr(value))


def _const(value: Any, rule: Any, path: str, _: Any) -> str | None:
    return None if value == rule and type(value) is type(rule) else _fail(path, f"it is {_shown(value)}, not {rule!r}")


def _enum(value: Any, rule: Any, path: str, _: Any) -> str | None:
    return None if value in rule else _fail(path, f"{_shown(value)} is none of {', '.join(map(str, rule))}")


def _required(value: Any, rule: Any, path: str, _: Any) -> str | None:
    missing = [name for name in rule if isinstance(value, Mapping) and name not in value]
    return _fail(_join(path, missing[0]), "it is missing") if missing else None


def _properties(value: Any, rule: Any, path: str, _: Any) -> str | None:
    if not isinstance(value, Mapping):
        return None
    named = ((name, one) for name, one in rule.items() if name in value)
    return next((found for name, one in named if (found := misfit(value[name], one, _join(path, name)))), None)


def _others(value: Any, rule: Any, path: str, schema: Any) -> str | None:
    others = [n for n in value if n not in schema.get("properties", ())] if isinstance(value, Mapping) else []
    if rule is False:
        return _fail(_join(path, others[0]), "there is no such name here") if others else None
    return next((found for name in others if (found := misfit(value[name], rule, _join(path, name)))), None)


def _items(value: Any, rule: Any, path: str, _: Any) -> str | None:
    if not isinstance(value, list):
        return None
    return next((found for i, one in enumerate(value) if (found := misfit(one, rule, f"{path}[{i}]"))), None)


def _size(fewest: bool, kind: type) -> Callable[[Any, Any, str, Any], str | None]:
    def check(value: Any, rule: int, path: str, _: Any) -> str | None:
        if not isinstance(value, kind) or (len(value) >= rule if fewest else len(value) <= rule):
            return None
        return _fail(path, f"it has {len(value)}, and {'at least' if fewest else 'at most'} {rule} belong here")

    return check


def _bound(least: bool) -> Callable[[Any, Any, str, Any], str | None]:
    def check(value: Any, rule: float, path: str, _: Any) -> str | None:
        if not _TYPES["number"](value) or (value >= rule if least else value <= rule):
            return None
        return _fail(path, f"{shorten(str(value))} is {'below' if least else 'above'} {rule:g}")

    return check


def _pattern(value: Any, rule: str, path: str, _: Any) -> str | None:
    return None if not isinstance(value, str) or re.search(rule, value) else _fail(path, f"{_shown(value)} has not the "
                                                                                   "form that it should have")


def _one_of(value: Any, rule: Any, path: str, _: Any) -> str | None:
    """One that fits is enough; of several that do not, what the last says: null comes first in our schemas."""
    found = [misfit(value, one, path) for one in rule]
    return None if None in found else found[-1]


def _all_of(value: Any, rule: Any, path: str, _: Any) -> str | None:
    return next((found for one in rule if (found := misfit(value, one, path))), None)


def _if(value: Any, rule: Any, path: str, schema: Any) -> str | None:
    return None if misfit(value, rule, path) else misfit(value, schema["then"], path)


def _join(path: str, name: Any) -> str:
    return f"{path}.{shorten(name)}" if path else shorten(name)


_WORDS: dict[str, Callable[[Any, Any, str, Any], str | None]] = {
    "type": _type, "const": _const, "enum": _enum, "required": _required, "properties": _properties, "items": _items,
    "additionalProperties": _others,
    "minItems": _size(True, list), "maxItems": _size(False, list), "minProperties": _size(True, Mapping),
    "minimum": _bound(True), "maximum": _bound(False), "pattern": _pattern, "oneOf": _one_of, "allOf": _all_of,
    "if": _if,
}
