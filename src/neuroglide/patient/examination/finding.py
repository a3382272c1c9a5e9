"""One thing that a check of an examination found."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Finding:
    """``kind`` gap, contradiction or unusual; where; what; the way out; a gap says ``needed_for`` what."""

    kind: str
    place: str
    text: str
    fix: str = ""
    needed_for: str = ""

    def to_dict(self) -> dict[str, str]:
        """As JSON writes it, empty entries left out."""
        return {key: value for key, value in asdict(self).items() if value}

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" + (f" Fix: {self.fix}" if self.fix else "")


def look(plain, path: str):
    """The value at a dotted path of a plain mapping; None where there is none."""
    for part in path.split("."):
        if not isinstance(plain, dict) or part not in plain:
            return None
        plain = plain[part]
    return plain
