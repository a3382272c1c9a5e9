"""Reading YAML and JSON, and the checks of single values, with errors that name field, limit and way out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from neuroglide.errors import InputError

YES, NO, UNKNOWN = "yes", "no", "unknown"
#: Whole numbers from here on are not told digit by digit: some are too long for a float, and for a line.
_LONG = 10**15


def load_yaml(path: Path) -> Any:
    """The plain values of a packaged YAML file."""
    import yaml

    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@lru_cache(maxsize=1)
def load_rules() -> dict[str, Any]:
    """The definitions and assumptions of ``rules.yaml``."""
    return load_yaml(Path(__file__).with_name("rules.yaml"))


def refuse(message: str, fix: str, source: str | None = None) -> InputError:
    """An input error, to be raised."""
    return InputError(message, fix=fix, source=source)


def number(value: Any, name: str, low: float, high: float, source: str | None = None, whole: bool = False) -> float:
    """A number inside its range.

    Parameters: value; name of the field; low and high, the limits; whole: only whole numbers. Raises: InputError.
    """
    fix = f"give a {'whole ' if whole else ''}number from {low:g} to {high:g}, or leave {name} out"
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        raise refuse(f"{name} is {value!r}, not a number.", fix, source)
    if not low <= value <= high:  # compared before it is made a float: a whole number may be longer than one holds
        raise refuse(f"{name} is {_short(value)}, outside {low:g} to {high:g}.", fix, source)
    if whole and value != int(value):
        raise refuse(f"{name} is {value:g}, and this score has no fractions.", fix, source)
    return float(value)


def _short(value: float) -> str:
    """A number in words, however long it was written."""
    if isinstance(value, int) and abs(value) >= _LONG:
        return "a whole number of more than 15 digits"
    return f"{value:g}"


def mapping(value: Any, name: str, known: tuple[str, ...], source: str | None = None) -> Mapping[str, Any]:
    """A mapping whose names are all known. Raises: InputError naming the unknown one."""
    if not isinstance(value, Mapping):
        raise refuse(f"{name} is {value!r}, not fields with names.", f"write it as fields: {', '.join(known)}", source)
    for key in value:
        if key not in known:
            raise refuse(f"{name} has a field {key!r} that is not known.", f"use one of: {', '.join(known)}", source)
    return value


def three_valued(value: Any, name: str, source: str | None = None) -> str:
    """``yes``, ``no`` or ``unknown``; YAML's own true and false count as yes and no. Raises: InputError."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return YES if value else NO
    if value in (YES, NO, UNKNOWN):
        return value
    raise refuse(f"{name} is {value!r}.", "write yes, no or unknown", source)


def choice(value: Any, name: str, choices: tuple[str, ...], source: str | None = None) -> str:
    """One of the choices. Raises: InputError."""
    if value in choices:
        return value
    raise refuse(f"{name} is {value!r}.", f"use one of: {', '.join(choices)}", source)
