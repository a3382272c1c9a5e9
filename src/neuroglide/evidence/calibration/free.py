"""The parameters that calibration moves, those that it only carries along, and their priors: log-normal, from the
records."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import yaml

from neuroglide.parameters import ParameterSet, load_set
from neuroglide.units import to_si

#: How far a carried value may lie from its record's [standard deviations]: beyond, no record's spread was meant, and
#: some would be values that no adult has (`neuroglide check --model`).
FARTHEST = 2.0


class Free(NamedTuple):
    """K free parameters: keys, group of each, median [SI] (K,), standard deviation of the logarithm (K,), limits [SI]
    (K,).

    A parameter is ``median * exp(sigma * z)`` with z standard normal under the prior: the record's value is the
    prior's median, its spread the prior's relative standard deviation, its sign is kept.
    """

    keys: tuple[str, ...]
    groups: tuple[str, ...]
    median: np.ndarray
    sigma: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def values(self, z: np.ndarray) -> np.ndarray:
        """Values in SI (..., K) of standard coordinates ``z`` (..., K), held to the records' limits."""
        return np.clip(self.median * np.exp(self.sigma * z), self.low, self.high)

    def standard(self, values: np.ndarray) -> np.ndarray:
        """Standard coordinates (..., K) of values in SI."""
        return np.log(np.asarray(values) / self.median) / self.sigma

    def sets(self, z: np.ndarray) -> list[ParameterSet]:
        """A parameter set for each row of ``z`` (P, K), over the packaged records."""
        base = load_set()
        return [base.with_values(dict(zip(self.keys, row, strict=True))) for row in self.values(np.atleast_2d(z))]


@lru_cache(maxsize=1)
def free_parameters() -> Free:
    """The free parameters of evidence/data/calibrated.yaml with priors from the packaged records."""
    groups = _data("calibrated.yaml")
    return _with_priors(
        [key for members in groups.values() for key in members],
        [group for group, members in groups.items() for _ in members],
    )


@lru_cache(maxsize=1)
def carried_parameters() -> Free:
    """What is uncertain and not fitted (evidence/data/carried.yaml), with priors from the packaged records; a record
    without a spread is known."""
    fitted, patterns, base = set(free_parameters().keys), _data("carried.yaml"), load_set()
    keys = [key for key in base if key not in fitted and base.record(key).sd_si
            and any(fnmatch(key, pattern) for pattern in patterns)]
    return _with_priors(keys, ["carried"] * len(keys))


def _data(name: str):
    return yaml.safe_load((resources.files("neuroglide.evidence") / "data" / name).read_text(encoding="utf-8"))


def _with_priors(keys: Sequence[str], groups: Sequence[str]) -> Free:
    base = load_set()
    relative = np.array([base.record(key).sd_si / abs(base[key]) for key in keys])
    limits = np.array([_limits(base.record(key)) for key in keys])
    return Free(
        tuple(keys), tuple(groups), np.array([base[key] for key in keys]), np.sqrt(np.log1p(relative**2)),
        limits[:, 0], limits[:, 1],
    )


def _limits(record) -> tuple[float, float]:
    """Limits of a record in SI; none where it states none."""
    if record.limits is None:
        return -np.inf, np.inf
    return to_si(record.limits[0], record.unit), to_si(record.limits[1], record.unit)


def prior_draws(n: int, seed: int, free: Free | None = None) -> np.ndarray:
    """Standard coordinates (n, K) drawn from the prior, spread over it evenly (Latin hypercube of ``n`` strata).

    Parameters: ``free``, whose prior (None: that of the parameters that calibration moves).
    """
    from scipy.stats import norm, qmc

    strata = qmc.LatinHypercube(d=len((free or free_parameters()).keys), seed=seed).random(n)
    return norm.ppf(np.clip(strata, 1e-4, 1 - 1e-4))


def carried_values(n: int, seed: int) -> np.ndarray:
    """Values [SI] (n, N) of the carried parameters, drawn evenly over their priors, none further out than
    ``FARTHEST`` standard deviations."""
    carried = carried_parameters()
    return carried.values(np.clip(prior_draws(n, seed, carried), -FARTHEST, FARTHEST))


def prior_sets(n: int, seed: int = 0) -> list[ParameterSet]:
    """``n`` parameter sets drawn from the prior, what is only carried along included."""
    keys, carried = carried_parameters().keys, carried_values(n, seed + 1)
    return [p.with_values({key: p[key] for key in p.overridden} | dict(zip(keys, row, strict=True)))
            for p, row in zip(free_parameters().sets(prior_draws(n, seed)), carried, strict=True)]
