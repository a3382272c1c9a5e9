"""Replays against simulate: coarser, by less than a measurement resolves; beds straight in the body's parameters."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.body import compute_bed, load_person
from neuroglide.errors import InputError
from neuroglide.evidence.beds import Beds
from neuroglide.evidence.preparation import prepared
from neuroglide.evidence.replay import Own, Replay
from neuroglide.evidence.thinning import thinned
from neuroglide.movement import build_timeline, load_movement
from neuroglide.parameters import load_set
from neuroglide.simulation import simulate

SITES = ("conus", "root.s1.r", "sciatic.notch.r", "sciatic.mid_thigh.r", "tibial.ankle.r", "sural.ankle.r",
         "median.wrist.r")


@pytest.mark.parametrize("movement", ["slr", "side-lying-knee-extension", "ulnt1", "slump-slider"])
def test_a_replay_is_the_simulation_on_a_coarser_mesh(movement):
    p = load_set()
    run = Replay([p]).movement(movement)
    whole = simulate(None, movement, parameters=p)
    # Ultrasound repeats to 0.7 mm (U003) and gauges to about 0.3 %: a third of either, and a hundredth of a tension.
    for quantity, most in (("strain_percent", 0.1), ("excursion_mm", 0.2), ("tension_n", 0.1)):
        for site in SITES:
            there = np.interp(run.time_s, whole.time_s, whole.sites[site][quantity])
            assert np.abs(run.curve(site, quantity)[0, 0] - there).max() < most, (site, quantity)


def test_physiology_is_the_simulations():
    p = load_set()
    run = Replay([p]).movement("held-stretch-8-percent")
    whole = simulate(None, "held-stretch-8-percent", parameters=p)
    for quantity in ("blood_flow_percent", "conduction_percent", "pressure_mmhg"):
        there = np.interp(run.time_s, whole.time_s, whole.sites["sciatic.notch.r"][quantity])
        assert np.abs(run.curve("sciatic.notch.r", quantity)[0, 0] - there).max() < 2.5, quantity  # of 100


def test_draws_and_variants_do_not_mix():
    p = load_set()
    stiff = p.with_values({"nerve.modulus": 2.0 * p["nerve.modulus"]})
    both = Replay([p, stiff]).movement("slr")
    alone = Replay([stiff]).movement("slr")
    assert both.curve("conus", "excursion_mm")[1] == pytest.approx(alone.curve("conus", "excursion_mm")[0], abs=1e-9)
    assert both.ok.shape == (2, 1) and both.ok.all()


def test_a_movement_asked_for_again_is_remembered_unless_that_is_not_wanted():
    for keep in (True, False):
        replay = Replay([load_set()], keep_runs=keep)
        assert (replay.movement("slr") is replay.movement("slr")) is keep


def test_readings_at_steps_and_times():
    run = Replay([load_set()]).movement("slr")
    curve = run.curve("conus", "excursion_mm")
    assert run.value("conus", "excursion_mm", at="raise") == pytest.approx(np.interp(12.0, run.time_s, curve[0, 0]))
    assert run.value("conus", "excursion_mm", at=12.0) == pytest.approx(run.value("conus", "excursion_mm", at="raise"))
    assert run.gain("conus", "excursion_mm", to="raise") == pytest.approx(run.value("conus", "excursion_mm", "raise"))
    assert run.angle_deg("slr_r")[0].max() == pytest.approx(60.0)
    for wrong in (lambda: run.curve("elbow", "strain_percent"), lambda: run.curve("conus", "colour"),
                  lambda: run.value("conus", "strain_percent", at="jump")):
        with pytest.raises(InputError):
            wrong()


def test_the_bed_is_straight_in_the_body_parameters_that_draws_change():
    """Over a prior standard deviation the straight line misses by under 0.3 mm, of changes of several."""
    p, person = load_set(), load_person(None)
    angle = np.vstack([build_timeline(load_movement(name)).angle_rad[::40] for name in ("slump-test", "slr", "ulnt1")])
    beds = Beds(person, p)
    for key in ("body.hip_wrap_radius", "body.knee_wrap_radius", "body.median_arm.elbow.elbow_flexion",
                "body.pelvic_rhythm.reference_share"):
        moved = p.with_values({key: p[key] + p.record(key).sd_si})
        straight, exact = beds.lengths(angle, moved), compute_bed(person, angle, moved)
        change = np.abs(exact.length_m - compute_bed(person, angle, p).length_m).max()
        assert change > 1e-3
        assert np.abs(straight.length_m - exact.length_m).max() < 0.3e-3, key


def test_a_thinned_timeline_keeps_what_is_read():
    timeline = build_timeline(load_movement("held-stretch-8-percent"))
    (thin,) = thinned([timeline])
    assert len(thin.time_s) < 0.2 * len(timeline.time_s)
    assert thin.time_s[thin.start_index] == 0.0 and thin.time_s[0] == timeline.time_s[0]
    assert (thin.time_s[thin.step_end] == timeline.time_s[timeline.step_end]).all()
    assert (np.diff(thin.time_s) > 0.0).all()


def test_a_specimen_is_stiffer_held_more_and_less_taut_than_the_living():
    p = load_set()
    dead = prepared(p, "embalmed")
    assert dead["nerve.modulus"] == pytest.approx(p["preparation.embalmed.tissue"] * p["nerve.modulus"])
    assert dead["hold.leg.stiffness"] == pytest.approx(p["preparation.embalmed.hold"] * p["hold.leg.stiffness"])
    assert dead["nerve.shortening_when_cut"] < p["nerve.shortening_when_cut"]
    assert dead["tether.foramen.spring"] == pytest.approx(p["preparation.embalmed.tether"] * p["tether.foramen.spring"])
    fresh = prepared(p, "fresh")
    assert fresh["tether.foramen.spring"] == pytest.approx(p["preparation.fresh.hold"] * p["tether.foramen.spring"])
    in_situ = p["preparation.dead.in_situ"]
    for share in (0.0, 1.0):  # tension lost; or stiffer, with the toe as much shorter as the retraction is
        dead = prepared(p.with_values({"preparation.dead.stiffening": share}), "fresh")
        assert dead["nerve.toe"] == pytest.approx(p["nerve.toe"] * in_situ**share)
    assert prepared(p, "living") is p
    with pytest.raises(InputError, match="living, fresh, embalmed"):
        prepared(p, "pickled")


def test_a_persons_own_tissue_wins_over_the_draws():
    p = load_set()
    person = {"sex": "female", "age_years": 42, "height_m": 1.68, "mass_kg": 66, "side": "r",
              "tissue": {"nerve.modulus": 13.0}}
    own = Replay([p]).movement("slr", person=person).curve("sciatic.notch.r", "tension_n")
    drawn = Replay([p.with_values({"nerve.modulus": 13e6})]).movement("slr", person=person | {"tissue": {}})
    assert own == pytest.approx(drawn.curve("sciatic.notch.r", "tension_n"))
    both = Replay([p]).movement("slr", person=person, restrictions=[{"site": "root.s1.r", "stiffness_n_per_mm": 5}])
    assert both.curve("sciatic.notch.r", "tension_n")[0, 0, 0] == pytest.approx(own[0, 0, 0])


def test_draws_may_have_restrictions_and_thresholds_of_their_own():
    """Two draws of one set, one of them held at the root: each as if it ran alone as a person."""
    p = load_set()
    person = {"sex": "female", "age_years": 42, "height_m": 1.68, "mass_kg": 66, "side": "r"}
    held = {"restrictions": [{"site": "root.s1.r", "stiffness_n_per_mm": 5}],
            "sensitised": [{"site": "root.s1.r", "threshold_percent": 0.2}]}
    alone = load_person(person | held)
    both = Replay([p, p], person=person, own=[Own(), Own(alone.restrictions, alone.sensitised)]).movement("slr")
    for row, who in enumerate((person, person | held)):
        single = Replay([p], person=who).movement("slr")
        for what in ("excursion_mm", "symptom_0_10"):
            assert both.curve("root.s1.r", what)[row] == pytest.approx(single.curve("root.s1.r", what)[0], abs=1e-9)
    assert both.largest("root.s1.r", "symptom_0_10")[1, 0] > 0.0 == both.largest("root.s1.r", "symptom_0_10")[0, 0]
    with pytest.raises(InputError, match="one to each"):
        Replay([p, p], own=[Own()])
