"""A follow-up read, its course judged, and held to the review criteria."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from neuroglide.cli.main import main
from neuroglide.errors import InputError
from neuroglide.patient.outcome import course, load_follow_up

ASKED = {"cauda_equina": "no", "new_weakness": "no", "peripheralising": "no"}


def follow_up(*entries, **more):
    return {"examination": "someone", "entries": list(entries), **more}


def day(text, leg=None, odi=None, **more):
    made = {"date": text, **ASKED, **more}
    if leg is not None:
        made["nprs"] = {"leg": leg}
    if odi is not None:
        made["odi"] = {"version": "2.1a", "score": odi}
    return made


def worse(*entries, **more):
    return course(follow_up(*entries, **more)).worse_than_review


def test_two_weeks_expect_little():
    assert worse(day("2026-03-02", 6, 40), day("2026-03-16", 6, 42)) == "no"
    assert worse(day("2026-03-02", 6, 40), day("2026-03-16", 6, 56)) == "yes"
    assert worse(day("2026-03-02", 6, 40), day("2026-03-16")) == "cannot tell"
    assert worse(day("2026-03-02", 6, 40)) == "cannot tell"
    # A first score is not compared with itself.
    assert worse(day("2026-03-02", 6), day("2026-03-05", odi=40)) == "cannot tell"


def test_four_weeks_decide():
    start = day("2026-03-02", 6, 40)
    assert worse(start, day("2026-03-30", 3, 25)) == "no"
    assert worse(start, day("2026-03-16", 7, 60), day("2026-03-30", 9, 70)) == "yes"
    # Not met, but measurement error leaves room for it.
    assert worse(start, day("2026-03-30", 5, 33)) == "cannot tell"
    assert worse(start, day("2026-03-30", 3)) == "cannot tell"
    # A score of weeks ago does not tell how it is now.
    assert worse(start, day("2026-03-09", 6, 15), day("2026-03-30", 3)) == "cannot tell"
    # Three days early counts as the decision, four do not.
    assert course(follow_up(start, day("2026-03-27", 3, 25))).review.stage == "decision"
    assert course(follow_up(start, day("2026-03-26", 3, 25))).review.stage == "early"


@pytest.mark.parametrize("item", ["cauda_equina", "new_weakness", "peripheralising"])
def test_a_stop_item_stops_whatever_the_scores(item):
    found = course(follow_up(day("2026-03-02", 6, 40), day("2026-03-30", 1, 5, **{item: "yes"})))
    assert found.review.stop == "yes" and found.review.stop_items == (item,) and found.worse_than_review == "yes"
    assert found.sentences[0].startswith("Stop: ")
    # An earlier yes is not forgotten.
    again = course(follow_up(day("2026-03-02", 6, 40, **{item: True}), day("2026-03-30", 1, 5)))
    assert again.review.stop == "yes"


def test_the_emergency_is_said_first_and_plainly():
    found = course(follow_up(day("2026-03-02", 6), day("2026-03-09", 6, cauda_equina="yes", new_weakness="yes")))
    assert "emergency department now" in found.sentences[0]


@pytest.mark.parametrize("item", ["cauda_equina", "new_weakness", "peripheralising"])
def test_nothing_reassures_beside_a_stop(item):
    calm = course(follow_up(day("2026-03-02", 6, 40), day("2026-03-09", 6, 40)))
    assert any("nothing has become worse" in text for text in calm.sentences)
    found = course(follow_up(day("2026-03-02", 6, 40), day("2026-03-09", 6, 40, **{item: "yes"})))
    assert not any("nothing has become worse" in text for text in found.sentences)
    assert any(text.startswith("The stop comes first") for text in found.sentences)
    met = course(follow_up(day("2026-03-02", 6, 40), day("2026-03-30", 1, 5, **{item: "yes"})))
    assert not any("definition is met" in text for text in met.review.sentences)


def test_what_was_not_asked_is_not_cleared():
    later = {"date": "2026-03-09", "nprs": {"leg": 5}, "new_weakness": "no"}
    found = course(follow_up(day("2026-03-02", 6, 40), later))
    assert found.review.stop == "cannot tell"
    assert set(found.review.not_asked) == {"cauda_equina", "peripheralising"}


@pytest.mark.parametrize(("later", "stop"), [
    ([day("2026-03-09", 6, pain_raised_hours=30)], "yes"), ([day("2026-03-09", 6, pain_raised_hours=24)], "yes"),
    ([day("2026-03-09", 6, pain_raised_hours=23)], "no"),
    ([day("2026-03-09", 6)], "cannot tell"), ([day("2026-03-09", 5.9)], "no"),
    ([day("2026-03-09", 6), day("2026-03-11", 6)], "yes"),
    ([day("2026-03-09T09:00", 6), day("2026-03-10T08:00", 4)], "no"),
    ([day("2026-03-09", 6), day("2026-03-12", 4)], "cannot tell"),
    # What follows shows that it lasted, whatever was told; and a slow relapse is one.
    ([day("2026-03-09", 6, pain_raised_hours=2), day("2026-03-12", 6, pain_raised_hours=12)], "yes"),
    ([day("2026-03-09", 1), *(day(f"2026-03-{10 + n}", 1 + n) for n in (1, 2, 3))], "yes"),
    # Up from the lowest, though not from the start.
    ([day("2026-03-09", 1), day("2026-03-16", 3.5, pain_raised_hours=48)], "yes"),
])  # fmt: skip
def test_pain_up_by_two_for_over_a_day_stops(later, stop):
    found = course(follow_up(day("2026-03-02", 4, 40), *later))
    assert found.review.stop == stop
    if stop == "yes":
        assert found.worse_than_review == "yes" and "pain_raised" in found.review.stop_items


def test_entries_are_put_in_order_and_dates_understood():
    read = load_follow_up(follow_up(day("2026-03-30", 3), day(date(2026, 3, 2), 6)))
    assert [entry.when.day for entry in read.entries] == [2, 30]
    assert course(read).series["nprs.leg"].weeks == (0.0, 4.0)


def test_a_course_is_smoothed_where_its_error_is_known():
    found = course(follow_up(day("2026-03-02", 6, psfs=[4]), day("2026-03-30", 0, psfs=[7])))
    leg, psfs = found.series["nprs.leg"], found.series["psfs"]
    assert all(low <= mid <= high for low, mid, high in zip(leg.low, leg.smoothed, leg.high, strict=True))
    assert min(leg.low) >= 0 and 0 < leg.smoothed[1] < 6
    assert psfs.smoothed == () and "no measurement error" in psfs.no_band
    mixed = course(follow_up(day("2026-03-02", odi=40),
                             {"date": "2026-03-30", "odi": {"version": "modified", "score": 20}}))
    assert "versions" in mixed.series["odi"].no_band


def test_an_angle_whose_rater_changed_on_the_way_needs_twelve_degrees():
    def angle(text, deg, rater):
        return {"date": text, "slr": {"side": "r", "angle_deg": deg, "device": "phone", "rater": rater}}

    first, last = angle("2026-03-02", 45, "same"), angle("2026-03-16", 55, "same")
    same = course(follow_up(first, angle("2026-03-09", 50, "same"), last))
    other = course(follow_up(first, angle("2026-03-09", 50, "different"), last))
    assert same.series["slr.r"].judgement.reliable == "yes"
    assert other.series["slr.r"].judgement.reliable == "no"


@pytest.mark.parametrize(("raw", "words"), [
    ({"entries": []}, "examination"), ({"examination": "x", "entries": []}, "no entries"),
    ({"examination": "x", "entries": [{"nprs": {"leg": 3}}]}, "no date"),
    ({"examination": "x", "entries": [{"date": "soon", "rmdq": 3}]}, "soon"),
    ({"examination": "x", "entries": [{"date": "2026-03-02"}]}, "no measure"),
    ({"examination": "x", "entries": [{"date": "2026-03-02", "rmdq": 30}]}, "entry 1 (2026-03-02): rmdq is 30"),
    ({"examination": "x", "entries": [{"date": "2026-03-02", "mood": 3}]}, "mood"),
    ({"examination": "x", "entries": [{"date": "2026-03-02", "rmdq": 3}, {"date": "2026-03-02", "rmdq": 4}]},
     "two entries"),
    ({"examination": "x", "limb": "tail", "entries": [{"date": "2026-03-02", "rmdq": 3}]}, "tail"),
    ({"examination": "x", "schema": "neuroglide.plan/1", "entries": [1]}, "schema"),
    ({"examination": "x", "entries": [{"date": "2026-03-02", "rmdq": 3, "new_weakness": "perhaps"}]}, "perhaps"),
    ({"examination": "x", "entries": [{"date": "2026-03-02", "rmdq": 10**5000}]}, "more than 15 digits"),
    ({"examination": "x", "entries": [{"date": "2026-03-02", "rmdq": -(10**400)}]}, "outside 0 to 24"),
    ({"examination": "x", "entries": [{"date": "2026-03-02", "rmdq": float("inf")}]}, "inf"),
    ({"examination": "x", "entries": [{"date": "2026-03-02", "rmdq": float("nan")}]}, "not a number"),
    ({"examination": "x", "entries": [{"date": "2026-03-02", "slr": {"side": "r", "angle_deg": 10**5000}}]},
     "15 digits"),
    ({"examination": "x", "entries": [{"date": "0001-01-01", "rmdq": 3}]}, "1900"),
    ({"examination": "x", "entries": [{"date": "9999-12-31T10:00", "rmdq": 3}]}, "entry 1"),
    ({"examination": "x", "entries": [{"date": date.today() + timedelta(days=3), "rmdq": 3}]}, "still to come"),
])  # fmt: skip
def test_bad_follow_ups_are_refused(raw, words):
    with pytest.raises(InputError) as error:
        load_follow_up(raw)
    assert words in str(error.value) and "Fix: " in str(error.value)


def test_the_command_writes_table_sentences_and_json(tmp_path, capsys):
    file, out = tmp_path / "course.json", tmp_path / "out.json"
    file.write_text(json.dumps(follow_up(day("2026-03-02", 6, 40), day("2026-03-30", 3, 25))))
    assert main(["outcome", str(file), "--json", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "leg pain (NPRS)" in shown and "Worse than the plan's review criteria: no." in shown
    found = json.loads(out.read_text())
    assert found["schema"] == "neuroglide.course/1" and found["worse_than_review"] == "no"
    assert found["responder"]["answer"] == "yes"
    assert found["series"]["nprs.leg"]["judgement"]["mdc"]["source"].startswith("Childs")


def test_the_command_refuses_a_bad_file(tmp_path, capsys):
    file = tmp_path / "twice.yaml"
    file.write_text("examination: x\nexamination: y\n")
    assert main(["outcome", str(file)]) == 2
    assert f"{file}:2: " in capsys.readouterr().err
    assert main(["outcome", str(tmp_path / "none.yaml")]) == 2


def test_the_file_of_the_reference_page_is_one():
    import re
    from pathlib import Path

    import yaml

    page = (Path(__file__).parents[3] / "docs" / "reference" / "outcome.md").read_text(encoding="utf-8")
    block, stopped, events = re.findall(r"^```yaml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    found = course(yaml.safe_load(block))
    assert course(yaml.safe_load(block + stopped.split("  - date: 2026-04-03")[0])).review.programme == "locked"
    whole = course(yaml.safe_load(block + stopped + events))
    assert whole.review.programme == "open" and len(whole.follow_up.events) == 1
    assert found.responder == "yes" and found.worse_than_review == "no" and found.review.not_asked == ()
