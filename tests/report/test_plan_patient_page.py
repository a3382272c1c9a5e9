"""The patient's page: plain words of the signed size, when to stop, whom to ask; and nothing of a draft."""

from __future__ import annotations

import copy
import html
import re

import pytest

pytest.importorskip("jinja2")

from plan_pages import Pictures, draft, signed  # noqa: E402

from neuroglide.errors import InputError  # noqa: E402
from neuroglide.movement import load_movement  # noqa: E402
from neuroglide.patient.outcome.reading import load_rules  # noqa: E402
from neuroglide.patient.plan.canonical import digest  # noqa: E402
from neuroglide.patient.screening import red_flag_items  # noqa: E402
from neuroglide.report.plan.patient import texts  # noqa: E402
from neuroglide.report.plan.writing import render, report_of  # noqa: E402


@pytest.fixture(autouse=True)
def _drawn(monkeypatch):
    monkeypatch.setattr("neuroglide.report.plan.drawing.Drawer", Pictures)


@pytest.fixture()
def record():
    plan = draft()
    return signed(plan, tuple(one["id"] for one in plan["techniques"][:2]))


def yours(content) -> str:
    return html.unescape(render(content)).split('id="you">For you<')[1].split('id="more"')[0]


def test_the_words_of_an_exercise_are_the_plans_own_which_knows_its_size(record):
    told = yours(record)
    for item in record["plan"]["techniques"]:
        for part in item["instructions"]:
            assert part["start"] in told and part["moves"]
            for move in part["moves"]:
                assert move.removeprefix("Then ")[1:] in told


@pytest.mark.parametrize("taken", ["instructions", "patient_name", "place"])
def test_a_record_without_words_for_a_patient_has_no_page(record, taken):
    """Why the page needs no sentences of its own beside the plan's."""
    del record["plan"]["techniques"][0][taken]
    with pytest.raises(InputError, match=f"{taken}: it is missing"):
        render(record | {"digest": digest(record)})


def test_then_is_written_once():
    plan = draft()
    plan["techniques"][0]["instructions"] = [{"start": "Sit.", "moves": ["Bend.", "Then let it come back."]}]
    assert "Then.</strong> Let it come back." in yours(signed(plan, (plan["techniques"][0]["id"],)))


def test_no_sentence_of_the_library_reaches_the_patient():
    plan = draft()
    for item in plan["techniques"]:  # as an older plan holds them
        item["instructions"] = list(load_movement(item["id"]).instructions)
    assert any(item["instructions"] for item in plan["techniques"])
    with pytest.raises(InputError, match=r"instructions\[0\]: 'Lie on your back"):
        yours(signed(plan, tuple(one["id"] for one in plan["techniques"])))


def test_every_technique_that_was_chosen_is_drawn_as_start_and_then_without_figures(record):
    told = yours(record)
    captions = re.findall(r"<figcaption><strong>(.*?)</strong></figcaption>", told)
    assert captions == ["Start", "Then", "Start", "Then"] and "strain" not in told.lower()
    assert not re.search(r"\d+(\.\d+)? %|\bmm\b|\bdegrees\b", told)
    for item in record["plan"]["techniques"]:
        assert item["name"].lower() in told


def test_the_pictures_have_the_posture_as_their_text_and_say_whence_they_are_seen(record, monkeypatch):
    told = yours(record)
    assert told.count("Bones of a person lying on the back, seen from the side: relaxed.") == 4
    assert "show the bones from the side; the coloured line" in told
    seen = iter(["above", "above", "the front", "the front"])
    drawn = Pictures.technique
    monkeypatch.setattr(Pictures, "technique", lambda self, item: [
        one | {"seen": next(seen)} for one in drawn(self, item)])
    assert "show the bones from above or the front; the coloured line" in yours(record)


def test_danger_signs_are_parted_by_what_to_do(record):
    told = yours(record)
    assert told.index("Stop at once") < told.index("Call today") < told.index("Emergency now")
    today, now = told.split("Call today")[1].split("Emergency now")
    for item in red_flag_items().values():
        place = {"urgent": today, "emergency": now}.get(item.level)
        assert place is None or item.question_patient in place
    rule = load_rules()["stop"]
    during, after = told.split("Stop at once")[1].split("Call today")
    assert f"goes up by {rule['pain_up_points']} or more" in during
    assert f"{rule['pain_up_hours']} hours after you exercised" in after


def test_contact_review_companions_and_the_scale_of_pain_are_on_it(record):
    told = yours(record)
    for words in ("0 is no pain", "telephone", "Your next visit", "Also do this", "A. Berg (PT)"):
        assert words in told
    for one in record["plan"]["companions"]:
        assert one["patient"] in told


