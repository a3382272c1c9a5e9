"""``neuroglide outcome``: how a patient is doing, from dated scores."""

from __future__ import annotations

from neuroglide.cli.main import OK, STATUS_LINE
from neuroglide.cli.terminal import say, table
from neuroglide.cli.writing import require_writable, target


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    from neuroglide.patient.outcome import course

    require_writable(args.json, inputs=[args.follow_up])
    found = course(args.follow_up)
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
