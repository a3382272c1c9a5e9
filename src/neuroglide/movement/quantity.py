"""Reads an angle or a duration as people write it: a bare number, or a number with its unit."""

from __future__ import annotations

import math
import re

from neuroglide.errors import InputError
from neuroglide.movement.document import Node, shorten
from neuroglide.movement.refusal import refusal
from neuroglide.units import parse_unit, read_quantity

_NOT_FINITE = re.compile(r"[+-]?\.?(inf|infinity|nan)", re.IGNORECASE)
_ANGLE_FIX = 'write degrees as a bare number (45), or text with one of the units deg, rad ("0.8 rad")'
_TIME_FIX = 'write seconds as a bare number (2.5), or text with one of the units s, ms, min, h ("2 min")'


def angle_rad(node: Node, name: str, source: str) -> float:
    """The angle [rad] of a value; a bare number is degrees. Raises InputError naming ``name`` and the line."""
    return _quantity(node, name, source, "deg", "angle", _ANGLE_FIX)


def duration_s(node: Node, name: str, source: str) -> float:
    """The duration [s] of a value; a bare number is seconds. Raises InputError naming ``name`` and the line."""
    return _quantity(node, name, source, "s", "time", _TIME_FIX)


def _quantity(node: Node, name: str, source: str, unit: str, kind: str, fix: str) -> float:
    def fail(problem: str) -> InputError:
        return refusal(f"{name} {problem}", fix=fix, source=source, line=node.line)

    if not isinstance(node.value, str):
        raise fail(f"is {node.what}, which is no {kind}")
    text = node.value.strip()
    if _NOT_FINITE.fullmatch(text):
        raise fail(f"is {text}, which is no finite {kind}")
    if re.match(r"[-+]?\d*,\d", text):
        raise fail(f"is '{shorten(text)}', with a decimal comma where a decimal point is needed")
    try:
        value = read_quantity(text, unit, name)
    except InputError:
        written = re.sub(r"^[-+]?[\d.]+([eE][-+]?\d+)?\s*", "", text)
        if written == text or not written:
            raise fail(f"is '{shorten(text)}', which is no {kind}") from None
        problem = _unit_problem(written, unit)
        raise fail("is too large a number" if problem is None else f"has {problem} '{shorten(written, 20)}'") from None
    except OverflowError:
        raise fail("is too large a number") from None
    if not math.isfinite(value):
        raise fail("is too large a number")
    return value


def _unit_problem(written: str, unit: str) -> str | None:
    """What is wrong with a unit: unknown, or of another kind; None when nothing is."""
    try:
        dimension = parse_unit(written).dimension
    except InputError:
        return "the unknown unit"
    if dimension == parse_unit(unit).dimension:
        return None
    return f"a unit that is not {'an angle' if unit == 'deg' else 'a time'},"
