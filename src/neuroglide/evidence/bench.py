"""Specimens outside the body: a nerve pulled, held, cut, squeezed or starved, for many parameter sets at once.

The tissue is the model's own: a piece of nerve gets the section, stiffness, toe and in-situ strain that
``build_nerve`` gives it at a site, the compiled kernel marches it as a short rod between grips, and the physiology is
the model's chain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from neuroglide.anatomy import BRANCHES, SEGMENT_INDEX, SEGMENTS, SITE_INDEX
from neuroglide.body import Person, compute_bed, load_person
from neuroglide.coordinates import FULL_NAMES
from neuroglide.errors import InputError
from neuroglide.evidence.bench_specimen import Pull, Specimen
from neuroglide.nerve.kernel import kernel_for
from neuroglide.nerve.network import Mesh, build_mesh, element_counts
from neuroglide.nerve.properties import build_nerve
from neuroglide.nerve.tissue import DEFAULT
from neuroglide.parameters import ParameterSet
from neuroglide.physiology import MechanicsFields, run_under_pressure
from neuroglide.readings import at_sites, fibre_strain
from neuroglide.units import from_si, to_si

#: Where a nerve's specimen is taken when only the nerve is named.
NERVES = {
    "sciatic": "sciatic.mid_thigh.r", "tibial": "tibial.calf.r", "fibular": "fibular.head.r",
    "sural": "sural.ankle.r", "median": "median.forearm.r", "root": "root.s1.r", "dura": "conus",
}
#: Samples of a load held under ``held``, ever more coarsely.
_HELD_SAMPLES = 120


class Life(NamedTuple):
    """State of a specimen, each (P, T): percent of its rest in supine neutral, pressure [mmHg], symptom 0 to 10."""

    cross_section_percent: np.ndarray
    blood_flow_percent: np.ndarray
    transport_percent: np.ndarray
    conduction_percent: np.ndarray
    pressure_mmhg: np.ndarray
    symptom_0_10: np.ndarray


@lru_cache
def _mesh() -> Mesh:
    """The whole network, three elements a segment: a specimen asks for its tissue, not for its length."""
    return build_mesh(element_counts(np.zeros(len(SEGMENTS)), 1.0))


class Bench:
    """Specimens of P parameter sets.

    Parameters: ``sets``, the draws; ``law``, the tissue law.
    """

    def __init__(self, sets: Sequence[ParameterSet], *, law: str = DEFAULT):
        self.sets, self.law = list(sets), law
        self._specimens: dict[str, Specimen] = {}

    def overridden(self, values: Mapping[str, Any]) -> Bench:
        """Another kind of tissue (diabetic, inflamed): the same draws with values set, as a person's ``tissue`` is."""
        return Bench([p.with_overrides(values) for p in self.sets], law=self.law)

    def specimen(self, nerve: str = "sciatic") -> Specimen:
        """A piece of nerve, at rest in situ for ever before it is touched.

        Parameters: ``nerve``, one of NERVES or a site without side (``tibial.ankle``). Returns: a Specimen.
        Raises: InputError for another name.
        """
        site = NERVES.get(nerve, nerve if nerve in SITE_INDEX else f"{nerve}.r")
        if site not in SITE_INDEX:
            raise InputError(f"there is no nerve {nerve!r}.", fix=f"use a site or one of {', '.join(NERVES)}.")
        if site not in self._specimens:
            self._specimens[site] = self._taken(site)
        return self._specimens[site]

    def bed_mm(self, branch: str, person: Person | dict | None = None) -> np.ndarray:
        """Length of a branch's bed in supine neutral (P,) [mm], ``cord`` for one, of a person (None: the example)."""
        person, at = load_person(person), [SEGMENT_INDEX[s] for b in BRANCHES if b.name == branch for s in b.segments]
        if not at:
            raise InputError(f"there is no branch {branch!r}.", fix="use one of docs/nomenclature.md, with its side.")
        neutral = np.zeros((1, len(FULL_NAMES)))
        return from_si(np.array([compute_bed(person, neutral, p).neutral_m[at].sum() for p in self.sets]), "mm")

    def _taken(self, site: str) -> Specimen:
        mesh, at, kernel = _mesh(), SITE_INDEX[site], kernel_for(self.law)
        rows = []
        for p in self.sets:
            nerve = build_nerve(mesh, np.ones(len(SEGMENTS)), p, self.law)
            area, stiffness, toe, tension = (
                at_sites(mesh, values)[at] for values in (nerve.area, nerve.stiffness, nerve.toe, nerve.rest_tension)
            )
            relaxed = 1.0 - nerve.prony_share.sum()
            strain = kernel.rest_strain(*(np.array([v]) for v in (tension, stiffness, toe)), relaxed)[0]
            rows.append((area, stiffness, toe, strain, tension, nerve.prony_share, nerve.prony_time,
                         p["preparation.bench.modulus"]))
        return Specimen(self.law, *(np.array(column) for column in zip(*rows, strict=True)))

    def life(
        self, pull: Pull | None = None, *, time_s=None, pressure_mmhg=0.0, supply_percent=None,
        threshold_percent: float | None = None,
    ) -> Life:
        """The physiology of a specimen over time, from rest at the first sample.

        Parameters: ``pull``, what is done to its length, or ``time_s`` (T,) [s] of a nerve left as it lies;
        ``pressure_mmhg`` (T,) or one, around it; ``supply_percent`` (T,) or one, of the blood let through;
        ``threshold_percent``, the strain at which its fibres fire (a healthy nerve's where not given).
        Returns: Life, each (P, T).
        """
        if pull is None:
            pull = self.specimen().pull(time_s, np.zeros(len(time_s)))
        columns = np.broadcast_to(np.atleast_1d(np.asarray(pressure_mmhg, float)), pull.time_s.shape)
        supply = None if supply_percent is None else np.broadcast_to(supply_percent, pull.time_s.shape)
        return self._chain(pull, columns[:, None], None if supply is None else supply[:, None] / 100.0,
                           threshold_percent)

    def held(self, pressures_mmhg, minutes: float) -> Life:
        """The state (P, K) of a nerve left as it lies at the end of ``minutes`` under each of K pressures [mmHg]."""
        end = 60.0 * minutes
        time_s = np.r_[0.0, np.geomspace(min(1.0, 0.5 * end), end, _HELD_SAMPLES)]
        pull = self.specimen().pull(time_s, np.zeros(len(time_s)))
        return self._chain(pull, np.tile(np.asarray(pressures_mmhg, float), (len(time_s), 1)), None, None, last=True)

    def _chain(self, pull: Pull, pressure_mmhg, supply, threshold_percent, last: bool = False) -> Life:
        """The chain over the nodes of ``pressure_mmhg`` (T, K), all pulled alike; K = 1, or the last moment alone."""
        nodes = pressure_mmhg.shape[1]
        external = to_si(pressure_mmhg, "mmHg")
        found = []
        for row, p in enumerate(self.sets):
            mechanics = _mechanics(pull, row, nodes)
            first = p["mechanosensitivity.healthy_threshold"] if threshold_percent is None else threshold_percent / 100
            chain = run_under_pressure(mechanics, external, np.zeros(nodes), p, np.full(nodes, first), supply)
            found.append([values[-1] if last else values[:, 0] for values in chain])
        section, flow, transport, conduction, pressure, symptom = (np.array(v) for v in zip(*found, strict=True))
        percent = [100.0 * values for values in (section, flow, transport, conduction)]
        return Life(*percent, from_si(pressure, "mmHg"), symptom)


def _mechanics(pull: Pull, row: int, nodes: int) -> MechanicsFields:
    """What the physiology is told of one draw's specimen, the same at every node; all of it lies under the pressure."""
    s = pull.specimen
    strain, above = fibre_strain(pull.stretch[row], 1.0 + s.rest_strain[row])

    def each(values):
        return np.repeat(np.atleast_1d(values)[:, None], nodes, axis=1)

    def once(value):
        return np.full(nodes, value)

    return MechanicsFields(
        pull.time_s, each(strain), each(above), each(pull.tension_n[row]), once(s.rest_tension_n[row]),
        once(s.area_m2[row]), once(s.stiffness_n[row]), {"cuff": np.arange(nodes)},
    )
