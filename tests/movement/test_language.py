"""The movement language: what a file may say, and what a wrong one is told."""

from __future__ import annotations

import json
import math

import pytest

from neuroglide.errors import InputError
from neuroglide.movement import build_timeline, load_movement, parse_movement

DESIGN_EXAMPLE = """\
id: slump-slider
name: Seated slump slider
kind: technique            # technique | test | experiment
class: slider              # slider | tensioner | stretch | opener | test
performed_by: patient      # patient | clinician
sources: [ellis2012]
start: {trunk_flexion: 40, hip_flexion: 90, knee_flexion: 90, neck_flexion: 40}
steps:
  - {move: {knee_flexion_affected: 10, neck_flexion: -20, ankle_dorsiflexion_affected: 10}, seconds: 2.5}
  - {move: start, seconds: 2.5}
  - {hold: 0.5}
repeat: 10
"""


def steps(text: str) -> str:
    """A movement with one line of steps, which is line 3."""
    return f"id: x\nsteps:\n  - {text}\n"


def refused(text, source="f.yaml") -> InputError:
    with pytest.raises(InputError) as caught:
        parse_movement(text, source)
    assert "\n" not in str(caught.value)
    assert caught.value.fix
    return caught.value


def test_the_example_of_the_design_is_read():
    movement = parse_movement(DESIGN_EXAMPLE)
    assert (movement.id, movement.kind, movement.class_, movement.performed_by) == (
        "slump-slider", "technique", "slider", "patient")
    assert movement.sources == ("ellis2012",)
    assert movement.start_deg == {"trunk_flexion": 40, "hip_flexion": 90, "knee_flexion": 90, "neck_flexion": 40}
    assert [s.kind for s in movement.steps] == ["move", "move", "hold"]
    assert [s.seconds for s in movement.steps] == [2.5, 2.5, 0.5]
    assert movement.steps[1].to_start and movement.repeat == 10
    assert (movement.approach.seconds, movement.approach.hold) == (5.0, 0.0)


def test_json_is_read_as_well():
    content = {"id": "x", "steps": [{"move": {"knee_flexion_affected": 30}, "seconds": 2}]}
    assert parse_movement(json.dumps(content)) == parse_movement(content)


@pytest.mark.parametrize(("written", "degrees"), [("30", 30), ("'30'", 30), ("30 deg", 30), ('"30°"', 30), ("-5", -5),
                                                  ("0.5 rad", math.degrees(0.5)), ("3e1", 30), ("+.5", 0.5),
                                                  ("030", 30)])
def test_angles_are_degrees_unless_they_carry_a_unit(written, degrees):
    movement = parse_movement(steps(f"{{move: {{knee_flexion: {written}}}, seconds: 1}}"))
    # One rounding of the conversion to radians and back.
    assert math.degrees(movement.steps[0].angles[0].value_rad) == pytest.approx(degrees, abs=1e-12)


@pytest.mark.parametrize(("written", "seconds"), [("2", 2), ("2 min", 120), ("500 ms", 0.5), ("0.1 h", 360),
                                                  ('"2 seconds"', 2), ("0", 0)])
def test_durations_are_seconds_unless_they_carry_a_unit(written, seconds):
    movement = parse_movement(f"id: x\nsteps: [{{hold: {written}}}, {{hold: 1}}]")
    assert movement.steps[0].seconds == seconds


def test_a_limit_written_in_radians_is_still_inside():
    parse_movement(steps(f"{{move: {{hip_flexion: {math.radians(130)!r} rad}}, seconds: 1}}"))
    assert "130.1" in refused(steps("{move: {hip_flexion: 130.1}, seconds: 1}")).message


