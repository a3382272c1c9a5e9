"""What a run comes to, in numbers worked out by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest

from neuroglide.parameters import load_set
from neuroglide.summary import summarise

P = load_set()
TIME_S = np.array([0.0, 0.5, 1.0, 2.0])


def _load(moment):
    moment = np.array(moment)
    return {
        "hamstring_tension_n": 20.0 * moment, "hip_moment_nm": moment, "lumbar_moment_nm": moment + 4.0,
        "hamstring_at_tolerance": (moment >= P["muscle.stretch_tolerance"]).astype(float),
    }  # fmt: skip


def test_peaks_of_the_hamstrings_and_when_the_tolerance_is_met():
    tolerance = P["muscle.stretch_tolerance"]
    peaks = summarise(TIME_S, {}, P, _load([1.0, tolerance, tolerance + 10, 3.0]))["body"]
    assert peaks["peak_hip_moment_nm"] == tolerance + 10
    assert peaks["peak_hamstring_tension_n"] == 20 * (tolerance + 10)
    assert peaks["peak_lumbar_moment_nm"] == tolerance + 14 and "hamstrings" in peaks["lumbar_moment_from"]
    assert peaks["hamstring_tolerance_nm"] == tolerance
    assert peaks["hamstring_tolerance_reached"] is True and peaks["hamstring_tolerance_time_s"] == 0.5


def test_a_tolerance_that_is_not_met_has_no_time():
    peaks = summarise(TIME_S, {}, P, _load([1.0, 2.0, 30.0, 3.0]))["body"]
    assert peaks["hamstring_tolerance_reached"] is False and peaks["hamstring_tolerance_time_s"] is None
    assert json.loads(json.dumps(peaks)) == pytest.approx(peaks)


def test_without_a_body_or_without_moments_there_is_nothing_to_say():
    assert "body" not in summarise(TIME_S, {}, P)
    assert summarise(TIME_S[:0], {}, P, _load([]))["body"] == {}
