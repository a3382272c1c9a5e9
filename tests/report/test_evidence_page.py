"""The page of the evidence: true to the rows, whole, offline, readable without seeing colour or the drawing."""

from __future__ import annotations

import json
import re

import pytest

pytest.importorskip("plotly")

from neuroglide.evidence import find, load_measurements, select
from neuroglide.report.evidence_page import LEFT_PX, figure, height, mark, render, sentence, write_evidence_page

ROWS = load_measurements()


@pytest.fixture(scope="module")
def html():
    return render(ROWS)


@pytest.fixture(scope="module")
def figures(html):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)[1])["figures"]


def test_every_number_is_drawn_where_it_was_published(figures):
    drawn = {}
    for found in figures:
        for trace in found["data"] if found else ():
            drawn.setdefault(trace["y"][0], []).extend(trace["x"])
    assert set(drawn) == {row.id for row in ROWS if row.numeric}
    assert drawn["C033"] == [3.54] and drawn["C026"] == [0.5, 5.0] and drawn["C012"] == [60.0]
    assert sorted(drawn["A013"]) == [-3.4, 5.6]
    for row in ROWS:
        if row.kind == "value":
            assert drawn[row.id] == [row.mean], row.id


@pytest.mark.parametrize(("name", "minus", "plus"), [
    ("C033", 0.87, 0.87), ("A051", 0.1, 0.1), ("U006", 0.79, 0.79), ("C008", 0, 0), ("C011", 7, 4),
    ("M073", 8.4, 8.5),
])  # fmt: skip
def test_the_bar_is_the_published_spread(name, minus, plus):
    (row,) = find(name)
    assert (mark(row).minus, mark(row).plus) == (pytest.approx(minus), pytest.approx(plus))


def test_role_and_replay_are_told_by_shape_too():
    (yes,), (no,) = find("C033"), find("C048")
    traces = figure([("x", [yes, no])])["data"]
    assert [t["marker"]["symbol"] for t in traces] == ["circle", "diamond-open"]
    assert [t["meta"] for t in traces] == [0, 1]
    (bound,) = figure([("x", find("C012"))])["data"]
    assert bound["marker"]["symbol"] == "triangle-right"


def test_a_row_met_later_is_drawn_and_told_as_validation(html):
    (late,) = find("N003")
    assert late.met_later and late.role == "calibration"
    found = figure([("mm", [late])])
    assert {(t["meta"], t["marker"]["symbol"]) for t in found["data"]} == {(1, "diamond")}
    assert "validation (met later, never fitted)" in found["data"][0]["hovertemplate"]
    cells = re.search(r'<th scope="row">N003</th>.*?</tr>', html, re.S)[0]
    assert "validation (met later, never fitted)" in cells and "calibration" not in cells
    assert "1 of the latter's rows was met later and validates" in sentence([late])


def test_a_rows_label_tells_what_is_measured(figures):
    labels = [text for found in figures if found for name, axis in found["layout"].items() if name.startswith("yaxis")
              for text in axis["ticktext"]]
    assert all("<i>" in text for text in labels)
    assert any("conus" in text and "C033" in text and "caudal" in text for text in labels)
    assert figure([("mm", find("C033"))])["layout"]["margin"]["l"] == LEFT_PX


def test_units_have_panels_of_their_own_that_do_not_overlap():
    rows = [row for row in select(topic="cadaver") if row.numeric]
    panels = [(unit, [row for row in rows if row.unit == unit]) for unit in dict.fromkeys(row.unit for row in rows)]
    layout = figure(panels)["layout"]
    domains = [layout[key]["domain"] for key in layout if key.startswith("yaxis")]
    assert len(domains) == len(panels) > 3 and layout["height"] == height(panels)
    assert domains[0][1] == 1 and domains[-1][0] == pytest.approx(0)
    assert all(upper[0] > lower[1] for upper, lower in zip(domains, domains[1:], strict=False))


def test_the_page_is_whole_offline_and_has_it_all_in_words(html):
    body = re.sub(r"<script.*?</script>|<style>.*?</style>", "", html, flags=re.S)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", body)
    assert "viewport" in body and body.count('role="img"') == body.count("aria-label=\"Published figures")
    assert "not a diagnosis" in body
    rows = re.findall(r'<th scope="row">(\w+)</th>', body)
    assert sorted(rows) == sorted(row.id for row in ROWS)
    for row in ROWS:
        assert f'id="source-{row.study}"' in body


def test_rows_without_numbers_need_no_drawing_and_the_file_is_written(tmp_path):
    path = write_evidence_page(find("C043"), tmp_path / "rows.html")
    text = re.sub(r"<script>.*?</script>", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert "data-figure" not in text and "<details open>" in text and "direction only" in text


def test_a_topic_says_what_it_holds():
    text = sentence(select(topic="elastography"))
    assert text.startswith("15 rows of 9 studies") or re.match(r"\d+ rows of \d+ studies, \d+ for validation", text)
    assert "1 are recalled" in text or "recalled" in text
