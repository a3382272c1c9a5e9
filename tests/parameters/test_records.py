"""One walk over every packaged record: unit, spread, kind, source, locator, note, use."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from neuroglide.parameters import KINDS, OWN_CHOICE, all_records, list_sets, load_bibliography, load_set
from neuroglide.units import from_si, parse_unit, to_si

SRC = Path(__file__).parents[2] / "src" / "neuroglide"
#: Records kept for the reader (or for a study) that no code reads, each with its reason.
REFERENCE_ONLY: dict[str, str] = {}

RECORDS = all_records()
BY_NAME = {f"{record.key}@{record.source}": record for record in RECORDS}


def _code_nodes() -> list[tuple[str, ast.AST]]:
    """Every node of the package's code with its file, docstrings left out."""
    nodes = []
    for path in sorted(SRC.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        nodes += [(path.relative_to(SRC).as_posix(), node) for node in ast.walk(tree) if id(node) not in prose]
    return nodes


NODES = _code_nodes()


def _key_patterns() -> list[re.Pattern[str]]:
    """Every dotted string in the code and in its data files, as a whole key or as the first pieces of one.

    A placeholder of an f-string stands for one or more pieces.
    """
    found = []
    for _, node in NODES:
        if isinstance(node, ast.JoinedStr):
            found.append([part.value if isinstance(part, ast.Constant) else None for part in node.values])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append([node.value])
    for path in sorted(SRC.rglob("*.yaml")):
        if path.parent.name not in ("records", "sets"):
            found += [[word] for word in re.findall(r"[a-z_]+(?:\.[a-z0-9_]+)+", path.read_text(encoding="utf-8"))]
    # A pattern needs a word of its own: f"{a}.{b}" reads nothing in particular.
    word = re.compile(r"(?=.*[a-z_]{3})[a-z0-9_.]*\.[a-z0-9_.]*")
    dotted = [parts for parts in found if word.fullmatch("".join(part or "" for part in parts))]
    texts = {"".join("[a-z0-9_.]+" if part is None else re.escape(part) for part in parts) for parts in dotted}
    return [re.compile(text + (r"[a-z0-9_.]+" if text.endswith(".") else r"(\.[a-z0-9_.]+)?")) for text in texts]


def test_there_are_records_and_no_name_stands_twice():
    assert len(BY_NAME) == len(RECORDS) > 0


@pytest.mark.parametrize("name", BY_NAME)
def test_record_is_complete(name):
    record = BY_NAME[name]
    assert record.kind in KINDS
    assert record.locator.strip()
    assert record.source in load_bibliography() or (record.source == OWN_CHOICE and record.kind != "measured")
    assert record.kind == "measured" or len(record.note) > 10
    assert not (record.kind == "measured" and record.checked == "recalled")
    assert record.sd_si > 0
    low, high = record.interval_si
    assert low <= record.value_si <= high
    # A record's number must survive the way in and out, or an override printed back would differ from what was typed.
    assert from_si(to_si(record.value, record.unit), record.unit) == record.value


def test_records_of_one_key_have_one_dimension():
    dimensions: dict[str, set] = {}
    for record in RECORDS:
        dimensions.setdefault(record.key, set()).add(parse_unit(record.unit).dimension)
    assert {key: found for key, found in dimensions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", list_sets())
def test_a_set_has_every_key_once(name):
    assert set(load_set(name)) == {record.key for record in RECORDS}


def test_every_record_is_read_by_the_code_or_listed_as_reference_only():
    patterns = _key_patterns()
    unread = [key for key in load_set() if not any(p.fullmatch(key) for p in patterns) and key not in REFERENCE_ONLY]
    assert unread == []


def test_reference_only_keys_exist():
    assert set(REFERENCE_ONLY) <= set(load_set())


def test_every_key_the_code_reads_has_a_record():
    p = load_set()
    missing = {
        f"{path}:{node.lineno}: {node.slice.value}"
        for path, node in NODES
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("p", "parameters", "params")
        and node.slice.value not in p
    }
    assert missing == set()
