"""Reading an examination: what is taken, what is refused, and that each refusal names the place and the way out."""

from __future__ import annotations

import copy
import datetime
import json
import subprocess
import sys

import pytest
import yaml

from neuroglide.errors import InputError
from neuroglide.patient import load_examination
from neuroglide.patient.examination.loading import example_path

SMALL = {
    "id": "small", "person": {"sex": "female", "age_years": 42, "height_m": 1.68, "mass_kg": 66},
    "complaint": {"side": "r"}, "red_flags": {},
}


def small(**more):
    """The smallest examination with more blocks; a dotted key changes one entry."""
    raw = copy.deepcopy(SMALL)
    for path, value in more.items():
        *way, last = path.split("__")
        at = raw
        for part in way:
            at = at.setdefault(part, {})
        at[last] = value
    return raw


def refused(raw) -> str:
    with pytest.raises(InputError) as error:
        load_examination(raw)
    assert error.value.fix
    return str(error.value)


def test_the_smallest_examination_is_identity_side_and_the_red_flag_block():
    exam = load_examination(SMALL)
    assert (exam.id, exam.side, exam.other_side, exam.complaint.limb) == ("small", "r", "l", "leg")
    assert exam.plain["schema"] == "neuroglide.examination/1"
    assert exam.plain["complaint"] == {"side": "r", "limb": "leg"}
    assert exam.tests == () and exam.red_flags == {}


@pytest.mark.parametrize("key", ["id", "person", "complaint", "red_flags"])
def test_without_a_required_block_it_says_which(key):
    raw = small()
    del raw[key]
    assert refused(raw).startswith(f"{key}: it is missing")
    raw[key] = None
    assert f"{key}: it is missing" in refused(raw)


@pytest.mark.parametrize("said, meant", [(True, "yes"), (False, "no"), ("yes", "yes"), ("no", "no"), ("Yes", "yes"),
                                         ("unknown", "unknown"), ("true", "yes")])
def test_yes_no_and_unknown_in_every_spelling(said, meant):
    exam = load_examination(small(complaint__paroxysmal=said, red_flags__fever=said))
    assert exam.complaint.paroxysmal == meant and exam.red_flags == {"fever": meant}


def test_yaml_reads_bare_yes_as_text_not_as_truth(tmp_path):
    text = yaml.safe_dump(small()) + "history: {pregnant: no}\nneurological: {progressive: yes}\n"
    path = tmp_path / "e.yaml"
    path.write_text(text, encoding="utf-8")
    exam = load_examination(path)
    assert exam.history.pregnant == "no" and exam.neurological.progressive == "yes"


def test_both_sides_need_the_worse_one_which_becomes_the_persons():
    assert "complaint.worse_side: it is missing" in refused(small(complaint__side="both"))
    exam = load_examination(small(complaint__side="both", complaint__worse_side="l"))
    assert exam.side == exam.person.side == "l"


SLR = {"test": "slr", "side": "r", "angle_deg": 45}


@pytest.mark.parametrize("raw, said", [
    (small(compliant={}), "compliant: there is no such name here. Fix: did you mean complaint?"),
    (small(complaint__durationweeks=3), "complaint.durationweeks: there is no such name here"),
    (small(tests=[SLR, SLR, SLR | {"angle_deg": 135}]), "tests[2].angle_deg: 135 degrees is outside 0 to 120 degrees"),
    (small(tests=[SLR | {"test": "slump_knee_extension", "angle_deg": 121}]), "outside -10 to 120 degrees"),
    (small(tests=[SLR | {"test": "prone_knee_bend", "angle_deg": 151}]), "outside 0 to 150 degrees"),
    (small(tests=[SLR | {"angle_deg": "steep"}]), "tests[0].angle_deg: 'steep' is not a number of degrees"),
    (small(tests=[SLR | {"angle_deg": True}]), "tests[0].angle_deg: 'true' is not a number"),
    (small(tests=[SLR | {"angle_deg": float("nan")}]), "tests[0].angle_deg: 'nan' is not a number"),
    (small(tests=[SLR | {"intensity": 11}]), "tests[0].intensity: 11 points is outside 0 to 10 points"),
    (small(tests=[SLR | {"stopped_by": "pain"}]), "tests[0].stopped_by: 'pain' is not one of its words"),
    (small(tests=[{"test": "slr"}]), "tests[0].side: it is missing, and slr is of one side"),
    (small(tests=[{"side": "r"}]), "tests[0].test: it is missing"),
    (small(tests=[{"test": "lasegue", "side": "r"}]), "tests[0].test: 'lasegue' is not one of its words"),
    (small(tests=[SLR | {"stages": {"slump": "none"}}]), "tests[0].stages: slr has no stages"),
    (small(tests=[SLR | {"sensitisers": {"wrist_flexion": {"symptom": "same"}}}]),
     "tests[0].sensitisers.wrist_flexion: it does not belong to slr"),
    (small(tests=SLR), "tests: a mapping stands where a list belongs"),
    (small(neurological__power={"r": {"L5": 6}}), "neurological.power.r.L5: 6 MRC grade is outside 0 to 5"),
    (small(neurological__power={"r": {"L5": "4+"}}), "neurological.power.r.L5: '4+' is not a number"),
    (small(neurological__power={"r": {"L5": 4.5}}), "neurological.power.r.L5: 4.5 is not a whole number"),
    (small(neurological__power={"r": {"L6": 5}}), "neurological.power.r.L6: there is no such name here"),
    (small(complaint__nprs={"leg": {"now": 12}}), "complaint.nprs.leg.now: 12 points is outside 0 to 10"),
    (small(complaint__regions=["low_back", "calf"]),
     "complaint.regions[1]: 'calf' is not one of its words. Fix: did you mean calf_r"),
    (small(red_flags__feverr="no"), "red_flags.feverr: there is no such name here. Fix: did you mean fever?"),
    (small(red_flags__fever="maybe"), "red_flags.fever: 'maybe' is not yes, no or unknown"),
    (small(history__conditions=["gout"]), "history.conditions[0]: 'gout' is not one of its words"),
    (small(questionnaires={"odi": {"sections": [1, 2, 3]}}), "questionnaires.odi.sections: it has 3 entries, not 10"),
    (small(questionnaires={"odi": {"sections": [6] + [1] * 9}}), "questionnaires.odi.sections[0]: 6 points is outside"),
    (small(questionnaires={"odi": {"version": 2.2}}), "questionnaires.odi.version: '2.2' is not one of its words"),
    (small(person__side="r"), "person.side: the side does not stand here. Fix: write it as complaint.side."),
    (small(person__age_years=17), "person: age_years: 17 years is outside 18 to 110 years"),
    (small(person__height_m=168), "centimetres? write 1.68"),
    (small(date="2.3.2026"), "date: '2.3.2026' is not a day. Fix: write year-month-day"),
    (small(id="Ann Smith"), "id: 'Ann Smith' cannot be an id"),
    (small(schema="neuroglide.examination/2"), "schema: 'neuroglide.examination/2' is not neuroglide.examination/1"),
    (small(note={"a": 1}), "note: a mapping stands where one value belongs"),
    (small(lumbar=[1]), "lumbar: a list stands where a block belongs"),
])
def test_what_is_wrong_is_named_with_its_place_and_the_way_out(raw, said):
    assert said in refused(raw)


