"""The HTML page: whole, offline, accessible, and true to the results."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import unquote

import numpy as np
import pytest
from stick_body import StickBody
from synthetic import NEUTRAL_M, make_result

from neuroglide.errors import InputError
from neuroglide.report import charts, page, sentences
from neuroglide.report.charts import pick_samples, script_json
from neuroglide.report.comparison import sites_to_show
from neuroglide.report.profile import line_of, strain_by_segment

VOID = {"meta", "img", "input", "br", "path", "link"}


class Reader(HTMLParser):
    """Collects elements, checks that they are balanced, and keeps the visible text."""

    def __init__(self):
        super().__init__()
        self.open, self.elements, self.text, self.unbalanced = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append((tag, self.getpos()))

    def handle_data(self, data):
        if not {"script", "style"} & set(self.open):
            self.text.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def results():
    return [make_result("slump-slider"), make_result("slump-tensioner", 2.2), make_result("long-sitting-slump-stretch")]


@pytest.fixture(scope="module")
def html(results):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "FRAMES", 9)
        return page.render(results, body=StickBody(), neutral_m=NEUTRAL_M)


@pytest.fixture(scope="module")
def read(html):
    reader = Reader()
    # The library's own text is not ours to check, and long.
    reader.feed(re.sub(r"<script>.*?</script>", "<script></script>", html, flags=re.S))
    return reader


def words(reader):
    return " ".join(" ".join(reader.text).split())


def test_elements_are_balanced(read):
    assert read.unbalanced == [] and read.open == []


def test_nothing_is_loaded_from_elsewhere(html, read):
    for tag in ("img", "script", "link", "a", "iframe", "source"):
        for attrs in read.all(tag):
            for name in ("src", "href"):
                address = attrs.get(name)
                assert address is None or address.startswith(("data:", "#")), (tag, address[:80])
    assert not re.search(r"@import|url\(", re.search(r"<style>(.*?)</style>", html, re.S)[1])
    policy = next(m["content"] for m in read.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy and "http" not in policy


def test_every_picture_has_a_text_and_a_size(read):
    pictures = read.all("img")
    assert len(pictures) >= 2 + 6
    for attrs in pictures:
        assert len(attrs["alt"]) > 30 and int(attrs["width"]) > 100 and int(attrs["height"]) > 100
    for attrs in read.all("div"):
        if "data-plot" in attrs:
            assert len(attrs["aria-label"]) > 40


def test_structure_for_assistive_technology(read):
    assert [tag for tag, _ in read.elements if tag in ("header", "main", "footer")] == ["header", "main", "footer"]
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1 and max(np.diff(levels)) == 1
    ids = [attrs["id"] for _, attrs in read.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in read.elements:
        if "aria-labelledby" in attrs:
            assert attrs["aria-labelledby"] in ids
    assert next(a["lang"] for a in read.all("html")) == "en"
    for attrs in read.all("th"):
        assert attrs["scope"] in ("col", "row", "rowgroup")


def test_the_ground_rules_stand_on_the_page(read):
    text = words(read)
    for needed in ("Not a certified medical device", "A model, not a scan", "not a diagnosis", "Version 0.1.0",
                   "No band is shown", "Read the differences and the order", "measured", "assumed",
                   "Nothing here says that one technique helps more"):
        assert needed in text, needed
    assert not re.search(r"\b(heals|cures|effective treatment|recommended)\b", text)


def test_required_sections(read):
    text = words(read)
    for heading in ("At a glance", "Side by side", "Key postures", "Everything on one time axis", "Along the nerve",
                    "Over minutes", "The techniques compared at each site", "What each technique leaves unchanged",
                    "What the numbers stand on", "Sources of the movements"):
        assert heading in text, heading
    assert "Ellis" in text  # a source of the slider, as a reference and not as a key


def test_sentences_stand_under_the_pictures(read, results):
    text = words(read)
    sites = sites_to_show(results)
    for result in results:
        assert sentences.one(result, sites) in text
        assert sentences.unchanged(result, sites) in text
    assert sentences.pair(results[0], results[1], "sciatic.mid_thigh.r") in text


def test_the_data_in_the_page_are_the_results(html, results):
    groups = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)[1])
    assert [group["key"] for group in groups] == ["seconds", "minutes"]
    data = groups[0]
    assert len(data["frames"][0]) == 9 == len(data["readouts"][1]) == len(data["frameTimes"][1])
    shown = data["time"]["values"]["sciatic.mid_thigh.r"]["strain_percent"][1]
    full = results[1].sites["sciatic.mid_thigh.r"]["strain_percent"]
    assert max(shown) == pytest.approx(full.max(), abs=5e-4)  # three decimals
    assert min(shown) == pytest.approx(full.min(), abs=5e-4)
    along = data["profile"]["values"]["strain_percent"][0]
    assert len(along) == 9 and len(along[0]) == len(data["profile"]["x"][0])
    assert data["profile"]["x"][0] == sorted(data["profile"]["x"][0])
    assert data["time"]["unit"] == "s" and groups[1]["time"]["unit"] == "min"


def test_every_figure_has_its_numbers(html, read, results):
    links = [a for a in read.all("a") if "download" in a]
    assert len(links) == 4
    over_time = [a for a in links if "data-csv" in a]  # made in the browser from the values that are drawn
    assert len(over_time) == 2 and "function timeCsv" in html
    text = unquote(next(a for a in links if "data-csv" not in a)["href"].split(",", 1)[1])
    assert text.startswith("movement,time_s,distance_mm,strain_percent")


def test_the_time_figure_invents_no_difference_between_repetitions(html, results):
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S).group(1))
    for i, result in enumerate(results[:2]):
        np.testing.assert_allclose(data[0]["time"]["time"][i], result.time_s, atol=1e-4)  # every sample, rounded
        drawn = data[0]["time"]["values"]["conus"]["strain_percent"][i]
        np.testing.assert_allclose(drawn, result.sites["conus"]["strain_percent"], atol=1e-3)


def test_the_line_under_the_figure_says_slack_where_the_nerve_is(results):
    import dataclasses

    site = "fibular.head.r"
    result = dataclasses.replace(results[0], sites=dict(results[0].sites))
    result.sites[site] = result.sites[site] | {
        "tension_n": np.zeros(len(result.time_s)), "strain_percent": np.full(len(result.time_s), -13.3)}
    text = charts.time_data([result, results[1]], [site], False)["sentences"][site]
    assert "mm, slack all the time, peak tension 0.00 N" in text and "-13" not in text
    peak = results[1].sites[site]["strain_percent"].max()
    assert f"peak strain {peak:.2f} %" in text


def test_script_data_cannot_close_the_script():
    assert "</script" not in script_json({"a": "</script><b>"}) and json.loads(script_json("[1]")) == [1]


def test_a_hostile_movement_name_is_text(results):
    import dataclasses

    movement = dataclasses.replace(results[0].movement, name="<img src=x onerror=alert(1)>", summary="a & b")
    bad = dataclasses.replace(results[0], movement=movement, fields={})
    text = page.render([bad], neutral_m=NEUTRAL_M)
    assert "<img src=x" not in text and "&lt;img src=x" in text and "No pictures" in text


def test_picked_samples_hold_step_ends_and_local_extremes(results):
    result, site = make_result("slump-slider"), "conus"
    wave = np.sin(np.arange(len(result.time_s)) * 0.37)  # a peak every 17 samples, none of them on a round number
    result.sites[site]["strain_percent"] = wave
    picked = pick_samples(result, [site], most=200)
    peaks = 1 + np.flatnonzero((wave[1:-1] > wave[:-2]) & (wave[1:-1] >= wave[2:]))
    ends = result.timeline.step_end - result.timeline.start_index
    assert len(picked) < len(result.time_s) and set(peaks) <= set(picked) and set(ends) <= set(picked)
    assert picked[0] == 0 and picked[-1] == len(result.time_s) - 1 and (np.diff(picked) > 0).all()
    np.testing.assert_array_equal(pick_samples(result, [site]), np.arange(len(result.time_s)))


def test_the_line_along_the_nerve_is_in_order_and_marked(results):
    line = line_of(results[0], NEUTRAL_M)
    # Nine segments of 90 mm from foramen to sole; an element's value stands at its middle.
    assert (np.diff(line.distance_mm) > 0).all() and line.distance_mm[-1] < 10 * 90
    marks = dict((words, at) for at, words in line.marks)
    assert marks["S1 root, foramen"] < marks["Mid-thigh"] < marks["Sole of the foot"]


def test_strain_by_segment_reads_the_nodes_of_that_segment(results):
    result = results[0]
    found = strain_by_segment(result, 40, {"tibial.calf.r", "canal.l2.r", "no.such"})
    branch = [b.name for b in result.mesh.branches].index("tibial.r")
    expected = 100 * result.fields["strain"][40, result.mesh.branch == branch][0]
    assert set(found) == {"tibial.calf.r", "canal.l2.r"}
    np.testing.assert_allclose(found["tibial.calf.r"], expected)


def test_the_report_is_written_whole_or_not_at_all(tmp_path, results, monkeypatch):
    path = tmp_path / "report.html"
    path.write_text("what was there", encoding="utf-8")
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        page.write_report(results[:1], path, body=StickBody(), neutral_m=NEUTRAL_M)
    assert path.read_text(encoding="utf-8") == "what was there" and list(tmp_path.iterdir()) == [path]


def test_without_plotly_the_way_out_is_named(monkeypatch, results):
    monkeypatch.setitem(sys.modules, "plotly", None)
    monkeypatch.setitem(sys.modules, "plotly.graph_objects", None)
    with pytest.raises(InputError, match=r"pip install neuroglide\[report\]"):
        page.render(results)


def test_no_result_no_report():
    with pytest.raises(InputError, match="at least one"):
        page.render([])


def test_importing_the_report_loads_nothing_heavy():
    code = "import sys, neuroglide.report; print(*[m for m in ('plotly','jinja2','numba') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""


def nothing_of(result):
    """The result as it is when the run ends during the approach: every array empty."""
    import dataclasses

    def cut(named):
        return {key: values[:0] for key, values in named.items()}

    return dataclasses.replace(
        result, time_s=result.time_s[:0], posture_deg=cut(result.posture_deg), body=cut(result.body), fields={},
        sites={site: cut(named) for site, named in result.sites.items()},
        outcome={"ok": False, "message": "Ended early during the approach to the start posture: no progress."})


def test_a_run_that_ended_in_the_approach_is_named_and_not_drawn(results, monkeypatch):
    monkeypatch.setattr(page, "FRAMES", 2)
    empty, partly = nothing_of(results[1]), make_result("slump-tensioner", ok=False, cut=50)
    text = page.render([partly, empty], neutral_m=NEUTRAL_M, body=StickBody())
    assert text.count("<strong>Seated slump tensioner:</strong> The run ended early: ") == 2
    assert "Ended early during the approach to the start posture: no progress." in text
    assert len(sites_to_show([empty])) == len(sites_to_show([results[0]]))
    with pytest.raises(InputError, match="holds samples"):
        page.render([empty])


def test_a_number_keeps_its_unit():
    assert page._keep_units("up to 135 N m; 5 mm") == "up to 135\u00a0N\u00a0m; 5\u00a0mm"


def test_the_first_place_along_the_nerve_keeps_its_name(html):
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S).group(1))
    axis = json.loads(data[0]["profileFigure"])["layout"]["xaxis"]
    # Turned text at the left edge reaches beyond the axis: hidden unless it is allowed to.
    assert axis["ticktext"][0] == "S1 root, foramen" and axis["ticklabeloverflow"] == "allow"
