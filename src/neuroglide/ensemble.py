"""One person through one movement under many plausible parameter sets at once, and the band they leave.

The draws are marched in calls of the kernel that run over them in parallel; their physiology runs a few sites at a
time with all draws side by side. Each draw alone gives the same numbers (tests/test_ensemble.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from neuroglide.anatomy import SEGMENTS, SITES
from neuroglide.body import BedMotion, Person, compute_bed, with_pelvic_turn
from neuroglide.body.hamstrings import compute_hamstrings
from neuroglide.movement import Timeline
from neuroglide.nerve.network import Mesh
from neuroglide.nerve.properties import Nerve, build_nerve
from neuroglide.nerve.solve import pack, solve
from neuroglide.parameters import ParameterSet
from neuroglide.physiology import PhysiologyFields, external_pressure, run_under_pressure
from neuroglide.readings import at_sites, body_load, clinical_values, mechanics_of, site_thresholds, tunnel_sites
from neuroglide.result import banded
from neuroglide.summary import Draws, band, report_extremes, site_extremes, thresholds_percent

#: Numbers held in one array of bed lengths, and in one array of the physiology (8 bytes each): small beside a laptop.
MOST_LENGTHS, MOST_VALUES = 8_000_000, 1_500_000
#: Fewest draws in one call of the kernel: enough to keep the cores of a workstation busy.
FEWEST_AT_ONCE = 16
#: Beginnings of the keys by which parameters reach the body, and the bodily load of a movement.
OF_BODY, OF_LOAD = ("body.", "anthropometry."), ("body.", "anthropometry.", "muscle.")
#: Beginnings of the keys that reach the physiology through the mechanics alone.
OF_MECHANICS = (*OF_BODY, "muscle.", "nerve.", "root.", "cord.", "sac.", "median.", "relaxation.", "hold.", "tether.")


class Spread(NamedTuple):
    """What the draws leave: ``sites`` and ``body`` as in a Result with ``_low`` and ``_high`` beside each array; body
    is empty where no draw changes it; ``draws``, what each came to; ``failed``, how many ended early."""

    sites: dict[str, dict[str, np.ndarray]]
    body: dict[str, np.ndarray]
    draws: Draws
    failed: int


class _March(NamedTuple):
    """Mechanics of K draws: excursion, stretch, tension (K, T, q) and the nerves and sets they belong to."""

    excursion: np.ndarray
    stretch: np.ndarray
    tension: np.ndarray
    nerves: list[Nerve]
    sets: list[ParameterSet]
    numbers: np.ndarray


class Run(NamedTuple):
    """What all draws share: who moves how, the mesh with the person's own springs, the step before each moment (T,)
    [s], the tissue law, and the samples of the movement that the central run computed."""

    person: Person
    timeline: Timeline
    mesh: Mesh
    springs: Sequence
    steps_s: np.ndarray
    law: str
    window: slice


def run_draws(run: Run, sets: Sequence[ParameterSet], progress: Callable[[float], None] | None = None) -> Spread | None:
    """The band of a run over parameter sets.

    Parameters: ``sets`` the draws, a person's own values already in them; ``progress``, told the share done. A draw
    that ended before the window's end is left out. Returns: a Spread, None when no draw got there.
    """
    window = run.window
    if window.stop <= window.start:
        return None
    changed = differing(sets)
    march = _march(run, sets, changed, progress or (lambda _: None))
    if not len(march.numbers):
        return None
    sites: dict[str, dict[str, np.ndarray]] = {}
    of_draws: dict[str, dict[str, np.ndarray]] = {}
    at_once = max(1, MOST_VALUES // (window.stop * len(march.numbers)))
    limits = thresholds_percent(sets[0])
    for begin in range(0, len(SITES), at_once):
        columns = slice(begin, min(begin + at_once, len(SITES)))
        values = _site_values(run, march, changed, columns)
        found = site_extremes(run.timeline.time_s[window], values, limits) | report_extremes(values)
        for i, site in enumerate(SITES[columns]):
            of_draws[site.name] = {name: v[:, i] for name, v in found.items()}
            sites[site.name] = banded({name: band(v[:, :, i]) for name, v in values.items()})
    body, peaks = _body(run, march.sets) if _any(changed, OF_LOAD) else ({}, {})
    return Spread(sites, body, Draws(march.numbers, of_draws, peaks), len(sets) - len(march.numbers))


def _march(run: Run, sets: Sequence[ParameterSet], changed: Sequence[str], progress) -> _March:
    """Mechanics of every draw up to the window's end; draws that ended before are left out."""
    done = run.window.stop
    out = [np.empty((len(sets), done, len(SITES))) for _ in range(3)]
    kept = np.zeros(len(sets), dtype=bool)
    nerves: list[Nerve] = []
    beds = _Beds(run.person, run.timeline.angle_rad[:done], changed)
    at_once = max(FEWEST_AT_ONCE, MOST_LENGTHS // (done * len(SEGMENTS)))
    for begin in range(0, len(sets), at_once):
        rows = slice(begin, min(begin + at_once, len(sets)))
        motions = [beds.of(p) for p in sets[rows]]
        own = [build_nerve(run.mesh, bed.neutral_m, p, run.law) for bed, p in zip(motions, sets[rows], strict=True)]
        found = solve(
            run.mesh, pack(own, [run.springs] * len(own)), np.stack([bed.length_m for bed in motions]),
            np.tile(run.steps_s[:done], (len(own), 1)), carry_m=np.stack([bed.carry_m for bed in motions]),
            law=run.law,
        )
        for store, part in zip(out, (found.site_excursion, found.site_stretch, found.site_tension), strict=True):
            store[rows] = part
        kept[rows] = found.steps_done >= done
        nerves += own
        progress(rows.stop / len(sets))
    numbers = np.flatnonzero(kept)
    if len(numbers) < len(sets):
        out = [store[numbers] for store in out]
    return _March(*out, [nerves[k] for k in numbers], [sets[k] for k in numbers], numbers)


class _Beds:
    """The bed under each set: computed once where no set changes the body, else anew for each other body."""

    def __init__(self, person: Person, angle_rad: np.ndarray, changed: Sequence[str]):
        self._person, self._angle_rad = person, angle_rad
        self._keys = [key for key in changed if key.startswith(OF_BODY)]
        self._last: tuple[tuple[float, ...], BedMotion] | None = None

    def of(self, p: ParameterSet) -> BedMotion:
        body = tuple(p[key] for key in self._keys)
        if self._last is None or self._last[0] != body:
            self._last = body, compute_bed(self._person, self._angle_rad, p)
        return self._last[1]


def differing(sets: Sequence[ParameterSet]) -> list[str]:
    """Keys whose values are not the same in all sets."""
    return [key for key in sets[0] if any(p[key] != sets[0][key] for p in sets[1:])]


def _any(keys: Sequence[str], beginnings: tuple[str, ...]) -> bool:
    return any(key.startswith(beginnings) for key in keys)


def _site_values(run: Run, march: _March, changed: Sequence[str], columns: slice) -> dict[str, np.ndarray]:
    """Every quantity at some sites: name -> (T, K, sites) in clinical units, over the movement."""
    window, draws, width = run.window, len(march.numbers), columns.stop - columns.start

    def flat(values: np.ndarray) -> np.ndarray:  # draws side by side: node k * width + i is site i of draw k
        return np.ascontiguousarray(values[..., columns].swapaxes(0, 1)).reshape(window.stop, -1)

    rest = [np.stack([at_sites(run.mesh, getattr(nerve, name))[columns] for nerve in march.nerves]).ravel()
            for name in ("rest_stretch", "rest_tension", "area", "stiffness")]
    tunnels = {name: at - columns.start for name, at in tunnel_sites().items()
               if columns.start <= at[0] < columns.stop}
    first = np.arange(draws)[:, None] * width
    mechanics = mechanics_of(
        run.timeline.time_s[: window.stop], flat(march.stretch), flat(march.tension), *rest,
        {name: (first + at).ravel() for name, at in tunnels.items()},
    )
    chain = _physiology(run, mechanics, march.sets, changed, tunnels, columns)
    excursion = flat(march.excursion)
    values = clinical_values(mechanics, chain, excursion - excursion[window.start])
    return {name: v[window].reshape(-1, draws, width) for name, v in values.items()}


def _physiology(run: Run, mechanics, sets, changed, tunnels, columns: slice) -> PhysiologyFields:
    """The chain for all draws together; one after the other where draws differ in the physiology itself."""
    width = columns.stop - columns.start
    together = all(key.startswith(OF_MECHANICS) for key in changed)
    one_posture = together and not _any(changed, OF_BODY)
    external, rest_external = np.zeros(mechanics.strain.shape), np.zeros(mechanics.strain.shape[1])
    own = [slice(k * width, (k + 1) * width) for k in range(len(sets))]
    for k, p in enumerate(sets) if tunnels else ():
        if k == 0 or not one_posture:
            posture = with_pelvic_turn(run.timeline.angle_rad[: run.window.stop], p)
            around = external_pressure(posture, tunnels, width, p)
            at_rest = external_pressure(np.zeros((1, posture.shape[1])), tunnels, width, p)[0]
        external[:, own[k]], rest_external[own[k]] = around, at_rest
    thresholds = [site_thresholds(run.person, p)[columns] for p in sets]
    if together:
        return run_under_pressure(mechanics, external, rest_external, sets[0], np.concatenate(thresholds))
    arrays = [name for name in mechanics._fields if name not in ("time_s", "tunnels")]
    parts = []
    for k, p in enumerate(sets):
        part = {name: getattr(mechanics, name)[..., own[k]] for name in arrays}
        parts.append(run_under_pressure(mechanics._replace(tunnels=tunnels, **part), external[:, own[k]],
                                        rest_external[own[k]], p, thresholds[k]))
    return PhysiologyFields(*(np.concatenate(named, axis=1) for named in zip(*parts, strict=True)))


def _body(run: Run, sets: Sequence[ParameterSet]) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """The hamstrings' load with its band, and each draw's peaks."""
    angle_rad, side = run.timeline.angle_rad, run.person.side
    loads = [body_load(compute_hamstrings(run.person, angle_rad, p), side, run.window) for p in sets]
    stacked = {name: np.stack([load[name] for load in loads], axis=-1) for name in loads[0]}
    reached = stacked.pop("hamstring_at_tolerance")
    peaks = {f"peak_{name}": stacked[name].max(axis=0)
             for name in ("hamstring_tension_n", "hip_moment_nm", "lumbar_moment_nm")}
    # A yes or no has no band: what most draws say.
    found = banded({name: band(values) for name, values in stacked.items()})
    return found | {"hamstring_at_tolerance": (band(reached)[1] > 1 / 2).astype(float)}, peaks