@pytest.mark.parametrize("path, low, high", [
    ("complaint__duration_weeks", 0, 4200), ("lumbar__finger_floor_cm", -30, 100),
    ("questionnaires__paindetect__score", -1, 38),
])
def test_limits_themselves_are_allowed(path, low, high):
    for value in (low, high):
        load_examination(small(**{path: value}))
    for value in (low - 1, high + 1):
        assert "is outside" in refused(small(**{path: value}))


def test_the_line_of_a_file_is_named(tmp_path):
    path = tmp_path / "e.yaml"
    tests = "tests:\n- {test: slr, side: r}\n- test: slr\n  side: r\n  angle_deg: 400\n"
    path.write_text(yaml.safe_dump(small(), sort_keys=False) + tests, encoding="utf-8")
    line = path.read_text(encoding="utf-8").splitlines().index("  angle_deg: 400") + 1
    assert f"{path}:{line}: tests[1].angle_deg: 400 degrees is outside" in refused(str(path))


def test_json_is_read_and_the_plain_mapping_is_read_again(tmp_path):
    exam = load_examination("slr-45")
    path = tmp_path / "e.json"
    path.write_text(json.dumps(exam.plain), encoding="utf-8")
    assert load_examination(path) == exam == load_examination(exam.plain)
    assert load_examination(path).plain == exam.plain


def test_a_mapping_that_yaml_has_already_read_is_the_same():
    raw = yaml.safe_load(example_path("slr-45").read_text(encoding="utf-8"))
    assert isinstance(raw["date"], datetime.date) and raw["complaint"]["paroxysmal"] is False
    assert load_examination(raw) == load_examination("slr-45")


def test_an_examination_is_returned_as_it_is():
    exam = load_examination(SMALL)
    assert load_examination(exam) is exam


def test_an_id_that_is_nearly_an_example_names_it():
    assert "did you mean slr-45?" in refused("slr45")
    assert "there is no such file" in refused("nowhere/else.yaml")


def test_the_measurements_are_typed():
    exam = load_examination("slr-45")
    first = exam.of_test("slr", "r")[0]
    assert (first.angle_deg, first.device, first.stopped_by, first.intensity) == (45, "inclinometer", "symptom", 6)
    assert first.sensitisers["dorsiflexion"].angle_change_deg == -8
    assert exam.of_test("slump")[0].stages["neck_release"] == "better"
    assert exam.questionnaires["odi"]["sections"][7] is None
    assert exam.history.treatment[0].helped == "no" and exam.history.surgery == ()


def test_what_was_not_given_is_not_in_the_plain_mapping():
    plain = load_examination(small(complaint__onset=None, lumbar={"flexion_deg": None})).plain
    assert "onset" not in plain["complaint"] and plain["lumbar"] == {}


def test_reading_loads_no_engine():
    code = ("import sys\nfrom neuroglide.patient import check_examination\ncheck_examination('slr-45')\n"
            "print([n for n in ('numba', 'mujoco', 'scipy', 'myo_sim') if n in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
