"""One Newton direction on a network of rods in O(nodes): every branch is condensed onto its two ends.

Inside a branch the system is tridiagonal (pivot ``d``, coupling ``-k`` to the next node). Forward elimination carries
the coupling to the branch's first node along, so what remains is a small dense symmetric system of the junctions,
solved by Cholesky; back substitution then fills the branches. Roots joining cord and plexus make loops, which this
handles as it handles trees.
"""

from __future__ import annotations

from numba import njit

FAST = {"contract", "nsz", "arcp", "reassoc"}


@njit(cache=True, fastmath=FAST)
def condense_branch(a, b, d, k, r, inverse, fill):
    """Eliminate the inner nodes a+1..b-1; return (S_aa, S_ab, S_bb, r_a, r_b) to add at the branch's two ends.

    d, k, r (n,): diagonal, coupling to the next node, right-hand side; r and the work arrays inverse, fill are
    overwritten with what back_substitute needs.
    """
    s_aa = d[a]
    r_a = r[a]
    pivot = d[a + 1]
    carry = k[a]
    right = r[a + 1]
    for i in range(a + 1, b):
        inv = 1.0 / pivot
        ahead = k[i] * inv
        inverse[i] = inv
        fill[i] = carry
        r[i] = right
        side = carry * inv
        s_aa -= side * carry
        r_a += side * right
        pivot = d[i + 1] - ahead * k[i]
        right = r[i + 1] + ahead * right
        carry = ahead * carry
    return s_aa, -carry, pivot, r_a, right


@njit(cache=True, fastmath=FAST)
def back_substitute(a, b, k, r, inverse, fill, p):
    """Fill p[a+1..b-1] from p[a] and p[b]."""
    left = p[a]
    for i in range(a + 1, b):
        p[i] = (r[i] + fill[i] * left) * inverse[i]
        inverse[i] *= k[i]
    ahead = p[b]
    for i in range(b - 1, a, -1):
        ahead = p[i] + inverse[i] * ahead
        p[i] = ahead


@njit(cache=True)
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


@njit(cache=True, fastmath=FAST)
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
