"""The evidence as data: every row typed, every study in one role, nothing recalled told, nothing changed unnoticed."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import json
from pathlib import Path

import pytest
import yaml

from neuroglide.errors import InputError
from neuroglide.evidence import VERSION, data_hash, find, load_measurements, select
from neuroglide.evidence.figures import Figure, Spread, read_count, read_figure, read_spread, read_year
from neuroglide.evidence.measurements import COLUMNS, PATH, PREPARATIONS, read_measurements
from neuroglide.evidence.roles import INPUT, NOT_COMPUTED, REASONS, RECALLED, ROLES, load_roles, read_roles
from neuroglide.movement import load_movement
from neuroglide.parameters import all_records, load_bibliography

ROWS = load_measurements()
BY_ID = {row.id: row for row in ROWS}
STUDIES = load_roles()
STUDY_FOLDERS = sorted((Path(__file__).parents[2] / "validation" / "studies").glob("*/study.yaml"))
TOPICS = (
    "cadaver strain/excursion", "in-vivo ultrasound excursion", "elastography", "material properties",
    "geometry/lengths", "cross-section", "physiology vs strain", "median nerve", "normal ROM/resistance",
)
#: In view when the first values were chosen by hand (docs/decisions/0005), or the source of a measured record.
IN_VIEW = """C001-C004 C005 C006-C008 C016-C025 C033 U001 E004 A004-A006 A013 M024-M031 P028-P031 M001-M003 M063 P002
P010-P014 P054 P055-P059 P064-P066 M071-M079 M082 M084""".split()
#: What the open conflicts say must never be fitted.
NEVER_FITTED = ("C011", "A033", "A034")


def ids(span: str) -> list[str]:
    first, _, last = span.partition("-")
    numbers = range(int(first[1:]), int((last or first)[1:]) + 1)
    return [name for number in numbers if (name := f"{first[0]}{number:03d}") in BY_ID]


def share_for_validation(rows) -> float:
    studies = {row.study: row.role for row in rows}
    return sum(role == "validation" for role in studies.values()) / len(studies)


# Roles: the rule by which the studies were shared out.

def test_every_row_stands_once_and_every_study_in_one_role():
    rows = [row for study in STUDIES.values() for row in study.rows]
    assert len(rows) == len(set(rows)) == len(ROWS)
    assert all(study.role in ROLES for study in STUDIES.values())
    assert {row.study for row in ROWS} == set(STUDIES)
    for study in STUDIES.values():  # one paper is one study: its rows share a reference
        assert len({BY_ID[row].reference for row in study.rows}) == 1, study.key


def test_enough_quantitative_studies_validate():
    # Rows of one study are not independent, so studies count, and a study that nothing replays judges nothing.
    numeric = [row for row in ROWS if row.numeric]
    assert share_for_validation(numeric) >= 0.4
    assert share_for_validation([row for row in numeric if row.replayed]) >= 0.4


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_is_in_both_roles(topic):
    assert {row.role for row in ROWS if row.topic == topic} == set(ROLES)


def test_topics_are_those_and_a_study_names_its_own():
    assert {row.topic for row in ROWS} == set(TOPICS)
    for study in STUDIES.values():
        assert set(study.topics) == {BY_ID[row].topic for row in study.rows}, study.key


@pytest.mark.parametrize("span", IN_VIEW)
def test_what_was_in_view_calibrates(span):
    assert {row: BY_ID[row].role for row in ids(span)} == dict.fromkeys(ids(span), "calibration")


@pytest.mark.parametrize("record", [r for r in all_records() if r.kind != "assumed"], ids=lambda r: r.key)
def test_a_study_that_a_record_takes_its_value_from_calibrates(record):
    assert {row: BY_ID[row].role for row in record.evidence if BY_ID[row].role != "calibration"} == {}
    assert record.source not in STUDIES or STUDIES[record.source].role == "calibration"


def test_conflicting_and_recalled_rows_are_never_fitted():
    assert [row for row in NEVER_FITTED if BY_ID[row].may_be_fitted] == []
    assert [row.id for row in ROWS if row.checked == "recalled" and row.may_be_fitted] == []
    assert [row.id for row in ROWS if row.met_later and row.may_be_fitted] == []


@pytest.mark.parametrize("row", ["C010", "C041", "C043", "C044", "R009"])
def test_rows_that_must_be_replayed_are(row):
    assert BY_ID[row].replayed


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_is_replayed_or_says_why_not(row):
    assert row.replayed == (row.not_replayed == "")
    assert row.replayed or row.not_replayed in REASONS
    assert bool(row.not_computed) == (row.not_replayed == NOT_COMPUTED)
    assert (row.not_replayed == RECALLED) == (row.checked == "recalled")
    # An input is counted once, in its record: a record must come from the study.
    assert row.not_replayed != INPUT or row.study in {record.source for record in all_records()} or row.named_by


# The typed rows.

@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_is_whole_and_its_source_is_known(row):
    assert all((row.id, row.topic, row.study, row.reference, row.preparation_text, row.nerve, row.quantity))
    assert row.study in load_bibliography()
    assert row.preparation in PREPARATIONS
    assert json.loads(json.dumps(row.to_dict(), allow_nan=False))["published"] == row.published
    assert row.kind != "value" or row.mean is not None
    assert row.kind != "range" or row.low < row.high


def test_rows_are_the_table_word_for_word():
    raw = list(csv.DictReader(PATH.read_text(encoding="utf-8").splitlines()))
    assert len(raw) == len(ROWS) and tuple(raw[0]) == COLUMNS
    for line, row in zip(raw, ROWS, strict=True):
        assert (line["id"], line["protocol"], line["quantity"]) == (row.id, row.protocol, row.quantity)
        if row.checked == "read":
            assert (line["mean"], line["sd"], line["note"]) == (row.mean_text, row.spread_text, row.note)


def test_known_rows_are_read_as_printed():
    conus = BY_ID["C033"]
    assert (conus.mean, conus.sd, conus.unit, conus.n, conus.year) == (3.54, 0.87, "mm", 10, 2015)
    assert (conus.preparation, conus.study, conus.role) == ("living", "rade2015", "calibration")
    assert conus.published == "3.54 (SD 0.87) mm"
    assert (BY_ID["C012"].kind, BY_ID["C012"].low) == ("at_least", 60)
    assert (BY_ID["C026"].low, BY_ID["C026"].high) == (0.5, 5)
    assert BY_ID["A013"].parts == ((-3.4, -3.4), (5.6, 5.6)) and BY_ID["A013"].sds == (0.9, 2.1)
    assert BY_ID["M073"].ci_95 == (17.5, 34.4) and BY_ID["C011"].seen == (19, 30)
    assert (BY_ID["U006"].measurement_error, BY_ID["U006"].se) == (0.79, None)
    assert (BY_ID["A051"].measurement_error, BY_ID["A051"].se) == (None, 0.1)
    assert BY_ID["C043"].published == "direction only" and not BY_ID["C043"].numeric


def test_a_recalled_figure_is_told_to_nobody():
    raw = {line["id"]: line for line in csv.DictReader(PATH.read_text(encoding="utf-8").splitlines())}
    recalled = [row for row in ROWS if row.checked == "recalled"]
    assert len(recalled) == sum(line["checked"] == "recalled" for line in raw.values()) > 30
    for row in recalled:
        told = row.to_dict()
        assert row.kind == "withheld" and row.published == RECALLED and not row.numeric and not row.blind
        numbers = [told[key] for key in ("mean", "low", "high", "sd", "se", "ci_95", "seen", "measurement_error")]
        assert numbers == [None] * 8 and not told["parts"] and not told["sds"]
        assert not any(character.isdigit() for character in row.note + row.mean_text + row.spread_text)


def test_the_table_changes_only_with_its_version():
    # A figure that changes, or a row that is added, is a new version: change both here, in the same commit.
    text = PATH.read_text(encoding="utf-8")
    assert (VERSION, hashlib.sha256(text.encode()).hexdigest()[:16]) == ("1.1", "cc498604c6834347")
    assert len(data_hash()) == 16


def test_a_row_that_a_record_names_is_not_blind():
    assert BY_ID["A016"].named_by == ("median.rest_strain_ratio",) and not BY_ID["A016"].blind
    assert BY_ID["A014"].blind and not BY_ID["C033"].blind
    named = {row for record in all_records() for row in record.evidence}
    assert named <= set(BY_ID)
    assert {row.id for row in ROWS if row.named_by} == named
    assert not BY_ID["N016"].blind and not BY_ID["N016"].named_by and BY_ID["N017"].blind


@pytest.mark.parametrize("name", sorted({name for row in ROWS for name in row.movements}) or [None])
def test_movements_that_replay_rows_exist(name):
    assert name is None or load_movement(name).id == name


#: Topics whose rows are replayed on a bench or read off the model's geometry, without a movement.
ON_THE_BENCH = ("material properties", "geometry/lengths", "cross-section", "physiology vs strain")


def test_rows_replayed_in_the_body_name_their_movement_files():
    bodily = [row for row in ROWS if row.replayed and row.topic not in ON_THE_BENCH]
    assert [row.id for row in bodily if not row.movements] == []
    assert [row.id for row in ROWS if row.movements and not row.replayed] == []


@pytest.mark.parametrize("path", STUDY_FOLDERS, ids=lambda path: path.parent.name)
def test_a_replayed_study_has_the_role_and_the_rows_it_has_here(path):
    study = yaml.safe_load(path.read_text(encoding="utf-8"))
    role = STUDIES[study["study"]]
    lines = csv.DictReader((path.parent / "observed.csv").read_text(encoding="utf-8").splitlines())
    compared = {line["row"] or line["claim"] for line in lines}
    assert study["role"] == role.role
    assert {row for row in compared if row not in role.rows} == set()
    assert {row for row in compared if not role.rows[row].replayed and role.rows[row].why_not != INPUT} == set()


@pytest.mark.skipif(not STUDY_FOLDERS, reason="the published experiments are not in this checkout")
def test_every_row_that_is_called_replayed_is_replayed():
    tables = [(path.parent / "observed.csv").read_text(encoding="utf-8").splitlines() for path in STUDY_FOLDERS]
    compared = {line["row"] or line["claim"] for table in tables for line in csv.DictReader(table)}
    assert [row.id for row in ROWS if row.replayed and row.id not in compared] == []


# Reading figures.

@pytest.mark.parametrize(("text", "figure"), [
    ("3.54", Figure("value", mean=3.54)), ("-13.3", Figure("value", mean=-13.3)),
    ("0 (P=0.26)", Figure("value", mean=0)), ("~0 (n.s.)", Figure("value", mean=0)),
    ("2-8", Figure("range", low=2, high=8)), (">60", Figure("at_least", low=60)), ("<=9", Figure("at_most", high=9)),
    ("1.7 / 2.4", Figure("several", parts=((1.7, 1.7), (2.4, 2.4)))),
    ("12-15 and 25-30", Figure("several", parts=((12, 15), (25, 30)))),
    ("-3.4 to 5.6", Figure("several", parts=((-3.4, -3.4), (5.6, 5.6)))),
    ("sign only", Figure("sign")), ("no block", Figure("words")), ("20 none; 30 slight", Figure("words")),
    ("12.9 kPa / 6.5", Figure("words")), ("60 (page wording ambiguous)", Figure("words")),
])  # fmt: skip
def test_figures_are_read_and_never_guessed(text, figure):
    assert read_figure(text) == figure


@pytest.mark.parametrize(("text", "note", "spread"), [
    ("0.87", "", Spread(sd=0.87)), ("SEM 0.2", "", Spread(se=0.2)), ("", "", Spread()),
    ("SEM 0.79", "SEM = measurement error", Spread(measurement_error=0.79)),
    ("95% CI 6.8-9.9", "", Spread(ci_95=(6.8, 9.9))), ("range 19-30", "", Spread(seen=(19, 30))),
    ("0.32 / 0.31", "", Spread(sds=(0.32, 0.31))), ("95% CI from 3 (cut)", "", Spread()),
])  # fmt: skip
def test_spreads_are_read_by_their_kind(text, note, spread):
    assert read_spread(text, note) == spread


@pytest.mark.parametrize(("text", "count"), [
    ("16", 16), ("10 limbs/5", 10), ("8 leg pain + 8 healthy", 16), ("548 (17 studies)", 548), ("10 studies", None),
    ("healthy", None), ("", None),
])  # fmt: skip
def test_people_are_counted_and_studies_are_not(text, count):
    assert read_count(text) == count


def test_years():
    assert (read_year("2015"), read_year("2021?"), read_year("1990s"), read_year("")) == (2015, 2021, None, None)


# Choosing rows.

def test_a_site_of_the_model_finds_rows_at_its_place():
    assert {"C033", "N002"} <= {row.id for row in select(site="conus")}
    assert {"U001", "E004"} <= {row.id for row in select(site="sciatic.mid_thigh.r")}
    assert {"C008", "C043"} <= {row.id for row in select(site="tibial.ankle")}
    assert "U001" not in {row.id for row in select(site="tibial.ankle")}
    assert {"A001", "A046"} <= {row.id for row in select(site="carpal tunnel")}


def test_filters_narrow_one_another():
    topic = select(topic="elastography")
    assert {row.topic for row in topic} == {"elastography"}
    both = select(topic="elasto", role="validation")
    assert both == tuple(row for row in topic if row.role == "validation") and len(both) < len(topic)
    assert {row.study for row in select(study="ellis")} == {"ellis2008", "ellis2012", "ellis2016"}
    assert {row.nerve for row in select(nerve="sural")} == {"sural"}
    assert "C033" in {row.id for row in select(movement="slr")}


@pytest.mark.parametrize(("wish", "hint"), [
    ({"topic": "elasticity"}, "elastography"), ({"study": "rade2016"}, "rade2015"), ({"role": "both"}, "calibration"),
    ({"site": "moon"}, "filter"), ({"nerve": "optic"}, "filter"),
])  # fmt: skip
def test_what_does_not_exist_is_said_with_a_way_out(wish, hint):
    with pytest.raises(InputError) as error:
        select(**wish)
    assert hint in str(error.value)


def test_one_row_or_one_study_is_found_by_name():
    assert [row.id for row in find("c033")] == ["C033"]
    assert {row.id for row in find("rade2015")} == {"C033", "N003"}
    with pytest.raises(InputError, match="C033"):
        find("C0333")


# What is wrong in the files is said.

TABLE = ",".join(COLUMNS) + "\nX001,t,s,2000,r,cadaver,3,sciatic,thigh,p,q,1.5,0.2,mm,yes,\n"
ROLE = "key2000: {role: validation, topics: [t], why: because, rows: {X001: {replayed: true}}}\n"


def test_a_small_table_is_read():
    (row,) = read_measurements(TABLE, read_roles(ROLE))
    assert (row.mean, row.sd, row.study, row.replayed, row.may_be_fitted) == (1.5, 0.2, "key2000", True, False)
    assert dataclasses.is_dataclass(row)


@pytest.mark.parametrize(("table", "roles", "message"), [
    (TABLE + TABLE.splitlines()[1], ROLE, "twice"), (TABLE, ROLE.replace("X001", "X002"), "no role"),
    (TABLE, ROLE.replace("X001: {replayed: true}", "X001: {replayed: true}, X002: {replayed: true}"), "no such row"),
    (TABLE.replace("sd,unit", "unit,sd"), ROLE, "columns"), (TABLE.replace("mm,yes,", "mm,yes"), ROLE, "fields"),
    (TABLE, ROLE.replace("validation", "both"), "role"), (TABLE, ROLE + ROLE, "twice"),
    (TABLE, ROLE + ROLE.replace("key", "other"), "two studies"), (TABLE, ROLE.replace("why: because, ", ""), "why"),
    (TABLE, ROLE.replace("replayed: true", "replayed: false"), "one of"),
    (TABLE, ROLE.replace("replayed: true", "replayed: false, why: too hard"), "one of"),
    (TABLE, ROLE.replace("replayed: true", f"replayed: false, why: {NOT_COMPUTED}"), "names the quantity"),
    (TABLE, ROLE.replace("replayed: true", "replayed: true, why: input"), "why not"), (TABLE, "a: [", "YAML"),
])  # fmt: skip
def test_a_wrong_table_or_role_is_refused(table, roles, message):
    with pytest.raises(InputError, match=message):
        read_measurements(table, read_roles(roles))
