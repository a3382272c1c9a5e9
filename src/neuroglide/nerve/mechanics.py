"""The kernel: the moving nerve of one person through a movement, and of many people in parallel.

Balance at every node, with stretch ``lambda = dx/ds`` of the fibre and ``w`` its excursion against the bed::

    dN/ds = f(w) + c dw/dt,     N = max(0, g T(lambda) + H)

T is the tissue law, g and H come from quasi-linear viscoelasticity (Prony series, exact for tension that changes
linearly over a step), f from interface.py. Backward Euler in time, linear elements in space, damped Newton with a line
search on the slope of the energy, which is convex because every law is monotone: a full step is kept while the slope
along it has fallen well below its first value, else the step is cut by bisection to a point still going down, so the
energy falls at every iteration and Newton cannot cycle. What fails all the same is a named outcome.

The tissue law is compiled in: this module is loaded once per law (``neuroglide.nerve.kernel.kernel_for``).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange

from neuroglide.nerve.elimination import direction
from neuroglide.nerve.interface import hold, tether
from neuroglide.nerve.tissue import DEFAULT, get_law

LAW_NAME = globals().get("LAW_NAME", DEFAULT)
#: Whether Numba keeps the compiled entries on disk, in the folder that kernel.py chose for this law.
CACHE = globals().get("CACHE", False)
tension = get_law(LAW_NAME).tension

#: Smooth movement takes one or two; a jump of every bed length by -30..40 % in the most extreme tissue took up to 104.
MAX_NEWTON = 500
MAX_CUTS = 50
#: Slope added to every node [N/m]: keeps a slack stretch of nerve that nothing holds where it is, too small to be felt.
LEAST_HOLD = 1e-9
#: A full Newton step is kept while the energy's slope at its end is at most this share of that at its start, uphill.
UPHILL = 0.1
#: After so many iterations only points still going down are kept, which makes the energy fall monotonically.
STRICT_AFTER = 12


@njit(cache=CACHE)
def rest_strain(tension_n, stiffness, toe, equilibrium):
    """Strain above slack (n,) at which the relaxed law carries a tension (n,) [N]; bisection fits any tissue law."""
    strain = np.zeros(tension_n.shape[0])
    for i in range(tension_n.shape[0]):
        low, high = 0.0, 2.0
        for _ in range(60):  # 2 / 2**60: below rounding
            middle = 0.5 * (low + high)
            if equilibrium * tension(middle, stiffness[i], toe[i])[0] < tension_n[i]:
                low = middle
            else:
                high = middle
        strain[i] = 0.5 * (low + high)
    return strain


@njit(error_model="numpy")
def assemble(w, w_old, dx, carry, gain, memory, rate, m, force, slope, g, d):
    """Residual g and Jacobian diagonal d of the balance at excursion w; force and slope (dN/dw) of every element.

    All (n,); dx [m] the bed length under each element; carry [m] where the mesoneurium is at rest; gain the
    instantaneous share of tension; rate = 1/dt [1/s].
    ``m`` holds this person's rows of arrays.Material.
    """
    n = w.shape[0]
    inverse_length, rest_stretch, stiffness, toe, held, hardening, drag = m[:7]
    for i in range(n - 1):
        stretch = (dx[i] + w[i + 1] - w[i]) * inverse_length[i] * rest_stretch[i]
        elastic, tangent = tension(stretch - 1.0, stiffness[i], toe[i])
        total = gain * elastic + memory[i]
        slack = total <= 0.0  # a NaN is not slack: it must show in the balance
        force[i] = 0.0 if slack else total
        slope[i] = 0.0 if slack else gain * tangent * rest_stretch[i] * inverse_length[i]
    force[n - 1] = 0.0
    slope[n - 1] = 0.0
    f, f_slope = hold(w[0] - carry[0], held[0], hardening[0])
    g[0] = f + drag[0] * rate * (w[0] - w_old[0]) - force[0]
    d[0] = f_slope + drag[0] * rate + slope[0] + LEAST_HOLD
    for i in range(1, n):
        f, f_slope = hold(w[i] - carry[i], held[i], hardening[i])
        g[i] = f + drag[i] * rate * (w[i] - w_old[i]) + force[i - 1] - force[i]
        d[i] = f_slope + drag[i] * rate + slope[i - 1] + slope[i] + LEAST_HOLD
    tether_node, tether_yield, tether_give, tether_spring = m[7:11]
    for t in range(tether_node.shape[0]):
        i = tether_node[t]
        f, f_slope = tether(w[i], tether_yield[t], tether_give[t], tether_spring[t])
        g[i] += f
        d[i] += f_slope


@njit(error_model="numpy")
def close_ends(first, last, start, end, g, totals):
    """Set g at fixed ends to 0, sum it over the branches of each junction into totals (j,); return max |balance|."""
    totals[:] = 0.0
    worst = 0.0
    for e in range(first.shape[0]):
        if start[e] >= 0:
            totals[start[e]] += g[first[e]]
        else:
            g[first[e]] = 0.0
        if end[e] >= 0:
            totals[end[e]] += g[last[e]]
        else:
            g[last[e]] = 0.0
        for i in range(first[e] + 1, last[e]):
            worst = max(worst, abs(g[i]))
    for j in range(totals.shape[0]):
        worst = max(worst, abs(totals[j]))
    return worst


@njit(error_model="numpy")
def dot(a, b):
    """Sum of products: the slope of the energy along a direction; four sums at once, always in the same order."""
    s0 = s1 = s2 = s3 = 0.0
    whole = a.shape[0] // 4 * 4
    for i in range(0, whole, 4):
        s0 += a[i] * b[i]
        s1 += a[i + 1] * b[i + 1]
        s2 += a[i + 2] * b[i + 2]
        s3 += a[i + 3] * b[i + 3]
    for i in range(whole, a.shape[0]):
        s0 += a[i] * b[i]
    return (s0 + s1) + (s2 + s3)


@njit(error_model="numpy")
def newton_step(topology, m, w, w_old, dx, carry, gain, memory, rate, tolerance, work, matrix, totals):
    """Solve one time step in place; return (status, iterations): status 0 solved, 1 not converged, 2 not finite."""
    force, slope, g, d, r, inverse, fill, p, w_try = work
    segment, share, first, last, start, end = topology[:6]
    assemble(w, w_old, dx, carry, gain, memory, rate, m, force, slope, g, d)
    worst = close_ends(first, last, start, end, g, totals)
    for iteration in range(1, MAX_NEWTON + 1):
        direction(first, last, start, end, d, slope, g, r, inverse, fill, matrix, totals, p)
        slope0 = dot(g, p)
        if not math.isfinite(slope0):
            return 2, iteration
        high, low, scale = 1.0, 0.0, 1.0
        uphill = UPHILL if iteration <= STRICT_AFTER else 0.0
        for _ in range(MAX_CUTS):
            for i in range(w.shape[0]):
                w_try[i] = w[i] + scale * p[i]
            assemble(w_try, w_old, dx, carry, gain, memory, rate, m, force, slope, g, d)
            worst = close_ends(first, last, start, end, g, totals)
            along = dot(g, p)
            if not math.isfinite(along):
                worst = math.inf
            if worst <= tolerance or (along <= -uphill * slope0 and (scale == 1.0 or along >= 0.9 * slope0)):
                break
            if along > 0.0 or not math.isfinite(along):
                high = scale
            else:
                low = scale
            scale = 0.5 * (low + high)
        w[:] = w_try
        if worst <= tolerance:
            return 0, iteration
    return 1, MAX_NEWTON


@njit(error_model="numpy")
def remember(history, elastic, prony_share, prony_time, dt, memory):
    """Let the Prony branches decay over dt; set memory (n,) [N] and return the instantaneous gain [-] of the step.

    Branch q obeys ``h' = -h/tau + g T'``; over a step with T linear it becomes ``a h + g b (T_new - T_old)`` with
    ``a = exp(-dt/tau)``, ``b = (1 - a) tau / dt``, the exact integral of the Prony kernel over the step.
    """
    gain = 1.0
    memory[:] = 0.0
    for q in range(prony_share.shape[0]):
        ratio = dt / prony_time[q]
        a = math.exp(-ratio)
        b = -math.expm1(-ratio) / ratio if ratio > 1e-8 else 1.0 - 0.5 * ratio
        gain += prony_share[q] * (b - 1.0)
        for i in range(memory.shape[0]):
            history[q, i] = a * history[q, i] - prony_share[q] * b * elastic[i]
            memory[i] += history[q, i]
    return gain


@njit(error_model="numpy")
def update_history(w, dx, m, dt, history, elastic):
    """Add the step's new elastic tension to the Prony branches, and keep it for the next step."""
    inverse_length, rest_stretch, stiffness, toe = m[:4]
    prony_share, prony_time = m[11], m[12]
    for i in range(w.shape[0] - 1):
        stretch = (dx[i] + w[i + 1] - w[i]) * inverse_length[i] * rest_stretch[i]
        elastic[i] = tension(stretch - 1.0, stiffness[i], toe[i])[0]
    for q in range(prony_share.shape[0]):
        ratio = dt / prony_time[q]
        b = -math.expm1(-ratio) / ratio if ratio > 1e-8 else 1.0 - 0.5 * ratio
        for i in range(w.shape[0] - 1):
            history[q, i] += prony_share[q] * b * elastic[i]


