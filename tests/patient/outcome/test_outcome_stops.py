"""A stop holds until a clinician clears it; adverse events are kept, checked and exported."""

from __future__ import annotations

import csv
import io
import json

import jsonschema
import pytest
import yaml

from neuroglide.cli.main import main
from neuroglide.errors import InputError
from neuroglide.patient.outcome import course
from neuroglide.patient.outcome.adverse_events import words
from neuroglide.patient.outcome.reading import load_rules
from neuroglide.patient.outcome.schema import adverse_events_schema, follow_up_schema
from neuroglide.patient.outcome.stops import rule_ids

ASKED = {"cauda_equina": "no", "new_weakness": "no", "peripheralising": "no"}
EVENT = {"what": "the foot gave way on the stairs", "severity": "moderate", "relation": "possible", "action": "paused",
         "outcome": "recovering", "reported_by": "patient"}
BY = {"by": "A. Name, PT", "reason": "power 5 of 5 again"}


def day(text, leg=None, **more):
    return {"date": text, **ASKED, **({"nprs": {"leg": leg}} if leg is not None else {}), **more}


def clearing(text, *rules, **more):
    return {"date": text, **ASKED, "cleared": {"rules": list(rules), **BY}, **more}


def reviewed(*entries):
    return course({"examination": "someone", "plan": "p-1", "entries": list(entries)}).review


@pytest.mark.parametrize("rule", ["cauda_equina", "new_weakness", "peripheralising"])
def test_a_stop_locks_until_a_named_clinician_clears_it_with_a_reason(rule):
    start, stop = day("2026-03-02", 4), day("2026-03-09", 4, **{rule: "yes"})
    locked = reviewed(start, stop, day("2026-03-16", 1))
    assert (locked.programme, locked.stop, locked.worse) == ("locked", "yes", "yes")
    (lock,) = locked.locks
    assert (lock.rule, lock.since) == (rule, "2026-03-09") and lock.source and lock.certainty and lock.checked
    assert lock.source in lock.sentence and lock.sentence in locked.sentences
    cleared = reviewed(start, stop, clearing("2026-03-11", rule), day("2026-03-16", 1))
    assert (cleared.programme, cleared.stop, cleared.locks) == ("open", "no", ())
    assert any("A. Name, PT" in text and "power 5 of 5 again" in text.lower() for text in cleared.sentences)
    assert cleared.cleared[0]["rules"] == [rule]
    again = reviewed(start, stop, clearing("2026-03-11", rule), day("2026-03-16", 1, **{rule: "yes"}))
    assert again.programme == "locked" and again.locks[0].since == "2026-03-16"


def test_what_was_recalled_is_said_to_be():
    locked = reviewed(day("2026-03-02", 4), day("2026-03-09", 4, new_weakness="yes", cauda_equina="yes"))
    assert [lock.rule for lock in locked.locks] == ["cauda_equina", "new_weakness"]
    assert "recalled and not verified" not in locked.locks[0].sentence
    assert "recalled and not verified" in locked.locks[1].sentence


def test_a_clearing_clears_what_it_names_and_nothing_else():
    entries = (day("2026-03-02", 4), day("2026-03-09", 4, new_weakness="yes", peripheralising="yes"))
    found = reviewed(*entries, clearing("2026-03-11", "new_weakness"))
    assert found.programme == "locked" and [lock.rule for lock in found.locks] == ["peripheralising"]
    assert reviewed(*entries, clearing("2026-03-11", "peripheralising", "new_weakness")).programme == "open"


def test_raised_pain_suspends_and_what_the_clinician_has_seen_does_not_suspend_again():
    raised = (day("2026-03-02", 4), day("2026-03-09", 6, pain_raised_hours=30))
    found = reviewed(*raised)
    assert found.programme == "suspended" and found.locks[0].rule == "pain_raised"
    cleared = (*raised, clearing("2026-03-10", "pain_raised"))
    assert reviewed(*cleared, day("2026-03-16", 6.5)).programme == "open"
    assert reviewed(*cleared, day("2026-03-16", 8, pain_raised_hours=48)).programme == "suspended"
    # a first rise of which is not told how long it stayed does not hide a later one that stayed
    assert reviewed(day("2026-03-02", 4), day("2026-03-09", 6), day("2026-03-12", 4),
                    day("2026-03-16", 7, pain_raised_hours=48)).programme == "suspended"
    # an emergency is graver than a suspension
    assert reviewed(*raised, day("2026-03-16", 6, cauda_equina="yes")).programme == "locked"


