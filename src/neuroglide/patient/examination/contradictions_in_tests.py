"""Contradictions within the entries of ``tests``: what stopped it, what was felt, what a sensitiser did."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator

from neuroglide.patient.examination import fields
from neuroglide.patient.examination.finding import Finding
from neuroglide.patient.examination.gaps import table
from neuroglide.patient.examination.model import Examination

_TRACE_DEG = 0.5


def _say(i: int, key: str, text: str, fix: str) -> Finding:
    return Finding("contradiction", f"tests[{i}]{'.' + key if key else ''}", text, fix)


def _symptom(e: Examination) -> Iterator[Finding]:
    for i, one in enumerate(e.tests):
        if one.stopped_by == "symptom" and one.symptom == "none":
            yield _say(i, "stopped_by", f"{one.test} was stopped by a symptom, but symptom is none",
                       "say which symptom, or what else stopped it")
        if one.stopped_by == "symptom" and one.intensity == 0:
            yield _say(i, "intensity", f"{one.test} was stopped by a symptom of intensity 0",
                       "give the intensity where it was stopped, or what else stopped it")
        if one.symptom == "none" and one.intensity:
            yield _say(i, "intensity", f"{one.intensity:g}, but symptom is none", "say which symptom, or remove it")
        if one.symptom == "none" and one.place:
            yield _say(i, "place", f"{one.place}, but symptom is none", "say which symptom, or remove the place")


def _sensitisers(e: Examination) -> Iterator[Finding]:
    for i, one in enumerate(e.tests):
        left = fields.test_rule(one.test).left
        for name, found in one.sensitisers.items():
            key = f"sensitisers.{name}"
            if one.symptom == "none" and found.symptom in ("worse", "better"):
                yield _say(i, key, f"the symptom became {found.symptom}, but {one.test} gave none",
                           "say which symptom the test gave, or enter a second measurement with the ankle or neck held")
            change = found.angle_change_deg
            if change is None or abs(change) < _TRACE_DEG:
                continue
            if found.symptom == "same" and abs(change) >= table()["same_below_deg"]:
                yield _say(i, key, f"the symptom stayed the same, but the angle changed by {change:+g} degrees",
                           "say what it did to the symptom, or correct the change")
            limit = fields.limit(fields.test_rule(one.test).limit)
            if one.angle_deg is not None and not limit.low <= one.angle_deg + change <= limit.high:
                yield _say(i, key, f"a change of {change:+g} degrees from {one.angle_deg:g} ends at "
                           f"{one.angle_deg + change:g}, and {limit.low:g} to {limit.high:g} is possible",
                           "correct the angle or the change")
            more = (change < 0) == left  # more movement was reached
            if found.symptom == ("worse" if more else "better"):
                yield _say(i, key, f"the symptom became {found.symptom}, but {'more' if more else 'less'} of the "
                           f"movement was reached ({change:+g} degrees of an angle that counts what is "
                           f"{'left' if left else 'reached'})", "correct the sign or the symptom")


_AGAIN = "do it once more, and keep what was found then"


def _opposed(told: Iterable[tuple[Hashable, int, str | None]], pair: tuple[str, str]) -> Iterator[tuple[int, str, int]]:
    """Of what was told (what it is about, entry, word) each word of a ``pair`` whose opposite was told before of the
    same: its place in ``told``, the opposite, and the entry that first said that."""
    other, first = dict(zip(pair, reversed(pair), strict=True)), {}
    for at, (about, i, word) in enumerate(told):
        if word in other:
            if (about, other[word]) in first:
                yield at, other[word], first[about, other[word]]
            first.setdefault((about, word), i)


def _both_ways(e: Examination) -> Iterator[Finding]:
    """One movement that made the symptom of one test worse and better, in one measurement or in two."""
    told = [(i, one, key, name, word) for i, one in enumerate(e.tests) for key, name, word in (
        *((f"sensitisers.{name}", name, found.symptom) for name, found in one.sensitisers.items()),
        ("stages.neck_release", "neck_extension", one.stages.get("neck_release")))]
    about = [((one.test, one.side, name), i, word) for i, one, _, name, word in told]
    for at, other, before in _opposed(about, ("worse", "better")):
        i, _, key, _, word = told[at]
        yield _say(i, key, f"the symptom became {word}, but {other} in tests[{before}]", _AGAIN)


def _same_raise(e: Examination) -> Iterator[Finding]:
    """The same test of the same side, which brought the patient's symptom once and once none."""
    about = [((one.test, one.side), i, one.symptom) for i, one in enumerate(e.tests)]
    for i, other, before in _opposed(about, ("reproduced", "none")):
        yield _say(i, "symptom", f"{e.tests[i].symptom}, but {other} in tests[{before}], the same test", _AGAIN)


def _slump(e: Examination) -> Iterator[Finding]:
    for i, one in enumerate(e.tests):
        felt = [name for name, value in one.stages.items() if name != "neck_release" and value != "none"]
        asked = [name for name in one.stages if name != "neck_release"]
        if one.symptom in ("reproduced", "other") and asked and not felt:
            yield _say(i, "stages", f"symptom is {one.symptom}, but no stage gave one", "say at which stage it came")
        if one.symptom == "none" and felt:
            yield _say(i, "symptom", f"none, but there was one at {felt[0]}", "say which symptom, or correct the stage")
        if asked and not felt and one.stages.get("neck_release") in ("better", "worse"):
            yield _say(i, "stages.neck_release", f"{one.stages['neck_release']}, but no stage gave a symptom",
                       "say at which stage it came, or correct the release")


def _crossed(e: Examination) -> Iterator[Finding]:
    # A crossed raise lifts the other leg: what it does to the affected one comes later than raising that itself.
    raised = [one for one in e.of_test("slr", e.side) if one.angle_deg is not None and one.stopped_by == "symptom"]
    for i, one in enumerate(e.tests):
        if one.test != "crossed_slr" or e.complaint.side == "both":
            continue
        if one.side == e.side:
            yield _say(i, "side", "a crossed raise lifts the leg that is not affected, but this is the affected one",
                       "write the raised leg's side, or test: slr")
        elif raised and one.angle_deg is not None and one.symptom == "reproduced":
            least = min(slr.angle_deg for slr in raised)
            if one.angle_deg < least:
                yield _say(i, "angle_deg", f"raising the other leg was stopped at {one.angle_deg:g} degrees, the "
                           f"affected one only at {least:g}", "measure both again, or correct the sides")


def _full(e: Examination) -> Iterator[Finding]:
    for i, one in enumerate(e.tests):
        rule = fields.test_rule(one.test)
        usual = fields.limit(rule.limit).usual
        if one.stopped_by != "full" or one.angle_deg is None or not usual:
            continue
        middle, what = (usual[1] / 2, "left") if rule.left else (sum(usual) / 2, "reached")
        if one.angle_deg > middle if rule.left else one.angle_deg < middle:
            yield _say(i, "stopped_by", f"full (nothing stopped it), but {one.angle_deg:g} degrees are {what}",
                       "say what stopped it, or correct the angle")


IN_TESTS: tuple[Callable[[Examination], Iterator[Finding]], ...] = (
    _symptom, _sensitisers, _both_ways, _same_raise, _slump, _crossed, _full)
