"""What is believed before the examination: records read in their own units, and the spread of each."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from neuroglide.parameters import load_set
from neuroglide.parameters.record import HALF_WIDTH_90, Record


@lru_cache(maxsize=1)
def plan_of_sweeps() -> dict[str, Any]:
    """The file ``sweeps.yaml``: how each test is moved, and the words that belong to it."""
    return yaml.safe_load(Path(__file__).with_name("sweeps.yaml").read_text(encoding="utf-8"))


def record(key: str) -> Record:
    """The record of the adult set."""
    return load_set().record(key)


def value(key: str) -> float:
    """A record's value in its own unit: degrees, percent, N/mm."""
    return record(key).value


@lru_cache(maxsize=256)
def log_normal(key: str) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm of a record's value, whose interval holds 90 %."""
    one = record(key)
    low, high = one.spread["interval"]
    return math.log(one.value), math.log(high / low) / (2.0 * HALF_WIDTH_90)


@lru_cache(maxsize=256)
def normal(key: str) -> tuple[float, float]:
    """Mean and standard deviation of a record's value, in its own unit."""
    one = record(key)
    (name, size), = one.spread.items()
    if name == "interval":
        return one.value, (size[1] - size[0]) / (2.0 * HALF_WIDTH_90)
    return one.value, size if name == "sd" else abs(one.value) * size


def shares(prefix: str, sites: tuple[str, ...]) -> tuple[float, ...]:
    """Prior shares of sites, adding up to 1. Parameters: ``prefix``, the key before the site's name."""
    found = [value(f"{prefix}.{site}") for site in sites]
    return tuple(share / sum(found) for share in found)
