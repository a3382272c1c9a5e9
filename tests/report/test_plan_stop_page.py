"""The page of a stopped plan: one thing to do, what was found and since when, and half a page for the patient."""

from __future__ import annotations

import html

import pytest

pytest.importorskip("jinja2")

from neuroglide.patient.examination import load_examination  # noqa: E402
from neuroglide.patient.plan import build_plan  # noqa: E402
from neuroglide.patient.screening import red_flag_items  # noqa: E402
from neuroglide.report import ground_rules  # noqa: E402
from neuroglide.report.plan import write_plan_report  # noqa: E402
from neuroglide.report.plan.stop_page import stop_page  # noqa: E402
from neuroglide.report.plan.writing import render  # noqa: E402


@pytest.fixture(scope="module")
def stopped():
    return build_plan("cauda-equina").to_dict()


@pytest.fixture(scope="module")
def page(stopped):
    return html.unescape(render(stopped))


def test_one_large_line_and_no_technique(stopped, page):
    assert "Emergency department now</h2>" in page and ground_rules.STATUS in page
    assert "Stopped: no plan" in page and 'id="plan"' not in page and "Call today" not in page


def test_nothing_of_a_lower_level_is_told_to_do_on_an_emergency(stopped, page):
    first = page.split('id="more"')[0].lower()
    for words in ("decide in writing", "same-day", "today", "review at two"):
        assert words not in first
    fired = [one for one in stopped["screening"]["fired"] if one["action"]]
    lower, higher = ({one["action"] for one in fired if (one["level"] == "emergency") is top} for top in (False, True))
    assert lower - higher and not [one for one in lower - higher if one in page]


def test_findings_onset_and_both_legs_are_named(stopped, page):
    told = stop_page(stopped)
    assert "both legs, the right one worse" in page
    assert "2 weeks before the examination" in told["onset"] and "examined on 20 March 2026" in told["onset"]
    emergencies = [red_flag_items()[i].finding for i, yes in stopped["examination"]["red_flags"].items()
                   if yes == "yes" and red_flag_items()[i].level == "emergency"]
    assert emergencies and all(finding.lower() in " ".join(told["found"]).lower() for finding in emergencies)


def test_the_patients_half_has_the_referral_in_their_words(stopped, page):
    yours = page.split('id="you"')[1].split('id="more"')[0]
    assert stopped["referral_patient"] in yours and "said yes to" in yours
    assert red_flag_items()["saddle_numbness"].question_patient in yours


def test_an_urgent_finding_is_another_line():
    plain = dict(load_examination("slr-45").plain)
    plain["red_flags"] = {**plain["red_flags"], "foot_drop": "yes"}
    content = build_plan(plain).to_dict()
    told = stop_page(content)
    assert told["level"] == "urgent" and told["line"] == "Medical assessment the same day"
    assert "Emergency department now" not in html.unescape(render(content)).split('id="you"')[0]


def test_it_is_typeset(stopped, tmp_path):
    pytest.importorskip("typst")
    path = write_plan_report(stopped, tmp_path / "plan.pdf")
    assert path.read_bytes().startswith(b"%PDF")
