"""The law that worse findings never give a bolder plan, where a finding also changes what the twin can tell."""

from __future__ import annotations

import copy
import random

import pytest
from stand_ins import DRAWS, document, stages, twin

from neuroglide.patient.examination import load_examination
from neuroglide.patient.plan import build_plan
from neuroglide.patient.plan.build import limits_of
from neuroglide.patient.plan.careful import GRADES, care_for
from neuroglide.patient.plan.engine import Engine
from neuroglide.patient.plan.fit import Fitted, fit, start_dose
from neuroglide.patient.plan.samples import FITTED_ON
from neuroglide.patient.plan.site import site_of_interest
from neuroglide.patient.plan.techniques import technique, technique_ids
from neuroglide.patient.screening import screen
from neuroglide.patient.twin import infer
from neuroglide.summary import band

#: Below this leg raise the stand-in's twin can tell, above it not: the shape of the hole.
TELLS_BELOW_DEG = 40.0


def plan_of(plain, weight=0.8):
    """A plan whose twin can tell what limits only where the leg raise is low."""
    made = stages(weight=weight)

    def told(exam, **_):
        angle = next(test.angle_deg for test in exam.tests if test.test == "slr")
        return twin(None, angle >= TELLS_BELOW_DEG, exam.side)

    return build_plan(plain, draws=DRAWS, stages=made._replace(infer=told))


def no_bolder(before, after):
    """Whatever of ``after`` is shown or can be signed is no more than in ``before``, nor what it comes to."""
    gives_no_more(before, after)
    known = {t["id"]: t for t in before.techniques}
    for t in after.techniques:
        assert t["symptom_max_high"] <= known[t["id"]]["symptom_max_high"] + 1e-9


def gives_no_more(before, after):
    """No technique more, no larger size, no more cycles, exposure or allowed symptom."""
    allowed = [{b["id"]: b["limit"] for b in one.content["bounds"]}["symptom"] for one in (before, after)]
    assert allowed[1] <= allowed[0]
    assert GRADES.index(after.content["care"]["grade"]) >= GRADES.index(before.content["care"]["grade"])
    known = {t["id"]: t for t in before.techniques}
    for t in after.techniques:
        was = known[t["id"]]
        assert t["reach"] <= was["reach"] and t["ease"] <= was["ease"]
        assert t["dose"]["sets"] * t["dose"]["reps"] * t["dose"]["per_day"] <= (
            was["dose"]["sets"] * was["dose"]["reps"] * was["dose"]["per_day"])
        assert t["exposure_day_percent_s_high"] <= was["exposure_day_percent_s_high"] + 1e-9


WORSE = {
    "slr lower": lambda d: d["tests"][0].update(angle_deg=max(15, d["tests"][0]["angle_deg"] - 15)),
    "irritability": lambda d: d["complaint"].update(irritability={"grade": "high"}),
    "moderate": lambda d: (d["complaint"].get("irritability") or {}).get("grade") != "high"
    and d["complaint"].update(irritability={"grade": "moderate"}),
    "severe pain": lambda d: d["complaint"]["nprs"]["leg"].update(now=9, worst=9),
    "motor": lambda d: d["neurological"]["power"]["r"].update(L5=4),
    "sensory": lambda d: d["neurological"]["sensation"]["r"].update(L5="reduced"),
    "neuropathic": lambda d: d["questionnaires"]["s_lanss"].update(score=18),
    "feeling lost": lambda d: d["neurological"]["sensation"]["r"].update(S1="absent"),
    "flexion outward": lambda d: d["repeated_movements"].update(flexion="peripheralises"),
    "crossed": lambda d: d["tests"].append(
        {"test": "crossed_slr", "side": "l", "angle_deg": 40, "symptom": "reproduced", "stopped_by": "symptom"}),
}


def test_a_lower_leg_raise_that_lets_the_twin_tell_does_not_loosen_the_care():
    plain = copy.deepcopy(document())
    plain["tests"][0]["angle_deg"] = 45
    before = plan_of(plain)
    plain["tests"][0]["angle_deg"] = 30
    after = plan_of(plain)
    assert before.content["undetermined"] and not after.content["undetermined"]
    assert before.content["held"] and not before.content["can_be_signed"]
    no_bolder(before, after)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_grows_worse_in_whatever_order_no_plan_grows_bolder(seed):
    rng, plain = random.Random(seed), copy.deepcopy(document())
    plain["tests"][0]["angle_deg"] = 60
    weight, before = rng.choice([0.5, 0.8, 1.1]), None
    for what in [None, *rng.sample(list(WORSE), 6)]:
        if what is not None:
            WORSE[what](plain)
        after = plan_of(copy.deepcopy(plain), weight)
        if before is not None:
            no_bolder(before, after)
        before = after


