"""Missing data widen bands and never narrow them: simulated people and packaged patients, with a finding left out."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from examined import HAMSTRING_LIKE, NERVE_LIKE, exam

from neuroglide.body import load_person
from neuroglide.patient.examination import load_examination
from neuroglide.patient.twin import check, infer, widths
from neuroglide.patient.twin.beliefs import plan_of_sweeps
from neuroglide.patient.twin.findings import Findings, read_findings
from neuroglide.patient.twin.infer import body_of
from neuroglide.patient.twin.learned import learned_of
from neuroglide.patient.twin.mechanics import mechanics_of
from neuroglide.patient.twin.particles import prior_odds
from neuroglide.patient.twin.posterior import first_pass, sample

#: Rounding of a width that is made of logarithms.
ROUNDING = 1e-9
PEOPLE, INFERRED = 6, 1


@pytest.fixture(scope="module")
def world():
    """People whom the inference does not know, examined with error, and what the inference draws before it looks."""
    mechanics = mechanics_of(body_of(load_person(None)), "leg")
    prior = prior_odds(mechanics, both=False)
    exams = check.examined(check.true_people(mechanics.person, prior, PEOPLE, 9), 9)
    return SimpleNamespace(prior=prior, outlook=first_pass(mechanics, prior, 1), exams=exams)


def _told(world, findings) -> dict[str, float]:
    """Widths of all bands, by the whole inference."""
    return _widths(learned_of(sample(world.outlook, world.prior, Findings(findings), check.ABOUT, 1)))


def _ratios(world, findings, unsaid=()) -> dict[str, float]:
    """How wide what is told is, without the weighing, which has no part in it."""
    found = SimpleNamespace(outlook=world.outlook, first=world.outlook, findings=tuple(findings), unsaid=tuple(unsaid),
                            first_weight=check._prior_weight(world.outlook, world.prior))
    found.weight = found.prior_weight = found.first_weight
    found.people = world.outlook.people
    return _widths(learned_of(found))


def _width(key, band) -> float:
    return band.high - band.low if key == "stop_intensity" else float(np.log(band.high / band.low))


def _widths(learned) -> dict[str, float]:
    return {key: _width(key, one.posterior) for key, one in learned.items()}


def _no_narrower(fewer: dict[str, float], whole: dict[str, float]) -> list[str]:
    return [key for key in whole if not fewer[key] >= whole[key] * (1.0 - ROUNDING)]


def test_without_any_one_finding_no_band_of_simulated_people_is_narrower(world):
    wider = 0
    for one in world.exams:
        used = read_findings(one).used
        whole = _ratios(world, used)
        for i, finding in enumerate(used):
            fewer = _ratios(world, used[:i] + used[i + 1 :])
            assert _no_narrower(fewer, whole) == [], finding.text
            wider += any(fewer[key] > 1.001 * whole[key] for key in whole)
    assert wider > PEOPLE  # and many findings do narrow a band


def test_the_whole_inference_tells_the_same_widths(world):
    for one in world.exams[:INFERRED]:
        used = read_findings(one).used
        whole = _told(world, used)
        assert whole == pytest.approx(_ratios(world, used), rel=1e-6)
        fewer = _told(world, used[1:])
        assert _no_narrower(fewer, whole) == []


def _without(test) -> list[dict]:
    """What may be missing of one measurement."""
    every = ("angle_deg", "stopped_by", "symptom", "intensity", "place", "device", "rater")
    names = [name for name in every if name in test]
    fewer = [{key: value for key, value in test.items() if key != name} for name in names]
    for sensitiser, effect in test.get("sensitisers", {}).items():
        for name in effect:
            left = {key: value for key, value in effect.items() if key != name}
            others = {key: value for key, value in test["sensitisers"].items() if key != sensitiser}
            fewer.append({**test, "sensitisers": others | ({sensitiser: left} if left else {})})
    return fewer


#: A leg raise that something unmodelled stopped, one that nothing stopped, and one where nothing was felt, each with
#: all that may be written of it beside.
OTHERWISE = tuple(
    {"test": "slr", "side": "r", "angle_deg": angle, "device": "phone", "rater": "same", "stopped_by": by,
     "symptom": felt, "place": "calf", "intensity": 6,
     "sensitisers": {"dorsiflexion": {"angle_change_deg": -8, "symptom": "worse"}}}
    for angle, by, felt in ((50, "other", "reproduced"), (88, "full", "other"), (60, "stretch", "none"),
                            (40, "other", "none")))


@pytest.mark.parametrize("tests", [NERVE_LIKE, HAMSTRING_LIKE, *((one,) for one in OTHERWISE)],
                         ids=["nerve", "hamstring", "other", "full", "nothing felt", "other and nothing felt"])
def test_without_any_field_of_an_examination_no_band_is_narrower(world, tests):
    whole = _read(world, *tests)
    for i, test in enumerate(tests):
        for fewer in _without(test):
            left = _read(world, *tests[:i], fewer, *tests[i + 1 :])
            assert _no_narrower(left, whole) == [], (test, fewer)
            if len(tests) == 1 and "stopped_by" not in fewer:  # and then without one more
                for fewest in _without(fewer):
                    assert _no_narrower(_read(world, *tests[:i], fewest, *tests[i + 1 :]), left) == [], (fewer, fewest)


def test_without_one_of_two_notes_of_one_raise_no_band_is_narrower(world):
    plain = {"test": "slr", "side": "l", "angle_deg": 70}
    crossed = {"test": "crossed_slr", "side": "l", "angle_deg": 70, "device": "phone", "rater": "same",
               "stopped_by": "stretch", "symptom": "other", "intensity": 3, "place": "posterior_thigh"}
    whole = _read(world, NERVE_LIKE[0], plain, crossed)
    for fewer in ((NERVE_LIKE[0], plain), (NERVE_LIKE[0], crossed)):
        assert _no_narrower(_read(world, *fewer), whole) == []


def test_many_measurements_with_little_written_take_no_longer(world):
    """Three angles of one raise with nothing else were read in two thousand ways together."""
    bare = [{"test": "slr", "side": "r", "angle_deg": angle} for angle in (44, 45, 46)]
    more = [{**one, "stopped_by": "symptom", "symptom": "reproduced"} for one in bare]
    ways = widths._by_test(read_findings(exam(*bare)).used, read_findings(exam(*bare)).open)
    assert max(len(one) for one in ways) <= widths._MOST_WAYS
    assert _no_narrower(_read(world, *bare), _read(world, *more[:1], *bare[1:])) == []
    assert _no_narrower(_read(world, *more[:2], *bare[2:]), _read(world, *more)) == []


def _read(world, *tests) -> dict[str, float]:
    found = read_findings(exam(*tests))
    return _ratios(world, found.used, found.open)


@pytest.fixture(scope="module", params=["slr-45", "denervation-l5"])
def inferred(request):
    """The twin of all findings, and the twins with one test left out."""
    exam = load_examination(request.param)
    fewer = {f"{test.test} {test.side}": infer(replace(exam, tests=exam.tests[:i] + exam.tests[i + 1 :]))
             for i, test in enumerate(exam.tests) if test.test not in ("prone_knee_bend", "crossed_slr")}
    return infer(exam), fewer


def test_a_band_of_what_is_not_told_is_that_before_the_examination(inferred):
    whole, fewer = inferred
    for twin in (whole, *fewer.values()):
        for key, one in twin.parameters.items():
            if key not in plan_of_sweeps()["told"]:
                assert one.posterior == one.prior and not one.learned, key


def test_without_a_test_no_band_is_narrower(inferred):
    whole, fewer = inferred
    for left_out, twin in fewer.items():
        assert _no_narrower(_widths(twin.parameters), _widths(whole.parameters)) == [], left_out
        for site, band in twin.restriction.items():
            assert band.high - band.low >= whole.restriction[site].high - whole.restriction[site].low, left_out
        found = twin.sensitisation["threshold_percent"]
        assert found == twin.parameters["threshold"].posterior


def test_an_answer_that_a_single_finding_carries_says_so(inferred):
    """Where leaving one test out takes the answer away, the whole twin's sentence names a finding that it hangs on."""
    whole, fewer = inferred
    taken = [left_out for left_out, twin in fewer.items() if twin.undetermined]
    hangs = "hangs on a single finding" in whole.sentences["limiter"]
    assert whole.undetermined or hangs or not taken
    assert not (whole.undetermined and hangs)
