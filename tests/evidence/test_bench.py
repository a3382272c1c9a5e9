"""Specimens on the bench: what they give is what the law, the relaxation and the chain say, each worked out apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from neuroglide.anatomy import SITE_INDEX
from neuroglide.coordinates import FULL_NAMES, INDEX
from neuroglide.errors import InputError
from neuroglide.evidence.bench import NERVES, Bench
from neuroglide.evidence.bench_specimen import ramp_and_hold
from neuroglide.evidence.measurements import load_measurements
from neuroglide.evidence.replay import Replay
from neuroglide.evidence.roles import load_roles
from neuroglide.evidence.studies import load_studies
from neuroglide.evidence.validation import predict
from neuroglide.nerve.tissue import get_law
from neuroglide.parameters import load_set
from neuroglide.physiology import MechanicsFields, run_physiology

PRONY = (1, 2, 3, 4)


@pytest.fixture(scope="module")
def sets():
    """Three draws that differ in what a specimen is made of."""
    p = load_set()
    return [p, *(p.with_values({"nerve.modulus": k * p["nerve.modulus"], "nerve.toe": t * p["nerve.toe"],
                                "relaxation.share_2": s * p["relaxation.share_2"]})
                 for k, t, s in ((0.5, 1.3, 1.5), (2.0, 0.7, 0.3)))]


@pytest.fixture(scope="module")
def bench(sets):
    return Bench(sets)


def relaxed_share(p):
    return 1.0 - sum(p[f"relaxation.share_{i}"] for i in PRONY)


def left_after(p, seconds):
    return relaxed_share(p) + sum(
        p[f"relaxation.share_{i}"] * np.exp(-seconds / p[f"relaxation.time_{i}"]) for i in PRONY
    )


def energy_slope(strain, stiffness, toe):
    """Tension from the stored energy, which the kernel does not use: central difference."""
    energy, h = get_law().energy, 1e-6
    return (energy(strain + h, stiffness, toe) - energy(strain - h, stiffness, toe)) / (2.0 * h)


@pytest.mark.parametrize("zero", ["in_situ", "slack"])
def test_a_held_step_relaxes_along_the_prony_series(bench, sets, zero):
    s = bench.specimen("sciatic")
    time_s, strain = np.r_[0.0, np.geomspace(1e-6, 5e3, 60)], np.r_[0.0, np.full(60, 12.0)]
    got = s.pull(time_s, strain, zero=zero).tension_n
    for row, p in enumerate(sets):
        start = 1.0 + s.rest_strain[row] if zero == "in_situ" else 1.0
        law = [energy_slope(start * k - 1.0, s.stiffness_n[row], s.toe[row]) for k in (1.0, 1.12)]
        rest = law[0] if zero == "in_situ" else 0.0
        exact = relaxed_share(p) * rest + (law[1] - rest) * left_after(p, time_s[1:])
        # the step takes 1e-6 s instead of none; energy is differenced over 1e-6 of strain
        np.testing.assert_allclose(got[row, 1:], exact, rtol=2e-6)


def test_the_fall_of_tension_is_read_between_two_moments(bench, sets):
    s = bench.specimen("sciatic")
    pull = s.hold(9.0, 3600.0, rise_s=1e-6)
    rise = pull.tension_n[:, 40] - s.rest_tension_n
    exact = [100.0 * rise[i] * (1.0 - left_after(p, 3600.0)) / pull.tension_n[i, 40] for i, p in enumerate(sets)]
    # right after the step nothing is lost, but for the 0.1 s to the first sample of the hold that is not read here
    np.testing.assert_allclose(pull.fall_percent(1e-6, 3600.0), exact, rtol=1e-5)


def test_a_specimen_is_the_model_s_own_tissue(bench, sets):
    for name in NERVES:
        s = bench.specimen(name)
        tension = [relaxed_share(p) * energy_slope(s.rest_strain[i], s.stiffness_n[i], s.toe[i])
                   for i, p in enumerate(sets)]
        np.testing.assert_allclose(s.rest_tension_n, tension, rtol=1e-5)  # the difference over 1e-6 of strain
    root = bench.specimen("root")
    np.testing.assert_allclose(root.stiffness_n, [p["root.area"] * p["root.modulus"] for p in sets], rtol=1e-12)
    assert bench.specimen("tibial.ankle").area_mm2[0] == pytest.approx(1e6 * sets[0]["nerve.area.tibial_ankle"])


def test_shortening_to_slack_gives_back_the_record(bench, sets):
    # The in-situ strain is laid down for the mid-thigh record's section; the course of the section along the thigh is
    # a little thinner there, which at one tension is a little more strain (fourth root of 44.4 / 41.6).
    want = [100.0 * p["nerve.shortening_when_cut"] for p in sets]
    np.testing.assert_allclose(bench.specimen("sciatic").slack_shortening_percent, want, rtol=0.02)


@pytest.mark.parametrize("zero", ["in_situ", "slack"])
@pytest.mark.parametrize("nerve", ["sciatic", "root"])
def test_tangent_modulus_is_the_slope_of_the_law(bench, sets, nerve, zero):
    s = bench.specimen(nerve)
    for row, p in enumerate(sets):
        start = 1.0 + s.rest_strain[row] if zero == "in_situ" else 1.0
        h = 1e-4
        stress = [relaxed_share(p) * energy_slope(start * (1.05 + d) - 1.0, s.stiffness_n[row], s.toe[row])
                  / s.area_mm2[row] for d in (-h, h)]
        # a difference over 2e-4 of strain of a fourth power, once more over 2e-6: one part in ten thousand
        assert s.modulus_mpa(5.0, zero=zero)[row] == pytest.approx((stress[1] - stress[0]) / (2 * h), rel=1e-4)


def test_modulus_at_a_rate_lies_between_relaxed_and_instantaneous(bench, sets):
    s = bench.specimen("sciatic")
    relaxed = s.modulus_mpa(8.0)
    slow, usual, fast = (s.modulus_mpa(8.0, percent_per_s=rate) for rate in (1e-6, 1.0, 1e6))
    np.testing.assert_allclose(slow, relaxed, rtol=0.02)  # differences of a curved law over 0.08 % of strain
    np.testing.assert_allclose(fast, relaxed / [relaxed_share(p) for p in sets], rtol=0.02)
    assert np.all((slow < usual) & (usual < fast))


def test_a_cut_nerve_shortens_at_once_in_part_and_at_last_to_slack(bench, sets):
    s = bench.specimen("sciatic")
    times = np.geomspace(1e-9, 3e6, 400)
    got = s.retraction_percent(times)
    for row, p in enumerate(sets):
        full = energy_slope(s.rest_strain[row], s.stiffness_n[row], s.toe[row])
        free = (1.0 + s.rest_strain[row]) * (1.0 - 0.01 * got[row, 0])
        # at once the elastic tension falls to what the memory of a relaxed rest has to give back
        assert energy_slope(free - 1.0, s.stiffness_n[row], s.toe[row]) == pytest.approx(
            (1.0 - relaxed_share(p)) * full, rel=1e-5)
    assert np.all(np.diff(got, axis=1) > -1e-9)
    assert np.all(got[:, -1] <= s.slack_shortening_percent + 1e-9)


def test_the_chain_is_the_one_of_a_run(bench, sets):
    """A pulled specimen against run_physiology, and pressure against the model's own tunnel at that pressure."""
    pull = bench.specimen("sciatic").pull(*ramp_and_hold(10.0, 900.0))
    life = bench.life(pull, pressure_mmhg=32.0, threshold_percent=3.0)
    for row, p in enumerate(sets):
        s, n = pull.specimen, len(pull.time_s)
        strain = pull.stretch[row][:, None] - 1.0
        # the tarsal tunnel fully everted stands at its everted pressure; its neutral one is set to nothing
        p = p.with_values({"pressure.tarsal_neutral": 0.0, "pressure.tarsal_everted": 32.0 * 133.322387415})
        angle = np.zeros((n, len(FULL_NAMES)))
        angle[:, INDEX["ankle_inversion_r"]] = -p["pressure.tarsal_full_eversion_angle"]
        mechanics = MechanicsFields(
            pull.time_s, strain, strain, pull.tension_n[row][:, None], s.rest_tension_n[[row]], s.area_m2[[row]],
            s.stiffness_n[[row]], {"tarsal.r": np.array([0])},
        )
        chain = run_physiology(mechanics, angle, p, np.array([0.03]))
        for name in ("blood_flow", "transport", "conduction", "cross_section"):
            np.testing.assert_allclose(
                getattr(life, f"{name}_percent")[row], 100.0 * getattr(chain, name)[:, 0], rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(life.symptom_0_10[row], chain.symptom[:, 0], rtol=1e-9)


def test_no_blood_for_half_an_hour_halves_conduction_when_the_record_says(bench):
    minutes = np.linspace(0.0, 40.0, 2401)
    supply = np.where((minutes > 0.0) & (minutes <= 30.0), 0.0, 100.0)
    amplitude = bench.life(time_s=60.0 * minutes, supply_percent=supply).conduction_percent
    down = np.array([np.interp(-50.0, -row[minutes < 30.0], minutes[minutes < 30.0]) for row in amplitude])
    # flow follows within 5 s (0.1 min) and is enough for conduction until it has fallen to 30 %
    np.testing.assert_allclose(down, 10.6, atol=0.2)
    slower = bench.overridden({"conduction.ischaemic_half_time": "21.9 min"})
    amplitude = slower.life(time_s=60.0 * minutes, supply_percent=supply).conduction_percent
    assert np.interp(-50.0, -amplitude[0, :1800], minutes[:1800]) == pytest.approx(21.9, abs=0.2)


def test_pressures_held_together_are_pressures_held_apart(bench):
    together = bench.held([0.0, 25.0, 45.0, 90.0], 120.0)
    assert together.blood_flow_percent.shape == (3, 4)
    np.testing.assert_allclose(together.blood_flow_percent[:, 0], 100.0)
    assert np.all(np.diff(together.transport_percent, axis=1) <= 0.0)
    time_s = np.r_[0.0, np.geomspace(1.0, 7200.0, 120)]
    for column, pressure in enumerate((0.0, 25.0, 45.0, 90.0)):
        apart = bench.life(time_s=time_s, pressure_mmhg=pressure)
        np.testing.assert_allclose(apart.transport_percent[:, -1], together.transport_percent[:, column])


def test_a_folded_specimen_is_as_thick_as_a_slack_one(bench):
    s = bench.specimen("sciatic")
    life = bench.life(s.pull([0.0, 1.0], [0.0, -30.0]))
    np.testing.assert_allclose(life.cross_section_percent[:, 1], 100.0 * (1.0 + s.rest_strain))  # conserved volume


def test_the_cord_s_bed_is_its_segments_and_grows_with_the_person(bench, sets):
    small, tall = ({"sex": "female", "age_years": 40, "height_m": h, "mass_kg": 65, "side": "r"} for h in (1.55, 1.75))
    got = bench.bed_mm("cord", small), bench.bed_mm("cord", tall)
    assert got[0].shape == (3,) and np.all(got[1] > got[0])
    p, pieces = sets[0], ("cervical", "thoracic", "t12_l1")
    assert bench.bed_mm("cord")[0] == pytest.approx(1e3 * sum(p[f"body.canal_length.{k}"] for k in pieces), rel=0.05)


def test_draws_do_not_touch_one_another(bench, sets):
    time_s, strain = ramp_and_hold(7.0, 60.0)
    alone = Bench(sets[1:2]).specimen("median").pull(time_s, strain)
    np.testing.assert_array_equal(alone.tension_n[0], bench.specimen("median").pull(time_s, strain).tension_n[1])


def test_wrong_names_are_refused_with_the_right_ones(bench):
    with pytest.raises(InputError, match="no nerve 'femoral'"):
        bench.specimen("femoral")
    with pytest.raises(InputError, match="zero of strain 'none'"):
        bench.specimen().pull([0.0, 1.0], [0.0, 1.0], zero="none")
    assert set(NERVES.values()) <= set(SITE_INDEX)


STUDIES = {study.name: study for study in load_studies(Path(__file__).parents[2] / "validation" / "studies")}
OF_BENCH_OR_ARM = [
    name for name, study in STUDIES.items()
    if any(word in (study.folder / "case.py").read_text(encoding="utf-8") for word in ("replay.bench", "median-"))
]


@pytest.fixture(scope="module")
def replay(sets):
    return Replay(sets[:2])


@pytest.mark.parametrize("name", OF_BENCH_OR_ARM)
def test_a_case_answers_its_claims(replay, name):
    study = STUDIES[name]
    found = predict(study, replay)  # refuses a claim left out or invented, and a wrong shape
    assert all(np.isfinite(values).all() for values in found.values())


@pytest.mark.parametrize("name", OF_BENCH_OR_ARM)
def test_a_folder_follows_the_roles_and_the_table(name):
    study, rows = STUDIES[name], {m.id: m for m in load_measurements()}
    role = load_roles()[study.key]
    assert (study.role, study.topics) == (role.role, role.topics)
    replayed = {row for row, one in role.rows.items() if one.replayed}
    assert replayed == {claim.row for claim in study.claims} | ELSEWHERE.get(name, set())
    for claim in study.claims:
        row = rows[claim.row]
        if claim.id == claim.row and claim.kind == "value" and row.mean is not None:
            assert (claim.mean, claim.n) == (row.mean, row.n)
            assert claim.sd == row.sd and (claim.se == row.se or row.se is None)


#: Rows of a study that another folder replays.
ELSEWHERE = {"ciuffreda2024_median_wrist": {"E015"}}
