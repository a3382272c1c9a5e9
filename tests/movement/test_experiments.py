"""Published experiments: every file says what it assumes, runs in all its variants, and is replayed by a study."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from neuroglide.coordinates import FULL_NAMES, limits_deg
from neuroglide.evidence.roles import load_roles
from neuroglide.evidence.studies import load_studies
from neuroglide.movement import build_timeline, list_movements, load_movement, movement_ids, variants
from neuroglide.parameters import load_bibliography

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "src" / "neuroglide" / "movement" / "library" / "experiments"
STUDIES = ROOT / "validation" / "studies"
EXPERIMENTS = sorted(path.stem for path in FOLDER.glob("*.yaml"))
#: Experiments that no study replays, and why.
ALONE = {
    "held-stretch-8-percent": "an animal's stretch with a person's body, to show it; the study itself is a specimen's",
    "slump-knee-extension": "the comparison for the library's slider and tensioner, with their angles, not a paper's",
}
#: More combinations than this are more than the comparison can tell and the replay can wait for.
MOST_VARIANTS = 12


def case_texts() -> dict[str, str]:
    return {path.parent.name: path.read_text(encoding="utf-8") for path in STUDIES.glob("*/case.py")}


def test_every_experiment_stands_in_the_folder_of_experiments():
    assert EXPERIMENTS == [m.id for m in list_movements() if m.kind == "experiment"]
    assert set(EXPERIMENTS) <= set(movement_ids()) and len(EXPERIMENTS) >= 40


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_says_what_it_assumes(name):
    m = load_movement(name)
    assert m.kind == "experiment" and m.sources and set(m.sources) <= set(load_bibliography())
    assert "assumed" in m.note
    for r in m.ranges:
        assert len(r.why) > 10
        assert re.search(r"left open|leave[sd]? .*open|range", m.note), "the note names what is left open"


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_variant_runs_within_the_limits(name):
    found = variants(name)
    assert len(found) <= MOST_VARIANTS
    low, high = np.array([limits_deg(coordinate) for coordinate in FULL_NAMES]).T
    times = []
    for _, movement in found:
        timeline = build_timeline(movement)
        angle = np.rad2deg(timeline.angle_rad)
        # Neutral is part of every approach; 1e-6 deg is what the parser allows for rounding.
        assert (angle >= np.minimum(low, 0) - 1e-6).all() and (angle <= np.maximum(high, 0) + 1e-6).all()
        times.append(timeline.time_s)
    for time in times[1:]:  # one clock, so that the variants stack
        np.testing.assert_array_equal(time, times[0])


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_is_replayed_by_a_study_or_says_why_not(name):
    if name.startswith("median-") and not any("median-" in text for text in case_texts().values()):
        pytest.skip("no study of the arm stands here yet")
    # A case may build the name of a family of files: {order} stands for what differs.
    used = set()
    for text in case_texts().values():
        for quoted in re.findall(r'f?"([a-z0-9{}_-]+)"', text):
            pattern = re.sub(r"\\{[a-z_]+\\}", "[a-z0-9-]+", re.escape(quoted))
            used.update(n for n in EXPERIMENTS if re.fullmatch(pattern, n))
    assert (name in used) != (name in ALONE)


def test_the_movements_that_a_study_names_are_experiments():
    named = {}
    for path in STUDIES.glob("*/study.yaml"):
        text = re.search(r"^movements:((?:.|\n  )*)", path.read_text(encoding="utf-8"), re.MULTILINE)
        if text:
            named[path.parent.name] = re.findall(r"[a-z0-9][a-z0-9-]+", text[1])
    assert len(named) >= 25
    for study, movements in named.items():
        assert movements and set(movements) <= set(movement_ids()), study


#: Topics whose studies are of the spine and leg; the others are the bench's and the arm's.
LEG_TOPICS = {"cadaver strain/excursion", "in-vivo ultrasound excursion", "normal ROM/resistance"}


def test_every_row_of_spine_and_leg_that_is_to_be_replayed_is():
    compared = {claim.row for study in load_studies(STUDIES) for claim in study.claims}
    wanted = {row for role in load_roles().values() if LEG_TOPICS & set(role.topics)
              for row, one in role.rows.items() if one.replayed}
    assert wanted <= compared, sorted(wanted - compared)
