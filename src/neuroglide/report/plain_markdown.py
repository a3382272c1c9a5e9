"""The small part of Markdown that this project writes and shows: a table written, and headings, lists, tables, links
and emphasis of the studies' README files as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

_INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])"), r"<em>\1</em>"),
    (re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)"), r'<a href="\2">\1</a>'),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),  # a link into the repository leads nowhere from a page alone
)
_ITEM = re.compile(r"\s*(?:[-*+]|\d+\.)\s+(.*)")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as Markdown; a stroke in a cell becomes a slash."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in lines)


def inline(text: str) -> str:
    """A line of text with code, emphasis and links, safe to put into a page."""
    text = escape(text, quote=False)
    for pattern, shown in _INLINE:
        text = pattern.sub(shown, text)
    return text


def to_html(text: str, heading: int = 4) -> str:
    """Markdown as HTML.

    Parameters: text; heading, level of the page at which the text's first level stands. Returns: HTML; raw HTML in the
    text is shown, not obeyed.
    """
    out: list[str] = []
    for block in _blocks(text):
        first = block[0]
        if found := re.match(r"(#+)\s+(.*)", first):
            level = min(6, heading + len(found[1]) - 1)
            out.append(f"<h{level}>{inline(found[2])}</h{level}>")
        elif first.startswith("```"):
            out.append(f"<pre>{escape(chr(10).join(block[1:]), quote=False)}</pre>")
        elif first.lstrip().startswith("|"):
            out.append(_table(block))
        elif _ITEM.match(first):
            out.append(_list(block))
        else:
            out.append(f"<p>{inline(' '.join(line.strip() for line in block))}</p>")
    return "\n".join(out)


def _blocks(text: str) -> list[list[str]]:
    """Lines grouped into blocks: a heading, a fence, a list, a table or a paragraph each."""
    blocks: list[list[str]] = [[]]
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            if not fenced:
                blocks.append([line])
            else:
                blocks.append([])
            fenced = not fenced
        elif fenced:
            blocks[-1].append(line)
        elif not line.strip():
            blocks.append([])
        elif line.startswith("#"):
            blocks += [[line], []]
        elif blocks[-1] and _ITEM.match(line) and not _ITEM.match(blocks[-1][0]):
            blocks.append([line])
        else:
            blocks[-1].append(line)
    return [block for block in blocks if block]


def _list(block: list[str]) -> str:
    items: list[str] = []
    for line in block:
        found = _ITEM.match(line)
        if found:
            items.append(found[1])
        else:
            items[-1] += " " + line.strip()
    tag = "ol" if re.match(r"\s*\d+\.", block[0]) else "ul"
    return f"<{tag}>" + "".join(f"<li>{inline(item)}</li>" for item in items) + f"</{tag}>"


def _table(block: list[str]) -> str:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in block]
    rows = [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    head = "".join(f'<th scope="col">{inline(cell)}</th>' for cell in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{inline(cell)}</td>" for cell in row) + "</tr>" for row in rows[1:])
    return f'<div class="scroll"><table class="words"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
