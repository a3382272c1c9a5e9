"""The arrays that go into the kernel and come out of it: the same for every tissue law, and nothing to compile."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Topology(NamedTuple):
    """Integer arrays of the mesh (see network.Mesh)."""

    segment: np.ndarray
    share: np.ndarray
    first: np.ndarray
    last: np.ndarray
    start: np.ndarray
    end: np.ndarray
    site_node: np.ndarray
    site_weight: np.ndarray
    site_element: np.ndarray
    site_share: np.ndarray
    carrier: np.ndarray
    carried: np.ndarray


class Material(NamedTuple):
    """Per person and node (P, n) unless said: the element after the node, or the node's own holding.

    inverse_length [1/m], rest_stretch [-] over slack length, stiffness [N], toe [-]; hold [N/m] (times node length),
    hardening [1/m2], drag [N s/m]; tethers (P, m): tether_node, tether_yield [N], tether_give [m], tether_spring [N/m];
    prony_share, prony_time (P, q) [-], [s].
    """

    inverse_length: np.ndarray
    rest_stretch: np.ndarray
    stiffness: np.ndarray
    toe: np.ndarray
    hold: np.ndarray
    hardening: np.ndarray
    drag: np.ndarray
    tether_node: np.ndarray
    tether_yield: np.ndarray
    tether_give: np.ndarray
    tether_spring: np.ndarray
    prony_share: np.ndarray
    prony_time: np.ndarray


class Output(NamedTuple):
    """Results: sites (P, T, q), fields (P, T or 0, n), and per person the steps done, the status and Newton counts."""

    site_excursion: np.ndarray
    site_stretch: np.ndarray
    site_tension: np.ndarray
    field_excursion: np.ndarray
    field_stretch: np.ndarray
    field_tension: np.ndarray
    steps_done: np.ndarray
    status: np.ndarray
    iterations: np.ndarray