def test_the_words_are_plain(record):
    record["plan"]["companions"] = []  # their words are the plan's own
    record["digest"] = digest(record)
    told = re.sub(r"<[^>]*>", " ", yours(record))
    for item in record["plan"]["techniques"]:  # what the clinician calls it stands beside the exercise
        told = told.replace(item["name"].lower(), "")
    for jargon in ("slump", "suspend", "amplitude", "neural", "flexion", "dose", "pain of the limb", "symptom"):
        assert jargon not in told, jargon
    sentences = [one.split() for one in re.split(r"[.?!:]\s", told) if one.strip()]
    assert sum(map(len, sentences)) / len(sentences) < 15  # words a sentence


def test_what_comes_first_stands_before_the_exercises():
    plan = draft(first_care=[{"id": "x", "do": "Bend backward ten times", "why": "it helped", "certainty": "low",
                              "checked": "read", "sources": []}])
    told = yours(signed(plan, (plan["techniques"][0]["id"],)))
    order = [told.index(words) for words in ("Do this first", "Bend backward ten times", "Only if that is not enough")]
    assert order == sorted(order)


def test_a_dose_is_told_in_short_sentences():
    plan = draft()
    plan["techniques"][0]["dose"] |= {"sets": 3, "reps": 8, "rest_s": 30.0, "hold_s": 2.0, "per_day": 2, "weeks": 1}
    told = yours(signed(plan, (plan["techniques"][0]["id"],)))
    assert ("Do it 8 times, hold each for 2 seconds. Rest 30 seconds. Do the same again, until you have done 3 rounds. "
            "Twice a day, every day, for 1 week. Go slowly: about") in told


def test_how_several_exercises_go_together_is_said_before_them_and_of_one_nothing(record):
    """A record without the field is read as one of them on a day."""
    said = texts()["use"]
    places = {item["place"] for item in record["plan"]["techniques"]}
    told = yours(record)
    assert said["one_of"]["two"] == "Do only one of these exercises on any one day, not both."
    assert told.index("Your exercises") < told.index(said["one_of"]["two"]) < told.index("<h4>")
    assert (said["one_of"]["places"] in told) == (len(places) == 2)
    plan = draft()
    three = signed(plan, tuple(one["id"] for one in plan["techniques"][:3]))
    assert said["one_of"]["more"] in yours(three)
    alone = yours(signed(plan, (plan["techniques"][0]["id"],)))
    assert not [words for use in said.values() for words in use.values() if words and words in alone]


def test_exercises_for_one_day_are_said_to_be_so_to_the_patient_and_to_the_clinician():
    plan, said = draft(), texts()["use"]
    bound = next(one for one in plan["bounds"] if one["id"] == "exposure_day")
    day = [{"bound": bound["id"], "over": "day", "value": bound["limit"] / 2, "limit": bound["limit"],
            "end": bound["end"], "unit": bound["unit"]}]
    record = signed(plan, tuple(one["id"] for one in plan["techniques"][:2]), use="together", day=day)
    page, whole = yours(record), html.unescape(render(record))
    assert said["together"]["two"] in page and said["one_of"]["two"] not in page
    assert "All of these on the same day: they were judged together." in whole.split('id="you">')[0]
    told = whole.split("What the techniques of a day come to together</summary>")[1].split("</details>")[0]
    assert re.findall(r"<td[^>]*>(.*?)</td>", told) == [
        "a day", f"{bound['limit'] / 2:g} {bound['unit']}", f"{bound['limit']:g} {bound['unit']}"]


def test_of_a_carpal_tunnel_nothing_is_hoped_for_that_its_trials_deny():
    rule = {"id": "carpal_tunnel_evidence", "level": "caution", "text": "It.", "why": [], "action": "So.",
            "source": "basson2017", "certainty": "low", "checked": "read", "overridden_by": None}
    plan = draft()
    keep = (plan["techniques"][0]["id"],)
    assert texts()["claim"] in yours(signed(plan, keep))
    told = yours(signed(plan | {"cautions": [rule]}, keep))
    assert texts()["claim"] not in told and texts()["claim_of"][rule["id"]]["text"] in told


def test_an_unsigned_or_changed_plan_has_no_page(record):
    assert report_of(draft(), standalone=False)["patient"] is None
    changed = copy.deepcopy(record)
    changed["plan"]["techniques"][0]["dose"]["sets"] += 1
    with pytest.raises(InputError, match="changed"):
        render(changed)
