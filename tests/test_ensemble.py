"""The band: between its ends lies the median, every draw is the run it would be alone, and the draws are paired."""

from __future__ import annotations

import json

import numpy as np
import pytest

from neuroglide import ensemble, simulation
from neuroglide.body import load_person
from neuroglide.errors import InputError
from neuroglide.movement import parse_movement
from neuroglide.parameters import ParameterSet, load_posterior, load_set
from neuroglide.parameters.posterior import Posterior
from neuroglide.result import QUANTITIES
from neuroglide.simulation import simulate
from neuroglide.summary import QUANTILES, band

RAISE = parse_movement(
    "id: raise\nsteps: [{move: {slr_affected: 60, ankle_inversion_affected: -30, trunk_side_flexion: 30}, seconds: 2}, "
    "{hold: 20}]"
)
BEND = parse_movement("id: bend\nsteps: [{move: {slr_affected: 30}, seconds: 2}, {hold: 1}]")
SITE = "sciatic.mid_thigh.r"
#: Draws taken here: enough for ends that differ from the extremes.
DRAWS = 24


@pytest.fixture(scope="module")
def result():
    return simulate(None, RAISE, draws=DRAWS)


def lay_over(monkeypatch, values: list[dict[str, float]]) -> Posterior:
    """Make the packaged posterior one of these draws [SI], around the records; the draws may ask for the impossible."""
    base, keys = load_set(), tuple(values[0])
    made = {"version": "test", "seed": 3, "data": {"studies": []}}
    posterior = Posterior("test", "adult", keys, tuple(tuple(v[k] for k in keys) for v in values),
                          tuple(base[k] for k in keys), made, {}, "0" * 16)
    monkeypatch.setattr(simulation, "load_posterior", lambda: posterior)
    return posterior


def test_every_quantity_has_a_band_with_its_median_inside(result):
    wide = set()
    for arrays in result.sites.values():
        assert set(arrays) == {name + end for name in QUANTITIES for end in ("", "_low", "_high")}
        for name in QUANTITIES:
            low, middle, high = (arrays[name + end] for end in ("_low", "", "_high"))
            assert (low <= middle).all() and (middle <= high).all()
            wide |= {name} if (high > low).any() else set()
    assert {"strain_percent", "excursion_mm", "tension_n", "cross_section_percent", "blood_flow_percent",
            "pressure_mmhg"} <= wide


def test_the_band_is_that_of_the_draws_run_alone(result):
    alone = [simulate(None, RAISE, parameters=p) for p in load_posterior().sets(n=DRAWS)]
    for site, arrays in result.sites.items():
        for name in QUANTITIES:
            each = np.stack([run.sites[site][name] for run in alone])
            low, middle, high = np.quantile(each, QUANTILES, axis=0, method="weibull")
            for end, wanted in (("_low", low), ("", middle), ("_high", high)):
                # Rounding alone: side by side, NumPy's vector loops may take another last bit than one by one.
                np.testing.assert_allclose(arrays[name + end], wanted, rtol=1e-10, atol=1e-10)
    peaks = [run.summary["sites"][SITE]["peak_strain_percent"] for run in alone]
    found = result.summary["sites"][SITE]
    wanted = np.quantile(peaks, QUANTILES, method="weibull")
    given = [found[f"peak_strain_percent{end}"] for end in ("_low", "", "_high")]
    np.testing.assert_allclose(given, wanted, rtol=1e-10)
    np.testing.assert_allclose(result.draws.sites[SITE]["peak_strain_percent"], peaks, rtol=1e-10)
    seconds = [run.summary["sites"][SITE]["seconds_above"]["inflamed_fibres_fire"] for run in alone]
    upper = np.quantile(seconds, 0.95, method="weibull")
    assert found["seconds_above_high"]["inflamed_fibres_fire"] == pytest.approx(upper)


def test_a_person_with_own_values_for_all_has_a_band_of_no_width():
    base, posterior = load_set(), load_posterior()
    tissue = {key: base.record(key).value for key in posterior.keys}
    person = {"sex": "female", "age_years": 42, "height_m": 1.68, "mass_kg": 66, "side": "r", "tissue": tissue}
    run = simulate(person, RAISE, draws=5)
    own = simulate(person, RAISE, draws=0)
    for site, arrays in run.sites.items():
        for name in QUANTITIES:
            np.testing.assert_array_equal(arrays[name + "_low"], arrays[name + "_high"])
            np.testing.assert_allclose(arrays[name], own.sites[site][name], rtol=1e-10, atol=1e-10)  # rounding
    assert run.summary["sites"][SITE]["peak_tension_n_low"] == run.summary["sites"][SITE]["peak_tension_n_high"]