#: One worse finding more at each step: angles at which the own symptom came, how strong it was there, what sensitisers
#: took, and how far the other leg and the muscles went.
STEPS = (
    lambda tests: tests["slr", "r"].update(angle_deg=33),
    lambda tests: tests["slump_knee_extension", "r"].update(angle_deg=52),
    lambda tests: (tests["slr", "r"].update(intensity=8), tests["slump", "r"].update(intensity=9)),
    lambda tests: (tests["slr", "r"]["sensitisers"]["dorsiflexion"].update(angle_change_deg=-17),
                   tests["slr", "r"]["sensitisers"]["neck_flexion"].update(angle_change_deg=-11),
                   tests["slr", "l"].update(angle_deg=58), tests["crossed_slr", "l"].update(angle_deg=58),
                   tests["hamstring_90_90", "r"].update(angle_deg=52)),
)


def test_on_twin_and_engine_no_plan_grows_bolder_where_tests_hurt_sooner_or_more():
    plain = copy.deepcopy(document())
    tests = {(test["test"], test.get("side")): test for test in plain["tests"]}
    tests["slr", "r"]["angle_deg"] = 62
    before = build_plan(copy.deepcopy(plain), draws=DRAWS)
    assert len(before.techniques) > 2
    for worse in STEPS:
        worse(tests)
        after = build_plan(copy.deepcopy(plain), draws=DRAWS)
        gives_no_more(before, after)
        before = after
    assert {t["id"] for t in before.techniques}  # and not because nothing is left


def test_where_no_remote_movement_was_tried_there_is_no_technique_whatever_the_twin_says():
    tests = [{"test": "slr", "side": "r", "angle_deg": 30, "stopped_by": "symptom", "symptom": "reproduced"}]
    made = [plan_of_limiter(tests, name) for name in ("nerve", "hamstring")]
    assert not any(plan.techniques for plan in made)
    assert "added to the straight leg raise is missing" in made[0].content["answer"]


def test_a_movement_that_loads_the_nerve_and_eases_it_brings_no_technique():
    slr = document()["tests"][0]
    assert slr["test"] == "slr"
    odd = {**slr, "sensitisers": {"dorsiflexion": {"symptom": "better"}}}
    plan = plan_of_limiter([odd], "nerve")
    assert not plan.techniques
    assert "which loads the nerve, made it better: the wrong way round. Do it again" in plan.content["answer"]


def test_of_two_things_that_are_missing_both_are():
    tests = [{"test": "slr", "side": "r", "angle_deg": 30, "stopped_by": "symptom", "symptom": "reproduced"},
             {"test": "slump", "side": "r", "angle_deg": 30}]
    assert (" added to the straight leg raise and whether slump brings the patient's symptom are missing."
            in plan_of_limiter(tests, "nerve").content["answer"])


NEGATIVE = [{"test": "slr", "side": "r", "angle_deg": 70, "stopped_by": "stretch", "symptom": "other"}]
ARM_TEST = {"test": "ulnt1", "side": "r", "angle_deg": 40, "stopped_by": "symptom", "symptom": "reproduced",
            "place": "forearm", "sensitisers": {"neck_side_flexion_away": {"angle_change_deg": 6, "symptom": "worse"}}}


@pytest.mark.parametrize("changes", [
    {"foot_hand": {"tinel": {"carpal_r": "positive"}}}, {"foot_hand": {"tinel": {"tarsal_l": "positive"}}},
    {"tests": [*NEGATIVE, ARM_TEST]}, {}], ids=["a hand", "the other foot", "an arm", "nothing"])
def test_a_sign_of_another_limb_or_side_brings_no_technique_for_the_right_leg(changes):
    plan = build_plan(document(**{"tests": NEGATIVE, **changes}), draws=DRAWS, stages=stages())
    assert not plan.techniques and not plan.content["can_be_signed"]
    assert "tunnel" not in plan.content["site_of_interest"]["text"]


@pytest.mark.parametrize("tinel", [{"carpal_r": "positive"}, {"tarsal_l": "positive"}])
def test_beside_a_sensitive_leg_such_a_sign_is_told_and_changes_no_technique(tinel):
    touched = {f"{area}_{side}": "normal" for area in ("medial_plantar", "lateral_plantar") for side in "rl"}
    bare, signed = (build_plan(document(foot_hand={"light_touch": touched, **more}), draws=DRAWS, stages=stages())
                    for more in ({}, {"tinel": tinel}))
    assert bare.techniques and bare.techniques == signed.techniques
    assert bare.content["rejected"] == signed.content["rejected"]
    assert "signs_elsewhere" in [one["id"] for one in signed.content["cautions"]]


