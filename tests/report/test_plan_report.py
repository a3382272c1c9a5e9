"""The report of a plan for the clinician: what must stand on it, what must not, and its pictures."""

from __future__ import annotations

import html
import itertools
import re
import xml.etree.ElementTree as ET

import pytest

pytest.importorskip("jinja2")

from plan_pages import Pictures, draft, signed  # noqa: E402

from neuroglide.errors import InputError  # noqa: E402
from neuroglide.patient.plan.canonical import digest  # noqa: E402
from neuroglide.patient.plan.kept import read_unchanged  # noqa: E402
from neuroglide.report.plan import figures, write_plan_report  # noqa: E402
from neuroglide.report.plan.answer import answer, limits  # noqa: E402
from neuroglide.report.plan.drawing import Drawer  # noqa: E402
from neuroglide.report.plan.findings import findings  # noqa: E402
from neuroglide.report.plan.item import evidence, symptom_row  # noqa: E402
from neuroglide.report.plan.names import plain, region, site, source  # noqa: E402
from neuroglide.report.plan.writing import render, report_of  # noqa: E402

CAUTION = {"id": "x", "level": "caution", "text": "Look twice.", "why": ["it is so"], "overridden_by": None,
           "action": "Weigh other care first.", "source": "schafer2011", "certainty": "very_low", "checked": "recalled"}
FIRST = {"id": "extension_preference", "do": "Begin with extension exercise.", "only_then": "Add it later.",
         "why": "nerve exercise added nothing to it", "certainty": "low", "checked": "read",
         "sources": ["sousafilho2022"]}
TRIED = {"id": "long-sitting-slump-stretch", "name": "Slump stretch", "about": "the held slump stretch", "found": None,
         "bound": "blood_flow", "text": "least blood flow", "value": 14.0, "limit": 50.0, "sources": ["cleland2006"],
         "certainty": "very_low", "checked": "recalled"}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _drawn(monkeypatch):
    monkeypatch.setattr("neuroglide.report.plan.drawing.Drawer", Pictures)


def limiting(text: str) -> dict:
    """The field of a plan that says what limits, with another text."""
    return {"text": text, "largest": None, "probability": None}


def page(content) -> str:
    return html.unescape(render(content))


def first_page(content) -> str:
    return page(content).split('id="more"')[0]


def test_a_draft_has_nothing_for_the_patient():
    told = page(draft())
    assert "Draft: not signed, not for the patient" in told and 'id="you">For you<' not in told
    assert "Call today" not in told


def test_cautions_stand_on_the_first_page_with_their_certainty():
    told = first_page(draft(cautions=[CAUTION]))
    assert told.index("First choice") < told.index("Cautions") < told.index("sets")
    assert "Weigh other care first. (very low certainty, recalled, not verified; Schäfer et al. 2011)" in told


def test_companions_dose_changes_and_reviews_stand_before_the_appendix():
    told = first_page(draft())
    for title in ("Beside it, or instead of it", "When to add", "When to take away", "When to stop", "Review"):
        assert f"<h3>{title}</h3>" in told


def test_a_plan_that_is_held_says_why_once_and_gives_no_dose_changes():
    held = {"reason": "What limits is undetermined.", "do": "Do this next: slr, left (0.59 bits; 1 bit settles).",
            "test": "slr"}
    told = first_page(draft(held=held, missing_before_signing=[f"{held['reason']} {held['do']} The test to do: slr."]))
    assert told.count("What limits is undetermined.") == 1 and "bits" not in told and "When to add" not in told
    assert "For information: nothing can be signed yet</h2>" in told


def test_a_plan_of_contradictory_findings_says_once_what_to_correct():
    held = {"reason": "The examination contradicts itself. tests[0] and tests[3]: slr right was measured as 45 and 80 "
                      "degrees.", "do": "Ask or measure again.", "test": None}
    told = first_page(draft(held=held, missing_before_signing=[f"{held['reason']} {held['do']}"]))
    assert told.count("contradicts itself") == 1 and "straight leg raise right was measured" in told
    assert "For information: nothing can be signed yet</h2>" in told and "First choice" not in told


