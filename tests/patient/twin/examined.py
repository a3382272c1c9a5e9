"""Examinations for the tests of the twin, written short."""

from __future__ import annotations

from typing import Any

from neuroglide.patient.examination import load_examination

PERSON = {"sex": "female", "age_years": 42, "height_m": 1.68, "mass_kg": 66}


def test_of(name: str, side: str | None, angle: float | None = None, **more: Any) -> dict[str, Any]:
    """One measurement, same examiner, inclinometer."""
    side_given = {} if side is None else {"side": side}
    angle_given = {} if angle is None else {"angle_deg": angle}
    return {"test": name, "device": "inclinometer", "rater": "same", **side_given, **angle_given, **more}


test_of.__test__ = False  # a builder, not a test


def exam(*tests: dict[str, Any], side: str = "r", **complaint: Any):
    """An examination with these tests."""
    return load_examination({
        "id": "short", "person": PERSON, "complaint": {"side": side, **complaint}, "red_flags": {},
        "tests": list(tests),
    })


NERVE_LIKE = (
    test_of("slr", "r", 35, stopped_by="symptom", symptom="reproduced", place="calf", intensity=6, sensitisers={
        "dorsiflexion": {"angle_change_deg": -9, "symptom": "worse"}, "neck_flexion": {"symptom": "worse"}}),
    test_of("slr", "l", 75, stopped_by="stretch", symptom="none"),
    test_of("slump_knee_extension", "r", 55, stopped_by="symptom", symptom="reproduced", sensitisers={
        "neck_extension": {"angle_change_deg": -12, "symptom": "better"}}),
    test_of("hamstring_90_90", "l", 25, stopped_by="stretch", symptom="none"),
)
HAMSTRING_LIKE = (
    test_of("slr", "r", 52, stopped_by="stretch", symptom="none", place="posterior_thigh", sensitisers={
        "dorsiflexion": {"angle_change_deg": 0, "symptom": "same"}, "neck_flexion": {"symptom": "same"}}),
    test_of("slr", "l", 54, stopped_by="stretch", symptom="none"),
    test_of("hamstring_90_90", "r", 48, stopped_by="stretch", symptom="none"),
    test_of("hamstring_90_90", "l", 46, stopped_by="stretch", symptom="none"),
)