def test_a_sign_at_the_foot_of_the_leg_complained_of_brings_some():
    foot = {"tinel": {"tarsal_r": "positive"}}
    plan = build_plan(document(tests=NEGATIVE, foot_hand=foot), draws=DRAWS, stages=stages())
    assert plan.techniques and "tunnel" in plan.content["site_of_interest"]["text"]


def plan_of_limiter(tests, largest):
    """A plan where the twin says what limits."""
    limiter = {name: 0.7 if name == largest else 0.1 for name in ("nerve", "hamstring", "joint", "several")}
    return build_plan(document(tests=tests), draws=DRAWS, stages=stages(limiter))


def test_a_symptom_without_any_angle_holds_the_plan():
    tests = copy.deepcopy(document()["tests"])
    for test in tests:
        if test.get("symptom") == "reproduced":
            test.pop("angle_deg", None)
            for effect in test.get("sensitisers", {}).values():
                effect.pop("angle_change_deg", None)
    held = build_plan(document(tests=tests), draws=DRAWS, stages=stages())
    assert held.techniques and not held.content["can_be_signed"]
    assert "No angle is written" in held.content["held"]["reason"] and held.content["held"]["test"] == "slr"
    assert "No angle is written" in held.content["answer"]
    for extra in ({"test": "crossed_slr", "side": "l"}, {"test": "slr", "side": "l"},
                  {"test": "slr", "side": "r", "stopped_by": "other"}):  # none says how sensitive this nerve is
        more = {"symptom": "reproduced", "stopped_by": "symptom", "angle_deg": 50, **extra}
        assert not build_plan(document(tests=[*tests, more]), draws=DRAWS, stages=stages()).content["can_be_signed"]
    tests[0]["angle_deg"] = 40
    assert build_plan(document(tests=tests), draws=DRAWS, stages=stages()).content["can_be_signed"]


def test_on_the_engine_a_pair_that_a_lower_leg_raise_makes_determined_is_not_treated_with_less_care():
    """Leg raises that stop at a stretch, lower and lower, until the twin can tell: what is then allowed is no more."""
    before = None
    for angle in (40, 38, 36, 34, 32, 30, 28, 26):
        tests = [{"test": "slr", "side": "r", "angle_deg": angle, "stopped_by": "stretch", "symptom": "other"}]
        exam = load_examination(document(tests=tests))
        found = infer(exam, seed=1)
        if found.undetermined:
            before = exam, found
        elif before is not None:
            break
    else:
        pytest.skip("with this posterior no leg raise of this row is undetermined and a lower one not")
    (less, _), (more, now) = _allowed(*before), _allowed(exam, found)
    assert GRADES.index(more.grade) >= GRADES.index(less.grade)
    for one, other in zip(less.bounds, more.bounds, strict=True):
        assert other.limit <= one.limit if one.end == "upper" else other.limit >= one.limit
    for id_ in technique_ids("leg"):
        doses = [start_dose(technique(id_), limits.grade) for limits in (less, more)]
        assert doses[1].sets * doses[1].reps * doses[1].per_day <= doses[0].sets * doses[0].reps * doses[0].per_day
    for id_, size in now.items():
        # The two twins are other nerves, so that only what is bounded is compared, at the worse end of its band.
        limits = {bound.id: bound.limit for bound in less.bounds}
        assert band(size.found.symptom_max)[2] <= limits["symptom"] + 1e-9
        assert size.dose.per_day * band(size.found.exposure_percent_s)[2] <= limits["exposure_day"] + 1e-6
        first = start_dose(technique(id_), less.grade)
        assert size.dose.sets * size.dose.reps <= first.sets * first.reps and size.dose.per_day <= first.per_day


def _allowed(exam, found):
    """Limits of a person and the sizes of two techniques on the engine."""
    screening = screen(exam.plain)
    limits = limits_of(exam, screening, care_for(exam, screening))
    engine = Engine(exam.person, found.draws(FITTED_ON, 1), site_of_interest(exam, screening, found).site)
    sizes = {id_: fit(engine, technique(id_), limits) for id_ in ("lateral-opener", "supine-90-90-slider")}
    return limits, {id_: one for id_, one in sizes.items() if isinstance(one, Fitted)}
