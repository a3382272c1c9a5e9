"""What stands beside techniques, and the bounds: each says where it was read; nothing rests on what was recalled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import neuroglide.parameters.records as records
from neuroglide.patient.plan.going_on import cite, companions, own_sources, rules

BOUNDS = yaml.safe_load((Path(records.__path__[0]) / "plan.yaml").read_text(encoding="utf-8"))


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((one["id"], one) for one in companions())
    for name in ("progression", "regression", "escalate"):
        yield from ((one["id"], one) for one in rules()[name])
    for name in ("from_before", "offers", "first_care"):
        yield from ((key, one) for key, one in rules()[name].items() if isinstance(one, dict) and "sources" in one)
    yield from ((one["technique"], one) for one in rules()["tried_in"])


ENTRIES = dict(entries())


@pytest.mark.parametrize("name", ENTRIES)
def test_it_was_read_or_is_our_own(name):
    """A figure that nobody read in its source reaches no clinician and no patient."""
    one = ENTRIES[name]
    assert one.get("checked", "own") in ("read", "own")
    assert one["sources"] or one.get("checked", "own") == "own"
    assert len(cite(one["sources"])) == len(set(one["sources"]))
    said = " ".join(str(one.get(key, "")) for key in ("text", "found", "do", "locator", "patient"))
    assert not re.search(r"recalled|from memory|not verified", said), said


def test_every_source_of_the_plan_is_named():
    named = {key for one in ENTRIES.values() for key in one["sources"]}
    assert [key for key in own_sources() if key not in named] == []


def test_no_bound_gives_a_recalled_figure_as_its_reason():
    assert len(BOUNDS) > 20
    assert [one["key"] for one in BOUNDS if re.search(r"recalled|from memory|not verified", one["note"])] == []
