"""Read the records and make a set: one value per key, in SI."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from neuroglide.errors import InputError
from neuroglide.parameters.record import Record, read_record
from neuroglide.units import from_si, read_pair, read_quantity

_HERE = Path(__file__).parent
#: A person's own value may be this many times the record's, or this part of it: wide enough for any tissue, narrow
#: enough to catch a wrong unit, a wrong sign or a zero.
OVERRIDE_FACTOR = 1000.0
# The C loader is several times faster; it is missing only where PyYAML was built without libyaml.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ParameterSet(Mapping[str, float]):
    """Values by key in SI, each backed by one record; immutable.

    ``p["hip.nerve_moment_arm"]`` is a float in SI. ``overridden`` holds the keys a person set, ``hash`` is a stable
    digest of every value, for provenance.
    """

    def __init__(self, name: str, records: Mapping[str, Record], overrides: Mapping[str, float] | None = None):
        self.name = name
        self._records = dict(records)
        self._values = {key: record.value_si for key, record in sorted(records.items())}
        self._values.update(overrides or {})
        self.overridden = tuple(sorted(overrides or {}))

    @cached_property  # most draws are never asked for it
    def hash(self) -> str:
        """A digest of every value."""
        lines = "".join(f"{key}={value!r}\n" for key, value in self._values.items())
        return hashlib.sha256(lines.encode()).hexdigest()[:16]

    def __getitem__(self, key: str) -> float:
        try:
            return self._values[key]
        except KeyError:
            raise self._unknown(key) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ParameterSet) and self._values == other._values

    def __hash__(self) -> int:
        return hash(self.hash)

    def __repr__(self) -> str:
        return f"ParameterSet({self.name!r}, {len(self)} values, hash {self.hash})"

    def record(self, key: str) -> Record:
        """The record behind ``key``. Raises: InputError (also a KeyError) for an unknown key, with near names."""
        if key not in self._records:
            raise self._unknown(key)
        return self._records[key]

    def records(self) -> tuple[Record, ...]:
        """The records of this set, sorted by key."""
        return tuple(self._records[key] for key in self._values)

    def with_overrides(self, overrides: Mapping[str, Any] | None, source: str | None = None) -> ParameterSet:
        """A new set with a person's own values (``tissue:`` of a person file).

        Parameters: ``overrides`` maps a key to a bare number in the record's own unit, or to text with a unit of
        the same dimension; ``source`` names the file in errors.
        Returns: a new set. Raises: InputError for an unknown key (with near names), a value that is not finite, is
        outside the record's limits (or a thousand times, a thousandth of its value), or of another dimension.
        """
        if not overrides and isinstance(overrides, Mapping | None):
            return self
        if not isinstance(overrides, Mapping):
            raise InputError("tissue must map parameter keys to values.", fix="write 'tissue: {key: value}'.",
                             source=source)
        values = {key: self._values[key] for key in self.overridden}
        for key, value in overrides.items():
            try:
                values[str(key)] = self._checked(str(key), value)
            except InputError as error:
                raise InputError(error.message, fix=error.fix, source=source) from None
        return ParameterSet(self.name, self._records, values)

    def with_values(self, values_si: Mapping[str, float]) -> ParameterSet:
        """A new set with values given in SI, for draws and derivatives; nothing but the keys is checked.

        Raises: InputError for an unknown key.
        """
        for key in values_si:
            if key not in self._values:
                raise self._unknown(key)
        kept = {key: self._values[key] for key in self.overridden}
        return ParameterSet(self.name, self._records, kept | {key: float(v) for key, v in values_si.items()})

    def _checked(self, key: str, value: Any) -> float:
        record = self.record(key)
        if record.of_two is not None and (pair := read_pair(value)) is not None:
            raise _two_numbers(record, value, pair)
        inside = read_quantity(value, record.unit, key)
        low, high = record.limits or (None, None)
        outside = from_si(inside, record.unit)
        if low is None and record.value != 0:
            high = abs(record.value) * OVERRIDE_FACTOR
            low = record.value / OVERRIDE_FACTOR if record.value > 0 else -high
        if low is not None and not low <= outside <= high:
            raise InputError(f"{key}: {value!r} is outside {low:g} to {high:g} {record.unit}.", fix="stay inside it.")
        return inside

    def _unknown(self, key: object) -> UnknownKeyError:
        near = difflib.get_close_matches(str(key), self._values, n=3, cutoff=0.5)
        fix = f"did you mean {' or '.join(near)}?" if near else "list the keys with ParameterSet.keys()."
        return UnknownKeyError(f"unknown parameter {str(key)!r}.", fix=fix)


def _two_numbers(record: Record, value: str, pair: tuple[float, float, str]) -> InputError:
    """Why two numbers are no value, with the one that is wanted of them where they can be right."""
    first, second, written = pair
    parts, unit = record.of_two, written or record.unit
    said = (f"{record.key}: {value.strip()!r} is two numbers ({' and '.join(parts['names'])}), and their mean is "
            f"wanted ({parts['is']})")
    weights = parts["weights"]
    mean = (first * weights[0] + second * weights[1]) / sum(weights)
    inside = from_si(read_quantity(f"{mean} {unit}", record.unit, record.key), record.unit)
    low, high = record.limits
    if first < second or not low <= inside <= high:
        return InputError(f"{said}.", fix=f"give that mean, from {low:g} to {high:g} {record.unit}.")
    return InputError(f"{said}: {mean:.3g} {unit}.", fix=f"write '{record.key}: {mean:.3g} {unit}'.")


class UnknownKeyError(InputError, KeyError):
    """A parameter key that no record has; an InputError to a person, a KeyError to a mapping's user."""

    def __str__(self) -> str:
        return Exception.__str__(self)


