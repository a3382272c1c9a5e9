"""No page of README, CONTRIBUTING, docs or validation points to a file or a heading that is not there."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (
    *sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "validation").rglob("*.md")),
)
#: Written by commands, maybe not yet in this checkout.
WRITTEN = {"docs/validation.md"}


@lru_cache
def text_of(path: Path) -> str:
    """A page without its code blocks: what stands there is no link and no heading."""
    return re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


@lru_cache
def anchors(path: Path) -> frozenset[str]:
    """Names of a page's headings as GitHub makes them, and anchors that the page sets itself."""
    found: dict[str, int] = {}
    names = set(re.findall(r"""<a (?:id|name)=["']([^"']+)""", text_of(path)))
    for heading in re.findall(r"^#+ +(.*?) *#*$", text_of(path), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        name = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        found[name] = found.get(name, -1) + 1
        names.add(f"{name}-{found[name]}" if found[name] else name)
    return frozenset(names)


def dead(page: Path) -> list[str]:
    """The local links of a page that lead nowhere."""
    out = []
    for link in re.findall(r"\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)", text_of(page)):
        if re.match(r"[a-z][a-z0-9+.-]*:", link):
            continue
        file, _, anchor = unquote(link).partition("#")
        target = (page.parent / file).resolve() if file else page
        if target.is_relative_to(ROOT) and target.relative_to(ROOT).as_posix() in WRITTEN and not target.exists():
            continue
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            out.append(link)
    return out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_local_link_is_dead(page):
    assert dead(page) == []


def test_a_dead_link_is_seen(tmp_path):
    page = tmp_path / "a.md"
    page.write_text("# A `b`: c\n[x](#a-b-c) [y](#none) [z](b.md) [w](a.md#a-b-c) [v](https://x.org)\n"
                    "```\n[u](code.md)\n```\n", encoding="utf-8")
    assert dead(page) == ["#none", "b.md"]
