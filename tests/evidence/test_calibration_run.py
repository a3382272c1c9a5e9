"""The whole calibration, small: two studies, a few runs of the kernel; what it writes is a posterior that runs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("emcee")
pytest.importorskip("sklearn")

from neuroglide.cli.main import main  # noqa: E402
from neuroglide.parameters.posterior import read_posterior  # noqa: E402

STUDIES = Path(__file__).parents[2] / "validation" / "studies"
CHOSEN = ("rade2015_conus", "ridehalgh2014_side-lying")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with two studies, the calibration's own folder, and the posterior it wrote."""
    root = tmp_path_factory.mktemp("calibration")
    for name in CHOSEN:
        shutil.copytree(STUDIES / name, root / "studies" / name)
    assert main(_command(root)) == 3  # so few runs cannot be trusted, and it says so
    return root


def _command(root: Path, *more: str) -> list[str]:
    return ["calibrate", "--studies", str(root / "studies"), "--work", str(root / "work"), "--scale", "0.02",
            "--out", str(root / "posterior.json"), "--quick", *more]


def test_the_posterior_names_its_data_and_runs(made):
    posterior = read_posterior(made / "posterior.json")
    assert set(posterior.studies) == {"rade2015", "ridehalgh2014"} and posterior.calibrated
    assert posterior.made["data"]["rows"] == 3  # C033, U001a and b; rows met later are not fitted
    assert posterior.made["seed"] == 1 and len(posterior.made["data"]["hash"]) == 16
    assert len(posterior.draws) >= 64
    drawn = np.array(posterior.draws)
    assert (np.sign(drawn) == np.sign(posterior.centre_si)).all()
    assert (drawn.std(axis=0) > 0.0).all()


def test_it_tells_how_well_it_went(made):
    told = json.loads((made / "posterior.json").read_text(encoding="utf-8"))["diagnostics"]
    assert told["failed_checks"] and told["scale"] == 0.02 and len(told["code"]) == 16
    assert told["r_hat_largest"] >= 1.0 and told["kernel_effective_size"] >= 1.0
    one = told["parameters"]["nerve.modulus"]
    assert one["prior"][0] < one["prior"][1] < one["prior"][2] and isinstance(one["learned"], bool)
    band = told["predictive"]["rade2015_conus"]["C033"]
    assert band["low"] < band["median"] < band["high"]


def test_a_second_run_does_nothing_anew_and_writes_the_same(made, capsys):
    before = (made / "posterior.json").read_bytes()
    stamps = {path: path.stat().st_mtime_ns for path in (made / "work").glob("*.npz")}
    assert main(_command(made)) == 3
    assert all(path.stat().st_mtime_ns == stamps[path] for path in stamps)
    assert (made / "posterior.json").read_bytes() == before


def test_another_seed_is_not_mixed_with_what_is_there(made, capsys):
    assert main(_command(made, "--seed", "2")) == 2
    assert "holds a calibration of other data" in capsys.readouterr().err


def test_bad_options_are_named(tmp_path, capsys):
    assert main(["calibrate", "--scale", "0", "--work", str(tmp_path / "w")]) == 2
    assert "--scale" in capsys.readouterr().err
    assert main(["calibrate", "--studies", str(tmp_path / "none"), "--work", str(tmp_path / "w")]) == 2
    assert not (tmp_path / "w").exists()


def test_a_study_whose_role_was_never_fixed_is_not_fitted(made, tmp_path):
    from neuroglide.evidence.calibration.data import fitted_studies

    for name in CHOSEN:
        shutil.copytree(made / "studies" / name, tmp_path / name)
    path = tmp_path / CHOSEN[0] / "study.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("study: rade2015", "study: nobody2030"), encoding="utf-8")
    assert [study.key for study in fitted_studies(tmp_path)] == ["ridehalgh2014", "picture"]
