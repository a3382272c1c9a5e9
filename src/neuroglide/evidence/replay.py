"""Published experiments played again: one reference person, many parameter sets, every choice of an open angle.

A study's ``case.py`` asks a Replay for movements and reads the runs; it never sees a parameter. Runs are coarser than
``simulate``'s (mesh and samples), by less than any measurement resolves; tests/evidence/test_replay.py holds the size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from neuroglide.anatomy import CANAL_POINTS, SITES, Site
from neuroglide.body import Person, load_person
from neuroglide.body.person import Restriction, Sensitised
from neuroglide.errors import InputError
from neuroglide.evidence.beds import Beds
from neuroglide.evidence.preparation import prepared
from neuroglide.evidence.run import Run
from neuroglide.evidence.thinning import PER_STEP, thinned
from neuroglide.movement import Movement, build_timeline, variants
from neuroglide.nerve.network import Mesh
from neuroglide.nerve.properties import Nerve, build_nerve
from neuroglide.nerve.solve import pack, solve
from neuroglide.nerve.tissue import DEFAULT
from neuroglide.parameters import ParameterSet, load_set
from neuroglide.simulation import described, reference_mesh, restriction_springs, time_steps

#: Wanted length of an element [m]: coarser than simulate's.
SPACING_M = 0.012
#: Runs marched in one call of the kernel.
CHUNK = 256


def replay_mesh(points: tuple[Site, ...] = CANAL_POINTS) -> Mesh:
    """The mesh of a replay, read at the sites and at further points: those in the canal that cadaver studies read."""
    return reference_mesh(SPACING_M, SITES + points)


class Own(NamedTuple):
    """What one draw has of its own beside its tissue."""

    restrictions: tuple[Restriction, ...] = ()
    sensitised: tuple[Sensitised, ...] = ()


class Replay:
    """Replays for P parameter sets.

    Parameters: ``sets``, the draws (one set is a list of one); ``person``, whom the studies without a described person
    are replayed on (None: the packaged example person); ``law``, the tissue law; ``beds``, those of an earlier Replay,
    whose computed beds are used again; ``per_step``, samples kept of each step; ``own``, where the draws differ in
    more than tissue: restrictions and sensitised sites of each, which then stand for the person's; ``points``, read
    beside the sites: their mechanics, and with ``whole_chain`` their physiology too; ``keep_runs``, whether a movement
    that is asked for again is remembered, with all its curves.
    """

    def __init__(
        self, sets: Sequence[ParameterSet], *, person: Person | dict | None = None, law: str = DEFAULT,
        beds: dict[tuple, Beds] | None = None, per_step: int = PER_STEP, own: Sequence[Own] | None = None,
        points: tuple[Site, ...] = CANAL_POINTS, whole_chain: bool = False, keep_runs: bool = True,
    ):
        self.sets = list(sets)
        if own is not None and len(own) != len(self.sets):
            raise InputError(f"{len(own)} restrictions were given for {len(self.sets)} sets.", fix="give one to each.")
        self.own = None if own is None else list(own)
        self.points, self.whole_chain = points, whole_chain
        self.person, self.law, self.per_step = load_person(person), law, per_step
        self.base = load_set()
        self.beds = {} if beds is None else beds
        self._nerves: dict[tuple, Nerve] = {}
        self._prepared: dict[tuple, list[ParameterSet]] = {}
        self.keep_runs = keep_runs
        self._runs: dict[tuple, Run] = {}

    @cached_property
    def bench(self) -> Any:
        """Specimens outside the body, of the same parameter sets."""
        from neuroglide.evidence.bench import Bench

        return Bench(self.sets, law=self.law)

    def movement(
        self, what: str | Path | dict | Movement, *, preparation: str = "living",
        person: Person | dict | None = None, restrictions: Sequence[dict] = (),
    ) -> Run:
        """All draws through all variants of one movement.

        Parameters: ``what``, id, file, mapping or Movement; ``preparation`` living, fresh or embalmed; ``person``
        another than the Replay's; ``restrictions`` as a person file writes them. Returns: a Run.
        Raises: InputError for anything wrong in them.
        """
        person = self._who(person, restrictions)
        chosen = variants(what)
        key = (repr(chosen), preparation, repr(person))
        run = self._runs.get(key) or self._run(chosen, preparation, person)
        if self.keep_runs:
            self._runs[key] = run
        return run

    def _who(self, person, restrictions) -> Person:
        person = self.person if person is None else load_person(person)
        if not restrictions:
            return person
        return load_person(described(person) | {"restrictions": list(restrictions)})

    def _run(self, chosen: list[tuple[dict, Movement]], preparation: str, person: Person) -> Run:
        mesh = replay_mesh(self.points)
        sets = self._sets_of(preparation, person)
        timelines = thinned([build_timeline(movement, side=person.side) for _, movement in chosen], self.per_step)
        beds = self.beds.setdefault(_body_of(person), Beds(person, self.base))
        people = [person] * len(sets) if self.own is None else [replace(person, **o._asdict()) for o in self.own]
        springs = [restriction_springs(one, mesh) for one in people]
        nerves, lengths, carried = [], [], []
        ways: dict[str, list] = {}  # sets that are alike lie in one bed
        for p in sets:
            if p.hash not in ways:
                ways[p.hash] = [beds.lengths(t.angle_rad, p) for t in timelines]
            mine = ways[p.hash]
            nerves.append(self._nerve(p, mine[0].neutral_m))
            lengths.append([way.length_m for way in mine])
            carried.append([way.carry_m for way in mine])
        pairs = [(i, v) for i in range(len(sets)) for v in range(len(timelines))]
        steps = [time_steps(t.time_s) for t in timelines]
        out = []
        for begin in range(0, len(pairs), CHUNK):
            part = pairs[begin : begin + CHUNK]
            out.append(solve(
                mesh, pack([nerves[i] for i, _ in part], [springs[i] for i, _ in part]),
                np.stack([lengths[i][v] for i, v in part]), np.stack([steps[v] for _, v in part]),
                carry_m=np.stack([carried[i][v] for i, v in part]), law=self.law,
            ))
        return Run([choice for choice, _ in chosen], timelines, mesh, nerves, sets, people, out, self.points,
                   self.whole_chain)

    def _sets_of(self, preparation: str, person: Person) -> list[ParameterSet]:
        """The draws of a specimen or a person, whose own tissue wins over them."""
        key = preparation, repr(person.tissue)
        if key not in self._prepared:
            own = [p.with_overrides(person.tissue, source=person.source or "person") for p in self.sets]
            self._prepared[key] = [prepared(p, preparation) for p in own]
        return self._prepared[key]

    def _nerve(self, p: ParameterSet, neutral_m: np.ndarray) -> Nerve:
        """The nerve of one set, the same for sets that are alike; building it costs as much as a run."""
        key = (p.hash, neutral_m.tobytes())
        if key not in self._nerves:
            self._nerves[key] = build_nerve(replay_mesh(self.points), neutral_m, p, self.law)
        return self._nerves[key]


def _body_of(person: Person) -> tuple:
    """What of a person the bed depends on."""
    return person.sex, person.age_years, person.height_m, person.mass_kg, person.side
