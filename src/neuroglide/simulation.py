"""The one entry: what a movement does to a person's nerve.

movement -> posture over time -> bed (body) -> strain, excursion, tension (nerve) -> section, flow, transport,
conduction, symptoms (physiology). The parts do not know one another; they meet here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from neuroglide import __version__
from neuroglide.anatomy import SITE_INDEX, SITES
from neuroglide.body import Person, compute_bed, load_person
from neuroglide.body.hamstrings import compute_hamstrings
from neuroglide.coordinates import FULL_NAMES
from neuroglide.errors import InputError
from neuroglide.movement import Movement, build_timeline, load_movement
from neuroglide.nerve.network import Mesh, build_mesh, element_counts
from neuroglide.nerve.properties import build_nerve
from neuroglide.nerve.solve import OUTCOMES, pack, solve
from neuroglide.nerve.tissue import DEFAULT
from neuroglide.parameters import ParameterSet, load_set
from neuroglide.physiology.chain import MechanicsFields, run_physiology
from neuroglide.result import Result
from neuroglide.summary import summarise
from neuroglide.units import from_si

#: Wanted length of an element [m]: halving it moves strain at the sites by under 0.05 % (tests/nerve/test_mesh.py).
SPACING_M = 0.006


class Setup(NamedTuple):
    """A person made ready for the kernel: parameters, mesh and nerve."""

    person: Person
    parameters: ParameterSet
    nerve: Any


@lru_cache
def reference_mesh() -> Mesh:
    """The one mesh of the whole network, sized on the packaged example person and shared by everybody."""
    neutral = compute_bed(load_person(None), np.zeros((1, len(FULL_NAMES))), load_set()).neutral_m
    return build_mesh(element_counts(neutral, SPACING_M))


def simulate(
    person: Person | str | Path | dict | None = None,
    movement: Movement | str | Path = "slump-slider",
    *,
    parameters: ParameterSet | None = None,
    rate_hz: float | None = None,
    fields: bool = False,
    law: str = DEFAULT,
) -> Result:
    """Simulate one person through one movement.

    Parameters: person, a Person, a file, a mapping, or None for the packaged example; movement, a Movement, an id of
    the library or a file; parameters, a set other than the default; rate_hz [1/s], even sampling instead of the
    movement's own; fields, keep whole-nerve arrays for pictures; law, the tissue law. Returns a Result, whose
    ``outcome`` says so if it ended early. Raises InputError for a bad person or movement.
    """
    person = person if isinstance(person, Person) else load_person(person)
    movement = movement if isinstance(movement, Movement) else load_movement(movement)
    timeline = build_timeline(movement, side=person.side, rate_hz=rate_hz)
    mesh = reference_mesh()
    p = (parameters or load_set()).with_overrides(person.tissue, source="person")
    bed = compute_bed(person, timeline.angle_rad, p)
    nerve = build_nerve(mesh, bed.neutral_m, p, law)
    out = solve(
        mesh, pack([nerve], [_springs(person, mesh)]), bed.length_m[None], _steps(timeline.time_s)[None],
        fields=fields, law=law,
    )
    done, status = int(out.steps_done[0]), int(out.status[0])
    window = slice(timeline.start_index, max(done, timeline.start_index))
    at_sites = _site_mechanics(mesh, nerve, out, timeline.time_s, 0, done)
    angles = timeline.angle_rad[:done]
    sites = _clinical(at_sites, run_physiology(at_sites, angles, p, site_thresholds(person, p)), out, timeline, window)
    load = compute_hamstrings(person, timeline.angle_rad, p)
    time_s = timeline.time_s[window]
    result = Result(
        time_s=time_s,
        posture_deg={name: from_si(timeline.angle_rad[window, i], "deg") for i, name in enumerate(FULL_NAMES)},
        sites=sites,
        body=_body_load(load, person.side, window),
        outcome=_outcome(status, done, timeline),
        summary=summarise(time_s, sites, p),
        provenance=_provenance(person, movement, p, law),
        mesh=mesh, timeline=timeline, movement=movement, person=person,
        fields=_fields(mesh, nerve, out, timeline, done, window, p, person) if fields else {},
    )
    return result


def _steps(time_s: np.ndarray) -> np.ndarray:
    """Step before each moment (T,) [s]; the first is at rest already, so any length does."""
    steps = np.diff(time_s)
    return np.concatenate([steps[:1] if len(steps) else [1.0], steps])


def _springs(person: Person, mesh: Mesh):
    """The person's restrictions as springs on the mesh."""
    return [
        ((int(mesh.site_node[SITE_INDEX[r.site]]), float(mesh.site_weight[SITE_INDEX[r.site]])), r.stiffness_n_per_m)
        for r in person.restrictions
    ]


def site_thresholds(person: Person, p: ParameterSet) -> np.ndarray:
    """Strain [-] at which each site (q,) begins to hurt: the healthy one, or a sensitised site's own."""
    threshold = np.full(len(SITES), p["mechanosensitivity.healthy_threshold"])
    for s in person.sensitised:
        threshold[SITE_INDEX[s.site]] = s.threshold
    return threshold


def site_tunnels() -> dict[str, np.ndarray]:
    """Sites that lie in a tunnel, by the tunnel's name."""
    named = {"tibial.ankle": "tarsal", "median.wrist": "carpal"} | {f"root.{r}": f"foramen.{r}" for r in ("l4", "l5", "s1")}
    found = {}
    for name, index in SITE_INDEX.items():
        place, _, side = name.rpartition(".")
        if place in named:
            found[f"{named[place]}.{side}"] = np.array([index])
    return found


