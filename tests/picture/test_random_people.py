"""A few of the random people of validation/robustness, which runs 10,000."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

_FILE = Path(__file__).parents[2] / "validation" / "robustness" / "people.py"
_SPEC = importlib.util.spec_from_file_location("robustness_people", _FILE)
people = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(people)


def test_random_people_in_random_postures_are_all_solved():
    count = people.run(128, seed=7)
    assert (count.solved, count.named, count.silent) == (128, 0, 0)


@pytest.mark.parametrize("seed", [1, 2])
def test_extreme_tissue_never_fails_silently(seed):
    count = people.run(64, seed=seed, with_extremes=True)
    assert count.silent == 0
    assert count.solved + count.named == count.runs
