"""Mechanics of many people through one movement, a chunk at a time so that memory stays small."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from neuroglide.anatomy import SITES
from neuroglide.body import Person, compute_bed, load_person
from neuroglide.errors import InputError
from neuroglide.movement import Movement, build_timeline, load_movement
from neuroglide.nerve.properties import build_nerve
from neuroglide.nerve.solve import pack, solve
from neuroglide.nerve.tissue import DEFAULT
from neuroglide.parameters import load_posterior
from neuroglide.readings import at_sites, fibre_strain
from neuroglide.simulation import provenance, reference_mesh, restriction_springs, time_steps
from neuroglide.units import from_si

#: People marched at once: enough to keep every core busy, few enough for a laptop (about 0.25 MB each of node arrays).
CHUNK = 64


class Batch(NamedTuple):
    """Many people through one movement, in the units and under the names of a Result.

    time_s (T,) [s]; sites {site: {quantity: (P, T)}} with strain_percent, strain_above_slack_percent, excursion_mm and
    tension_n; ok (P,), False where a run ended early (its values are NaN from there on); steps_done (P,); provenance.
    """

    time_s: np.ndarray
    sites: dict[str, dict[str, np.ndarray]]
    ok: np.ndarray
    steps_done: np.ndarray
    provenance: dict[str, Any]


def simulate_many(
    persons: Sequence[Person | str | dict], movement: Movement | str, *, parameters=None, rate_hz: float | None = None,
    law: str = DEFAULT, progress: Callable[[int, int], None] | None = None,
) -> Batch:
    """Strain, excursion and tension at the sites for many people, in parallel.

    Parameters: persons (P of them: Person, file or mapping); movement, a Movement, id or file; parameters, a set or
    one set per person (None: the centre of the packaged posterior; ``load_posterior().sets(n=P)`` gives every person a
    draw of their own, so that the spread between people holds that of the tissue); rate_hz [1/s]; progress(done,
    total), called after each chunk. Returns a Batch, without a band.
    Raises InputError for a bad person, movement or tissue.
    """
    if not persons:
        raise InputError("no person to simulate", fix="give at least one person")
    movement, persons = load_movement(movement), [load_person(person) for person in persons]
    posterior = load_posterior() if parameters is None else None
    mesh, base = reference_mesh(), parameters or posterior.centre()
    timelines = {side: build_timeline(movement, side=side, rate_hz=rate_hz) for side in {q.side for q in persons}}
    start = next(iter(timelines.values())).start_index
    time_s = next(iter(timelines.values())).time_s
    shape = (len(persons), len(time_s) - start, len(SITES))
    names = ("strain_percent", "strain_above_slack_percent", "excursion_mm", "tension_n")
    arrays = {name: np.empty(shape) for name in names}
    status, done = np.empty(len(persons), dtype=np.int64), np.empty(len(persons), dtype=np.int64)
    for begin in range(0, len(persons), CHUNK):
        rows = slice(begin, min(begin + CHUNK, len(persons)))
        nerves, springs, lengths, carried = [], [], [], []
        for index in range(rows.start, rows.stop):
            person = persons[index]
            own = base[index] if isinstance(base, list | tuple) else base
            p = own.with_overrides(person.tissue, source=person.source or "person")
            bed = compute_bed(person, timelines[person.side].angle_rad, p)
            nerves.append(build_nerve(mesh, bed.neutral_m, p, law))
            springs.append(restriction_springs(person, mesh))
            lengths.append(bed.length_m)
            carried.append(bed.carry_m)
        steps = np.tile(time_steps(time_s), (len(nerves), 1))
        out = solve(mesh, pack(nerves, springs), np.stack(lengths), steps, carry_m=np.stack(carried), law=law)
        _store(arrays, rows, out, nerves, mesh, start)
        status[rows], done[rows] = out.status, out.steps_done
        if progress is not None:
            progress(rows.stop, len(persons))
    sites = {site.name: {name: values[:, :, i] for name, values in arrays.items()} for i, site in enumerate(SITES)}
    first = base[0] if isinstance(base, list | tuple) else base
    return Batch(time_s[start:], sites, status == 0, done, provenance(movement, first, law, posterior))


def _store(arrays, rows: slice, out, nerves, mesh, start: int) -> None:
    """Write a chunk's readings, from the movement's start on, into the batch's arrays."""
    rest = np.stack([at_sites(mesh, n.rest_stretch) for n in nerves])[:, None, :]
    strain, above_slack = fibre_strain(out.site_stretch[:, start:], rest)
    moved = out.site_excursion[:, start:] - out.site_excursion[:, start : start + 1]
    arrays["strain_percent"][rows] = 100.0 * strain
    arrays["strain_above_slack_percent"][rows] = 100.0 * above_slack
    arrays["excursion_mm"][rows] = from_si(moved, "mm")
    arrays["tension_n"][rows] = out.site_tension[:, start:]
