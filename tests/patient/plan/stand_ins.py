"""Stand-ins for twin and engine, so that ten thousand plans cost seconds: the load of a movement is its angles."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from neuroglide.patient.examination import load_examination
from neuroglide.patient.plan.build import Stages
from neuroglide.patient.plan.engine import Found
from neuroglide.patient.twin.model import Band, NextTest

#: Draws of the stand-in: enough for a band of twentieths.
DRAWS = 20


def document(**changes: Any) -> dict[str, Any]:
    """The example slr-45 as a plain mapping, with whole blocks replaced."""
    return {**load_examination("slr-45").plain, **changes}


class Engine:
    """Strain, symptom and flow grow with how far the joints are from rest; exposure with time."""

    def __init__(self, person: Any, draws: Any, site: str, weight: float = 1.0):
        self.site, self.spread = site, weight * np.linspace(0.8, 1.2, len(draws))

    def whole(self, movement: Mapping[str, Any]) -> Found:
        """The whole movement."""
        postures, seconds = _walk(movement["steps"], dict(movement["start"]))
        return self._found([movement["start"], *postures], seconds)

    def parts(self, movement: Mapping[str, Any], count: int) -> list[Found]:
        """Each rung of a ladder."""
        out = []
        for number in range(count):
            steps = [s for s in movement["steps"] if s["label"] in (f"to {number}", f"rung {number}")]
            postures, seconds = _walk(steps, dict(movement["start"]))
            out.append(self._found(postures, seconds))
        return out

    def _found(self, postures: list[Mapping[str, float]], seconds: float) -> Found:
        loads = [_load(posture) for posture in postures]
        peak, glide = max(loads) * self.spread, (max(loads) - min(loads)) * self.spread
        over = np.maximum(peak - 4.0, 0.0)
        return Found(glide, peak, 100.0 - 6.0 * peak, np.full(len(peak), 100.0), np.full(len(peak), 100.0), over,
                     seconds * (peak > 3.0), seconds * peak, 0.1 * peak)


def _load(posture: Mapping[str, float]) -> float:
    """About 7 at the end of a slump with a straight knee, 0 at rest."""
    return sum(abs(90.0 - value if name.startswith("knee") else value) / 40.0 for name, value in posture.items())


def _walk(steps: Any, posture: dict[str, float]) -> tuple[list[dict[str, float]], float]:
    out, seconds = [], 0.0
    for step in steps:
        for _ in range(step.get("repeat", 1)):
            if "steps" in step:
                inner, time = _walk(step["steps"], posture)
                out, seconds, posture = out + inner, seconds + time, dict(inner[-1])
            else:
                posture = posture | (step.get("move") or {})
                out, seconds = [*out, posture], seconds + float(step.get("seconds", step.get("hold", 0.0)))
    return out, seconds


def twin(limiter: Mapping[str, float] | None = None, undetermined: bool = False, side: str = "r") -> Any:
    """A twin that says what it is told to."""
    limiter = limiter or {"nerve": 0.8, "hamstring": 0.1, "joint": 0.05, "several": 0.05}
    best = NextTest("slump_knee_extension", None, side, 0.3, "Do this next: knee extension in slump.")
    test = best if undetermined else None
    told = {"sensitisation": {"probability": 0.9}, "next_test": None if test is None else vars(test)}
    draw = SimpleNamespace(parameters=None, own=((), ()), hamstring_tolerance_nm=50.0)
    return SimpleNamespace(
        movement="slr", limiter=limiter, undetermined=undetermined,
        restriction={f"root.s1.{side}": Band(1.0, 0.0, 4.0)}, restriction_probability=0.6,
        restriction_at={f"root.s1.{side}": 0.6},
        sensitisation={"probability": 0.9, "sites": {f"sciatic.notch.{side}": 1.0}}, cannot_tell=(), next_test=test,
        draws=lambda n, seed: [draw] * n, to_dict=lambda: told,
    )


def stages(limiter: Mapping[str, float] | None = None, undetermined: bool = False, weight: float = 1.0) -> Stages:
    """Stand-ins for everything that costs time; ``weight`` makes the movements heavier."""
    return Stages(
        infer=lambda exam, **_: twin(limiter, undetermined, exam.side),
        engine=lambda person, draws, site: Engine(person, draws, site, weight), forecast=lambda plain: {"bands": 0},
    )
