"""``neuroglide evidence``: the published measurements as a list, one of them whole, as files, or as a picture."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Sequence

from neuroglide.cli.main import OK
from neuroglide.cli.terminal import say, width
from neuroglide.cli.writing import require_writable
from neuroglide.errors import InputError

SCHEMA = "neuroglide.evidence/1"
#: Columns of a terminal from which the rows are a table; a narrower one gets them as sentences.
TABLE_FROM = 100
_FILTERS = ("site", "movement", "topic", "study", "role", "nerve")


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    from neuroglide.evidence import find, load_measurements, select

    require_writable(args.json, args.csv, args.plot)
    wishes = {name: getattr(args, name) for name in _FILTERS if getattr(args, name) is not None}
    if args.row and wishes:
        raise InputError(f"{args.row} with --{next(iter(wishes))}: a row or a study is told whole.",
                         fix="leave one of the two out.")
    rows = find(args.row) if args.row else select(**wishes)
    _write(rows, args)  # before printing: a reader that closes early (head) must not cost the files
    if args.row:
        tell(rows)
    else:
        list_rows(rows, of=len(load_measurements()))
    return OK


def list_rows(rows: Sequence, of: int) -> None:
    """Print the rows as a table by topic, and what the columns mean. Parameters: rows; of, how many rows there are."""
    for topic in dict.fromkeys(row.topic for row in rows):
        print(f"{topic[0].upper()}{topic[1:]}\n")
        cells = [_cells(row) for row in rows if row.topic == topic]
        if width() < TABLE_FROM:
            for row, study, what, published, on, role, replayed in cells:
                say(f"{row}  {what}: {published} ({on}; {study}; {role}; replayed: {replayed})")
        else:
            print(_columns(("Row", "Study", "What", "Published", "On", "Role", "Replayed"), cells))
        print()
    studies = len({row.study for row in rows})
    say(f"{len(rows)} of {of} rows, of {studies} stud{'y' if studies == 1 else 'ies'}. Calibration: its rows may be "
        "fitted; validation: they judge, and are never fitted. (seen): told beside a value that was chosen by hand, "
        "so it judges less. (later): met after the roles were fixed, never fitted.")
    say("neuroglide evidence ROW tells one of them whole: protocol, source, and the movement that replays it.")


def _cells(row) -> tuple[str, ...]:
    seen = row.in_view and row.role == "validation"
    role = f"{'validation' if row.met_later else row.role}{' (seen)' * seen}{' (later)' * row.met_later}"
    return (row.id, row.study, f"{row.nerve}{f', {row.site}' if row.site else ''}: {row.quantity}", row.published,
            row.preparation, role, "yes" if row.replayed else row.not_replayed)


def _columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of words: narrow columns as wide as their text, the two long ones share what is left and wrap."""
    widths = [min(most, max(len(row[i]) for row in (head, *rows)))
              for i, most in enumerate((4, 15, 0, 16, 8, 11, 14))]
    widths[2] = max(20, width() - sum(widths) - 2 * (len(widths) - 1))
    lines = []
    for row in (head, ["-" * w for w in widths], *rows):
        cells = [textwrap.wrap(cell, w) or [""] for cell, w in zip(row, widths, strict=True)]
        for i in range(max(map(len, cells))):
            part = [cell[i] if i < len(cell) else "" for cell in cells]
            lines.append("  ".join(text.ljust(w) for text, w in zip(part, widths, strict=True)).rstrip())
    return "\n".join(lines)


def tell(rows: Sequence) -> None:
    """Print each row whole: figure, protocol, source, what was read, role and how it is replayed or why not."""
    for i, row in enumerate(rows):
        if i:
            print()
        print(f"{row.id}  {row.nerve}: {row.quantity}")
        for name, text in _fields(row):
            if text:
                print(textwrap.fill(text, width(), initial_indent=f"  {name:<13}", subsequent_indent=" " * 15,
                                    break_long_words=False, break_on_hyphens=False))


def _fields(row) -> list[tuple[str, str]]:
    checked = "read, in the paper's abstract or a page that quotes it" if row.checked == "read" else \
        "recalled from memory: an order of magnitude at most, not shown and never fitted"
    named = "told beside a value that was chosen by hand"
    if row.named_by:
        named = f"named by the parameter record{'s' * (len(row.named_by) > 1)} {', '.join(row.named_by)}"
    people = f", n = {row.n_text}" if row.n is not None else f" ({row.n_text})" if row.n_text else ""
    later = "met after the roles were fixed: never fitted, it judges" if row.met_later else ""
    return [
        ("Published", row.published), ("Site", row.site), ("Protocol", row.protocol),
        ("On", row.preparation_text + people), ("Topic", row.topic),
        ("Note", row.note), ("Study", f"{row.study} ({row.study_name}, {row.year_text or 'no year'})"),
        ("Source", row.source.line), ("Reference", row.reference), ("Figure", checked),
        ("Role", f"{row.role}: {row.role_why}"),
        ("Seen", named if row.in_view else ""), ("Met later", later),
        ("Replayed", "yes" if row.replayed else f"no: {row.how}"), ("Movement", ", ".join(row.movements)),
    ]


def _write(rows: Sequence, args) -> None:
    from neuroglide.evidence import VERSION, data_hash
    from neuroglide.result import write_whole

    if args.json:
        about = {"schema": SCHEMA, "version": VERSION, "hash": data_hash()}
        write_whole(args.json, json.dumps(about | {"rows": [row.to_dict() for row in rows]}, allow_nan=False))
    if args.csv:
        write_whole(args.csv, _csv(rows))
    if args.plot:
        from neuroglide.report.evidence_page import write_evidence_page

        write_evidence_page(rows, args.plot)


def _csv(rows: Sequence) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].to_dict(), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.to_dict().items()})
    return text.getvalue()


def _cell(value) -> object:
    """Lists as text with semicolons, pairs as low..high; what is missing is empty."""
    if isinstance(value, list):
        pairs = [f"{item[0]:g}..{item[1]:g}" if isinstance(item, list) else str(item) for item in value]
        return "; ".join(pairs)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value
