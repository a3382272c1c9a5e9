"""A YAML or JSON file as a small tree in which every value knows its line.

Built from the parser's event stream and not from its node composer: the composer is recursive and a file of deeply
nested brackets would end the process, and only here can a repeated key or a line number be reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from typing import Any

import yaml

from neuroglide.errors import InputError
from neuroglide.movement.refusal import refusal

MAX_DEPTH = 12
MAX_BYTES = 2_000_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a document: ``dict[str, Node]``, ``list[Node]``, text, or None; with its 1-based line."""

    value: Any
    line: int | None = None
    #: Line of each key, for a mapping.
    key_lines: Mapping[str, int | None] | None = None

    @property
    def what(self) -> str:
        """What this is, in the words of an error message."""
        if isinstance(self.value, dict):
            return "a mapping"
        if isinstance(self.value, list):
            return "a list"
        return "nothing" if self.value is None else f"'{shorten(self.value)}'"


def shorten(text: str, width: int = 60) -> str:
    """The text on one line, cut at ``width`` characters, for an error message."""
    flat = " ".join(str(text).split())
    return flat if len(flat) <= width else flat[: width - 3] + "..."


def read_text(path: Path) -> str:
    """The text of a file.

    Parameters: ``path`` of a UTF-8 (or marked UTF-16) text file. Returns its text. Raises InputError when it is
    missing, a folder, unreadable, too large or not text.
    """
    source = str(path)
    try:
        if folder := path.is_dir():
            data = b""
        else:
            with path.open("rb") as file:  # bounded, as a device or pipe may have no end
                data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise refusal("there is no such file", fix="check the path and the spelling", source=source) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refusal(f"the file cannot be read ({reason})", fix="check the path and the permissions",
                         source=shorten(source)) from None
    if folder:
        raise refusal("this is a folder, not a file", fix="name one .yaml or .json file", source=source)
    if len(data) > MAX_BYTES:
        raise refusal(f"the file has more than {MAX_BYTES} bytes", source=source,
                         fix="name the right file; in a movement use `repeat` instead of writing steps out")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise refusal(f"the file is not UTF-8 text (byte {error.start})", source=source,
                         fix="save it as plain UTF-8 text") from None


def parse_text(text: str, source: str, needs: str = "`id` and `steps`") -> Node:
    """The tree of a YAML or JSON text.

    Parameters: ``text``; ``source`` named in errors; ``needs``, what a document has at least. Returns the root Node.
    Raises InputError with the line for a syntax error, a repeated key, nesting beyond ``MAX_DEPTH``, an unknown or
    circular alias, or an empty text.
    """
    return _Builder(_events(text, source), source, needs).document()


def _events(text: str, source: str) -> Iterator[yaml.Event]:
    """The parser's events one by one; read no further than needed, as the parser's time grows with nesting squared."""
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(part for part in (error.context, error.problem) if part)
        raise refusal(f"not valid YAML: {shorten(problem, 160)}", source=source,
                      line=None if mark is None else mark.line + 1, fix=_syntax_fix(text, mark)) from None
    except yaml.YAMLError as error:
        raise refusal(f"not valid YAML: {shorten(str(error), 160)}", source=source,
                      fix="save the file as plain text without control characters") from None


def _syntax_fix(text: str, mark: yaml.Mark | None) -> str:
    lines = text.splitlines()
    at = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
    if "\t" in at[: len(at) - len(at.lstrip())]:
        return "indent with spaces, not tabs"
    return "check indentation, brackets, quotes and colons at this line and the one above"


class _Builder:
    """Builds the tree of one document from its events."""

    def __init__(self, events: Iterator[yaml.Event], source: str, needs: str):
        self.events, self.source, self.needs = events, source, needs
        self.anchors: dict[str, Node | None] = {}

    def fail(self, message: str, fix: str, line: int | None = None) -> InputError:
        return refusal(message, fix=fix, source=self.source, line=line)

    def document(self) -> Node:
        root = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise self.fail("a second document (---) in one file", "keep one document per file",
                                    event.start_mark.line + 1)
                root = self.node(next(self.events), 1)
        if root is None or root.value is None:
            raise self.fail("the file is empty", f"write at least {self.needs}")
        return root

    def node(self, event: yaml.Event, depth: int) -> Node:
        line = event.start_mark.line + 1
        if depth > MAX_DEPTH:
            raise self.fail(f"nested deeper than {MAX_DEPTH} levels", "flatten the file", line)
        if isinstance(event, yaml.AliasEvent):
            target = self.anchors.get(event.anchor)
            if target is None:
                raise self.fail(f"the alias *{event.anchor} names nothing complete above it",
                                "write the values out, or define the anchor before using it", line)
            return Node(target.value, line, target.key_lines)
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!" and not tag.startswith("tag:yaml.org,2002:"):
            raise self.fail(f"the YAML tag {shorten(tag)} is not used here", "remove the tag", line)
        if event.anchor:
            self.anchors[event.anchor] = None
        node = self.content(event, line, depth)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def content(self, event: yaml.Event, line: int, depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style in (None, "")
            return Node(None if plain and event.value in _NULLS else event.value, line)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(child := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(child, depth + 1))
            return Node(items, line)
        pairs: dict[str, Node] = {}
        key_lines: dict[str, int | None] = {}
        while not isinstance(child := next(self.events), yaml.MappingEndEvent):
            key, key_line = self.key(child, depth)
            if key in pairs:
                raise self.fail(f"'{shorten(key)}' is given twice (first at line {key_lines[key]})", "keep one of them",
                                key_line)
            pairs[key] = self.node(next(self.events), depth + 1)
            key_lines[key] = key_line
        return Node(pairs, line, key_lines)

    def key(self, event: yaml.Event, depth: int) -> tuple[str, int]:
        node = self.node(event, depth + 1)
        if not isinstance(node.value, str) and node.value is not None:
            raise self.fail(f"{node.what} stands where a name is needed", "write `name: value`", node.line)
        return "" if node.value is None else node.value, node.line


def from_value(value: Any, source: str, depth: int = 1) -> Node:
    """The same tree from Python values (dict, list, tuple, str, number, None), without lines.

    Raises InputError for any other type, for a name that is not text, and for nesting beyond ``MAX_DEPTH``.
    """
    if depth > MAX_DEPTH:
        raise refusal(f"nested deeper than {MAX_DEPTH} levels", fix="flatten it", source=source)
    if value is None or isinstance(value, str):
        return Node(value)
    if isinstance(value, bool):
        return Node(str(value).lower())
    if isinstance(value, Real):
        try:
            return Node(str(int(value)) if isinstance(value, int) else repr(float(value)))
        except (OverflowError, ValueError):  # an integer too long to print or to be a float
            return Node("inf")
    if isinstance(value, Mapping):
        if wrong := [key for key in value if not isinstance(key, str)]:
            raise refusal(f"the key {shorten(repr(wrong[0]))} is not text", fix="use names as keys", source=source)
        return Node({key: from_value(item, source, depth + 1) for key, item in value.items()})
    if isinstance(value, (list, tuple)):
        return Node([from_value(item, source, depth + 1) for item in value])
    raise refusal(f"a value of type {type(value).__name__} has no meaning here", source=source,
                     fix="use mappings, lists, text and numbers")