def test_a_caution_that_is_told_as_a_test_to_do_first_is_told_once():
    tests = [{"id": "x", "do": "Test extension.", "why": "Look twice.", "certainty": "low", "checked": "read",
              "sources": []}]
    told = first_page(draft(cautions=[CAUTION], tests_first=tests))
    assert told.count("Look twice.") == 1 and "<h3>Examine first</h3>" in told and "<h3>Cautions</h3>" not in told


def test_without_a_technique_there_is_no_dose_to_change():
    told = first_page(draft(techniques=[], pareto=[], limits=limiting("Not one keeps the bounds.")))
    assert "Not one keeps the bounds." in told and "No technique is offered" in told
    assert "When to add" not in told and "When to stop" in told


def test_what_comes_first_is_the_headline_and_the_technique_only_if_that_is_not_enough():
    plan = draft(first_care=[FIRST])
    plan["answer"] = f"{FIRST['do']} {FIRST['only_then']} {draft()['answer']}"
    told = first_page(plan)
    assert told.count("Begin with extension exercise") == 1
    headline = told.index("First: Begin with extension exercise.")
    assert headline < told.index("Only if that is not enough</h2>") < told.index(draft()["techniques"][0]["name"] + ",")
    assert "First choice by this model" not in told
    assert "First: " not in first_page(draft())


def test_a_signed_report_names_what_was_chosen_and_not_the_first_choice():
    plan = draft()
    second = plan["techniques"][1]
    told = page(signed(plan, (second["id"],)))
    assert f"Chosen by the clinician: {second['name'].lower()} (ranked 2 in the draft)" in told
    assert "First choice by this model" not in told


def test_the_dates_of_a_signature_are_printed():
    plan = draft()
    keep = (plan["techniques"][0]["id"],)
    told = first_page(signed(plan, keep))
    assert "look again on 16 March 2026 (2 weeks)" in told and "valid until 16 March 2026" in told
    assert "Do not use this page after 16 March 2026" in told


def test_best_for_home_and_clinic_are_named_as_the_plan_says():
    plan = draft()
    assert plan["best"]["text"] and answer(plan, None)["places"] == [plan["best"]["text"].rstrip(".")]
    assert first_page(plan).count(plan["best"]["text"]) == 1
    assert answer(plan | {"best": {"home": None, "clinic": None, "text": ""}}, None)["places"] == []


def test_the_first_lines_say_each_thing_of_the_answer_once():
    """What limits is the plan's sentence; the technique, its places and what is not offered come from their fields."""
    plan = draft(not_offered_though_tried=[TRIED], answer=draft()["answer"] + " Not offered: the held stretch (x).")
    assert limits(plan) in plan["answer"]
    told = answer(plan, None)
    name = plan["techniques"][0]["name"].lower()
    assert told["told"].startswith("The nerve probably limits the movement (80 of 100 in this model).")
    assert told["told"].endswith(f". First choice by this model: {name}.") and told["told"].count(name) == 1
    assert plan["best"]["text"].split(".")[0] not in told["told"] and "Not offered" not in told["told"]
    assert limits(plan) == "The nerve probably limits the movement (80 of 100 in this model)."


@pytest.mark.parametrize("about", ["Not offered: the joint limits.", "First choice by this model: the joint limits.",
                                   FIRST["do"]])
def test_what_limits_is_the_field_whatever_its_words_and_those_of_the_answer(about):
    """No part of the report is cut out of a sentence: words that an answer goes on with may stand in the field, and
    the answer says another thing altogether."""
    plan = draft(answer="Something else.", limits=limiting(about), first_care=[FIRST])
    assert limits(plan) == about and answer(plan, None)["told"].startswith(about)
    assert "Something else." not in first_page(plan)


def before_the_field(plan):
    """The plan as it was written before there was the field ``limits``."""
    plan = {name: value for name, value in plan.items() if name != "limits"}
    return plan | {"digest": digest(plan)}


def test_a_record_signed_before_there_was_the_field_has_the_same_report():
    for changes in ({}, {"limiter": {"nerve": 0.05, "hamstring": 0.1, "joint": 0.8, "several": 0.05}}):
        plan = draft(**changes)
        largest = max(plan["limiter"], key=plan["limiter"].get)
        if largest == "joint":
            plan["limits"] = limiting("For the nerve's sensitivity, which the tests showed, and not for range: a joint "
                                      "probably limits the movement (80 of 100 in this model).")
        keep = (plan["techniques"][1]["id"],)
        new, old = (page(signed(one, keep)) for one in (plan, before_the_field(plan)))
        same = [re.sub("[0-9a-f]{64}", "DIGEST", told) for told in (new, old)]
        assert same[0] == same[1] and limits(plan) in same[1] and "First choice by this model" not in same[1]