def test_the_draws_of_two_movements_are_paired(result):
    other = simulate(None, BEND, draws=DRAWS)
    np.testing.assert_array_equal(result.draws.numbers, other.draws.numbers)
    more, less = (run.draws.sites[SITE]["peak_strain_percent"] for run in (result, other))
    assert (more > less).all()  # 60 against 30 degrees, in every single draw
    assert np.corrcoef(more, less)[0, 1] > 0.5  # what is soft in the one is soft in the other


def test_the_same_file_gives_the_same_bytes_whatever_the_number_of_threads_and_of_chunks(monkeypatch):
    import numba

    def written():
        return json.dumps(simulate(None, BEND, draws=6, rate_hz=10).to_dict(), allow_nan=False)

    once, threads = written(), numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        assert written() == once
    finally:
        numba.set_num_threads(threads)
    monkeypatch.setattr(ensemble, "MOST_LENGTHS", 1)
    monkeypatch.setattr(ensemble, "FEWEST_AT_ONCE", 4)
    told = []
    assert json.dumps(simulate(None, BEND, draws=6, rate_hz=10, progress=told.append).to_dict()) == once
    assert told == [pytest.approx(4 / 6), 1.0]


def test_a_draw_that_fails_is_left_out_and_told(monkeypatch):
    good = load_set()["nerve.modulus"]
    lay_over(monkeypatch, [{"nerve.modulus": m} for m in (good, 1e300, 1.1 * good)])
    run = simulate(None, BEND, draws=3)
    assert run.ok and run.outcome["message"].endswith("1 of 3 draws ended early and are not in the band.")
    assert run.draws.numbers.tolist() == [0, 2] and run.provenance["posterior"]["failed"] == 1
    assert "NaN" not in json.dumps(run.to_dict(), allow_nan=False)
    assert run.sites[SITE]["tension_n_high"][-1] > run.sites[SITE]["tension_n_low"][-1]


def test_when_every_draw_fails_the_central_run_stays(monkeypatch):
    lay_over(monkeypatch, [{"nerve.modulus": 1e300}] * 2)
    run = simulate(None, BEND, draws=2)
    assert run.ok and run.outcome["message"].endswith(" No band: no draw reached the end.") and run.draws is None
    assert run.provenance["uncertainty"].startswith("no band: no draw reached the end; one run, at the centre")
    assert run.provenance["posterior"]["failed"] == 2
    assert set(run.sites[SITE]) == set(QUANTITIES)


def test_a_central_run_that_fails_keeps_the_band_of_what_came_before(monkeypatch):
    base = load_set()
    lay_over(monkeypatch, [{"nerve.modulus": base["nerve.modulus"]}] * 2)
    broken = ParameterSet(base.name, {r.key: r for r in base.records()}, {"nerve.modulus": 1e300})
    monkeypatch.setattr(Posterior, "centre", lambda self, base=None: broken)
    run = simulate(None, BEND, draws=2)
    assert not run.ok and "Ended early" in run.outcome["message"] and len(run.time_s) == 0


def test_draws_of_the_body_and_of_the_physiology_count_too(monkeypatch):
    base = load_set()
    keys = ("body.crease_fraction", "muscle.passive_shape", "perfusion.half_tension_strain",
            "body.trunk_lumbar_share.flexion", "nerve.toe")
    posterior = lay_over(monkeypatch, [{k: base[k] * f for k in keys} for f in (0.9, 1.0, 1.1)])
    run = simulate(None, RAISE, draws=3)
    alone = [simulate(None, RAISE, parameters=p) for p in posterior.sets(n=3)]
    for site in (SITE, "root.s1.r", "tibial.popliteal.r"):
        for name in ("strain_percent", "blood_flow_percent", "pressure_mmhg"):
            each = np.stack([one.sites[site][name] for one in alone])
            np.testing.assert_allclose(run.sites[site][name], np.median(each, axis=0), rtol=1e-10, atol=1e-10)
    moments = np.stack([one.body["hip_moment_nm"] for one in alone])
    np.testing.assert_allclose(run.body["hip_moment_nm_high"], moments.max(axis=0), rtol=1e-10)  # of three draws
    peaks = [one.summary["body"]["peak_hip_moment_nm"] for one in alone]
    assert run.summary["body"]["peak_hip_moment_nm"] == pytest.approx(np.median(peaks))
    assert run.summary["body"]["peak_hip_moment_nm_low"] < run.summary["body"]["peak_hip_moment_nm_high"]


