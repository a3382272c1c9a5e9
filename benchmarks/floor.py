"""The floor of one node update, from the code's own counts and this machine's measured limits.

One node update is one node in one Newton step. Three limits: the chain of operations that must wait for one another
(elimination and back substitution, two chains at once), the bytes that move between the core and its cache, and the
arithmetic. The largest is the floor.
"""

from __future__ import annotations

import time

import numpy as np
from numba import njit

#: Doubles loaded and stored per node in a Newton step: assemble 15 + 4, largest balance 1, copy of the right-hand side
#: 1 + 1, condensation 3 + 3, back substitution 4 + 1, two slopes 4, trial point 2 + 1, its keeping 1 + 1.
WORDS_PER_NEWTON = 42
#: Per node in a time step: first guess 3 + 3, bed 2 + 1, carriers 2 + 1, branches' decay 4 x (3 + 2) + 1, their
#: update 7 + 4 x 3 + 1.
WORDS_PER_STEP = 53
#: Additions, multiplications and divisions per node in a Newton step: assemble 39, elimination 14, back substitution 6,
#: slopes 4, trial point 2.
FLOPS_PER_NEWTON = 65


@njit(error_model="numpy")
def _elimination(count, d, k):
    drop = 0.0
    for _ in range(count):
        drop = (k * k) * (1.0 / (d - drop))
    return drop


@njit(error_model="numpy")
def _substitution(count, k, inverse):
    p = 1.0
    for _ in range(count):
        p = 0.1 * inverse + (k * inverse) * p
    return p


@njit(error_model="numpy")
def _triad(count, a, b, c):
    for _ in range(count):
        for i in range(a.shape[0]):
            a[i] = b[i] + 0.5 * c[i]


@njit(error_model="numpy")
def _arithmetic(count, a):
    """Eight multiplications and additions on each of 64 independent values that stay in registers or first cache."""
    for _ in range(count):
        for i in range(a.shape[0]):
            x = a[i]
            x = (x * 0.999 + 0.1) * 0.998 + 0.2
            x = (x * 0.997 + 0.3) * 0.996 + 0.4
            a[i] = x


def _best(function, *arguments) -> float:
    function(1, *arguments)
    best = np.inf
    for _ in range(5):
        start = time.process_time()
        function(*((20000,) + arguments))
        best = min(best, time.process_time() - start)
    return best / 20000


def measure(nodes: int) -> dict[str, float]:
    """Floor [ns] of a node update on this machine, for a network of that many nodes (30 arrays of them are at work)."""
    link = _best(_elimination, 3.0, 1.0), _best(_substitution, 0.9, 0.9)
    arrays = [np.full(10 * nodes, 1.0) for _ in range(3)]
    size = len(arrays[0])
    bandwidth = 3 * 8 * size / _best(lambda n, *a: _triad(max(n // 1000, 1), *a), *arrays) / 1000
    flops = 8 * 64 / _best(_arithmetic, np.ones(64))
    return {
        "elimination_link_ns": link[0] * 1e9, "substitution_link_ns": link[1] * 1e9,
        "bandwidth_gb_s": bandwidth / 1e9, "arithmetic_gflop_s": flops / 1e9,
        "chain_ns": 0.5 * (link[0] + link[1]) * 1e9,
        "bytes_ns": 8 * WORDS_PER_NEWTON / bandwidth * 1e9,
        "arithmetic_ns": FLOPS_PER_NEWTON / flops * 1e9,
    }