def test_a_draft_from_before_the_field_without_a_technique_to_sign_has_its_whole_answer():
    plan = before_the_field(draft(undetermined=True, answer="Cannot tell what limits. Test again."))
    assert answer(plan | {"techniques": []}, None)["told"] == limits(plan) == "Cannot tell what limits. Test again."
    assert limits(before_the_field(draft(techniques=[], answer="Not one."))) == "Not one."


def test_bits_are_not_an_answer():
    held = {"reason": "What limits is undetermined.", "do": "Do this next: slr (0.59 bits; 1 bit settles).",
            "test": "slr"}
    text = ("Cannot tell. Do this next: slr, left. It tells most (0.59 bits; 1 bit settles an even choice between "
            "two). It is shown for information.")
    told = answer(draft(held=held, limits=limiting(text)), None)["told"]
    assert told == ("Cannot tell. Do this next: straight leg raise, left. It tells most. It is shown for information.")


def test_a_technique_tried_in_such_people_and_not_offered_is_named_with_its_bound_and_source():
    told = first_page(draft(not_offered_though_tried=[TRIED]))
    assert told.count("Not offered: the held slump stretch: by the bound on least blood flow (very low certainty, "
                      "recalled, not verified; Cleland et al. 2006).") == 1
    told = first_page(draft(not_offered_though_tried=[TRIED | {"bound": "rule:x", "text": "a tensioner waits"}]))
    assert "Not offered: the held slump stretch: a tensioner waits (very low" in told


