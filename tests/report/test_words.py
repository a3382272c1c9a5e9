"""Sentences, tables and moments: every number said is a number of the result."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from synthetic import make_result

from neuroglide.anatomy import BRANCHES
from neuroglide.parameters import load_set
from neuroglide.report import comparison, gallery, ground_rules, load, moments, sentences, tables, whole_nerve
from neuroglide.report.quantities import BY_KEY, QUANTITIES, SCIATIC_LINE, base, ordered, place, title


@pytest.fixture(scope="module")
def slider():
    return make_result("slump-slider")


@pytest.fixture(scope="module")
def tensioner():
    return make_result("slump-tensioner", 2.2)


def test_extremes_are_those_of_the_arrays(slider):
    site = "sciatic.mid_thigh.r"
    excursion, strain = slider.sites[site]["excursion_mm"], slider.sites[site]["strain_percent"]
    found = comparison.extreme(slider, site, BY_KEY["excursion_mm"])
    assert found.value == pytest.approx(excursion.max() - excursion.min())
    found = comparison.extreme(slider, site, BY_KEY["strain_percent"])
    assert found.value == strain.max() and found.time_s == slider.time_s[strain.argmax()]
    least = comparison.extreme(slider, site, BY_KEY["cross_section_percent"])
    assert least.value == slider.sites[site]["cross_section_percent"].min()


def test_missing_values_are_missing_not_zero(slider):
    broken = make_result()
    broken.sites["conus"]["strain_percent"] = np.full(len(broken.time_s), np.nan)
    assert comparison.extreme(broken, "conus", BY_KEY["strain_percent"]).value is None
    assert sentences.number(None, BY_KEY["strain_percent"]) == "not available"


def test_the_pair_sentence_says_the_numbers_of_the_results(slider, tensioner):
    site = "sciatic.mid_thigh.r"
    text = sentences.pair(slider, tensioner, site)
    said = [float(x) for x in re.findall(r"-?\d+\.\d+", text)]
    wanted = []
    for key in ("excursion_mm", "strain_percent"):
        wanted += [round(float(np.ptp(r.sites[site][key])), BY_KEY[key].digits) for r in (slider, tensioner)]
    assert said == wanted
    assert text.startswith("At mid-thigh the nerve slides")


def test_unchanged_is_told_apart_by_the_resolution(slider, tensioner):
    sites = comparison.sites_to_show([slider])
    rows = {row.quantity.key: row for row in comparison.changes(slider, sites)}
    assert rows["transport_percent"].unchanged and not rows["strain_percent"].unchanged
    biggest = max(np.abs(slider.sites[s]["strain_percent"] - slider.sites[s]["strain_percent"][0]).max() for s in sites)
    assert rows["strain_percent"].change == pytest.approx(biggest)
    text = sentences.unchanged(slider, sites)
    assert "axonal transport (less than 1 %)" in text and "unchanged; it changes" in text
    by_table = {q: cells for q, _, cells in tables.unchanged([slider, tensioner], sites)}
    assert [cell.text for cell in by_table["Axonal transport"]] == ["unchanged (less than 1 %)"] * 2
    for said in (text, sentences.still(slider, sites)):
        assert "conduction (less than 1 %)" in said and said.endswith("conduction thresholds are animal values.")


def test_the_table_marks_the_larger_one_in_words(slider, tensioner):
    rows = tables.comparison([slider, tensioner], ["sciatic.mid_thigh.r"])
    assert [row.movement for row in rows] == ["Seated slump slider", "Seated slump tensioner"]
    column = [q.key for q in QUANTITIES].index("strain_percent")
    assert [row.cells[column].word for row in rows] == ["", "more"]
    flow = [q.key for q in QUANTITIES].index("blood_flow_percent")
    assert rows[1].cells[flow].word == "lower"
    transport = [q.key for q in QUANTITIES].index("transport_percent")
    assert [row.cells[transport].word for row in rows] == ["", ""]  # both 100: nothing stands out


def test_time_above_thresholds_comes_from_the_summary(slider):
    slider.summary.update(
        thresholds_percent={"inflamed_fibres_fire": 3.0},
        sites={"conus": {"seconds_above": {"inflamed_fibres_fire": 4.25}}},
    )
    (row,) = tables.comparison([slider], ["conus"])
    assert row.cells[-1].text == "4.2" and "above 3 % (inflamed fibres fire in a rat)" in tables.columns([slider])[-1]
    slider.summary.clear()


def test_a_threshold_says_in_which_animal_it_was_found():
    assert tables.threshold_words("flow_halved", 8.0) == "flow halved in a rat"
    assert tables.threshold_words("flow_arrested", 15.7) == "flow arrested in a rabbit"
    assert tables.threshold_words("flow_halved", 9.0) == "flow halved, this run's own value"
    assert tables.threshold_words("something_else", 9.0) == "something else"


def test_only_the_moving_limb_on_the_affected_side_is_shown():
    left = make_result("slump-slider", side="l")
    shown = comparison.sites_to_show([left])
    assert "conus" in shown and all(site == "conus" or site.endswith(".l") for site in shown)
    assert not any(site.startswith("median") for site in shown)
    assert [base(site) for site in comparison.main_line([left])] == list(SCIATIC_LINE)


def test_every_site_has_words(slider):
    for site in slider.sites:
        assert place(site) != site and title(site) != site and "." not in place(site)
    assert ordered(["tibial.ankle.r", "conus"]) == ["conus", "tibial.ankle.r"]


def test_key_moments_are_the_distinct_postures_of_one_repetition(slider):
    found = moments.key_moments(slider)
    assert [(m.words, round(m.time_s, 2)) for m in found] == [("start", 0.0), ("slide", 2.5)]
    assert moments.cycle_end_s(slider) == pytest.approx(5.5)


def test_frames_run_through_one_repetition_in_order(slider):
    picked = moments.frames(slider, 25)
    assert picked[0] == 0 and (np.diff(picked) >= 0).all()
    assert slider.time_s[picked[-1]] == pytest.approx(5.5, abs=0.05)


def test_a_readout_says_that_it_is_of_the_first_repetition(slider):
    text = gallery.readout(slider, 100)
    assert text.startswith(f"{slider.time_s[100]:.1f} s in the first repetition · strain now up to ")
    assert moments.repeats(slider) and not moments.repeats(make_result("slr"))
    assert "repetition" not in gallery.readout(make_result("slr"), 10)


def test_long_holds_are_shortened_in_the_animation():
    stretch = make_result("long-sitting-slump-stretch")
    times = stretch.time_s[moments.frames(stretch, 25)]
    holding = ((times > 4.0) & (times < 34.0)).sum()
    assert holding <= 8 and moments.playback_s(stretch) <= 8.0


def test_durations_in_words():
    assert [sentences.duration(s) for s in (0, 2.5, 55, 150, 1800, 3900)] == [
        "0 s", "2.5 s", "55 s", "2 min 30 s", "30 min", "1 h 05 min"]


def test_an_early_end_is_told():
    assert sentences.ended_early(make_result()) is None
    assert "no progress" in sentences.ended_early(make_result(ok=False, cut=50))


def test_the_hold_sentence_says_what_relaxes():
    stretch = make_result("long-sitting-slump-stretch")
    begin, end = moments.longest_hold(stretch)
    assert stretch.time_s[begin] == pytest.approx(4.0) and stretch.time_s[end] == pytest.approx(34.0)
    site = "sural.ankle.r"  # the last site of the leg has the largest strain in these made-up results
    stretch.sites[site]["blood_flow_percent"] = np.linspace(80, 90, len(stretch.time_s))
    stretch.sites[site]["tension_n"] = np.linspace(9, 5, len(stretch.time_s))
    text = sentences.holding(stretch, comparison.sites_to_show([stretch]))
    said = [float(x) for x in re.findall(r"\d+\.\d+", text)]
    flow, tension = stretch.sites[site]["blood_flow_percent"], stretch.sites[site]["tension_n"]
    assert said == [round(tension[begin], 2), round(tension[end], 2), round(flow[begin], 1), round(flow[end], 1)]
    assert "held for 30 s" in text


def test_nothing_is_held_long_in_a_slider(slider):
    assert moments.longest_hold(slider) is None and sentences.holding(slider, ["conus"]) == ""


@pytest.fixture
def folded():
    """A slider whose fibular nerve starts folded: tension nil, strain and section at their slack values."""
    result = make_result("slump-slider")
    q = result.sites["fibular.head.r"]
    now = np.arange(len(result.time_s)) < len(result.time_s) // 2
    for key, value in (("strain_percent", -13.3), ("strain_above_slack_percent", 0.0), ("tension_n", 0.0),
                       ("cross_section_percent", 115.3)):
        q[key] = np.where(now, value, q[key])
    return result


def test_a_slack_nerve_leads_no_sentence(folded):
    sites = comparison.sites_to_show([folded])
    rows = {row.quantity.key: row for row in comparison.changes(folded, sites)}
    for key, before in (("strain_percent", 13.0), ("cross_section_percent", 15.0)):
        assert rows[key].change < before / 2, key
    assert comparison.extreme(folded, "fibular.head.r", BY_KEY["cross_section_percent"]).value < 100.5
    assert "-13" not in sentences.along(folded, 0.0, ["sciatic.mid_thigh.r", "fibular.head.r"])
    assert sentences.along(folded, 0.0, ["sciatic.mid_thigh.r", "fibular.head.r"]).endswith(
        "the nerve is slack at the fibular head.")
    assert "at the fibular head at times; strain and cross-section are left out" in sentences.slackness(folded, sites)


def test_a_little_tension_is_slack_too(folded):
    q = folded.sites["sural.ankle.r"]
    q["tension_n"] = np.full(len(folded.time_s), 0.04)  # under the step of 0.05 N; its toe still reads 12 % of strain
    q["strain_above_slack_percent"] = np.full(len(folded.time_s), 12.0)
    assert comparison.slack(folded, "sural.ankle.r").all()
    (row,) = tables.comparison([folded], ["sural.ankle.r"])
    by_key = {quantity.key: cell.text for quantity, cell in zip(QUANTITIES, row.cells, strict=False)}
    assert by_key["strain_percent"] == "slack" == by_key["cross_section_percent"]
    assert by_key["tension_n"] == "0.04"
    text = sentences.slackness(folded, ["sural.ankle.r"])
    assert "under 0.05 N" in text and "at the sural nerve behind the ankle all the time" in text


def test_a_taut_nerve_is_not_called_slack():
    result = make_result("slump-slider")
    assert sentences.slackness(result, ["sciatic.mid_thigh.r"]) == ""
    np.testing.assert_array_equal(comparison.taut(result, "sciatic.mid_thigh.r", "strain_percent"),
                                  result.sites["sciatic.mid_thigh.r"]["strain_percent"])


def with_load(hip, other, at, movement="slump-slider"):
    result = make_result(movement)
    rise = np.linspace(0, 1, len(result.time_s))
    result.body.update(hamstring_tension_n=1000 * rise, hamstring_tension_other_n=500 * rise, hip_moment_nm=hip * rise,
                       hip_moment_other_nm=other * rise, lumbar_moment_nm=(hip + other) * rise,
                       hamstring_at_tolerance=(hip * rise >= at).astype(float))
    return result


def test_the_hamstring_sentence_says_the_peaks_and_when_it_would_stop():
    limit = load_set()["muscle.stretch_tolerance"]
    result = with_load(2 * limit, 3, limit)
    text = load.hamstrings(result)
    assert f"tension up to 1000 N, hip moment up to {2 * limit:.0f} N m" in text
    assert f"lumbar moment from the hamstrings alone up to {2 * limit + 3:.0f} N m" in text
    low, high = load_set().record("muscle.stretch_tolerance").interval_si
    first, last = (result.time_s[np.argmax(result.body["hip_moment_nm"] >= moment)] for moment in (low, high))
    assert f"would stop the movement somewhere between {math.floor(first)} s and {math.ceil(last)} s." in text
    assert f"{limit:.0f} N m, assumed, 90 % interval {low:.0f} to {high:.0f})" in text and first < last


def test_a_load_shows_no_band_of_no_width():
    result = with_load(100, 3, 50)
    result.summary["body"] = {"peak_hip_moment_nm": 100.0, "peak_hip_moment_nm_low": 99.8,
                              "peak_hip_moment_nm_high": 100.2}
    assert "hip moment up to 100 N m, lumbar" in load.hamstrings(result)
    result.summary["body"]["peak_hip_moment_nm_high"] = 109.7
    assert "hip moment up to 100 N m (100 to 110), lumbar" in load.hamstrings(result)
    result.summary.clear()


def test_a_tolerance_that_only_its_low_end_reaches_may_stop_it_or_not():
    low, high = load_set().record("muscle.stretch_tolerance").interval_si
    result = with_load((low + high) / 2, 1, low)
    first = result.time_s[np.argmax(result.body["hip_moment_nm"] >= low)]
    text = load.hamstrings(result)
    assert text.endswith(f"may stop the movement from {math.floor(first)} s on, or not at all.") and first > 1
    result.body["hip_moment_nm"] = np.full(len(result.time_s), 1.1 * high)
    assert load.hamstrings(result).endswith("would stop the movement in its start posture already.")
    result.summary["body"] = {"hamstring_tolerance_nm": 2 * high}
    assert load.hamstrings(result).endswith("is not reached.") and "this run's own value" in load.hamstrings(result)
    result.summary.clear()


def test_below_tolerance_and_the_other_leg():
    limit = load_set()["muscle.stretch_tolerance"]
    assert load.hamstrings(with_load(0.4 * limit, 1, limit)).endswith("is not reached.")
    text = load.hamstrings(with_load(1, 1.6 * limit, limit))
    assert text.startswith("Hamstrings of the other leg: tension up to 500 N") and "would stop the movement" in text
    assert load.hamstrings(make_result()) == ""


def test_an_arm_movement_says_nothing_of_the_hamstrings_below_tolerance():
    limit, arm = load_set()["muscle.stretch_tolerance"], "ulnt1-slider"
    assert load.hamstrings(with_load(0.4 * limit, 1, limit, arm)) == ""
    assert "would stop the movement" in load.hamstrings(with_load(2 * limit, 1, limit, arm))


def test_a_grade_carries_its_direction():
    movement = make_result("slump-slider").movement
    assert ground_rules.grade(movement) == "trial-low (mixed, not tested alone)"
    assert ground_rules.split_note("Angles assumed.") == ("Angles assumed.", "") and ground_rules.grade(None) == ""
    assert ground_rules.split_note("A. Found: mixed. B.") == ("A.", "mixed. B.")
    tensioner = make_result("slump-tensioner").movement
    assert ground_rules.grade(tensioner).startswith("trial-low (less pain than TENS alone in one trial of 51 people")
    assert ground_rules.split_note(None) == ("", "")


def test_the_order_of_techniques_is_custom_where_there_is_one():
    assert "not better than other active exercise" in ground_rules.benefit(["test"])
    assert "Sliders before" not in ground_rules.benefit(["test", None, "stretch"])
    assert ground_rules.benefit(["stretch", "slider"]).endswith("custom, not trial-proven.")
    said = [int(n) for n in re.findall(r"(\d+) (?:measured|fitted|derived|assumed)", ground_rules.standing())]
    assert len(said) == 4 and sum(said) == len(load_set().records())


def test_the_whole_nerve_is_told_beside_the_sites():
    result = make_result("slump-slider")
    sites, mesh = comparison.sites_to_show([result]), result.mesh
    root = [b.name for b in mesh.branches].index("root.l5.r")
    strain, tension = result.fields["strain"], result.fields["tension_n"]
    node = int(np.flatnonzero(mesh.branch == root)[-2])  # the last element before the plexus
    other = int(np.flatnonzero(mesh.branch == [b.name for b in mesh.branches].index("sciatic.l"))[0])
    slack = int(np.flatnonzero(mesh.branch == [b.name for b in mesh.branches].index("sural.r"))[0])
    strain[7, node], strain[8, other], strain[9, slack], tension[9, slack] = 0.0893, 0.2, 0.3, 0.01
    result.fields["blood_flow"][11, node] = 0.123
    text = whole_nerve.sentence(result)
    place = "in the plexus, between the L5 root's foramen and the sciatic notch (at its far end)"
    assert f"strain peaks at 8.93 % {place}" in text
    assert text.endswith("blood flow is lowest there too, at 12.3 % of rest.")
    assert whole_nerve.peak_strain(result).time_s == result.time_s[7]
    assert sentences.one(result, sites).startswith("Of the sites read, ") and "8.93" not in sentences.one(result, sites)
    result.fields.clear()
    assert whole_nerve.sentence(result) == ""


def test_every_piece_of_nerve_has_a_place_in_words():
    for branch in BRANCHES:
        for segment in branch.segments:
            text = whole_nerve.place_of(branch.name, segment)
            assert text.startswith(("in ", "at ", "just ", "behind ")) and "{" not in text and "_" not in text


def test_one_plain_sentence_stands_under_a_picture(slider):
    sites = comparison.sites_to_show([slider])
    text = sentences.plain(slider, sites)
    assert text.endswith(".") and text.count(". ") == 0
    slide = max(comparison.extreme(slider, s, BY_KEY["excursion_mm"]).value for s in sites)
    assert f"({slide:.1f} mm)" in text


@pytest.mark.parametrize(("id_", "nerve"), [("median-neck-alone", "median."), ("passive-neck-flexion", "sciatic."),
                                            ("ellis2012-neck-only", "sciatic."), ("ulnt1-slider", "median.")])
def test_where_the_neck_alone_moves_the_limb_counts_that_is_held_away_from_rest(id_, nerve):
    """A neck bent away from an arm that is held out is told of the median nerve, and of no other."""
    shown = comparison.sites_to_show([make_result(id_)])
    assert any(site.startswith(nerve) for site in shown)
    assert any(site.startswith("median.") for site in shown) == (nerve == "median.")
    assert any(site.startswith("sciatic.") for site in shown) == (nerve == "sciatic.")
