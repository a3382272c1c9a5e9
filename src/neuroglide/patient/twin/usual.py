"""The nerves that a plan is made on: those of the same findings at usual numbers, moved to where its tests ended.

What the twin learns from one number or another is not ordered: with a lower leg raise it may learn of a nerve that a
technique strains less. For a plan that will not do, for a worse finding must never give more. So no number of a test
has a part in drawing the nerves: they are drawn from the same findings (what was tested, what stopped it, what was
felt, what one more movement changed) with usual angles, changes and strengths in place of the person's (``usual`` of
sweeps.yaml), and cut loose from what these do not teach (cut.py). Then each nerve is made so sensitive, and the leg's
muscle so tight, that it ends its tests as far from where it ended them as this person's numbers are from the usual ones
(ended.py), and none less than there. A worse number makes every single nerve hurt at less strain, or leaves it, and
changes nothing else. Where no word says what a sensitiser changed, that its angle says so is itself a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from neuroglide.patient.examination.fields import BEYOND, STOPPED
from neuroglide.patient.twin.beliefs import plan_of_sweeps
from neuroglide.patient.twin.ended import Shift
from neuroglide.patient.twin.findings import key_of
from neuroglide.patient.twin.infer import infer
from neuroglide.patient.twin.mechanics import SweepKey
from neuroglide.patient.twin.model import Twin
from neuroglide.patient.twin.posterior import THOROUGH

#: A raise of the other leg that is asked for the symptom of the affected one.
_CROSSED = "crossed_slr"


def nerves_of(exam: Any, twin: Twin, *, seed: int = 1, progress: Callable[[float], None] | None = None) -> Twin:
    """The twin whose draws a plan is made on.

    Parameters: ``exam``, the Examination that ``twin`` was inferred from; ``seed``; ``progress``, told the share done.
    Returns: the twin of the usual examination, whose draws are of nerves that no finding chose, moved to where this
    person's tests ended.
    """
    usual, shifts = usual_of(exam)
    found = twin if usual == exam else infer(usual, seed=seed, progress=progress, passes=THOROUGH)
    known = sorted({one.key for one in _measured(usual) if one and one.own and one.test.angle_deg is not None})
    stretched = sorted({shift.key for shift in shifts if shift.of == "muscle"})
    anchors = (tuple(known), tuple(stretched))
    return replace(found, cloud=replace(found.cloud, shifts=shifts, anchors=anchors))


def usual_of(exam: Any) -> tuple[Any, tuple[Shift, ...]]:
    """An examination with what is usual in place of the numbers of its tests, and how far from it the person's were.

    A test that brought the patient's own symptom has the usual angle of such a test, whatever was felt in another
    measurement of it, so that none contradicts another; of several that did so the one with the most written of
    sensitisers stands for all, so that one more adds a distance and no finding. Any other test has the angle at which
    its stretch usually ends it. A change that a sensitiser brought has the usual size of such a change. How far a test
    went that nothing modelled stopped is left out. A crossed raise goes with the plain one of that leg.
    """
    measured = _measured(exam)
    own = {one.key for one in measured if one and one.own}
    first = {key: min((one.test for one in measured if one and one.own and one.key == key),
                      key=lambda test: (-len(test.sensitisers), repr(_at_usual(test, 0.0, 1.0)))) for key in own}
    tests, shifts = [], []
    for test, one in zip(exam.tests, measured, strict=True):
        if one is None:
            tests.append(test)
            continue
        angle = float(one.of_test["usual"]["own" if one.key in own else "stretch"])
        shifts += _shifts_of(one, angle)
        if not one.own or test is first[one.key]:
            left_out = test.stopped_by in BEYOND and one.key not in own
            tests.append(_at_usual(test, None if left_out else angle, one.sign))
    # The twin reads tests alone: plain keeps the person's own numbers, and nothing is to be read from it here.
    return replace(exam, tests=tuple(tests)), tuple(shifts)


class _Measured(NamedTuple):
    """A measurement that the twin reads: the ``test``, its ``key``, whether the patient's ``own`` symptom ended it, and
    ``of_test``, its test's entry in sweeps.yaml."""

    test: Any
    key: SweepKey
    own: bool
    of_test: Mapping[str, Any]

    @property
    def sign(self) -> float:
        """That of the degrees by which the test goes further."""
        return 1.0 if self.of_test["to"] > self.of_test["from"] else -1.0


