"""The how-to says what is true: its files are read, its table is the one in the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from neuroglide.coordinates import LIMITS_DEG
from neuroglide.errors import InputError
from neuroglide.movement import parse_movement

TEXT = (Path(__file__).parents[2] / "docs" / "howto" / "add-a-technique.md").read_text(encoding="utf-8")


def test_the_files_shown_are_read():
    whole, group = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    assert parse_movement(whole).id == "my-slider"
    assert parse_movement("id: x\n" + group).steps[0].repeat == 60


def test_the_error_shown_is_the_error_given():
    shown = re.search(r"^my-slider\.yaml:13: .*$", TEXT, re.MULTILINE)[0]
    whole = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)[0]
    with pytest.raises(InputError) as caught:
        parse_movement(whole.replace("knee_flexion_affected: 10", "knee_flexion_affected: 170"), "my-slider.yaml")
    assert str(caught.value) == shown


def test_the_table_lists_every_coordinate_with_its_range():
    table = "".join(line for line in TEXT.splitlines() if line.startswith("| `"))
    for name, (low, high) in LIMITS_DEG.items():
        assert f"`{name}`" in table and f"{low}..{high}" in table
