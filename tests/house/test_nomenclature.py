"""docs/nomenclature.md is the one list of names: nothing that a user can meet may be missing from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from neuroglide.anatomy import BRANCHES, SEGMENTS, SITES
from neuroglide.coordinates import FULL_NAMES, LIMITS_DEG, SIDED_LIMITS_DEG
from neuroglide.parameters import KINDS
from neuroglide.result import QUANTITIES

TEXT = (Path(__file__).parents[2] / "docs" / "nomenclature.md").read_text(encoding="utf-8")
NAMES = set(re.findall(r"`([^`]+)`", TEXT))


@pytest.mark.parametrize("name", LIMITS_DEG)
def test_coordinate_stands_with_its_limits_and_sides(name):
    low, high = LIMITS_DEG[name]
    sides = "r, l" if name in SIDED_LIMITS_DEG else "central"
    assert f"| `{name}` | {sides} | {low} to {high} |" in TEXT


def test_every_full_coordinate_is_one_of_the_list():
    assert {re.sub("_[rl]$", "", name) for name in FULL_NAMES} == set(LIMITS_DEG)


@pytest.mark.parametrize("name", sorted({re.sub(r"\.[rl]$", ".<side>", site.name) for site in SITES}))
def test_site_is_listed(name):
    assert name in NAMES


def test_no_site_is_listed_that_does_not_exist():
    listed = {name for name in NAMES if name.endswith(".<side>")}
    assert listed == {re.sub(r"\.[rl]$", ".<side>", site.name) for site in SITES} - {"conus"}


RESULT_KEYS = [*QUANTITIES, "time_s", "posture_deg", "sites", "body", "outcome", "summary", "provenance"]


@pytest.mark.parametrize("key", RESULT_KEYS)
def test_result_key_is_listed(key):
    assert key in NAMES


@pytest.mark.parametrize("key", ["hamstring_tension_n", "hip_moment_nm", "lumbar_moment_nm"])
def test_body_key_is_listed(key):
    assert key in NAMES


def test_branches_and_segments_are_listed():
    branches = {re.sub(r"\.[rl]$", ".s", branch.name) for branch in BRANCHES}
    assert branches - NAMES == set()
    # Root canals are listed as a range, `canal.l2.s` to the level of the root.
    segments = {re.sub(r"\.[rl]$", ".s", segment) for segment in SEGMENTS if not re.match(r"canal\.l3\.[rl]", segment)}
    assert segments - NAMES == set()


@pytest.mark.parametrize("kind", KINDS)
def test_record_kind_is_explained(kind):
    assert f"\n| {kind} | " in TEXT
