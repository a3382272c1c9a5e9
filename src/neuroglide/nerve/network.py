"""The mesh of the nerve network: nodes along every branch, junctions where branches meet.

Nodes are stored branch after branch, both ends of a branch included, so a junction has one node per branch that meets
there. Element ``i`` lies between nodes ``i`` and ``i + 1``; the last node of a branch carries an empty element, which
lets the kernel run over all nodes in one straight loop.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from neuroglide.anatomy import BRANCHES, CARRIED, CARRIERS, SEGMENT_INDEX, SITES, Branch, Site


class Mesh(NamedTuple):
    """Node and element arrays of a network; n nodes, b branches, j junctions, q sites.

    segment (n,): bed segment of the element that starts at the node, -1 for the empty one. share (n,): the element's
    share of its segment's length. branch (n,): branch of the node. first, last (b,): its end nodes. start, end (b,):
    junction at each end, -1 where the end is fixed. site_node (q,), site_weight (q,): a site lies between site_node
    and the next one, site_weight of the way. site_element (q, 2): the two elements whose middles lie around it, and
    site_share (q,): the first one's share in what a gauge there reads. carrier (n,): the tissue that takes what holds
    the node along (order of anatomy.CARRIERS), -1 for none; carried (n,): by what share of its way; None: none.
    """

    segment: np.ndarray
    share: np.ndarray
    branch: np.ndarray
    first: np.ndarray
    last: np.ndarray
    start: np.ndarray
    end: np.ndarray
    junctions: tuple[str, ...]
    branches: tuple[Branch, ...]
    site_node: np.ndarray
    site_weight: np.ndarray
    site_element: np.ndarray
    site_share: np.ndarray
    carrier: np.ndarray | None = None
    carried: np.ndarray | None = None

    @property
    def n_nodes(self) -> int:
        """Number of nodes, branch ends counted once per branch."""
        return len(self.segment)


def element_counts(neutral_m: np.ndarray, spacing_m: float, at_least: int = 3) -> np.ndarray:
    """Elements per bed segment (S,) for a wanted spacing [m]; at least ``at_least`` in each."""
    return np.maximum(np.ceil(np.asarray(neutral_m) / spacing_m), at_least).astype(np.int64)


def build_mesh(
    counts: np.ndarray, branches: tuple[Branch, ...] = BRANCHES, sites: tuple[Site, ...] = SITES
) -> Mesh:
    """Mesh with ``counts[s]`` elements in bed segment s, in the order of anatomy.SEGMENTS, read at ``sites``."""
    junctions = tuple(dict.fromkeys(e for b in branches for e in (b.start, b.end) if e is not None))
    where = {name: i for i, name in enumerate(junctions)} | {None: -1}
    segment, share, branch, first, last, carrier, carried = [], [], [], [], [], [], []
    for index, b in enumerate(branches):
        first.append(len(segment))
        for name in b.segments:
            n = int(counts[SEGMENT_INDEX[name]])
            segment += [SEGMENT_INDEX[name]] * n
            share += [1.0 / n] * n
            by, *shares = CARRIED.get(name, (None, 0.0, 0.0))
            carrier += [CARRIERS.index(by) if by else -1] * n
            carried += list(np.linspace(*shares, n, endpoint=False))
        segment.append(-1)
        share.append(0.0)
        carrier.append(-1)
        carried.append(0.0)
        last.append(len(segment) - 1)
        branch += [index] * (len(segment) - len(branch))
    first_, last_ = np.array(first), np.array(last)
    node, weight, pair, share_of_first = _locate_sites(counts, branches, first_, last_, sites)
    return Mesh(
        np.array(segment), np.array(share), np.array(branch), first_, last_,
        np.array([where[b.start] for b in branches]), np.array([where[b.end] for b in branches]),
        junctions, branches, node, weight, pair, share_of_first, np.array(carrier), np.array(carried),
    )


def _locate_sites(counts, branches, first, last, sites):
    """Node, weight, gauge elements and the first one's share, of every site.

    A site inside a segment reads that segment only, since tissue may change and a tether may hold at its ends; a site
    on the border of two reads both, or, told so, its own alone, carried on to the border.
    """
    by_name = {b.name: i for i, b in enumerate(branches)}
    node, weight, pair, share = [], [], [], []
    for site in sites:
        if site.branch not in by_name:  # a network of fewer branches has fewer sites
            continue
        index = by_name[site.branch]
        names = branches[index].segments
        before = sum(int(counts[SEGMENT_INDEX[name]]) for name in names[: names.index(site.segment)])
        here = int(counts[SEGMENT_INDEX[site.segment]])
        begin, stop = before, before + here
        if site.fraction == 1.0:
            stop = int(last[index] - first[index])
        place = before + site.fraction * here
        left = min(int(place + 1e-9), stop - 1)
        fraction = place - left
        node.append(first[index] + left)
        weight.append(fraction)
        if site.border:
            left = before if site.fraction == 0.0 else before + here - 1
            pair.append((first[index] + left, first[index] + left + (1 if site.fraction == 0.0 else -1)))
            share.append(1.5)
            continue
        near = left - 1 if fraction < 0.5 else left + 1
        inside = begin <= near < stop
        pair.append((first[index] + left, first[index] + (near if inside else left)))
        share.append(1.0 - abs(fraction - 0.5) if inside else 1.0)  # strain between two middles is a straight line
    return np.array(node), np.array(weight), np.array(pair).reshape(-1, 2), np.array(share)
