"""Every hazard names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "intended-use.md").read_text(encoding="utf-8")
TABLE = PAGE.split("## Hazards\n")[1].split("## Hazards that")[0]
ROWS = [line for line in TABLE.splitlines() if line.startswith("| ")][1:]


def test_there_are_hazards():
    assert len(ROWS) >= 15


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:40])
def test_the_tests_of_each_hazard_exist(row):
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
    assert named
    for path, name in named:
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), name
