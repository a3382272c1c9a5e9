"""Rods and networks laid by hand, every element with its own bed segment, so that exact solutions can be posed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from neuroglide.nerve.network import Mesh
from neuroglide.nerve.properties import Nerve
from neuroglide.nerve.solve import pack, solve


class Rod(NamedTuple):
    """One branch: element lengths (e,) [m], and per element or for all stiffness E A [N], toe [-], rest_stretch [-],
    hold [N/m2], hardening [1/m2], drag [N s/m2]; start and end name a junction, None is fixed to the bed."""

    length: np.ndarray
    stiffness: float = 100.0
    toe: float = 0.1
    rest_stretch: float = 1.0
    hold: float = 0.0
    hardening: float = 0.0
    drag: float = 0.0
    start: str | None = None
    end: str | None = None


def cells(length: np.ndarray) -> np.ndarray:
    """Length of bed [m] that each node of a rod holds on to (e + 1,)."""
    return 0.5 * (np.append(length, 0.0) + np.append(0.0, length))


def lay(rods, *, tethers=(), prony=((), ())) -> tuple[Mesh, Nerve]:
    """Mesh and node arrays of a network of rods; bed segment i is element i, counted over the rods in turn."""
    junctions = tuple(dict.fromkeys(end for rod in rods for end in (rod.start, rod.end) if end is not None))
    where = {name: i for i, name in enumerate(junctions)} | {None: -1}
    segment, columns, first, last, before = [], [], [], [], 0
    for rod in rods:
        e = len(rod.length)
        first.append(len(segment))
        segment += [*range(before, before + e), -1]
        last.append(len(segment) - 1)
        before += e
        each = [np.append(np.broadcast_to(v, e), v if np.ndim(v) == 0 else np.asarray(v)[-1])
                for v in (rod.rest_stretch, rod.stiffness, rod.toe)]
        cell = cells(rod.length)
        columns.append(np.stack([
            np.append(rod.length, 0.0), each[0], each[1], each[2], cell * rod.hold,
            np.full(e + 1, rod.hardening), cell * rod.drag,
        ]))
    segment = np.array(segment)
    mesh = Mesh(
        segment, np.where(segment < 0, 0.0, 1.0), np.repeat(np.arange(len(rods)), [len(r.length) + 1 for r in rods]),
        np.array(first), np.array(last), np.array([where[r.start] for r in rods]),
        np.array([where[r.end] for r in rods]), junctions, (), np.zeros(1, dtype=np.int64), np.zeros(1),
        np.zeros((1, 2), dtype=np.int64), np.ones(1),
    )
    length, rest_stretch, *others = np.concatenate(columns, axis=1)
    share, time = (np.array(v, dtype=float) for v in prony)
    unused = np.full_like(length, np.nan)  # section and tension at rest: the kernel does not ask for them
    laid = Nerve(length, unused, rest_stretch, unused, *others, tuple(tethers), share, time)
    return mesh, laid


def march(mesh: Mesh, laid: Nerve, bed_m: np.ndarray, dt_s, law: str):
    """Solve for bed lengths (T, e) [m]; returns arrays.Output with fields. Fails the test if a step did."""
    bed_m = np.atleast_2d(bed_m)
    steps = np.broadcast_to(np.asarray(dt_s, dtype=float), (len(bed_m),))
    out = solve(mesh, pack([laid]), bed_m[None], steps[None], fields=True, law=law)
    assert out.status[0] == 0, f"step {out.steps_done[0]} ended with status {out.status[0]}"
    return out


def observed_orders(errors) -> np.ndarray:
    """Orders of convergence between refinements that halve the step."""
    errors = np.asarray(errors)
    return np.log2(errors[:-1] / errors[1:])
