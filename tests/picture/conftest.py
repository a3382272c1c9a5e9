"""Replays for the tests of the picture: a movement written in a line or two, run once and kept."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from neuroglide.movement import parse_movement
from neuroglide.simulation import simulate

PERSON = {"sex": "male", "age_years": 35, "height_m": 1.75, "mass_kg": 75, "side": "r"}


class Replay:
    """A run with the few readings that the picture needs; arrays are over the movement's time."""

    def __init__(self, result):
        self.result = result
        assert result.ok, result.outcome

    def read(self, site: str, quantity: str) -> np.ndarray:
        return self.result.sites[site][quantity]

    def excursion(self, site: str) -> np.ndarray:
        return self.read(site, "excursion_mm")

    def strain(self, site: str) -> np.ndarray:
        return self.read(site, "strain_percent")

    def tension(self, site: str) -> np.ndarray:
        return self.read(site, "tension_n")

    def strain_gain(self, site: str) -> float:
        values = self.strain(site)
        return float(values[-1] - values[0])

    def tension_gain(self, site: str) -> float:
        values = self.tension(site)
        return float(values[-1] - values[0])

    def angle(self, name: str) -> np.ndarray:
        return self.result.posture_deg[name]


@lru_cache(maxsize=256)
def _replay(text: str, restrictions: tuple[tuple[str, float], ...]) -> Replay:
    person = PERSON | {"restrictions": [{"site": s, "stiffness_n_per_mm": k} for s, k in restrictions]}
    return Replay(simulate(person, parse_movement(text, source="picture"), draws=0))


@pytest.fixture(scope="session")
def replay():
    """replay(start, *steps, restrictions=()): flow-style YAML of the start posture and of each step."""

    def run(start: str, *steps: str, restrictions: tuple[tuple[str, float], ...] = ()) -> Replay:
        lines = "".join(f"  - {{{step}}}\n" for step in steps)
        return _replay(f"id: picture\nstart: {{{start}}}\nsteps:\n{lines}", restrictions)

    return run
