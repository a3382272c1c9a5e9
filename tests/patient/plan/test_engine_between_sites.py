"""A plan is judged on the whole network: no node of the nerve is strained more than the places the engine reads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuroglide import simulate
from neuroglide.anatomy import SITES
from neuroglide.patient.examination import load_examination
from neuroglide.patient.plan.engine import NAMES, Engine
from neuroglide.patient.twin import infer

#: The engine's mesh is coarser (12 against 5 mm) and so is its clock, so peaks differ by some tenths of a percent of
#: strain (of 24 nerves and two movements all but one by less than 0.25, that one by 0.43; of the four here one by
#: 0.52). Read at the sites alone they differ by up to 4.7.
STRAIN_PERCENT, FLOW_PERCENT = 0.7, 8.0


@pytest.fixture(scope="module")
def twin():
    exam = load_examination("slr-45")
    return exam.person, infer(exam, seed=1).draws(4, 1)


@pytest.mark.parametrize("movement", ["slump-slider", "side-lying-slider"])
def test_nothing_between_the_sites_is_worse_than_what_the_engine_reads(twin, movement):
    person, draws = twin
    engine = Engine(person, draws, "sciatic.mid_thigh.r")
    run = engine.replay.movement(movement)
    strain, flow = (np.stack([run.curve(name, quantity)[:, 0] for name in NAMES], axis=1)
                    for quantity in ("strain_percent", "blood_flow_percent"))
    found = engine.whole(movement)
    np.testing.assert_array_equal(found.peak_strain_percent, strain.max(axis=(1, 2)))
    worst_between = 0.0
    for k, draw in enumerate(draws):
        whole = simulate(replace(person, **draw.own._asdict()), movement, parameters=draw.parameters, fields=True)
        anywhere = 100.0 * whole.fields["strain"].max()
        assert anywhere <= found.peak_strain_percent[k] + STRAIN_PERCENT
        assert 100.0 * whole.fields["blood_flow"].min() >= found.min_blood_flow_percent[k] - FLOW_PERCENT
        worst_between = max(worst_between, anywhere - strain[k, : len(SITES)].max())
    assert worst_between > STRAIN_PERCENT  # else the sites alone would do, and this test could not fail


def test_where_the_nerve_folds_no_border_is_told_to_be_strained(twin):
    """With the knee bent the tibial nerve folds behind it: a line carried on from a folded element told 3 % there."""
    person, draws = twin
    bend = {"id": "bend", "start": {"hip_flexion_r": 30, "knee_flexion_r": 90},
            "steps": [{"move": {"hip_flexion_r": 65}, "seconds": 3.5}]}
    engine = Engine(person, draws, "sciatic.mid_thigh.r")
    run = engine.replay.movement(bend)
    for border in ("between.tibial.knee.start.r", "between.tibial.knee.end.r", "between.tibial.thigh.start.r"):
        strain, tension = (run.curve(border, name)[:, 0] for name in ("strain_percent", "tension_n"))
        assert tension.max() < 1.0  # N: nothing pulls here
        assert strain.max() < STRAIN_PERCENT, border
