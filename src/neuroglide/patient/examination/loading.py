"""An examination from a file, a mapping or the packaged examples."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from neuroglide.body.person import load_person
from neuroglide.movement.document import Node, from_value, parse_text, read_text
from neuroglide.movement.refusal import refusal
from neuroglide.patient.examination.model import Examination, build
from neuroglide.patient.examination.reading import Reader, near

_EXAMPLES = Path(__file__).parents[1] / "examples"
_NEEDS = "`id`, `person`, `complaint` and `red_flags`"


def load_examination(origin: str | Path | Mapping[str, Any] | Examination) -> Examination:
    """Read an examination.

    Parameters: ``origin``, a YAML or JSON file, the id of a packaged example, a mapping of the same shape, or an
    Examination (returned as it is). Returns: the checked Examination.
    Raises: InputError naming the place (``tests[2].angle_deg``), the limit it broke and the way out.
    """
    if isinstance(origin, Examination):
        return origin
    root, source = _tree(origin)
    plain = Reader(source).document(root)
    complaint = plain["complaint"]
    side = complaint["worse_side"] if complaint["side"] == "both" else complaint["side"]
    person = load_person({**plain["person"], "side": side})
    return build(plain, person, source)


def _tree(origin: str | Path | Mapping[str, Any]) -> tuple[Node, str | None]:
    if isinstance(origin, Mapping):
        return from_value(_dates_as_text(dict(origin)), "<examination>"), None
    if isinstance(origin, str) and origin in example_ids():
        path = _EXAMPLES / f"{origin}.yaml"
        return parse_text(read_text(path), origin, _NEEDS), origin
    path = Path(origin)
    if isinstance(origin, str) and path.suffix == "" and len(path.parts) == 1 and not path.exists():
        raise refusal(f"'{origin}' is neither a packaged example nor a file",
                      fix=f"{near(origin, example_ids())}" if example_ids() else "check the path")
    return parse_text(read_text(path), str(path), _NEEDS), str(path)


def _dates_as_text(raw: dict[str, Any]) -> dict[str, Any]:
    """A day that a YAML reader has already understood, as text again."""
    if isinstance(raw.get("date"), datetime.date):
        raw["date"] = raw["date"].isoformat()[:10]
    return raw


@cache
def example_ids() -> tuple[str, ...]:
    """Ids of the packaged example patients, in alphabetical order."""
    return tuple(sorted(path.stem for path in _EXAMPLES.glob("*.yaml")))


def example_path(name: str) -> Path:
    """The file of a packaged example."""
    if name not in example_ids():
        raise refusal(f"there is no packaged example '{name}'", fix=near(name, example_ids()))
    return _EXAMPLES / f"{name}.yaml"
