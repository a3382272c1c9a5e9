"""The one entry: what a movement does to a person's nerve.

movement -> posture over time -> bed (body) -> strain, excursion, tension (nerve) -> section, flow, transport,
conduction, symptoms (physiology). The parts do not know one another; they meet here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from neuroglide import __version__
from neuroglide.anatomy import SITE_INDEX, SITES, Site
from neuroglide.body import Person, compute_bed, load_person, with_pelvic_turn
from neuroglide.body.hamstrings import compute_hamstrings
from neuroglide.coordinates import FULL_NAMES
from neuroglide.ensemble import Run, Spread, run_draws
from neuroglide.errors import InputError
from neuroglide.movement import Movement, build_timeline, load_movement
from neuroglide.nerve.network import Mesh, build_mesh, element_counts
from neuroglide.nerve.properties import build_nerve
from neuroglide.nerve.solve import OUTCOMES, pack, solve
from neuroglide.nerve.tissue import DEFAULT
from neuroglide.parameters import ParameterSet, Posterior, load_posterior, load_set
from neuroglide.physiology import run_physiology
from neuroglide.plausibility import check_person
from neuroglide.readings import body_load, clinical_sites, node_mechanics, site_mechanics, site_thresholds
from neuroglide.result import DECIMALS, Result
from neuroglide.summary import FEWEST_FOR_SHARES, NO_BAND, summarise
from neuroglide.units import from_si

#: Wanted length of an element [m]: halving it moves strain at the sites by under 0.05 % (tests/nerve/test_mesh.py),
#: but for the fibular head at the moment it folds.
SPACING_M = 0.005
#: Draws that make a band: its ends then rest on three draws to either side. One alone makes none.
DRAWS, FEWEST_DRAWS = 64, 2


@lru_cache
def reference_mesh(spacing_m: float = SPACING_M, sites: tuple[Site, ...] = SITES) -> Mesh:
    """The one mesh of the whole network, sized on the packaged example person and shared by everybody.

    Parameters: ``spacing_m``, wanted length of an element [m]; ``sites``, where it is read.
    """
    neutral = compute_bed(load_person(None), np.zeros((1, len(FULL_NAMES))), load_set()).neutral_m
    return build_mesh(element_counts(neutral, spacing_m), sites=sites)


def simulate(
    person: Person | str | Path | dict | None = None,
    movement: Movement | str | Path = "slump-slider",
    *,
    parameters: ParameterSet | None = None,
    draws: int = DRAWS,
    rate_hz: float | None = None,
    fields: bool = False,
    law: str = DEFAULT,
    progress: Callable[[float], None] | None = None,
) -> Result:
    """Simulate one person through one movement.

    Parameters: person, a Person, a file, a mapping, or None for the packaged example; movement, a Movement, an id of
    the library or a file; parameters, one set for one run without a band (None: the packaged posterior); draws, how
    many of its draws make the band (2 or more), 0 for its centre alone; rate_hz [1/s], even sampling instead of the
    movement's own; fields, keep the central run's whole-nerve arrays for pictures; law, the tissue law; progress, told
    the share of the draws done. Returns a Result, whose ``outcome`` says so if it ended early. Raises InputError for a
    bad person, movement, or number of draws.
    """
    person, movement = load_person(person), load_movement(movement)
    timeline = build_timeline(movement, side=person.side, rate_hz=rate_hz)
    mesh = reference_mesh()
    source, p, sets = chosen_sets(parameters, draws, person)
    bed = compute_bed(person, timeline.angle_rad, p)
    nerve = build_nerve(mesh, bed.neutral_m, p, law)
    springs, steps = restriction_springs(person, mesh), time_steps(timeline.time_s)
    out = solve(mesh, pack([nerve], [springs]), bed.length_m[None], steps[None],
                carry_m=bed.carry_m[None], fields=fields, law=law)
    done, status = int(out.steps_done[0]), int(out.status[0])
    window = slice(timeline.start_index, max(done, timeline.start_index))
    at_sites = site_mechanics(mesh, nerve, out, timeline.time_s, done)
    posture = with_pelvic_turn(timeline.angle_rad, p)
    chain = run_physiology(at_sites, posture[:done], p, site_thresholds(person, p))
    sites = clinical_sites(at_sites, chain, out.site_excursion[0, :done], window)
    body = body_load(compute_hamstrings(person, timeline.angle_rad, p), person.side, window)
    run = Run(person, timeline, mesh, springs, steps, law, window)
    spread = run_draws(run, sets, progress) if sets else None
    if spread is not None:
        sites, body = spread.sites, body | spread.body
    time_s, of_draws = timeline.time_s[window], spread and spread.draws
    return Result(
        time_s=time_s,
        posture_deg={name: from_si(timeline.angle_rad[window, i], "deg") for i, name in enumerate(FULL_NAMES)},
        sites=sites,
        body=body,
        outcome=_outcome(status, done, timeline, len(sets), spread),
        summary=summarise(time_s, sites, p, body, of_draws),
        provenance=provenance(movement, p, law, source, len(sets), spread.failed if spread else len(sets))
        | {"person": described(person), "plausibility": [str(finding) for finding in check_person(person)]},
        fields=_fields(mesh, nerve, out, timeline, posture, done, window, p) if fields and done > window.start else {},
        mesh=mesh, timeline=timeline, movement=movement, person=person, draws=of_draws,
    )


def chosen_sets(
    parameters: ParameterSet | None, draws: int, person: Person
) -> tuple[Posterior | None, ParameterSet, list[ParameterSet]]:
    """The posterior in use, the set of the central run, and the draws' sets, the person's own values in all of them.

    An explicit set is used alone. Raises: InputError for a wrong number of draws or a wrong value of the person's.
    """
    own = {"overrides": person.tissue, "source": person.source or "person"}
    if parameters is not None:
        return None, parameters.with_overrides(**own), []
    if isinstance(draws, bool) or not isinstance(draws, int):
        raise InputError(f"draws is {draws!r}, not a whole number.", fix=f"use {DRAWS}, or 0 for no band.")
    if 0 < draws < FEWEST_DRAWS:
        raise InputError(f"draws is {draws}: one draw has no band.", fix=f"use {DRAWS}, or 0 for no band.")
    posterior = load_posterior()
    base = load_set(posterior.base_set).with_overrides(**own)
    return posterior, posterior.centre(base), posterior.sets(base, draws)


def time_steps(time_s: np.ndarray) -> np.ndarray:
    """Step before each moment (T,) [s]; the first is at rest already, so any length does."""
    steps = np.diff(time_s)
    return np.concatenate([steps[:1] if len(steps) else [1.0], steps])


def restriction_springs(person: Person, mesh: Mesh):
    """The person's restrictions as springs on the mesh."""
    return [
        ((int(mesh.site_node[SITE_INDEX[r.site]]), float(mesh.site_weight[SITE_INDEX[r.site]])), r.stiffness_n_per_m)
        for r in person.restrictions
    ]


