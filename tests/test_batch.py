"""Many people at once read the same as each alone."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.batch import simulate_many
from neuroglide.body import load_person
from neuroglide.errors import InputError
from neuroglide.movement import parse_movement
from neuroglide.parameters import ParameterSet, load_set
from neuroglide.simulation import simulate

MOVEMENT = parse_movement("id: short\nsteps: [{move: {slr_affected: 40}, seconds: 1}, {hold: 1}]")


def _people(count: int):
    rng = np.random.default_rng(3)
    return [
        load_person({
            "sex": "female", "age_years": 40, "height_m": round(float(rng.uniform(1.5, 1.9)), 2), "mass_kg": 70,
            "side": "rl"[i % 2], "restrictions": [{"site": "root.s1.r", "stiffness_n_per_mm": float(i % 3)}],
        })
        for i in range(count)
    ]


def test_each_person_of_a_batch_reads_as_alone():
    people = _people(67)  # more than one chunk
    seen = []
    batch = simulate_many(people, MOVEMENT, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(64, 67), (67, 67)]
    assert batch.ok.all()
    for index in (0, 1, 66):
        alone = simulate(people[index], MOVEMENT, draws=0)
        np.testing.assert_array_equal(alone.time_s, batch.time_s)
        for site, arrays in batch.sites.items():
            for quantity, values in arrays.items():
                np.testing.assert_array_equal(values[index], alone.sites[site][quantity])


def test_a_run_that_ends_early_does_not_touch_the_others():
    people = _people(2)
    p = load_set()  # no person file can ask for such a modulus: it is put past the check
    broken = ParameterSet(p.name, {r.key: r for r in p.records()}, {"nerve.modulus": 1e300})
    batch = simulate_many([people[0], people[0], people[1]], MOVEMENT, parameters=[p, broken, p])
    assert batch.ok.tolist() == [True, False, True]
    strain = batch.sites["sciatic.notch.r"]["strain_percent"]
    assert np.isfinite(strain[[0, 2]]).all() and np.isnan(strain[1]).any()


def test_no_people_is_an_error():
    with pytest.raises(InputError, match="no person"):
        simulate_many([], MOVEMENT)
