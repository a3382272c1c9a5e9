"""The skeleton: hamstrings as OpenSim has them, the knee corrected, the arm absent, the cache safe."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from postures import postures

from neuroglide.body import cache, skeleton
from neuroglide.body.cache import cached_arrays
from neuroglide.body.course import path_lengths
from neuroglide.body.hamstrings import hamstring_lengths
from neuroglide.body.skeleton import HAMSTRINGS, load_skeleton
from neuroglide.coordinates import INDEX, SIDES

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "validation" / "references" / "opensim" / "hamstring_lengths.csv"


def _grid(rows):
    """Joint positions of the generic skeleton for the rows of the reference."""
    sk = load_skeleton()
    q = np.zeros((len(rows), sk.model.nq))
    for t, row in enumerate(rows):
        q[t, sk.joint[f"hip_flexion_{row['side']}"]] = np.deg2rad(float(row["hip_flexion_deg"]))
        q[t, sk.joint[f"knee_angle_{row['side']}"]] = np.deg2rad(float(row["knee_flexion_deg"]))
    return sk, sk.complete(q)


def test_hamstring_lengths_agree_with_opensim_within_a_millimetre():
    with REFERENCE.open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    sk, q = _grid(rows)
    length = 1000.0 * hamstring_lengths(sk, sk.model, q)
    error = np.array(
        [
            [length[t, SIDES.index(row["side"]), k] - float(row[f"{muscle}_mm"]) for k, muscle in enumerate(HAMSTRINGS)]
            for t, row in enumerate(rows)
        ]
    )
    assert {row["side"] for row in rows} == set(SIDES) and len(rows) == 242
    # The issue asks for 1 mm; what is left (0.18 mm) comes from the knee's polynomials, fitted to OpenSim's splines.
    assert np.abs(error).max() < 0.3


def test_knee_of_the_package_is_corrected():
    # As shipped, the tibia stands 12 mm too high at 90 degrees and semimembranosus is 11.8 mm short.
    sk, q = _grid([{"side": "r", "hip_flexion_deg": 90, "knee_flexion_deg": 90}])
    frame = sk.frames(sk.model, q)
    femur = np.linalg.inv(frame[0, sk.body["femur_r"]])
    ankle = (femur @ frame[0, sk.body["talus_r"]])[:3, 3]
    # OpenSim 4.6, Rajagopal2015: ankle centre in the frame of the femur.
    assert 1000.0 * ankle[:2] == pytest.approx([-398.23, -400.04], abs=0.3)


def test_nothing_of_the_arm_and_no_muscle_but_the_hamstrings_is_left():
    sk = load_skeleton()
    assert not any(word in name for name in sk.body for word in ("humerus", "scapula", "clavicle", "chest", "radius"))
    assert set(sk.muscle) == {f"{muscle}_{side}" for muscle in HAMSTRINGS for side in SIDES}
    assert sk.model.nu == 0 and sk.model.nmesh == 0


def test_clinical_angles_move_the_bones_the_right_way():
    from postures import P

    from neuroglide.body.motion import joint_positions

    sk = load_skeleton()
    rows = ({}, {"hip_flexion_r": 90}, {"knee_flexion_r": 90}, {"ankle_dorsiflexion_r": 20}, {"hip_adduction_r": 20},
            {"hip_internal_rotation_r": 20}, {"ankle_inversion_r": 20}, {"toe_extension_r": 20})  # fmt: skip
    q, _ = joint_positions(sk, postures(*rows), P)
    frame = sk.frames(sk.model, q)
    frame = np.linalg.inv(frame[:, sk.body["pelvis"]])[:, None] @ frame

    def moved(t, body, place=(0.0, 0.0, 0.0)):
        point = np.array([*place, 1.0])
        return ((frame[t, sk.body[body]] - frame[0, sk.body[body]]) @ point)[:3]

    # x forward, y up, z to the right; the right leg.
    knee, ankle = moved(1, "tibia_r"), moved(2, "talus_r")
    assert knee[0] > 0.35 and knee[1] > 0.35
    assert ankle[0] < -0.3 and ankle[1] > 0.3
    assert moved(3, "toes_r")[1] > 0.03
    assert moved(4, "talus_r")[2] < -0.2
    assert moved(5, "toes_r")[2] < -0.03
    assert moved(6, "calcn_r", (0.05, -0.03, 0.0))[2] < -0.01
    assert moved(7, "toes_r", (0.06, 0.0, 0.0))[1] > 0.01


def test_scaling_copies_and_leaves_the_generic_model_alone():
    sk = load_skeleton()
    before = sk.model.site_pos.copy()
    q = sk.complete(np.zeros((1, sk.model.nq)))
    big = sk.scaled(np.full(sk.model.nbody, 1.1), {})
    assert sk.muscle_lengths(big, q) == pytest.approx(1.1 * sk.muscle_lengths(sk.model, q), rel=1e-9)
    one, two = (path_lengths(sk.places(model, q)) for model in (big, sk.model))
    assert {name: one[name][0] for name in one} == pytest.approx({name: 1.1 * two[name][0] for name in two}, rel=1e-9)
    assert (sk.model.site_pos == before).all()


def test_damaged_cache_is_told_in_one_line_and_rebuilt(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NEUROGLIDE_CACHE", str(tmp_path))
    made = []

    def build():
        made.append(1)
        return {"a": np.arange(3)}

    for damage in (b"", b"not a zip", None):
        cached_arrays("thing", "k", build)
        [path] = tmp_path.glob("thing-k.npz")
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] if damage is None else damage)
        capsys.readouterr()
        assert (cached_arrays("thing", "k", build)["a"] == np.arange(3)).all()
        told = capsys.readouterr().err
        assert told.count("\n") == 1 and "damaged" in told and "Traceback" not in told
    count = len(made)
    cached_arrays("thing", "k", build)
    assert len(made) == count and not list(tmp_path.glob("*.tmp"))


def test_damaged_skeleton_file_with_sound_archive_is_rebuilt(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NEUROGLIDE_CACHE", str(tmp_path))
    np.savez(tmp_path / f"skeleton-{skeleton._key()}.npz", model=np.zeros(10, np.uint8))
    load_skeleton.cache_clear()
    try:
        assert len(load_skeleton().point_site) > 40
        assert "damaged" in capsys.readouterr().err
    finally:
        load_skeleton.cache_clear()


def test_unwritable_cache_is_passed_over(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_text("in the way")
    monkeypatch.setenv("NEUROGLIDE_CACHE", str(file))
    assert cached_arrays("thing", "k", lambda: {"a": np.ones(1)})["a"] == 1
    monkeypatch.setattr(cache, "cache_dir", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    assert cached_arrays("thing", "k", lambda: {"a": np.ones(1)})["a"] == 1


def test_mujoco_is_imported_late_and_quietly(tmp_path):
    code = (
        "import sys, neuroglide.body\n"
        "assert 'mujoco' not in sys.modules and 'myo_sim' not in sys.modules\n"
        "from neuroglide.body.skeleton import load_skeleton\n"
        "load_skeleton()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path,
        env=os.environ | {"NEUROGLIDE_CACHE": str(tmp_path / "cache")}, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


def test_angles_beyond_the_knee_fit_go_on_as_a_straight_line():
    sk = load_skeleton()
    q = np.zeros((3, sk.model.nq))
    q[:, sk.joint["knee_angle_r"]] = np.deg2rad([120.0, 130.0, 140.0])
    slide = sk.complete(q)[:, sk.joint["knee_angle_translation1_r"]]
    assert np.diff(slide)[0] == pytest.approx(np.diff(slide)[1])
    assert INDEX["knee_flexion_r"] >= 0
