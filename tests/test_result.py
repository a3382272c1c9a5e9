"""Results: schema, nulls, whole files."""

from __future__ import annotations

import csv
import json
import math

import numpy as np
import pytest

from neuroglide.anatomy import SITES
from neuroglide.coordinates import FULL_NAMES
from neuroglide.errors import InputError
from neuroglide.movement import parse_movement
from neuroglide.parameters import ParameterSet, load_set
from neuroglide.result import BAND, QUANTITIES, write_whole
from neuroglide.simulation import simulate

MOVEMENT = "id: short\nstart: {hip_flexion: 30}\nsteps: [{move: {slr_affected: 40}, seconds: 1}, {hold: 1}]"


@pytest.fixture(scope="module")
def result():
    return simulate(None, parse_movement(MOVEMENT), draws=4)


def test_the_json_is_what_the_design_says(result, tmp_path):
    result.to_json(tmp_path / "run.json")
    data = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    moments = len(data["time_s"])
    assert data["schema"] == "neuroglide.result/1"
    assert data["time_s"][0] == 0.0 and data["time_s"][-1] == 2.0
    assert set(data["posture_deg"]) == set(FULL_NAMES)
    assert set(data["sites"]) == {site.name for site in SITES}
    for arrays in data["sites"].values():
        assert set(arrays) == {name + end for name in QUANTITIES for end in ("", *BAND)}
        assert all(len(values) == moments for values in arrays.values())
    assert {"hamstring_tension_n", "hip_moment_nm", "lumbar_moment_nm"} <= set(data["body"])
    assert data["outcome"]["ok"] is True and data["outcome"]["message"]
    assert {"summary", "provenance"} <= set(data)


def test_excursion_is_zero_at_the_start_and_rest_is_100_percent(result):
    for arrays in result.sites.values():
        assert arrays["excursion_mm"][0] == 0.0
    rest = simulate(None, parse_movement("id: rest\nsteps: [{hold: 60}]"), draws=0)
    for arrays in rest.sites.values():
        for name in ("cross_section_percent", "blood_flow_percent", "transport_percent", "conduction_percent"):
            np.testing.assert_allclose(arrays[name], 100.0, atol=1e-6)  # rounding of the rest state
        np.testing.assert_allclose(arrays["strain_percent"], 0.0, atol=1e-9)
        assert arrays["symptom_0_10"].max() == 0.0


def test_the_csv_has_every_array(result, tmp_path):
    result.to_csv(tmp_path / "run.csv")
    rows = list(csv.reader((tmp_path / "run.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 1 + len(result.time_s)
    assert f"{SITES[0].name}:strain_percent" in rows[0]
    assert len(rows[0]) == 1 + len(FULL_NAMES) + len(SITES) * 3 * len(QUANTITIES) + len(result.body)


def test_a_person_left_sided_is_the_mirror_image(result):
    left = simulate({"sex": "female", "age_years": 42, "height_m": 1.68, "mass_kg": 66, "side": "l"},
                    parse_movement(MOVEMENT), draws=4)
    for quantity in ("strain_percent", "excursion_mm", "tension_n"):
        # Bones and paths are mirrored to a tenth of a millimetre by the packaged skeleton.
        np.testing.assert_allclose(
            left.sites["sciatic.mid_thigh.l"][quantity], result.sites["sciatic.mid_thigh.r"][quantity], atol=0.05
        )


def test_a_run_that_ends_early_says_so_and_keeps_what_came_before():
    p = load_set()  # no person file can ask for such a modulus: it is put past the check
    broken = ParameterSet(p.name, {r.key: r for r in p.records()}, {"nerve.modulus": 1e300})
    result = simulate(None, parse_movement(MOVEMENT), parameters=broken, fields=True)
    assert not result.ok and "early" in result.outcome["message"]
    text = json.dumps(result.to_dict(), allow_nan=False)
    assert "NaN" not in text


def test_nothing_half_written_is_left(tmp_path):
    with pytest.raises(InputError, match="cannot write"):
        write_whole(tmp_path / "missing" / "run.json", "{}")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="cannot write"):
        write_whole(tmp_path / "folder", "{}")
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]


def test_seconds_above_counts_parts_of_steps():
    from neuroglide.summary import seconds_above

    time_s = np.array([0.0, 1.0, 2.0, 4.0])
    values = np.array([0.0, 2.0, 2.0, 0.0])
    assert math.isclose(seconds_above(time_s, values, 1.0), 0.5 + 1.0 + 1.0)
    assert seconds_above(time_s, values, 5.0) == 0.0


def test_what_is_unusual_about_a_person_is_told_with_the_run():
    giant = {"sex": "male", "age_years": 40, "height_m": 2.2, "mass_kg": 60, "side": "r"}
    told = simulate(giant, "slr", draws=0).provenance["plausibility"]
    assert any("thigh length" in sentence for sentence in told)
    assert simulate(None, "slr", draws=0).provenance["plausibility"] == []
