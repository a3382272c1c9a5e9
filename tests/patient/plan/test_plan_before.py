"""A version after a signed one: where its doses and sizes begin, and that its bounds hold all the same."""

from __future__ import annotations

import copy
from datetime import UTC, datetime

import pytest
from stand_ins import DRAWS, document, stages

from neuroglide.errors import InputError
from neuroglide.patient.plan import build_plan, sign_plan
from neuroglide.patient.plan.before import Before
from neuroglide.patient.plan.fit import start_dose
from neuroglide.patient.plan.techniques import Dose, Rung, technique

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ANSWERS = ("cauda_equina", "new_weakness", "peripheralising")
WEIGHT, KEPT = 0.35, "supine-90-90-slider"


def plan_of(plain=None, previous=None, response=None, weight=WEIGHT, **options):
    return build_plan(plain or document(), draws=DRAWS, stages=stages(weight=weight), previous=previous,
                      response=response, **options)


def sign(plan, previous=None, keep=KEPT, weight=WEIGHT):
    return sign_plan(plan, name="A. Berg", credentials="PT", keep=[keep], previous=previous, now=NOW,
                     stages=stages(weight=weight))


@pytest.fixture(scope="module")
def first():
    return sign(plan_of())


def dose_of(plan, id_=KEPT):
    return next(t["dose"] for t in plan.techniques if t["id"] == id_)


def test_a_settled_response_begins_with_the_last_dose_and_one_step(first):
    was, now = first["plan"]["techniques"][0]["dose"], dose_of(plan_of(previous=first, response="settled"))
    assert now["sets"] == was["sets"] and now["reps"] == was["reps"] + max(1, round(0.1 * was["reps"]))


def test_a_response_that_did_not_settle_reduces_dose_and_size(first):
    plan = plan_of(previous=first, response="not_settled")
    was, now = first["plan"]["techniques"][0], next(t for t in plan.techniques if t["id"] == KEPT)
    assert now["dose"]["reps"] == was["dose"]["reps"] // 2
    assert (now["reach"], now["ease"]) < (was["reach"], was["ease"])
    assert now["binds"]["amplitude"]["bound"] == "before"
    assert plan.content["previous_dose"]["response"] == "not_settled" and plan.content["previous_dose"]["text"]


def test_an_unknown_response_never_gives_more_than_the_last(first):
    plan = plan_of(previous=first)
    was, now = first["plan"]["techniques"][0], next(t for t in plan.techniques if t["id"] == KEPT)
    assert plan.content["previous_dose"]["response"] == "unknown"
    assert now["dose"]["reps"] <= was["dose"]["reps"] and now["reach"] <= was["reach"]


def test_steps_lead_to_the_target_and_not_beyond():
    one, dose = technique(KEPT), Dose(2, 10, 0.0, 60.0, 2, 7, 4)
    for _ in range(30):
        before = Before("d", 1, None, "low", {KEPT: dose}, {KEPT: Rung(1.0, 1.0)}, "settled")
        after = before.dose(one, "low", start_dose(one, "low"))
        assert after.sets * after.reps >= dose.sets * dose.reps
        dose = after
    assert (dose.sets, dose.reps) == (3, 20)


def test_more_care_than_before_takes_no_step_more():
    one, last = technique(KEPT), Dose(3, 20, 0.0, 60.0, 2, 7, 4)
    before = Before("d", 1, None, "low", {KEPT: last}, {KEPT: Rung(1.0, 1.0)}, "settled")
    for grade in ("moderate", "high"):
        now, start = before.dose(one, grade, start_dose(one, grade)), start_dose(one, grade)
        assert now.sets <= start.sets and now.reps <= start.reps and now.per_day <= start.per_day


@pytest.mark.parametrize("response", ["settled", "not_settled", "unknown"])
def test_the_bounds_hold_all_the_same(first, response):
    grown = copy.deepcopy(first)
    for weight in (WEIGHT, WEIGHT, WEIGHT, 1.0):  # the last time the same movements are far heavier
        plan = plan_of(previous=grown, response=response, weight=weight)
        limits = {bound["id"]: bound["limit"] for bound in plan.content["bounds"]}
        for t in plan.techniques:
            assert t["exposure_percent_s_high"] <= limits["exposure_session"] + 0.1
            assert t["exposure_day_percent_s_high"] <= limits["exposure_day"] + 0.1
            assert t["seconds_above_threshold_high"] <= limits["seconds_above"] + 0.1
        assert plan.techniques
        grown = sign(plan, grown, weight=weight) if weight == WEIGHT else grown


