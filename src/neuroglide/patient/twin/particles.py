"""Possible people: a run of the mechanics each, and the parameters that cost no mechanics.

What is continuous is kept as independent standard normals ``z``, so that a proposal is a normal distribution beside the
prior's; what is discrete (run, site, sensitised or not, stiff joints) has a probability for each value.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np

from neuroglide.patient.twin.beliefs import log_normal, normal, shares, value
from neuroglide.patient.twin.mechanics import Mechanics

#: Names of the standard normals, in their order.
LATENT = ("threshold", "threshold_other", "range", "healthy", "stop", "tolerance", "tolerance_side", "tolerance_test",
          "hip", "knee", "referred", "referred_test")
_AT = {name: i for i, name in enumerate(LATENT)}
#: Records of those that can be multiplied.
_KEYS = {"threshold": "twin.threshold", "threshold_other": "twin.threshold", "range": "twin.range",
         "tolerance": "twin.hamstring.tolerance"}
#: Discrete choices with two outcomes, in the order of ``Odds.yes``.
CHOICES = ("sensitised", "sensitised_other", "hip_stiff", "knee_stiff", "referred")

#: Least and greatest symptom, of 10, at which a person stops.
STOPS_AT = (0.5, 9.5)


@dataclass
class Particles:
    """N possible people: ``run`` and ``partner``, the two that their nerve is mixed of; ``even``, from 0 to 1, where in
    its stratum a restriction's stiffness lies; ``site`` (index of the sensitised site), ``yes (N, 5)`` for CHOICES,
    ``z (N, L)``."""

    run: np.ndarray
    partner: np.ndarray
    even: np.ndarray
    site: np.ndarray
    yes: np.ndarray
    z: np.ndarray

    def __len__(self) -> int:
        return len(self.run)

    def take(self, rows: np.ndarray) -> Particles:
        """Some of them."""
        return Particles(*(getattr(self, f.name)[rows] for f in fields(self)))

    def and_more(self, others: Particles) -> Particles:
        """These and others."""
        return Particles(*(np.concatenate([getattr(self, f.name), getattr(others, f.name)]) for f in fields(self)))

    def times(self, **factors: np.ndarray) -> Particles:
        """The same with what is log-normal multiplied by factors (N,): threshold, threshold_other, range, tolerance."""
        z = self.z.copy()
        for name, factor in factors.items():
            z[:, _AT[name]] += np.log(factor) / log_normal(_KEYS[name])[1]
        return replace(self, z=z)

    def choice(self, name: str) -> np.ndarray:
        """(N,) whether a choice is taken."""
        return self.yes[:, CHOICES.index(name)]

    def _log_normal(self, key: str, name: str) -> np.ndarray:
        mean, sd = log_normal(key)
        return np.exp(mean + sd * self.z[:, _AT[name]])

    @cached_property
    def threshold(self) -> np.ndarray:
        """Strain [percent] at which the affected limb's sensitised site begins to hurt."""
        return self._log_normal("twin.threshold", "threshold")

    @cached_property
    def threshold_other(self) -> np.ndarray:
        """The same of the other limb, where it is sensitised."""
        return self._log_normal("twin.threshold", "threshold_other")

    @cached_property
    def range(self) -> np.ndarray:
        """Strain [percent] from the first symptom to 10."""
        return self._log_normal("twin.range", "range")

    @cached_property
    def healthy(self) -> np.ndarray:
        """Strain [percent] at which a nerve that is not sensitised begins to hurt."""
        return self._log_normal("twin.healthy_threshold", "healthy")

    @cached_property
    def stop(self) -> np.ndarray:
        """Symptom, 0 to 10, at which the person lets a test be stopped."""
        mean, sd = normal("twin.stop_intensity")
        return np.clip(mean + sd * self.z[:, _AT["stop"]], *STOPS_AT)

    def tolerance(self, side: str, straight: bool = True) -> np.ndarray:
        """Passive hip moment [N m] at which a leg asks to stop. Parameters: side; straight, in the leg raise."""
        mean, sd = log_normal("twin.hamstring.tolerance")
        half = value("twin.hamstring.side_difference") * (1.0 if side == "affected" else -1.0)
        test = 0.0 if straight else value("twin.hamstring.between_tests")
        z = self.z
        return np.exp(mean + sd * z[:, _AT["tolerance"]] + half * z[:, _AT["tolerance_side"]]
                      + test * z[:, _AT["tolerance_test"]])

    def referred(self, straight: bool = True) -> np.ndarray:
        """Passive hip moment [N m] at which a tissue that is no nerve brings the person's symptom to what stops a test,
        infinite where there is none. Parameters: straight, in the leg raise."""
        mean, sd = log_normal("twin.referred.moment")
        test = 0.0 if straight else value("twin.referred.between_tests")
        moment = np.exp(mean + sd * self.z[:, _AT["referred"]] + test * self.z[:, _AT["referred_test"]])
        return np.where(self.choice("referred"), moment, np.inf)

    @cached_property
    def hip_limit(self) -> np.ndarray:
        """Hip flexion [deg] at which the affected hip ends, infinite where it is not stiff."""
        mean, sd = normal("twin.joint.hip_limit")
        return np.where(self.choice("hip_stiff"), mean + sd * self.z[:, _AT["hip"]], np.inf)

    @cached_property
    def knee_limit(self) -> np.ndarray:
        """Knee flexion [deg] left in the affected knee, minus infinity where it straightens."""
        return np.where(self.choice("knee_stiff"), self._log_normal("twin.joint.knee_limit", "knee"), -np.inf)


