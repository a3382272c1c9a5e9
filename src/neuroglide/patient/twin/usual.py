"""The nerves that a plan is made on: those of the same examination at usual angles, moved to where its tests ended.

What the twin learns from one angle or another is not ordered: with a lower leg raise it may learn of a nerve that a
technique strains less. For a plan that will not do, for a worse finding must never give more. So the angles of the
tests that brought the patient's own symptom, and how strong it was there, have no part in drawing the nerves: these are
drawn from the same findings with those angles at usual values (``usual`` of sweeps.yaml). Then each nerve is made
so sensitive that it ends its tests as far from where it ended them as this person's angles are from the usual ones
(ended.py), and none less sensitive than there. A lower angle or a stronger symptom makes every single nerve hurt at
less strain, or leaves it, and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from neuroglide.patient.twin.beliefs import plan_of_sweeps
from neuroglide.patient.twin.ended import Shift
from neuroglide.patient.twin.findings import STOPPED, key_of, read_findings
from neuroglide.patient.twin.infer import infer
from neuroglide.patient.twin.model import Twin


def nerves_of(exam: Any, twin: Twin, *, seed: int = 1, progress: Callable[[float], None] | None = None) -> Twin:
    """The twin whose draws a plan is made on.

    Parameters: ``exam``, the Examination that ``twin`` was inferred from; ``seed``; ``progress``, told the share done.
    Returns: the twin of the usual examination, whose draws are moved to where this person's tests ended; ``twin``
    itself where no test that says so brought the patient's own symptom.
    """
    usual, shifts = usual_of(exam)
    if not shifts:
        return twin
    found = twin if usual == exam else infer(usual, seed=seed, progress=progress)
    return replace(found, cloud=replace(found.cloud, shifts=shifts))


def usual_of(exam: Any) -> tuple[Any, tuple[Shift, ...]]:
    """An examination with what is usual in place of the angles and strengths of its tests that brought the patient's
    own symptom, and how far each measurement was from it. Every angle of such a test is the usual one, whatever was
    felt in that measurement, so that none contradicts another; of several that brought the own symptom the first stands
    for all, so that one more adds a distance and no finding. A crossed raise stays as it is."""
    spec = plan_of_sweeps()
    usual_at, strength = spec[exam.complaint.limb]["tests"], float(spec["usual_intensity"])
    own = {key_of(exam, test) for test in exam.tests if _is_own(test)}
    tests, shifts, known = [], [], set()
    for test in exam.tests:
        key = key_of(exam, test)
        if key not in own or key.test not in usual_at:
            tests.append(test)
            continue
        at = usual_at[key.test]
        angle = None if test.angle_deg is None else float(at["usual"])
        if not _is_own(test):
            tests.append(replace(test, angle_deg=angle))
            continue
        sign = 1.0 if at["to"] > at["from"] else -1.0
        shifts.append(Shift(key, 0.0 if angle is None else sign * (test.angle_deg - angle),
                            0.0 if test.intensity is None else test.intensity - strength))
        if key not in known:
            tests.append(replace(test, angle_deg=angle, intensity=None if test.intensity is None else strength))
        known.add(key)
    usual = replace(exam, tests=tuple(tests))
    used = {finding.sweep for finding in read_findings(usual).used}
    return usual, tuple(shift for shift in shifts if shift.key in used)


def _is_own(test: Any) -> bool:
    """Whether a measurement ended where the patient's own symptom came, and says where or how strong it was."""
    ended = test.stopped_by is None or test.stopped_by in STOPPED
    told = test.angle_deg is not None or test.intensity is not None
    return test.symptom == "reproduced" and ended and told and test.test != "crossed_slr"
