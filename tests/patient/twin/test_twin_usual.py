"""The nerves that a plan is made on: with a worse test every single one hurts sooner, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest
from examined import HAMSTRING_LIKE, NERVE_LIKE, exam, test_of

from neuroglide.patient.twin import infer, nerves_of
from neuroglide.patient.twin.ended import Shift, sensitivities
from neuroglide.patient.twin.findings import read_findings
from neuroglide.patient.twin.limits import Outlook, invert
from neuroglide.patient.twin.mechanics import SweepKey
from neuroglide.patient.twin.usual import usual_of

SLR = SweepKey("slr", None, "affected")
N, RANGE = 60, "mechanosensitivity.range"


def with_slr(angle, intensity=6):
    return exam({**NERVE_LIKE[0], "angle_deg": angle, "intensity": intensity}, NERVE_LIKE[1], NERVE_LIKE[3])


def hurts(twin, n=N):
    """Threshold of the affected limb's sensitised site (nan where there is none) and the strain from there to 10, (2,
    n); and all else of each draw."""
    draws = twin.draws(n, 1)
    found = np.array([[next((one.threshold for one in d.own.sensitised if one.site.endswith(f".{twin.side}")), np.nan),
                       d.parameters[RANGE]] for d in draws]).T
    rest = [({key: d.parameters[key] for key in d.parameters if key != RANGE}, d.own.restrictions,
             tuple(one.site for one in d.own.sensitised),
             d.hamstring_tolerance_nm, d.joint_limit_deg, d.symptom_at_stop) for d in draws]
    return found, rest


@pytest.fixture(scope="module")
def nerves():
    """The nerves of one person with a leg raise of 60, 45 and 30 degrees, and of one who hurts more at 45."""
    found = {}
    for name, one in {"60": with_slr(60), "45": with_slr(45), "30": with_slr(30), "45, 8": with_slr(45, 8),
                      "45, 4": with_slr(45, 4)}.items():
        found[name] = hurts(nerves_of(one, infer(one)))
    return found


@pytest.mark.parametrize(("worse", "milder"), [("30", "45"), ("45", "60"), ("45, 8", "45, 4")])
def test_a_worse_test_makes_every_nerve_hurt_sooner_and_changes_nothing_else(nerves, worse, milder):
    less, more = nerves[worse], nerves[milder]
    assert less[1] == more[1]
    known = ~np.isnan(less[0][0])
    assert known.sum() > N / 2 and np.array_equal(known, ~np.isnan(more[0][0]))
    assert (less[0][:, known] <= more[0][:, known]).all() and (less[0][1] <= more[0][1]).all()
    assert (less[0][:, known] < more[0][:, known]).any()


def test_only_the_tests_that_brought_the_own_symptom_are_moved():
    usual, shifts = usual_of(exam(*NERVE_LIKE))
    assert [(s.key, s.degrees, s.intensity) for s in shifts] == [
        (SLR, -10.0, 1.0), (SLR._replace(test="slump_knee_extension"), -15.0, 0.0)]
    assert [t.angle_deg for t in usual.tests] == [45.0, 75, 40.0, 25]
    assert usual.tests[0].intensity == 5.0 and usual.tests[0].sensitisers == exam(*NERVE_LIKE).tests[0].sensitisers
    assert usual_of(with_slr(70, 2))[0] == usual_of(with_slr(20))[0]


def test_of_measurements_of_one_test_each_own_symptom_counts_and_none_contradicts_another():
    twice = exam(NERVE_LIKE[0], {**NERVE_LIKE[0], "angle_deg": 70}, NERVE_LIKE[2])
    usual, shifts = usual_of(twice)
    assert read_findings(twice).conflicts and not read_findings(usual).conflicts
    assert usual == usual_of(exam(NERVE_LIKE[0], NERVE_LIKE[2]))[0]  # one measurement more is no finding more
    assert [s.degrees for s in shifts] == [-10.0, 25.0, -15.0]
    other = exam({**NERVE_LIKE[0], "angle_deg": 60}, test_of("slr", "r", 64, stopped_by="stretch", symptom="other"))
    assert not read_findings(other).conflicts and not read_findings(usual_of(other)[0]).conflicts
    assert [s.degrees for s in usual_of(other)[1]] == [15.0]


def test_an_own_symptom_without_an_angle_counts_by_its_strength_and_a_crossed_raise_stays():
    slump = test_of("slump", "r", stopped_by="symptom", symptom="reproduced", intensity=8)
    crossed = test_of("crossed_slr", "l", 50, stopped_by="symptom", symptom="reproduced", intensity=7)
    usual, shifts = usual_of(exam(slump, crossed))
    assert shifts == (Shift(SLR._replace(test="slump"), 0.0, 3.0),)
    assert [(t.angle_deg, t.intensity) for t in usual.tests] == [(None, 5.0), (50, 7)]


def test_without_an_own_symptom_the_nerves_are_the_twins():
    one = exam(*HAMSTRING_LIKE)
    twin = infer(one)
    assert nerves_of(one, twin) is twin


@pytest.fixture(scope="module")
def outlook():
    """Some people of a twin at the usual angles."""
    usual, _ = usual_of(exam(*NERVE_LIKE))
    found = infer(usual).cloud.sample
    return Outlook(found.outlook.mechanics, found.people.take(np.argsort(-found.weight)[:200]))


def test_where_a_test_ended_as_usual_a_nerve_is_as_it_was(outlook):
    for found in (*sensitivities(outlook, [Shift(SLR, 0.0, 0.0)]), *sensitivities(outlook, [])):
        assert found == pytest.approx(1.0, rel=1e-12)


def test_each_nerve_ends_the_test_as_much_earlier_as_the_person_did(outlook):
    degrees = -12.0
    people, progress = outlook.people, outlook.mechanics.sweep(SLR).progress_deg
    stops, curves = people.threshold + people.range * people.stop / 10.0, outlook.curves(SLR, "own")
    before = invert(progress, curves, stops)
    after = invert(progress, curves, stops * sensitivities(outlook, [Shift(SLR, degrees, 0.0)])[0])
    inside = np.isfinite(before) & (before > progress[0]) & (before + degrees > 0.0)
    assert inside.sum() > 50
    # Where the strain stands still for some degrees, the first of them is found: sooner is what is promised.
    assert np.median(np.abs(after - before - degrees)[inside]) < 1e-6
    assert (after[inside] <= before[inside] + degrees + 1e-6).all()


def test_none_is_less_sensitive_than_at_the_usual_angles(outlook):
    assert (sensitivities(outlook, [Shift(SLR, 15.0, -2.0)])[0] == 1.0).all()


def test_a_stronger_symptom_at_the_same_angle_is_met_there(outlook):
    people = outlook.people
    more = sensitivities(outlook, [Shift(SLR, 0.0, 2.0)])[0]
    met = (people.stop > 1.0) & (people.stop < 7.0) & (more < 1.0)
    strain = people.threshold + people.range * people.stop / 10.0
    felt = 10.0 * (strain / more - people.threshold) / people.range
    assert met.sum() > 50 and felt[met] == pytest.approx(people.stop[met] + 2.0)


def test_of_two_tests_the_one_that_hurt_sooner_counts(outlook):
    slump = SLR._replace(test="slump_knee_extension")
    one, two = Shift(SLR, -10.0, 0.0), Shift(slump, -20.0, 0.0)
    both = sensitivities(outlook, [one, two])[0]
    assert both == pytest.approx(np.minimum(sensitivities(outlook, [one])[0], sensitivities(outlook, [two])[0]))


def test_a_raise_of_the_other_leg_makes_that_leg_sensitive(outlook):
    plain = sensitivities(outlook, [Shift(SLR._replace(side="other"), -20.0, 0.0)])
    assert (plain[0] == 1.0).all() and (plain[1] < 1.0).any()


def test_what_hurts_at_once_is_not_without_a_threshold(outlook):
    assert sensitivities(outlook, [Shift(SLR, -100.0, 9.0)])[0].min() > 0.0
