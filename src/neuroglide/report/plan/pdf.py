"""The plan's report as PDF, typeset by Typst: a sheet for the clinician, the patient's of one or two
sides in larger print, then the appendix."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from neuroglide.errors import InputError


def typeset(report: Mapping[str, Any]) -> bytes:
    """The PDF of a report (writing.report_of). Raises: InputError when the extra ``report`` is not installed."""
    try:
        import typst
    except ImportError:
        raise InputError("a PDF needs typst, which is not installed.",
                         fix="pip install neuroglide[report], or write .html.") from None
    template = (resources.files("neuroglide.report") / "templates" / "plan.typ").read_text(encoding="utf-8")
    with TemporaryDirectory() as folder:
        root = Path(folder)
        told = _files_out({**report}, root, [0])
        (root / "report.json").write_text(json.dumps(told), encoding="utf-8")
        (root / "plan.typ").write_text(template, encoding="utf-8")
        return typst.compile(str(root / "plan.typ"), root=str(root))


def _files_out(value: Any, root: Path, count: list[int]) -> Any:
    """The same report with each picture written into the folder and named in its place."""
    if isinstance(value, Mapping):
        return {key: _files_out(one, root, count) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_files_out(one, root, count) for one in value]
    if isinstance(value, str) and value.startswith("data:image/png;base64,"):
        return _written(base64.b64decode(value.partition(",")[2]), "png", root, count)
    if isinstance(value, str) and value.startswith("<svg"):
        return _written(value.encode("utf-8"), "svg", root, count)
    return value


def _written(content: bytes, kind: str, root: Path, count: list[int]) -> str:
    count[0] += 1
    name = f"picture{count[0]}.{kind}"
    (root / name).write_bytes(content)
    return name
