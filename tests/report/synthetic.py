"""Results made from formulas, so that the report can be tested without running the model."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from types import SimpleNamespace

import numpy as np

from neuroglide.anatomy import SEGMENTS, SITES
from neuroglide.coordinates import FULL_NAMES, INDEX
from neuroglide.movement import build_timeline, load_movement
from neuroglide.nerve.network import build_mesh, element_counts
from neuroglide.result import Result, banded
from neuroglide.summary import Draws, band, report_extremes, site_extremes

NEUTRAL_M = np.full(len(SEGMENTS), 0.09)


@lru_cache
def mesh():
    return build_mesh(element_counts(NEUTRAL_M, 0.02))


def make_result(movement="slump-slider", stretch=1.0, side="r", ok=True, cut=None):
    """A result whose strain grows along the nerve with the knee angle, and whose excursion falls with it."""
    mv = load_movement(movement)
    tl = build_timeline(mv, side=side)
    window = slice(tl.start_index, cut and tl.start_index + cut)
    time = tl.time_s[window]
    knee = tl.angle_rad[window, INDEX[f"knee_flexion_{side}"]]
    neck = tl.angle_rad[window, INDEX["neck_flexion"]]
    trunk = tl.angle_rad[window, INDEX["trunk_flexion"]]
    drive = 0.02 * stretch * (knee[0] - knee) / 1.4 + 0.012 * (neck - neck[0]) + 0.03 * (trunk - trunk[0])
    grid = mesh()
    along = (grid.branch / len(grid.branches))[None]
    strain = 0.01 + drive[:, None] * (0.4 + along)
    sites = {}
    for i, site in enumerate(SITES):
        share = i / len(SITES)
        e = 0.01 + drive * (0.4 + share)
        flow = 100 - 400 * np.clip(e - 0.03, 0, None)
        sites[site.name] = {
            "strain_percent": 100 * e, "strain_above_slack_percent": 100 * np.clip(e, 0, None),
            "excursion_mm": 7 * (knee[0] - knee) / 1.4 * (1 - share), "tension_n": 0.5 + 90 * np.clip(e, 0, None),
            "cross_section_percent": 100 / (1 + e), "blood_flow_percent": flow,
            "transport_percent": 100 + 0 * e, "conduction_percent": 100 + 0 * e,
            "pressure_mmhg": 2 + 100 * np.clip(e, 0, None), "symptom_0_10": 0 * e,
        }
    fields = {"strain": strain, "tension_n": 0.5 + 90 * strain, "excursion_m": 0.006 * (drive[:, None] - along * 0.01),
              "blood_flow": 1 - 4 * np.clip(strain - 0.03, 0, None), "cross_section": 1 / (1 + strain)}
    person = SimpleNamespace(side=side, sex="female", age_years=42, height_m=1.68, mass_kg=66, tissue={})
    return Result(
        time_s=time, posture_deg={n: np.degrees(tl.angle_rad[window, i]) for i, n in enumerate(FULL_NAMES)},
        sites=sites, body={}, outcome={"ok": ok, "message": "done" if ok else "Ended early at 1.00 s: no progress."},
        summary={}, fields=fields, mesh=grid, timeline=tl, movement=mv, person=person,
        provenance={"software": "neuroglide", "version": "0.1.0", "parameter_set": "adult", "parameter_hash": "abc",
                    "movement": mv.id, "movement_sources": list(mv.sources), "seed": None,
                    "person": {"side": side, "sex": "female", "age_years": 42, "height_m": 1.68, "mass_kg": 66}},
    )


def with_draws(result, factors, hash_="h", calibrated=False):
    """The result with a band: each draw has the result's quantities times its factor (their loss from 100 %)."""
    factors, sites, of_draws = np.asarray(factors, float), {}, {}
    for site, q in result.sites.items():
        many = {name: (100 + (v[:, None] - 100) * factors if name in OF_REST else v[:, None] * factors)
                for name, v in q.items()}
        sites[site] = banded({name: band(v) for name, v in many.items()})
        of_draws[site] = site_extremes(result.time_s, many, {}) | report_extremes(many)
    made = {"name": "test", "hash": hash_, "version": "by hand", "seed": 1, "calibrated": calibrated, "rows": 3,
            "studies": ["ellis2012"] if calibrated else [], "keys": 2, "draws": len(factors), "failed": 0}
    return dataclasses.replace(result, sites=sites, draws=Draws(np.arange(len(factors)), of_draws, {}),
                               provenance=result.provenance | {"posterior": made})


OF_REST = ("cross_section_percent", "blood_flow_percent", "transport_percent", "conduction_percent")
