"""What to cite: the sources behind a set of parameter keys, as a list and as BibTeX."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from neuroglide.errors import InputError
from neuroglide.parameters.load import ParameterSet
from neuroglide.parameters.record import OWN_CHOICE

_BIB = Path(__file__).parent / "sources.bib"
_ENTRY = re.compile(r"@(\w+)\s*\{\s*([^\s,{}]+)\s*,")
_FIELD = re.compile(r"\s*,?\s*(\w+)\s*=\s*")

_PLACES = ("journal", "booktitle", "school", "institution", "publisher")
_LINKS = {"doi": "doi:", "pmid": "PMID ", "pmcid": "", "isbn": "ISBN ", "url": "", "number": ""}


@dataclass(frozen=True)
class Source:
    """One entry of sources.bib: bib key, entry type, fields, and the text as it stands in the file."""

    key: str
    entry_type: str
    fields: dict[str, str]
    text: str

    @property
    def line(self) -> str:
        """The entry on one line: authors (year) title. journal. identifier."""
        get = self.fields.get
        authors = (get("author") or get("editor") or self.key).split(" and ")
        names = ", ".join(name.split(",")[0].strip("{} ") for name in authors[:3])
        names = names.replace(", others", " et al.") + (" et al." if len(authors) > 3 else "")
        place = next((get(name) for name in _PLACES if get(name)), "")
        link = next((f"{shown}{get(name)}" for name, shown in _LINKS.items() if get(name)), get("note", ""))
        pieces = [f"{names} ({get('year', 'n.d.')}) {get('title', '')}".strip(), place, link]
        plain = [piece.replace("{", "").replace("}", "").replace("\\&", "&").rstrip(".") for piece in pieces if piece]
        return ". ".join(plain) + "."


def parse_bibliography(text: str) -> dict[str, Source]:
    """Read BibTeX entries whose values are in braces, in quotes or plain numbers.

    Parameters: ``text`` is the content of a .bib file; text between entries is a comment.
    Returns: sources by bib key, in file order. Raises: InputError for a key twice or braces that do not close.
    """
    sources: dict[str, Source] = {}
    position = 0
    while match := _ENTRY.search(text, position):
        key, fields = match[2], {}
        line = text.count("\n", 0, match.start()) + 1
        if key in sources:
            raise InputError(f"source {key} stands twice.", source=_BIB.name, line=line)
        position = match.end()
        while field := _FIELD.match(text, position):
            value, position = _read_value(text, field.end(), line)
            fields[field[1].lower()] = " ".join(value.split())
        closing = re.compile(r"\s*,?\s*\}").match(text, position)
        if closing is None:
            raise InputError(f"source {key} does not close.", source=_BIB.name, line=line)
        position = closing.end()
        sources[key] = Source(key, match[1].lower(), fields, text[match.start() : position])
    return sources


def _read_value(text: str, start: int, line: int) -> tuple[str, int]:
    if text[start : start + 1] not in ("{", '"'):
        number = re.compile(r"\w+").match(text, start)
        if number is None:
            raise InputError("a field has no value.", source=_BIB.name, line=line)
        return number[0], number.end()
    quoted, depth = text[start] == '"', 0
    for i in range(start, len(text)):
        depth += (text[i] == "{") - (text[i] == "}")
        if depth == 0 and (text[i] == '"' and i > start if quoted else text[i] == "}"):
            return text[start + 1 : i], i + 1
    raise InputError("braces do not close.", source=_BIB.name, line=line)


@lru_cache(maxsize=1)
def load_bibliography() -> dict[str, Source]:
    """The packaged sources by bib key."""
    return parse_bibliography(_BIB.read_text(encoding="utf-8"))


def sources_of(p: ParameterSet, keys: Iterable[str] | None = None, also: Iterable[str] = ()) -> list[Source]:
    """Sources behind the values of a run, sorted by bib key.

    Parameters: ``p`` is the set the run used; ``keys`` the parameter keys it read (all of them when None); ``also``
    are further bib keys, such as a movement's ``sources``. Values that a person overrode cite nothing.
    Returns: each source once. Raises: InputError for an unknown parameter or bib key.
    """
    records = [p.record(key) for key in (p if keys is None else keys) if key not in p.overridden]
    wanted = {record.source for record in records if record.source != OWN_CHOICE} | set(also)
    return [find_source(key) for key in sorted(wanted)]


def find_source(bib_key: str) -> Source:
    """The packaged source of that bib key. Raises: InputError for an unknown one, with near names."""
    bibliography = load_bibliography()
    if bib_key not in bibliography:
        near = difflib.get_close_matches(bib_key, bibliography, n=3, cutoff=0.5)
        raise InputError(f"unknown source {bib_key!r}.", fix=f"did you mean {' or '.join(near)}?" if near else None)
    return bibliography[bib_key]


def bibtex(sources: Iterable[Source]) -> str:
    """The entries as BibTeX text, ready for a .bib file."""
    return "\n\n".join(source.text for source in sources) + "\n"
