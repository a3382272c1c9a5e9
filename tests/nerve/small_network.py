"""The whole network on a made-up bed: lengths drawn once, moved a little, coarse elements. Fast, and needs no body."""

from __future__ import annotations

import numpy as np

from neuroglide.anatomy import SEGMENTS
from neuroglide.nerve.network import build_mesh, element_counts
from neuroglide.nerve.properties import build_nerve
from neuroglide.parameters import load_set

NEUTRAL = np.random.default_rng(5).uniform(0.03, 0.3, len(SEGMENTS))


def mesh_and_parameters(spacing_m: float = 0.02):
    """Mesh of the whole network and the default parameters."""
    return build_mesh(element_counts(NEUTRAL, spacing_m)), load_set()


def people(mesh, p, count: int, moments: int = 12, seed: int = 0):
    """Nerves, bed lengths (P, T, S) [m] and steps (P, T) [s] of people who differ in size, tissue and movement."""
    random = np.random.default_rng(seed)
    nerves, lengths, steps = [], [], []
    for _ in range(count):
        neutral = NEUTRAL * random.uniform(0.9, 1.1)
        nerve = build_nerve(mesh, neutral, p, "quartic_toe")
        nerves.append(nerve._replace(stiffness=nerve.stiffness * random.uniform(0.5, 2.0)))
        reach = random.uniform(-0.03, 0.06, len(SEGMENTS))
        lengths.append(neutral * (1.0 + np.sin(np.linspace(0.0, np.pi, moments))[:, None] * reach))
        steps.append(random.uniform(0.01, 0.5, moments))
    return nerves, np.array(lengths), np.array(steps)
