"""docs/calibration.md is written from the posterior that is shipped, and tells what the data do not identify."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from neuroglide.parameters import load_posterior
from neuroglide.report import calibration_docs

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_of_the_posterior_that_is_shipped():
    page = (DOCS / "calibration.md").read_text(encoding="utf-8")
    assert page == calibration_docs.text(load_posterior()), "run `neuroglide validate --prior --docs`"


def test_every_parameter_stands_with_prior_and_posterior(tmp_path):
    posterior = load_posterior()
    page = calibration_docs.text(posterior)
    rows = re.findall(r"^\| `([^`]+)` \|.*\| (yes|no) \|$", page, re.M)
    assert {key for key, _ in rows} == set(posterior.diagnostics["parameters"])  # what is only carried has no row
    assert {verdict for _, verdict in rows} == {"yes", "no"}
    (tmp_path / "img").mkdir()
    assert [path.name for path in calibration_docs.write(posterior, tmp_path)] == [
        "calibration.md", "calibration-parameters.svg"]


def test_the_figure_draws_intervals_in_prior_standard_deviations():
    value = {"prior": [0.5, 1.0, 2.0], "posterior": [1.0, 2.0, 2.0]}
    figure = calibration_docs.drawing({"a.key": value})
    prior = re.search(r'class="p" x1="([\d.]+)" x2="([\d.]+)"', figure)
    posterior = re.search(r'class="q" x1="([\d.]+)" x2="([\d.]+)"', figure)
    middle = calibration_docs.NAMES + calibration_docs.PLOT / 2
    half = 1.645 * calibration_docs.PLOT / (2 * calibration_docs.REACH)
    assert [float(v) for v in prior.groups()] == pytest.approx([middle - half, middle + half], abs=0.1)
    assert [float(v) for v in posterior.groups()] == pytest.approx([middle, middle + half], abs=0.1)
