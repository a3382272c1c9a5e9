"""Techniques made smaller: ladders that only go down, movements that can be read, angles in words."""

from __future__ import annotations

import pytest

from neuroglide.movement import build_timeline, load_movement
from neuroglide.patient.plan.fit import start_dose
from neuroglide.patient.plan.techniques import STEP_DEG, Dose, Rung, technique, technique_ids
from neuroglide.patient.plan.words import amplitude_words, dose_words, posture_words

IDS = (*technique_ids("leg"), *technique_ids("arm"))
FULL = Rung(1.0, 1.0)


def test_every_technique_of_the_library_is_taken_apart():
    assert {"slump-slider", "lateral-opener", "slr-oscillation"} < set(technique_ids("leg"))
    assert technique_ids("arm") == ("median-hand-slider", "ulnt1-slider", "ulnt1-tensioner")


@pytest.mark.parametrize("id_", IDS)
def test_the_largest_rung_is_the_file_and_every_other_is_smaller(id_):
    one = technique(id_, "l")
    rungs = one.rungs()
    assert rungs[-1] == FULL
    smaller = [one.amplitude(rung) for rung in rungs]
    for less, more in zip(smaller, smaller[1:], strict=False):
        for name, (begin, end) in less.items():
            assert abs(end - begin) <= abs(more[name][1] - more[name][0]) + 1e-9
    assert all(end % STEP_DEG == 0 for low in smaller for name, (begin, end) in low.items() if begin % STEP_DEG == 0)


@pytest.mark.parametrize("id_", IDS)
def test_the_full_amplitude_is_that_of_the_librarys_file(id_):
    one = technique(id_, "r")
    timeline = build_timeline(load_movement(id_), side="r")
    ours = build_timeline(load_movement(one.dose_movement(FULL, Dose(1, 1, one.hold_s, 10.0, 1, 7, 4))), side="r")
    theirs = timeline.angle_rad[timeline.start_index :]
    rested = ours.angle_rad[ours.start_index :]
    # The file's own rest lies outside its cycle.
    if id_ != "slr-oscillation":
        assert theirs.max(axis=0) == pytest.approx(rested.max(axis=0), abs=1e-9)


def test_a_side_is_written_into_every_name():
    assert technique("slump-slider", "l").amplitude(FULL)["knee_flexion_l"] == (90.0, 10.0)
    assert technique("contralateral-slump", "l").amplitude(FULL) == {"knee_flexion_r": (90.0, 10.0)}


def test_a_session_has_its_sets_repetitions_and_rests():
    one, dose = technique("slump-slider"), Dose(2, 3, 0.5, 60.0, 1, 7, 4)
    timeline = build_timeline(load_movement(one.dose_movement(FULL, dose)))
    assert timeline.duration_s == pytest.approx(2 * 3 * 5.5 + 60.0)


def test_a_held_stretch_rests_after_each_repetition():
    one, dose = technique("static-hamstring-stretch"), Dose(1, 3, 30.0, 15.0, 1, 7, 6)
    assert build_timeline(load_movement(one.dose_movement(FULL, dose))).duration_s == pytest.approx(3 * (40 + 15))


def test_words_say_the_angles_of_a_person():
    one = technique("slump-slider", "r")
    words = amplitude_words(one, Rung(0.6, 0.5))
    assert "right knee from 90 to 45 degrees" in words
    assert "head from 20 degrees bent forward" in words
    assert "ankle neutral" in amplitude_words(technique("contralateral-slump", "r"), FULL)
    assert "both hips 90 degrees" in posture_words(one, FULL)


def test_the_start_dose_falls_with_care():
    for id_ in IDS:
        doses = [start_dose(technique(id_), grade) for grade in ("low", "moderate", "high")]
        work = [dose.sets * dose.reps * dose.per_day for dose in doses]
        assert work == sorted(work, reverse=True)
    assert "twice a day" in dose_words(technique("slump-slider"), start_dose(technique("slump-slider"), "low"))
