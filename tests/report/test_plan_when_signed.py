"""What the signed report says of its signing: bounds that are broken by no more than chance, and the follow-up."""

from __future__ import annotations

import copy
import html

import pytest

pytest.importorskip("jinja2")

from plan_pages import Pictures, draft, signed  # noqa: E402

from neuroglide.patient.plan.canonical import digest  # noqa: E402
from neuroglide.report.plan.pdf import typeset  # noqa: E402
from neuroglide.report.plan.writing import render, report_of  # noqa: E402

SEEN = {"examination": "slr-45", "digest": "0" * 64, "last_entry": "2026-02-28"}


@pytest.fixture(autouse=True)
def _drawn(monkeypatch):
    monkeypatch.setattr("neuroglide.report.plan.drawing.Drawer", Pictures)


def record_of(values=None, nerves=128, **fields):
    """A record whose nerves were counted: all inside their bounds but those of ``values`` (bound: value, beyond)."""
    plan = draft()
    record = signed(plan, (plan["techniques"][0]["id"],), **fields)
    again = copy.deepcopy(record["rerun"])
    for name, one in again[0]["judged"].items():
        value, beyond = (values or {}).get(name, (one["limit"], 0))
        one |= {"value": value, "beyond": beyond, "at_most": 13}
    again[0]["nerves"] = nerves
    record |= {"rerun": again}
    return record | {"digest": digest(record)}


def appendix_of(record):
    """The appendix of the page, as it is read."""
    return html.unescape(render(record)).split('id="more"')[1]


def test_a_bound_that_chance_breaks_is_told_in_one_sentence():
    plan = draft()
    name = plan["techniques"][0]["name"]
    limit = {one["id"]: one["limit"] for one in plan["bounds"]}
    over = record_of({"strain": (limit["strain"] + 0.1234, 9), "blood_flow": (limit["blood_flow"] - 1.0, 8)})
    told = appendix_of(over)
    assert told.count("no bound is broken by more than chance") == 1
    assert (f"{name}: run again over the whole dose in 128 other nerves; no bound is broken by more than chance: 9 of "
            f"128 lie beyond the bound on peak strain (upper end of the 90 % band {limit['strain'] + 0.1234:.4g} %, "
            f"bound {limit['strain']:g} %), and chance explains up to 13; 8 of 128 lie beyond the bound on least blood "
            f"flow (lower end") in told
    kept = appendix_of(record_of())
    assert f"{name}: run again over the whole dose in 128 other nerves; every bound is kept." in kept
    assert "chance" not in kept.partition("When it was signed")[2].partition("</details>")[0]
    old = signed(plan, (plan["techniques"][0]["id"],))  # nerves were not counted
    assert f"{name}: run again over the whole dose in other nerves; every bound is kept." in appendix_of(old)
    assert "When it was signed" not in html.unescape(render(plan))


@pytest.mark.parametrize(("fields", "said"), [
    ({"follow_up": None}, "No follow-up was looked at."),
    ({"follow_up": SEEN}, "The follow-up up to 28 February 2026 was looked at."),
    ({}, "Whether a follow-up was looked at is not recorded.")])
def test_whether_a_follow_up_was_looked_at_is_told(fields, said):
    record = record_of(**fields)
    assert said in appendix_of(record).partition("When it was signed")[2].partition("</details>")[0]


def test_the_pdf_says_the_same(monkeypatch):
    typst = pytest.importorskip("typst")
    written = []
    compiled = typst.compile
    monkeypatch.setattr(typst, "compile", lambda path, **options: (written.append(open(path, encoding="utf-8").read()),
                                                                   compiled(path, **options))[1])
    record = record_of(follow_up=SEEN)
    report = report_of(record, standalone=True)
    assert "The follow-up up to 28 February 2026 was looked at." in report["signing"]
    assert typeset(report).startswith(b"%PDF") and "r.signing" in written[0]
    assert report_of(draft(), standalone=True)["signing"] == []
