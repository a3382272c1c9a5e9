"""From arrays to a solved batch: give the compiled kernel its arrays and memory, name its outcomes."""

from __future__ import annotations

import numpy as np

from neuroglide.nerve.arrays import Material, Output, Topology
from neuroglide.nerve.kernel import kernel_for
from neuroglide.nerve.network import Mesh
from neuroglide.nerve.tissue import DEFAULT

#: Largest force out of balance at any node [N]: a ten-millionth of the tensions at play, far above rounding (1e-13 N).
TOLERANCE_N = 1e-8

OUTCOMES = {
    0: "solved",
    1: "the balance of forces was not reached in the allowed number of iterations",
    2: "a force, length or time step was not a finite number",
}


def solve(
    mesh: Mesh, material, lengths_m: np.ndarray, dt_s: np.ndarray, *, carry_m: np.ndarray | None = None,
    fields: bool = False, law: str = DEFAULT,
):
    """Solve a batch of people on one mesh.

    Parameters: material, a arrays.Material (P, ...); lengths_m (P, T, S) [m] bed segments at each moment;
    dt_s (P, T) [s] the step that ends at each moment, the first one starting at rest in supine neutral;
    carry_m (P, T, c) [m] how far each carrier (anatomy.CARRIERS) has taken along what holds the nerve, distal positive
    (None: nowhere); fields keeps every node's values too. Returns arrays.Output. Does not raise for a step that
    fails: see ``status`` and OUTCOMES.
    """
    kernel = kernel_for(law)
    people, moments = lengths_m.shape[:2]
    n, q = mesh.n_nodes, len(mesh.site_node)
    kept = moments if fields else 0
    out = Output(
        *(np.full((people, moments, q), np.nan) for _ in range(3)),
        *(np.full((people, kept, n), np.nan) for _ in range(3)),
        *(np.zeros(people, dtype=np.int64) for _ in range(3)),
    )
    topology = Topology(
        mesh.segment, mesh.share, mesh.first, mesh.last, mesh.start, mesh.end,
        mesh.site_node, mesh.site_weight, mesh.site_element, mesh.site_share,
        np.full(n, -1) if mesh.carrier is None else mesh.carrier, np.zeros(n) if mesh.carried is None else mesh.carried,
    )
    if carry_m is None:
        carry_m = np.zeros((people, moments, max(1, int(topology.carrier.max()) + 1)))
    kernel.run_batch(
        Topology(*map(_plain, topology)), Material(*map(_plain, material)),
        _plain(np.asarray(lengths_m, dtype=float)), _plain(np.asarray(carry_m, dtype=float)),
        _plain(np.asarray(dt_s, dtype=float)),
        TOLERANCE_N, len(mesh.junctions), out,
    )
    return out


def _plain(array: np.ndarray) -> np.ndarray:
    """The array as the kernel was compiled for: contiguous, writable, int64 or float64; anything else compiles anew."""
    kind = np.int64 if array.dtype.kind in "iu" else np.float64
    return np.require(array, kind, ("C", "W"))


def pack(nerves, restrictions=()):
    """One arrays.Material from people's nerves on one mesh.

    Parameters: nerves, properties.Nerve of each person; restrictions, for each person the extra springs
    ((node, weight on the next node), stiffness [N/m]). A spring between two nodes is shared by their weights.
    """
    tethers = nerves[0].tethers
    extra = [_spread(r) for r in restrictions] or [{} for _ in nerves]
    nodes = [t.node for t in tethers] + sorted({node for springs in extra for node in springs})
    own = len(tethers)

    def stack(name):
        return np.ascontiguousarray(np.stack([getattr(nerve, name) for nerve in nerves]), dtype=float)

    length = stack("length")
    inverse = np.divide(1.0, length, out=np.zeros_like(length), where=length != 0.0)
    yields, give, spring = (np.zeros((len(nerves), len(nodes))) for _ in range(3))
    give[:, own:] = 1.0  # no yielding part in a restriction: any length will do
    for row, (nerve, springs) in enumerate(zip(nerves, extra, strict=True)):
        for column, t in enumerate(nerve.tethers):
            yields[row, column], give[row, column], spring[row, column] = t.yield_force, t.give, t.spring
        for column, node in enumerate(nodes[own:], start=own):
            spring[row, column] = springs.get(node, 0.0)
    return Material(
        inverse, stack("rest_stretch"), stack("stiffness"), stack("toe"), stack("hold"), stack("hardening"),
        stack("drag"), np.array(nodes, dtype=np.int64), yields, give, spring, stack("prony_share"), stack("prony_time"),
    )


def _spread(springs) -> dict[int, float]:
    shared: dict[int, float] = {}
    for (node, weight), stiffness in springs:
        shared[node] = shared.get(node, 0.0) + stiffness * (1.0 - weight)
        if weight > 0.0:
            shared[node + 1] = shared.get(node + 1, 0.0) + stiffness * weight
    return shared
