"""Nerves that an examination had no part in choosing.

The tests tell next to nothing of a nerve's own mechanics (the twin's check), and what a posterior says of it all the
same is the chance of which computed nerves happen to fit: some twenty of 122 carry most of it. For a plan that is harm
twice over: bands of strain and glide rest on few nerves, and vary with the seed. So its nerves are cut loose from the
findings (a cut posterior: Plummer 2015, Stat Comput 25:37-43): each nerve counts as before the examination, and the
findings decide only, nerve by nerve, where it hurts, at what strain, and what the muscles bear. What a technique does
to it mechanically is then the same whatever was found, and whatever is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from neuroglide.patient.twin.between import LEAST
from neuroglide.patient.twin.limits import Outlook, invert, values_at
from neuroglide.patient.twin.mechanics import SweepKey
from neuroglide.patient.twin.posterior import Sample


def untaught(found: Sample) -> Sample:
    """The people of a sample, each computed nerve (run) with its weight before the examination; those of one run keep
    their shares of it. They stand in the order of the runs, so that even steps through them are even steps through the
    nerves. A run that nobody is left of is lost.

    Parameters: ``found``, a Sample. Returns: the same people in another order, with other weights.
    """
    people, mechanics = found.people, found.outlook.mechanics
    of_run = np.bincount(people.run, found.weight, len(mechanics.prior))
    known = of_run > 0.0
    share = np.where(known, mechanics.prior, 0.0) / np.where(known, of_run, 1.0)
    weight = found.weight * share[people.run]
    order = np.argsort(people.run, kind="stable")
    weight = weight[order] / weight.sum()
    return replace(found, outlook=Outlook(mechanics, people.take(order)), weight=weight,
                   prior_weight=found.prior_weight[order], apart=found.apart[:, order],
                   effective=float(1.0 / (weight**2).sum()))


def renewed(mine: Outlook, hurt: Iterable[SweepKey], stretched: Iterable[SweepKey], seed: int) -> Outlook:
    """The same people, their nerves mixed anew as before the examination, who end their tests where they did.

    A person's strains belong to the nerve they were found with. In another one, which is strained by e' where the first
    was by e when it stopped a test, what the person bears is multiplied by ``e' / e``, of several tests by the
    geometric mean. So is the hip moment that the affected leg bears, in the tests that stretched it.

    Parameters: ``mine``, people in the order of their runs (:func:`untaught`); ``hurt``, tests that brought the own
    symptom, of either limb; ``stretched``, tests that ended at a stretch; ``seed``. Returns: an Outlook; runs, partners
    and stiffnesses depend on the seed and the number of people alone.
    """
    people, mechanics = mine.people, mine.mechanics
    rng = np.random.default_rng([seed, 11])
    n = len(people)
    new = replace(people, partner=rng.integers(mechanics.n_partners, size=n), even=rng.random(n))
    other = Outlook(mechanics, new)
    own = {side: [key for key in hurt if key.side == side] for side in ("affected", "other")}
    bears = {}
    for side, threshold in (("affected", people.threshold), ("other", people.threshold_other)):
        level = threshold + people.range * people.stop / 10.0
        bears[side] = _middle([_over(mine, other, key, "own", level) for key in own[side]], n)
    muscle = _middle([_over(mine, other, key, "moment_nm", people.tolerance("affected", key.test == "slr"))
                      for key in stretched if key.side == "affected"], n)
    return Outlook(mechanics, new.times(threshold=bears["affected"], range=bears["affected"],
                                        threshold_other=bears["other"], tolerance=muscle))


def _middle(logs: list[np.ndarray], n: int) -> np.ndarray:
    """Geometric mean (n,) of ratios given as logarithms, those not known left out; 1 where none is."""
    every = np.array(logs).reshape(len(logs), n)
    known = np.isfinite(every)
    return np.exp(np.where(known, every, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1))


def _over(mine: Outlook, other: Outlook, key: SweepKey, what: str, level: np.ndarray) -> np.ndarray:
    """Logarithm (N,) of what a curve of other nerves comes to where mine reached a level in a test, over that level;
    infinite where mine did not reach it."""
    progress = mine.mechanics.sweep(key).progress_deg
    end = invert(progress, mine.curves(key, what), level)
    ends = np.isfinite(end)
    at = np.where(ends, end, progress[-1])
    before, after = (np.maximum(values_at(progress, one.curves(key, what), at), LEAST) for one in (mine, other))
    return np.where(ends, np.log(after / before), np.inf)
