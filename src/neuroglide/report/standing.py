"""What the numbers stand on: parameter records by kind, and the sources of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from neuroglide.errors import InputError
from neuroglide.parameters import KINDS, OWN_CHOICE, load_set, sources_of
from neuroglide.parameters.cite import find_source

KIND_WORDS = {
    "measured": "read in a publication as measured",
    "fitted": "fitted to published measurements",
    "derived": "worked out from other values",
    "assumed": "our own choice, with its reason",
}


class Value(NamedTuple):
    """One parameter as a row of text."""

    key: str
    value: str
    spread: str
    kind: str
    source: str
    note: str


class Standing(NamedTuple):
    """Counts by kind, every value, the movements' own sources and the sources of the values."""

    counts: list[tuple[str, int, str]]
    values: list[Value]
    of_movements: list
    of_values: list


def standing(results: Sequence) -> Standing:
    """What the given results stand on."""
    p = load_set()
    records = p.records()
    counted = Counter(record.kind for record in records)
    named = dict.fromkeys(key for result in results for key in movement_sources(result))
    of_movements = []
    for key in named:
        try:
            of_movements.append(find_source(key))
        except InputError:  # a person's own movement file may cite what we do not have
            of_movements.append(key)
    values = [
        Value(r.key, f"{r.value:g} {'' if r.unit == '1' else r.unit}".strip(), _spread(r), r.kind,
              "own choice" if r.source == OWN_CHOICE else f"{r.source}, {r.locator}", r.note)
        for r in records
    ]
    return Standing([(k, counted[k], KIND_WORDS[k]) for k in KINDS], values, of_movements, sources_of(p))


def movement_sources(result) -> tuple[str, ...]:
    """Bib keys of the movement of a result."""
    movement = getattr(result, "movement", None)
    return tuple(getattr(movement, "sources", None) or (result.provenance or {}).get("movement_sources") or ())


def _spread(record) -> str:
    (name, size), = record.spread.items()
    if name == "interval":
        return f"{size[0]:g} to {size[1]:g}"
    return f"sd {size:g}" if name == "sd" else f"sd {100 * size:g} %"


def source_text(source) -> str:
    """A source as one line; a bib key we do not hold stays as it is."""
    return source if isinstance(source, str) else source.line
