"""One Newton direction on a network of rods in O(nodes): every branch is condensed onto its two ends.

Inside a branch the system is tridiagonal (diagonal ``d``, coupling ``-k`` to the next node). Elimination runs from both
ends to the middle and carries the coupling to its end along, so what remains is a small dense symmetric system of the
junctions, solved by Cholesky; back substitution then fills the branches from the middle outwards. Roots joining cord
and plexus make loops, which this handles as it handles trees.

Nothing here or in mechanics.py lets the compiler reorder sums (no fastmath), so results are the same to the last bit
whether the kernel was just compiled or came from the cache. ``error_model="numpy"`` drops the test for division by
zero, which would keep loops from using vector instructions; what is not finite is caught once per Newton step.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(inline="always")
def eliminate(i, ahead, drop, add, carry, d, k, r, inverse, fill):
    """Eliminate node i, whose next node is coupled by k[ahead]; return what it adds to the next node and to its end.

    ``drop`` and ``add`` came from the node before, ``carry`` is the coupling to the branch's end.
    """
    i, ahead = np.uint64(i), np.uint64(ahead)  # spares the test for an index from the end at every access
    inv = 1.0 / (d[i] - drop)
    right = r[i] + add
    inverse[i], r[i], fill[i] = inv, right, carry
    side, on = carry * inv, k[ahead] * inv
    return (k[ahead] * k[ahead]) * inv, on * right, on * carry, side * carry, side * right


@njit(error_model="numpy")
def condense_branch(a, b, d, k, r, inverse, fill):
    """Eliminate the inner nodes a+1..b-1; return (S_aa, S_ab, S_bb, r_a, r_b) to add at the branch's two ends.

    From both ends to the middle at once: the division is what takes time, and two independent ones overlap.
    d, k, r (n,): diagonal, coupling to the next node, right-hand side; r and the work arrays inverse, fill are
    overwritten with what back_substitute needs.
    """
    s_aa, s_bb, r_a, r_b = d[a], d[b], r[a], r[b]
    if b == a + 1:
        return s_aa, -k[a], s_bb, r_a, r_b
    middle = (a + b) // 2
    drop, add, carry = 0.0, 0.0, k[a]
    drop_, add_, carry_ = 0.0, 0.0, k[b - 1]
    for step in range(1, middle - a):
        i, j = a + step, b - step
        drop, add, carry, own, right = eliminate(i, i, drop, add, carry, d, k, r, inverse, fill)
        s_aa -= own
        r_a += right
        drop_, add_, carry_, own, right = eliminate(j, j - 1, drop_, add_, carry_, d, k, r, inverse, fill)
        s_bb -= own
        r_b += right
    for j in range(a + b - middle, middle, -1):  # one node more on this side when their number is even
        drop_, add_, carry_, own, right = eliminate(j, j - 1, drop_, add_, carry_, d, k, r, inverse, fill)
        s_bb -= own
        r_b += right
    inv = 1.0 / (d[middle] - drop - drop_)
    right = r[middle] + add + add_
    inverse[middle], r[middle], fill[middle], fill[b] = inv, right, carry, carry_
    side, side_ = carry * inv, carry_ * inv
    return s_aa - side * carry, -side * carry_, s_bb - side_ * carry_, r_a + side * right, r_b + side_ * right


@njit(error_model="numpy")
def back_substitute(a, b, k, r, inverse, fill, p):
    """Fill p[a+1..b-1] from p[a] and p[b], from the middle to both ends."""
    if b == a + 1:
        return
    middle = (a + b) // 2
    left, last = p[a], p[b]
    down = up = p[middle] = (r[middle] + fill[middle] * left + fill[b] * last) * inverse[middle]
    for step in range(1, middle - a):
        i, j, near = np.uint64(middle - step), np.uint64(middle + step), np.uint64(middle + step - 1)
        down = p[i] = (r[i] + fill[i] * left) * inverse[i] + (k[i] * inverse[i]) * down
        up = p[j] = (r[j] + fill[j] * last) * inverse[j] + (k[near] * inverse[j]) * up
    for j in range(2 * middle - a, b):
        up = p[j] = (r[j] + fill[j] * last) * inverse[j] + (k[j - 1] * inverse[j]) * up


@njit(error_model="numpy")
def solve_dense(matrix, x):
    """Solve the symmetric positive definite system in place (Cholesky); x (j,) becomes the solution."""
    n = x.shape[0]
    for c in range(n):
        for m in range(c):
            matrix[c, c] -= matrix[c, m] * matrix[c, m]
        matrix[c, c] = matrix[c, c] ** 0.5
        for row in range(c + 1, n):
            for m in range(c):
                matrix[row, c] -= matrix[row, m] * matrix[c, m]
            matrix[row, c] /= matrix[c, c]
    for c in range(n):
        for m in range(c):
            x[c] -= matrix[c, m] * x[m]
        x[c] /= matrix[c, c]
    for c in range(n - 1, -1, -1):
        for m in range(c + 1, n):
            x[c] -= matrix[m, c] * x[m]
        x[c] /= matrix[c, c]


@njit(error_model="numpy")
def direction(first, last, start, end, d, k, g, r, inverse, fill, matrix, x, p):
    """Newton direction p (n,) with J p = -g; d, k (n,) hold J. Work: r, inverse, fill (n,), matrix (j, j), x (j,)."""
    for i in range(g.shape[0]):
        r[i] = -g[i]
    matrix[:, :] = 0.0
    x[:] = 0.0
    for e in range(first.shape[0]):
        s_aa, s_ab, s_bb, r_a, r_b = condense_branch(first[e], last[e], d, k, r, inverse, fill)
        u, v = start[e], end[e]
        if u >= 0:
            matrix[u, u] += s_aa
            x[u] += r_a
        if v >= 0:
            # The last pivot already holds this branch's share of the end node's own diagonal.
            matrix[v, v] += s_bb
            x[v] += r_b
        if u >= 0 and v >= 0:
            matrix[u, v] += s_ab
            matrix[v, u] += s_ab
    solve_dense(matrix, x)
    for e in range(first.shape[0]):
        a, b = first[e], last[e]
        p[a] = x[start[e]] if start[e] >= 0 else 0.0
        p[b] = x[end[e]] if end[e] >= 0 else 0.0
        back_substitute(a, b, k, r, inverse, fill, p)
