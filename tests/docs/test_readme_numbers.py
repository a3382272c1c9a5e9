"""The README's numbers are those of the installed model: a change of values cannot leave them behind."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIX = "run `python docs/reference/readme.py --write` and `python docs/img/draw.py`"


def load():
    spec = importlib.util.spec_from_file_location("readme", ROOT / "docs" / "reference" / "readme.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_readme_shows_what_the_model_gives():
    readme = load()
    shown = readme.between((ROOT / "README.md").read_text(encoding="utf-8"), "picture")
    made = readme.PARTS["picture"]()
    number = re.compile(r"-?\d+\.?\d*")
    assert number.sub("#", shown) == number.sub("#", made), FIX
    # One unit of the last digit shown: another processor may round the other way.
    for old, new in zip(number.findall(shown), number.findall(made), strict=True):
        unit = 10.0 ** -len(old.partition(".")[2])
        assert float(old) == pytest.approx(float(new), rel=0, abs=1.1 * unit), FIX


def test_readme_counts_the_parameters_that_there_are():
    from neuroglide.evidence.calibration.free import carried_parameters, free_parameters
    from neuroglide.parameters import load_set

    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"- {len(free_parameters().keys)} of its {len(load_set())} parameters are **calibrated**" in text
    assert f"{len(carried_parameters().keys)} more are drawn from their records' spread" in text


def test_readme_tells_the_validation_of_the_posterior_that_is_shipped():
    from neuroglide.parameters import load_posterior

    readme = load()
    told = readme.between((ROOT / "README.md").read_text(encoding="utf-8"), "validation")
    assert load_posterior().hash in told, "run `neuroglide validate --prior --docs --update-expected`"
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    for sentence in re.findall(r"^(?:Validation|Calibration) \(.*$|^(?:Validation|Calibration)[:,].*$", told, re.M):
        assert sentence in page
