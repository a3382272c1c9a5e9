"""Missing data widen bands: a test left out of a packaged patient's examination never makes the twin surer.

Not held to the last digit: a finding that contradicts the others widens the bands, and without it they are narrower in
any honest inference; and a posterior is a sample. The tolerance is for both.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuroglide.patient.examination import load_examination
from neuroglide.patient.twin import infer
from neuroglide.patient.twin.beliefs import plan_of_sweeps

#: Least width of a band of what is told, without a test over with it, in logarithms.
LEAST = np.exp(-0.25)


@pytest.fixture(scope="module", params=["slr-45", "denervation-l5"])
def inferred(request):
    """The twin of all findings, and the twins with one test left out."""
    exam = load_examination(request.param)
    fewer = {f"{test.test} {test.side}": infer(replace(exam, tests=exam.tests[:i] + exam.tests[i + 1 :]))
             for i, test in enumerate(exam.tests) if test.test not in ("prone_knee_bend", "crossed_slr")}
    return infer(exam), fewer


def _width(band) -> float:
    return float(np.log(band.high / band.low))


def test_a_band_of_what_is_not_told_is_never_narrower_than_before_the_examination(inferred):
    whole, fewer = inferred
    for twin in (whole, *fewer.values()):
        for key, one in twin.parameters.items():
            if key not in plan_of_sweeps()["told"]:
                assert one.posterior.low <= one.prior.low and one.posterior.high >= one.prior.high, key
                assert not one.learned


def test_without_a_test_bands_are_no_narrower(inferred):
    whole, fewer = inferred
    for left_out, twin in fewer.items():
        for key in plan_of_sweeps()["told"]:
            ratio = _width(twin.parameters[key].posterior) / _width(whole.parameters[key].posterior)
            assert ratio > LEAST, (left_out, key)


def test_an_answer_that_a_single_finding_carries_says_so(inferred):
    """Where leaving one test out takes the answer away, the whole twin's sentence names a finding that it hangs on."""
    whole, fewer = inferred
    taken = [left_out for left_out, twin in fewer.items() if twin.undetermined]
    hangs = "hangs on a single finding" in whole.sentences["limiter"]
    assert whole.undetermined or hangs or not taken
    assert not (whole.undetermined and hangs)