def test_a_tensioner_waits_for_a_settled_response(first):
    def classes(**options):
        return {t["class"] for t in plan_of(**options).techniques}

    assert "tensioner" not in classes()
    assert "tensioner" not in classes(previous=first)
    assert "tensioner" not in classes(previous=first, response="not_settled")
    settled = plan_of(previous=first, response="settled")
    ranks = {t["rank"]: t["class"] for t in settled.techniques}
    assert "tensioner" in ranks.values()
    first_tensioner = min(rank for rank, class_ in ranks.items() if class_ == "tensioner")
    assert not {ranks[rank] for rank in ranks if rank > first_tensioner} & {"slider", "opener"}
    assert all("custom, not trial-proven" in t["custom"] for t in settled.techniques if t["class"] == "tensioner")


def test_signing_asks_for_the_version_that_the_draft_was_made_from(first):
    after = plan_of(previous=first, response="settled")
    with pytest.raises(InputError, match="made from version 1"):
        sign(after)
    other = sign(plan_of(), keep="lateral-opener")
    with pytest.raises(InputError, match="another version"):
        sign(after, other)
    tensioner = next(t["id"] for t in after.techniques if t["class"] == "tensioner")
    record = sign(after, first, keep=tensioner)
    assert record["version"] == 2 and record["previous"] == first["digest"]


def test_a_version_of_another_patient_or_side_or_a_lone_response_is_refused(first):
    with pytest.raises(InputError, match="previous version is of 'slr-45'"):
        plan_of(document(id="someone"), previous=first)
    with pytest.raises(InputError, match="belongs to a signed version"):
        plan_of(response="settled")
    with pytest.raises(InputError, match="not signed"):
        plan_of(previous=plan_of().to_dict())
    with pytest.raises(InputError, match="response of 24 hours is 'good'"):
        plan_of(previous=first, response="good")


def _course(*more, examination=None):
    scores = {"nprs": {"leg": 4}}
    return {"examination": examination or document()["id"],
            "entries": [{"date": "2026-03-02", **scores}, {"date": "2026-03-09", **scores, "new_weakness": "yes"},
                        *more]}


def test_no_plan_goes_on_while_a_stop_holds_the_programme(first):
    with pytest.raises(InputError, match="locked since 2026-03-09: .*rule new_weakness") as caught:
        plan_of(previous=first, follow_up=_course())
    assert "clearing" in caught.value.fix
    draft = plan_of(previous=first)
    with pytest.raises(InputError, match="rule new_weakness"):
        sign_plan(draft, name="A. Berg", credentials="PT", keep=[KEPT], stages=stages(), previous=first,
                  follow_up=_course())
    cleared = {"date": "2026-03-10", "new_weakness": "no",
               "cleared": {"rules": ["new_weakness"], "by": "A. Berg, PT", "reason": "power examined, full"}}
    with pytest.raises(InputError, match="does not answer: cauda_equina, peripheralising"):
        plan_of(previous=first, follow_up=_course(cleared))
    answered = cleared | {"cauda_equina": "no", "peripheralising": "no"}
    assert plan_of(previous=first, follow_up=_course(answered)).techniques
    worse = {"date": "2026-03-11", "nprs": {"leg": 9}, **dict.fromkeys(ANSWERS, "no")}
    with pytest.raises(InputError, match="is not told"):
        plan_of(previous=first, follow_up=_course(answered, worse))
    with pytest.raises(InputError, match="suspended"):
        plan_of(previous=first, response="settled", follow_up=_course(answered, worse | {"pain_raised_hours": 24}))


def test_a_course_of_another_patient_is_refused(first):
    with pytest.raises(InputError, match="the follow-up is of 'somebody'"):
        plan_of(previous=first, follow_up=_course(examination="somebody"))
