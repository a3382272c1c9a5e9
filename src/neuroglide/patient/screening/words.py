"""How a finding is said: from its path in the document and its value, by the table of rules/words.yaml."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from typing import Any


class Words:
    """The table of words: ``paths`` (pattern: template), ``asks`` (path: what it asks for), ``sides``."""

    def __init__(self, table: Mapping[str, Any]):
        self._paths, self._asks, self._sides = table["paths"], table["asks"], table["sides"]
        self._templates: dict[str, str] = {}

    def say(self, path: str, value: Any) -> str:
        """A finding as a person says it, such as "power L5 right 4 of 5"."""
        shown = f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")
        if path not in self._templates:
            self._templates[path] = self._template(path)
        return self._templates[path].replace("{value}", shown)

    def ask(self, path: str) -> str:
        """What a missing path asks for."""
        return self._asks.get(path) or self.say(path, "").replace(" of 5", "").strip().rstrip(":").strip()

    def _template(self, path: str) -> str:
        parts = path.split(".")
        template = f"{' '.join(parts).replace('_', ' ')}: {{value}}"
        for pattern, wanted in self._paths.items():
            if pattern.count(".") == path.count(".") and fnmatch.fnmatchcase(path, pattern):
                template = wanted
                break
        for i, part in enumerate(parts):
            template = template.replace(f"{{side{i}}}", self._sides.get(part, part))
            template = template.replace(f"{{{i}}}", part.replace("_", " "))
        return template