@lru_cache(maxsize=1)
def all_records() -> tuple[Record, ...]:
    """Every packaged record, in the order of files and entries. Raises: InputError for a record that is wrong."""
    records: list[Record] = []
    for path in sorted((_HERE / "records").glob("*.yaml")):
        entries = _read_yaml(path) or []
        if not isinstance(entries, list):
            raise InputError("a record file is a list of records.", source=path.name)
        records.extend(read_record(entry, path.name) for entry in entries)
    return tuple(records)


def list_sets() -> tuple[str, ...]:
    """Names of the packaged sets."""
    return tuple(sorted(path.stem for path in (_HERE / "sets").glob("*.yaml")))


@lru_cache(maxsize=8)
def load_set(name: str = "adult") -> ParameterSet:
    """The packaged parameter set of that name: one value per key, in SI.

    Parameters: ``name`` as in :func:`list_sets`.
    Raises: InputError for an unknown set, or where several records of a key leave the choice open.
    """
    if name not in list_sets():
        raise InputError(f"unknown parameter set {name!r}.", fix=f"use one of {', '.join(list_sets())}.")
    content = _read_yaml(_HERE / "sets" / f"{name}.yaml") or {}
    return ParameterSet(name, choose(all_records(), content.get("picks") or {}, f"{name}.yaml"))


def choose(records: tuple[Record, ...], picks: Mapping[str, Any], origin: str) -> dict[str, Record]:
    """One record per key: the only one, or the one whose source the set picks and says why.

    Parameters: ``records`` are all records; ``picks`` maps a key to ``{source, why}``; ``origin`` is the set's file.
    Returns: the chosen record by key. Raises: InputError where the choice is open, or a pick fits no record.
    """
    by_key: dict[str, dict[str, Record]] = {}
    for record in records:
        sources = by_key.setdefault(record.key, {})
        if record.source in sources:
            raise InputError(f"record {record.key} of {record.source} stands twice.", source=record.origin)
        sources[record.source] = record
    chosen = {}
    for key, pick in picks.items():
        if key not in by_key or pick.get("source") not in by_key[key] or not pick.get("why"):
            raise InputError(f"pick {key}: no such record, or no 'why'.", source=origin)
        chosen[key] = by_key[key][pick["source"]]
    for key, sources in by_key.items():
        if key not in chosen and len(sources) > 1:
            raise InputError(f"{key} has records of {', '.join(sources)} and no pick.", source=origin,
                             fix="name the source and the reason in the set.")
        chosen.setdefault(key, next(iter(sources.values())))
    return chosen


def _read_yaml(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = None if mark is None else mark.line + 1
        raise InputError(f"not YAML: {getattr(error, 'problem', error)}.", source=path.name, line=line) from None
