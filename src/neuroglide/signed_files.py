"""What a signed plan looks like as a file: whoever writes files asks here before one is replaced."""

from __future__ import annotations

import json
from pathlib import Path

from neuroglide.errors import InputError

#: Name and version of a signed plan's document.
SIGNED_SCHEMA = "neuroglide.signed-plan/1"


def holds_signed_plan(path: str | Path) -> bool:
    """Whether a file holds a signed plan, whole or damaged: what nothing may replace."""
    try:
        with open(path, "rb") as stream:
            if not stream.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
                return False
            stream.seek(0)
            data = stream.read()
    except OSError:
        return False
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return SIGNED_SCHEMA.encode("ascii") in data
    return isinstance(content, dict) and content.get("schema") == SIGNED_SCHEMA


def require_no_signed_plan(path: str | Path) -> None:
    """Raises: InputError for a path at which a signed plan lies."""
    if Path(path).is_file() and holds_signed_plan(path):
        raise InputError(f"cannot write {path}: it holds a signed plan, which is never replaced.",
                         fix="name another file.")
