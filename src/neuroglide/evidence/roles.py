"""What each study is for (calibration or validation, never both) and which of its rows are replayed.

``data/roles.yaml`` was fixed before the first calibration run. Everything wrong in it is an InputError.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from neuroglide.errors import InputError

PATH = Path(__file__).parent / "data" / "roles.yaml"
CALIBRATION, VALIDATION = ROLES = ("calibration", "validation")
NOT_COMPUTED = "quantity the model does not compute"
RECALLED = "recalled, not verified"
INPUT = "input"
#: Why a row is not replayed: one of these, word for word.
REASONS = (
    "other nerve", "animal geometry", "transverse quantity", "angle unrecoverable even as a range", RECALLED, INPUT,
    NOT_COMPUTED,
)
# The C loader is several times faster; it is missing only where PyYAML was built without libyaml.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class RowRole:
    """One row: replayed, or why not; ``what`` names the quantity that is not computed; movements that replay it;
    met_later, after the roles were fixed, so never fitted; seen, told beside a value that names no row."""

    replayed: bool
    why_not: str = ""
    what: str = ""
    movements: tuple[str, ...] = ()
    met_later: bool = False
    seen: bool = False


@dataclass(frozen=True)
class StudyRole:
    """One study: its bib key, what it is for and why, its topics, and the role of each of its rows by id."""

    key: str
    role: str
    why: str
    topics: tuple[str, ...]
    rows: Mapping[str, RowRole]


@lru_cache(maxsize=1)
def load_roles() -> dict[str, StudyRole]:
    """The packaged roles by bib key, in the order of the file. Raises: InputError for anything wrong in it."""
    return read_roles(PATH.read_text(encoding="utf-8"))


def read_roles(text: str) -> dict[str, StudyRole]:
    """Roles from the text of a roles file. Raises: InputError naming the study and the row."""
    try:
        raw = yaml.load(text, Loader=_unique(_LOADER))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError(f"not YAML: {getattr(error, 'problem', error)}.", source=PATH.name,
                         line=mark.line + 1 if mark else None) from None
    roles = {str(key): _study(str(key), study) for key, study in raw.items()}
    rows = [row for study in roles.values() for row in study.rows]
    twice = sorted({row for row in rows if rows.count(row) > 1})
    if twice:
        raise _wrong("the rows", f"{', '.join(twice)} stand in two studies.")
    return roles


def _study(key: str, raw: Any) -> StudyRole:
    if not isinstance(raw, Mapping) or set(raw) - {"role", "why", "topics", "rows", "movement"}:
        raise _wrong(key, "needs role, why, topics and rows, and may have movement.")
    if raw.get("role") not in ROLES:
        raise _wrong(key, f"role {raw.get('role')!r} is not one of {', '.join(ROLES)}.")
    if not raw.get("why") or not raw.get("topics") or not isinstance(raw.get("rows"), Mapping):
        raise _wrong(key, "why, topics or rows are missing.")
    shared = _list(raw.get("movement"))
    rows = {str(name): _row(f"{key}, row {name}", row, shared) for name, row in raw["rows"].items()}
    return StudyRole(key, raw["role"], " ".join(str(raw["why"]).split()), _list(raw["topics"]), rows)


def _row(where: str, raw: Any, shared: tuple[str, ...]) -> RowRole:
    if not isinstance(raw, Mapping) or set(raw) - {"replayed", "why", "what", "movement", "met_later", "seen"}:
        raise _wrong(where, "needs replayed, and may have why, what, movement, met_later and seen.")
    marks = {name: raw.get(name) is True for name in ("met_later", "seen")}
    if raw.get("replayed") is True:
        if raw.get("why"):
            raise _wrong(where, "is replayed and says why not.")
        return RowRole(True, movements=_list(raw.get("movement")) or shared, **marks)
    if raw.get("replayed") is not False or raw.get("why") not in REASONS:
        raise _wrong(where, f"is replayed, or not for one of: {'; '.join(REASONS)}.")
    if bool(raw.get("what")) != (raw["why"] == NOT_COMPUTED):
        raise _wrong(where, f"what names the quantity of a row whose reason is {NOT_COMPUTED!r}, and of no other.")
    return RowRole(False, raw["why"], str(raw.get("what") or ""), **marks)


def _list(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _wrong(where: str, message: str) -> InputError:
    return InputError(f"{where}: {message}", source=PATH.name)


def _unique(base):
    """The loader, refusing a key that stands twice: YAML alone would keep the last and lose a study unseen."""

    class Loader(base):
        def construct_mapping(self, node, deep=False):
            """A mapping whose keys differ."""
            keys = [key.value for key, _ in node.value]
            twice = sorted({key for key in keys if keys.count(key) > 1})
            if twice:
                raise InputError(f"{', '.join(twice)} stands twice.", source=PATH.name, line=node.start_mark.line + 1)
            return super().construct_mapping(node, deep)

    return Loader
