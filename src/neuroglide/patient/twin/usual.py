"""The nerves that a plan is made on: those of the same findings at usual numbers, moved to where its tests ended.

What the twin learns from one number or another is not ordered: with a lower leg raise it may learn of a nerve that a
technique strains less. For a plan that will not do, for a worse finding must never give more. So no number of a test
has a part in drawing the nerves: they are drawn from the same findings (what was tested, what stopped it, what was
felt, what one more movement changed) with usual angles, changes and strengths in place of the person's (``usual`` of
sweeps.yaml). Then each nerve is made so sensitive, and each leg's muscle so tight, that it ends its tests as far from
where it ended them as this person's numbers are from the usual ones (ended.py), and none less than there. A worse
number makes every single nerve hurt at less strain, or leaves it, and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from neuroglide.patient.twin.beliefs import plan_of_sweeps
from neuroglide.patient.twin.ended import Shift
from neuroglide.patient.twin.findings import BEYOND, STOPPED, key_of
from neuroglide.patient.twin.infer import infer
from neuroglide.patient.twin.mechanics import SweepKey
from neuroglide.patient.twin.model import Twin
from neuroglide.patient.twin.untaught import untaught

#: Tests that are moved as another one of sweeps.yaml.
_MOVED_AS = {"crossed_slr": "slr"}


def nerves_of(exam: Any, twin: Twin, *, seed: int = 1, progress: Callable[[float], None] | None = None) -> Twin:
    """The twin whose draws a plan is made on.

    Parameters: ``exam``, the Examination that ``twin`` was inferred from; ``seed``; ``progress``, told the share done.
    Returns: the twin of the usual examination, whose draws are of nerves that no finding chose (untaught.py), moved to
    where this person's tests ended.
    """
    usual, shifts = usual_of(exam)
    found = twin if usual == exam else infer(usual, seed=seed, progress=progress)
    sample = untaught(found.cloud.sample)
    return replace(found, cloud=replace(found.cloud, sample=sample, shifts=shifts, any_nerve=True))


def usual_of(exam: Any) -> tuple[Any, tuple[Shift, ...]]:
    """An examination with what is usual in place of the numbers of its tests, and how far from it the person's were.

    A test that brought the patient's own symptom has the usual angle of such a test, whatever was felt in another
    measurement of it, so that none contradicts another; of several that did so the first stands for all, so that one
    more adds a distance and no finding. Any other test has the angle at which its stretch usually ends it. A change
    that a sensitiser brought has the usual size of such a change. How far a test went that nothing modelled stopped is
    left out. A crossed raise goes with the plain one of that leg.
    """
    spec = plan_of_sweeps()
    tests_of_limb = spec[exam.complaint.limb]["tests"]
    own = {key_of(exam, test) for test in exam.tests if _is_own(test)}
    tests, shifts, known = [], [], set()
    for test in exam.tests:
        name = _MOVED_AS.get(test.test, test.test)
        if name not in tests_of_limb or (test.side is None and test.test != "passive_neck_flexion"):
            tests.append(test)
            continue
        key = key_of(exam, test)
        shifts += _shifts_of(key, test, tests_of_limb[key.test], spec)
        if not _is_own(test) or key not in known:
            tests.append(_at_usual(test, key in own, tests_of_limb[key.test], spec))
        if _is_own(test):
            known.add(key)
    return replace(exam, tests=tuple(tests)), tuple(shifts)


def _at_usual(test: Any, own: bool, of_test: Mapping[str, Any], spec: Mapping[str, Any]) -> Any:
    """A measurement with usual numbers. Parameters: ``own``, whether its test brought the patient's own symptom."""
    angle = float(of_test["usual"]["own" if own else "stretch"])
    if test.angle_deg is None or (test.stopped_by in BEYOND and not own):
        angle = None
    felt = float(spec["usual_intensity"]["own" if test.symptom == "reproduced" else "other"])
    changed = {name: replace(effect, angle_change_deg=_usual_change(name, effect.angle_change_deg, spec))
               for name, effect in test.sensitisers.items()}
    return replace(test, angle_deg=angle, intensity=None if test.intensity is None else felt, sensitisers=changed)


def _usual_change(sensitiser: str, change_deg: float | None, spec: Mapping[str, Any]) -> float | None:
    """The usual size [deg] of a sensitiser's change, with the sign of what was found; 0 where it is hardly one."""
    if change_deg is None:
        return None
    sizes = spec["usual_change"]
    if abs(change_deg) < sizes["least"]:
        return 0.0
    return float(sizes.get(sensitiser, sizes["other"])) * (1.0 if change_deg > 0 else -1.0)


def _shifts_of(key: SweepKey, test: Any, of_test: Mapping[str, Any], spec: Mapping[str, Any]) -> list[Shift]:
    """How far a measurement was from the usual: of the own symptom, with each sensitiser that took range too; of a
    stretch, how much sooner it came."""
    sign = 1.0 if of_test["to"] > of_test["from"] else -1.0
    if not _is_own(test):
        stretched = test.stopped_by not in BEYOND and test.symptom != "reproduced" and test.test not in _MOVED_AS
        if not stretched or test.angle_deg is None or not of_test["muscle"]:
            return []
        return [Shift(key, sign * (test.angle_deg - float(of_test["usual"]["stretch"])), 0.0, "muscle")]
    further = 0.0 if test.angle_deg is None else sign * (test.angle_deg - float(of_test["usual"]["own"]))
    stronger = 0.0 if test.intensity is None else test.intensity - float(spec["usual_intensity"]["own"])
    found = [Shift(key, further, stronger)]
    for name, effect in test.sensitisers.items():
        gained = sign * (effect.angle_change_deg or 0.0)
        if name in of_test["with"] and gained <= -spec["usual_change"]["least"]:
            usual = abs(_usual_change(name, effect.angle_change_deg, spec))
            found.append(Shift(key._replace(sensitiser=name), further + gained + usual, 0.0))
    return found


def _is_own(test: Any) -> bool:
    """Whether a measurement ended where the patient's own symptom came, and says where or how strong it was."""
    ended = test.stopped_by is None or test.stopped_by in STOPPED
    told = test.angle_deg is not None or test.intensity is not None
    return test.symptom == "reproduced" and ended and told and test.test not in _MOVED_AS
