"""What the twin says of examinations whose answer is plain, sparse, or contradictory."""

from __future__ import annotations

import json
import math
import re

import pytest
from examined import HAMSTRING_LIKE, NERVE_LIKE, exam, test_of

from neuroglide.patient.twin import ask, infer, mechanics, next_test
from neuroglide.patient.twin.model import LIMITERS


@pytest.fixture(scope="module")
def nerve():
    return infer(exam(*NERVE_LIKE))


@pytest.fixture(scope="module")
def hamstring():
    return infer(exam(*HAMSTRING_LIKE))


@pytest.fixture(scope="module")
def nothing():
    return infer(exam())


def test_a_nerve_like_examination_is_the_nerves(nerve):
    assert nerve.limiter["nerve"] > 0.8
    assert not nerve.undetermined
    assert nerve.sensitisation["probability"] > 0.9


def test_a_hamstring_like_examination_is_the_hamstrings(hamstring, nothing):
    assert hamstring.limiter["hamstring"] > 0.8
    assert hamstring.sensitisation["probability"] < nothing.sensitisation["probability"]
    tolerance = hamstring.parameters["hamstring_tolerance"]
    assert tolerance.learned
    assert tolerance.posterior.high < tolerance.prior.high


def test_a_symptom_that_the_neck_makes_worse_speaks_for_the_nerve_and_one_it_leaves_alone_against():
    def limited(word):
        return infer(exam(test_of("slr", "r", 50, sensitisers={"neck_flexion": {"symptom": word}}))).limiter["nerve"]

    assert limited("worse") > limited("same") + 0.1
    assert limited("worse") > limited("better")


def test_a_reproduced_symptom_that_nothing_changes_is_not_the_nerves(nerve):
    """Structural differentiation decides: ankle and neck move the nerve and not what else could hurt."""
    same = {"angle_change_deg": 0, "symptom": "same"}
    tests = [{**one, "sensitisers": dict.fromkeys(one["sensitisers"], same)} if "sensitisers" in one else one
             for one in NERVE_LIKE]
    negative = infer(exam(*tests))
    assert negative.limiter["nerve"] < 0.3 < 0.8 < nerve.limiter["nerve"]
    assert negative.referred_probability > 0.6 > nerve.referred_probability
    assert any("another tissue" in text for text in negative.cannot_tell)


def test_an_answer_that_hangs_on_one_finding_says_so():
    one = infer(exam(test_of("slr", "r", stopped_by="stretch")))
    two = infer(exam(*HAMSTRING_LIKE))
    assert one.undetermined or "hangs on a single finding" in one.sentences["limiter"]
    assert not two.undetermined and "hangs on" not in two.sentences["limiter"]


def test_a_test_that_would_tell_too_little_is_not_proposed(nerve, monkeypatch):
    monkeypatch.setattr(ask, "information", lambda *_: 0.05)
    little = infer(exam(*NERVE_LIKE))
    assert little.next_test is None
    assert little.sentences["next_test"].startswith("No single test of those not done would tell more than 0.05 bits")
    monkeypatch.setattr(ask, "information", lambda *_: 0.15)
    assert infer(exam(*NERVE_LIKE)).next_test.expected_gain_bits == 0.15


def test_without_angles_the_answer_is_the_prior(nothing):
    assert nothing.undetermined
    assert any("No angle was measured" in text for text in nothing.cannot_tell)
    assert all(one.spread_over_prior == pytest.approx(1.0) and not one.learned for one in nothing.parameters.values())
    assert nothing.next_test.expected_gain_bits > 0.1


@pytest.mark.parametrize("name", ["nerve", "hamstring", "nothing"])
def test_probabilities_add_up_and_everything_is_json(name, request):
    twin = request.getfixturevalue(name)
    assert tuple(twin.limiter) == LIMITERS
    assert sum(twin.limiter.values()) == pytest.approx(1.0)
    assert sum(twin.restriction_at.values()) == pytest.approx(twin.restriction_probability)
    assert sum(twin.sensitisation["sites"].values()) == pytest.approx(1.0)
    assert json.loads(json.dumps(twin.to_dict(), allow_nan=False))["schema"] == "neuroglide.twin/1"
    for one in twin.parameters.values():
        assert one.posterior.low <= one.posterior.median <= one.posterior.high


def test_the_same_examination_gives_the_same_twin_on_any_number_of_threads(nerve):
    import numba

    threads = numba.get_num_threads()
    mechanics.mechanics_of.cache_clear()
    try:
        numba.set_num_threads(1)
        assert infer(exam(*NERVE_LIKE)).to_dict() == nerve.to_dict()
    finally:
        numba.set_num_threads(threads)


def test_another_seed_tells_the_same_story(nerve):
    other = infer(exam(*NERVE_LIKE), seed=2)
    assert other.to_dict() != nerve.to_dict()
    assert other.limiter["nerve"] == pytest.approx(nerve.limiter["nerve"], abs=0.1)