def test_anybody_may_stop_the_programme_by_hand():
    found = reviewed(day("2026-03-02", 4), {"date": "2026-03-05", "stopped": {"by": "the patient", "reason": "afraid"}})
    assert found.programme == "locked" and found.locks[0].rule == "stopped"
    assert "the patient" in found.locks[0].sentence and "afraid" in found.locks[0].sentence


@pytest.mark.parametrize("severity", ["mild", "moderate", "severe", "life_threatening", "fatal", "unknown"])
def test_an_event_that_was_or_may_have_been_severe_locks_whatever_its_cause(severity):
    assert set(words("severity")) == {"mild", "moderate", "severe", "life_threatening", "fatal", "unknown"}
    for relation in words("relation"):
        found = reviewed(day("2026-03-02", 4), day("2026-03-09", 3, adverse_events=[
            EVENT | {"severity": severity, "relation": relation}]))
        locks = severity not in ("mild", "moderate")
        assert (found.programme == "locked") is locks
        assert any(text.startswith("Adverse events: 1 ") for text in found.sentences)
        if locks:
            assert found.worse == "yes" and not any("nothing has become worse" in text for text in found.sentences)


@pytest.mark.parametrize(("entry", "say"), [
    ({"adverse_events": []}, "no list of events"),
    ({"adverse_events": [{k: v for k, v in EVENT.items() if k != "severity"}]}, "severity is None"),
    ({"adverse_events": [EVENT | {"relation": "sure"}]}, "relation is 'sure'"),
    ({"adverse_events": [EVENT | {"what": "  "}]}, "what is not told"),
    ({"adverse_events": [EVENT | {"what": "x" * 2001}]}, "longer than 2000"),
    ({"adverse_events": [EVENT | {"what": "gave\x07way"}]}, "cannot be printed"),
    ({"adverse_events": [EVENT | {"date": "2026-03-10"}]}, "after its entry"),
    ({"adverse_events": [EVENT | {"date": "lately"}]}, "lately"),
    ({"adverse_events": [EVENT | {"colour": "red"}]}, "colour"),
    ({"stopped": {"by": "the patient"}}, "reason is not told"),
    ({"cleared": {"rules": ["new_weakness"], "by": "A. Name"}}, "reason is not told"),
    ({"cleared": {"rules": ["new_weakness"], "reason": "well"}}, "the clinician's name"),
    ({"cleared": {"rules": ["new_weakness"], "by": True, "reason": "power is full"}}, "the clinician's name"),
    ({"cleared": {"rules": ["new_weakness"], "by": "A. Name", "reason": "."}}, "reason is not told"),
    ({"cleared": {"rules": "new_weakness", **BY}}, "which rules"),
    ({"cleared": {"rules": ["mood"], **BY}}, "'mood'"),
    ({"cleared": {"rules": ["new_weakness"], **BY}}, "holds nothing before it"),
    ({"new_weakness": "yes", "cleared": {"rules": ["new_weakness"], **BY}}, "in the same moment"),
])  # fmt: skip
def test_bad_input_names_the_entry_and_the_way_out(entry, say):
    with pytest.raises(InputError) as refused:
        reviewed(day("2026-03-02", 4), {**day("2026-03-09", 4), **entry})
    assert say in str(refused.value) and "2026-03-09" in str(refused.value) and refused.value.fix


def test_a_clearing_comes_after_what_it_clears():
    with pytest.raises(InputError, match="holds nothing before it"):
        reviewed(clearing("2026-03-05", "new_weakness"), day("2026-03-09", 4, new_weakness="yes"))


def test_every_rule_can_be_cleared_and_carries_source_and_certainty():
    rules = load_rules()
    parts = [*rules["stop"]["items"].values(), rules["stop"], rules["halt"]["lock"], rules["adverse_events"]["lock"]]
    assert len(rule_ids()) == len(parts)
    assert all(part["source"] and part["certainty"] and part["action"] for part in parts)
    assert {part["checked"] for part in parts} <= {"read", "recalled", "derived", "own"}


