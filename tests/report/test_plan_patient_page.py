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
from neuroglide.report.plan.everyday import move_words, start_words, steps_in_words, table  # noqa: E402
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


def slider(knee_end: float, **more):
    """A seated technique whose knee goes from a right angle to ``knee_end`` degrees."""
    start = {"trunk_flexion": 20.0, "knee_flexion_r": 90.0, "knee_flexion_l": 90.0, "neck_flexion": 20.0}
    end = {"knee_flexion_r": knee_end, "neck_flexion": 10.0}
    cycle = [{"move": end, "seconds": 2.5}, {"move": start, "seconds": 2.5}]
    return {"position": "seated", "start_deg": start, "movement": {"start": start, "steps": [
        {"repeat": 10, "steps": cycle}]}, "instructions": ["Straighten the knee and look up."], **more}


def test_what_the_size_does_not_reach_is_never_said():
    small, large = " ".join(move_words(slider(50.0))), " ".join(move_words(slider(0.0)))
    assert "Stop while it is still bent by about half a right angle" in small and "straight." not in small
    assert "Stop when it is straight." in large
    assert "tipped back" not in small and "still bent forward a little" in small  # from 20 to 10 degrees


def test_the_librarys_unscaled_sentences_are_not_used_and_the_plans_own_are():
    item = slider(50.0)
    assert "look up" not in str(steps_in_words(item, "r"))
    own = {"start": "Sit down.", "moves": ["Straighten until the shin is half way up."]}
    assert steps_in_words({**item, "instructions": [own]}, "r") == [own]


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


def test_both_sides_alike_are_said_once_and_lying_is_on_the_other_side():
    told = start_words({**slider(50.0), "position": "side_lying"}, "r")
    assert told.startswith("Lie on your left side.") and told.count("knee") == 1 and "On both sides your knee" in told


def test_sizes_are_named_from_small_to_large_up_to_every_angle():
    ends = [most for most, _ in table()["sizes"]]
    assert ends == sorted(ends) and ends[-1] >= 150


def test_every_technique_that_was_chosen_is_drawn_as_start_and_then_without_figures(record):
    told = yours(record)
    captions = re.findall(r"<figcaption><strong>(.*?)</strong></figcaption>", told)
    assert captions == ["Start", "Then", "Start", "Then"] and "strain" not in told.lower()
    assert not re.search(r"\d+(\.\d+)? %|\bmm\b|\bdegrees\b", told)
    for item in record["plan"]["techniques"]:
        assert item["name"].lower() in told


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
        assert (one.get("patient") or texts()["companions"]["words"][one["id"]]) in told


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