def _site_mechanics(mesh, nerve, out, time_s, row, done) -> MechanicsFields:
    """Strain, tension and section at the sites, as physiology wants them."""
    near = mesh.site_element

    def at(values):
        return 0.5 * (values[near[:, 0]] + values[near[:, 1]])

    stretch = out.site_stretch[row, :done]
    return _mechanics(time_s[:done], stretch, out.site_tension[row, :done], at(nerve.rest_stretch), at(nerve.rest_tension),
                      at(nerve.area), at(nerve.stiffness), site_tunnels())


def _mechanics(time_s, stretch, tension, rest_stretch, rest_tension, area, stiffness, tunnels) -> MechanicsFields:
    slack = 1.0 / rest_stretch  # stretch at slack length, over the in-situ length
    strain = np.maximum(stretch, slack) - 1.0
    return MechanicsFields(
        time_s=time_s, strain=strain, strain_above_slack=np.maximum(stretch * rest_stretch - 1.0, 0.0),
        tension_n=tension, rest_tension_n=rest_tension, area_m2=area, tangent_stiffness_n=stiffness, tunnels=tunnels,
    )


def _clinical(mechanics, physiology, out, timeline, window) -> dict[str, dict[str, np.ndarray]]:
    """The sites' arrays in clinical units, over the movement only."""
    excursion = out.site_excursion[0]
    zero = excursion[timeline.start_index] if window.stop > window.start else 0.0
    columns = {
        "strain_percent": 100.0 * mechanics.strain,
        "strain_above_slack_percent": 100.0 * mechanics.strain_above_slack,
        "excursion_mm": from_si(excursion - zero, "mm"),
        "tension_n": mechanics.tension_n,
        "cross_section_percent": 100.0 * physiology.cross_section,
        "blood_flow_percent": 100.0 * physiology.blood_flow,
        "transport_percent": 100.0 * physiology.transport,
        "conduction_percent": 100.0 * physiology.conduction,
        "pressure_mmhg": from_si(physiology.pressure_pa, "mmHg"),
        "symptom_0_10": physiology.symptom,
    }
    return {s.name: {k: v[window, i] for k, v in columns.items()} for i, s in enumerate(SITES)}


def _body_load(load, side: str, window: slice) -> dict[str, np.ndarray]:
    """Hamstring tension and moments of the affected side under the plain names, of the other side beside them."""
    mine, other = ("r", "l").index(side), 1 - ("r", "l").index(side)
    return {
        "hamstring_tension_n": load.tension_n[window, mine],
        "hamstring_tension_other_n": load.tension_n[window, other],
        "hip_moment_nm": load.hip_moment_nm[window, mine],
        "hip_moment_other_nm": load.hip_moment_nm[window, other],
        "lumbar_moment_nm": load.lumbar_moment_nm[window],
    }


def _outcome(status: int, done: int, timeline) -> dict[str, Any]:
    if status == 0:
        return {"ok": True, "message": "The whole movement was computed."}
    when = float(timeline.time_s[done])
    return {"ok": False, "message": f"Ended early at {when:.2f} s: {OUTCOMES[status]}. What came before is kept."}


def _provenance(person, movement, p: ParameterSet, law: str) -> dict[str, Any]:
    return {
        "software": "neuroglide", "version": __version__, "parameter_set": p.name, "parameter_hash": p.hash,
        "tissue_law": law, "seed": None, "movement": movement.id, "movement_sources": list(movement.sources),
        "person": _described(person), "uncertainty": "none yet: one value per parameter, not calibrated",
    }


def _described(person: Person) -> dict[str, Any]:
    """The person as a person file would say it."""
    return {
        "sex": person.sex, "age_years": person.age_years, "height_m": person.height_m, "mass_kg": person.mass_kg,
        "side": person.side, "tissue": dict(person.tissue),
        "restrictions": [
            {"site": r.site, "stiffness_n_per_mm": r.stiffness_n_per_m / 1e3} for r in person.restrictions
        ],
        "sensitised": [{"site": s.site, "threshold_percent": 100.0 * s.threshold} for s in person.sensitised],
    }


def _fields(mesh, nerve, out, timeline, done, window, p, person) -> dict[str, np.ndarray]:
    """Whole-nerve arrays (T, n) over the movement: strain [-], excursion [m], tension [N], blood flow [-]."""
    mechanics = _mechanics(
        timeline.time_s[:done], np.where(mesh.segment < 0, 1.0, out.field_stretch[0, :done]), out.field_tension[0, :done],
        nerve.rest_stretch, nerve.rest_tension, nerve.area, np.maximum(nerve.stiffness, nerve.stiffness.max() * 1e-6), {},
    )
    threshold = np.full(mesh.n_nodes, p["mechanosensitivity.healthy_threshold"])
    chain = run_physiology(mechanics, timeline.angle_rad[:done], p, threshold)
    zero = out.field_excursion[0, timeline.start_index]
    return {
        "strain": mechanics.strain[window], "tension_n": mechanics.tension_n[window],
        "excursion_m": (out.field_excursion[0, :done] - zero)[window],
        "blood_flow": chain.blood_flow[window], "cross_section": chain.cross_section[window],
    }


class Batch(NamedTuple):
    """Many people through one movement: time_s (T,), sites {quantity: (P, T, q)}, status (P,), steps_done (P,)."""

    time_s: np.ndarray
    sites: dict[str, np.ndarray]
    status: np.ndarray
    steps_done: np.ndarray


def simulate_many(persons: Sequence[Person], movement, **options) -> Batch:
    """See cohort runs: mechanics of many people through one movement, in chunks (neuroglide.batch)."""
    from neuroglide.batch import simulate_many as run

    if not persons:
        raise InputError("no person to simulate", fix="give at least one person")
    return run(persons, movement, **options)
