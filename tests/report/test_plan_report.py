"""The report of a plan: what must stand on it, what must not, and its pictures."""

from __future__ import annotations

import copy
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

pytest.importorskip("jinja2")

from neuroglide.errors import InputError  # noqa: E402
from neuroglide.patient.plan import build_plan, sign_plan  # noqa: E402
from neuroglide.report import ground_rules  # noqa: E402
from neuroglide.report.plan import figures, write_plan_report  # noqa: E402
from neuroglide.report.plan.writing import render  # noqa: E402


@pytest.fixture(scope="module")
def stopped():
    return build_plan("cauda-equina").to_dict()


def test_a_stopped_plan_shows_the_referral_and_no_technique(stopped):
    page = render(stopped)
    assert stopped["referral"] in page.replace("&#39;", "'")
    assert ground_rules.STATUS in page.replace("&#39;", "'")
    assert "Stopped: no plan" in page and 'id="plan"' not in page and "<h2 id=\"you\">For you<" not in page
    assert 'src="http' not in page and 'href="http' not in page and "url(" not in page  # nothing is loaded


def test_a_pdf_is_typeset(stopped, tmp_path):
    pytest.importorskip("typst")
    path = write_plan_report(stopped, tmp_path / "plan.pdf")
    assert path.read_bytes().startswith(b"%PDF")


def test_other_endings_are_refused(stopped, tmp_path):
    with pytest.raises(InputError, match=r"\.html or \.pdf"):
        write_plan_report(stopped, tmp_path / "plan.docx")
    assert not list(tmp_path.iterdir())


def test_the_bars_are_as_long_as_their_probabilities():
    svg = ET.fromstring(figures.limiter_bars({"nerve": 0.5, "joint": 0.25, "hamstring": 0.25, "several": 0.0}, 0.6))
    widths = [float(r.get("width")) for r in svg.iter("{http://www.w3.org/2000/svg}rect")]
    whole, bars = widths[0], widths[1::2]
    assert bars == pytest.approx([0.5 * whole, 0.25 * whole, 0.25 * whole, 0.0], abs=0.1)
    assert "nerve 50 %" in svg.get("aria-label")


def test_the_pareto_picture_puts_further_to_the_right_and_more_strain_higher():
    one = figures.Point("one", (10.0, 8.0, 12.0), (3.0, 2.0, 4.0), True, False)
    two = figures.Point("two", (5.0, 4.0, 6.0), (6.0, 5.0, 7.0), False, True)
    svg = ET.fromstring(figures.pareto([one, two], 8.0))
    circles = [(float(c.get("cx")), float(c.get("cy"))) for c in svg.iter("{http://www.w3.org/2000/svg}circle")]
    assert circles[0][0] > circles[1][0] and circles[0][1] > circles[1][1]  # y grows downward
    assert "one, 10.0 mm at 3.0 % (chosen)" in svg.get("aria-label")


def test_the_course_is_drawn_inside_its_scale():
    svg = ET.fromstring(figures.course([(2, 4.0, 2.0, 6.0), (12, 2.0, 0.0, 5.0)], 6.0, 10.0, "leg pain"))
    for bar in svg.iter("{http://www.w3.org/2000/svg}rect"):
        assert 0.0 <= float(bar.get("y")) and float(bar.get("y")) + float(bar.get("height")) <= 201.0


class _NoPictures:
    """Stands in for the drawer, which would simulate."""

    def __init__(self, content):
        pass

    def technique(self, item):
        return []

    def test(self, test, angle_deg):
        return []


@pytest.fixture(scope="module")
def made():
    """A draft and its signed record, with stand-ins for twin and engine."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "patient" / "plan"))
    from stand_ins import DRAWS, document, stages

    draft = build_plan(document(), draws=DRAWS, stages=stages()).to_dict()
    return draft, sign_plan(draft, name="A. Berg", credentials="PT", stages=stages())


def test_a_draft_has_nothing_for_the_patient_and_a_signed_plan_has(made, monkeypatch):
    monkeypatch.setattr("neuroglide.report.plan.drawing.Drawer", _NoPictures)
    draft, signed = (render(content) for content in made)
    assert "Draft: not signed, not for the patient" in draft and 'id="you">For you<' not in draft
    assert "go to an emergency department now" not in draft.split("When to stop")[0]
    assert "Signed by A. Berg, PT" in signed and 'id="you">For you<' in signed
    yours = signed.split('id="you">For you<')[1].split('id="more"')[0]
    assert "go to an emergency department now" in yours and made[1]["plan"]["techniques"][0]["name"] in yours


def test_a_signed_plan_that_was_changed_has_no_page(made, monkeypatch):
    monkeypatch.setattr("neuroglide.report.plan.drawing.Drawer", _NoPictures)
    changed = copy.deepcopy(made[1])
    changed["plan"]["techniques"][0]["dose"]["sets"] += 1
    with pytest.raises(InputError, match="changed"):
        render(changed)
