"""Can the calibration be believed: every study left out in turn, and a known truth recovered; on all cores."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import as_completed
from pathlib import Path
from typing import Any

import numpy as np

from neuroglide.evidence.calibration.likelihood import Likelihood
from neuroglide.evidence.calibration.predictive import leave_one_out
from neuroglide.evidence.calibration.recovery import coverage, evenness, recover
from neuroglide.evidence.calibration.sampling import processes
from neuroglide.result import write_whole

#: Sampler steps for a study left out, and for a repeat of the recovery; repeats of it.
LEFT_OUT_STEPS, RECOVERY_STEPS, REPEATS = 1000, 2000, 40

Progress = Callable[[str, float], None]


def left_out(likelihood: Likelihood, start: np.ndarray, seed: int, folder: Path, progress: Progress) -> dict[str, Any]:
    """Predictions of every study from the others: {study: {claim: {median, low, high}}}."""
    names = likelihood.observed.names
    jobs = {(name, index): (likelihood, start, index, LEFT_OUT_STEPS, seed) for index, name in enumerate(names)}
    found = _each(jobs, leave_one_out, folder / "left_out", progress, "studies left out")
    return {name: found[name, index] for index, name in enumerate(names)}


def recovered(
    likelihood: Likelihood, start: np.ndarray, seed: int, folder: Path, progress: Progress, repeats: int = REPEATS
) -> dict[str, Any]:
    """Coverage of the 90 % intervals in made-up studies: overall, the worst parameter's, and what chance allows it."""
    jobs = {("truth", number): (likelihood, start, number, RECOVERY_STEPS, seed) for number in range(repeats)}
    found = _each(jobs, recover, folder / "recovery", progress, "truths recovered")
    ranks = np.array([found["truth", number] for number in range(repeats)])
    held, least = coverage(ranks)
    return {"repeats": repeats, "coverage_mean": float(held.mean()), "coverage_worst": float(held.min()),
            "worst_coordinate": int(held.argmin()), "worst_allowed_by_chance": least,
            "evenness_probability": evenness(ranks), "ranks": np.round(ranks, 3).tolist()}


def _each(jobs: dict, work: Callable, folder: Path, progress: Progress, what: str) -> dict:
    """Run jobs, whose results are plain JSON types, in processes; a finished one is kept on disk and not run again."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {key: folder / f"{key[0]}-{key[1]}.json" for key in jobs}
    found = {key: json.loads(path.read_text(encoding="utf-8")) for key, path in paths.items() if path.is_file()}
    with processes(os.cpu_count() or 1) as pool:
        waiting = {pool.submit(work, *jobs[key]): key for key in jobs if key not in found}
        for future in as_completed(waiting):
            key = waiting[future]
            found[key] = future.result()
            write_whole(paths[key], json.dumps(found[key]))
            progress(what, len(found) / len(jobs))
    return found
