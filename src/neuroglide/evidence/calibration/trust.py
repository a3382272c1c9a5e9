"""Can the calibration be believed: every study left out in turn, and a known truth recovered; on all cores."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import numpy as np

from neuroglide.evidence.calibration.likelihood import Likelihood
from neuroglide.evidence.calibration.predictive import leave_one_out
from neuroglide.evidence.calibration.recovery import coverage, evenness, recover
from neuroglide.evidence.calibration.sampling import one_thread

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
    ranks = np.stack([found["truth", number] for number in range(repeats)])
    held, least = coverage(ranks)
    return {"repeats": repeats, "coverage_mean": float(held.mean()), "coverage_worst": float(held.min()),
            "worst_coordinate": int(held.argmin()), "worst_allowed_by_chance": least,
            "evenness_probability": evenness(ranks), "ranks": np.round(ranks, 3).tolist()}


def _each(jobs: dict, work: Callable, folder: Path, progress: Progress, what: str) -> dict:
    """Run jobs in processes; a finished one is kept on disk and not run again."""
    folder.mkdir(parents=True, exist_ok=True)
    found, waiting = {}, {}
    for key in jobs:
        path = folder / f"{key[0]}-{key[1]}.npy"
        if path.is_file():
            found[key] = np.load(path, allow_pickle=True)[()]
    # Spawned, not forked: a process forked from one that runs compiled threads can hang.
    with ProcessPoolExecutor(
        os.cpu_count() or 1, mp_context=multiprocessing.get_context("spawn"), initializer=one_thread
    ) as pool:
        for key, arguments in jobs.items():
            if key not in found:
                waiting[pool.submit(work, *arguments)] = key
        for future in as_completed(waiting):
            key = waiting[future]
            found[key] = future.result()
            temporary = folder / f".{key[0]}-{key[1]}.part.npy"
            np.save(temporary, np.array(found[key], dtype=object) if isinstance(found[key], dict) else found[key])
            temporary.replace(folder / f"{key[0]}-{key[1]}.npy")
            progress(what, len(found) / len(jobs))
    return found
