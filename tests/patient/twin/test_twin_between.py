"""A nerve between two computed ones, its curves mixed as its parameters: held against that nerve computed."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.body import load_person
from neuroglide.parameters import load_posterior, load_set
from neuroglide.patient.twin.between import LEAST
from neuroglide.patient.twin.infer import body_of
from neuroglide.patient.twin.mechanics import Mechanics, SweepKey, mechanics_of, one_restriction_each

MIXED = 12


@pytest.mark.parametrize("key", [SweepKey("slr", None, "affected"), SweepKey("slump_knee_extension", None, "affected")])
def test_mixed_curves_are_those_of_the_mixed_nerve(key):
    mechanics = mechanics_of(body_of(load_person(None)), "leg")
    run, partner = np.arange(MIXED), np.arange(MIXED)[::-1] + MIXED
    sets = [load_set().with_values({
        name: mechanics.of_nerves(np.array([p[name] for p in mechanics.sets]), run, partner)[i]
        for name in load_posterior().keys}) for i in range(MIXED)]
    true = Mechanics(mechanics.person, "leg", sets, site=np.full(MIXED, -1), stiffness=np.zeros(MIXED),
                     free=np.arange(MIXED)).sweep(key).own
    for site in range(len(mechanics.sites)):
        told = mechanics.curves(key, "own", run, partner, np.full(MIXED, site))
        assert (np.diff(told, axis=1) >= 0.0).all()
        felt = true[:, site] > 0.5  # percent: less strain hurts nobody
        if felt.any():
            alone = [mechanics.sweep(key).own[one, site][felt] for one in (run, partner)]
            error, *apart = (float((np.log(np.maximum(one, LEAST) / true[:, site][felt]) ** 2).mean() ** 0.5)
                             for one in (told[felt], *alone))
            # Nearer than either draw by itself, which is what a person's nerve would be taken for without mixing.
            assert error < min(apart), mechanics.sites[site]


def test_mixing_keeps_mean_and_spread_of_the_draws():
    mechanics = mechanics_of(body_of(load_person(None)), "leg")
    rng, count = np.random.default_rng(1), mechanics.n_partners
    values = np.array([p["nerve.modulus"] for p in mechanics.sets])
    mixed = np.log(mechanics.of_nerves(values, rng.integers(count, size=20000), rng.integers(count, size=20000)))
    held = np.log(values[:count])
    assert mixed.mean() == pytest.approx(held.mean(), abs=0.03 * held.std())
    assert mixed.std() == pytest.approx(held.std(), rel=0.03)


def test_every_site_has_the_range_of_stiffnesses_filled_evenly():
    place, stiffness = one_restriction_each(50, ("a", "b", "c", "d", "e"))
    for site in range(5):
        steps = np.diff(np.sort(np.log(stiffness[place == site])))
        assert len(steps) == 9 and np.ptp(steps) == pytest.approx(0.0, abs=1e-9)
