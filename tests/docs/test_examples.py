"""The examples of README, tutorials and how-tos are true: Python runs, commands and their names exist."""

from __future__ import annotations

import re
import shlex
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from neuroglide.anatomy import SITE_INDEX
from neuroglide.body import load_person
from neuroglide.cli.main import build_parser
from neuroglide.movement import movement_ids, parse_movement
from neuroglide.parameters import load_set

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
#: Pages whose Python blocks run, one after the other in one namespace.
RUNNING = (
    "README.md", "docs/tutorials/simulate-in-python.md", "docs/reference/python.md", "docs/reference/evidence.md",
)
#: What a site name begins with.
PLACES = "|".join(sorted({name.split(".")[0] for name in SITE_INDEX if "." in name}))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@lru_cache
def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", RUNNING)
def test_python_blocks_run_in_order(page, tmp_path, monkeypatch, capsys):
    from neuroglide.simulation import simulate

    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(simulate.__kwdefaults__, "draws", 6)  # a small band is as true an example
    found = blocks(ROOT / page, "python")
    assert found
    namespace: dict = {"__name__": "example"}
    for number, block in enumerate(found, start=1):
        exec(compile(block, f"{page}, block {number}", "exec"), namespace)
    out = capsys.readouterr().out
    assert "nan" not in out.lower().split()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_are_understood(page):
    for block in blocks(page, "console"):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] == ["neuroglide"]:
                args = build_parser().parse_args(words[1:])
                for name in [getattr(args, "movement", None), *(getattr(args, "movements", None) or ())]:
                    assert name is None or "." in name or name in movement_ids(), line
            elif words[:1] == ["make"]:
                targets = [word for word in words[1:] if "=" not in word]
                makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
                assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets), line


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target
    for heading in re.findall(r"\]\(#([^)]+)\)", text):
        headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        titles = {re.sub(r"[^\w\- ]", "", t.lower()).strip().replace(" ", "-") for t in headings}
        assert heading in titles, heading


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_full_site_names_exist(page):
    text = page.read_text(encoding="utf-8")
    for name in re.findall(rf"\b(?:{PLACES})\.[a-z0-9_]+\.[rl]\b", text):
        known = set(SITE_INDEX)
        assert name in known or name.replace("s.", "") in known, name


def test_people_shown_are_read_and_their_keys_exist():
    whole = {"sex": "female", "age_years": 42, "height_m": 1.68, "mass_kg": 66, "side": "r"}
    found = [yaml.safe_load(block) for page in PAGES for block in blocks(page, "yaml")]
    people = [raw for raw in found if isinstance(raw, dict) and {"sex", "restrictions", "tissue"} & set(raw)]
    assert len(people) >= 4
    for raw in people:
        person = load_person(whole | raw)
        load_set().with_overrides(person.tissue)


def test_movements_in_files_reference_are_read():
    texts = [b for b in blocks(ROOT / "docs/reference/files.md", "yaml") if b.startswith("id:")]
    assert [parse_movement(text, source="files.md").id for text in texts] == ["short-slider", "foot-held-up"]