def _measured(exam: Any) -> list[_Measured | None]:
    """Each measurement of an examination as the twin reads it; None for a test of another limb."""
    known = plan_of_sweeps()[exam.complaint.limb]["tests"]
    keys = [key_of(exam, test) if test.test in known or (test.test == _CROSSED and "slr" in known) else None
            for test in exam.tests]
    return [None if key is None else _Measured(test, key, _is_own(test), known[key.test])
            for test, key in zip(exam.tests, keys, strict=True)]


def _at_usual(test: Any, angle_deg: float | None, sign: float) -> Any:
    """A measurement with usual numbers. Parameters: ``test``; its usual angle [deg]; ``sign`` of the degrees by which
    the test goes further. Returns: a Test; what is not written stays so."""
    spec = plan_of_sweeps()
    felt = float(spec["usual_intensity"]["own" if test.symptom == "reproduced" else "other"])
    changed = {name: replace(effect, angle_change_deg=_usual_change(name, effect, spec["usual_change"], sign))
               for name, effect in test.sensitisers.items()}
    return replace(test, angle_deg=None if test.angle_deg is None else angle_deg,
                   intensity=None if test.intensity is None else felt, sensitisers=changed)


def _usual_change(name: str, effect: Any, sizes: Mapping[str, float], sign: float) -> float | None:
    """The usual size [deg] of a sensitiser's change where one was measured: what it did by its word, and without a word
    by the sign of the change, 0 where that is hardly one."""
    change, size = effect.angle_change_deg, float(sizes.get(name, sizes["other"]))
    if change is None:
        return None
    if effect.symptom in ("worse", "better"):
        return -sign * size if effect.symptom == "worse" else sign * size
    if effect.symptom == "same" or abs(change) < sizes["least"]:
        return 0.0
    return size if change > 0 else -size


def _shifts_of(one: _Measured, angle_deg: float) -> list[Shift]:
    """How far a measurement was from its usual angle [deg]: of the own symptom, with each sensitiser that took range
    too; of a stretch of the affected leg, how much sooner it came."""
    test, key, spec = one.test, one.key, plan_of_sweeps()
    further = 0.0 if test.angle_deg is None else one.sign * (test.angle_deg - angle_deg)
    if not one.own:
        felt = test.symptom in ("other", "none") or test.stopped_by in ("stretch", "resistance")
        stretched = felt and test.symptom != "reproduced" and test.stopped_by not in BEYOND and one.of_test["muscle"]
        if test.test == _CROSSED or key.side != "affected" or not stretched or test.angle_deg is None:
            return []
        return [Shift(key, further, 0.0, "muscle")]
    stronger = 0.0 if test.intensity is None else test.intensity - float(spec["usual_intensity"]["own"])
    found, sizes = [Shift(key, further, stronger)], spec["usual_change"]
    for name, effect in test.sensitisers.items():
        lost = -one.sign * (effect.angle_change_deg or 0.0)
        if name in one.of_test["with"] and lost >= sizes["least"]:
            usual = float(sizes.get(name, sizes["other"]))
            found.append(Shift(key._replace(sensitiser=name), further + usual - lost, 0.0))
    return found


def _is_own(test: Any) -> bool:
    """Whether a measurement ended where the patient's own symptom came, and says where or how strong it was. Of a slump
    that is told by its stages, pain in the leg is the patient's own."""
    ended = test.stopped_by is None or test.stopped_by in STOPPED
    told = test.angle_deg is not None or test.intensity is not None
    stages = test.symptom is None and "leg" in (test.stages.get("knee_extension"), test.stages.get("dorsiflexion"))
    return (test.symptom == "reproduced" or stages) and ended and told and test.test != _CROSSED
