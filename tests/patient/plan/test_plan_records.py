"""What a draft or a record may say of itself: nothing. Words, doses and fields that signing did not write are found."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, datetime

import jsonschema
import pytest
from stand_ins import DRAWS, document, stages

from neuroglide.errors import InputError
from neuroglide.patient.examination.loading import example_ids
from neuroglide.patient.plan import build_plan, patient_view, sign_plan, verify_plan
from neuroglide.patient.plan.canonical import digest
from neuroglide.patient.plan.kept import read_plan, read_unchanged
from neuroglide.patient.plan.schema import plan_schema, record_schema
from neuroglide.patient.plan.shape import misfit
from neuroglide.patient.screening import Override

KEEP = "supine-90-90-slider"
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def draft():
    return build_plan(document(), draws=DRAWS, stages=stages()).to_dict()


def sign(content, keep=KEEP, **options):
    return sign_plan(content, name="A. Berg", credentials="PT", keep=[keep], now=NOW, stages=stages(), **options)


@pytest.fixture(scope="module")
def record(draft):
    return sign(draft)


def changed(content, path, value):
    """The content with one place replaced (or removed, by ...), and its digest made anew as a forger would."""
    out = copy.deepcopy(content)
    where = out
    for key in path[:-1]:
        where = where[key]
    if value is ...:
        del where[path[-1]]
    else:
        where[path[-1]] = value
    return out | {"digest": digest(out)}


def of(content, name, id_=KEEP):
    return ("techniques", next(i for i, t in enumerate(content["techniques"]) if t["id"] == id_), name)


WORDS = {
    "dose_text": "30 sets of 100 times, every hour", "amplitude_text": "as far as it goes, even if it hurts",
    "instructions": [{"start": "Sit.", "moves": ["Push through the pain."]}], "summary": "No limit.",
    "symptom_max_high": 0.0, "certainty": "high", "sources": [], "found": "cures", "reach": 0.35, "patient_name": "x",
}


@pytest.mark.parametrize("name", WORDS)
def test_no_word_or_number_of_a_technique_is_taken_from_the_draft(draft, name):
    with pytest.raises(InputError, match=rf"{name}.*: the draft has .* made anew"):
        sign(changed(draft, of(draft, name), WORDS[name]))


@pytest.mark.parametrize("dose", [{"weeks": 520}, {"days_per_week": 70}, {"per_day": 24}, {"sets": 30}, {"reps": 1},
                                  {"hold_s": 9.0}, {"rest_s": 0.0}])
def test_no_field_of_a_dose_is_taken_from_the_draft(draft, dose):
    """Not a larger one, and not one that reads smaller: all are what the plan's rules give."""
    (name, value), place = next(iter(dose.items())), of(draft, "dose")
    assert draft["techniques"][place[1]]["dose"][name] != value
    with pytest.raises(InputError, match=rf"dose.{name}: the draft has {value}, .*made anew"):
        sign(changed(draft, (*place, name), value))


@pytest.mark.parametrize("path, value", [
    (("stop_rules",), [{"id": "none", "asks": "nothing", "action": "go on"}]), (("regression",), [{"id": "x"}]),
    (("companions",), []), (("sources",), []), (("harm",), "None."), (("answer",), "It helps."), (("cautions", ), [{}]),
    (("limits", "text"), "Nothing limits."), (("limits", "probability"), 1.0),
    (("extra",), 1), (("made", "version"), "0"), (("bounds", 0, "limit"), 10.0), (("care", "grade"), "high"),
])
def test_nothing_beside_the_techniques_is_taken_from_the_draft(draft, path, value):
    with pytest.raises(InputError, match=rf"{path[0]}.*: the draft has .* made anew"):
        sign(changed(draft, path, value))


def test_what_is_signed_is_the_plan_made_anew(draft, record):
    assert record["draft_digest"] == record["plan"]["digest"] == draft["digest"]
    own = {"techniques", "chosen", "not_chosen", "ranked_of", "signed_on", "reviews", "valid_until"}
    assert {k: v for k, v in record["plan"].items() if k not in own} == {
        k: v for k, v in draft.items() if k not in own}


