"""The published measurements as typed data: every row with its source, preparation, protocol, role and what was read.

``data/measurements.csv`` is the table, ``data/roles.yaml`` says what each study is for. A figure that was recalled and
never read is withheld: no caller gets it, so none can show or fit it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from neuroglide.errors import InputError
from neuroglide.evidence.figures import NUMERIC, Figure, Spread, read_count, read_figure, read_spread, read_year
from neuroglide.evidence.roles import CALIBRATION, RECALLED, VALIDATION, RowRole, StudyRole, load_roles
from neuroglide.evidence.roles import PATH as ROLES_PATH
from neuroglide.parameters import all_records
from neuroglide.parameters.cite import Source, find_source

PATH = Path(__file__).parent / "data" / "measurements.csv"
#: Version of the table; a test holds it to the table's hash, so that no figure changes under the same version.
VERSION = "1.1"
COLUMNS = (
    "id", "topic", "study", "year", "reference", "preparation", "n", "nerve", "site", "protocol", "quantity", "mean",
    "sd", "unit", "checked", "note",
)
#: Topics of the table that hold too few rows for a name of their own.
_MERGED = {"material/cross-section vs stretch": "cross-section", "median/other upper limb": "median nerve"}
#: What was measured on, by the first of these that its words match.
_PREPARATIONS = (
    ("review", r"review|meta-analysis"), ("animal", r"\b(rat|rabbit|pig|guinea|porcine)\b|cultured"),
    ("living", r"in vivo|\bMRI\b"), ("embalmed", r"^embalmed cadaver"), ("fresh", r"^(fresh|cryopreserved)"),
    ("cadaver", r"cadaver|autopsy|allograft"),
)
PREPARATIONS = tuple(name for name, _ in _PREPARATIONS)


@dataclass(frozen=True)
class Measurement:
    """One row of the evidence; numbers in ``unit``, None (or empty) where the paper, or what was read of it, has none.

    study is the bib key, study_name the words of the table; preparation one of PREPARATIONS, preparation_text as
    described; kind, mean, low, high, parts: the figure (see figures.Figure); sd, se, ci_95, seen, measurement_error,
    sds: its spread; checked, "read" (in the paper's abstract or a page quoting it) or "recalled"; replayed, or
    not_replayed with the reason and not_computed with the quantity; movements, ids of the files that replay it;
    met_later, after the roles were fixed; in_view, told beside a value chosen by hand; named_by, keys of the parameter
    records that name the row as evidence.
    """

    id: str
    topic: str
    study: str
    study_name: str
    year: int | None
    year_text: str
    reference: str
    preparation: str
    preparation_text: str
    n: int | None
    n_text: str
    nerve: str
    site: str
    protocol: str
    quantity: str
    kind: str
    mean: float | None
    low: float | None
    high: float | None
    parts: tuple[tuple[float, float], ...]
    sd: float | None
    se: float | None
    ci_95: tuple[float, float] | None
    seen: tuple[float, float] | None
    measurement_error: float | None
    sds: tuple[float, ...]
    unit: str
    mean_text: str
    spread_text: str
    checked: str
    note: str
    role: str
    role_why: str
    replayed: bool
    not_replayed: str
    not_computed: str
    movements: tuple[str, ...]
    met_later: bool
    in_view: bool
    named_by: tuple[str, ...]

    @property
    def numeric(self) -> bool:
        """Whether the row holds a figure that was read: a number, a range, a bound, or several numbers."""
        return self.kind in NUMERIC

    @property
    def may_be_fitted(self) -> bool:
        """Whether calibration may use the row: its study calibrates, it is replayed, and it was not met later."""
        return self.role == CALIBRATION and self.replayed and not self.met_later

    @property
    def blind(self) -> bool:
        """Whether the row can judge without a doubt: read, of a validation study, in view of no choice by hand."""
        return self.checked == "read" and self.role == VALIDATION and not self.in_view

    @property
    def published(self) -> str:
        """The figure with its spread and unit as published; words for a direction; the withheld one is not told."""
        if self.checked == "recalled":
            return RECALLED
        if self.kind == "sign":
            return "direction only"
        spread = f"SD {self.spread_text}" if self.sd is not None or self.sds else self.spread_text
        unit = "" if self.unit in ("-", "qualitative") else f" {self.unit}"
        return f"{self.mean_text}{f' ({spread})' if spread else ''}{unit}"

    @property
    def how(self) -> str:
        """How the row is replayed, or why not, in words."""
        if self.replayed:
            return f"replayed by {', '.join(self.movements)}" if self.movements else "replayed"
        return f"{self.not_replayed}: {self.not_computed}" if self.not_computed else self.not_replayed

    @property
    def source(self) -> Source:
        """The source's entry in the packaged bibliography."""
        return find_source(self.study)

    def to_dict(self) -> dict[str, Any]:
        """The row as plain JSON types, with what is told of it in words."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        plain = {name: _lists(value) for name, value in plain.items()}
        return plain | {"published": self.published, "blind": self.blind, "may_be_fitted": self.may_be_fitted,
                        "source": self.source.line}


@lru_cache(maxsize=1)
def load_measurements() -> tuple[Measurement, ...]:
    """Every row of the packaged evidence, in the table's order. Raises: InputError for a row or role that is wrong."""
    return read_measurements(PATH.read_text(encoding="utf-8"), load_roles(), _named())


def read_measurements(
    text: str, roles: Mapping[str, StudyRole], named: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[Measurement, ...]:
    """Rows from the text of a table.

    Parameters: text, CSV with COLUMNS; roles by bib key; named, keys of records by row id.
    Raises: InputError for wrong columns, a row twice, without a role, or a role without a row.
    """
    lines = csv.DictReader(io.StringIO(text))
    if tuple(lines.fieldnames or ()) != COLUMNS:
        raise InputError(f"the columns are not {','.join(COLUMNS)}.", source=PATH.name, line=1)
    found: dict[str, Measurement] = {}
    for raw in lines:
        row = raw["id"]
        study = next((study for study in roles.values() if row in study.rows), None)
        if None in raw or None in raw.values():
            raise InputError(f"row {row} has not {len(COLUMNS)} fields.", source=PATH.name, line=lines.line_num)
        if row in found or study is None:
            raise InputError(f"row {row} {'stands twice' if row in found else 'has no role in ' + ROLES_PATH.name}.",
                             source=PATH.name, line=lines.line_num)
        found[row] = _measurement(raw, study, study.rows[row], (named or {}).get(row, ()))
    if spare := [row for study in roles.values() for row in study.rows if row not in found]:
        raise InputError(f"{', '.join(spare)}: no such row in {PATH.name}.", source=ROLES_PATH.name)
    return tuple(found.values())


def _measurement(raw: dict[str, str], study: StudyRole, row: RowRole, named_by: tuple[str, ...]) -> Measurement:
    raw = {name: value.strip() for name, value in raw.items()}
    recalled = raw["checked"] != "yes"
    figure, spread, note = read_figure(raw["mean"]), read_spread(raw["sd"], raw["note"]), raw["note"]
    if recalled:  # the note of a recalled row tells figures too
        figure, spread = Figure("withheld"), Spread()
        confidence = re.match(r"confidence [a-z-]+", note)
        note = confidence[0] if confidence else ""
    return Measurement(
        id=raw["id"], topic=_MERGED.get(raw["topic"], raw["topic"]), study=study.key, study_name=raw["study"],
        year=read_year(raw["year"]), year_text=raw["year"], reference=raw["reference"],
        preparation=preparation(raw["preparation"]), preparation_text=raw["preparation"], n=read_count(raw["n"]),
        n_text=raw["n"], nerve=raw["nerve"], site=raw["site"], protocol=raw["protocol"], quantity=raw["quantity"],
        **vars(figure), **vars(spread), unit=raw["unit"], mean_text="" if recalled else raw["mean"],
        spread_text="" if recalled else raw["sd"], checked="recalled" if recalled else "read", note=note,
        role=study.role, role_why=study.why, replayed=row.replayed, not_replayed=row.why_not, not_computed=row.what,
        movements=row.movements, met_later=row.met_later,
        in_view=bool(row.seen or named_by), named_by=named_by,
    )


def preparation(text: str) -> str:
    """What was measured on, one of PREPARATIONS, from its words: "cadaver" where its state is not told, "review" for
    what is quoted from others or from a textbook, a model or a specimen whose kind is not told."""
    return next((name for name, words in _PREPARATIONS if re.search(words, text)), "review")


def data_hash() -> str:
    """Digest of table and roles together, for provenance: the same whatever the line ends of the checkout."""
    texts = (path.read_text(encoding="utf-8") for path in (PATH, ROLES_PATH))
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def _named() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for record in all_records():
        for row in record.evidence:
            found[row] = (*found.get(row, ()), record.key)
    return found


def _lists(value: Any) -> Any:
    return [_lists(item) for item in value] if isinstance(value, tuple) else value
