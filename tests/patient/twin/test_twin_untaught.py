"""Nerves that an examination had no part in choosing: each counts as before it, whatever was found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from examined import HAMSTRING_LIKE, NERVE_LIKE, exam

from neuroglide.patient.twin import infer, nerves_of
from neuroglide.patient.twin.between import LEAST
from neuroglide.patient.twin.limits import Outlook, invert, values_at
from neuroglide.patient.twin.mechanics import SweepKey
from neuroglide.patient.twin.untaught import renewed, untaught

SLR = SweepKey("slr", None, "affected")


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


#: What of a draw is the person's and not the nerve's.
OF_PERSON = ("mechanosensitivity.healthy_threshold", "mechanosensitivity.range", "muscle.stretch_tolerance")


def test_the_nerves_of_two_plans_are_the_same_whatever_was_found():
    """Of one body and seed, one by one: every value of the nerve and every restriction."""
    n, found = 256, []
    for tests in (NERVE_LIKE, HAMSTRING_LIKE, NERVE_LIKE[:1]):
        one = exam(*tests)
        nerves = nerves_of(one, infer(one))
        found.append([({key: d.parameters[key] for key in d.parameters if key not in OF_PERSON}, d.own.restrictions)
                      for d in nerves.draws(n, 1)])
    assert found[0] == found[1] == found[2]
    mechanics = nerves.cloud.sample.outlook.mechanics
    for index, site in [(-1, None), *enumerate(mechanics.restriction_sites)]:
        held = sum([one.site.rpartition(".")[0] for one in restrictions] == ([] if site is None else [site])
                   for _, restrictions in found[0])
        # Even steps leave every restriction its share, to the ends of its runs.
        assert held == pytest.approx(n * mechanics.prior[mechanics.site == index].sum(), abs=3.0)


def level(outlook):
    """The strain at which each nerve stops a test."""
    return outlook.people.threshold + outlook.people.range * outlook.people.stop / 10.0


def ends(outlook, key):
    """Where it does."""
    return invert(outlook.mechanics.sweep(key).progress_deg, outlook.curves(key, "own"), level(outlook))


def test_people_with_other_nerves_end_a_test_where_they_did(cut):
    rows = np.flatnonzero(cut.people.choice("sensitised"))[::20]
    mine = Outlook(cut.outlook.mechanics, cut.people.take(rows))
    new = renewed(mine, [SLR], [], 1)
    assert (new.people.run == mine.people.run).all() and (new.people.partner != mine.people.partner).any()
    before, after = ends(mine, SLR), ends(new, SLR)
    inside = np.isfinite(before) & (before > 0.0) & np.isfinite(after)
    assert inside.sum() > 50
    assert np.median(np.abs(after[inside] - before[inside])) < 1e-6
    moved = Outlook(mine.mechanics, replace(mine.people, partner=new.people.partner, even=new.people.even))
    assert np.median(np.abs(ends(moved, SLR)[inside] - before[inside])) > 0.5  # degrees, had they kept their strains


def test_of_several_tests_the_middle_counts_and_a_stretched_leg_stretches_where_it_did(cut):
    rows = np.arange(0, len(cut.people), 40)
    mine = Outlook(cut.outlook.mechanics, cut.people.take(rows))
    slump, knee = SLR._replace(test="slump_knee_extension"), SweepKey("hamstring_90_90", None, "affected")
    new = renewed(mine, [SLR, slump], [knee, knee._replace(side="other")], 1)
    over, known = np.zeros(len(rows)), np.ones(len(rows), bool)
    for key in (SLR, slump):
        at, progress = ends(mine, key), mine.mechanics.sweep(key).progress_deg
        known &= np.isfinite(at) & (level(mine) > LEAST)  # ratios of less than a twentieth of a percent are not taken
        was, now = (np.maximum(values_at(progress, one.curves(key, "own"), np.where(known, at, 0.0)), LEAST)
                    for one in (mine, new))
        over += np.log(now / was)
    assert known.sum() > 50
    assert np.log(level(new) / level(mine))[known] == pytest.approx(over[known] / 2.0, abs=1e-9)
    progress = mine.mechanics.sweep(knee).progress_deg
    before, after = (invert(progress, one.curves(knee, "moment_nm"), one.people.tolerance("affected", False))
                     for one in (mine, new))
    inside = np.isfinite(before) & (before > 0.0) & np.isfinite(after)
    assert inside.sum() > 50 and np.median(np.abs(after[inside] - before[inside])) < 1e-6
