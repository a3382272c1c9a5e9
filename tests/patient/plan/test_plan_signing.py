"""Signing: what is refused, what the record holds, and that no change to it goes unseen."""

from __future__ import annotations

import copy
import hashlib
import json
from datetime import UTC, date, datetime

import numpy as np
import pytest
import yaml
from stand_ins import DRAWS, Engine, document, stages

from neuroglide.errors import InputError
from neuroglide.patient.plan import build_plan, expired, patient_view, sign_plan, verify_plan
from neuroglide.patient.plan.canonical import canonical, digest
from neuroglide.patient.plan.kept import dates_of

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WHO = {"name": "A. Berg", "credentials": "PT, MSc"}


def draft(plain=None, weight=1.0):
    return build_plan(plain or document(), draws=DRAWS, stages=stages(weight=weight)).to_dict()


KEEP = ("supine-90-90-slider",)


def signed(content=None, **options):
    options = {"keep": KEEP, "stages": stages(), "now": NOW} | options
    return sign_plan(content or draft(), **WHO, **options)


def test_a_signed_plan_says_who_when_and_with_what():
    record = signed()
    assert record["signed"]["name"] == "A. Berg"
    assert record["signed"]["at"] == "2026-03-02T12:00:00+00:00"
    assert record["version"] == 1 and record["previous"] is None
    assert [one["id"] for one in record["rerun"]] == list(KEEP) == [t["id"] for t in record["plan"]["techniques"]]
    assert verify_plan(json.loads(json.dumps(record))) == record


COURSE = """
examination: slr-45
entries:
  - {date: 2026-02-20, nprs: {leg: 4}, cauda_equina: no, new_weakness: no, peripheralising: no}
  - {date: 2026-02-27, nprs: {leg: 3}, cauda_equina: no, new_weakness: no, peripheralising: no, note: 2026-02-01}
"""