def test_a_plan_with_decisions_is_made_anew_with_all_of_them():
    plain = document(red_flags=document()["red_flags"] | {"night_pain": "yes"})
    decided = [Override("fever", "why not", "A. Berg"), Override("night_pain", "known for years", "A. Berg")]
    content = build_plan(plain, draws=DRAWS, stages=stages(), overrides=decided).to_dict()
    assert [one["rule"] for one in content["refused_overrides"]] == ["fever"]
    assert [one["rule"] for one in sign(content)["plan"]["overrides"]] == ["fever", "night_pain"]


@pytest.mark.parametrize("path, value, said", [
    (("made",), ..., "made: it is missing"), (("made", "draws"), 1, "made.draws: 1 is below 20"),
    (("made", "draws"), 257, "made.draws: 257 is above 256"), (("made", "seed"), -5, "made.seed: -5 is below 0"),
    (("made", "seed"), True, "made.seed: True stands where a whole number belongs"),
    (("techniques",), ["x"], r"techniques\[0\]: 'x' stands where a mapping belongs"),
    (("techniques",), None, "techniques: nothing stands where a list belongs"),
    (("techniques", 0, "dose"), ..., r"techniques\[0\].dose: it is missing"),
    (("techniques", 0, "dose", "foo"), 1, r"techniques\[0\].dose.foo: there is no such name here"),
    (("techniques", 0, "reach"), "x", "reach: 'x' stands where a number belongs"),
    (("techniques", 0, "reach"), 2, "reach: 2 is above 1"), (("overrides",), ..., "overrides: it is missing"),
    (("overrides",), [1], r"overrides\[0\]: 1 stands where a mapping belongs"),
    (("examination",), [], "examination: a list stands where a mapping belongs"), (("examination",), {}, "person|id"),
    (("previous_dose",), {"version": 1}, "previous_dose.digest: it is missing"),
    (("limits",), {"text": "x", "largest": None}, "limits.probability: it is missing"),
    (("limits", "largest"), "muscle", "limits.largest: 'muscle' is none of"),
    (("review",), {"weeks": "x"}, "review.weeks: 'x' stands where a list belongs"),
    (("side",), "both", "side: 'both' is none of r, l"),
])
def test_a_malformed_draft_is_an_input_error_that_names_the_field(draft, path, value, said):
    with pytest.raises(InputError, match=said) as refused:
        sign(changed(draft, path, value))
    assert refused.value.fix


def test_every_field_taken_away_or_of_another_type_is_an_input_error(draft):
    for name in set(draft) - {"digest"}:
        for value in (..., 7, "x", [[]], {"a": 1}, None):
            with pytest.raises(InputError):
                sign(changed(draft, (name,), value) if value is ... or draft[name] != value else {"schema": name})


@pytest.mark.parametrize("origin", [None, 5, [], b"x", "", {}, {"schema": ["x"]}, {"schema": "neuroglide.plan/1"},
                                    {"schema": "neuroglide.signed-plan/1"}, {1: 2, "schema": "neuroglide.plan/1"}])
def test_what_is_no_plan_is_an_input_error(origin):
    for read in (read_plan, verify_plan, patient_view, sign):
        with pytest.raises(InputError):
            read(origin)


def test_a_draft_dressed_as_a_record_is_no_record(draft):
    """A forger's record: an unsigned draft, a name and a digest of their own."""
    forged = {"schema": "neuroglide.signed-plan/1", "status": "signed", "version": 1, "previous": None, "plan": draft,
              "signed": {"name": "X", "credentials": "PT", "at": "2026-01-01T00:00:00+00:00"}}
    for read in (verify_plan, patient_view):
        with pytest.raises(InputError, match="not whole: .*: it is missing"):
            read(forged | {"digest": digest(forged)})


