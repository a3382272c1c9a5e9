"""The seed of a plan: one number, checked before anything runs, from which every draw of twin and bands follows."""

from __future__ import annotations

from typing import Any

from neuroglide.errors import InputError

#: Largest seed: what every generator of random numbers takes.
LARGEST_SEED = 2**32 - 1


def require_seed(seed: Any) -> int:
    """The seed, a whole number from 0 to LARGEST_SEED. Raises: InputError for anything else."""
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        raise InputError(f"the seed is {str(seed)[:40]}: it is a whole number from 0 to {LARGEST_SEED}.", fix="use 1.")
    return seed
