"""One published (or chosen) value with everything needed to judge it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from neuroglide.errors import InputError
from neuroglide.units import Dimension, parse_unit, to_si

KINDS = ("measured", "fitted", "derived", "assumed")
#: The ``source`` of a value that we chose or worked out ourselves; never of a measured one.
OWN_CHOICE = "own"
#: Other words for it in record files.
_OWN_WORDS = (OWN_CHOICE, "neuroglide")
#: Half-width of a 90 % interval in standard deviations of a normal distribution.
HALF_WIDTH_90 = 1.6448536269514722

_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_EVIDENCE = re.compile(r"[A-Z]+[0-9]*[A-Za-z0-9]*(-[0-9]+)?")
_REQUIRED = ("key", "value", "unit", "spread", "kind", "source", "locator", "checked")


@dataclass(frozen=True)
class Record:
    """A value by key, in its own unit, with spread, kind, source and where in the source it stands.

    ``spread`` is ``{sd}``, ``{interval: [lo, hi]}`` (90 %) or ``{relative_sd}``; ``limits``, when given, are the
    values [own unit] outside which an override is refused; ``of_two``, of a value that is usually measured as two
    numbers: their ``names`` in the order in which they are written, the larger first, the ``weights`` of their mean and
    what that mean ``is`` in words; ``origin`` is the file that holds the record.
    """

    key: str
    value: float
    unit: str
    spread: Mapping[str, Any]
    kind: str
    source: str
    locator: str
    checked: str
    context: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    note: str = ""
    limits: tuple[float, float] | None = None
    of_two: Mapping[str, Any] | None = None
    origin: str = ""

    @cached_property  # every set and every draw asks for it
    def value_si(self) -> float:
        """The value in SI (radians for angles, a fraction for percent)."""
        return to_si(self.value, self.unit)

    @property
    def dimension(self) -> Dimension:
        """Dimension of the unit."""
        return parse_unit(self.unit).dimension

    @property
    def sd_si(self) -> float:
        """Standard deviation in SI; a 90 % interval is read as that of a normal distribution."""
        (name, size), = self.spread.items()
        if name == "relative_sd":
            return abs(self.value_si) * size
        return to_si(size if name == "sd" else (size[1] - size[0]) / (2 * HALF_WIDTH_90), self.unit)

    @property
    def interval_si(self) -> tuple[float, float]:
        """The 90 % interval in SI: the one given, or the value -+ 1.645 standard deviations."""
        if "interval" in self.spread:
            low, high = self.spread["interval"]
            return to_si(low, self.unit), to_si(high, self.unit)
        half = HALF_WIDTH_90 * self.sd_si
        return self.value_si - half, self.value_si + half


_FIELDS = tuple(f.name for f in fields(Record) if f.name != "origin")


def read_record(raw: Any, origin: str) -> Record:
    """Turn one YAML entry into a checked :class:`Record`.

    Parameters: ``raw`` is the mapping read; ``origin`` the file's name, for errors.
    Raises: InputError naming file, key and the rule broken.
    """
    if not isinstance(raw, Mapping):
        raise InputError(f"a record must be a mapping, got {raw!r}.", source=origin)
    key = str(raw.get("key"))

    def refuse(message: str, fix: str | None = None) -> InputError:
        return InputError(f"record {key}: {message}", fix=fix, source=origin)

    if unknown := [name for name in raw if name not in _FIELDS]:
        raise refuse(f"unknown field {unknown[0]!r}.", f"use {', '.join(_FIELDS)}.")
    if missing := [name for name in _REQUIRED if raw.get(name) in (None, "")]:
        raise refuse(f"field {missing[0]!r} is missing.")
    if not _KEY.fullmatch(key):
        raise refuse("the key is not dotted lower_snake.", "write topic.name.")
    limits = raw.get("limits")
    record = Record(
        key=key,
        value=_number(raw["value"], refuse),
        unit=str(raw["unit"]),
        spread=_spread(raw["spread"], refuse),
        kind=str(raw["kind"]),
        source=OWN_CHOICE if raw["source"] in _OWN_WORDS else str(raw["source"]),
        locator=str(raw["locator"]),
        checked=str(raw["checked"]),
        context=dict(raw.get("context") or {}),
        evidence=tuple(str(row) for row in raw.get("evidence") or ()),
        note=str(raw.get("note") or "").strip(),
        limits=None if limits is None else (_number(limits[0], refuse), _number(limits[1], refuse)),
        of_two=_of_two(raw.get("of_two"), refuse),
        origin=origin,
    )
    _check_meaning(record, refuse)
    return record


def _number(raw: Any, refuse) -> float:
    # YAML 1.1 reads 1e-3 (without a point) as text; it is a number to everybody else.
    try:
        number = math.nan if isinstance(raw, bool) else float(raw)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise refuse(f"{raw!r} is not a finite number.")
    return number


def _spread(raw: Any, refuse) -> dict[str, Any]:
    if not isinstance(raw, Mapping) or len(raw) != 1 or next(iter(raw)) not in ("sd", "interval", "relative_sd"):
        raise refuse(f"spread {raw!r} is not one of {{sd}}, {{interval: [lo, hi]}}, {{relative_sd}}.")
    (name, size), = raw.items()
    if name == "interval":
        if not isinstance(size, (list, tuple)) or len(size) != 2:
            raise refuse("the interval needs two numbers, low then high.")
        low, high = (_number(end, refuse) for end in size)
        if not low < high:
            raise refuse(f"the interval {low} to {high} is empty.")
        return {"interval": (low, high)}
    number = _number(size, refuse)
    if number <= 0:
        raise refuse(f"spread {name} must be positive, got {number}.")
    return {name: number}


def _of_two(raw: Any, refuse) -> dict[str, Any] | None:
    if raw is None:
        return None
    if not isinstance(raw, Mapping) or set(raw) != {"names", "weights", "is"} or not all(
            isinstance(raw[name], list | tuple) and len(raw[name]) == 2 for name in ("names", "weights")):
        raise refuse(f"of_two {raw!r} is not two names, two weights and what the mean is.")
    weights = tuple(_number(weight, refuse) for weight in raw["weights"])
    if min(weights) <= 0:
        raise refuse(f"the weights {weights} of a mean are not positive.")
    return {"names": tuple(map(str, raw["names"])), "weights": weights, "is": str(raw["is"])}


def _check_meaning(record: Record, refuse) -> None:
    parse_unit(record.unit)
    if record.kind not in KINDS:
        raise refuse(f"unknown kind {record.kind!r}.", f"use {', '.join(KINDS)}.")
    if record.checked not in ("read", "recalled"):
        raise refuse(f"checked is {record.checked!r}.", "use read or recalled.")
    if record.kind == "measured" and record.checked == "recalled":
        raise refuse("a recalled figure is not a measured one.", "verify it, or call it assumed and say so in a note.")
    if record.kind != "measured" and not record.note:
        raise refuse(f"kind {record.kind} needs a note saying why this value.")
    if record.source == OWN_CHOICE and record.kind == "measured":
        raise refuse("an own choice is not a measured value.", "name the bib key of the source.")
    if record.limits is not None and not record.limits[0] <= record.value <= record.limits[1]:
        raise refuse(f"the value {record.value} is outside its own limits.")
    if record.of_two is not None and record.limits is None:
        raise refuse("of_two without limits.", "give the limits that the mean of the two lies in.")
    if "relative_sd" in record.spread and record.value == 0:
        raise refuse("a relative spread of a zero value is no spread.", "give sd or interval.")
    if "interval" in record.spread and not record.spread["interval"][0] <= record.value <= record.spread["interval"][1]:
        raise refuse(f"the value {record.value} is outside its own interval.")
    if bad := [row for row in record.evidence if not _EVIDENCE.fullmatch(row)]:
        raise refuse(f"{bad[0]!r} is not an evidence row id.", "write ids such as C001 or M063.")
