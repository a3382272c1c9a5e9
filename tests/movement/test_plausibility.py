"""Remarks of `neuroglide check` on movements that are allowed but not usual."""

from __future__ import annotations

import pytest

from neuroglide.movement import check_movement, parse_movement

BACK = {"move": "start", "seconds": 5}


@pytest.mark.parametrize(("steps", "says"), [
    ([{"move": {"knee_flexion_r": 100}, "seconds": 0.3}, BACK], "In step 1 knee_flexion_r moves at 333 deg/s"),
    ([{"hold": "20 min"}], "lasts 20 min"),
    ([{"move": {"slr_l": 100}, "seconds": 20}, BACK], "slr_l reaches 100 deg"),
    ([{"move": {"neck_flexion": 75}, "seconds": 5}, BACK], "neck_flexion reaches 75 deg"),
    ([{"move": {"ankle_dorsiflexion_r": 35}, "seconds": 5}, BACK], "ankle_dorsiflexion_r reaches 35 deg"),
    ([{"move": {"trunk_side_flexion": -60}, "seconds": 5}, BACK], "trunk_side_flexion reaches -60 deg"),
    ([{"move": {"hip_flexion_r": 110}, "seconds": 9}, BACK], "hip_flexion_r less knee_flexion_r reaches 110 deg"),
    ([{"move": {"slr_r": 30, "knee_flexion_r": 60}, "seconds": 9}, BACK], "slr_r is used with a bent knee"),
    ([{"move": {"slr_r": 30, "hip_flexion_r": 20}, "seconds": 9}, BACK], "their hip angles add up"),
    ([{"move": {"slr_r": 30}, "seconds": 9}, {"hold": 3}], "does not end at start"),
    ([{"move": {"slr_affected": 3, "slr_l": 3}, "seconds": 9}, BACK], "cannot be done when side l is affected"),
])
def test_what_is_unusual_is_remarked(steps, says):
    remarks = check_movement(parse_movement({"id": "x", "steps": steps, "repeat": 2}))
    assert len(remarks) == 1 and says in remarks[0]


def test_an_unknown_source_is_remarked():
    remarks = check_movement(parse_movement({"id": "x", "steps": [{"hold": 5}], "sources": ["nobody1900"]}))
    assert remarks == ["The source nobody1900 is not in sources.bib, so `neuroglide cite` cannot print it."]


def test_a_usual_movement_gets_no_remark():
    steps = [{"move": {"slr_affected": 60}, "seconds": 10}, {"hold": 10}, BACK]
    assert check_movement(parse_movement({"id": "x", "steps": steps, "repeat": 3})) == []
