"""Importance sampling of possible people, with a proposal that moves to where the findings are.

The first pass draws from the prior, its runs in turn. Where that is worth few draws, a second and a third draw from a
proposal fitted to the weights so far (a normal distribution of the latents for sensitised people and one for the
others, odds of the discrete choices, each mixed with the prior so that nothing is lost); all passes are weighed
together by the mixture of their proposals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from neuroglide.patient.twin.beliefs import value
from neuroglide.patient.twin.findings import Finding
from neuroglide.patient.twin.likelihood import log_likelihood
from neuroglide.patient.twin.limits import Outlook
from neuroglide.patient.twin.mechanics import Mechanics
from neuroglide.patient.twin.particles import LATENT, Odds, Particles, draw_prior

#: Possible people of the first pass and of each further one; how many passes there may be; draws that are enough.
FIRST, FURTHER, PASSES, ENOUGH = 24576, 16384, 3, 800
#: Share of the prior in a proposal, and how much wider than the weights its normal distributions are.
_DEFENCE, _WIDER = 0.25, 1.5
#: Bisections of the power that weighs the findings down.
_HALVINGS = 30


@dataclass(frozen=True)
class Proposal:
    """Where a further pass draws: odds, and mean and covariance of the latents of those not sensitised and of those
    who are."""

    odds: Odds
    mean: np.ndarray
    covariance: np.ndarray

    def draw(self, rng: np.random.Generator, n: int, prior: Odds) -> Particles:
        """``n`` people."""
        found = draw_prior(rng, n, self.odds, every_run=False)
        own = rng.random(n) >= _DEFENCE
        group = found.yes[:, 0].astype(int)
        root = np.linalg.cholesky(self.covariance)
        fitted = self.mean[group] + np.einsum("nij,nj->ni", root[group], found.z)
        found.z = np.where(own[:, None], fitted, found.z)
        return found

    def log(self, people: Particles) -> np.ndarray:
        """Log density (N,), the latents' against the standard normal's."""
        group = people.yes[:, 0].astype(int)
        inverse = np.linalg.inv(self.covariance)
        away = people.z - self.mean[group]
        distance = np.einsum("ni,nij,nj->n", away, inverse[group], away)
        size = -0.5 * np.linalg.slogdet(self.covariance)[1][group]
        ratio = size - 0.5 * distance + 0.5 * (people.z**2).sum(axis=1)
        return self.odds.log(people) + np.logaddexp(np.log(_DEFENCE), np.log1p(-_DEFENCE) + ratio)


@dataclass(frozen=True)
class Sample:
    """Weighted people: ``weight (N,)`` adds up to 1; ``prior_weight (N,)`` the same without the findings; ``effective``
    the equal draws they are worth; ``power`` of the findings, below 1 where they had to be weighed down."""

    outlook: Outlook
    weight: np.ndarray
    prior_weight: np.ndarray
    effective: float
    power: float

    @property
    def people(self) -> Particles:
        """The people."""
        return self.outlook.people


def first_pass(mechanics: Mechanics, prior: Odds, seed: int, n: int = FIRST) -> Outlook:
    """The people of the prior that every examination of one person is held to first."""
    return Outlook(mechanics, draw_prior(np.random.default_rng([seed, 1]), n, prior, every_run=True))


def sample(outlook: Outlook, prior: Odds, findings: Sequence[Finding], seed: int,
           progress: Callable[[float], None] = lambda _: None) -> Sample:
    """People weighed by the findings.

    Parameters: ``outlook`` of the first pass; ``prior`` its odds; ``findings``; ``seed``; ``progress``, told the share.
    Returns: a Sample that is worth at least ``twin.effective_least`` draws, or whose findings were weighed down.
    """
    even = Odds(np.full(len(prior.run), 1.0 / len(prior.run)), prior.site, prior.yes)
    parts, sizes = [outlook], [len(outlook.people)]
    proposals: list[Proposal] = []
    chance = [_likelihood(outlook, findings)]
    while True:
        people = parts[0].people
        for part in parts[1:]:
            people = people.and_more(part.people)
        target = prior.log(people)
        drawn = [even.log(people) + np.log(sizes[0])]
        drawn += [q.log(people) + np.log(size) for q, size in zip(proposals, sizes[1:], strict=True)]
        base = target - np.logaddexp.reduce(drawn, axis=0)
        found = np.concatenate(chance)
        weight = normalised(base + found)
        progress(len(parts) / PASSES)
        if effective(weight) >= ENOUGH or len(parts) == PASSES:
            break
        power = power_for(base, found, ENOUGH / 4)  # a proposal fitted to a handful of people would be too narrow
        proposals.append(_fitted(people, normalised(base + power * found), prior))
        drawn_people = proposals[-1].draw(np.random.default_rng([seed, 1 + len(parts)]), FURTHER, prior)
        parts.append(Outlook(outlook.mechanics, drawn_people))
        sizes.append(FURTHER)
        chance.append(_likelihood(parts[-1], findings))
    power = power_for(base, found, value("twin.effective_least"))
    weight = normalised(base + power * found)
    whole = outlook if len(parts) == 1 else Outlook(outlook.mechanics, people)
    return Sample(whole, weight, normalised(base), effective(weight), power)


def _likelihood(outlook: Outlook, findings: Sequence[Finding]) -> np.ndarray:
    found = np.zeros(len(outlook.people))
    for finding in findings:
        found = found + log_likelihood(finding, outlook)
    return found


def _fitted(people: Particles, weight: np.ndarray, prior: Odds) -> Proposal:
    def mixed(before: np.ndarray, after: np.ndarray) -> np.ndarray:
        return _DEFENCE * before + (1.0 - _DEFENCE) * after

    odds = Odds(
        mixed(prior.run, np.bincount(people.run, weight, len(prior.run))),
        mixed(prior.site, np.bincount(people.site, weight, len(prior.site))),
        mixed(prior.yes, (weight[:, None] * people.yes).sum(axis=0)),
    )
    means, covariances = [], []
    for group in (False, True):
        mine = weight * (people.yes[:, 0] == group)
        mass = mine.sum()
        # Of a group that hardly weighs anything the prior is the better guess.
        mine, trust = (mine / mass, mass / (mass + 0.01)) if mass > 0 else (mine, 0.0)
        mean = trust * (mine[:, None] * people.z).sum(axis=0)
        away = people.z - mean
        spread = np.einsum("n,ni,nj->ij", mine, away, away)
        means.append(mean)
        covariances.append(_WIDER * (trust * spread + (1.0 - trust) * np.eye(len(LATENT))) + 0.05 * np.eye(len(LATENT)))
    return Proposal(odds, np.array(means), np.array(covariances))


def normalised(log_weight: np.ndarray) -> np.ndarray:
    """Weights that add up to 1."""
    weight = np.exp(log_weight - log_weight.max())
    return weight / weight.sum()


def effective(weight: np.ndarray) -> float:
    """Equal draws that weights are worth (Kish)."""
    return float(1.0 / (weight**2).sum())


def power_for(base: np.ndarray, found: np.ndarray, least: float) -> float:
    """The largest power of the findings at which the weights are worth ``least`` draws, 1 where they are anyway."""
    if effective(normalised(base + found)) >= least:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if effective(normalised(base + middle * found)) >= least else (low, middle)
    return low


def equal_draws(weight: np.ndarray, n: int, seed: int) -> np.ndarray:
    """Rows of ``n`` equally weighted draws (systematic: one random number, ``n`` even steps)."""
    rng = np.random.default_rng([seed, 7])
    edges = np.cumsum(weight)
    rows = np.searchsorted(edges, (np.arange(n) + rng.random()) / n * edges[-1], side="right")
    return np.minimum(rows, len(weight) - 1)
