"""The nerves of the twin that a plan uses, in three samples: to fit on, to judge on, and fresh ones to sign on.

The largest size that just keeps a bound on few nerves flatters those few: what holds on them breaks on others. So sizes
and doses are fitted on a small sample, which is quick, and judged on another one that had no part in choosing; what is
signed is run again on a third.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

#: Nerves that sizes and doses are fitted on.
FITTED_ON = 32


class Samples(NamedTuple):
    """Equally probable nerves (TwinDraw) of one twin: ``fitted`` (FITTED_ON, or as many as are judged on where those
    are fewer), ``judged`` and ``fresh`` (as many as asked for)."""

    fitted: list[Any]
    judged: list[Any]
    fresh: list[Any]


def samples_of(twin: Any, draws: int, seed: int) -> Samples:
    """The three samples of a twin.

    The twin draws with even steps through its weight, so that two draws of its own, with two seeds, may happen to step
    in the same places and be nearly the same nerves. Here one draw is dealt out, place by place, so that each sample
    is spread evenly and no place is in two. In a plan hardly any nerve is either, for each place has a mixture of its
    own; a person that weighs more than one step lends how sensitive it is to more than one nerve.

    Parameters: ``twin``, with ``draws(n, seed)``; ``draws``, nerves to judge on, and as many fresh ones; ``seed``.
    Returns: Samples; the same input gives the same.
    """
    counts = (fitted_on(draws), draws, draws)
    place = np.concatenate([(np.arange(n) + 0.5) / n for n in counts])
    group = np.repeat(np.arange(len(counts)), counts)[np.argsort(place, kind="stable")]
    every = twin.draws(sum(counts), seed)
    return Samples(*([every[i] for i in np.flatnonzero(group == number)] for number in range(len(counts))))


def fitted_on(draws: int) -> int:
    """How many nerves a plan that is judged on ``draws`` of them is fitted on."""
    return min(FITTED_ON, draws)
