"""A version after a signed one: where its doses and sizes begin, and that its bounds hold all the same."""

from __future__ import annotations

import copy
from datetime import UTC, datetime

import pytest
from stand_ins import DRAWS, document, stages

from neuroglide.errors import InputError
from neuroglide.patient.examination import load_examination
from neuroglide.patient.plan import build_plan, sign_plan, verify_plan
from neuroglide.patient.plan.before import Before
from neuroglide.patient.plan.fit import start_dose
from neuroglide.patient.plan.schema import record_schema
from neuroglide.patient.plan.shape import misfit
from neuroglide.patient.plan.techniques import Dose, Rung, technique
from neuroglide.patient.plan.worse import worse_than
from neuroglide.report.plan.answer import answer

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


def changed(path, value, plain=None):
    """The example slr-45 with one value changed; a number in the path is the place in a list."""
    plain = copy.deepcopy(plain or document())
    *parts, last = (int(part) if part.isdigit() else part for part in path.split("."))
    place = plain
    for part in parts:
        place = place[part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return plain


def found_worse(now, before=None):
    return worse_than(*(load_examination(plain) for plain in (before or document(), now)))


#: Tests of slr-45 by their place: slr r 45, slr l 72, crossed_slr, slump r, slump knee extension r 42, another l 16.
SLR, SLR_OTHER, CROSSED, KNEE, KNEE_OTHER = 0, 1, 2, 4, 5


@pytest.mark.parametrize(("path", "worse", "not_yet", "named"), [
    (f"tests.{SLR}.angle_deg", 36, 37, ("straight leg raise, right: 36 degrees, before 45", "error allows 8")),
    (f"tests.{SLR_OTHER}.angle_deg", 63, 64, ("straight leg raise, left: 63 degrees, before 72",)),
    (f"tests.{KNEE}.angle_deg", 51, 50, ("right: 51 degrees, before 42", "knee flexion left")),
    (f"tests.{CROSSED}.symptom", "reproduced", "none", ("the patient's own symptom, before another symptom",)),
    ("complaint.nprs.leg.now", 7, 6.9, ("pain, leg, now: 7 of 10, before 5",)),
    ("complaint.nprs.back.worst", 7, 6, ("pain, low back, worst of 24 hours: 7 of 10, before 5",)),
    ("neurological.power.r.L5", 4, 5, ("power L5, right: 4, before 5",)),
    ("neurological.reflex.l.S1", "brisk", "normal", ("reflex S1, left: brisk, before normal",)),
    ("neurological.sensation.r.S1", "reduced", "normal", ("sensation S1, right: reduced, before normal",)),
    ("neurological.power.r.S2", 4, 5, ("power S2, right: 4, before not recorded",)),
    ("neurological.reflex.r.L5", "absent", "normal", ("reflex L5, right: absent, before not recorded",)),
    ("foot_hand", {"light_touch": {"sural_r": "absent"}}, {"light_touch": {"sural_r": "normal"}},
     ("light touch, outer edge of the foot, right: absent, before not recorded",)),
    ("complaint.irritability.grade", "high", "low", ("irritability: high, before ", "care that is needed: high, ")),
    ("questionnaires.s_lanss", None, {"score": 9}, ("care that is needed: moderate, before low",)),
])
def test_what_is_worse_is_named_and_what_is_not_is_not(path, worse, not_yet, named):
    said = "; ".join(found_worse(changed(path, worse)))
    assert all(one in said for one in named), said
    assert found_worse(changed(path, not_yet)) == ()


def test_what_is_better_or_was_not_examined_is_not_worse():
    for path, better in ((f"tests.{SLR}.angle_deg", 60), (f"tests.{KNEE}.angle_deg", 20),
                         (f"tests.{SLR}.symptom", "none"), ("complaint.nprs.leg.now", 0),
                         (f"tests.{KNEE_OTHER}.angle_deg", None)):
        assert found_worse(changed(path, better)) == ()
    reflex = "neurological.reflex.r.S1"
    assert found_worse(changed(reflex, "reduced"), changed(reflex, "absent")) == ()
    assert found_worse(document(), changed(reflex, "reduced")) == ()
    assert found_worse(document(), changed(f"tests.{KNEE}", None)) == found_worse(document()) == ()


def test_a_measurement_counts_against_each_one_before():
    """Within the error of one of two measurements before it is not worse, and a rougher one does not hide another."""
    twice, rough = document(), changed(f"tests.{SLR}.angle_deg", 36)
    twice["tests"] = [*twice["tests"], {**twice["tests"][SLR], "angle_deg": 40}]
    assert found_worse(changed(f"tests.{SLR}.angle_deg", 36), twice) == ()
    rough["tests"] = [{**rough["tests"][SLR], "angle_deg": 35, "device": "visual"}, *rough["tests"]]
    assert "36 degrees" in "; ".join(found_worse(rough))


#: Worse, and of no account for bounds and care: what differs from the plan without it is the rule alone.
WORSE = ("complaint.nprs.back.worst", 7)


@pytest.mark.parametrize("response", ["settled", "unknown"])
def test_where_anything_is_worse_no_dose_or_size_is_larger_than_the_last(first, response):
    plan = plan_of(changed(*WORSE), previous=first, response=response)
    was, now = first["plan"]["techniques"][0], next(t for t in plan.techniques if t["id"] == KEPT)
    assert (now["dose"]["sets"], now["dose"]["reps"]) <= (was["dose"]["sets"], was["dose"]["reps"])
    assert now["reach"] <= was["reach"] and now["ease"] <= was["ease"]
    assert "tensioner" not in {t["class"] for t in plan.techniques}
    told = plan.content["previous_dose"]
    assert (told["response"], told["rule"]) == (response, "worse")
    assert (told["certainty"], told["checked"]) == ("inference", "own")
    assert len(told["worse"]) == 1 and told["worse"][0] in told["text"] and "Something was found worse" in told["text"]
    assert told["worse"][0] in answer(plan.content, None)["before"]


def test_a_response_that_did_not_settle_stays_the_stricter_one(first):
    plain, worse = (plan_of(one, previous=first, response="not_settled") for one in (document(), changed(*WORSE)))
    assert dose_of(worse) == dose_of(plain)
    assert worse.content["previous_dose"]["rule"] == "not_settled" and worse.content["previous_dose"]["worse"]
    assert plain.content["previous_dose"]["worse"] == []


def test_a_larger_size_and_dose_wait_until_nothing_is_worse():
    one, last = technique(KEPT), Dose(2, 10, 0.0, 60.0, 2, 7, 4)
    rungs = [Rung(0.5, 0.5), Rung(0.75, 0.75), Rung(1.0, 1.0)]
    settled, worse = (Before("d", 1, None, "low", {KEPT: last}, {KEPT: rungs[1]}, "settled", found)
                      for found in ((), ("worse",)))
    assert (settled.largest(one, rungs), worse.largest(one, rungs)) == (2, 1)
    assert (settled.dose(one, "low", last).reps, worse.dose(one, "low", last).reps) == (11, 10)


def test_a_plan_after_something_worse_is_signed_and_a_record_without_the_list_stays_valid(first):
    plan = plan_of(changed(*WORSE), previous=first, response="settled")
    record = verify_plan(sign(plan, first), first)
    assert record["version"] == 2 and record["plan"]["previous_dose"]["worse"]
    # The next version is held against this one: what stays as it is now is worse no more.
    assert plan_of(changed(*WORSE), previous=record, response="settled").content["previous_dose"]["worse"] == []
    old = copy.deepcopy(record)
    del old["plan"]["previous_dose"]["worse"]
    assert misfit(old, record_schema()) is None


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