def test_a_prone_knee_bend_changes_nothing_but_the_list_of_what_was_not_used(hamstring):
    bend = test_of("prone_knee_bend", "r", 95, stopped_by="symptom", symptom="reproduced")
    other = infer(exam(*HAMSTRING_LIKE, bend))
    assert "femoral" in other.unused[0].reason
    assert {**other.to_dict(), "unused": []} == {**hamstring.to_dict(), "unused": []}


def test_contradictory_repeats_are_named_and_neither_is_used(nothing):
    twice = infer(exam(test_of("slr", "r", 40), test_of("slr", "r", 70)))
    assert "40 and 70 degrees" in twice.conflicts[0]
    assert twice.used == ()
    assert twice.limiter == nothing.limiter
    near = infer(exam(test_of("slr", "r", 52), test_of("slr", "r", 56)))
    assert near.conflicts == ()
    assert len(near.used) == 2


def test_findings_that_no_nerve_can_meet_are_said_to_be_so_and_never_nan():
    odd = infer(exam(
        test_of("slr", "r", 8, stopped_by="symptom", symptom="reproduced", intensity=1),
        test_of("slump_knee_extension", "r", 0, stopped_by="full", symptom="none"),
        test_of("hamstring_90_90", "r", 85, stopped_by="stretch", symptom="none"),
        test_of("hamstring_90_90", "l", 0, stopped_by="full", symptom="none"),
    ))
    assert "cannot explain" in odd.notes[0]
    assert all(math.isfinite(share) for share in odd.limiter.values())
    json.dumps(odd.to_dict(), allow_nan=False)


def test_an_arm_leaves_the_leg_out():
    arm = infer(exam(
        test_of("ulnt1", "r", 50, stopped_by="symptom", symptom="reproduced", intensity=5, place="fingers",
                sensitisers={"neck_side_flexion_away": {"symptom": "worse"}}),
        test_of("slr", "r", 60, stopped_by="stretch"), limb="arm"))
    assert arm.movement == "ulnt1"
    assert arm.limiter["hamstring"] == 0.0
    assert arm.limiter["nerve"] > 0.6
    assert [one.finding for one in arm.unused] == ["straight leg raise, right"]


def test_the_next_test_is_one_that_was_not_done(nothing, hamstring):
    assert nothing.next_test.why.startswith("Do this next")
    done = exam(test_of("slr", "r", 50, stopped_by="other"))
    proposed = infer(done).next_test
    assert (proposed.test, proposed.with_sensitiser, proposed.side) != ("slr", None, "r")
    assert "slr affected" not in proposed.about
    assert next_test(done) == proposed.why
    assert hamstring.sentences["next_test"].startswith("No single test") or hamstring.next_test


def test_equal_draws_carry_the_posterior(nerve):
    draws = nerve.draws(200)
    sensitised = sum(bool(one.own.sensitised) for one in draws) / len(draws)
    assert sensitised == pytest.approx(nerve.sensitisation["probability"], abs=0.08)
    restricted = sum(bool(one.own.restrictions) for one in draws) / len(draws)
    assert restricted == pytest.approx(nerve.restriction_probability, abs=0.08)
    assert draws[0].parameters["muscle.stretch_tolerance"] == draws[0].hamstring_tolerance_nm
    assert {one.own.sensitised[0].site[-1] for one in draws if one.own.sensitised} <= {"r", "l"}
    again = nerve.draws(200)
    assert [one.hamstring_tolerance_nm for one in again] == [one.hamstring_tolerance_nm for one in draws]


def test_what_is_not_narrowed_is_told_with_its_unit_if_it_has_one_and_no_digit_too_many(nothing):
    told = [text for text in nothing.cannot_tell if "do not narrow it" in text]
    (share,) = [text for text in told if text.startswith("The share of the pelvis")]
    band = r"0\.\d\d \(0\.\d\d to 0\.\d\d\)"
    assert re.search(rf"narrow it \({band}, {band} before\)\.$", share), share
    assert any(" N/mm, " in text for text in told) and not any(re.search(r"\) 1\b", text) for text in told)
    assert not [text for text in told if re.search(r"\d\d\.\d\d|\d{3}\.\d", text)]
    stiff = next(text for text in told if text.startswith("The stiffness of the restriction"))
    same = re.search(r"stiffness if there is one (.*? N/mm)", nothing.sentences["restriction"])
    assert same is None or f"({same[1]}, " in stiff


def test_the_command_says_it_in_sentences(capsys):
    from neuroglide.cli.main import main

    assert main(["twin", "cannot-tell"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "undetermined" in out
    assert "Do this next" in out
    assert re.search(r"of the restriction, where there is one N/mm \d\.\d ", out) and not re.search(r"\d{3}\.\d", out)
    assert "a model, not a scan" in out
