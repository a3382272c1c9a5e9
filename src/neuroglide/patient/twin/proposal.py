"""Where a further pass draws: odds of what is discrete, and of what is continuous a normal distribution for each site.

A threshold follows the strain that a run's nerve comes to at the site, and a tolerance the moment that its pelvic
rhythm leaves to the hamstrings; the distribution's mean is straight in the logarithms of both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neuroglide.patient.twin.mechanics import Mechanics, SweepKey
from neuroglide.patient.twin.particles import LATENT, Odds, Particles, draw_prior

#: Share of the prior in a proposal, and how much wider than the weights its normal distributions are.
DEFENCE, WIDER = 0.15, 1.15
#: Equal draws at which a group's own fit counts as much as the prior.
_HALF_TRUST = 20.0
#: Share of the greatest weight below which one person has no part in a fit.
_NOTHING = 1e-7
#: Ridge on the slopes.
_RIDGE = 0.05


class Features:
    """What of a run's curves a proposal follows: strain at the site and hamstring moment half-way through a test."""

    def __init__(self, mechanics: Mechanics, about: SweepKey):
        sweep = mechanics.sweep(about)
        middle = len(sweep.progress_deg) // 2
        mine, theirs = mechanics.between.parts(sweep.own[:, :, middle])
        self._strain = mine - mine.mean(axis=0), theirs
        moment = np.ones(mechanics.n_runs) if sweep.moment_nm is None else sweep.moment_nm[:, middle]
        mine, theirs = mechanics.between.parts(moment)
        self._moment = mine - mine.mean(), theirs

    def of(self, people: Particles) -> np.ndarray:
        """(N, 3): one, and the two logarithms, centred."""
        run, partner, site = people.run, people.partner, people.site
        return np.column_stack([np.ones(len(people)), self._strain[0][run, site] + self._strain[1][partner, site],
                                self._moment[0][run] + self._moment[1][partner]])


def groups(people: Particles, sites: int) -> np.ndarray:
    """(N,) 0 where nothing is sensitised, else 1 + the site; as many again where pain is referred."""
    found = np.where(people.choice("sensitised"), 1 + people.site, 0)
    return found + (1 + sites) * people.choice("referred")


@dataclass(frozen=True)
class Proposal:
    """``odds``; by group (G) the ``slopes (G, 3, L)`` of the mean in the features and the ``covariance (G, L, L)``."""

    odds: Odds
    slopes: np.ndarray
    covariance: np.ndarray
    features: Features

    def draw(self, rng: np.random.Generator, n: int) -> Particles:
        """``n`` people."""
        found = draw_prior(rng, n, self.odds, every_run=False)
        own, group, at = rng.random(n) >= DEFENCE, groups(found, len(self.odds.site)), self.features.of(found)
        z = found.z.copy()
        for g in range(len(self.covariance)):
            mine = own & (group == g)
            root = np.linalg.cholesky(self.covariance[g])
            z[mine] = _times(at[mine], self.slopes[g]) + _times(found.z[mine], root.T)
        found.z = z
        return found

    def log(self, people: Particles) -> np.ndarray:
        """Log density (N,), the latents' against the standard normal's."""
        group, at = groups(people, len(self.odds.site)), self.features.of(people)
        ratio = np.zeros(len(people))
        for g in range(len(self.covariance)):
            mine = group == g
            away = people.z[mine] - _times(at[mine], self.slopes[g])
            distance = (_times(away, np.linalg.inv(self.covariance[g])) * away).sum(axis=1)
            ratio[mine] = -0.5 * np.linalg.slogdet(self.covariance[g])[1] - 0.5 * distance
        ratio += 0.5 * (people.z**2).sum(axis=1)
        return self.odds.log(people) + np.logaddexp(np.log(DEFENCE), np.log1p(-DEFENCE) + ratio)


def fitted(people: Particles, weight: np.ndarray, prior: Odds, features: Features) -> Proposal:
    """The proposal that weighted people suggest, with a share of the prior in every part."""
    rows = np.flatnonzero(weight > _NOTHING * weight.max())  # most weigh nothing, and take time
    people, weight = people.take(rows), weight[rows] / weight[rows].sum()

    def mixed(before: np.ndarray, after: np.ndarray) -> np.ndarray:
        return DEFENCE * before + (1.0 - DEFENCE) * after

    def by_site(before: np.ndarray, index: np.ndarray) -> np.ndarray:
        together, rows = np.bincount(index, weight, len(before)), []
        for site in range(len(prior.site)):
            mine = weight * (people.site == site)
            worth = mine.sum() ** 2 / max((mine**2).sum(), 1e-300)
            trust = worth / (worth + _HALF_TRUST)
            own = np.bincount(index, mine, len(before)) / max(mine.sum(), 1e-300)
            rows.append(mixed(before, trust * own + (1.0 - trust) * together))
        return np.array(rows)

    odds = Odds(
        by_site(prior.run, people.run), by_site(prior.partner, people.partner),
        mixed(prior.site, np.bincount(people.site, weight, len(prior.site))),
        mixed(prior.yes, (weight[:, None] * people.yes).sum(axis=0)),
    )
    group, at = groups(people, len(prior.site)), features.of(people)
    slopes, covariances = [], []
    for g in range(2 * (1 + len(prior.site))):
        mine = group == g
        one = _fit(people.z[mine], at[mine], weight[mine])
        slopes.append(one[0])
        covariances.append(one[1])
    return Proposal(odds, np.array(slopes), np.array(covariances), features)


def _fit(z: np.ndarray, at: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slopes (3, L) and covariance (L, L) of one group; the fewer draws it is worth, the more of the prior's."""
    still = np.zeros((at.shape[1], len(LATENT)))
    mass = weight.sum()
    if mass <= 0.0:
        return still, np.eye(len(LATENT))
    weight = weight / mass
    worth = 1.0 / (weight**2).sum()
    trust = worth / (worth + _HALF_TRUST)
    weighed = at * weight[:, None]
    square = np.einsum("ni,nj->ij", weighed, at) + np.diag([0.0, _RIDGE, _RIDGE])
    slopes = trust * np.linalg.solve(square, np.einsum("ni,nj->ij", weighed, z))
    away = z - _times(at, slopes)
    spread = np.einsum("n,ni,nj->ij", weight, away, away)
    return slopes, WIDER * (trust * spread + (1.0 - trust) * np.eye(len(LATENT))) + 0.01 * np.eye(len(LATENT))


def _times(rows: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Matrix product summed in one order, so that it does not depend on the number of threads."""
    return np.einsum("ni,ij->nj", rows, matrix)
