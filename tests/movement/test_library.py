"""The packaged movements: complete, sourced, and what their names promise."""

from __future__ import annotations

import re

import numpy as np
import pytest

from neuroglide.coordinates import INDEX
from neuroglide.errors import InputError
from neuroglide.movement import (
    build_timeline,
    check_movement,
    list_movements,
    load_movement,
    movement_ids,
    parse_movement,
    to_yaml,
)
from neuroglide.movement.model import GRADES
from neuroglide.movement.posture import split_name
from neuroglide.parameters import load_bibliography

ASKED_FOR = """slr slr-dorsiflexion slr-adduction-internal-rotation slr-tibial slr-fibular slr-sural slump-test
slump-slider slump-tensioner long-sitting-slump-stretch supine-90-90-slider supine-90-90-tensioner side-lying-slider
slr-oscillation bent-leg-raise standing-forward-bend static-hamstring-stretch lateral-opener contralateral-slump
ankle-pumps ulnt1 ulnt1-slider ulnt1-tensioner median-hand-slider tarsal-tunnel-tibial""".split()


def test_the_movements_asked_for_are_there():
    assert set(ASKED_FOR) <= set(movement_ids())
    assert [entry.id for entry in list_movements()] == sorted(movement_ids())


@pytest.mark.parametrize("name", movement_ids())
def test_an_entry_is_complete(name):
    m = load_movement(name)
    assert m.id == name and re.fullmatch(r"[a-z0-9-]+", name)
    assert all([m.name, m.kind, m.class_, m.performed_by, m.position, m.summary, m.purpose, m.note])
    assert m.summary.endswith(".") and len(m.summary) > 40
    assert m.evidence_grade in GRADES
    assert bool(m.sources) != (m.evidence_grade == "custom") or name == "ankle-pumps"
    assert set(m.sources) <= set(load_bibliography())
    assert m.performed_by == "clinician" or m.instructions
    assert "assumed" in m.note, "most angles are: say which"


@pytest.mark.parametrize("name", movement_ids())
def test_an_entry_serves_both_sides_as_mirror_images(name):
    m = load_movement(name)
    right, left = build_timeline(m, "r"), build_timeline(m, "l")
    np.testing.assert_array_equal(right.time_s, left.time_s)
    for coordinate, column in INDEX.items():
        base, suffix = split_name(coordinate)
        if suffix:
            np.testing.assert_array_equal(right.angle_rad[:, column], left.angle_rad[:, INDEX[f"{base}_"
                                          + {"r": "l", "l": "r"}[suffix]]])
        else:
            sign = -1 if "side" in base or "rotation" in base else 1
            np.testing.assert_array_equal(right.angle_rad[:, column], sign * left.angle_rad[:, column])


@pytest.mark.parametrize("name", movement_ids())
def test_an_entry_is_usual_for_a_body(name):
    remarks = check_movement(load_movement(name))
    if name == "held-stretch-8-percent":  # an animal experiment: its hold and its reach are remarked on, and should be
        assert "30 min" in remarks[0] and len(remarks) == 3
        assert all("hamstrings of most people stop" in remark for remark in remarks[1:])
    elif name == "andrade2018-static-stretch":  # the study's own posture: hip at 90 degrees, knee straight
        assert len(remarks) == 1 and "hamstrings of most people stop" in remarks[0]
    else:
        assert remarks == []


@pytest.mark.parametrize("name", movement_ids())
def test_an_entry_written_out_reads_back_the_same(name):
    m = load_movement(name)
    assert parse_movement(to_yaml(m)) == m


@pytest.mark.parametrize("pair", ["slump", "supine-90-90", "ulnt1"])
def test_slider_and_tensioner_go_through_the_same_ranges_in_the_same_time(pair):
    slider, tensioner = (build_timeline(load_movement(f"{pair}-{kind}")) for kind in ("slider", "tensioner"))
    np.testing.assert_array_equal(slider.time_s, tensioner.time_s)
    begin = slider.start_index
    low_high = [np.sort(np.rad2deg([t.angle_rad[begin:].min(axis=0), t.angle_rad[begin:].max(axis=0)]), axis=0)
                for t in (slider, tensioner)]
    np.testing.assert_allclose(*low_high, atol=1e-9)  # rounding of degrees to radians
    moved = [t.angle_rad[t.step_end[0]] - t.angle_rad[begin] for t in (slider, tensioner)]
    reversed_ = np.flatnonzero(np.abs(moved[0] - moved[1]) > 1e-9)
    assert len(reversed_) == 1 and moved[0][reversed_[0]] == pytest.approx(-moved[1][reversed_[0]])


