"""Bands in tables, sentences and figures: the numbers are those of the draws, and what they mean is the file's word."""

from __future__ import annotations

import dataclasses
import json
import re

import numpy as np
import pytest
from stick_body import StickBody
from synthetic import NEUTRAL_M, make_result, with_draws

from neuroglide.parameters import load_posterior
from neuroglide.report import charts, comparison, ground_rules, page, sentences, tables, whole_nerve
from neuroglide.report.comparison import OF_DRAWS, Banded
from neuroglide.report.quantities import BY_KEY, QUANTITIES

SITE = "sciatic.mid_thigh.r"
#: Twenty-one draws: 5 % is the second lowest, 95 % the second highest.
FACTORS = np.linspace(0.5, 1.5, 21)


@pytest.fixture(scope="module")
def results():
    return [with_draws(make_result("slump-slider"), FACTORS),
            with_draws(make_result("slump-tensioner", 2.2), FACTORS * np.where(FACTORS > 1.46, 0.1, 1.0))]


def column(key: str) -> int:
    return [q.key for q in QUANTITIES].index(key)


def test_an_extreme_is_the_median_of_the_draws_with_their_band(results):
    alone = make_result("slump-slider").sites[SITE]
    found = comparison.extreme(results[0], SITE, BY_KEY["strain_percent"])
    peak = alone["strain_percent"].max()
    # Ranks 1.1 and 20.9 of 21.
    assert [found.low, found.value, found.high] == pytest.approx([0.505 * peak, peak, 1.495 * peak])
    least = comparison.extreme(results[0], SITE, BY_KEY["blood_flow_percent"])
    loss = 100 - alone["blood_flow_percent"].min()
    assert [least.low, least.high] == pytest.approx([100 - 1.45 * loss, 100 - 0.55 * loss])


def test_a_number_stands_with_its_band_and_never_with_one_it_does_not_show():
    strain = BY_KEY["strain_percent"]
    assert sentences.ranged(Banded(6.2, 5.1, 7.4), strain) == "6.20 % (5.10 to 7.40)"
    assert sentences.inside(Banded(6.2, 5.1, 7.4), strain) == "6.20 %, 5.10 to 7.40"
    assert sentences.ranged(Banded(6.2), strain) == "6.20 %"
    assert sentences.ranged(Banded(6.2, 6.199, 6.201), strain) == "6.20 %"  # finer than the last digit
    assert sentences.ranged(Banded(6.2, None, 7.4), strain) == "6.20 % (slack to 7.40)"
    assert sentences.ranged(Banded(None), strain) == "not available"


@pytest.mark.parametrize(("share", "words"), [(1.0, "in every run"), (0.0, "in no run"), (0.998, "in 99 % of the runs"),
                                              (0.002, "in 1 % of the runs"), (0.5, "in 50 % of the runs")])
def test_a_share_is_never_rounded_to_all_or_none(share, words):
    assert sentences.share_text(share) == words


def test_the_order_of_two_movements_is_counted_in_paired_draws(results):
    name = OF_DRAWS["strain_percent"]
    one, two = comparison.paired(*results, SITE, name)
    assert comparison.share_larger(results[1], results[0], SITE, name) == np.mean(two > one) == 20 / 21
    text = sentences.pair(*results, SITE)
    assert "more with the seated slump tensioner in 95 % of the runs." in text
    assert "with the seated slump slider in" in text  # further: the same excursion, but for one draw
    other = with_draws(make_result("slump-tensioner"), FACTORS, hash_="another file")
    assert comparison.paired(results[0], other, SITE, name) is None
    assert " of the runs" not in sentences.pair(results[0], other, SITE)


def test_only_draws_that_both_have_are_paired(results):
    kept = np.arange(3, 21)
    draws = results[1].draws
    part = dataclasses.replace(results[1], draws=draws._replace(numbers=kept, sites={
        site: {name: v[kept] for name, v in named.items()} for site, named in draws.sites.items()}))
    one, two = comparison.paired(results[0], part, SITE, "peak_tension_n")
    np.testing.assert_array_equal(one, results[0].draws.sites[SITE]["peak_tension_n"][3:])
    assert len(two) == 18


def test_a_table_marks_only_what_stands_out_in_nearly_every_draw(results):
    rows = tables.comparison(results, [SITE])
    at = column("strain_percent")
    assert [row.cells[at].word for row in rows] == ["", "more"]  # in 20 of 21
    assert re.fullmatch(r"\d\.\d\d to \d\.\d\d", rows[0].cells[at].band)
    doubtful = with_draws(make_result("slump-tensioner", 2.2), FACTORS * np.where(FACTORS > 1.3, 0.2, 1.0))
    rows = tables.comparison([results[0], doubtful], [SITE])
    assert [row.cells[at].word for row in rows] == ["", ""]  # in 16 of 21: the order is not sure


