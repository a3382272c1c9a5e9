"""``neuroglide outcome``: how a patient is doing, from dated scores; its adverse events as a table or as JSON."""

from __future__ import annotations

from neuroglide.cli.main import OK, STATUS_LINE
from neuroglide.cli.terminal import say, table
from neuroglide.cli.writing import require_writable, target
from neuroglide.errors import InputError


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    from neuroglide.patient.outcome import course

    if args.schema:
        return _schema()
    if args.follow_up is None:
        raise InputError("no follow-up is named.", fix="name a follow-up file, or ask for --schema.")
    require_writable(args.json, args.events, inputs=[args.follow_up])
    found = course(args.follow_up)
    if args.events:  # before printing: a reader that closes early must not cost the file
        _export(found, args.events)
    say(f"Follow-up of {found.follow_up.examination}"
        + (f", plan {found.follow_up.plan}" if found.follow_up.plan else "") + ".")
    print()
    print(table(*_rows(found)))
    print()
    say("In brackets the level that the scores point to, with its measurement error (90 of 100 times it lies there).")
    print()
    for sentence in found.sentences:
        say(sentence)
    print()
    say(STATUS_LINE)
    if args.json:
        _write(found, args.json)
    return OK


def _schema() -> int:
    import json

    from neuroglide.patient.outcome.schema import follow_up_schema

    print(json.dumps(follow_up_schema(), indent=1, ensure_ascii=False))
    return OK


def _export(found, path: str) -> None:
    """Write the adverse events, as a table where the name ends in .csv and else as JSON."""
    import json

    from neuroglide.patient.outcome.adverse_events import to_csv
    from neuroglide.result import write_whole

    follow_up = found.follow_up
    if path.lower().endswith(".csv"):
        head = {"examination": follow_up.examination, "plan": follow_up.plan}
        write_whole(target(path), to_csv(head, follow_up.events))
    else:
        plain = found.adverse_events() | {"status_line": STATUS_LINE}
        write_whole(target(path), json.dumps(plain, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    say(f"Wrote {path}.")


def _rows(found) -> tuple[list[str], list[list[str]]]:
    """Head and rows of the table: a row for each series, a column for each entry."""
    entries = found.follow_up.entries
    head = ["", *[entry.when.date().isoformat() for entry in entries], "reliable", "important"]
    rows = []
    for key, series in found.series.items():
        low_high = {id(score): (low, high) for score, low, high in
                    zip(series.scores, series.low, series.high, strict=False)}
        cells = [_cell(entry.scores.get(key), low_high) for entry in entries]
        judged = series.judgement
        moved = judged is not None and judged.improvement not in (None, 0)
        way = f" ({judged.direction})" if moved else ""
        rows.append([series.name, *cells, f"{judged.reliable}{way}" if judged else "-",
                     judged.important if judged else "-"])
    return head, rows


def _cell(score, low_high) -> str:
    if score is None:
        return "-"
    if score.value is None:
        return "no score"
    band = low_high.get(id(score))
    return f"{score.value:.3g}" + (f" [{band[0]:.3g} to {band[1]:.3g}]" if band else "")


def _write(found, path: str) -> None:
    import json

    from neuroglide.result import write_whole

    write_whole(target(path), json.dumps(found.to_dict(), indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    say(f"Wrote {path}.")
