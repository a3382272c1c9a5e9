"""How wide the bands of what is told are: a rule by which leaving a finding out can never narrow one.

A posterior has no such rule: a finding that contradicts the others widens it, and without it the band is narrower. So
the width is that of the findings alone, test by test:

    1 / W^2 = 1 / W0^2 + sum over tests of max over one or two findings of the test of (1 / W_pair^2 - 1 / W0^2, 0)

with ``W0`` the spread before the examination and ``W_pair`` the spread that these one or two findings leave when
nothing else is known, at the most telling of the errors that an angle may have by what is written of it. Every term is
the largest of a set that grows with what is written, and none is negative: with less written no term is larger. Where
it is not written what stopped a test or what was felt, the term is the least of those with any of it written. What
the rule does not see (findings of two tests that only together tell something, tests that tell the same twice) is
measured by the twin's check, whose people set the one factor ``WIDER``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations, product

import numpy as np

from neuroglide.patient.twin.findings import Finding, Open
from neuroglide.patient.twin.likelihood import log_likelihood
from neuroglide.patient.twin.limits import Outlook

#: How much wider than the rule gives, so that 90 of 100 people of the twin's check lie in the bands that are told.
WIDER = 1.15
#: Most ways in which the measurements of a test together are read; beyond, only what all ways have in common counts.
_MOST_WAYS = 64
#: Equal draws at which what a pair leaves counts as much as the spread before.
_HALF_TRUST = 20.0


def spread_ratios(outlook: Outlook, weight: np.ndarray, findings: Sequence[Finding], values: np.ndarray,
                  of: np.ndarray, unsaid: Sequence[Open] = ()) -> np.ndarray:
    """Spread of each parameter that the findings leave, over the spread before, by the rule above; 1 at most.

    Parameters: ``outlook`` of people drawn without the findings (N); ``weight (N,)`` of the prior; ``findings``;
    ``values (K, N)`` of the parameters, on the scale on which their band is symmetric before the examination; ``of (K,
    N)``, the people whom each parameter means; ``unsaid``, measurements that are open to more than one reading.
    Returns: (K,).
    """
    before = _variance(weight[None], values, of)[0]
    gained = np.zeros(len(values))
    for ways in _by_test(findings, unsaid):
        gained += np.min([_gain(test, outlook, weight, values, of, before) for test in ways], axis=0)
    return np.minimum(WIDER * (1.0 + gained) ** -0.5, 1.0)


def _gain(test: Sequence[Finding], outlook: Outlook, weight: np.ndarray, values: np.ndarray, of: np.ndarray,
          before: np.ndarray) -> np.ndarray:
    """What one or two findings of a test tell of each parameter at the most (K,)."""
    pairs = [*((i,) for i in range(len(test))), *combinations(range(len(test)), 2)]
    most = np.zeros(len(values))
    for level in _levels(test) if test else ():
        chances = _Chances(test, outlook, level)
        weights = weight * np.array([chances.of(pair) for pair in pairs])
        left = _variance(weights, values, of, before)
        most = np.maximum(most, (before / left - 1.0).max(axis=0))
    return most


def _by_test(findings: Sequence[Finding], unsaid: Sequence[Open]) -> list[list[tuple[Finding, ...]]]:
    """The findings of each test, those with a sensitiser included, in each way that they may be read."""
    open_ones = {finding for one in unsaid for finding in one.used}
    tests = {_test_of(f): None for f in (*findings, *(f for one in unsaid for way in one.ways for f in way))}
    found = []
    for test in tests:
        sure = tuple(f for f in findings if _test_of(f) == test and f not in open_ones)
        ways = [_least(tuple(f for f in way if _test_of(f) == test) for way in one.ways) for one in unsaid]
        if math.prod(map(len, ways)) > _MOST_WAYS:  # what every way has in common tells no more than any of them
            ways = [[tuple(f for f in one[0] if all(f in way for way in one))] for one in ways]
        found.append([sum(chosen, sure) for chosen in product(*ways)])
    return found


def _least(ways: Iterable[tuple[Finding, ...]]) -> list[tuple[Finding, ...]]:
    """The ways of reading a measurement without those that hold all of another one, and so tell no less."""
    every = list(dict.fromkeys(ways))
    return [one for one in every if not any(set(other) < set(one) for other in every)]


def _test_of(finding: Finding) -> tuple[str, str]:
    return finding.sweep.test, finding.sweep.side


def _levels(test: Sequence[Finding]) -> list[int]:
    """Which of the errors of ``Finding.errors`` to look at, those that are the same left out."""
    kinds = [one.errors for one in test if one.errors]
    found = {tuple(errors[i] for errors in kinds): i for i in range(len(kinds[0]))} if kinds else {(): 0}
    return list(found.values())


class _Chances:
    """Likelihood (N,) of one or two findings of a test, each as it would be read if nothing else had been written.
    ``level``, which of the errors an angle has."""

    def __init__(self, test: Sequence[Finding], outlook: Outlook, level: int):
        self._test = test
        self._whole = [_chance(one, outlook, level) for one in test]
        self._alone = [mine if one.alone is None else _chance(one.alone, outlook, level)
                       for one, mine in zip(test, self._whole, strict=True)]

    def of(self, pair: tuple[int, ...]) -> np.ndarray:
        """Likelihood of the findings at these places, up to a factor."""
        texts = {self._test[i].text for i in pair}
        found = 1.0
        for i in pair:
            found = found * (self._whole if self._test[i].leans_on in texts else self._alone)[i]
        return found


def _chance(finding: Finding, outlook: Outlook, level: int) -> np.ndarray:
    read = replace(finding, sd=finding.errors[level]) if finding.errors else finding
    found = log_likelihood(read, outlook)
    return np.exp(found - found.max())


def _variance(weight: np.ndarray, values: np.ndarray, of: np.ndarray, before: np.ndarray | None = None) -> np.ndarray:
    """Variance (P, K) of the values under weights (P, N); of few draws, so much of that before."""
    found = np.empty((len(weight), len(values)))
    groups: dict[bytes, list[int]] = {}  # parameters that mean the same people
    for k, mine in enumerate(of):
        groups.setdefault(mine.tobytes(), []).append(k)
    for alike in groups.values():
        mine = of[alike[0]]
        own = weight if mine.all() else weight[:, mine]
        mass, worth = own.sum(axis=1), 1.0 / np.einsum("pn,pn->p", own, own)
        for k in alike:
            away = values[k, mine] - values[k, mine].mean()
            mean = np.einsum("pn,n->p", own, away) / mass  # one order of summation, whatever the number of threads
            found[:, k] = np.einsum("pn,n->p", own, away**2) / mass - mean**2
            if before is not None:
                trust = mass**2 * worth
                found[:, k] = (trust * found[:, k] + _HALF_TRUST * before[k]) / (trust + _HALF_TRUST)
    return found