def test_slack_in_some_draws_is_an_end_and_slack_in_most_is_the_word():
    result = make_result("slump-slider")
    q = result.sites["fibular.head.r"]
    q["tension_n"] = np.full(len(result.time_s), 0.05)
    few = with_draws(result, [0.5, 0.6, 0.7, *np.linspace(1.1, 1.5, 18)])  # three draws below 0.05 N: slack
    found = comparison.extreme(few, "fibular.head.r", BY_KEY["strain_percent"])
    assert found.low is None and found.value is not None and found.high > found.value
    (row,) = tables.comparison([few], ["fibular.head.r"])
    assert row.cells[column("strain_percent")].band.startswith("slack to ")
    assert row.cells[column("cross_section_percent")].band.endswith(" to slack")
    most = with_draws(result, np.linspace(0.3, 1.2, 21))
    (row,) = tables.comparison([most], ["fibular.head.r"])
    assert row.cells[column("strain_percent")].text == "slack"


def test_unchanged_means_in_nearly_every_draw():
    result = make_result("slump-slider")
    result.sites[SITE]["transport_percent"] = np.linspace(100, 99.2, len(result.time_s))  # under the step of 1 %
    rows = {row.quantity.key: row for row in comparison.changes(with_draws(result, FACTORS), [SITE])}
    assert rows["transport_percent"].change < 1 < rows["transport_percent"].high
    assert not rows["transport_percent"].unchanged and rows["conduction_percent"].unchanged
    alone = {row.quantity.key: row for row in comparison.changes(result, [SITE])}
    assert alone["transport_percent"].unchanged


def test_the_figure_draws_the_band_of_the_result(results):
    data = charts.time_data(results, [SITE], False)
    low, high = data["bands"][SITE]["strain_percent"][0]
    np.testing.assert_allclose(low, results[0].sites[SITE]["strain_percent_low"], atol=6e-3)  # two decimals
    np.testing.assert_allclose(high, results[0].sites[SITE]["strain_percent_high"], atol=6e-3)
    assert data["bands"][SITE]["conduction_percent"] == [None, None]  # 100 in every draw
    traces = json.loads(charts.time_figure(data, SITE))["data"]
    assert [t["meta"]["part"] for t in traces[:3]] == ["low", "high", "line"] and traces[1]["fill"] == "tonexty"
    assert len(traces) == 3 * len(QUANTITIES) * len(results)


def test_the_page_shows_bands_and_says_what_they_mean(results, monkeypatch):
    monkeypatch.setattr(page, "FRAMES", 9)
    html = page.render(results, body=StickBody(), neutral_m=NEUTRAL_M)
    text = " ".join(re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", html, flags=re.S).split()).replace("\u00a0", " ")
    for needed in ("the middle of 21 runs", "The runs differ in 2 parameters",
                   "spread behind it is assumed, not calibrated",
                   "(by hand)", "in at least 95 % of the runs", "shaded: their 90 % band", "draws 21"):
        assert needed in text, needed
    cell = tables.comparison(results, [SITE])[0].cells[column("strain_percent")]
    assert f'<span class="spread">{cell.band}</span>' in html
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)[1])
    along = data[0]["profile"]["site_bands"]["strain_percent"][1]
    assert len(along) == 9 and len(along[0]) == 3 and len(along[0][0]) == len(data[0]["profile"]["site_x"][1])
    for low, middle, high in along:
        assert all(a <= b <= c for a, b, c in zip(low, middle, high, strict=True))


def test_a_calibrated_posterior_promises_what_its_file_says():
    made = with_draws(make_result(), FACTORS, calibrated=True)
    text = ground_rules.reading([made])
    assert ("Nine of ten groups of people like this one lie in the 90 % band, if the model is right; it does not hold "
            "what the model leaves out.") in text and "calibrated" not in text
    assumed = ground_rules.reading([with_draws(make_result(), FACTORS)])
    for said in (text, assumed, ground_rules.reading([make_result()])):
        assert said.startswith(ground_rules.ORDER_ONLY) and "neuroglide validate" in said and "disagree" in said
    posterior = load_posterior()
    assert ground_rules.calibration() in ground_rules.standing()
    fitted = dataclasses.replace(posterior, made={"version": "2", "data": {"studies": ["a", "b"], "rows": 9}})
    assert "a fit to 9 published figures of 2 studies (calibration 2)" in ground_rules.calibration(fitted)


