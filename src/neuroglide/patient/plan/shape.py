"""Holding a document to its JSON Schema by the library jsonschema: the first place that does not fit, in plain words.

What is ours here is the wording alone. jsonschema is imported when a document is read, and not before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from neuroglide.movement.document import shorten

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_CALLED = {"object": "a mapping", "array": "a list", "string": "text", "boolean": "true or false", "null": "null",
           "integer": "a whole number", "number": "a number"}


def misfit(value: Any, schema: Mapping[str, Any]) -> str | None:
    """The first place of a value that does not fit a schema, with what is wrong there; None where all fits.

    Parameters: ``value``, plain JSON types; ``schema``, JSON Schema 2020-12. A whole number is one that is written
    without a point (the standard takes 1.0 for one, which counts of sets and draws are not). Returns: a sentence
    without its point, the place first: ``techniques[0].dose: it is missing``.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    types = Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, one: isinstance(one, int) and not isinstance(one, bool))
    found = next(extend(Draft202012Validator, type_checker=types)(schema).iter_errors(value), None)
    return None if found is None else _said(found)


def _said(error: ValidationError) -> str:
    """One fault in words. Of several forms of which none fits, what the last one says: null comes first in ours."""
    if error.validator == "oneOf" and error.context:
        last = max(one.schema_path[0] for one in error.context)
        return _said(next(one for one in error.context if one.schema_path[0] == last))
    path = "".join(f"[{one}]" if isinstance(one, int) else f".{shorten(one)}"
                   for one in (*error.absolute_path, *_names(error))).removeprefix(".")
    words = _WORDS.get(error.validator)
    said = shorten(error.message) if words is None else words(error.instance, error.validator_value)
    return f"{path}: {said}" if path else said


def _names(error: ValidationError) -> list[str]:
    """The name that a fault is about, where it is that of a field and the library tells the mapping around it."""
    has, rule = error.instance, error.validator_value
    if error.validator == "required":
        return [next(name for name in rule if name not in has)]
    if error.validator == "additionalProperties":
        return [next(name for name in has if name not in error.schema.get("properties", ()))]
    return []


def _type(value: Any, rule: Any) -> str:
    allowed = [rule] if isinstance(rule, str) else list(rule)
    return f"{_shown(value)} stands where {' or '.join(_CALLED[name] for name in allowed)} belongs"


def _shown(value: Any) -> str:
    if isinstance(value, Mapping | list):
        return _CALLED["object" if isinstance(value, Mapping) else "array"]
    return "nothing" if value is None else shorten(repr(value))


#: What a fault of each word of a schema is called; of one that is not here the library's own sentence is told.
_WORDS: dict[str, Callable[[Any, Any], str]] = {
    "type": _type,
    "const": lambda value, rule: f"it is {_shown(value)}, not {rule!r}",
    "enum": lambda value, rule: f"{_shown(value)} is none of {', '.join(map(str, rule))}",
    "required": lambda *_: "it is missing",
    "additionalProperties": lambda *_: "there is no such name here",
    "minItems": lambda value, rule: f"it has {len(value)}, and at least {rule} belong here",
    "maxItems": lambda value, rule: f"it has {len(value)}, and at most {rule} belong here",
    "minProperties": lambda value, rule: f"it has {len(value)}, and at least {rule} belong here",
    "minimum": lambda value, rule: f"{shorten(str(value))} is below {rule:g}",
    "maximum": lambda value, rule: f"{shorten(str(value))} is above {rule:g}",
    "pattern": lambda value, _: f"{_shown(value)} has not the form that it should have",
}
