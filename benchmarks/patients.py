"""Time of the answers for one patient: the twin of an examination, and a plan with its stages."""

from __future__ import annotations

import subprocess
import sys
import time

from neuroglide.patient.examination import load_examination
from neuroglide.patient.plan import build_plan
from neuroglide.patient.plan.build import DRAWS, Stages, real_stages
from neuroglide.patient.twin import infer

#: The packaged example with the most tests.
EXAMPLE = "slr-45"
#: Further examples whose plan is timed whole.
OTHERS = ("hamstring-limited", "denervation-l5")


def time_twin(rows: list) -> None:
    """The command from a cold start, and the inference for a person whose mechanics are there already."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "neuroglide", "twin", EXAMPLE], check=True, capture_output=True)
    cold = time.perf_counter() - began
    exam = load_examination(EXAMPLE)
    twin = infer(exam)
    warm = min(_seconds(lambda: infer(exam)) for _ in range(3))
    rows.append((f"neuroglide twin {EXAMPLE}, the whole command", cold, "s", "",
                 "a new process, compiled code from the cache, mechanics and inference; once"))
    rows.append((f"infer, {EXAMPLE}, mechanics done", warm, "s", "<= 5",
                 f"{len(twin.used)} findings, worth {twin.effective:.0f} equal draws; best of 3"))


def time_plan(rows: list) -> None:
    """A plan from an examination, once, and which of its stages took how long; then those of other examples."""
    spent: dict[str, float] = {}
    began = time.perf_counter()
    plan = build_plan(EXAMPLE, stages=_timed(spent)).to_dict()
    whole = time.perf_counter() - began
    made = f"{len(plan['techniques'])} techniques offered, {len(plan['rejected'])} not, {DRAWS} nerves"
    rows.append((f"plan, {EXAMPLE}, mechanics done", whole, "s", "", f"{made}; once"))
    spent["finding and judging sizes and doses"] = whole - sum(spent.values())
    rows += [(f"  {stage}", seconds, "s", "", f"{100 * seconds / whole:.0f} % of the plan")
             for stage, seconds in spent.items()]
    for other in OTHERS:
        rows.append((f"plan, {other}, from nothing", _seconds(lambda: build_plan(other)), "s", "",  # noqa: B023
                     "mechanics of the person included; once"))


def _timed(spent: dict[str, float]) -> Stages:
    """The real stages, their seconds added up in ``spent``."""
    def kept(name, function):
        def run(*args, **more):
            began = time.perf_counter()
            try:
                return function(*args, **more)
            finally:
                spent[name] = spent.get(name, 0.0) + time.perf_counter() - began
        return run

    real = real_stages()
    return Stages(kept("twin", real.infer), kept("engine, making ready", real.engine), kept("forecast", real.forecast))


def _seconds(function) -> float:
    began = time.perf_counter()
    function()
    return time.perf_counter() - began