@pytest.fixture
def written(tmp_path):
    """A follow-up with two events and a clearing."""
    events = [EVENT | {"date": "2026-03-08", "what": "=1+1, fell", "technique": "slump-slider"},
              EVENT | {"severity": "severe"}]
    entries = [day("2026-03-02", 4), day("2026-03-09", 4, new_weakness="yes", adverse_events=events),
               clearing("2026-03-11", "new_weakness")]
    path = tmp_path / "follow-up.yaml"
    path.write_text(yaml.safe_dump({"schema": "neuroglide.follow_up/1", "examination": "someone", "plan": "p-1",
                                    "entries": entries}), encoding="utf-8")
    return path


def test_the_events_are_exported_as_a_table_and_as_json(written, tmp_path, capsys):
    table, plain = tmp_path / "events.csv", tmp_path / "events.json"
    assert main(["outcome", str(written), "--events", str(table)]) == 0
    assert main(["outcome", str(written), "--events", str(plain)]) == 0
    assert "locked since 2026-03-09" in capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))
    assert [row["date"] for row in rows] == ["2026-03-08", "2026-03-09"]
    assert rows[0]["what"] == "'=1+1, fell" and rows[0]["examination"] == "someone"  # no formula in a spreadsheet
    found = json.loads(plain.read_text(encoding="utf-8"))
    jsonschema.validate(found, adverse_events_schema())
    assert found["events"][0]["what"] == "=1+1, fell" and found["programme"] == "locked"
    assert [lock["rule"] for lock in found["locks"]] == ["adverse_event"]
    assert found["cleared"][0]["by"] == BY["by"]


def test_a_follow_up_is_held_to_the_schema_that_is_printed(written, capsys):
    assert main(["outcome", "--schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema == follow_up_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator.check_schema(adverse_events_schema())
    good = yaml.safe_load(written.read_text(encoding="utf-8"))
    jsonschema.validate(good, schema)
    every = day("2026-03-01", 4, odi={"version": "2.1a", "sections": [2, 1, [2, 3], None, 2, 1, 2, 1, 2, 3]},
                psfs=[3, 4], rmdq=3, groc=1, fabq={"pa": 3, "work": 4}, start_back={"total": 3, "psychosocial": 1},
                slr={"side": "r", "angle_deg": 45, "device": "phone", "rater": "same"}, pain_raised_hours=6, note="x")
    jsonschema.validate({**good, "entries": [every]}, schema)
    assert course({**good, "entries": [every]})
    for wrong in ({"rmdq": 30}, {"nprs": {"leg": 11}}, {"mood": 1}, {"new_weakness": "perhaps"},
                  {"adverse_events": [{"what": "x"}]}, {"cleared": {"rules": ["mood"], **BY}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**good, "entries": [{"date": "2026-03-01", **wrong}]}, schema)
        with pytest.raises(InputError):
            course({**good, "entries": [{"date": "2026-03-01", **wrong}]})


def test_without_a_file_the_command_says_what_to_name(capsys):
    assert main(["outcome"]) == 2
    assert "--schema" in capsys.readouterr().err


@pytest.mark.parametrize("more", [{"outcome": "fatal"}, {"outcome": "lasting"}, {"action": "ended"}])
def test_an_event_that_left_something_or_ended_the_exercises_locks(more):
    mild = EVENT | {"severity": "mild"}
    assert reviewed(day("2026-03-02", 4, adverse_events=[mild])).programme == "open"
    assert reviewed(day("2026-03-02", 4, adverse_events=[mild | more])).programme == "locked"


def test_a_clearing_clears_nothing_of_which_it_is_not_told_that_it_came_before():
    start, stop = day("2026-03-02", 4), day("2026-03-09", 4, cauda_equina="yes")
    clear = clearing("2026-03-10T09:00", "cauda_equina")
    assert reviewed(start, stop, clear).programme == "open"
    with pytest.raises(InputError, match="which came first is not told"):
        reviewed(start, stop, clear, day("2026-03-10", 4, cauda_equina="yes"))
    assert reviewed(start, stop, clear, day("2026-03-10T11:00", 4, cauda_equina="yes")).programme == "locked"


def test_a_time_with_a_zone_is_refused():
    with pytest.raises(InputError, match="time zone"):
        reviewed(day("2026-03-02T09:00+05:00", 4))
