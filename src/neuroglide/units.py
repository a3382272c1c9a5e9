"""The one unit parser: outside units in, SI and radians inside.

A unit is a product of powers: ``N/mm``, ``mm2``, ``kPa/m``, ``1/s``, ``mm/deg``. Each ``/`` divides by the one factor
that follows it. Angle is a dimension of its own, so 5 deg is never taken for a plain 5. Percent is the number 0.01.
Scales are exact fractions and numbers are read as the decimals they are written as, so that a value with up to 15
digits comes back from :func:`from_si` exactly as it went into :func:`to_si`.
"""

from __future__ import annotations

import math
import numbers
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from neuroglide.errors import InputError


class Dimension(NamedTuple):
    """Powers of length, mass, time, angle and temperature."""

    length: int = 0
    mass: int = 0
    time: int = 0
    angle: int = 0
    temperature: int = 0

    def __str__(self) -> str:
        powers = [(name, power) for name, power in zip(self._fields, self, strict=True) if power]
        return " ".join(name if power == 1 else f"{name}^{power}" for name, power in powers) or "a plain number"


DIMENSIONLESS = Dimension()
LENGTH, TIME, ANGLE = Dimension(length=1), Dimension(time=1), Dimension(angle=1)
_MASS, _TEMPERATURE = Dimension(mass=1), Dimension(temperature=1)
_FORCE = Dimension(length=1, mass=1, time=-2)
_PRESSURE = Dimension(length=-1, mass=1, time=-2)

# pi to 40 digits: enough that its own error never shows in a double.
_DEGREE = Fraction("3.141592653589793238462643383279502884197") / 180


@dataclass(frozen=True)
class Unit:
    """A unit: its name as written, its exact size in SI and its dimension."""

    name: str
    exact_scale: Fraction
    dimension: Dimension

    @property
    def scale(self) -> float:
        """Size of one unit in SI; an array in this unit times this number is in SI."""
        return float(self.exact_scale)


def _atoms() -> dict[str, tuple[Fraction, Dimension]]:
    table: dict[str, tuple[Fraction, Dimension]] = {
        "1": (Fraction(1), DIMENSIONLESS),
        "%": (Fraction(1, 100), DIMENSIONLESS),
        "percent": (Fraction(1, 100), DIMENSIONLESS),
        "rad": (Fraction(1), ANGLE),
        "deg": (_DEGREE, ANGLE),
        "inch": (Fraction("0.0254"), LENGTH),
        "min": (Fraction(60), TIME),
        "h": (Fraction(3600), TIME),
        "day": (Fraction(86400), TIME),
        "week": (Fraction(604800), TIME),
        "year": (Fraction(31557600), TIME),
        "K": (Fraction(1), _TEMPERATURE),
        "Hz": (Fraction(1), Dimension(time=-1)),
        "gf": (Fraction("0.00980665"), _FORCE),
        "kgf": (Fraction("9.80665"), _FORCE),
        # Conventional millimetre of mercury and centimetre of water (NIST SP 811, appendix B).
        "mmHg": (Fraction("133.322387415"), _PRESSURE),
        "cmH2O": (Fraction("98.0665"), _PRESSURE),
        "L": (Fraction("1e-3"), Dimension(length=3)),
        "mL": (Fraction("1e-6"), Dimension(length=3)),
        "J": (Fraction(1), Dimension(length=2, mass=1, time=-2)),
        "Nm": (Fraction(1), Dimension(length=2, mass=1, time=-2)),
        "W": (Fraction(1), Dimension(length=2, mass=1, time=-3)),
    }
    prefixes = {"n": "1e-9", "u": "1e-6", "m": "1e-3", "c": "1e-2", "": "1", "k": "1e3", "M": "1e6", "G": "1e9"}
    prefixed = {
        "m": ("n u m c k", Fraction(1), LENGTH),
        "g": ("u m k", Fraction("1e-3"), _MASS),
        "s": ("n u m", Fraction(1), TIME),
        "N": ("u m c k", Fraction(1), _FORCE),
        "Pa": ("m k M G", Fraction(1), _PRESSURE),
    }
    for base, (allowed, size, dimension) in prefixed.items():
        for prefix in ["", *allowed.split()]:
            table[prefix + base] = (Fraction(prefixes[prefix]) * size, dimension)
    return table


