"""``ranges``: the angles a study leaves open are all run, the middle one stands for them, and a wrong one is told."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuroglide.cli.main import main
from neuroglide.coordinates import INDEX
from neuroglide.errors import InputError
from neuroglide.movement import build_timeline, load_movement, parse_movement, to_mapping, to_yaml, variants

OPEN = """\
id: x
ranges:
  foot: {values: [5, 12, 20], why: "the paper does not give it"}
  hip: {values: [30, 40], why: "about"}
start: {ankle_dorsiflexion_affected: -foot, hip_flexion_affected: hip}
steps:
  - repeat: 2
    steps:
      - {move: {ankle_dorsiflexion_affected: foot}, seconds: 2}
      - {move: {ankle_inversion_affected: foot, knee_flexion: 10}, seconds: 2}
"""


def end_deg(movement, name):
    return math.degrees(build_timeline(movement).angle_rad[-1, INDEX[name]])


def test_the_middle_value_stands_for_the_range():
    m = parse_movement(OPEN)
    assert m.start_deg == {"ankle_dorsiflexion_affected": -12, "hip_flexion_affected": 30}  # of two, the lower
    # One rounding on the way to radians and back.
    assert end_deg(m, "ankle_dorsiflexion_r") == pytest.approx(12, abs=1e-12)
    assert [r.name for r in m.ranges] == ["foot", "hip"] and m.ranges[0].why == "the paper does not give it"


def test_variants_are_all_combinations_with_the_first_range_slowest():
    found = variants(parse_movement(OPEN))
    assert [choice for choice, _ in found] == [
        {"foot": foot, "hip": hip} for foot in (5, 12, 20) for hip in (30, 40)]
    for choice, m in found:
        assert m.ranges == () and m.id == "x"
        assert m.start_deg["ankle_dorsiflexion_affected"] == -choice["foot"]
        assert m.start_deg["hip_flexion_affected"] == choice["hip"]
        for name, expected in (("ankle_dorsiflexion_r", choice["foot"]), ("ankle_inversion_r", choice["foot"]),
                               ("knee_flexion_l", 10), ("hip_flexion_r", choice["hip"])):
            assert end_deg(m, name) == pytest.approx(expected, abs=1e-12)
        assert parse_movement(to_yaml(m)) == m


def test_a_movement_that_leaves_nothing_open_is_its_one_variant():
    assert variants("slr") == [({}, load_movement("slr"))]


def test_ranges_are_written_out_and_read_back():
    m = parse_movement(OPEN)
    assert parse_movement(to_yaml(m)) == m == parse_movement(to_mapping(m))
    assert to_mapping(m)["start"]["ankle_dorsiflexion_affected"] == "-foot"


@given(st.lists(st.floats(-45, 30).map(lambda v: round(v, 6)), min_size=2, max_size=5, unique=True).map(sorted),
       st.sampled_from(["", "-"]))
@settings(max_examples=60, deadline=None)
def test_any_range_keeps_the_rules(values, sign):
    m = parse_movement({"id": "x", "ranges": {"angle": {"values": values, "why": "open"}},
                        "steps": [{"move": {"ankle_inversion_r": f"{sign}angle"}, "seconds": 9}]})
    assert parse_movement(to_yaml(m)) == m
    ends = [end_deg(one, "ankle_inversion_r") for _, one in variants(m)]
    np.testing.assert_allclose(ends, np.array(values) * (-1 if sign else 1), atol=1e-12)
    assert end_deg(m, "ankle_inversion_r") == ends[(len(values) - 1) // 2]


def with_ranges(ranges: str, angle: str = "foot", coordinate: str = "ankle_dorsiflexion_r") -> str:
    return f"id: x\nranges:\n  {ranges}\nsteps:\n  - {{move: {{{coordinate}: {angle}}}, seconds: 1}}\n"


GOOD = "foot: {values: [5, 12], why: open}"


@pytest.mark.parametrize(("text", "line", "says", "fix"), [
    (with_ranges(GOOD, "fot"), 5, "ankle_dorsiflexion_r is 'fot', which is not in ranges", "did you mean foot?"),
    (with_ranges(GOOD, "-fot"), 5, "'-fot', which is not in ranges", "did you mean foot?"),
    (with_ranges(GOOD, "xyz"), 5, "'xyz', which is not in ranges", "the ranges are foot"),
    (with_ranges(GOOD, "nan"), 5, "no finite angle", "bare number"),
    (with_ranges(GOOD, "5"), 3, "no angle uses the range foot", "foot"),
    (with_ranges("foot: {values: [5, 50], why: open}"), 5, "50 deg (range foot), outside its limits -50..35", "35"),
    (with_ranges("foot: {values: [5, 5], why: open}"), 3, "do not rise", "foot:"),
    (with_ranges("foot: {values: [12, 5], why: open}"), 3, "do not rise", "foot:"),
    (with_ranges("foot: {values: [5], why: open}"), 3, "not a list of two or more", "foot:"),
    (with_ranges("foot: {values: 5, why: open}"), 3, "not a list of two or more", "foot:"),
    (with_ranges("foot: {values: [5, x], why: open}"), 3, "the range foot is 'x'", "bare number"),
    (with_ranges("foot: {values: [5, 12]}"), 3, "has no 'why'", "foot:"),
    (with_ranges("foot: {values: [5, 12], why: }"), 3, "does not say why", "foot:"),
    (with_ranges("foot: {values: [5, 12], why: open, unit: deg}"), 3, "unknown key 'unit'", "foot:"),
    (with_ranges("foot: [5, 12]"), 3, "the range foot is a list, not a mapping", "foot:"),
    (with_ranges("Foot 1: {values: [5, 12], why: open}"), 3, "cannot name a range", "small letters"),
    (with_ranges("inf: {values: [5, 12], why: open}", "inf"), 3, "cannot name a range", "small letters"),
    ("id: x\nranges: 5\nsteps: [{hold: 1}]", 2, "ranges is '5', not a mapping", "foot:"),
    (with_ranges("foot: {values: [" + ", ".join(map(str, range(65))) + "], why: open}", "foot", "hip_flexion"), 3,
     "65 combinations, more than 64", "fewer"),
    (with_ranges("foot: {values: [0, 30], why: open}").replace("seconds: 1", "seconds: 0.002"), 5,
     "1.5e+04 deg/s, faster than 10000 deg/s", "more time"),
])  # fmt: skip
def test_a_wrong_range_is_told_line_and_fix(text, line, says, fix):
    with pytest.raises(InputError) as caught:
        parse_movement(text, "f.yaml")
    assert says in caught.value.message
    assert fix in caught.value.fix
    assert caught.value.line == line


def test_a_name_without_ranges_is_no_angle():
    with pytest.raises(InputError, match="knee_flexion is 'foot', which is no angle"):
        parse_movement("id: x\nsteps: [{move: {knee_flexion: foot}, seconds: 1}]")


def test_movements_tells_what_is_left_open(tmp_path, capsys):
    (tmp_path / "x.yaml").write_text(OPEN, encoding="utf-8")
    assert main(["movements", str(tmp_path / "x.yaml")]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "Left open: foot is 5, 12 or 20 (the paper does not give it); 12 above and in simulate" in text
    assert "Left open: hip is 30 or 40 (about); 30 above" in text
