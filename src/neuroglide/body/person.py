"""The person: read, checked, and refused with a clear sentence when something is wrong."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from neuroglide.anatomy import SITE_INDEX
from neuroglide.errors import InputError
from neuroglide.units import from_si, known_units, parse_unit, read_quantity

_EXAMPLE = Path(__file__).with_name("example.yaml")
_HIDDEN_LINE = "__line__"
#: What a person file may say of an adult: (lowest, highest, unit). Wider than any adult of the survey behind the
#: segment lengths (gordon2014: 1.41 to 1.99 m, 36 to 144 kg), narrow enough to catch a wrong unit.
LIMITS = {"age_years": (18.0, 110.0, "years"), "height_m": (1.2, 2.3, "m"), "mass_kg": (30.0, 300.0, "kg")}
_FIELDS = ("sex", "age_years", "height_m", "mass_kg", "side", "restrictions", "tissue", "sensitised", "name")
_REQUIRED = ("sex", "age_years", "height_m", "mass_kg", "side")


@dataclass(frozen=True)
class Restriction:
    """A two-sided linear spring on the excursion at a site, at rest in supine neutral; ``stiffness_n_per_m`` [N/m]."""

    site: str
    stiffness_n_per_m: float


@dataclass(frozen=True)
class Sensitised:
    """A site whose fibres fire above a strain of ``threshold`` (a fraction)."""

    site: str
    threshold: float


@dataclass(frozen=True)
class Person:
    """Who the nerve belongs to.

    ``sex`` female or male; ``age_years`` [years]; ``height_m`` [m]; ``mass_kg`` [kg]; ``side`` r or l, the affected
    one; ``tissue`` overrides parameters by key; ``source`` is the file read, for messages.
    """

    sex: str
    age_years: float
    height_m: float
    mass_kg: float
    side: str
    restrictions: tuple[Restriction, ...] = ()
    sensitised: tuple[Sensitised, ...] = ()
    tissue: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    source: str | None = None


class _LineLoader(yaml.SafeLoader):
    """A safe loader whose mappings know the line of each key."""


def _mapping(loader: _LineLoader, node: yaml.MappingNode) -> dict:
    loader.flatten_mapping(node)
    result: dict = {}
    lines = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise InputError(f"the field name {key!r} is not text.", fix="write names as plain words.", line=line)
        if key in result:
            raise InputError(f"{key} is given twice.", fix="keep one of them.", line=line)
        result[key] = loader.construct_object(value_node, deep=True)
        lines[key] = line
    result[_HIDDEN_LINE] = lines
    return result


_LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_person(origin: str | Path | Mapping[str, Any] | Person | None = None) -> Person:
    """Read a person from a YAML or JSON file, a mapping, or take the packaged example.

    Parameters: ``origin`` a path, a mapping with the fields of a person file, a Person (returned as it is), or None.
    Returns: a checked Person. Raises: InputError naming the field, the file and line, the limit and the way out.
    """
    if isinstance(origin, Person):
        return origin
    if isinstance(origin, Mapping):
        return _Reader(dict(origin), None).person()
    path = _EXAMPLE if origin is None else Path(origin)
    return _Reader(_read_file(path), None if origin is None else str(path)).person()


def _read_file(path: Path) -> dict[str, Any]:
    source = str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"there is no person file {source}.", fix="check the path.") from None
    except UnicodeDecodeError:
        raise InputError("this is not a text file.", fix="save it as UTF-8 YAML or JSON.", source=source) from None
    except (OSError, ValueError) as error:
        raise InputError(f"the person file cannot be read ({error}).", fix="check path and rights.") from None
    try:
        # JSON first: YAML 1.1 refuses its tabs. What is not JSON is YAML, which also knows the lines.
        raw = _from_json(text) or yaml.load(text, Loader=_LineLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        message = f"not valid YAML: {error.problem}."
        raise InputError(message, fix="correct this line.", source=source, line=line) from None
    except InputError as error:
        raise InputError(error.message, fix=error.fix, source=source, line=error.line) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InputError(f"not valid YAML: {error}.", fix="correct the file.", source=source) from None
    if not isinstance(raw, dict):
        raise InputError("a person file is a list of fields.", fix="start with `sex: female`.", source=source)
    return raw


def _from_json(text: str) -> dict[str, Any] | None:
    """The mapping of a JSON text whose keys are all different; None for anything else."""
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(items)) < len(items):
            raise ValueError("a key is given twice")
        return dict(items)

    try:
        raw = json.loads(text, object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) else None


def _units_like(unit: str) -> str:
    """Units of the same kind, this one first, as a sentence lists them."""
    kind = parse_unit(unit).dimension
    others = [name for name in known_units() if name not in (unit, "1") and parse_unit(name).dimension == kind]
    return " or ".join([unit, *others])


class _Reader:
    """Checks the fields of one raw mapping."""

    def __init__(self, raw: dict[str, Any], source: str | None):
        self.lines = raw.pop(_HIDDEN_LINE, {})
        self.raw, self.source = raw, source

    def refuse(self, name: str, message: str, fix: str) -> InputError:
        return InputError(f"{name}: {message}", fix=fix, source=self.source, line=self.lines.get(name))

    def person(self) -> Person:
        for name in self.raw:
            if name not in _FIELDS:
                near = difflib.get_close_matches(str(name), _FIELDS, n=1)
                fix = f"did you mean {near[0]}?" if near else f"a person has {', '.join(_FIELDS)}."
                raise self.refuse(str(name), "unknown field of a person.", fix)
        for name in _REQUIRED:
            if self.raw.get(name) is None:
                raise self.refuse(name, "this field is missing.", f"add a line `{name}: ...`.")
        return Person(
            sex=self.choice("sex", ("female", "male")),
            **{name: self.number(name, self.raw[name], *LIMITS[name]) for name in LIMITS},
            side=self.choice("side", ("r", "l")),
            restrictions=tuple(
                Restriction(site, 1000.0 * stiffness)
                for site, stiffness in self.at_sites("restrictions", "stiffness_n_per_mm", (0.0, 1e4, "N/mm"))
            ),
            sensitised=tuple(
                Sensitised(site, percent / 100.0)
                for site, percent in self.at_sites("sensitised", "threshold_percent", (0.0, 100.0, "percent"))
            ),
            tissue=self.tissue(),
            name=str(self.raw.get("name") or ""),
            source=self.source,
        )

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.raw[name]
        if value not in allowed:
            raise self.refuse(name, f"{value!r} is not one of {', '.join(allowed)}.", f"write {name}: {allowed[0]}.")
        return value

    def number(self, name: str, value: Any, low: float, high: float, unit: str, what: str | None = None) -> float:
        """A number in its limits. Parameters: ``name`` the field of the file; ``what`` the entry in it, if not that."""
        if isinstance(value, str):  # "168 cm", and 1e-05, which YAML 1.1 reads as text though JSON writes it
            value = self.quantity(name, value, unit)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.refuse(name, f"{value!r} is not a number.", f"give a number from {low:g} to {high:g} {unit}.")
        if not low <= value <= high:
            hint = ""
            if name == "height_m" and low <= value / 100.0 <= high:
                hint = f" (centimetres? write {value / 100.0:g})"
            elif name == "height_m" and low <= value / 10.0 <= high:
                hint = f" (a slipped point? {value / 10.0:g})"
            fix = f"give {what or name} between {low:g} and {high:g} {unit}{hint}."
            said = f"{what}: " if what else ""
            raise self.refuse(name, f"{said}{value:g} {unit} is outside {low:g} to {high:g} {unit}.", fix)
        return float(value)

    def quantity(self, name: str, text: str, unit: str) -> float | str:
        """A number written as text, with or without a unit; the text itself when it is neither."""
        try:
            return float(text)
        except ValueError:
            pass
        if unit == "years":
            return text
        try:
            return from_si(read_quantity(text, unit, name), unit)
        except InputError as error:
            message = error.message.removeprefix(f"{name}: ")
            like = f"give it in {_units_like(unit)}."  # the reader of units knows names, not which kind is wanted
            fix = like if message.startswith("unknown unit") else error.fix or like
            raise self.refuse(name, message, fix) from None

    def at_sites(self, name: str, quantity: str, limits: tuple[float, float, str]) -> list[tuple[str, float]]:
        rows = self.raw.get(name)
        if rows is None:
            return []
        if not isinstance(rows, list | tuple):
            raise self.refuse(name, "this is not a list.", f"write `{name}: [{{site: root.s1.r, {quantity}: 5}}]`.")
        out = []
        for row in rows:
            row = {k: v for k, v in row.items() if k != _HIDDEN_LINE} if isinstance(row, Mapping) else row
            if not isinstance(row, Mapping) or set(row) != {"site", quantity}:
                raise self.refuse(name, f"{row!r} is not understood.", f"each entry has exactly site and {quantity}.")
            if not isinstance(row["site"], str) or row["site"] not in SITE_INDEX:
                near = difflib.get_close_matches(str(row["site"]), SITE_INDEX, n=3)
                fix = f"did you mean {' or '.join(near)}?" if near else "sites are listed in docs/nomenclature.md."
                raise self.refuse(name, f"unknown site {row['site']!r}.", fix)
            if row["site"] in dict(out):
                raise self.refuse(name, f"{row['site']} is given twice.", "keep one entry for each site.")
            what = f"{quantity} at {row['site']}"
            out.append((row["site"], self.number(name, row[quantity], *limits, what)))
        return out

    def tissue(self) -> dict[str, Any]:
        value = self.raw.get("tissue")
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise self.refuse("tissue", "this is not a mapping of parameter keys.", "write `tissue: {key: value}`.")
        return {str(key): item for key, item in value.items() if key != _HIDDEN_LINE}