_ATOMS = _atoms()
#: Words people write for the same unit.
_ALIASES = {
    "°": "deg", "degree": "deg", "degrees": "deg", "radian": "rad", "radians": "rad",
    "sec": "s", "second": "s", "seconds": "s", "minute": "min", "minutes": "min",
    "hour": "h", "hours": "h", "days": "day", "weeks": "week", "years": "year", "yr": "year",
    "metre": "m", "metres": "m", "meter": "m", "meters": "m", "pct": "percent", "l": "L", "ml": "mL",
}  # fmt: skip
_SYMBOLS = str.maketrans({"µ": "u", "μ": "u", "·": "*", "²": "2", "³": "3", "−": "-"})
_FACTOR = re.compile(r"([A-Za-z°%]+H2O|[A-Za-z°%]+|1)(?:\^?(-?[0-9]))?")
_NUMBER = re.compile(r"\s*([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)\s*(.*?)\s*", re.DOTALL)
_PAIR = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*/\s*([0-9]+(?:\.[0-9]+)?)\s*((?:[^\W\d].*?)?)\s*", re.DOTALL)
_MAX_TEXT = 60


def known_units() -> tuple[str, ...]:
    """Names of the single units, sorted; every product of powers of them is a unit too."""
    return tuple(sorted(_ATOMS))


def _unknown(text: str, factor: str) -> InputError:
    import difflib

    lowered = {name.lower(): name for name in [*_ATOMS, *_ALIASES]}
    near = difflib.get_close_matches(factor.lower(), lowered, n=4, cutoff=0.5)
    names = ", ".join(lowered[name] for name in near) or "deg, rad, mm, m, s, min, N, kPa, mmHg, percent"
    shown = f"{text!r}" if factor == text else f"{factor!r} in {text!r}"
    return InputError(f"unknown unit {shown}.", fix=f"use one of {names}.")


@lru_cache(maxsize=512)
def parse_unit(text: str) -> Unit:
    """Read a unit such as ``mm``, ``N/mm``, ``kPa/m``, ``1/s``, ``mm^2`` or ``percent``.

    Parameters: ``text`` is the unit as written.
    Returns: a :class:`Unit` with its exact size in SI and its dimension.
    Raises: InputError for a unit that is not known, listing near names.
    """
    if len(text) > _MAX_TEXT:
        raise InputError(f"unknown unit {text[:20]!r}... (longer than {_MAX_TEXT} characters).", fix="shorten it.")
    scale, powers = Fraction(1), list(DIMENSIONLESS)
    pieces = re.split(r"([*/])", text.translate(_SYMBOLS).replace(" ", "*" if "/" not in text else ""))
    sign = 1
    for i, piece in enumerate(pieces):
        if i % 2:
            sign = -1 if piece == "/" else 1
            continue
        match = _FACTOR.fullmatch(piece.strip())
        name = match and (_ALIASES.get(match[1], match[1]))
        if match is None or name not in _ATOMS:
            raise _unknown(text, piece.strip())
        size, dimension = _ATOMS[name]
        power = sign * int(match[2] or 1)
        scale *= size**power
        powers = [total + power * own for total, own in zip(powers, dimension, strict=True)]
    return Unit(text, scale, Dimension(*powers))


def _as_fraction(value: float) -> Fraction:
    return Fraction(repr(float(value)))


def to_si(value: Any, unit: str) -> Any:
    """Value in ``unit`` converted to SI (radians for angles).

    Parameters: ``value`` is a number or an array; ``unit`` its unit as written.
    Returns: a float, or an array for an array. Raises: InputError for an unknown unit.
    """
    parsed = parse_unit(unit)
    if not isinstance(value, numbers.Real):
        return value * parsed.scale
    if not math.isfinite(value):
        return float(value) * parsed.scale
    try:
        return float(_as_fraction(value) * parsed.exact_scale)
    except OverflowError:
        return math.copysign(math.inf, value)