@pytest.mark.parametrize(("line", "says", "fix"), [
    ("{move: {knee_flexin_r: 9}, seconds: 1}", "unknown coordinate 'knee_flexin_r'", "knee_flexion_r"),
    ("{move: {knee_extension_right: 9}, seconds: 1}", "knee_extension_right", "knee_flexion_r with the opposite sign"),
    ("{move: {dorsiflexion_l: 9}, seconds: 1}", "dorsiflexion_l", "ankle_dorsiflexion_l"),
    ("{move: {trunk_flexion_r: 9}, seconds: 1}", "trunk_flexion has no sides", "trunk_flexion"),
    ("{move: {knee_flexion: 151}, seconds: 1}", "151 deg, outside its limits -10..150 deg", "-10 to 150"),
    ("{move: {knee_flexion: -10.5}, seconds: 1}", "outside its limits", "-10 to 150"),
    ("{move: {knee_flexion: 9 grad}, seconds: 1}", "unknown unit 'grad'", "deg, rad"),
    ("{move: {knee_flexion: 9 mm}, seconds: 1}", "not an angle, 'mm'", "deg, rad"),
    ("{move: {knee_flexion: \"9,5\"}, seconds: 1}", "decimal comma", "bare number"),
    ("{move: {knee_flexion: .nan}, seconds: 1}", "no finite angle", "bare number"),
    ("{move: {knee_flexion: [1]}, seconds: 1}", "is a list", "bare number"),
    ("{move: {knee_flexion: }, seconds: 1}", "is nothing", "bare number"),
    ("{move: {knee_flexion: yes}, seconds: 1}", "'yes'", "bare number"),
    ("{move: {}, seconds: 1}", "names no coordinate", "hold"),
    ("{move: neutral, seconds: 1}", "move is 'neutral'", "start"),
    ("{move: start}", "how long", "seconds"),
    ("{move: start, seconds: 0}", "seconds is 0 s", "greater than 0"),
    ("{move: start, seconds: -1}", "outside", "greater than 0"),
    ("{move: start, seconds: .inf}", "no finite time", "seconds"),
    ("{move: start, seconds: NaN}", "no finite time", "seconds"),
    ("{move: start, seconds: 1e308 h}", "too large", "seconds"),
    ("{move: start, seconds: 2 fortnights}", "unknown unit 'fortnights'", "s, ms, min, h"),
    ("{move: start, seconds: 5 deg}", "not a time", "s, ms, min, h"),
    ("{hold: -1}", "outside", "greater than 0"),
    ("{hold: 25 h}", "24 h", "seconds"),
    ("{hold: 1, seconds: 1}", "no seconds of its own", "{hold: 30}"),
    ("{move: start, hold: 1}", "both move and hold", "{hold: 30}"),
    ("{seconds: 1}", "neither move nor hold", "{hold: 30}"),
    ("{hold: 1, repeat: 2}", "repeat stands on a hold", "group"),
    ("{hold: 1, lable: a}", "unknown key 'lable'", "label"),
    ("just text", "not a mapping", "move"),
    ("{move: {knee_flexion: 140}, seconds: 0.005}", "faster than 10000 deg/s", "more time"),
    ("{move: {knee_flexion: 9, knee_flexion_r: 9}, seconds: 1}", "knee_flexion twice", "keep one"),
    ("{move: {knee_flexion_affected: 9, knee_flexion: 9}, seconds: 1}", "knee_flexion twice", "keep one"),
    ("{move: {neck_side_flexion_affected: 9, neck_side_flexion: 9}, seconds: 1}", "neck_side_flexion twice", "keep"),
    ("{move: {neck_side_flexion_r: 9, neck_side_flexion_l: 9}, seconds: 1}", "neck_side_flexion twice", "keep"),
    ("{move: {knee_flexion_affected: 9, knee_flexion_r: 9, knee_flexion_l: 9}, seconds: 1}", "twice", "keep one"),
    ("{move: {slr_r: 9, slr_r: 8}, seconds: 1}", "'slr_r' is given twice", "keep one"),
])  # fmt: skip
def test_a_wrong_step_is_told_file_line_limit_and_fix(line, says, fix):
    error = refused(steps(line))
    assert (error.source, error.line) == ("f.yaml", 3)
    assert str(error).startswith("f.yaml:3: ")
    assert says in error.message
    assert fix in error.fix


