"""docs/reference/examination.md has the reader's own tables, and what both pages show is read."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import yaml

from neuroglide.patient import load_examination
from neuroglide.patient.examination import fields

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "reference" / "examination.md"
HOWTO = DOCS / "howto" / "describe-an-examination.md"


def generator():
    spec = importlib.util.spec_from_file_location("examination_tables", PAGE.with_suffix(".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def test_the_tables_are_those_of_the_reader():
    text = PAGE.read_text(encoding="utf-8")
    assert text == generator().filled(text), "run `python docs/reference/examination.py --write`"


def test_every_field_stands_on_the_page():
    text = PAGE.read_text(encoding="utf-8")
    for name in fields.block_names():
        assert all(f"| `{key}`" in text for key in fields.block(name)), name


def test_the_python_of_the_page_runs(capsys):
    for block in blocks(PAGE, "python"):
        exec(compile(block, PAGE.name, "exec"), {})
    assert "45 symptom -8" in capsys.readouterr().out


def test_what_the_howto_shows_is_read():
    least, tests = (yaml.safe_load(block) for block in blocks(HOWTO, "yaml"))
    exam = load_examination(least | tests)
    assert [one.angle_deg for one in exam.tests] == [45, 72]
