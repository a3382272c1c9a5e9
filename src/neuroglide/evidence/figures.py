"""Read the figures of the evidence table: numbers where the published text holds them, the text kept otherwise.

Nothing is guessed: a text that is not one of the forms below gives no number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: How a figure was published. ``several``: more than one number, in the order of the text; ``sign``: a direction
#: alone; ``words``: a finding in words; ``withheld``: recalled and not verified, so not shown.
KINDS = ("value", "range", "at_least", "at_most", "several", "sign", "words", "withheld")
NUMERIC = ("value", "range", "at_least", "at_most", "several")

_NUMBER = r"-?\d+(?:\.\d+)?"
_VALUE = re.compile(rf"~?({_NUMBER})(?: \((?:n\.s\.|P=[\d.]+)\))?")
_RANGE = re.compile(rf"({_NUMBER})-(\d+(?:\.\d+)?)")
_BOUND = re.compile(rf"([<>])=?({_NUMBER})")
_APART = re.compile(r" / | vs | to | and ")
_SE = re.compile(rf"SEM ({_NUMBER})")
_CI = re.compile(rf"95% CI ({_NUMBER})-({_NUMBER})")
_SEEN_RANGE = re.compile(rf"range ({_NUMBER})-({_NUMBER})")
_COUNT = re.compile(r"(\d+)(?! stud)\b")


@dataclass(frozen=True)
class Figure:
    """A published figure in its own unit: ``mean`` of a value, ``low`` and ``high`` of a range or bound, ``parts`` of
    several numbers, each as (low, high), equal for a single number; None and () where the text has none."""

    kind: str
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    parts: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Spread:
    """A published spread in the figure's unit, of one kind: standard deviation (one a part, in ``sds``), standard error
    of the mean, 95 % confidence interval, range seen, or the error of repeated measurement."""

    sd: float | None = None
    se: float | None = None
    ci_95: tuple[float, float] | None = None
    seen: tuple[float, float] | None = None
    measurement_error: float | None = None
    sds: tuple[float, ...] = ()


def read_figure(text: str) -> Figure:
    """The figure in the text of the column ``mean``, such as "3.54", "2-8", ">60", "1.7 / 2.4" or "sign only"."""
    text = text.strip()
    if text == "sign only":
        return Figure("sign")
    if found := _VALUE.fullmatch(text):
        return Figure("value", mean=float(found[1]))
    if found := _RANGE.fullmatch(text):
        return Figure("range", low=float(found[1]), high=float(found[2]))
    if found := _BOUND.fullmatch(text):
        number = float(found[2])
        return Figure("at_least", low=number) if found[1] == ">" else Figure("at_most", high=number)
    parts = tuple(part for piece in _APART.split(text) if (part := _part(piece)))
    if len(parts) > 1 and len(parts) == len(_APART.split(text)):
        return Figure("several", parts=parts)
    return Figure("words")


def _part(text: str) -> tuple[float, float] | None:
    if re.fullmatch(_NUMBER, text):
        return float(text), float(text)
    found = _RANGE.fullmatch(text)
    return (float(found[1]), float(found[2])) if found else None


def read_spread(text: str, note: str = "") -> Spread:
    """The spread in the text of the column ``sd``: a bare number is a standard deviation.

    Parameters: text; note of the row, which tells an error of repeated measurement ("SEM = measurement error") from a
    standard error of the mean.
    """
    text = text.strip()
    if re.fullmatch(_NUMBER, text):
        return Spread(sd=float(text))
    if found := _SE.fullmatch(text):
        error = float(found[1])
        return Spread(measurement_error=error) if "SEM = measurement error" in note else Spread(se=error)
    if found := _CI.fullmatch(text):
        return Spread(ci_95=(float(found[1]), float(found[2])))
    if found := _SEEN_RANGE.fullmatch(text):
        return Spread(seen=(float(found[1]), float(found[2])))
    pieces = text.split(" / ")
    if len(pieces) > 1 and all(re.fullmatch(_NUMBER, piece) for piece in pieces):
        return Spread(sds=tuple(map(float, pieces)))
    return Spread()


def read_count(text: str) -> int | None:
    """Number of people or specimens: "16", "10 limbs/5" (10), "8 leg pain + 8 healthy" (16); None where none is told.

    A number of studies is not a number of people.
    """
    counts = [_COUNT.match(piece.strip()) for piece in text.split("+")]
    return sum(int(found[1]) for found in counts) if all(counts) else None


def read_year(text: str) -> int | None:
    """The year; a doubtful one ("2021?") counts, a decade ("1990s") does not."""
    found = re.fullmatch(r"(\d{4})\??", text.strip())
    return int(found[1]) if found else None
