"""The packaged movements: every YAML file in ``library/`` and ``library/experiments/`` is one, its name is its id."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple

from neuroglide.errors import InputError
from neuroglide.movement.document import read_text, shorten
from neuroglide.movement.model import Movement
from neuroglide.movement.parser import parse_movement
from neuroglide.movement.ranges import combinations
from neuroglide.movement.refusal import refusal

#: The folder of published experiments, apart from techniques and tests.
_EXPERIMENTS = "experiments"
_SUFFIXES = (".yaml", ".yml", ".json")


class MovementSummary(NamedTuple):
    """A line of the list of movements."""

    id: str
    name: str
    kind: str | None
    class_: str | None
    performed_by: str | None
    position: str | None
    summary: str | None
    sources: tuple[str, ...]
    evidence_grade: str | None


def movement_ids() -> tuple[str, ...]:
    """Ids of the packaged movements, techniques, tests and experiments, sorted; no file is read."""
    return tuple(sorted(_files()))


def _files() -> dict[str, Traversable]:
    """The packaged files by id."""
    library = resources.files(__package__) / "library"
    folders = [folder for folder in (library, library / _EXPERIMENTS) if folder.is_dir()]
    return {f.name.removesuffix(".yaml"): f for folder in folders for f in folder.iterdir() if f.name.endswith(".yaml")}


@lru_cache(maxsize=256)
def _packaged(movement_id: str) -> Movement:
    return parse_movement(_files()[movement_id].read_text(encoding="utf-8"), f"{movement_id}.yaml")


def list_movements() -> list[MovementSummary]:
    """The packaged movements with what they are, sorted by id."""
    return [
        MovementSummary(m.id, m.title, m.kind, m.class_, m.performed_by, m.position, m.summary, m.sources,
                        m.evidence_grade)
        for m in map(_packaged, movement_ids())
    ]


def load_movement(what: str | Path | Mapping[str, Any] | Movement) -> Movement:
    """A movement by id, from a file or from a mapping.

    Parameters: ``what`` is the id of a packaged movement, the path of a YAML or JSON file (a name with a folder or
    one of the suffixes .yaml, .yml, .json is a path; otherwise a packaged id goes before a file of that name), a
    mapping of the same content, or a Movement, which is returned as it is.
    Returns: the Movement. Raises: InputError for an unknown id (naming the nearest ones), an unreadable file, or
    anything wrong in it (naming the file, the line, the limit and the fix).
    """
    if isinstance(what, Movement):
        return what
    if isinstance(what, Mapping):
        return parse_movement(what)
    if isinstance(what, Path):
        return parse_movement(read_text(what), str(what))
    if not isinstance(what, str):
        raise refusal(f"a movement cannot be a {type(what).__name__}", fix="give an id, a path or a mapping")
    is_path = any(c in what for c in "/\\") or what.lower().endswith(_SUFFIXES)
    if not is_path and what in movement_ids():
        return _packaged(what)
    if is_path or _exists(what):
        return _load_file(what)
    raise _unknown(what)


def variants(what: str | Path | Mapping[str, Any] | Movement) -> list[tuple[dict[str, float], Movement]]:
    """A movement with every combination of the angles it leaves open.

    Parameters: ``what`` as in :func:`load_movement`.
    Returns: for each combination the choice, {range: angle [deg]}, and the Movement with these angles; one with the
    empty choice where it leaves nothing open. Raises: InputError as :func:`load_movement`.
    """
    return combinations(load_movement(what))


def _exists(name: str) -> bool:
    try:
        return bool(name) and Path(name).exists()
    except (OSError, ValueError):
        return False


def _load_file(name: str) -> Movement:
    stem = Path(name).name.rsplit(".", 1)[0]
    if not _exists(name) and stem in movement_ids():
        raise refusal(f"there is no file {shorten(name)}", fix=f"write {stem} for the packaged movement")
    return parse_movement(read_text(Path(name)), name)


def _unknown(name: str) -> InputError:
    ids = movement_ids()
    near = difflib.get_close_matches(name.lower().replace("_", "-").replace(" ", "-"), ids, n=3, cutoff=0.5)
    near += [i for i in ids if name and name.lower() in i and i not in near][:3]
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    return refusal(f"there is no movement '{shorten(name)}' and no file of that name",
                      fix=f"{hint}`neuroglide movements` lists them all")
