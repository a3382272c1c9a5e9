"""Nerves that an examination had no part in choosing: each counts as before it, whatever was found."""

from __future__ import annotations

import numpy as np
import pytest
from examined import HAMSTRING_LIKE, NERVE_LIKE, exam

from neuroglide.patient.twin import infer, nerves_of
from neuroglide.patient.twin.untaught import untaught


@pytest.fixture(scope="module")
def taught():
    return infer(exam(*NERVE_LIKE)).cloud.sample


@pytest.fixture(scope="module")
def cut(taught):
    return untaught(taught)


def test_each_nerve_counts_as_before_the_examination(taught, cut):
    prior = cut.outlook.mechanics.prior
    assert np.bincount(cut.people.run, cut.weight, len(prior)) == pytest.approx(prior, rel=1e-9)
    before = np.bincount(taught.people.run, taught.weight, len(prior))
    assert np.abs(before - prior).max() > 0.02  # what the findings had made of it


def test_within_a_nerve_the_findings_decide(taught, cut):
    """The same people, in the order of the runs, each with its share of the run."""
    order = np.argsort(taught.people.run, kind="stable")
    assert (np.diff(cut.people.run) >= 0).all()
    assert np.array_equal(cut.people.z, taught.people.z[order]) and np.array_equal(cut.people.run,
                                                                                   taught.people.run[order])
    run = int(np.bincount(taught.people.run, taught.weight).argmax())
    mine, now = taught.weight[order][cut.people.run == run], cut.weight[cut.people.run == run]
    assert now / now.sum() == pytest.approx(mine / mine.sum(), rel=1e-9)


def test_a_nerve_without_anybody_is_lost_and_the_weights_still_add_up(taught):
    lost = taught.people.run == 3
    weight = np.where(lost, 0.0, taught.weight)
    found = untaught(type(taught)(**{**vars(taught), "weight": weight / weight.sum()}))
    assert found.weight.sum() == pytest.approx(1.0) and found.weight[found.people.run == 3].sum() == 0.0


def test_the_nerves_of_two_plans_are_the_same_whatever_was_found():
    """Of one body: even steps leave every restriction its share among the draws, to the ends of its runs."""
    for tests in (NERVE_LIKE, HAMSTRING_LIKE, NERVE_LIKE[:1]):
        one, n = exam(*tests), 256
        nerves = nerves_of(one, infer(one))
        mechanics = nerves.cloud.sample.outlook.mechanics
        sites = [[held.site.rpartition(".")[0] for held in draw.own.restrictions] for draw in nerves.draws(n, 1)]
        for index, site in [(-1, None), *enumerate(mechanics.restriction_sites)]:
            found = sum(not held if site is None else held == [site] for held in sites)
            assert found == pytest.approx(n * mechanics.prior[mechanics.site == index].sum(), abs=3.0)
