"""Nerves that an examination had no part in choosing.

The tests tell next to nothing of a nerve's own mechanics (the twin's check), and what a posterior says of it all the
same is the chance of which computed nerves happen to fit: some twenty of 122 carry most of it. For a plan that is harm
twice over: bands of strain and glide rest on few nerves, and vary with the seed. So its nerves are cut loose from the
findings (a cut posterior: Plummer 2015, Stat Comput 25:37-43): each computed nerve counts as before the examination,
and the findings decide only, nerve by nerve, where it hurts, at what strain, and what the muscles bear.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from neuroglide.patient.twin.limits import Outlook
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
