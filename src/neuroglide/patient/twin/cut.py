"""People of a posterior with nerves that the examination had no part in choosing: a cut posterior (Plummer 2015).

The tests tell next to nothing of a nerve's own mechanics (the twin's check), and what a posterior says of it all the
same is the chance of which computed nerves happen to fit: in two packaged patients 16 to 32 of 122 carry most of it.
For a plan that is harm twice over: bands of strain and glide rest on few nerves, and vary with the seed. So each person
gets a nerve as before the examination, and the findings decide only where it hurts, at what strain, and what the
muscles bear. What a technique does to it mechanically is then the same whatever was found, and whatever is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from neuroglide.patient.twin.between import LEAST
from neuroglide.patient.twin.limits import Outlook, invert, values_at
from neuroglide.patient.twin.mechanics import SweepKey

#: A hair less than what is reached: where a strain stands still, a test ends where that begins.
_JUST = 1.0 - 1e-9


def cut(mine: Outlook, hurt: Iterable[SweepKey], stretched: Iterable[SweepKey], seed: int,
        each: int = 1) -> Outlook:
    """The same people with nerves of the prior, none of whom ends a test later than before.

    A person's strains belong to the nerve they were found with. In another one, which is strained by e' where the first
    was by e when it stopped a test, threshold and range are multiplied by ``e' / e``, of several tests by the least. So
    is the hip moment that the affected leg bears, in the tests that stretched it. The two limbs share a range: that of
    the affected one counts, and the other's threshold takes up the rest.

    Parameters: ``mine``, N people; ``hurt``, tests that brought the own symptom at an angle, of either limb;
    ``stretched``, tests that ended at a stretch; ``seed``; ``each``, how many people one after the other share a nerve.
    Returns: an Outlook. Its runs (by even steps through their prior), partners and stiffnesses depend on the seed and
    on the number of nerves alone.
    """
    people, mechanics = mine.people, mine.mechanics
    n = len(people) // each
    rng = np.random.default_rng([seed, 11])
    places = np.cumsum(mechanics.prior) / mechanics.prior.sum()
    run = np.minimum(np.searchsorted(places, (np.arange(n) + rng.random()) / n), len(places) - 1)
    nerves = (run, rng.integers(mechanics.n_partners, size=n), rng.random(n))
    run, partner, even = (np.repeat(one, each) for one in nerves)
    new = replace(people, run=run, partner=partner, even=even)
    other = Outlook(mechanics, new)
    stops = people.range * people.stop / 10.0
    level = {"affected": people.threshold + stops, "other": people.threshold_other + stops}
    least = {side: np.full(len(people), np.inf) for side in level}
    for key in hurt:
        least[key.side] = np.minimum(least[key.side], _ratio_at_end(mine, other, key, "own", level[key.side]))
    bears = np.full(len(people), np.inf)
    for key in stretched:
        tolerance = people.tolerance(key.side, key.test == "slr")
        bears = np.minimum(bears, _ratio_at_end(mine, other, key, "moment_nm", tolerance))
    affected, opposite, bears = (np.where(np.isfinite(one), one, 1.0) for one in (*least.values(), bears))
    left = np.maximum(level["other"] * opposite - stops * affected, LEAST)
    return Outlook(mechanics, new.times(threshold=affected, range=affected, tolerance=bears,
                                        threshold_other=left / people.threshold_other))


def _ratio_at_end(mine: Outlook, other: Outlook, key: SweepKey, what: str, level: np.ndarray) -> np.ndarray:
    """What a curve of other nerves comes to where mine reached a level in a test, over that level (N,); infinite where
    mine did not reach it. Strains of less than ``LEAST`` percent count as that."""
    progress = mine.mechanics.sweep(key).progress_deg
    end = invert(progress, mine.curves(key, what), level)
    ends = np.isfinite(end)
    at = np.where(ends, end, progress[-1])
    before, after = (np.maximum(values_at(progress, one.curves(key, what), at), LEAST) for one in (mine, other))
    return np.where(ends, _JUST * after / before, np.inf)