@njit(error_model="numpy")
def record(topology, m, w, dx, force, out, t):
    """Write this moment's excursion [m], stretch [-] and tension [N] at the sites, and in the fields if wanted.

    At a site the stretch is the fibre's, which stops at slack in each element: where a nerve folds, how the fold is
    shared between elements has no meaning. Past the last element (a share above 1) a line is carried on only from what
    is longer than in situ: in a nerve that folds, it would tell strain where there is no tension. In the fields it is
    dx/ds itself.
    """
    site_node, site_weight, site_element, site_share = topology[6:10]
    s_w, s_stretch, s_force, f_w, f_stretch, f_force = out
    inverse_length, rest_stretch = m[0], m[1]
    for s in range(site_node.shape[0]):
        i = site_node[s]
        s_w[t, s] = (1.0 - site_weight[s]) * w[i] + site_weight[s] * w[i + 1]
        one, two, share = site_element[s, 0], site_element[s, 1], site_share[s]
        s_force[t, s] = share * force[one] + (1.0 - share) * force[two]
        first = max((dx[one] + w[one + 1] - w[one]) * inverse_length[one], 1.0 / rest_stretch[one])
        second = max((dx[two] + w[two + 1] - w[two]) * inverse_length[two], 1.0 / rest_stretch[two])
        if share > 1.0:
            share, second = (share, max(second, 1.0)) if first > 1.0 else (1.0, second)
        s_stretch[t, s] = share * first + (1.0 - share) * second
    if f_w.shape[0] > 0:
        for i in range(w.shape[0]):
            f_w[t, i] = w[i]
            f_force[t, i] = force[i]
        for i in range(w.shape[0] - 1):
            f_stretch[t, i] = (dx[i] + w[i + 1] - w[i]) * inverse_length[i]


