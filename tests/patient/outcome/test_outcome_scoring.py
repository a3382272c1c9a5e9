"""Scores from sections and totals, the rules of the measures' file, and the errors of bad input."""

from __future__ import annotations

from dataclasses import replace

import pytest

from neuroglide.errors import InputError
from neuroglide.patient.outcome.measures import IMPORTANT, MDC, load_measures, series_measure
from neuroglide.patient.outcome.scoring import score_all, score_odi, score_psfs, score_start_back

MEASURES = load_measures()


def odi(sections, version="2.1a"):
    return score_odi({"version": version, "sections": sections})


def test_odi_is_a_percentage_of_what_was_answered():
    assert odi([2, 1, 3, 2, 2, 1, 2, 0, 2, 3]).value == pytest.approx(36.0)  # 18 of 50
    assert odi([2, 1, 3, 2, 2, 1, 2, None, 2, 3]).value == pytest.approx(40.0)  # 18 of 45
    assert odi([5] * 8 + [None, None]).value == pytest.approx(100.0)


def test_odi_takes_the_higher_of_two_boxes():
    assert odi([[1, 4], 1, 3, 2, 2, 1, 2, 0, 2, 3]).value == odi([4, 1, 3, 2, 2, 1, 2, 0, 2, 3]).value


def test_odi_below_eight_answered_gives_no_score_and_the_reason():
    score = odi([1] * 7 + [None] * 3)
    assert score.value is None and "7 of 10" in score.reason and "our choice" in score.reason
    assert odi([1] * 8 + [None] * 2).value == 20.0


@pytest.mark.parametrize(("value", "label", "shown"), [
    (20, "minimal", True), (40, "moderate", True), (60, "severe", True), (61, "fourth", False), (90, "fifth", False),
])  # fmt: skip
def test_the_two_last_odi_labels_reach_no_patient(value, label, shown):
    score = score_odi({"version": "2.1a", "score": value})
    assert label in score.label
    assert (score.patient_label != "") == shown
    assert "crippled" not in score.label and "bed" not in score.label


@pytest.mark.parametrize(("total", "part", "group"), [
    (3, 3, "low"), (4, 3, "medium"), (4, 4, "high"), (9, 5, "high"), (0, 0, "low"), (3, None, "low"),
    (6, None, "medium or high"),
])  # fmt: skip
def test_start_back_group(total, part, group):
    assert score_start_back({"total": total, "psychosocial": part}).label.startswith(f"{group} risk")


def test_psfs_is_the_mean_of_its_activities():
    assert score_psfs([3, 4, 5]).value == score_psfs({"scores": [3, 4, 5]}).value == 4.0


def test_an_entry_gives_a_score_for_each_series():
    scores = score_all({
        "nprs": {"leg": {"now": 5, "best": 2, "worst": 7}, "back": 3}, "rmdq": {"score": 11}, "fabq": {"pa": 12},
        "paindetect": 14, "boston": {"symptom": 2.4}, "slr": [{"side": "r", "angle_deg": 45, "device": "phone"}],
        "note": "other names are left alone",
    })  # fmt: skip
    assert {name: score.value for name, score in scores.items()} == {
        "nprs.leg": 5, "nprs.back": 3, "rmdq": 11, "fabq_pa": 12, "pain_detect": 14, "boston_symptom": 2.4, "slr.r": 45,
    }  # fmt: skip
    assert scores["pain_detect"].label == "unclear"


@pytest.mark.parametrize(("raw", "words"), [
    ({"nprs": {"leg": 11}}, "0 to 10"), ({"nprs": {"knee": 3}}, "knee"), ({"nprs": {"leg": True}}, "not a number"),
    ({"nprs": {"leg": {"best": 6, "worst": 2}}}, "best 6"), ({"nprs": {"leg": float("nan")}}, "not a number"),
    ({"odi": {"version": "3", "score": 20}}, "version"), ({"odi": {"version": "2.1a"}}, "sections or its score"),
    ({"odi": {"version": "2.1a", "sections": [1] * 9}}, "9 values"),
    ({"odi": {"version": "2.1a", "sections": [6] + [1] * 9}}, "section 1"), ({"rmdq": 11.5}, "fractions"),
    ({"start_back": {"total": 2, "psychosocial": 3}}, "part of the total"), ({"psfs": []}, "no activities"),
    ({"slr": {"side": "left", "angle_deg": 40}}, "slr.side"), ({"fabq": {"play": 3}}, "play"),
    ({"slr": [{"side": "r", "angle_deg": 40}, {"side": "r", "angle_deg": 50}]}, "two angles"),
])  # fmt: skip
def test_bad_input_names_field_limit_and_way_out(raw, words):
    with pytest.raises(InputError) as error:
        score_all(raw, "file.yaml")
    assert words in str(error.value) and "Fix: " in str(error.value) and "file.yaml" in str(error.value)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=list(MEASURES))
def test_every_measure_is_whole(measure):
    assert measure.low < measure.high and measure.better in ("lower", "higher")
    assert [band.to for band in measure.bands] == sorted(band.to for band in measure.bands)
    assert not measure.bands or (measure.bands[-1].to == measure.high and measure.bands_source)
    for record in measure.changes:
        assert record.source and record.locator and record.population
        assert not (record.use and record.checked == "recalled")
        assert not record.use or record.why


def test_the_standard_error_follows_from_the_mdc():
    assert MEASURES["nprs"].pick(MDC).standard_error == 1.02
    # 3.69 / (1.96 sqrt 2), by hand.
    assert MEASURES["fabq_pa"].pick(MDC).standard_error == pytest.approx(1.331, abs=5e-4)
    # 5 / (1.645 sqrt 2)
    assert MEASURES["rmdq"].pick(MDC).standard_error == pytest.approx(2.149, abs=5e-4)


def test_important_changes_of_odi_versions_are_kept_apart():
    odi = MEASURES["odi"]
    assert odi.pick(IMPORTANT, "2.1a").value == 10
    assert odi.pick(IMPORTANT, "modified").value == 6
    only = replace(odi, changes=tuple(r for r in odi.changes if r.versions))
    assert only.pick(IMPORTANT, "2.1a") is None and only.pick(MDC, "2.1a").value == 15
    assert 12.8 in [record.value for record in odi.others(odi.pick(IMPORTANT, "2.1a"), IMPORTANT)]


def test_a_recalled_threshold_is_neither_used_nor_listed():
    groc = MEASURES["groc"]
    assert groc.changes and groc.pick(IMPORTANT) is None and groc.others(None, IMPORTANT) == ()


def test_a_series_is_a_measure_with_its_place():
    assert series_measure("nprs.leg").id == "nprs" and series_measure("odi").id == "odi"
    for wrong in ("nprs", "nprs.knee", "odi.r", "slr", "nothing"):
        with pytest.raises(KeyError):
            series_measure(wrong)
