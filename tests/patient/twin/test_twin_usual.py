"""The nerves that a plan is made on: with a worse number every single one hurts sooner, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest
from examined import HAMSTRING_LIKE, NERVE_LIKE, exam, test_of

from neuroglide.patient.twin import infer, nerves_of
from neuroglide.patient.twin.cloud import EACH
from neuroglide.patient.twin.ended import Shift, sensitivities, tightness
from neuroglide.patient.twin.findings import read_findings
from neuroglide.patient.twin.limits import Outlook, invert
from neuroglide.patient.twin.mechanics import SweepKey
from neuroglide.patient.twin.usual import usual_of

SLR = SweepKey("slr", None, "affected")
N, RANGE = 60, "mechanosensitivity.range"


def with_slr(angle, intensity=6, change=-9, other=75):
    return exam({**NERVE_LIKE[0], "angle_deg": angle, "intensity": intensity, "sensitisers": {
        "dorsiflexion": {"angle_change_deg": change, "symptom": "worse"}, "neck_flexion": {"symptom": "worse"}}},
        {**NERVE_LIKE[1], "angle_deg": other}, NERVE_LIKE[3])


def hurts(twin, n=N):
    """Threshold of the affected limb's sensitised site (nan where there is none) and the strain from there to 10, (2,
    8 n), of all who may have each nerve; and all else of each draw."""
    draws = twin.draws(n, 1)
    found = np.array([[next((one.threshold for one in who.sensitised if one.site.endswith(f".{twin.side}")), np.nan),
                       who.span] for d in draws for who in d.felt]).T
    rest = [({key: d.parameters[key] for key in d.parameters if key != RANGE}, d.own.restrictions,
             [([one.site for one in who.sensitised], who.healthy, who.tolerance_nm) for who in d.felt],
             d.hamstring_tolerance_nm, d.joint_limit_deg, d.symptom_at_stop) for d in draws]
    return found, rest


@pytest.fixture(scope="module")
def nerves():
    """The nerves of one person with a leg raise of 60, 45 and 30 degrees, and of one who hurts more at 45."""
    found = {}
    for name, one in {"60": with_slr(60), "45": with_slr(45), "30": with_slr(30), "45, 8": with_slr(45, 8),
                      "45, 4": with_slr(45, 4), "45, ankle": with_slr(45, 6, -18),
                      "45, other": with_slr(45, 6, -9, 60)}.items():
        found[name] = hurts(nerves_of(one, infer(one)))
    return found


@pytest.mark.parametrize(("worse", "milder"), [("30", "45"), ("45", "60"), ("45, 8", "45, 4"),
                                                ("45, ankle", "45")])
def test_a_worse_test_makes_every_nerve_hurt_sooner_and_changes_nothing_else(nerves, worse, milder):
    less, more = nerves[worse], nerves[milder]
    assert less[1] == more[1]
    known = ~np.isnan(less[0][0])
    assert known.sum() > EACH * N / 2 and np.array_equal(known, ~np.isnan(more[0][0]))
    assert (less[0][:, known] <= more[0][:, known]).all() and (less[0][1] <= more[0][1]).all()
    assert (less[0][:, known] < more[0][:, known]).any(axis=1).all()


def test_a_tighter_other_leg_changes_nothing(nerves):
    assert nerves["45, other"][1] == nerves["45"][1]
    assert np.array_equal(nerves["45, other"][0], nerves["45"][0], equal_nan=True)


def test_no_number_of_a_test_is_left_and_each_shift_says_how_far_it_was():
    usual, shifts = usual_of(exam(*NERVE_LIKE))
    slump = SLR._replace(test="slump_knee_extension")
    # 35 degrees for 45 and 6 of 10 for 5; the ankle took 9 more, where 8 is usual; what gives range back is no shift.
    assert [(s.key, s.degrees, s.intensity, s.of) for s in shifts] == [
        (SLR, -10.0, 1.0, "nerve"), (SLR._replace(sensitiser="dorsiflexion"), -11.0, 0.0, "nerve"),
        (slump, -15.0, 0.0, "nerve")]  # what stretched the other leg is no shift
    assert [t.angle_deg for t in usual.tests] == [45.0, 65.0, 40.0, 30.0] and usual.tests[0].intensity == 5.0
    changes = [{name: s.angle_change_deg for name, s in t.sensitisers.items()} for t in usual.tests]
    assert changes == [{"dorsiflexion": -8.0, "neck_flexion": None}, {}, {"neck_extension": -10.0}, {}]
    words = [{name: s.symptom for name, s in t.sensitisers.items()} for t in exam(*NERVE_LIKE).tests]
    assert words == [{name: s.symptom for name, s in t.sensitisers.items()} for t in usual.tests]


def numbers(angle, change, other, crossed, felt):
    changes = {"dorsiflexion": {"angle_change_deg": change}, "neck_flexion": {"angle_change_deg": -1}}
    return exam({**with_slr(angle, felt).plain["tests"][0], "sensitisers": changes},
                test_of("slr", "l", other, stopped_by="stretch", symptom="other"),
                test_of("crossed_slr", "l", crossed, stopped_by="symptom", symptom="reproduced", intensity=felt),
                test_of("hamstring_90_90", "r", 90 - other, stopped_by="symptom", symptom="other", intensity=felt),
                test_of("slump", "r", 90 - angle, stopped_by="other", symptom="none"))


def test_examinations_that_differ_in_numbers_only_have_the_same_usual_one():
    one, other = numbers(70, -4, 75, 60, 3), numbers(20, -16, 50, 35, 9)
    assert usual_of(one)[0] == usual_of(other)[0] != one
    assert usual_of(one)[0].tests[1].angle_deg == usual_of(one)[0].tests[2].angle_deg  # one raise, noted twice
    assert usual_of(one)[0].tests[4].angle_deg is None  # how far it went that nothing modelled stopped
    assert usual_of(one)[0].tests[0].sensitisers["neck_flexion"].angle_change_deg == 0.0  # under two degrees
    for less, more in zip(usual_of(other)[1], usual_of(one)[1], strict=True):
        assert (less.key, less.of) == (more.key, more.of)
        assert less.degrees < more.degrees and less.intensity >= more.intensity


def test_of_measurements_of_one_test_each_own_symptom_counts_and_none_contradicts_another():
    twice = exam(NERVE_LIKE[0], {**NERVE_LIKE[0], "angle_deg": 70, "sensitisers": {}}, NERVE_LIKE[2])
    usual, shifts = usual_of(twice)
    assert read_findings(twice).conflicts and not read_findings(usual).conflicts
    assert usual == usual_of(exam(NERVE_LIKE[0], NERVE_LIKE[2]))[0]  # one measurement more is no finding more
    assert [s.degrees for s in shifts if s.key.sensitiser is None] == [-10.0, 25.0, -15.0]
    other = exam({**NERVE_LIKE[0], "angle_deg": 60}, test_of("slr", "r", 64, stopped_by="stretch", symptom="other"))
    assert not read_findings(other).conflicts and not read_findings(usual_of(other)[0]).conflicts
    # Both stand at the usual angle of an own symptom, 45 degrees, and both distances are from there.
    assert [(s.degrees, s.of) for s in usual_of(other)[1] if s.key.sensitiser is None] == [
        (15.0, "nerve"), (19.0, "muscle")]


def test_the_order_of_two_measurements_changes_nothing():
    plain = {**NERVE_LIKE[0], "angle_deg": 40, "sensitisers": {}, "place": "buttock"}
    one, other = exam(NERVE_LIKE[0], plain), exam(plain, NERVE_LIKE[0])
    assert usual_of(one)[0].tests == usual_of(other)[0].tests
    assert set(usual_of(one)[1]) == set(usual_of(other)[1])


def test_a_word_says_what_a_sensitiser_did_and_without_one_its_angle():
    def change(angle, word):
        effect = {"angle_change_deg": angle} | ({} if word is None else {"symptom": word})
        usual = usual_of(exam({**NERVE_LIKE[0], "sensitisers": {"dorsiflexion": effect}}))[0]
        return usual.tests[0].sensitisers["dorsiflexion"].angle_change_deg

    assert {change(angle, "worse") for angle in (-16, -3, -1, 0, 4)} == {-8.0}
    assert {change(angle, "same") for angle in (-16, 0)} == {0.0} and change(-3, "better") == 8.0
    # An exception to the law: with no word, that there was a change is a finding, made by its angle.
    assert [change(angle, None) for angle in (-16, -3, -1, 3)] == [-8.0, -8.0, 0.0, 8.0]


def test_a_slump_told_by_its_stages_is_the_patients_own_and_a_pain_not_described_is_no_stretch():
    staged = test_of("slump", "r", 60, stages={"knee_extension": "leg", "neck_release": "better"})
    assert [(s.degrees, s.of) for s in usual_of(exam(staged))[1]] == [(-15.0, "nerve")]
    assert usual_of(exam(test_of("slr", "r", 40, stopped_by="symptom")))[1] == ()
    assert [s.of for s in usual_of(exam(test_of("slr", "r", 40, stopped_by="stretch")))[1]] == ["muscle"]


def test_an_own_symptom_without_an_angle_counts_by_its_strength():
    slump = test_of("slump", "r", stopped_by="symptom", symptom="reproduced", intensity=8)
    usual, shifts = usual_of(exam(slump))
    assert shifts == (Shift(SLR._replace(test="slump"), 0.0, 3.0),)
    assert [(t.angle_deg, t.intensity) for t in usual.tests] == [(None, 5.0)]


def test_a_leg_that_stretches_sooner_bears_less_in_every_nerve_and_nothing_else_changes():
    """Where no test brought the own symptom too."""
    found = []
    for angle in (62, 40):
        one = exam({**HAMSTRING_LIKE[0], "angle_deg": angle}, *HAMSTRING_LIKE[1:])
        found.append(nerves_of(one, infer(one)).draws(N, 1))
    bears = np.array([[who.tolerance_nm for d in draws for who in d.felt] for draws in found])
    assert (bears[1] <= bears[0]).all() and (bears[1] < 0.8 * bears[0]).any()
    key = "muscle.stretch_tolerance"
    for less, more in zip(found[1], found[0], strict=True):
        assert less.own == more.own and less.joint_limit_deg == more.joint_limit_deg
        assert all(less.parameters[name] == more.parameters[name] for name in more.parameters if name != key)


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


def test_a_leg_stretches_as_much_sooner_as_the_persons_did(outlook):
    key, degrees = SweepKey("hamstring_90_90", None, "affected"), -20.0
    progress, curves = outlook.mechanics.sweep(key).progress_deg, outlook.curves(key, "moment_nm")
    bears = outlook.people.tolerance("affected", False)
    before = invert(progress, curves, bears)
    less = tightness(outlook, [Shift(key, degrees, 0.0, "muscle")])
    after = invert(progress, curves, bears * less)
    inside = np.isfinite(before) & (before + degrees > 0.0) & (less < 1.0)
    assert inside.sum() > 50
    assert np.median(np.abs(after - before - degrees)[inside]) < 1e-6
    assert (tightness(outlook, [Shift(key, -degrees, 0.0, "muscle"), Shift(SLR, degrees, 0.0)]) == 1.0).all()


def test_what_hurts_at_once_is_not_without_a_threshold(outlook):
    assert sensitivities(outlook, [Shift(SLR, -100.0, 9.0)])[0].min() > 0.0