def test_a_changed_draft_has_no_report(tmp_path):
    """As the command refuses it: a figure changed by hand would be shown as the model's."""
    changed = draft()
    changed["techniques"][0]["dose"]["reps"] += 1
    for name in ("plan.html", "plan.pdf"):
        with pytest.raises(InputError, match="the plan was changed after it was made"):
            write_plan_report(changed, tmp_path / name)
    with pytest.raises(InputError, match="the plan was changed after it was made"):
        read_unchanged(changed)  # the command's guard
    assert not list(tmp_path.iterdir())
    assert write_plan_report(draft(), tmp_path / "plan.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_how_several_signed_techniques_go_together_is_said_to_the_clinician():
    plan = draft()
    ids = tuple(one["id"] for one in plan["techniques"][:2])
    assert "On a day one of these, not several: each was judged alone." in first_page(signed(plan, ids))
    assert "each was judged alone" not in first_page(signed(plan, ids[:1])) + first_page(plan)


@pytest.mark.parametrize(("low", "middle", "high", "said"), [
    (0.0, 0.0, 0.4, ["under 0.5 of 10 in the model, which knows no flare-up", "under 0.5 of 10"]),
    (0.0, 0.2, 1.2, ["under 0.5 of 10 in the model, which knows no flare-up", "under 0.5 to 1.2 of 10"])])
def test_a_small_symptom_is_no_nought(low, middle, high, said):
    assert symptom_row({"symptom_max_low": low, "symptom_max": middle, "symptom_max_high": high})[1:] == said


def test_evidence_says_what_was_found_and_that_a_part_was_not_tested():
    item = {"certainty": "low", "sources": ["ferreira2016"], "found": "no difference (ferreira2016)", "custom": None}
    told = " ".join(evidence(item | {"share_of_full_range": 0.25}))
    assert told.startswith("Evidence: low (Ferreira et al. 2016).")
    assert "Found: no difference (Ferreira et al. 2016)" in told
    assert "Not tested at this size, 25 % of the full movement." in told
    assert "Not tested" not in " ".join(evidence(item | {"share_of_full_range": 1.0}))


def test_recalled_is_marked_in_findings_bounds_and_rules():
    plan = draft()
    plan["screening"]["details"]["irritability"]["checked"] = "recalled"
    plan["bounds"][1]["note"] = "The least strain of which harm is published (wall1992, figure recalled)."
    report = report_of(plan, standalone=False)
    tables = {one["title"]: one for one in report["appendix"]}
    assert "Kind and source" in tables["Bounds"]["heads"] and "Certainty" in tables["Rules that fired"]["heads"]
    assert "Wall et al. 1992, figure recalled" in str(tables["Bounds"]["rows"])
    assert "Irritability: low" in " ".join(report["summary"])
    graded = next(one for one in report["findings"] if one.startswith("Irritability: low; "))
    assert "(recalled, not verified)" in graded


@pytest.mark.parametrize("checked", ["read", "recalled"])
def test_the_summary_has_the_grades_by_name_alone(checked):
    plan = draft()
    for one in plan["screening"]["details"].values():
        one["checked"] = checked
    plan["screening"]["group"] |= {"checked": checked, "responders_checked": checked}
    mark = " (recalled, not verified)" if checked == "recalled" else ""
    group = plan["screening"]["group"]["name"]
    assert report_of(plan, standalone=False)["summary"][-1].endswith(f"; Group: {group}{mark}.")


def test_a_dose_shows_what_there_is_to_do():
    plan = draft()
    dose = plan["techniques"][0]["dose"] | {"sets": 1, "reps": 12, "hold_s": 0.0, "rest_s": 60.0, "per_day": 1}
    def shown(**changes):
        plan["techniques"][0]["dose"] = dose | changes
        return dict((name, value) for name, value in report_of(plan, standalone=False)["first"]["dose"])
    assert shown()["set"] == "1" and "s of rest" not in shown() and "s held" not in shown()
    assert shown(sets=2)["s of rest"] == "60" and shown(hold_s=5.0)["s held"] == "5"


def test_every_part_of_the_examination_is_told_negatives_too():
    plan = draft()
    told = "\n".join(findings(plan))
    flags = plan["examination"]["red_flags"]
    assert f"{len(flags)} of {len(flags)} questions answered no" in told
    for word in ("Power: right", "Reflexes: right", "Light touch: right", "Slump test, right", "less when the neck is",
                 "Repeated movements:", "Palpation:", "not tender", "ODI ", "PSFS", "History: surgery none"):
        assert word in told, word
    for test in plan["examination"]["tests"]:
        if test.get("angle_deg") is not None:
            assert f"{test['angle_deg']:g} degrees" in told


def test_no_code_name_is_left_on_the_page():
    body = re.sub(r"<(style|script)>.*?</(style|script)>", "", page(draft()), flags=re.S)
    body = re.sub(r"<[^>]*>", " ", body)
    for code in (r"\b(?:root|sciatic|tibial|fibular|median)\.[a-z0-9_]+", r"\b[a-z]+_[rl]\b",
                 r"\b[a-z]+(?:19|20)\d\d\b"):
        assert not re.findall(code, body), code
    assert site("tibial.popliteal.r") == "the tibial nerve behind the knee, right" and region("calf_l") == "left calf"
    assert source("nice_ng59").startswith("National Institute for Health and Care Excellence")
    assert source("own") == "our own choice" and plain("the ulnt1 at median.wrist.l (a.b)") == \
        "the upper limb test of the median nerve at the carpal tunnel, left"


def test_a_page_loads_nothing():
    told = page(draft())
    assert 'src="http' not in told and 'href="http' not in told and "url(" not in told


def test_a_pdf_is_typeset(tmp_path):
    pytest.importorskip("typst")
    path = write_plan_report(draft(cautions=[CAUTION], first_care=[FIRST]), tmp_path / "plan.pdf")
    assert path.read_bytes().startswith(b"%PDF")


def test_other_endings_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"\.html or \.pdf"):
        write_plan_report(draft(), tmp_path / "plan.docx")
    assert not list(tmp_path.iterdir())


def test_the_bars_are_as_long_as_their_probabilities():
    svg = ET.fromstring(figures.limiter_bars({"nerve": 0.5, "joint": 0.25, "hamstring": 0.25, "several": 0.0}, 0.6))
    widths = [float(r.get("width")) for r in svg.iter(f"{SVG}rect")]
    whole, bars = widths[0], widths[1::2]
    assert bars == pytest.approx([0.5 * whole, 0.25 * whole, 0.25 * whole, 0.0], abs=0.1)
    assert "nerve 50 %" in svg.get("aria-label")