def test_the_slump_pair_differs_in_the_direction_of_the_neck():
    neck = INDEX["neck_flexion"]
    for name, sign in (("slump-slider", -1), ("slump-tensioner", 1)):
        t = build_timeline(load_movement(name))
        assert np.sign(t.angle_rad[t.step_end[0], neck] - t.angle_rad[t.start_index, neck]) == sign


def test_doses_of_studies():
    stretch = build_timeline(load_movement("long-sitting-slump-stretch"))
    holds = np.diff(np.r_[0, stretch.time_s[stretch.step_end]])[np.array(stretch.labels) == "hold"]
    np.testing.assert_allclose(holds, [30] * 5, rtol=1e-12)  # differences of sums of seconds
    oscillation = build_timeline(load_movement("slr-oscillation"))
    seconds = np.diff(np.r_[0, oscillation.time_s[oscillation.step_end]])
    assert seconds[np.array(oscillation.labels) == "oscillate"].sum() == pytest.approx(180, rel=1e-12)


def test_the_slump_test_comes_in_stages():
    labels = list(dict.fromkeys(build_timeline(load_movement("slump-test")).labels))
    assert labels == ["slump", "neck flexion", "knee extension", "dorsiflexion", "structural differentiation",
                      "neck flexion again", "return"]


def test_dropping_in_a_file_adds_a_movement(tmp_path, monkeypatch):
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "mine.yaml").write_text("id: mine\nsteps: [{hold: 1}]\n", encoding="utf-8")
    monkeypatch.setattr("neuroglide.movement.library.resources.files", lambda package: tmp_path)
    assert movement_ids() == ("mine",)
    assert [entry.id for entry in list_movements()] == ["mine"]


def test_a_packaged_id_goes_before_a_file_of_that_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "slr").write_text("id: other\nsteps: [{hold: 1}]\n")
    (tmp_path / "own").write_text("id: own\nsteps: [{hold: 1}]\n")
    assert load_movement("slr").id == "slr"
    assert load_movement("./slr").id == "other"
    assert load_movement("own").id == "own"


@pytest.mark.parametrize(("name", "hint"), [
    ("slump-slidr", "slump-slider"), ("SLR", "slr"), ("oscillation", "slr-oscillation"), ("slump_test", "slump-test"),
    ("zzz", "neuroglide movements"), ("", "neuroglide movements"), ("\0", "neuroglide movements"),
    ("slr.yaml", "write slr"), ("no/such.yaml", "check the path")])
def test_an_unknown_id_gets_the_nearest_ones(name, hint, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        load_movement(name)
    assert hint in caught.value.fix


@pytest.mark.parametrize("what", [None, 3, b"slr", ["slr"]])
def test_something_else_is_refused(what):
    with pytest.raises(InputError, match="cannot be a"):
        load_movement(what)


#: Amounts are the model's to compute; benefit and diagnosis are nobody's to promise (library README).
FORBIDDEN = re.compile(
    r"\b(little|least|most|mildest|far|hardly|fully|stays slack|without (?:being )?pull\w*|first choice|"
    r"start (?:for|when)|points to|is likely|tells \w+ from|heals?|cures?|relieves?|improves?|effective|safe)\b", re.I)


def sentences_of(movement):
    return [text for text in re.split(r"(?<=[.;])\s+", f"{movement.summary} {movement.purpose}") if text]


@pytest.mark.parametrize("name", movement_ids())
def test_texts_tell_directions_not_amounts_or_benefit(name):
    for text in sentences_of(load_movement(name)):
        assert "custom, not trial-proven" in text or not FORBIDDEN.search(text), text


@pytest.mark.parametrize("name", movement_ids())
def test_a_trial_grade_says_what_the_trial_found(name):
    m = load_movement(name)
    before, _, found = m.note.partition("Found: ")
    assert bool(found) == m.evidence_grade.startswith("trial")
    if found:
        assert re.match(r"(less|more) .* than .* in one trial of \d+|mixed|range only|no difference|less than a slider",
                        " ".join(found.split()))
        assert "helped" not in found, "a trial found a difference; that it helped is more than it says"
        assert any(key in found for key in m.sources), "name the trial"
        assert "Found" not in before


@pytest.mark.parametrize("name", ["side-lying-slider", "lateral-opener", "slump-slider"])
def test_the_trial_that_missed_its_first_aim_is_told_so(name):
    note = load_movement(name).note
    assert "mixed, not tested alone" in note and "no significant difference in leg pain" in note