@pytest.mark.parametrize(("text", "line", "says"), [
    ("id: x\nsteps:\n  - {hold: 1}\nrepeat: 0\n", 4, "repeat is '0'"),
    ("id: x\nsteps:\n  - {hold: 1}\nrepeat: 2.5\n", 4, "not a whole number"),
    ("id: x\nsteps:\n  - {hold: 1}\nrepeat: often\n", 4, "not a whole number"),
    ("id: x\nsteps:\n  - {hold: 1}\nrepeat: 999999999999\n", 4, "1 to 20000"),
    ("id: x\nsteps:\n  - {hold: 3 h}\nrepeat: 20\n", 4, "longer than 24 h"),
    ("id: x\nsteps:\n  - {repeat: 300, steps: [{hold: 1}]}\nrepeat: 300\n", 4, "90000 steps"),
    ("id: x\nsteps: []\n", 2, "steps is empty"),
    ("id: x\nsteps: [{hold: 0}]\n", 2, "lasts 0 s"),
    ("id: x\n", 1, "no steps"),
    ("steps: [{hold: 1}]\n", 1, "no id"),
    ("id: a b\nsteps: [{hold: 1}]\n", 1, "id is 'a b'"),
    ("id: x\nkind: trick\nsteps: [{hold: 1}]\n", 2, "kind is 'trick'"),
    ("id: x\nstesp: [{hold: 1}]\n", 2, "unknown key 'stesp'"),
    ("id: x\nid: y\nsteps: [{hold: 1}]\n", 2, "'id' is given twice (first at line 1)"),
    ("id: x\nsteps: [{hold: 1}]\nstart: 90\n", 3, "start is '90'"),
    ("id: x\nsteps: [{hold: 1}]\napproach: {seconds: -1}\n", 3, "approach seconds"),
    ("id: x\nsteps: [{hold: 1}]\napproach: {second: 1}\n", 3, "unknown key 'second'"),
    ("id: x\nsteps: [{hold: 1}]\nstart: {slr: 30}\napproach: {seconds: 0}\n", 3, "approach seconds is 0"),
    ("id: x\nsteps: [{hold: 1}]\ndose: {sets: many}\n", 3, "dose sets is 'many'"),
    ("id: x\nsteps: [{hold: 1}\n", 3, "not valid YAML"),
    ("id: x\n\tsteps: 1\n", 2, "not valid YAML"),
    ("id: x\nsteps: &a\n  - {steps: *a}\n", 3, "alias *a"),
    ("id: x\nsteps: *gone\n", 2, "alias *gone"),
    ("id: !!str x\n---\nid: y\n", 2, "second document"),
    ("id: !mine x\n", 1, "tag !mine"),
    ("{a: 1}: x\n", 1, "a name is needed"),
    ("- 1\n", 1, "not a mapping"),
    ("", None, "is empty"),
    ("# only a comment\n", None, "is empty"),
    ("id: x\x00\n", None, "not valid YAML"),
    ("[" * 5000, None, ""),
    ("- " * 200 + "1", 1, "nested deeper"),
])  # fmt: skip
def test_a_wrong_file_is_told_line_and_reason(text, line, says):
    error = refused(text)
    assert says in error.message
    assert line is None or error.line == line


def test_brackets_nested_without_end_do_not_end_the_process():
    refused("[" * 100_000)


def test_tabs_are_named_as_the_cause():
    assert "spaces, not tabs" in refused("id: x\nsteps:\n\t- {hold: 1}\n").fix


def test_affected_beside_a_literal_side_is_refused_only_where_they_meet():
    movement = parse_movement(steps("{move: {knee_flexion_affected: 9, knee_flexion_r: 8}, seconds: 1}"))
    build_timeline(movement, "l")
    with pytest.raises(InputError, match="knee_flexion twice when side r is affected") as caught:
        build_timeline(movement, "r")
    assert caught.value.line == 3


@pytest.mark.parametrize("value", [{"id": "x", "steps": [{"hold": object()}]}, {"id": "x", 3: 4}, {"id": {"a"}},
                                   {"id": "x", "steps": [{"hold": True}]}, {"id": "x", "steps": [{"hold": 10**400}]}])
def test_a_wrong_mapping_is_refused(value):
    refused(value)


def test_files_that_cannot_be_movements(tmp_path):
    binary, big = tmp_path / "b.yaml", tmp_path / "big.yaml"
    binary.write_bytes(b"\x89PNG\xff\xfe\x00")
    big.write_text("# " + "x" * 2_100_000)
    for path, says in [(tmp_path, "folder"), (tmp_path / "none.yaml", "no such file"), (binary, "not UTF-8 text"),
                       (big, "bytes"), (tmp_path / ("n" * 5000), "cannot be read")]:
        with pytest.raises(InputError, match=says):
            load_movement(path)
        with pytest.raises(InputError, match=says):
            load_movement(f"{path}/" if path == tmp_path else str(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_of_common_editors_are_read(tmp_path, encoding):
    path = tmp_path / "mine.yaml"
    path.write_bytes(DESIGN_EXAMPLE.replace("\n", "\r\n").encode(encoding))
    assert load_movement(path) == load_movement(str(path)) == parse_movement(DESIGN_EXAMPLE)


def test_an_error_of_a_file_names_its_path(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(steps("{move: {slr: 121}, seconds: 1}"))
    with pytest.raises(InputError) as caught:
        load_movement(str(path))
    assert str(caught.value).startswith(f"{path}:3: ")
