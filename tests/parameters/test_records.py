"""One walk over every packaged record: unit, spread, kind, source, locator, note, use."""

from __future__ import annotations

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


def _key_patterns() -> list[re.Pattern[str]]:
    """Every dotted string in the code; the braces of an f-string stand for one or more pieces of a key."""
    patterns = []
    for path in sorted(SRC.rglob("*.py")):
        for literal in re.findall(r'"([a-z{][^"\s]*\.[^"\s]*)"', path.read_text(encoding="utf-8")):
            parts = re.split(r"\{[^{}]*\}", literal)
            patterns.append(re.compile("[a-z0-9_.]+".join(map(re.escape, parts))))
    return patterns


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
        f"{path.relative_to(SRC)}: {key}"
        for path in sorted(SRC.rglob("*.py"))
        for key in re.findall(r'\b(?:p|parameters|params)\["([^"{}]+)"\]', path.read_text(encoding="utf-8"))
        if key not in p
    }
    assert missing == set()
