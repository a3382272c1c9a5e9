"""The posterior as a file: draws for bands, the centre, and the calibration's own account of how well it went."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from neuroglide import __version__
from neuroglide.evidence.calibration.data import PICTURE, Observed
from neuroglide.evidence.calibration.free import Free, carried_parameters, carried_values
from neuroglide.evidence.calibration.importance import Weighed
from neuroglide.evidence.calibration.likelihood import Likelihood
from neuroglide.evidence.calibration.predictive import HIGH, LOW, bands, predicted
from neuroglide.evidence.calibration.sampling import Chains
from neuroglide.evidence.studies import Study
from neuroglide.parameters.posterior import SCHEMA
from neuroglide.parameters.record import HALF_WIDTH_90
from neuroglide.result import write_whole

#: Draws in the file: twice what a run takes.
DRAWS = 128
#: A parameter whose posterior spread is above this share of the prior's was not learned.
LEARNED = 0.8


def resampled(weighed: Weighed, count: int, seed: int) -> np.ndarray:
    """Vectors (count, K + 2) of equal weight (systematic resampling)."""
    places = (np.random.default_rng(seed).random() + np.arange(count)) / count
    index = np.searchsorted(np.cumsum(weighed.weight), places).clip(0, len(weighed.weight) - 1)
    return np.random.default_rng(seed + 1).permutation(weighed.draws[index])


def person_draws(vectors: np.ndarray, seed: int) -> np.ndarray:
    """Standard coordinates (M, K) of people never seen: the population's, and lambda times a person's own."""
    rng = np.random.default_rng(seed)
    z = vectors[:, :-2]
    return z + np.exp(vectors[:, -2:-1]) * rng.standard_normal(z.shape)


def contents(
    free: Free, studies: Sequence[Study], likelihood: Likelihood, chains: Chains, weighed: Weighed, seed: int,
    extra: dict[str, Any],
) -> dict[str, Any]:
    """The posterior file as plain JSON types. ``extra`` goes into the diagnostics."""
    observed, carried = likelihood.observed, carried_parameters()
    vectors = resampled(weighed, DRAWS, seed)
    centre = np.average(weighed.draws, axis=0, weights=weighed.weight)
    draws = np.hstack([free.values(person_draws(vectors, seed)), carried_values(DRAWS, seed)])
    return {
        "schema": SCHEMA, "name": "adult", "base_set": "adult",
        "made": {"version": __version__, "seed": seed, "data": _data(studies, observed)},
        "keys": [*free.keys, *carried.keys],
        "draws": [[_short(value) for value in row] for row in draws],
        "centre": [_short(value) for value in (*free.values(centre[:-2]), *carried.median)],
        "diagnostics": {
            "r_hat_largest": _short(chains.r_hat.max()), "effective_size_least": _short(chains.effective.min()),
            "kernel_runs_weighed": len(weighed.weight), "kernel_effective_size": _short(weighed.effective),
            "between_studies": _scale(weighed, -2), "discrepancy": _scale(weighed, -1),
            "parameters": _parameters(free, weighed),
            "predictive": _predictive(likelihood, weighed, seed),
            **extra,
        },
    }


def _data(studies: Sequence[Study], observed: Observed) -> dict[str, Any]:
    """What was fitted: studies, their figures, the picture's directions apart, and a digest of all."""
    of_picture = sum(observed.names[s] == PICTURE for s in observed.study)
    return {
        "studies": sorted({study.key for study in studies} - {PICTURE}), "rows": len(observed.claims) - of_picture,
        "picture_directions": of_picture, "hash": observed.digest,
    }


def _parameters(free: Free, weighed: Weighed) -> dict[str, dict[str, Any]]:
    """Prior against posterior of each parameter's population value [SI]."""
    found = {}
    for k, key in enumerate(free.keys):
        z = weighed.draws[:, k]
        mean = np.average(z, weights=weighed.weight)
        sd = float(np.sqrt(np.average((z - mean) ** 2, weights=weighed.weight)))
        low, median, high = (_quantile(z, weighed.weight, q) for q in (LOW, 0.5, HIGH))
        posterior = [float(free.median[k] * np.exp(free.sigma[k] * v)) for v in (low, median, high)]
        prior = [float(free.median[k] * np.exp(free.sigma[k] * v)) for v in (-HALF_WIDTH_90, 0.0, HALF_WIDTH_90)]
        found[key] = {
            "prior": [_short(v) for v in prior], "posterior": [_short(v) for v in posterior],
            "shift": _short(mean), "spread_over_prior": _short(sd), "learned": bool(sd < LEARNED or abs(mean) > 1.0),
        }
    return found


def _predictive(likelihood: Likelihood, weighed: Weighed, seed: int) -> dict[str, Any]:
    index = np.random.default_rng(seed).choice(len(weighed.weight), size=4000, p=weighed.weight)
    figures = predicted(likelihood, weighed.draws[index], seed, weighed.answers[index])
    found: dict[str, Any] = {}
    names = likelihood.observed.names
    for s, name in enumerate(names):
        found[name] = bands(likelihood, figures, np.flatnonzero(likelihood.observed.study == s))
    return found


def _scale(weighed: Weighed, column: int) -> list[float]:
    return [_short(np.exp(_quantile(weighed.draws[:, column], weighed.weight, q))) for q in (LOW, 0.5, HIGH)]


def _quantile(values: np.ndarray, weight: np.ndarray, q: float) -> float:
    order = np.argsort(values)
    return float(np.interp(q, np.cumsum(weight[order]), values[order]))


def _short(value: float) -> float:
    """Six digits: below what any draw is known to."""
    return float(f"{float(value):.6g}")


def write(path: str | Path, content: dict[str, Any]) -> None:
    """Write the file, a draw a line, whole or not at all. Raises: InputError when it cannot be written."""
    body = {key: value for key, value in content.items() if key != "draws"}
    text = json.dumps(body, indent=1, ensure_ascii=False)
    rows = ",\n  ".join(json.dumps(row) for row in content["draws"])
    write_whole(path, text[:-2] + f',\n "draws": [\n  {rows}\n ]\n}}\n')
