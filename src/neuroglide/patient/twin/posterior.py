"""Importance sampling of possible people, with a proposal that moves to where the findings are.

The first pass draws from the prior, its runs in turn. Where that is worth few draws, further passes draw from proposals
fitted to the weights so far (proposal.py), each mixed with the prior so that nothing is lost; all passes are weighed
together by the mixture of their proposals. Whoever stands for more than one in the square root of all is cut to that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from neuroglide.patient.twin.beliefs import value
from neuroglide.patient.twin.findings import Finding, Findings, Open
from neuroglide.patient.twin.likelihood import log_likelihood
from neuroglide.patient.twin.limits import Outlook
from neuroglide.patient.twin.mechanics import Mechanics, SweepKey
from neuroglide.patient.twin.particles import Odds, Particles, draw_prior
from neuroglide.patient.twin.proposal import Features, fitted

#: Possible people of the first pass and of each further one; draws that are enough; how many passes there may be, of an
#: answer that is waited for and of one that more time is taken for.
FIRST, FURTHER, ENOUGH = 16384, 4096, 1000
PASSES, THOROUGH = 16, 32
#: The random stream of the further passes.
_STREAM = 2
#: Bisections of the power that weighs the findings down.
_HALVINGS = 25


@dataclass(frozen=True)
class Sample:
    """Weighted people: ``weight (N,)`` adds up to 1; ``prior_weight (N,)`` the same without the findings; ``effective``
    the equal draws they are worth; ``power`` of the findings, below 1 where they had to be weighed down; ``cut_off``,
    the share of the weight that was cut off (:func:`truncated`); ``uncut (N,)``, the logarithm of the weights before;
    ``apart (F, N)`` the log likelihood of each finding as it entered; ``findings`` themselves; ``unsaid``, measurements
    that are open to more than one reading; ``first``, people drawn without them, and ``first_weight`` of the prior: the
    same whatever was found."""

    outlook: Outlook
    weight: np.ndarray
    prior_weight: np.ndarray
    effective: float
    power: float
    apart: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    findings: tuple[Finding, ...] = ()
    unsaid: tuple[Open, ...] = ()
    first: Outlook | None = None
    first_weight: np.ndarray | None = None
    cut_off: float = 0.0
    uncut: np.ndarray | None = None

    @property
    def people(self) -> Particles:
        """The people."""
        return self.outlook.people

    def without(self, i: int) -> np.ndarray:
        """The weights (N,) with one finding left out."""
        return truncated(self.uncut - self.apart[i])


def first_pass(mechanics: Mechanics, prior: Odds, seed: int, n: int = FIRST) -> Outlook:
    """The people of the prior that every examination of one person is held to first."""
    return Outlook(mechanics, draw_prior(np.random.default_rng([seed, 1]), n, prior, every_run=True))


def sample(outlook: Outlook, prior: Odds, examined: Findings, about: SweepKey, seed: int,
           progress: Callable[[float], None] = lambda _: None, passes: int = PASSES) -> Sample:
    """People weighed by the findings.

    Parameters: ``outlook`` of the first pass; ``prior`` its odds; ``examined``, what was found; ``about``, the test
    whose limiter is asked for; ``seed``; ``progress``, told the share; ``passes`` at most. Returns: a Sample that is
    worth at least ``twin.effective_least`` draws and ``twin.runs_least`` nerves, or whose findings were weighed down
    until it is: the nerves that were computed are a sample, and the person's own is not among them.
    """
    findings = examined.used
    even = replace(prior, run=np.full(len(prior.run), 1.0 / len(prior.run)))
    people, proposals, parts = outlook.people, [], [outlook]
    target, found = prior.log(people), _likelihood(outlook, findings)
    drawn = even.log(people) + np.log(len(people))  # log of how many all passes together draw there
    features = None
    while True:
        base = target - drawn
        progress(len(parts) / passes)
        if effective(normalised(base + found.sum(axis=0))) >= ENOUGH or len(parts) == passes:
            break
        features = features or Features(outlook.mechanics, about)
        # Fitted to a handful of people, a proposal would be too narrow.
        power = power_for(base, found.sum(axis=0), ENOUGH / 4)
        proposals.append(fitted(people, truncated(base + power * found.sum(axis=0)), prior, features))
        rng = np.random.default_rng([seed, _STREAM, len(parts)])
        more = Outlook(outlook.mechanics, proposals[-1].draw(rng, FURTHER))
        drawn = np.logaddexp(drawn, proposals[-1].log(people) + np.log(FURTHER))
        new = even.log(more.people) + np.log(len(outlook.people))
        for one in proposals:
            new = np.logaddexp(new, one.log(more.people) + np.log(FURTHER))
        drawn, people = np.concatenate([drawn, new]), people.and_more(more.people)
        target = np.concatenate([target, prior.log(more.people)])
        found = np.concatenate([found, _likelihood(more, findings)], axis=1)
        parts.append(more)
    every = found.sum(axis=0)
    power = power_for(base, every, value("twin.effective_least"), people.run * len(prior.partner) + people.partner,
                      value("twin.runs_least"))
    uncut = base + power * every
    weight, cut = truncated(uncut), share_cut(uncut)
    whole = outlook if len(parts) == 1 else joined(parts, people)
    n = len(outlook.people)
    return Sample(whole, weight, normalised(base), effective(weight), power, power * found, tuple(findings),
                  tuple(examined.open), outlook, normalised(target[:n] - even.log(outlook.people)), cut, uncut)


def joined(parts: Sequence[Outlook], people: Particles) -> Outlook:
    """One Outlook of several, with the endings that all of them have computed."""
    whole = Outlook(parts[0].mechanics, people)
    whole.take_endings(parts)
    return whole


def _likelihood(outlook: Outlook, findings: Sequence[Finding]) -> np.ndarray:
    """Log likelihood (F, N) of each finding."""
    return np.array([log_likelihood(one, outlook) for one in findings]).reshape(len(findings), len(outlook.people))


def normalised(log_weight: np.ndarray) -> np.ndarray:
    """Weights that add up to 1."""
    weight = np.exp(log_weight - log_weight.max())
    return weight / weight.sum()


def truncated(log_weight: np.ndarray) -> np.ndarray:
    """Weights that are cut to ``1 / sqrt(N)`` of all, and then made to add up to 1 again: of people whom no proposal
    was made for, one would else stand for a crowd (Ionides 2008, J Comput Graph Stat 17:295-311, recalled)."""
    weight = _cut(normalised(log_weight))
    return weight / weight.sum()


def share_cut(log_weight: np.ndarray) -> float:
    """The share of the whole weight that :func:`truncated` cuts off."""
    return float(1.0 - _cut(normalised(log_weight)).sum())


def _cut(weight: np.ndarray) -> np.ndarray:
    return np.minimum(weight, len(weight) ** -0.5)


def effective(weight: np.ndarray) -> float:
    """Equal draws that weights are worth (Kish); of cut weights what they are worth as cut."""
    return float(1.0 / (weight**2).sum())


def power_for(base: np.ndarray, found: np.ndarray, least: float, nerve: np.ndarray | None = None,
              least_nerves: float = 0.0) -> float:
    """The largest power of the findings at which the weights, cut, are worth ``least`` draws (and, with the ``nerve``
    of each, ``least_nerves`` different ones), 1 where they are anyway."""
    def enough(power: float) -> bool:
        weight = truncated(base + power * found)
        return effective(weight) >= least and (nerve is None or effective(np.bincount(nerve, weight)) >= least_nerves)

    if enough(1.0):
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if enough(middle) else (low, middle)
    return low


def equal_draws(weight: np.ndarray, n: int, seed: int) -> np.ndarray:
    """Rows of ``n`` equally weighted draws (systematic: one random number, ``n`` even steps)."""
    rng = np.random.default_rng([seed, 7])
    edges = np.cumsum(weight)
    rows = np.searchsorted(edges, (np.arange(n) + rng.random()) / n * edges[-1], side="right")
    return np.minimum(rows, len(weight) - 1)
