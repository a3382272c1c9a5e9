"""The inference as statistics: fewer or worse findings never say more, restrictions are found, the parts are right."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from examined import HAMSTRING_LIKE, NERVE_LIKE, exam

from neuroglide.body import load_person
from neuroglide.parameters import load_posterior, load_set
from neuroglide.patient.examination import load_examination
from neuroglide.patient.twin import ask, check, infer, likelihood, nerves_of
from neuroglide.patient.twin.findings import error_deg, read_findings
from neuroglide.patient.twin.infer import body_of
from neuroglide.patient.twin.learned import learned_of, restriction_of
from neuroglide.patient.twin.likelihood import below
from neuroglide.patient.twin.limits import invert, values_at
from neuroglide.patient.twin.mechanics import mechanics_of
from neuroglide.patient.twin.model import LIMITERS
from neuroglide.patient.twin.particles import prior_odds
from neuroglide.patient.twin.posterior import (
    effective,
    equal_draws,
    first_pass,
    normalised,
    power_for,
    sample,
    truncated,
)

PEOPLE, FEW = 14, 8


@pytest.fixture(scope="module")
def world():
    """Nerves of the inference, its first pass, people it does not know, and their examinations."""
    mechanics = mechanics_of(body_of(load_person(None)), "leg")
    prior = prior_odds(mechanics, both=False)
    truth = check.true_people(mechanics.person, prior, PEOPLE, 5)
    found = SimpleNamespace(prior=prior, truth=truth, outlook=first_pass(mechanics, prior, 1),
                            exams=check.examined(truth, 5))
    found.whole = [_inferred(found, one) for one in found.exams]
    return found


def _inferred(world, one):
    return sample(world.outlook, world.prior, read_findings(one), check.ABOUT, 1)


def _log_spread(found) -> float:
    learned = learned_of(found)
    keys = ("hamstring_tolerance", "hamstring_tolerance_other", "stop_intensity", "healthy_threshold")
    return float(np.mean([np.log(learned[key].spread_over_prior) for key in keys]))


def test_no_true_nerve_is_among_those_of_the_inference_and_their_spread_is_alike():
    posterior = load_posterior()
    draws = np.array(posterior.draws)
    found = check.nerves_between(posterior, np.random.default_rng(1), 2000)
    for key in ("nerve.modulus", "hold.thigh.stiffness", "body.pelvic_rhythm.reference_share"):
        held, new = draws[:, posterior.keys.index(key)], np.array([p[key] for p in found])
        assert not set(held) & set(new)
        assert np.log(new).mean() == pytest.approx(np.log(held).mean(), abs=0.1 * np.log(held).std())
        assert np.log(new).std() == pytest.approx(np.log(held).std(), rel=0.1)


def test_dropping_findings_widens_on_average(world):
    whole = np.array([_log_spread(one) for one in world.whole])
    fewer = np.array([
        _log_spread(_inferred(world, SimpleNamespace(**{**vars(one), "tests": one.tests[:1]}))) for one in world.exams])
    none = np.array([_log_spread(_inferred(world, SimpleNamespace(**{**vars(one), "tests": ()})))
                     for one in world.exams])
    assert whole.mean() < fewer.mean() < none.mean() == pytest.approx(0.0, abs=0.01)


def test_a_worse_instrument_widens(world):
    by_eye = []
    for one in world.exams:
        tests = tuple(replace(t, device="visual", rater="different") for t in one.tests)
        by_eye.append(_log_spread(_inferred(world, SimpleNamespace(**{**vars(one), "tests": tests}))))
    assert np.mean([_log_spread(one) for one in world.whole]) < np.mean(by_eye)


def test_a_stiff_restriction_is_found_more_often_than_a_free_nerve_is_called_restricted(world):
    probability = {}
    for site, stiffness in ((-1, 0.0), (2, 30.0)):
        people = world.truth.people.take(np.arange(FEW))
        people.yes[:, 0] = True  # a nerve that is silent says nothing of where it is held
        people.site[:] = 1
        people.z[:, 0] = -1.0
        outlook = check.outlook_of(load_person(None), world.truth.mechanics.sets[:FEW], np.full(FEW, site),
                                   np.full(FEW, stiffness), people)
        probability[site] = np.mean([restriction_of(_inferred(world, one))[1] for one in check.examined(outlook, 6)])
    assert probability[2] > probability[-1]


@pytest.mark.parametrize(("test", "limiter"), [(NERVE_LIKE[0], "nerve"), (HAMSTRING_LIKE[0], "hamstring")])
def test_words_that_may_be_anything_leave_the_answer_more_open(test, limiter, monkeypatch):
    otherwise = 1.0 - infer(exam(test)).limiter[limiter]
    monkeypatch.setattr(likelihood, "value", lambda key: _VAGUE.get(key, load_set().record(key).value))
    assert 1.0 - infer(exam(test)).limiter[limiter] > 1.3 * otherwise


_VAGUE = {"twin.word.misreport": 1.0} | {
    f"twin.stopped.{by}.{word}": 1 / 3 for by in ("nerve", "hamstring", "joint") for word in ("symptom", "stretch")} | {
    f"twin.symptom.{case}.{word}": 1 / 3 for case in ("sensitised", "healthy", "hamstring", "joint")
    for word in ("reproduced", "other")}


def test_the_error_of_an_angle_is_the_published_change_over_its_factor():
    assert error_deg("phone", "same") == pytest.approx(3.3 / 2.77, abs=0.02)
    assert error_deg("phone", "different") == pytest.approx(10.2 / 2.77, abs=0.03)
    assert error_deg("inclinometer", None) == error_deg("inclinometer", "different") > error_deg("inclinometer", "same")


def test_what_was_measured_with_is_not_said_counts_as_the_least_exact():
    assert error_deg(None, "same") == max(error_deg(one, "same") for one in ("goniometer", "phone", "visual"))
    assert error_deg(None, None) == error_deg("visual", "different") > error_deg("visual", "same")


def test_a_stop_by_a_symptom_is_less_certain_than_by_stretch():
    first = HAMSTRING_LIKE[0]
    stretch = read_findings(exam(first)).used[0]
    symptom = read_findings(exam({**first, "stopped_by": "symptom"})).used[0]
    assert (stretch.kind, symptom.kind) == ("angle", "angle")
    assert symptom.sd == pytest.approx(1.3 * stretch.sd)


def test_a_knee_that_is_left_bent_is_less_progress():
    bent = exam({"test": "slump_knee_extension", "side": "r", "angle_deg": 40, "stopped_by": "stretch",
                 "sensitisers": {"neck_extension": {"angle_change_deg": -12}}})
    angle, released = read_findings(bent).used[0], read_findings(bent).used[-1]
    assert angle.value == 50.0
    assert released.value == 62.0


def test_curves_are_read_and_inverted():
    progress = np.array([0.0, 10.0, 30.0])
    curves = np.array([[0.0, 1.0, 2.0], [3.0, 3.0, 4.0]])
    rows = curves[[0, 0, 0, 1, 1]]
    assert invert(progress, rows, np.array([0.2, 1.25, 9.0, 2.0, 3.5])) == pytest.approx([2, 15, np.inf, 0, 20])
    assert values_at(progress, rows[:3], np.array([5.0, 20.0, 99.0])) == pytest.approx([0.5, 1.5, 2.0])


def test_information_is_that_of_a_coin_and_nothing_for_what_is_unrelated():
    rng = np.random.default_rng(3)
    coin = rng.integers(2, size=6000)
    assert ask.information(coin, coin, rng) == pytest.approx(1.0, abs=0.01)
    assert ask.information(rng.integers(600, size=6000), coin, rng) == pytest.approx(0.0, abs=0.01)


def test_power_is_the_largest_that_leaves_enough_draws():
    base, found = np.zeros(1000), np.concatenate([[50.0], np.zeros(999)])
    power = power_for(base, found, 100.0)
    assert 0.0 < power < 1.0
    assert effective(truncated(base + power * found)) == pytest.approx(100.0, rel=0.01)
    assert power_for(base, np.zeros(1000), 100.0) == 1.0


@pytest.mark.parametrize("name", ["slump-positive", "both-legs"])
def test_a_plans_people_need_no_weighing_down(name):
    """With the fewer nerves of these tests hardly any: with passes no more than for an answer it was 0.77."""
    one = load_examination(name)
    assert nerves_of(one, infer(one)).weighed > 0.9


def test_a_finding_left_out_leaves_nobody_to_stand_for_a_crowd():
    """Who is cut because all findings fit is not the one who is cut when one of them is left out."""
    sample = infer(exam(*NERVE_LIKE)).cloud.sample
    for i in range(len(sample.findings)):
        found, n = sample.without(i), len(sample.weight)
        plain = normalised(sample.uncut - sample.apart[i])
        kept = np.minimum(plain, n**-0.5)
        assert found == pytest.approx(kept / kept.sum())
    assert sample.cut_off == pytest.approx(1.0 - np.minimum(normalised(sample.uncut), n**-0.5).sum())


def test_nobody_stands_for_a_crowd():
    """Of 10,000 people one weighs as much as half of them: a hundredth is what is left, and the others keep theirs."""
    weight = np.concatenate([[5000.0], np.ones(9999)])
    found = truncated(np.log(weight))
    assert found.sum() == pytest.approx(1.0) and found[0] == pytest.approx(0.01 / (0.01 + 9999 / 14999), rel=1e-9)
    assert np.ptp(found[1:]) == 0.0 and effective(normalised(np.log(weight))) < 10 < 3000 < effective(found)
    assert truncated(np.zeros(100)) == pytest.approx(0.01)


@pytest.mark.parametrize("name", ["denervation-l5", "slump-positive"])
def test_what_limits_does_not_hang_on_the_seed(name):
    """Findings that few people meet: with four passes fewer and no cut they were weighed down, to a power of 0.5 to
    0.97, and the nerve of denervation-l5 came to 0.59 with one seed and 0.73 with the next."""
    one = load_examination(name)
    found = [infer(one, seed=seed) for seed in (1, 2, 3)]
    assert all(twin.weighed == 1.0 for twin in found)
    for limiter in LIMITERS:
        assert np.ptp([twin.limiter[limiter] for twin in found]) < 0.08


def test_equal_draws_follow_the_weights():
    rows = equal_draws(np.array([0.5, 0.0, 0.25, 0.25]), 400, 1)
    assert np.bincount(rows, minlength=4).tolist() == [200, 0, 100, 100]


def test_the_normal_curve_is_near_enough():
    from math import erf

    z = np.linspace(-6, 6, 241)
    assert np.abs(below(z) - [0.5 * (1 + erf(one / 2**0.5)) for one in z]).max() < 2e-4


def test_the_check_scores_a_twin_that_knows_above_one_that_does_not():
    truth = np.array([0, 1, 0, 1] * 10)
    judged = [check.Judged(int(t), np.eye(4)[t] * 0.97 + 0.01, {"a": i % 10 > 0}, {"a": 0.5}, {"a": True},
                           "positive", 900.0, 1.0, 0.0, {"b": (0.9, i % 10 > 0)})
              for i, t in enumerate(truth)]
    found = check.summary(judged, np.full(4, 0.25), 1)
    assert found["parameters"]["a"]["coverage_percent"] == 90.0
    assert found["scores"]["twin"]["bits"] < found["scores"]["rule"]["bits"] < found["scores"]["prior"]["bits"] == 2.0
    assert found["reliability"][-1]["found"] == 1.0
    assert found["yes"]["b"]["reliability"] == [{"from": 0.9, "to": 1.0, "count": 40, "said": 0.9, "found": 0.9}]
    assert found["yes"]["b"]["gain_bits"] == pytest.approx(0.0, abs=1e-9)
