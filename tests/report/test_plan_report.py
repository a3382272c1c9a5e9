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
from neuroglide.report.plan import figures, write_plan_report  # noqa: E402
from neuroglide.report.plan.answer import answer  # noqa: E402
from neuroglide.report.plan.findings import findings  # noqa: E402
from neuroglide.report.plan.item import evidence, symptom_row  # noqa: E402
from neuroglide.report.plan.names import plain, region, site, source  # noqa: E402
from neuroglide.report.plan.writing import render, report_of  # noqa: E402

CAUTION = {"id": "x", "level": "caution", "text": "Look twice.", "why": ["it is so"], "overridden_by": None,
           "action": "Weigh other care first.", "source": "schafer2011", "certainty": "very_low", "checked": "recalled"}
FIRST = {"id": "extension_preference", "do": "Begin with extension exercise.", "only_then": "Add it later.",
         "why": "nerve exercise added nothing to it", "certainty": "low", "checked": "read",
         "sources": ["sousafilho2022"]}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _drawn(monkeypatch):
    monkeypatch.setattr("neuroglide.report.plan.drawing.Drawer", Pictures)


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


def test_a_caution_that_is_told_as_a_test_to_do_first_is_told_once():
    tests = [{"id": "x", "do": "Test extension.", "why": "Look twice.", "certainty": "low", "checked": "read",
              "sources": []}]
    told = first_page(draft(cautions=[CAUTION], tests_first=tests))
    assert told.count("Look twice.") == 1 and "<h3>Examine first</h3>" in told and "<h3>Cautions</h3>" not in told


def test_without_a_technique_there_is_no_dose_to_change():
    told = first_page(draft(techniques=[], pareto=[], answer="No technique."))
    assert "No technique is offered" in told and "When to add" not in told and "When to stop" in told


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


def test_best_for_home_and_clinic_are_named_where_the_plan_says():
    plan = draft()
    first = plan["techniques"][0]
    told = answer(plan | {"best": {"home": first["id"], "clinic": None}}, None)["places"]
    assert told == [f"At home: {first['name'].lower()} (ranked 1)", "In the clinic: no technique keeps the bounds"]
    assert answer({key: value for key, value in plan.items() if key != "best"}, None)["places"] == []


def test_a_probability_is_the_models_and_bits_are_not_an_answer():
    told = answer(draft(answer="Cannot tell. Do this next: slr, left. It tells most (0.59 bits; 1 bit settles an even "
                               "choice between two). The nerve probably limits (over 99 of 100)."), None)["told"]
    assert "(over 99 of 100 in this model)" in told and "bit" not in told and "straight leg raise, left" in told


def test_a_technique_tried_in_such_people_and_not_offered_is_named_once_with_its_bound():
    tried = {"about": "the held slump stretch", "text": "least blood flow", "sources": ["cleland2006"]}
    said = "Not offered: the held slump stretch, by the bound on least blood flow."
    told = first_page(draft(not_offered_though_tried=[tried], answer=f"The nerve limits. {said}"))
    assert told.count(said) == 1


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
    plan["bounds"][1]["note"] = "The least strain of which harm is published (wall1992, figure recalled)."
    report = report_of(plan, standalone=False)
    tables = {one["title"]: one for one in report["appendix"]}
    assert "Kind and source" in tables["Bounds"]["heads"] and "Certainty" in tables["Rules that fired"]["heads"]
    assert "Wall et al. 1992, figure recalled" in str(tables["Bounds"]["rows"])
    assert "Irritability: low" in " ".join(report["summary"])
    graded = next(one for one in report["findings"] if one.startswith("Irritability: low; "))
    assert "(recalled, not verified)" in graded


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
    assert "one, 10.0 mm at 3.0 % (chosen)" in svg.get("aria-label")


def test_numbers_of_techniques_close_to_one_another_do_not_overlap():
    points = [figures.Point(str(n), (8.0 + 0.05 * n, 7.0, 9.0), (3.0 + 0.02 * n, 2.0, 4.0), False, False)
              for n in range(6)]
    svg = ET.fromstring(figures.pareto(points, 6.0))
    at = [(float(t.get("x")), float(t.get("y"))) for t in svg.iter(f"{SVG}text")
          if t.get("font-size") == "12" and t.text.isdigit()]
    assert len(at) == len(points)
    assert all(abs(a - c) > 7 or abs(b - d) > 10 for (a, b), (c, d) in itertools.combinations(at, 2))


def test_the_course_is_drawn_inside_its_scale():
    svg = ET.fromstring(figures.course([(2, 4.0, 2.0, 6.0), (12, 2.0, 0.0, 5.0)], 6.0, 10.0, "leg pain"))
    for bar in svg.iter(f"{SVG}rect"):
        assert 0.0 <= float(bar.get("y")) and float(bar.get("y")) + float(bar.get("height")) <= 201.0