def _outcome(status: int, done: int, timeline, draws: int, spread: Spread | None) -> dict[str, Any]:
    failed = spread.failed if spread else draws
    lost = "" if not failed else f" {failed} of {draws} draws ended early and are not in the band."
    if failed and failed == draws:
        lost = f" {NO_BAND.capitalize()}."
    if status == 0:
        return {"ok": True, "message": "The whole movement was computed." + lost}
    when = float(timeline.time_s[done])
    where = f"at {when:.2f} s" if when >= 0.0 else "during the approach to the start posture"
    # The draws are read up to where the central run ended; how they went on is not told.
    return {"ok": False, "message": f"Ended early {where}: {OUTCOMES[status]}. What came before is kept."}


def provenance(
    movement: Movement, p: ParameterSet, law: str, source: Posterior | None = None, draws: int = 0, failed: int = 0
) -> dict[str, Any]:
    """What a run was made with: software, parameter set, draws and where they come from, tissue law, movement with
    the ramp to its start [s] and the choice [deg] made of each angle that its file leaves open."""
    made = None if source is None else source.provenance() | {"draws": draws, "failed": failed}
    return {
        "software": "neuroglide", "version": __version__, "parameter_set": p.name, "parameter_hash": p.hash,
        "tissue_law": law, "seed": made and made["seed"], "movement": movement.id,
        "movement_sources": list(movement.sources),
        "approach": {"seconds": movement.approach.seconds, "hold": movement.approach.hold},
        "open_angles": open_angles(movement), "posterior": made, "uncertainty": _uncertainty(made, law),
    }


def open_angles(movement: Movement) -> dict[str, dict[str, Any]]:
    """The angles a movement's file leaves open: by name the value run and all values listed [deg], and why."""
    return {
        r.name: {"value": _degrees(r.middle_rad), "values": [_degrees(v) for v in r.values_rad], "why": r.why}
        for r in movement.ranges
    }


def _degrees(angle_rad: float) -> float:
    return round(float(from_si(angle_rad, "deg")), DECIMALS)


def _uncertainty(made: dict[str, Any] | None, law: str) -> str:
    """What the band stands on, in words taken from the posterior."""
    if made is None:
        return "none: one given value per parameter"
    origin = (f"fitted to {made['rows']} published figures of {len(made['studies'])} studies" if made["calibrated"]
              else "an assumed spread, not calibrated")
    if law != DEFAULT:
        origin += f", with the tissue law {DEFAULT} and not this one"
    if not made["draws"]:
        return f"none: one run, at the centre of the posterior {made['name']} ({origin}; {made['version']})"
    kept = made["draws"] - made["failed"]
    if not kept:
        return f"{NO_BAND}; one run, at the centre of the posterior {made['name']} ({origin}; {made['version']})"
    band = "90 % band" if kept >= FEWEST_FOR_SHARES else "least and greatest"
    return (f"{band} over {kept} draws of {made['keys']} parameters from the posterior "
            f"{made['name']} ({origin}; {made['version']}); every other parameter is held at one value")


def described(person: Person) -> dict[str, Any]:
    """The person as a person file would say it."""
    return {
        "sex": person.sex, "age_years": person.age_years, "height_m": person.height_m, "mass_kg": person.mass_kg,
        "side": person.side, "tissue": dict(person.tissue),
        "restrictions": [
            {"site": r.site, "stiffness_n_per_mm": r.stiffness_n_per_m / 1e3} for r in person.restrictions
        ],
        "sensitised": [{"site": s.site, "threshold_percent": 100.0 * s.threshold} for s in person.sensitised],
    }


def _fields(mesh, nerve, out, timeline, posture, done, window, p) -> dict[str, np.ndarray]:
    """Whole-nerve arrays (T, n) over the movement: strain [-], excursion [m], tension [N], flow and section [-]."""
    mechanics = node_mechanics(mesh, nerve, out, timeline.time_s, done)
    healthy = np.full(mesh.n_nodes, p["mechanosensitivity.healthy_threshold"])
    chain = run_physiology(mechanics, posture[:done], p, healthy)
    excursion = out.field_excursion[0, :done]
    return {
        "strain": mechanics.strain[window],
        "tension_n": mechanics.tension_n[window],
        "excursion_m": (excursion - excursion[timeline.start_index])[window],
        "blood_flow": chain.blood_flow[window],
        "cross_section": chain.cross_section[window],
    }
