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


def author_year(source: Source) -> tuple[str, str]:
    """Authors and year as a text cites them: ("Alshami et al.", "2008"), ("Robinson and Probyn", "2019")."""
    raw = source.fields.get("author") or source.fields.get("editor") or source.key
    names = [_family(name) for name in _outside_braces(raw, " and ")]
    shown = names[0] if len(names) == 1 else f"{names[0]} and {names[1]}" if len(names) == 2 else f"{names[0]} et al."
    return shown.replace("and others", "et al."), source.fields.get("year", "n.d.")


def cited_as(bib_key: str) -> str:
    """A packaged source as a text cites it, "Dahlin and McLean, 1986a": the letter where two would read the same."""
    return _labels()[bib_key]


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    named = {key: ", ".join(author_year(source)) for key, source in sorted(load_bibliography().items())}
    alike: dict[str, list[str]] = {}
    for key, label in named.items():
        alike.setdefault(label, []).append(key)
    return {key: label + (chr(ord("a") + alike[label].index(key)) if len(alike[label]) > 1 else "")
            for key, label in named.items()}


def _outside_braces(text: str, separator: str) -> list[str]:
    """The pieces of a text between separators that stand in no braces."""
    pieces, depth, begin = [], 0, 0
    for i, letter in enumerate(text):
        depth += (letter == "{") - (letter == "}")
        if depth == 0 and text.startswith(separator, i):
            pieces.append(text[begin:i])
            begin = i + len(separator)
    return [*pieces, text[begin:]]


def _family(name: str) -> str:
    """The family name of an author, or the name of a group in braces."""
    plain = name.replace("{", "").replace("}", "").replace("\\&", "&").strip()
    if name.strip().startswith("{") or plain == "others":
        return plain
    return plain.split(",")[0].strip() if "," in plain else plain.split()[-1]


def bibtex(sources: Iterable[Source]) -> str:
    """The entries as BibTeX text, ready for a .bib file."""
    return "\n\n".join(source.text for source in sources) + "\n"
