"""Angles a study leaves open: ``ranges`` names them once, lists a few values and says why; all of them can be run."""

from __future__ import annotations

import difflib
import itertools
import math
import re
from collections.abc import Mapping
from dataclasses import replace

from neuroglide.errors import InputError
from neuroglide.movement import limits
from neuroglide.movement.document import Node, shorten
from neuroglide.movement.model import Angle, Group, Movement, Range, Step
from neuroglide.movement.quantity import angle_rad
from neuroglide.movement.refusal import refusal
from neuroglide.units import from_si

_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
_USED = re.compile(r"([-+]?)\s*([A-Za-z][A-Za-z0-9_]*)")
#: Words that already mean something where an angle is expected.
_TAKEN = ("inf", "infinity", "nan", "start")
_SHAPE = 'foot: {values: [5, 12, 20], why: "the paper does not give it"}'


def parse_ranges(node: Node | None, source: str) -> dict[str, Range]:
    """The ranges of a file.

    Parameters: ``node`` maps names to ``{values, why}``; ``source`` is the file. Returns: Range by name.
    Raises: InputError for a name that cannot stand in the place of an angle, fewer than two or non-rising values, a
    missing reason, or more than ``limits.MAX_VARIANTS`` combinations.
    """
    if node is None or node.value is None:
        return {}
    if not isinstance(node.value, dict):
        raise refusal(f"ranges is {node.what}, not a mapping", fix=f"write {_SHAPE}", source=source, line=node.line)
    ranges = {}
    for name, item in node.value.items():
        line = node.key_lines[name] if node.key_lines else None
        if not _NAME.fullmatch(name) or name in _TAKEN:
            raise refusal(f"'{shorten(name)}' cannot name a range", source=source, line=line,
                          fix="use small letters, digits and underscores, starting with a letter, as in foot")
        ranges[name] = _range(name, item, source, line)
    number = math.prod(len(r.values_rad) for r in ranges.values())
    if number > limits.MAX_VARIANTS:
        raise refusal(f"the ranges have {number} combinations, more than {limits.MAX_VARIANTS}", source=source,
                      fix="give fewer values, or use one range for angles that go together", line=node.line)
    return ranges


def _range(name: str, node: Node, source: str, line: int | None) -> Range:
    def fail(message: str, at: int | None) -> InputError:
        return refusal(message, fix=f"write {_SHAPE}", source=source, line=at or line)

    keys = node.value
    if not isinstance(keys, dict):
        raise fail(f"the range {name} is {node.what}, not a mapping", node.line)
    if set(keys) != {"values", "why"}:
        odd = sorted(set(keys) ^ {"values", "why"})[0]
        has = "has the unknown key" if odd in keys else "has no"
        raise fail(f"the range {name} {has} '{shorten(odd)}'", node.line)
    values, why = keys["values"], keys["why"]
    if not isinstance(why.value, str) or not why.value.strip():
        raise fail(f"the range {name} does not say why the angle is open", why.line)
    if not isinstance(values.value, list) or len(values.value) < 2:
        raise fail(f"values of the range {name} is not a list of two or more angles", values.line)
    angles = tuple(angle_rad(value, f"the range {name}", source) for value in values.value)
    if any(b <= a for a, b in itertools.pairwise(angles)):
        raise fail(f"values of the range {name} do not rise", values.line)
    return Range(name, angles, why.value.strip(), line)


def read_angle(node: Node, name: str, source: str, ranges: Mapping[str, Range]) -> tuple[float, str | None]:
    """The angle [rad] of a value that is a number or the name of a range, and that name with its sign.

    Parameters: ``node``; ``name`` of the coordinate; ``source``; ``ranges`` of the file. Returns: the angle, a range's
    being its middle value, and ``foot``, ``-foot`` or None. Raises: InputError for what is neither.
    """
    text = node.value.strip() if isinstance(node.value, str) else ""
    match = _USED.fullmatch(text)
    if match is None or match[2].lower() in _TAKEN or not (ranges or _NAME.fullmatch(match[2])):
        return angle_rad(node, name, source), None
    sign, word = match.groups()
    if word in ranges:
        middle = ranges[word].middle_rad
        return (-middle if sign == "-" else middle), ("-" if sign == "-" else "") + word
    if not ranges:
        return angle_rad(node, name, source), None  # an error that names the word
    near = difflib.get_close_matches(word.lower(), ranges, n=1, cutoff=0.5)
    raise refusal(f"{name} is '{shorten(text)}', which is not in ranges", source=source, line=node.line,
                  fix=f"did you mean {near[0]}?" if near else f"the ranges are {', '.join(ranges)}")


def values_of(angle: Angle, ranges: Mapping[str, Range]) -> tuple[float, ...]:
    """Every value [rad] an angle of a file takes: one, or its range's."""
    if angle.named is None:
        return (angle.value_rad,)
    sign = -1.0 if angle.named.startswith("-") else 1.0
    return tuple(sign * value for value in ranges[angle.named.lstrip("-")].values_rad)


def check_used(movement: Movement) -> None:
    """Refuses a range that no angle uses: it would be run for nothing. Raises InputError."""
    used = {angle.named.lstrip("-") for angle in _angles(movement) if angle.named}
    for r in movement.ranges:
        if r.name not in used:
            raise refusal(f"no angle uses the range {r.name}", fix=f"write {r.name} in place of an angle, or remove it",
                          source=movement.source, line=r.line)


def _angles(movement: Movement) -> list[Angle]:
    found = list(movement.start)

    def collect(steps: tuple[Step | Group, ...]) -> None:
        for step in steps:
            if isinstance(step, Group):
                collect(step.steps)
            else:
                found.extend(step.angles)

    collect(movement.steps)
    return found


def combinations(movement: Movement) -> list[tuple[dict[str, float], Movement]]:
    """All combinations of a movement's ranges.

    Parameters: ``movement``. Returns: for each combination the choice, {range: angle [deg]}, and the Movement with
    those angles and no ranges; the first range varies slowest. Without ranges: one, with the empty choice.
    """
    if not movement.ranges:
        return [({}, movement)]
    found = []
    for values in itertools.product(*(r.values_rad for r in movement.ranges)):
        chosen = dict(zip((r.name for r in movement.ranges), values, strict=True))
        fixed = replace(movement, ranges=(), start=_fix(movement.start, chosen), steps=_fix(movement.steps, chosen))
        found.append(({name: from_si(value, "deg") for name, value in chosen.items()}, fixed))
    return found


def _fix(items: tuple, chosen: Mapping[str, float]) -> tuple:
    """Angles, steps or groups with each named angle set to its chosen value [rad]."""

    def one(item):
        if isinstance(item, Group):
            return replace(item, steps=_fix(item.steps, chosen))
        if isinstance(item, Step):
            return replace(item, angles=_fix(item.angles, chosen))
        if item.named is None:
            return item
        value = chosen[item.named.lstrip("-")]
        return replace(item, value_rad=-value if item.named.startswith("-") else value, named=None)

    return tuple(one(item) for item in items)
