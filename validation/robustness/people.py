"""Random people in random postures, ordinary and extreme tissue: is every run finite, or named as not converged?

``python validation/robustness/people.py [COUNT]`` prints the counts; tests/picture/test_robustness.py runs a few.
"""

from __future__ import annotations

import sys
import time
from typing import NamedTuple

import numpy as np

from neuroglide.body import compute_bed, load_person
from neuroglide.coordinates import FULL_NAMES, limits_deg
from neuroglide.nerve.properties import build_nerve
from neuroglide.nerve.solve import OUTCOMES, pack, solve
from neuroglide.nerve.tissue import DEFAULT
from neuroglide.parameters import load_set
from neuroglide.simulation import reference_mesh

#: Seconds between the moments of a run: ten moments to reach the posture, five to stay in it.
STEPS_S = np.concatenate([np.full(10, 0.3), np.full(5, 1.0)])
CHUNK = 64
#: Node arrays that extreme tissue multiplies, and the decades on either side.
EXTREMES = {"stiffness": 2.0, "toe": 0.5, "hold": 3.0, "hardening": 2.0, "drag": 3.0}


class Count(NamedTuple):
    """How the runs ended: solved and finite, named as not converged, and (must be none) silently not finite."""

    runs: int
    solved: int
    named: int
    silent: int
    seconds: float


def random_person(rng):
    """An adult with any sex, side, height and mass of the survey's range."""
    return load_person({
        "sex": str(rng.choice(["female", "male"])), "side": str(rng.choice(["r", "l"])),
        "age_years": round(float(rng.uniform(18, 90)), 1),
        "height_m": round(float(rng.uniform(1.41, 1.99)), 3), "mass_kg": round(float(rng.uniform(40, 140)), 1),
    })


def random_posture(rng) -> np.ndarray:
    """Angles [rad] (C,), each uniform over its whole range: a posture no body need reach, but a file may ask for."""
    limits = np.array([limits_deg(name) for name in FULL_NAMES])
    return np.radians(rng.uniform(limits[:, 0], limits[:, 1]))


def extreme(nerve, rng):
    """The same nerve with node arrays multiplied by up to EXTREMES decades; rest stays at rest."""
    return nerve._replace(**{
        name: getattr(nerve, name) * 10.0 ** rng.uniform(-decades, decades) for name, decades in EXTREMES.items()
    })


def run(count: int, seed: int = 1, *, with_extremes: bool = False) -> Count:
    """March ``count`` random people into random postures; returns how they ended."""
    rng, p, mesh = np.random.default_rng(seed), load_set(), reference_mesh()
    begin = time.perf_counter()
    solved = named = silent = 0
    ramp = np.concatenate([np.linspace(0.1, 1.0, 10), np.ones(5)])[:, None]
    for start in range(0, count, CHUNK):
        nerves, lengths = [], []
        for _ in range(min(CHUNK, count - start)):
            bed = compute_bed(random_person(rng), ramp * random_posture(rng), p)
            nerve = build_nerve(mesh, bed.neutral_m, p, DEFAULT)
            nerves.append(extreme(nerve, rng) if with_extremes else nerve)
            lengths.append(bed.length_m)
        out = solve(mesh, pack(nerves), np.stack(lengths), np.tile(STEPS_S, (len(nerves), 1)))
        finite = np.array([
            all(np.isfinite(values[i, : out.steps_done[i]]).all()
                for values in (out.site_excursion, out.site_stretch, out.site_tension))
            for i in range(len(nerves))
        ])
        complete = (out.status == 0) & (out.steps_done == len(STEPS_S))
        solved += int((complete & finite).sum())
        named += int(((out.status != 0) & finite).sum())
        silent += int((~finite).sum())
    return Count(count, solved, named, silent, time.perf_counter() - begin)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    for label, extremes in (("ordinary tissue", False), ("extreme tissue", True)):
        c = run(wanted, with_extremes=extremes)
        print(f"{label}: {c.runs} people, {c.solved} solved, {c.named} ended early by name "
              f"({OUTCOMES[1]}), {c.silent} silent failures, {c.seconds:.0f} s")
