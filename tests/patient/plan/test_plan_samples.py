"""Three samples of nerves: sizes are fitted on one, judged on another, and what is signed is run again on a third."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from stand_ins import Engine, document, stages, twin

from neuroglide.errors import InputError
from neuroglide.patient.plan import build_plan, sign_plan, verify_plan
from neuroglide.patient.plan.bounds import bounds_for, few_beyond
from neuroglide.patient.plan.fit import Limits, fit
from neuroglide.patient.plan.samples import FITTED_ON, samples_of
from neuroglide.patient.plan.techniques import technique
from neuroglide.summary import band

DRAWS, KEEP = 60, "supine-90-90-slider"
COUNTING = SimpleNamespace(draws=lambda n, seed: list(range(n)))


def parts_of(weights):
    """Stages whose twin has nerves of these weights: {sample: weight of nerve i of n of it}."""

    def draws(n, seed):
        fitted, judged, fresh = samples_of(COUNTING, DRAWS, seed)
        assert n == len(fitted) + len(judged) + len(fresh)
        heavy = {}
        for name, places in (("fitted", fitted), ("judged", judged), ("fresh", fresh)):
            heavy |= {place: weights[name](i, len(places)) for i, place in enumerate(places)}
        return [SimpleNamespace(weight=heavy[i]) for i in range(n)]

    def engine(person, some, site):
        one = Engine(person, some, site)
        one.spread = np.array([draw.weight for draw in some])
        return one

    return stages()._replace(infer=lambda exam, **_: SimpleNamespace(**vars(twin(side=exam.side)) | {"draws": draws}),
                             engine=engine)


def some_heavier(share, weight=1.5):
    """So many of the nerves weigh more, spread evenly."""
    return lambda i, n: weight if (i + 1) * share // 1 > i * share // 1 else 0.9


NONE = some_heavier(0.0)


@pytest.mark.parametrize("draws", [20, 31, 128, 256])
def test_no_place_is_in_two_samples_and_each_is_spread_evenly(draws):
    found = samples_of(COUNTING, draws, 1)
    assert [len(one) for one in found] == [min(FITTED_ON, draws), draws, draws]
    every = sorted(place for one in found for place in one)
    assert every == list(range(len(every)))
    for one in found:
        steps = np.diff([place / len(every) * len(one) for place in one])
        assert 0.3 < steps.min() and steps.max() < 2.0


def test_what_flatters_the_nerves_that_chose_it_is_found_on_those_that_judge():
    """One nerve in ten is heavier, and none of those that sizes are fitted on."""
    flattered = parts_of({"fitted": NONE, "judged": some_heavier(0.1), "fresh": some_heavier(0.1)})
    plan = build_plan(document(), draws=DRAWS, stages=flattered)
    limits = {bound["id"]: bound["limit"] for bound in plan.content["bounds"]}
    item = next(one for one in plan.techniques if one["id"] == KEEP)
    spread = [some_heavier(0.1)(i, DRAWS) for i in range(DRAWS)]
    judges = Engine(None, spread, "")
    judges.spread = np.array(spread)
    for one in plan.techniques:
        found = judges.whole(one["movement"])
        assert one["symptom_max_high"] == pytest.approx(band(found.symptom_max)[2], abs=1e-3)
        assert one["peak_strain_percent_high"] == pytest.approx(band(found.peak_strain_percent)[2], abs=1e-3)
        assert band(found.symptom_max)[2] <= limits["symptom"]
        assert band(found.peak_strain_percent)[2] <= limits["strain"]
    # The same technique as the few nerves alone would have it: larger, and beyond the bound on the others.
    alone = build_plan(document(), draws=DRAWS, stages=parts_of({"fitted": NONE, "judged": NONE, "fresh": NONE}))
    larger = next(one for one in alone.techniques if one["id"] == KEEP)
    assert larger["reach"] > item["reach"]
    assert not band(judges.whole(larger["movement"]).symptom_max)[2] <= limits["symptom"]
    stop = item["binds"]["amplitude"]
    assert stop["bound"] in limits and (stop["value"] > stop["limit"]) == (stop["bound"] != "blood_flow")


def test_no_more_nerves_lie_beyond_a_bound_than_luck_would_not_explain():
    """Two of sixty beyond: the end of the band is inside, and one in twenty of all may well be beyond."""
    few = parts_of({"fitted": NONE, "judged": some_heavier(1 / 30, 1.3), "fresh": NONE})
    item = next(one for one in build_plan(document(), draws=DRAWS, stages=few).techniques if one["id"] == KEEP)
    alone = build_plan(document(), draws=DRAWS, stages=parts_of({"fitted": NONE, "judged": NONE, "fresh": NONE}))
    larger = next(one for one in alone.techniques if one["id"] == KEEP)
    spread = [some_heavier(1 / 30, 1.3)(i, DRAWS) for i in range(DRAWS)]
    judges = Engine(None, spread, "")
    judges.spread = np.array(spread)
    bounds = {one.id: one for one in bounds_for("low")}
    assert all(bounds[id_].holds(judges.whole(larger["movement"])) for id_ in ("symptom", "strain", "blood_flow"))
    assert item["reach"] < larger["reach"]
    stop = item["binds"]["amplitude"]
    assert "2 of the 60 nerves that judge would lie beyond the bound of" in stop["text"] and stop["value"] is None
    assert [few_beyond(n, n) for n in (20, 70, 71, 128, 256)] == [0, 0, 1, 3, 8]


def test_a_technique_that_holds_on_no_size_is_rejected_by_those_that_judge():
    far = lambda i, n: 40.0  # noqa: E731 - every judging nerve is beyond any bound
    plan = build_plan(document(), draws=DRAWS, stages=parts_of({"fitted": NONE, "judged": far, "fresh": far}))
    assert not plan.techniques
    known = {one["id"]: one for one in plan.content["rejected"]}
    assert known[KEEP]["bound"] in ("symptom", "strain", "blood_flow") and known[KEEP]["value"] is not None


def test_a_size_that_loads_more_than_a_larger_one_is_left_out():
    class Loads(Engine):
        def parts(self, movement, count):
            return [one._replace(exposure_percent_s=0 * one.exposure_percent_s + load)
                    for one, load in zip(super().parts(movement, count), LOADS, strict=True)]

    one, limits = technique(KEEP), Limits("low", bounds_for("low"), (), ())
    count = len(one.rungs())
    plain = fit(Engine(None, [None] * 20, "", 1.4), one, limits)
    chosen = one.rungs().index(plain.rung)
    assert 0 < chosen < count - 1
    for heavy in (chosen, chosen + 1, 0):
        LOADS[:] = [float(number) for number in range(count)]
        LOADS[heavy] = float(count)  # more than the largest size
        found = fit(Loads(None, [None] * 20, "", 1.4), one, limits)
        assert one.rungs().index(found.rung) == (chosen - 1 if heavy == chosen else chosen)
        assert found.amplitude_stop.bound in ("symptom", "strain", "blood_flow", "exposure_day", "exposure_session")
    LOADS[:] = [float(count - number) for number in range(count)]
    assert fit(Loads(None, [None] * 20, "", 1.4), one, limits).stop.bound in ("symptom", "strain", "blood_flow")


LOADS: list[float] = []


def test_without_judges_those_that_chose_decide():
    engine = Engine(None, [None] * 20, "")
    limits, one = Limits("low", bounds_for("low"), (), ()), technique(KEEP)
    assert fit(engine, one, limits).rung == fit(engine, one, limits, engine).rung


def signed(fresh, **options):
    made = parts_of({"fitted": NONE, "judged": NONE, "fresh": fresh})
    draft = build_plan(document(), draws=DRAWS, stages=made)
    return sign_plan(draft, name="A. Berg", credentials="PT", keep=[KEEP], stages=made, **options)


def test_what_is_signed_is_run_on_nerves_that_had_no_part_in_the_plan_and_chance_refuses_nothing():
    """One nerve in twenty may lie beyond a bound: four of sixty do, and so does the end of the band; it is told."""
    record = signed(some_heavier(1 / 15))
    (again,) = verify_plan(record)["rerun"]
    told = again["judged"]["symptom"]
    assert again["nerves"] == DRAWS
    assert told["value"] > told["limit"] and 0 < told["beyond"] <= told["at_most"]
    assert signed(NONE)["rerun"][0]["judged"]["symptom"]["beyond"] == 0


def test_what_breaks_a_bound_in_more_nerves_than_chance_explains_is_refused():
    with pytest.raises(InputError, match=r"in other nerves, its symptom is .*12 of 60 nerves lie beyond") as refused:
        signed(some_heavier(0.2))
    assert "another technique" in refused.value.fix  # more nerves of the same few people would not make it surer
