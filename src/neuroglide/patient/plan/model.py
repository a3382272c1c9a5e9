"""A plan: a status and its content, which is plain JSON from the start."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SCHEMA = "neuroglide.plan/1"


@dataclass(frozen=True)
class Plan:
    """A draft or stopped plan; ``content`` is what the JSON file holds.

    ``examination``, ``twin`` and ``screening`` are what it was made from, for pictures, and ``nerves`` the twin whose
    draws the techniques were run in; a plan read from a file has none of them.
    """

    content: Mapping[str, Any]
    examination: Any = field(default=None, compare=False, repr=False)
    screening: Any = field(default=None, compare=False, repr=False)
    twin: Any = field(default=None, compare=False, repr=False)
    nerves: Any = field(default=None, compare=False, repr=False)

    @property
    def status(self) -> str:
        """draft or stopped."""
        return self.content["status"]

    @property
    def techniques(self) -> tuple[Mapping[str, Any], ...]:
        """The techniques, best first."""
        return tuple(self.content["techniques"])

    def to_dict(self) -> dict[str, Any]:
        """The plan as plain JSON types."""
        return json.loads(json.dumps(self.content, allow_nan=False))

    def to_json(self, path: str | Path) -> None:
        """Write the plan, whole or not at all. Raises: InputError when it cannot be written."""
        from neuroglide.result import write_whole

        write_whole(path, json.dumps(self.content, allow_nan=False, indent=1, ensure_ascii=False) + "\n")
