"""nerve-picture.md, items 13 and 14: rate matters, and thresholds come in their order."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.evidence.bench import Bench
from neuroglide.parameters import load_posterior

SITES = ("sciatic.notch.r", "sciatic.mid_thigh.r")


def test_item_13_a_faster_stretch_pulls_harder_and_costs_more_blood(replay):
    """P039, P005, P006: fast loading harms where slow loading of the same size does not."""
    start = "hip_flexion_r: 60"
    stretch = "move: {{hip_flexion_r: 100, ankle_dorsiflexion_r: 10}}, seconds: {}"
    # The vessels need some seconds: the hold gives them 20.
    fast, slow = (replay(start, stretch.format(seconds), "hold: 20") for seconds in (1, 120))
    for site in SITES:
        assert fast.tension(site).max() > 1.03 * slow.tension(site).max()
        assert fast.read(site, "blood_flow_percent").min() < slow.read(site, "blood_flow_percent").min() - 1.0
        # The strain is the posture's: it hardly knows the rate.
        assert fast.strain(site).max() == pytest.approx(slow.strain(site).max(), abs=0.3)


def test_item_14_thresholds_ascend():
    """Inflamed fibres fire at 3 %, flow is halved at 8 %, and stops near 15.7 %, where conduction is blocked too."""
    strain = np.linspace(0.0, 20.0, 201)
    bench = Bench([load_posterior().centre()])
    # Slow beside the vessels (seconds), fast beside most of the relaxation (minutes).
    life = bench.life(bench.specimen("sciatic").pull(20.0 * strain, strain))
    flow, conduction = life.blood_flow_percent[0], life.conduction_percent[0]
    halved, arrested = strain[np.argmax(flow < 50.0)], strain[np.argmax(flow < 5.0)]
    blocked = strain[np.argmax(conduction < 50.0)]
    fires = 100.0 * load_posterior().centre()["threshold.inflamed_fibres_fire"]
    assert fires == 3.0
    assert fires < halved < arrested
    assert halved == pytest.approx(8.0, abs=2.5)
    assert 12.0 < arrested < 18.0 and 12.0 < blocked < 18.0