def from_si(value: Any, unit: str) -> Any:
    """SI value expressed in ``unit``; the exact inverse of :func:`to_si` for values of up to 15 digits.

    Parameters: ``value`` is a number or an array in SI; ``unit`` the unit wanted.
    Returns: a float, or an array for an array. Raises: InputError for an unknown unit.
    """
    parsed = parse_unit(unit)
    if not isinstance(value, numbers.Real):
        return value / parsed.scale
    if not math.isfinite(value):
        return float(value) / parsed.scale
    try:
        outside = float(_as_fraction(value) / parsed.exact_scale)
    except OverflowError:
        return math.copysign(math.inf, value)
    # An irrational scale (deg) rounds twice: prefer the shorter decimal when it means the same SI value.
    short = float(f"{outside:.15g}")
    return short if to_si(short, unit) == float(value) else outside


def parse_quantity(text: str) -> tuple[float, Dimension]:
    """Read a number with its unit, such as ``"2 min"`` or ``"4 mm"``.

    Parameters: ``text`` is the number, then the unit; without a unit it is a plain number.
    Returns: the value in SI and its dimension.
    Raises: InputError when there is no number, it is not finite, or the unit is unknown.
    """
    number, unit = _split(text)
    parsed = parse_unit(unit or "1")
    return _finite(to_si(number, parsed.name), text), parsed.dimension


def _finite(inside: float, value: Any) -> float:
    if not math.isfinite(inside):
        raise InputError(f"{str(value)[:40]!r} is too large a number.", fix="write a finite number.")
    return inside


def _split(text: str) -> tuple[float, str]:
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise InputError(f"{text[:40]!r} is not a number with a unit.", fix="write a number, then a unit: '2 min'.")
    number = float(match[1])
    _finite(number, text)
    unit = f"1{match[2]}" if match[2].startswith("/") else match[2]
    if re.match(r"(?!1/)[,.0-9]", unit):
        raise InputError(f"{text[:40]!r} is not a number with a unit.", fix="use a point for decimals: '2.5 mm'.")
    return number, unit


def read_pair(value: Any) -> tuple[float, float, str] | None:
    """Two numbers with a stroke between them and the unit after them ("" without one), such as ``130/85 mmHg``.

    Parameters: ``value`` as it was written. Returns: both numbers in that unit and the unit; None for anything else.
    """
    match = _PAIR.fullmatch(value) if isinstance(value, str) else None
    return None if match is None else (float(match[1]), float(match[2]), match[3])


def read_quantity(value: Any, unit: str, what: str = "value") -> float:
    """A person's number or text as an SI value of the dimension of ``unit``.

    Parameters: ``value`` is a bare number (then in ``unit``) or text with a unit of the same dimension;
    ``unit`` is the unit expected; ``what`` names the field in the error.
    Returns: the value in SI. Raises: InputError for anything else, with the unit expected.
    """
    expected = parse_unit(unit)
    if isinstance(value, str):
        number, own_unit = _split(value)
        if own_unit:
            parsed = _unit_of(value, own_unit, unit, what)
            if parsed.dimension != expected.dimension:
                raise InputError(
                    f"{what}: {value.strip()!r} measures {parsed.dimension}, expected {expected.dimension}.",
                    fix=f"give it in {unit} or a unit of the same kind.",
                )
            return _finite(to_si(number, own_unit), value)
        value = number
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise InputError(f"{what}: {value!r} is not a number.", fix=f"give a number in {unit}.")
    if not math.isfinite(value):
        raise InputError(f"{what}: {value!r} is not finite.", fix=f"give a finite number in {unit}.")
    return _finite(to_si(value, unit), value)


def _unit_of(text: str, own_unit: str, unit: str, what: str) -> Unit:
    """The unit of a text; of two numbers with a stroke that one is wanted, not that "/85" is no unit."""
    try:
        return parse_unit(own_unit)
    except InputError:
        if read_pair(text) is None:
            raise
    raise InputError(f"{what}: {text.strip()!r} is two numbers, and one is wanted.", fix=f"give one number in {unit}.")