@dataclass(frozen=True)
class Odds:
    """Probabilities of what is discrete: ``site (J,)``; ``run (R,)`` and ``partner (P,)``, or (J, R) and (J, P) where
    they differ by site; they add up to 1; and ``yes (5,)``."""

    run: np.ndarray
    partner: np.ndarray
    site: np.ndarray
    yes: np.ndarray

    def log(self, people: Particles) -> np.ndarray:
        """(N,) log probability of the discrete part."""
        with np.errstate(divide="ignore"):
            found = np.log(self.site)[people.site]
            for one, mine in ((self.run, people.run), (self.partner, people.partner)):
                found = found + (np.log(one)[mine] if one.ndim == 1 else np.log(one)[people.site, mine])
            chosen = np.where(people.yes, np.log(self.yes), np.log1p(-self.yes))
        return found + chosen.sum(axis=1)


def prior_odds(mechanics: Mechanics, both: bool) -> Odds:
    """Odds before the examination. Parameters: mechanics; both, whether both limbs are complained of."""
    other = value("twin.sensitised.other_side_of_both" if both else "twin.sensitised.other_side")
    is_leg = mechanics.limb == "leg"
    yes = [value("twin.sensitised.probability"), other,
           value("twin.joint.hip_probability") if is_leg else 0.0,
           value("twin.joint.knee_probability") if is_leg else 0.0,
           value("twin.referred.probability") if is_leg else 0.0]
    partner = np.full(mechanics.n_partners, 1.0 / mechanics.n_partners)
    return Odds(mechanics.prior, partner, np.array(shares("twin.sensitised.share", mechanics.sites)), np.array(yes))


def draw_prior(rng: np.random.Generator, n: int, odds: Odds, *, every_run: bool) -> Particles:
    """``n`` people of the prior. Parameters: every_run, take the runs in turn (each equally often) instead of by their
    probability, so that rare restrictions are looked at as closely as common ones."""
    runs = odds.run.shape[-1]
    site = choose(rng, odds.site, n)
    run = np.arange(n) % runs if every_run else _of_site(rng, odds.run, site)
    return Particles(run, _of_site(rng, odds.partner, site), rng.random(n), site,
                     rng.random((n, len(CHOICES))) < odds.yes, rng.standard_normal((n, len(LATENT))))


def _of_site(rng: np.random.Generator, probability: np.ndarray, site: np.ndarray) -> np.ndarray:
    """An index for each person, with the probabilities of all or of the person's site."""
    if probability.ndim == 1:
        return choose(rng, probability, len(site))
    found = np.zeros(len(site), int)
    for i, mine in enumerate(probability):
        found[site == i] = choose(rng, mine, int((site == i).sum()))
    return found


def choose(rng: np.random.Generator, probability: np.ndarray, n: int) -> np.ndarray:
    """``n`` indices with these probabilities."""
    edges = np.cumsum(probability)
    return np.minimum(np.searchsorted(edges, rng.random(n) * edges[-1], side="right"), len(probability) - 1)
