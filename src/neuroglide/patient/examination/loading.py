"""An examination from a file, a mapping or the packaged examples."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from neuroglide.body.person import load_person
from neuroglide.movement.document import Node, from_value, parse_text, read_text, shorten
from neuroglide.movement.refusal import refusal
from neuroglide.patient.examination import fields
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
    _require_no_other(root, source)
    plain = Reader(source).document(root)
    complaint = plain["complaint"]
    side = complaint["worse_side"] if complaint["side"] == "both" else complaint["side"]
    person = load_person({**plain["person"], "side": side})
    return build(plain, person, source)


def _tree(origin: str | Path | Mapping[str, Any]) -> tuple[Node, str | None]:
    if isinstance(origin, Mapping):
        return from_value(_dates_as_text(dict(origin)), "<examination>"), None
    if not isinstance(origin, str | Path) or not str(origin).strip():
        what = "an empty name" if isinstance(origin, str) else f"'{shorten(repr(origin))}'"
        raise refusal(f"{what} is no examination", fix="name a file or a packaged example, or give a mapping")
    if isinstance(origin, str) and origin in example_ids():
        path = _EXAMPLES / f"{origin}.yaml"
        return parse_text(read_text(path), origin, _NEEDS), origin
    path = Path(origin)
    if isinstance(origin, str) and path.suffix == "" and len(path.parts) == 1 and not path.exists():
        raise refusal(f"'{origin}' is neither a packaged example nor a file",
                      fix=f"{near(origin, example_ids())}" if example_ids() else "check the path")
    return parse_text(read_text(path), str(path), _NEEDS), str(path)


def _require_no_other(root: Node, source: str | None) -> None:
    """Not a plan or another document of this program. Raises: InputError saying what it is, and what reads it."""
    node = root.value.get("schema") if isinstance(root.value, dict) else None
    name = node.value if node is not None and isinstance(node.value, str) else ""
    if not name.startswith("neuroglide.") or name.startswith(f"{fields.SCHEMA.partition('/')[0]}/"):
        return
    plan = name.startswith(("neuroglide.plan/", "neuroglide.signed-plan/"))
    raise refusal(f"this is {'a plan' if plan else 'another document'} ({shorten(name)}), not an examination",
                  fix="a plan is for neuroglide plan sign, plan verify or plan report" if plan else
                  f"name an examination, whose schema is {fields.SCHEMA}", source=source, line=node.line)


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
