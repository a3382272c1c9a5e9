"""The page of the twin's check is what its numbers say, and its command refuses what cannot be judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from neuroglide.cli.main import main
from neuroglide.report.twin_check import drawing, interval, text

ROOT = Path(__file__).parents[3]
FOUND = json.loads((ROOT / "validation" / "twin" / "result.json").read_text(encoding="utf-8"))


def test_the_page_and_its_figure_are_written_from_the_kept_numbers():
    assert (ROOT / "docs" / "twin-check.md").read_text(encoding="utf-8") == text(FOUND)
    assert (ROOT / "docs" / "img" / "twin-check.svg").read_text(encoding="utf-8") == drawing(FOUND["reliability"])


def test_the_kept_check_is_calibrated_and_has_learned():
    assert FOUND["people"] >= 500
    for key, one in FOUND["parameters"].items():
        # A sample of draws holds a new one of a parameter that is not learned a little less often than 90 %.
        low, _ = sorted((90.0, one["prior_coverage_percent"]))
        assert one["coverage_percent"] > low - 6.0, key
    for one in FOUND["reliability"]:
        low, high = interval(one["found"], one["count"])
        assert low - 0.08 < one["said"] < high + 0.08
    for other in ("prior", "rule"):
        gain = FOUND["scores"][f"twin_over_{other}"]
        assert gain["bits"] > 3 * gain["error"]
    assert sum(one["learned"] for one in FOUND["parameters"].values()) >= 4


def test_an_interval_of_a_share_holds_it_and_narrows_with_the_count():
    low, high = interval(0.3, 50)
    assert low < 0.3 < high
    assert interval(0.3, 5000)[1] - interval(0.3, 5000)[0] < (high - low) / 5
    assert interval(1.0, 10) == (pytest.approx(0.787, abs=0.002), 1.0)


def test_one_person_cannot_be_judged(capsys):
    assert main(["twin-check", "--people", "1"]) == 2
    assert "--people 1" in capsys.readouterr().err