def test_the_shares_of_a_comparison(results):
    (found,) = comparison.paired_shares(results)
    assert (found["first"], found["second"]) == ("slump-slider", "slump-tensioner")
    assert found["sites"][SITE]["strain_percent"] == pytest.approx(1 / 21)
    assert comparison.paired_shares([make_result(), make_result()]) == []


def lost(result, failed: int):
    """The result as it is when so many of its draws ended early."""
    made = result.provenance["posterior"] | {"failed": failed}
    return dataclasses.replace(result, provenance=result.provenance | {"posterior": made})


def test_the_words_count_the_draws_that_reached_the_end():
    some = lost(with_draws(make_result(), FACTORS), 1)
    assert "the middle of 20 runs with their 90 % band" in ground_rules.reading([some])
    assert "Runs that ended early are left out: 1." in ground_rules.reading([some])
    assert ground_rules.caption([some]).startswith("Line: the middle of 20 runs")
    few = lost(with_draws(make_result(), FACTORS), 2)
    text = ground_rules.reading([few])
    assert "the middle of 19 runs with their band." in text and "90 % band holds" not in text
    assert "Of so few runs the band is their least and greatest (20 or more give a 90 % band)" in text


def test_without_a_draw_left_there_is_no_band():
    none = dataclasses.replace(lost(with_draws(make_result(), FACTORS), 21), draws=None)
    assert "No band: no draw reached the end: each movement is one run" in ground_rules.reading([none])
    assert ground_rules.caption([none]) == "One run each, without a band."
    both = ground_rules.reading([none, with_draws(make_result("slump-tensioner"), FACTORS)])
    assert "Seated slump slider: no band: no draw reached the end" in both and "the middle of 21 runs" in both


def test_flow_falls_lowest_where_its_band_reaches_lowest_and_the_share_is_told():
    result, name, flow = make_result(), "least_blood_flow_percent", BY_KEY["blood_flow_percent"]
    wide = with_draws(result, FACTORS)
    sites = ["conus", SITE]
    wide.draws.sites["conus"][name] = np.linspace(60.0, 62.0, 21)
    wide.draws.sites[SITE][name] = np.linspace(40.0, 90.0, 21)  # its middle is 65, its low end far lower
    assert comparison.worst(wide, flow, sites)[0] == SITE
    lower = np.mean(wide.draws.sites[SITE][name] < wide.draws.sites["conus"][name])
    assert comparison.share_lowest(wide, SITE, flow, sites) == lower == 9 / 21
    text = sentences.one(wide, sites)
    assert "lowest at mid-thigh, to 65.0 % of rest (40.2 to 89.8), the lowest of them in 43 % of the runs." in text
    wide.draws.sites[SITE][name] = wide.draws.sites["conus"][name] = np.linspace(98.0, 100.0, 21)
    assert "falls lowest" in sentences.one(wide, sites)  # the middle of 99 is within 1 %, the band is not
    wide.draws.sites[SITE][name] = wide.draws.sites["conus"][name] = np.full(21, 99.5)
    assert "stays within 1 % of rest" in sentences.one(wide, sites)


def test_numbers_of_the_whole_nerve_say_that_they_have_no_band():
    text = whole_nerve.sentence(with_draws(make_result(), FACTORS))
    assert text.count("(in the central run, no band)") == 2 and "need not show the middles" in text
    assert "central" not in whole_nerve.sentence(make_result())


def test_the_choice_of_an_open_angle_is_told():
    result = make_result()
    assert sentences.open_angles(result) == ""
    made = {"foot": {"value": 12.0, "values": [5.0, 12.0, 20.0], "why": "not given"}}
    result = dataclasses.replace(result, provenance=result.provenance | {"open_angles": made})
    text = sentences.open_angles(result)
    assert "leaves open was run: foot at 12 degrees, of 5 or 12 or 20 (not given)." in text
    html = page.render([dataclasses.replace(result, fields={})], neutral_m=NEUTRAL_M)
    assert "values 5.0, 12.0, 20.0" in html


def test_the_box_says_what_matters_first_in_few_sentences(results):
    html = page.render([dataclasses.replace(r, fields={}) for r in results], neutral_m=NEUTRAL_M)
    box = re.sub(r"<[^>]*>", "", re.search(r'<p class="band">(.*?)</p>', html, re.S)[1]).strip()
    assert box.startswith(ground_rules.ORDER_ONLY) and ground_rules.BENEFIT.replace(" ", "") in box.replace(" ", "")
    assert len(re.findall(r"\.(?=\s+[A-Z]|$)", box)) <= 5
    assert "custom, not trial-proven" in html and "Nothing here says that one technique helps more" in html
