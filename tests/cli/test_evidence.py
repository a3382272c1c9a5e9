"""``neuroglide evidence``: what it lists, tells, writes and refuses."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from neuroglide.cli.main import main
from neuroglide.evidence import VERSION, data_hash, load_measurements, select


def output(capsys) -> str:
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("columns", [60, 100, 110])
def test_all_rows_are_listed_by_topic_with_role_and_replay(columns, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main(["evidence"]) == 0
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= columns
    first = [line.split("  ")[0].strip() for line in text.splitlines()]
    assert [row.id for row in load_measurements() if row.id not in first] == []
    assert all(f"{topic[0].upper()}{topic[1:]}" in first for topic in {row.topic for row in load_measurements()})
    assert f"{len(load_measurements())} of {len(load_measurements())} rows" in text


@pytest.mark.parametrize(("wish", "rows"), [
    (["--site", "conus"], {"site": "conus"}), (["--topic", "elasto"], {"topic": "elastography"}),
    (["--study", "ellis", "--role", "validation"], {"study": "ellis", "role": "validation"}),
    (["--movement", "slump"], {"movement": "slump"}), (["--nerve", "sural"], {"nerve": "sural"}),
])  # fmt: skip
def test_filters_list_the_rows_that_fit(wish, rows, capsys):
    assert main(["evidence", *wish]) == 0
    listed = re.findall(r"^([A-Z]\d{3}) ", capsys.readouterr().out, re.M)
    assert sorted(listed) == sorted(row.id for row in select(**rows))


def test_one_row_is_told_whole(capsys):
    assert main(["evidence", "C033"]) == 0
    text = output(capsys)
    for needed in ("3.54 (SD 0.87) mm", "hip flexion 0 -> 60 deg", "in vivo human MRI, n = 10", "scholar.archive.org",
                   "calibration: in view", "Replayed yes", "read, in the paper's abstract"):
        assert needed in text, needed


def test_what_was_in_view_and_what_is_not_replayed_is_said(capsys):
    assert main(["evidence", "A016"]) == 0
    assert "named by the parameter record median.rest_strain_ratio" in output(capsys)
    assert main(["evidence", "U008"]) == 0
    assert "no: transverse quantity" in output(capsys)
    assert main(["evidence", "N003"]) == 0
    told = output(capsys)
    assert "Met later met after the roles were fixed: never fitted, it judges" in told and "In view" not in told
    assert main(["evidence", "--study", "rade2015"]) == 0
    assert re.search(r"^N003 .*validation", capsys.readouterr().out, re.M)


def test_a_recalled_figure_is_not_printed_or_written(tmp_path, capsys):
    files = [tmp_path / "rows.json", tmp_path / "rows.csv", tmp_path / "rows.html"]
    assert main(["evidence", "M055", "--json", str(files[0]), "--csv", str(files[1]), "--plot", str(files[2])]) == 0
    text = capsys.readouterr().out
    page = re.sub(r"<script>.*?</script>", "", files[2].read_text(encoding="utf-8"), flags=re.S)
    for told in (text, files[0].read_text(encoding="utf-8"), files[1].read_text(encoding="utf-8"), page):
        assert "recalled, not verified" in told and "11.7" not in told  # the ultimate stress of the table


def test_files_hold_the_rows_and_where_they_come_from(tmp_path, capsys):
    out, table = tmp_path / "rows.json", tmp_path / "rows.csv"
    assert main(["evidence", "--study", "rade2015", "--json", str(out), "--csv", str(table)]) == 0
    written = json.loads(out.read_text(encoding="utf-8"))
    assert written["schema"] == "neuroglide.evidence/1"
    assert (written["version"], written["hash"]) == (VERSION, data_hash())
    assert [(row["id"], row["mean"], row["role"]) for row in written["rows"]] == [
        ("C033", 3.54, "calibration"), ("N003", 7.42, "calibration")]
    lines = list(csv.DictReader(table.open(encoding="utf-8", newline="")))
    assert [(line["id"], line["mean"], line["replayed"], line["low"]) for line in lines] == [
        ("C033", "3.54", "true", ""), ("N003", "7.42", "true", "")]
    assert "ranges" not in lines[0] and lines[0]["source"].startswith("Rade")


def test_files_hold_every_field_that_is_documented(tmp_path, capsys):
    page = (Path(__file__).parents[2] / "docs" / "reference" / "evidence.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|(.*?)\|", page.split("## A row", 1)[1].split("##", 1)[0], re.M)
    fields = {name for row in rows for name in re.findall(r"`(\w+)`", row)} | {"source", "mean_text", "spread_text"}
    assert len(fields) > 40
    out, table = tmp_path / "rows.json", tmp_path / "rows.csv"
    assert main(["evidence", "--json", str(out), "--csv", str(table)]) == 0
    assert fields - set(json.loads(out.read_text(encoding="utf-8"))["rows"][0]) == set()
    lines = list(csv.DictReader(table.open(encoding="utf-8", newline="")))
    assert fields - set(lines[0]) == set()
    by_id = {line["id"]: line for line in lines}
    assert [by_id[row]["may_be_fitted"] for row in ("C033", "N003", "C048")] == ["true", "false", "false"]


@pytest.mark.parametrize(("words", "hint"), [
    (["C0333"], "C033"), (["--topic", "elasticity"], "elastography"), (["--site", "moon"], "filter"),
    (["C033", "--role", "validation"], "leave one"), (["--json", "/nowhere/rows.json"], "folder"),
])  # fmt: skip
def test_bad_wishes_are_one_line_with_a_way_out(words, hint, capsys):
    assert main(["evidence", *words]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and hint in error