def test_every_field_of_a_record_is_required_and_no_other_is_taken(record):
    for name in set(record) - {"schema", "digest", "use", "day", "follow_up"}:  # the last three came later
        with pytest.raises(InputError, match=rf"not whole: {name}: it is missing"):
            verify_plan(changed(record, (name,), ...))
    with pytest.raises(InputError, match="valid_until: there is no such name here"):
        verify_plan(changed(record, ("valid_until",), "2099-01-01"))


SEEN = {"examination": "slr-45", "digest": "0" * 64, "last_entry": "2026-03-01"}
FORGED = [
    (("draft_digest",), "0" * 64, "draft_digest: it is not"), (("rerun", 0, "id"), "ankle-pumps", "rerun: .*the same"),
    (("plan", "chosen"), ["ankle-pumps"], "not the same"), (("rerun", 0, "keeps_bounds"), False, "keeps_bounds"),
    (("rerun", 0, "judged", "strain", "value"), 99.0, "strain: 99 is beyond the bound of"),
    (("rerun", 0, "judged", "blood_flow", "value"), 1.0, "blood_flow: 1 is beyond"),
    (("rerun", 0, "judged", "strain", "limit"), 99.0, "strain: its limit is not the plan's"),
    (("rerun", 0, "judged", "strain"), ..., "does not name every bound"), (("rerun",), [], "rerun: it has 0"),
    (("previous",), "0" * 64, "previous: the first version"), (("version",), 2, "previous: the first version"),
    (("signed", "name"), " ", "signed.name"), (("signed", "at"), "today", "signed.at: it is not a time"),
    (("plan", "valid_until"), "2099-01-01", "valid_until: it does not follow"),
    (("plan", "signed_on"), "2026-03-03", "signed_on: it does not follow"),
    (("follow_up",), {"examination": "slr-45", "last_entry": "2026-03-01"}, "follow_up.digest: it is missing"),
    (("follow_up",), SEEN | {"examination": "somebody"}, "follow_up: it is of another patient"),
    (("follow_up",), SEEN | {"last_entry": "2026-02-30"}, "follow_up: its last day is no date"),
    (("follow_up",), SEEN | {"note": ""}, "follow_up.note: there is no such name"),
    (("plan", "held"), {"reason": "x", "do": "y", "test": None}, "plan.held"),
    (("plan", "can_be_signed"), False, "plan.can_be_signed"), (("plan", "status"), "stopped", "plan.status|plan.*"),
    (("plan", "stop_rules"), [], "stop_rules: it has 0"), (("plan", "regression"), [], "regression: it has 0"),
    (("plan", "techniques", 0, "instructions"), [], "instructions: it has 0"),
    (("plan", "made", "draws"), 1, "made.draws: 1 is below 20"),
    (("plan", "examination", "red_flags", "fever"), "unknown", "screening is not clear"),
    (("plan", "examination", "red_flags", "saddle_numbness"), "yes", "screening is not clear"),
    (("plan", "examination", "red_flags", "night_pain"), "yes", "screening is not clear"),
]


@pytest.mark.parametrize("path, value, said", FORGED)
def test_a_record_that_signing_would_not_write_does_not_verify(record, path, value, said):
    forged = changed(record, path, value)
    for read in (verify_plan, patient_view):
        with pytest.raises(InputError, match=said):
            read(forged)


def test_a_record_from_before_follow_ups_were_recorded_verifies(record):
    assert record["follow_up"] is None and "follow_up" not in verify_plan(changed(record, ("follow_up",), ...))
    assert verify_plan(changed(record, ("follow_up",), SEEN))["follow_up"] == SEEN


def test_a_record_from_before_what_limits_had_a_field_verifies(record):
    """The plan in it is older too: its digest covers no such field."""
    plan = {name: value for name, value in record["plan"].items() if name != "limits"}
    old = changed(record, ("plan",), plan)
    assert verify_plan(old)["plan"] == plan and patient_view(old) == patient_view(record)
    follows = build_plan(document(), draws=DRAWS, stages=stages(), previous=old, response="settled")
    assert sign(follows.to_dict(), follows.techniques[0]["id"], previous=old)["version"] == 2


