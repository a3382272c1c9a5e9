"""What the library does to a healthy person must be what healthy people bear."""

from __future__ import annotations

from functools import lru_cache

import pytest

from neuroglide.movement import load_movement, movement_ids
from neuroglide.simulation import simulate

HEALTHY = [name for name in movement_ids() if load_movement(name).kind in ("technique", "test")]


@lru_cache
def _run(name):
    return simulate(None, name, rate_hz=10.0, draws=0)


@pytest.mark.parametrize("name", HEALTHY)
def test_no_technique_or_test_blocks_or_hurts_a_healthy_nerve(name):
    result = _run(name)
    assert result.ok
    for site, arrays in result.sites.items():
        assert arrays["conduction_percent"].min() > 99.0, site
        assert arrays["symptom_0_10"].max() < 1.0, site
        assert arrays["tension_n"].min() >= 0.0, site
        assert arrays["blood_flow_percent"].max() <= 100.0 + 1e-9, site


def test_sitting_strains_the_sciatic_less_than_a_straight_leg_raise(replay):
    """People sit all day; a straight leg raise is a provocation test. The knee's slack must reach the hip."""
    sitting = replay("", "move: {hip_flexion: 90, knee_flexion: 90}, seconds: 6")
    raised = replay("", "move: {slr_r: 60}, seconds: 6")
    for site in ("sciatic.notch.r", "sciatic.mid_thigh.r", "root.s1.r"):
        assert sitting.strain(site)[-1] < raised.strain(site)[-1], site
