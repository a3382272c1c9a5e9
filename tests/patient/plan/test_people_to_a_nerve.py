"""Several people may have each computed nerve: what they feel is read off it, and how many lie beyond a bound."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import binom
from stand_ins import Engine as StandIn
from stand_ins import document, stages

from neuroglide.body.person import Sensitised
from neuroglide.errors import InputError
from neuroglide.patient.examination import load_examination
from neuroglide.patient.plan import build_plan, sign_plan, verify_plan
from neuroglide.patient.plan.bounds import bounds_for, few_beyond, too_many
from neuroglide.patient.plan.canonical import digest
from neuroglide.patient.plan.engine import NAMES, Engine
from neuroglide.patient.plan.uses import again_words, most_beyond, worth
from neuroglide.patient.twin import infer, nerves_of
from neuroglide.patient.twin.cloud import EACH
from neuroglide.patient.twin.model import Felt

MOVEMENT, SITE, KEEP = "supine-90-90-slider", "sciatic.mid_thigh.r", "supine-90-90-slider"


@pytest.fixture(scope="module")
def exam():
    return load_examination("slr-45")


@pytest.fixture(scope="module")
def nerves(exam):
    return nerves_of(exam, infer(exam)).draws(3, 1)


def test_what_one_person_feels_is_what_the_physiology_says(exam):
    """The symptom has no memory: its peak is that of the peak strain."""
    draws = infer(exam).draws(6, 1)
    engine = Engine(exam.person, draws, SITE)
    run = engine.replay.movement(MOVEMENT)
    felt = np.stack([run.curve(name, "symptom_0_10")[:, 0] for name in NAMES], axis=1).max(axis=(1, 2))
    found = engine.whole(MOVEMENT).symptom_max
    assert felt.max() > 1.0 and found == pytest.approx(felt, abs=1e-9)


def test_each_of_several_people_feels_what_they_would_feel_alone(exam, nerves):
    together = Engine(exam.person, nerves, SITE).whole(MOVEMENT)
    assert len(together.peak_strain_percent) == len(nerves)
    for name in ("symptom_max", "hamstring_share"):
        assert len(getattr(together, name)) == len(nerves) * EACH
    assert len(np.unique(together.hamstring_share)) > EACH
    for number in (0, EACH - 1):
        alone = Engine(exam.person, [replace(one, felt=one.felt[number : number + 1]) for one in nerves], SITE)
        found = alone.whole(MOVEMENT)
        assert np.array_equal(found.peak_strain_percent, together.peak_strain_percent)
        assert np.array_equal(found.symptom_max, together.symptom_max[number::EACH])
        assert np.array_equal(found.hamstring_share, together.hamstring_share[number::EACH])


def test_who_is_sensitised_feels_more_and_only_there(exam, nerves):
    (nerve,), healthy = nerves[:1], Felt((), 0.5, 0.05, 50.0)
    sore = Felt((Sensitised("sciatic.mid_thigh.r", 0.01),), 0.5, 0.05, 50.0)
    elsewhere = Felt((Sensitised("median.wrist.r", 0.01),), 0.5, 0.05, 50.0)
    engine = Engine(exam.person, [replace(nerve, felt=(healthy, sore, elsewhere))], SITE)
    found = engine.whole("slump-slider").symptom_max
    assert found[0] == found[2] == 0.0 < found[1]


def test_of_a_nerve_that_no_finding_chose_the_first_person_is_the_draws_own(nerves):
    for one in nerves:
        assert len(one.felt) == EACH and len({who.tolerance_nm for who in one.felt}) > 1
        first = one.felt[0]
        assert (first.sensitised, first.tolerance_nm) == (one.own.sensitised, one.hamstring_tolerance_nm)
        assert first.healthy == one.parameters["mechanosensitivity.healthy_threshold"]
        assert first.span == one.parameters["mechanosensitivity.range"]


def test_people_of_one_nerve_are_alike_and_count_for_fewer():
    assert worth(128, 128) == 128 and worth(8 * 128, 128) == int(1024 / 4.5) and worth(2 * 128, 128) == 170
    assert few_beyond(8 * 128, 128) == 1024 * few_beyond(227, 227) // 227 == 31
    assert most_beyond(8 * 128, 128) == 1024 * int(binom.ppf(0.99, 227, 0.05)) // 227 == 90


@pytest.mark.parametrize("alike", [0.2, 0.35, 0.5])
@pytest.mark.parametrize("nerves", [60, 128, 256])
def test_chance_holds_for_people_who_are_alike(alike, nerves):
    """One in twenty lies beyond, and those who share a nerve are alike: as few as a size may have come up in one sample
    of eight at the most, as many as refuse it in one of a hundred or so (clusters have the longer tail: at worst 1.4 of
    60 nerves; 20,000 samples)."""
    rng = np.random.default_rng(7)
    a, b = (share * (1.0 - alike) / alike for share in (0.05, 0.95))
    beyond = rng.binomial(EACH, rng.beta(a, b, (20_000, nerves))).sum(axis=1)
    assert np.mean(beyond <= few_beyond(EACH * nerves, nerves)) < 0.125
    assert np.mean(beyond > most_beyond(EACH * nerves, nerves)) < 0.016


def found_of(people, nerves=60):
    """What nerves come to of whom these people (of 0.5 of 10) are beyond the bound on symptoms."""
    symptom = np.where(np.arange(nerves * EACH) < people, 9.0, 0.0)
    still = np.zeros(nerves)
    return SimpleNamespace(symptom_max=symptom, peak_strain_percent=still, min_blood_flow_percent=still + 100.0,
                           hamstring_share=still, seconds_above=still, exposure_percent_s=still)


def test_too_many_is_counted_in_people():
    most = few_beyond(60 * EACH, 60)
    assert 0 < most < 60 * EACH / 20
    assert too_many(found_of(most), bounds_for("low")) == {}
    assert too_many(found_of(most + 1), bounds_for("low")) == {"symptom": most + 1}


class Shared(StandIn):
    """Nerves that several people may have: one in fifty of them feels twice as much."""

    def whole(self, movement):
        found = super().whole(movement)
        some = np.where(np.arange(len(found.symptom_max) * EACH) % 50 == 0, 2.0, 1.0)
        return found._replace(symptom_max=np.repeat(found.symptom_max, EACH) * some)


def signed():
    made = stages()._replace(engine=lambda person, draws, site: Shared(person, draws, site))
    draft = build_plan(document(), draws=60, stages=made)
    return sign_plan(draft, name="A. Berg", credentials="PT", keep=[KEEP], stages=made)


def test_only_what_is_felt_or_borne_is_counted_in_people():
    record = signed()
    record["rerun"][0]["judged"]["strain"].update({"of": 60 * EACH, "at_most": most_beyond(60 * EACH, 60)})
    record["digest"] = digest(record)
    with pytest.raises(InputError, match="nerves are what is judged"):
        verify_plan(record)
    record = signed()
    del record["rerun"][0]["nerves"]
    record["digest"] = digest(record)
    with pytest.raises(InputError, match="nerves are what is judged"):
        verify_plan(record)


def test_a_record_signed_before_people_were_counted_verifies():
    record = signed()
    for again in record["rerun"]:
        again["judged"] = {id_: {name: value for name, value in one.items() if name != "of"} | {
            "at_most": most_beyond(60, 60), "beyond": 0} for id_, one in again["judged"].items()}
    record["digest"] = digest(record)
    assert verify_plan(record)["rerun"] == record["rerun"]


def test_a_record_says_of_how_many_people_it_counts_and_verifies():
    record = signed()
    (again,) = verify_plan(record)["rerun"]
    told = again["judged"]["symptom"]
    assert again["nerves"] == 60 and told["of"] == 60 * EACH and again["judged"]["strain"]["of"] == 60
    assert told["at_most"] == most_beyond(60 * EACH, 60)
    told = told | {"value": told["limit"] + 1.0, "beyond": 30}
    said = again_words({"name": "Slider"}, again | {"judged": {"symptom": told}}, record["plan"]["bounds"])
    assert "30 of 480 people (60 nerves, each in 8 people) lie beyond the bound on symptom" in said


@pytest.mark.parametrize(("change", "said"), [
    ({"of": 479}, "no number of people to each"),
    ({"of": 60 * 16}, "more of the 960 people"),
    ({"beyond": 479}, "more of the 480 people"),
    ({"value": 99.0, "beyond": 2}, "too few for that"),
])
def test_a_record_with_other_people_does_not_verify(change, said):
    record = signed()
    record["rerun"][0]["judged"]["symptom"].update(change)
    record["digest"] = digest(record)
    with pytest.raises(InputError, match=said):
        verify_plan(record)
