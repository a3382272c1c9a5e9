"""docs/validation.md and validation/expected.json come from one run of all studies, none written by hand."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE, EXPECTED = ROOT / "docs" / "validation.md", ROOT / "validation" / "expected.json"
FIX = "run `neuroglide validate --prior --docs --update-expected`"


@pytest.fixture
def page() -> str:
    if not PAGE.is_file() or not EXPECTED.is_file():
        pytest.skip(f"not written yet: {FIX}")
    return PAGE.read_text(encoding="utf-8")


def test_every_study_stands_on_the_page_and_none_that_is_gone(page):
    listed = set(re.findall(r"\.\./validation/studies/([^/]+)/README\.md", page))
    assert listed == {path.parent.name for path in (ROOT / "validation" / "studies").glob("*/study.yaml")}, FIX


def test_page_and_baseline_are_of_one_run(page):
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    assert f"parameters: {expected['made']['parameters']}," in page, FIX
    agree = [int(n) for n in re.findall(r"^(?:Validation|Calibration) \(.*?figures? in .*? (\d+) agree,", page, re.M)]
    assert sum(agree) == sum(map(len, expected["held"].values())), FIX


def test_page_is_of_the_posterior_that_is_shipped(page):
    from neuroglide.parameters import load_posterior

    assert load_posterior().hash in page, FIX
