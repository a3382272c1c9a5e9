"""The nerves that a plan is made on: those of the same examination at usual angles, moved to where its tests ended.

What the twin learns from one angle or another is not ordered: with a lower leg raise it may learn of a nerve that a
technique strains less. For a plan that will not do, for a worse finding must never give more. So the angles of the
tests that brought the patient's own symptom, and how strong it was there, have no part in drawing the nerves: these are
drawn from the same findings with those angles at usual values (``usual`` of sweeps.yaml). Then each nerve is made
so sensitive that it ends its tests as far from where it ended them as this person's angles are from the usual ones
(ended.py). A lower angle or a stronger symptom makes every single nerve hurt at less strain and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from neuroglide.patient.twin.beliefs import plan_of_sweeps
from neuroglide.patient.twin.ended import Shift
from neuroglide.patient.twin.findings import key_of, read_findings
from neuroglide.patient.twin.infer import infer
from neuroglide.patient.twin.model import Twin


def nerves_of(exam: Any, twin: Twin, *, seed: int = 1, progress: Callable[[float], None] | None = None) -> Twin:
    """The twin whose draws a plan is made on.

    Parameters: ``exam``, the Examination that ``twin`` was inferred from; ``seed``; ``progress``, told the share done.
    Returns: the twin of the usual examination, whose draws are moved to where this person's tests ended; ``twin``
    itself where no test with an angle brought the patient's own symptom.
    """
    usual, shifts = usual_of(exam)
    if not shifts:
        return twin
    found = twin if usual == exam else infer(usual, seed=seed, progress=progress)
    return replace(found, cloud=replace(found.cloud, shifts=shifts))


def usual_of(exam: Any) -> tuple[Any, tuple[Shift, ...]]:
    """An examination with what is usual in place of the angles and strengths of its tests that brought the patient's
    own symptom, and how far they were from it; measurements that contradict one another are left as they are."""
    tests, shifts = [], []
    used = {finding.sweep for finding in read_findings(exam).used if finding.kind == "angle"}
    for test in exam.tests:
        mine = test.symptom == "reproduced" and test.stopped_by in ("symptom", None) and test.angle_deg is not None
        key = key_of(exam, test) if mine else None
        spec = plan_of_sweeps()[exam.complaint.limb]["tests"].get(key.test) if mine else None
        if spec is None or key not in used:
            tests.append(test)
            continue
        usual, strength = float(spec["usual"]), float(plan_of_sweeps()["usual_intensity"])
        sign = 1.0 if spec["to"] > spec["from"] else -1.0
        stronger = 0.0 if test.intensity is None else test.intensity - strength
        shifts.append(Shift(key, sign * (test.angle_deg - usual), stronger, test.test == "crossed_slr"))
        tests.append(replace(test, angle_deg=usual, intensity=None if test.intensity is None else strength))
    return replace(exam, tests=tuple(tests)), tuple(shifts)
