"""From arrays to a solved batch: choose the compiled kernel, give it memory, name its outcomes."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from functools import lru_cache
from pathlib import Path

import numba
import numpy as np

from neuroglide.cache import cache_dir
from neuroglide.nerve.network import Mesh
from neuroglide.nerve.tissue import DEFAULT, get_law

#: Largest force out of balance at any node [N]: a ten-millionth of the tensions at play, far above rounding (1e-13 N).
TOLERANCE_N = 1e-8

OUTCOMES = {
    0: "solved",
    1: "the balance of forces was not reached in the allowed number of iterations",
    2: "a force, length or time step was not a finite number",
}


@lru_cache
def kernel_for(law: str = DEFAULT):
    """The compiled kernel module for a tissue law; compiled code is kept under cache.cache_dir()."""
    get_law(law)
    here = Path(__file__).parent
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(here.rglob("*.py")):  # Numba's own check does not see a changed law or interface file
        digest.update(source.read_bytes())
    kept = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(cache_dir() / f"kernel-{digest.hexdigest()[:16]}")
    try:
        name = "neuroglide.nerve.mechanics" if law == DEFAULT else f"neuroglide.nerve.mechanics_{law}"
        if name in sys.modules:
            return sys.modules[name]
        spec = importlib.util.spec_from_file_location(name, here / "mechanics.py")
        module = importlib.util.module_from_spec(spec)
        module.LAW_NAME = law
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module
    finally:
        numba.config.CACHE_DIR = kept


def solve(mesh: Mesh, material, lengths_m: np.ndarray, dt_s: np.ndarray, *, fields: bool = False, law: str = DEFAULT):
    """Solve a batch of people on one mesh.

    Parameters: material, a mechanics.Material (P, ...); lengths_m (P, T, S) [m] bed segments at each moment;
    dt_s (P, T) [s] the step that ends at each moment, the first one starting at rest in supine neutral;
    fields keeps every node's values too. Returns mechanics.Output. Does not raise for a step that fails: see
    ``status`` and OUTCOMES.
    """
    kernel = kernel_for(law)
    people, moments = lengths_m.shape[:2]
    n, q = mesh.n_nodes, len(mesh.site_node)
    kept = moments if fields else 0
    out = kernel.Output(
        *(np.full((people, moments, q), np.nan) for _ in range(3)),
        *(np.full((people, kept, n), np.nan) for _ in range(3)),
        *(np.zeros(people, dtype=np.int64) for _ in range(3)),
    )
    topology = kernel.Topology(
        mesh.segment, mesh.share, mesh.first, mesh.last, mesh.start, mesh.end,
        mesh.site_node, mesh.site_weight, mesh.site_element,
    )
    kernel.run_batch(
        topology, material, np.ascontiguousarray(lengths_m, dtype=float), np.ascontiguousarray(dt_s, dtype=float),
        TOLERANCE_N, len(mesh.junctions), out,
    )
    return out


def pack(nerves, restrictions=()):
    """One mechanics.Material from people's nerves on one mesh.

    Parameters: nerves, properties.Nerve of each person; restrictions, for each person the extra springs
    ((node, weight on the next node), stiffness [N/m]). A spring between two nodes is shared by their weights.
    """
    kernel = kernel_for()
    tethers = nerves[0].tethers
    extra = [_spread(r) for r in restrictions] or [{} for _ in nerves]
    nodes = [t.node for t in tethers] + sorted({node for springs in extra for node in springs})
    own = len(tethers)

    def stack(name):
        return np.ascontiguousarray(np.stack([getattr(nerve, name) for nerve in nerves]), dtype=float)

    length = stack("length")
    inverse = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0.0)
    yields, give, spring = (np.zeros((len(nerves), len(nodes))) for _ in range(3))
    give[:, own:] = 1.0  # no yielding part in a restriction: any length will do
    for row, (nerve, springs) in enumerate(zip(nerves, extra, strict=True)):
        for column, t in enumerate(nerve.tethers):
            yields[row, column], give[row, column], spring[row, column] = t.yield_force, t.give, t.spring
        for column, node in enumerate(nodes[own:], start=own):
            spring[row, column] = springs.get(node, 0.0)
    return kernel.Material(
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