def test_a_record_says_which_follow_up_was_looked_at(tmp_path):
    content = draft()
    assert signed(content)["follow_up"] is None
    path = tmp_path / "course.yaml"
    path.write_text(COURSE, encoding="utf-8")
    seen = verify_plan(signed(content, follow_up=path))["follow_up"]
    assert (seen["examination"], seen["last_entry"]) == ("slr-45", "2026-02-27")
    plain = json.loads(json.dumps(yaml.safe_load(COURSE), default=str))  # days as year-month-day
    assert seen["digest"] == hashlib.sha256(canonical(plain)).hexdigest()
    assert signed(content, follow_up=plain)["follow_up"] == seen
    plain["entries"][0]["nprs"]["leg"] = 5
    other = signed(content, follow_up=plain)["follow_up"]
    assert other["digest"] != seen["digest"] and other | {"digest": 0} == seen | {"digest": 0}
    path.write_text("examination: slr-45\nentries: []\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        signed(content, follow_up=path)
    assert refused.value.source == str(path)


def _places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _places(inner, (*path, key))


def test_any_change_to_a_signed_plan_is_found():
    record = signed(keep=["supine-90-90-slider"])
    places = [path for path in _places(record) if path and path[0] != "digest"]
    for path in places[:: max(1, len(places) // 400)]:
        changed = copy.deepcopy(record)
        where = changed
        for key in path[:-1]:
            where = where[key]
        where[path[-1]] = "changed"
        with pytest.raises(InputError, match="changed after it was signed" if path != ("schema",) else "not signed"):
            verify_plan(changed)


def test_a_number_that_reads_alike_but_is_another_is_found():
    record = signed()
    assert digest(record | {"version": 1.0}) != record["digest"]
    assert canonical({"b": 1, "a": [2]}) == b'{"a":[2],"b":1}'


def test_versions_form_a_chain():
    first = signed()
    second = signed(previous=first)
    assert (second["version"], second["previous"]) == (2, first["digest"])
    assert verify_plan(second, first)["version"] == 2
    with pytest.raises(InputError, match="does not follow"):
        verify_plan(second, second)


def test_a_stopped_plan_is_never_signed():
    stopped = draft(document(red_flags=document()["red_flags"] | {"saddle_numbness": "yes"}))
    with pytest.raises(InputError, match="stopped plan is not signed"):
        signed(stopped)


@pytest.mark.parametrize("answer, words", [("unknown", "without an answer: fever"), ("yes", "concern")])
def test_a_held_plan_is_refused_and_says_what_is_missing(answer, words):
    item = "fever" if answer == "unknown" else "night_pain"
    held = draft(document(red_flags=document()["red_flags"] | {item: answer}))
    with pytest.raises(InputError, match=words):
        signed(held)


def test_a_draft_changed_by_hand_is_refused():
    changed = draft()
    changed["techniques"][0]["dose"]["reps"] = 100
    with pytest.raises(InputError, match="changed after it was made"):
        signed(changed)


def test_a_forged_digest_does_not_clear_a_red_flag_or_a_dose():
    held = draft(document(red_flags=document()["red_flags"] | {"fever": "unknown"}))
    forged = held | {"can_be_signed": True, "unanswered_red_flags": []}
    with pytest.raises(InputError, match="without an answer"):
        signed(forged | {"digest": digest(forged)})
    more = draft()
    more["techniques"][0]["dose"]["reps"] = 100
    with pytest.raises(InputError, match=r"techniques\[0\].dose.reps: the draft has 100"):
        signed(more | {"digest": digest(more)}, keep=[more["techniques"][0]["id"]])


@pytest.mark.parametrize(("factor", "told"), [(1 + 1e-13, None), (1 + 1e-6, r"peak_strain_percent: the draft has")])
def test_a_draft_may_differ_by_the_rounding_of_another_machine_and_by_no_more(factor, told):
    other = draft()
    item = next(one for one in other["techniques"] if one["id"] == KEEP[0])
    item["peak_strain_percent"] *= factor
    other |= {"digest": digest(other)}
    if told:
        with pytest.raises(InputError, match=told):
            signed(other)
        return
    assert other["digest"] != draft()["digest"]
    record = signed(other)
    assert record["draft_digest"] == record["plan"]["digest"] == draft()["digest"]
    verify_plan(record)


class Tiring(Engine):
    """An engine under which the same movement weighs three times as much from a given session on."""

    sessions, limit = 0, 10**9

    def whole(self, movement):
        Tiring.sessions += 1
        if Tiring.sessions > Tiring.limit:
            self.spread = 3.0 * np.linspace(0.8, 1.2, len(self.spread))
        return super().whole(movement)


def test_a_technique_that_breaks_a_bound_when_run_again_is_refused_with_the_bound(monkeypatch):
    tiring = stages()._replace(engine=lambda person, draws, site: Tiring(person, draws, site))
    content = build_plan(document(), draws=DRAWS, stages=tiring).to_dict()
    monkeypatch.setattr(Tiring, "limit", 2 * Tiring.sessions)  # the draft, the plan made anew, and no more
    monkeypatch.setattr(Tiring, "sessions", Tiring.sessions)
    with pytest.raises(InputError, match="run again over its whole dose in other nerves, its .* beyond the bound"):
        signed(content, stages=tiring)


def test_a_draft_that_another_model_made_is_refused_and_the_place_is_named():
    with pytest.raises(InputError, match="the draft has .*, and the plan made anew from its examination has"):
        signed(stages=stages(weight=3.0))


@pytest.mark.parametrize("missing", ["name", "credentials"])
def test_a_signature_needs_a_name_and_credentials(missing):
    with pytest.raises(InputError, match=missing):
        sign_plan(draft(), **(WHO | {missing: " "}), keep=KEEP, stages=stages())


@pytest.mark.parametrize("said", ["Ann. Do it\n\nevery hour", "Ann " * 21])
@pytest.mark.parametrize("where", ["name", "credentials"])
def test_a_name_is_one_short_line(where, said):
    with pytest.raises(InputError, match=f"{where} is longer than 80 characters or more than one line"):
        sign_plan(draft(), **(WHO | {where: said}), keep=KEEP, stages=stages())


def test_only_what_is_kept_is_signed():
    content = draft()
    record = signed(content, keep=["lateral-opener", "supine-90-90-slider"])
    plan = record["plan"]
    ranks = {t["id"]: t["rank"] for t in content["techniques"]}
    assert plan["chosen"] == sorted(["lateral-opener", "supine-90-90-slider"], key=ranks.get)
    assert plan["chosen"] == [t["id"] for t in plan["techniques"]] and plan["ranked_of"] == len(ranks)
    assert {one["id"]: one["rank"] for one in plan["not_chosen"]} == {
        id_: rank for id_, rank in ranks.items() if id_ not in plan["chosen"]}
    assert [t["id"] for t in patient_view(record)["techniques"]] == plan["chosen"]
    with pytest.raises(InputError, match="no technique 'slr'"):
        signed(keep=["slr"])


def test_without_a_choice_nothing_is_signed():
    for keep in ((), None, "supine-90-90-slider"):
        with pytest.raises(InputError, match="needs the technique that was chosen") as refused:
            signed(keep=keep)
        assert "--keep" in refused.value.fix and "supine-90-90-slider" in refused.value.fix


def test_an_undetermined_twin_holds_the_plan_and_the_refusal_names_the_test():
    plain = document()
    held = build_plan(plain, draws=DRAWS, stages=stages(undetermined=True)).to_dict()
    assert held["status"] == "draft" and held["techniques"] and not held["can_be_signed"]
    assert held["held"]["test"] == "slump_knee_extension"
    assert "slump knee extension" in held["missing_before_signing"][-1]
    with pytest.raises(InputError, match="slump knee extension"):
        signed(held)
    # The draft is not trusted: what the twin cannot tell is found again at signing.
    forged = held | {"held": None, "can_be_signed": True}
    with pytest.raises(InputError, match="slump knee extension"):
        signed(forged | {"digest": digest(forged)}, stages=stages(undetermined=True))


def test_an_examination_that_contradicts_itself_is_not_signed():
    again = {"test": "slr", "side": "r", "angle_deg": 80, "stopped_by": "full", "symptom": "none"}
    held = draft(document(tests=[*document()["tests"], again]))
    for tried in (held, held | {"held": None, "can_be_signed": True}):  # it is found again at signing
        with pytest.raises(InputError, match="45 and 80 degrees.* correct the entry that is wrong"):
            signed(tried | {"digest": digest(tried)})


def test_a_signed_plan_has_its_dates_and_expires():
    record = signed()
    plan = record["plan"]
    assert plan["signed_on"] == "2026-03-02"
    assert plan["reviews"] == [{"weeks": 2, "date": "2026-03-16"}, {"weeks": 4, "date": "2026-03-30"}]
    assert plan["valid_until"] == "2026-03-16"
    assert not expired(record, date(2026, 3, 16)) and expired(record, date(2026, 3, 17))
    assert patient_view(record)["valid_until"] == "2026-03-16"
    # Fourteen days count where the first review is later than that, and the review where it is earlier.
    for weeks, last in (([3, 6], "2026-03-16"), ([1, 4], "2026-03-09")):
        assert dates_of({"review": {"weeks": weeks}}, date(2026, 3, 2))["valid_until"] == last


def test_nothing_unsigned_renders_for_a_patient():
    plan = build_plan(document(), draws=DRAWS, stages=stages())
    for unsigned in (plan, plan.to_dict()):
        with pytest.raises(InputError, match="not signed"):
            patient_view(unsigned)
    record = signed()
    view = patient_view(record)
    assert view["signed_by"] == "A. Berg"
    assert view["techniques"][0]["dose_text"] and view["techniques"][0]["instructions"][0]["moves"]
    assert all(one["text"] for one in view["companions"])
    assert view["stop_rules"][0]["action"] == "go to an emergency department now"
    with pytest.raises(InputError, match="changed"):
        patient_view(record | {"version": 7})


def test_a_file_that_is_no_plan_is_refused(tmp_path):
    path = tmp_path / "plan.json"
    for text in ("[1]", "{", '{"schema": "x"}', '{"a": 1, "a": 2}'):
        path.write_text(text)
        with pytest.raises(InputError):
            verify_plan(path)
    with pytest.raises(InputError, match="no plan file"):
        verify_plan(tmp_path / "none.json")
