"""One way of writing a content down, so that its digest says whether anything was changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from neuroglide.errors import InputError
from neuroglide.signed_files import SIGNED_SCHEMA

__all__ = ["SIGNED_SCHEMA", "canonical", "digest"]

#: Fields that a digest does not cover: itself.
_OWN = ("digest",)


def canonical(content: Mapping[str, Any]) -> bytes:
    """The content as JSON with sorted names, no blanks and ASCII only. Raises: InputError for what is not JSON."""
    kept = {name: value for name, value in content.items() if name not in _OWN}
    try:
        text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(f"this cannot be written as JSON ({error}).", fix="use a plan as it was written.") from None
    return text.encode("ascii")


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical content, its own ``digest`` left out."""
    return hashlib.sha256(canonical(content)).hexdigest()