def test_what_a_schema_refuses_and_nothing_else_is_refused_at_the_place_that_was_changed(draft, record):
    """The schemas are valid ones; whole numbers written without a point refuse no more of a plan than they say."""
    flags = document()["red_flags"] | {"saddle_numbness": "yes"}
    stopped = build_plan(document(red_flags=flags), draws=DRAWS).to_dict()
    cases = [(schema, content, path, value) for schema, content in
             ((plan_schema(), draft), (plan_schema(), stopped), (record_schema(), record))
             for path in [(name,) for name in content] for value in (..., None, 1, "x", [], {}, [{}], True)]
    cases += [(record_schema(), record, path, value) for path, value, _ in FORGED]
    for schema, content in ((plan_schema(), draft), (plan_schema(), stopped), (record_schema(), record)):
        jsonschema.Draft202012Validator.check_schema(schema)
        assert misfit(content, schema) is None
    theirs = {id_: jsonschema.Draft202012Validator(schema()) for id_, schema in
              (("neuroglide.plan/1", plan_schema), ("neuroglide.signed-plan/1", record_schema))}
    refused = 0
    for schema, content, path, value in cases:
        one = changed(content, path, value)
        ours = misfit(one, schema)
        assert (ours is None) == theirs[schema["$id"]].is_valid(one), (path, value, ours)
        assert ours is None or ours.startswith(path[0]), (path, value, ours)
        refused += ours is not None
    assert refused > 200


@pytest.mark.parametrize("seed", [-5, 2**32, 1.0, True, None, "1"])
def test_a_seed_is_checked_before_anything_is_read_or_run(seed):
    def never(*_, **__):
        raise AssertionError("the twin was asked before the seed was checked")

    for plain in (document(), document(red_flags=document()["red_flags"] | {"saddle_numbness": "yes"}), "no-such"):
        with pytest.raises(InputError, match="the seed is .*: it is a whole number from 0 to 4294967295"):
            build_plan(plain, draws=DRAWS, stages=stages()._replace(infer=never), seed=seed)


def test_every_packaged_patient_whose_plan_can_be_signed_is_signed_from_the_file_as_written(tmp_path):
    """What is made anew from the written draft is the draft, whatever the examination holds."""
    signed, path = 0, tmp_path / "plan.json"
    for id_ in example_ids():
        plan = build_plan(id_, draws=DRAWS, stages=stages(weight=0.5), seed=7)
        if not plan.content["can_be_signed"] or not plan.techniques:
            continue
        plan.to_json(path)
        best = plan.techniques[0]["id"]
        record = sign_plan(path, name="A. Berg", credentials="PT", keep=[best], stages=stages(weight=0.5))
        after = build_plan(id_, draws=DRAWS, stages=stages(weight=0.5), previous=record, response="settled")
        second = sign_plan(after, name="A. Berg", credentials="PT", keep=[after.techniques[0]["id"]], previous=record,
                           stages=stages(weight=0.5))
        assert verify_plan(second, record)["plan"]["made"]["seed"] == 1 and record["plan"]["made"]["seed"] == 7
        signed += 1
    assert signed >= 3


def test_what_was_changed_is_not_read_whoever_reads_it(draft, record):
    """The reader that everything which shows a plan goes through: of a draft, a Plan, a mapping and a record."""
    plan = build_plan(document(), draws=DRAWS, stages=stages())
    assert read_unchanged(plan) == read_unchanged(draft) == draft and read_unchanged(record) == record
    other = {"answer": "Do more."}
    for what in (draft | other, replace(plan, content=plan.content | other), record | {"version": 2}):
        with pytest.raises(InputError, match="changed after it was"):
            read_unchanged(what)