def test_the_pareto_picture_puts_further_to_the_right_and_more_strain_higher():
    one = figures.Point("one", (10.0, 8.0, 12.0), (3.0, 2.0, 4.0), True, False)
    two = figures.Point("two", (5.0, 4.0, 6.0), (6.0, 5.0, 7.0), False, True)
    svg = ET.fromstring(figures.pareto([one, two], 8.0))
    circles = [(float(c.get("cx")), float(c.get("cy"))) for c in svg.iter(f"{SVG}circle")]
    assert circles[0][0] > circles[1][0] and circles[0][1] > circles[1][1]  # y grows downward
    assert "one, 10.0 (8.0 to 12.0) mm at 3.0 (2.0 to 4.0) % (chosen)" in svg.get("aria-label")


def test_numbers_of_techniques_close_to_one_another_do_not_overlap():
    points = [figures.Point(str(n), (8.0 + 0.05 * n, 7.0, 9.0), (3.0 + 0.02 * n, 2.0, 4.0), False, False)
              for n in range(6)]
    svg = ET.fromstring(figures.pareto(points, 6.0))
    at = [(float(t.get("x")), float(t.get("y"))) for t in svg.iter(f"{SVG}text")
          if t.get("class") == "f-ink" and t.text.isdigit()]
    assert len(at) == len(points)
    assert all(abs(a - c) > 7 or abs(b - d) > 10 for (a, b), (c, d) in itertools.combinations(at, 2))


def test_the_course_is_drawn_inside_its_scale():
    svg = ET.fromstring(figures.course([(2, 4.0, 2.0, 6.0), (12, 2.0, 0.0, 5.0)], 6.0, 10.0, "leg pain"))
    for bar in svg.iter(f"{SVG}rect"):
        assert 0.0 <= float(bar.get("y")) and float(bar.get("y")) + float(bar.get("height")) <= 201.0


def test_a_picture_of_one_run_says_where_and_gives_no_figure():
    """A picture has no band, so no figure stands under it; the table beside it has both."""
    drawer = Drawer(draft())
    told = [one for made in (drawer.technique(draft()["techniques"][0]), drawer.test("slr", 45.0)) for one in made]
    assert len(told) >= 3 and all(one["src"].startswith("data:image/png") for one in told)
    for one in told:
        assert one["sentence"].startswith(("Strain is ", "The nerve is ")) and "%" not in one["sentence"]
    assert "one run, which shows where the nerve is strained and not how much" in page(draft())


def test_a_number_of_the_model_on_the_page_has_its_band():
    """Every strain, slide and flow in percent or mm of the first page and of the tables is followed by its ends, is a
    limit, or stands in a column beside them."""
    report = report_of(draft(), standalone=False)
    for row in report["first"]["numbers"]["rows"]:
        assert re.search(r"\d+ to |under", row[2]), row
    for row in report["chosen"]["rows"]:
        assert all(re.match(r"-?[\d.]+ \(-?[\d.]+ to -?[\d.]+\) (mm|%)$", cell) for cell in row[4:6]), row
    for found in re.findall(r"-?[\d.]+ \([^)]*\) mm at -?[\d.]+ .*? %", report["pareto"]["svg"]):
        assert found.count(" to ") == 2
    assert report["pareto"]["svg"].count(" mm at ") == len(draft()["pareto"])
    group = next(one for one in report["findings"] if one.startswith("Group:"))
    assert "55.6 %" not in group or "an interval is not given" in group


def test_what_the_findings_do_not_narrow_is_named_once_and_its_bands_stand_in_the_table():
    flat = {"median": 1.0, "low": 0.5, "high": 2.0}
    twin = draft()["twin"] | {"parameters": {
        key: {"name": name, "unit": "1", "prior": flat, "posterior": flat, "spread_over_prior": 1.0, "learned": learned}
        for key, name, learned in (("a", "tension at rest", False), ("b", "threshold", True))}}
    told = report_of(draft(twin=twin, cannot_tell=["Where it is.", "The tension at rest: the findings do not narrow it "
                                                   "(1.00 (0.50 to 2.00) 1, 1.00 (0.50 to 2.00) before)."]),
                     standalone=False)
    assert told["limit"]["cannot_tell"] == [
        "Where it is.", "How large these are, which the findings do not narrow: tension at rest."]
    learned = next(one for one in told["appendix"] if one["title"].startswith("What the findings taught"))
    assert learned["rows"][0][1:3] == ["1 (0.5 to 2)"] * 2