def test_the_load_has_no_band_where_no_draw_changes_it(monkeypatch):
    lay_over(monkeypatch, [{"nerve.toe": load_set()["nerve.toe"] * f} for f in (1.0, 1.1)])
    run = simulate(None, BEND, draws=2)
    assert run.draws is not None
    assert not any(name.endswith(("_low", "_high")) for name in (*run.body, *run.summary["body"]))


def test_what_it_was_made_from_stands_in_the_provenance(result):
    made, posterior = result.provenance["posterior"], load_posterior()
    assert made["hash"] == posterior.hash and made["draws"] == DRAWS and made["failed"] == 0
    assert result.provenance["seed"] == posterior.made["seed"]
    assert result.provenance["parameter_hash"] == posterior.centre().hash
    for run, says in ((result, f"90 % band over {DRAWS} draws"), (simulate(None, BEND, draws=0), "one run, at the"),
                      (simulate(None, BEND, parameters=load_set()), "one given value")):
        assert says in run.provenance["uncertainty"]
    assert "and not this one" in simulation.provenance(BEND, load_set(), "straight", posterior, 2)["uncertainty"]
    assert ("not calibrated" in result.provenance["uncertainty"]) != posterior.calibrated


@pytest.mark.parametrize("draws", [-1, 1, 1_000_000, 2.5, True])
def test_a_wrong_number_of_draws_is_refused(draws):
    with pytest.raises(InputError, match="draws"):
        simulate(None, BEND, draws=draws)


def test_without_a_posterior_the_way_out_is_named(monkeypatch, tmp_path):
    from neuroglide.parameters import posterior

    monkeypatch.setattr(posterior, "_HERE", tmp_path)
    posterior.load_posterior.cache_clear()
    try:
        with pytest.raises(InputError, match=r"there is no posterior 'adult'.*Fix: "):
            simulate(None, BEND, draws=0)
        run = simulate(load_person(None), BEND, parameters=load_set())  # an explicit set needs none
        assert run.ok and run.provenance["posterior"] is None
    finally:
        posterior.load_posterior.cache_clear()


def test_the_ends_of_a_band_by_hand():
    values = np.stack([np.arange(21.0, 0.0, -1.0), np.full(21, 7.0)])
    low, middle, high = band(values)
    np.testing.assert_allclose([low[0], middle[0], high[0]], [1.1, 11.0, 20.9], rtol=1e-14)
    assert low[1] == middle[1] == high[1] == 7.0
    wanted = np.quantile(values[:, 1:], QUANTILES, axis=1, method="weibull")
    np.testing.assert_allclose(band(values[:, 1:]), wanted, rtol=1e-14)


@pytest.mark.parametrize("number", [20, 32, 64, 128])
def test_a_band_holds_one_more_draw_nine_times_in_ten(number):
    """Of even numbers between 0 and 1 a band of width d holds the next one with probability d."""
    low, _, high = band(np.random.default_rng(1).random((4000, number)))
    # The width of a band of 20 scatters by 0.07 from sample to sample, so its mean over 4000 by 0.001.
    assert np.mean(high - low) == pytest.approx(0.9, abs=0.005)


def test_a_band_of_few_draws_is_their_least_and_greatest():
    few = np.arange(19.0)[::-1]
    assert [float(end) for end in band(few)] == [0.0, 9.0, 18.0]
    run = simulate(None, BEND, draws=2)
    assert run.provenance["uncertainty"].startswith("least and greatest over 2 draws")
    peaks = run.draws.sites[SITE]["peak_strain_percent"]
    ends = [run.summary["sites"][SITE][f"peak_strain_percent{end}"] for end in ("_low", "_high")]
    assert ends == [peaks.min(), peaks.max()]


def test_the_choice_of_an_open_angle_and_the_approach_stand_in_the_provenance():
    text = ("id: open\napproach: {seconds: 3, hold: 2}\nranges: {foot: {values: [5, 12, 20], why: not given}}\n"
            "steps: [{move: {ankle_dorsiflexion_affected: -foot}, seconds: 1}]")
    made = simulate(None, parse_movement(text), draws=0, rate_hz=2).provenance
    assert made["open_angles"] == {"foot": {"value": 12.0, "values": [5.0, 12.0, 20.0], "why": "not given"}}
    assert made["approach"] == {"seconds": 3.0, "hold": 2.0}
    assert simulate(None, BEND, draws=0, rate_hz=2).provenance["open_angles"] == {}