@njit(error_model="numpy")
def run_person(topology, m, lengths, carry_m, dt, tolerance, n_junctions, out):
    """March one person through the movement; return (steps done, status, Newton iterations).

    lengths (T, S) [m] bed segments; carry_m (T, c) [m] way of each carrier; dt (T,) [s] the step that ends at each
    moment; the first starts at rest in supine neutral. ``out`` holds this person's slices of Output.
    """
    segment, share = topology[0], topology[1]
    carrier, carried = topology[10], topology[11]
    n = segment.shape[0]
    work = np.zeros((16, n))
    w, w_old, w_before, dx, memory, elastic, carry = work[9], work[10], work[11], work[12], work[13], work[14], work[15]
    history = np.zeros((m[11].shape[0], n))
    matrix, totals = np.zeros((n_junctions, n_junctions)), np.zeros(n_junctions)
    for i in range(n):
        dx[i] = 1.0 / m[0][i] if m[0][i] > 0.0 else 0.0
    update_history(w, dx, m, 1e30, history, elastic)  # rest has lasted for ever: the branches carry nothing
    history[:, :] = 0.0
    total = 0
    before = dt[0]
    for t in range(lengths.shape[0]):
        if not dt[t] > 0.0:
            return t, 2, total
        for i in range(n):
            dx[i] = lengths[t, segment[i]] * share[i] if segment[i] >= 0 else 0.0
            carry[i] = carry_m[t, carrier[i]] * carried[i] if carrier[i] >= 0 else 0.0
        gain = remember(history, elastic, m[11], m[12], dt[t], memory)
        ahead = dt[t] / before
        for i in range(n):
            w_before[i], w_old[i] = w_old[i], w[i]
            w[i] += ahead * (w_old[i] - w_before[i])
        before = dt[t]
        status, iterations = newton_step(
            topology, m, w, w_old, dx, carry, gain, memory, 1.0 / dt[t], tolerance,
            (work[0], work[1], work[2], work[3], work[4], work[5], work[6], work[7], work[8]), matrix, totals,
        )
        total += iterations
        if status != 0:
            return t, status, total
        update_history(w, dx, m, dt[t], history, elastic)
        record(topology, m, w, dx, work[0], out, t)
    return lengths.shape[0], 0, total


@njit(cache=CACHE, error_model="numpy", parallel=True)
def run_batch(topology, material, lengths, carry_m, dt, tolerance, n_junctions, out):
    """March every person of the batch, in parallel over people; each person's result depends on that person alone."""
    for p in prange(lengths.shape[0]):
        m = (
            material[0][p], material[1][p], material[2][p], material[3][p], material[4][p], material[5][p],
            material[6][p], material[7], material[8][p], material[9][p], material[10][p], material[11][p],
            material[12][p],
        )
        slices = (out[0][p], out[1][p], out[2][p], out[3][p], out[4][p], out[5][p])
        out[6][p], out[7][p], out[8][p] = run_person(
            topology, m, lengths[p], carry_m[p], dt[p], tolerance, n_junctions, slices
        )
