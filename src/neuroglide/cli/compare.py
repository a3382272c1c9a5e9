"""``neuroglide compare``: several movements side by side for one person."""

from __future__ import annotations

from collections.abc import Sequence

from neuroglide.cli.main import ENDED_EARLY, OK
from neuroglide.cli.terminal import say
from neuroglide.cli.writing import require_writable
from neuroglide.errors import InputError


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    if len(args.movements) < 2:
        raise InputError("compare needs two or more movements.", fix="for one, use neuroglide simulate.")
    require_writable(args.json, args.csv, args.report, inputs=(*args.movements, args.person))
    from neuroglide.cli import running

    running.check_options(args)
    if args.report:
        from neuroglide.report.charts import require_plotly

        require_plotly()
    person, movements = running.read(args.person, args.movements)
    movements = running.distinguish(movements, args.movements)
    options = {"fields": bool(args.report), "draws": args.draws}
    results = [running.run(person, movement, args.rate, **options) for movement in movements]
    write_json(results, args.json)
    write_csv(results, args.csv)
    args.report = running.write_report(results, args.report)
    show(results)
    for path in (args.json, args.csv, args.report):
        if path:
            print(f"written: {path}")
    return ENDED_EARLY if running.warn_early(results) else OK


def show(results, rows: Sequence[str] | None = None) -> None:
    """Print the comparing table, the sentences, and what each movement leaves unchanged.

    Parameters: results; rows, the site names without side that get a row (None: every site shown).
    """
    from neuroglide.cli import running
    from neuroglide.report import sentences
    from neuroglide.report.comparison import sites_to_show
    from neuroglide.report.page import person_words
    from neuroglide.report.quantities import base

    sites = sites_to_show(results)
    say(f"{len(results)} movements, {person_words(results[0])}")
    print()
    print(running.summary_table(results, [site for site in sites if rows is None or base(site) in rows]))
    print()
    running.explain(results, sites)
    print()
    for result in results:
        say(sentences.unchanged(result, sites))


def write_json(results, path: str | None) -> None:
    """All results in one file: ``{schema: neuroglide.comparison/1, results: [neuroglide.result/1, ...]}``, and under
    ``first_larger`` in what share of the draws the first of two movements has the larger extreme."""
    if path is None:
        return
    import json

    from neuroglide.report.comparison import paired_shares
    from neuroglide.result import write_whole

    content = {"schema": "neuroglide.comparison/1", "results": [result.to_dict() for result in results],
               "first_larger": paired_shares(results)}
    write_whole(path, json.dumps(content, allow_nan=False))


def write_csv(results, path: str | None) -> None:
    """All sites, quantities and moments of every result as one long table: movement, site, time, quantities and, with
    draws, the ends of their bands."""
    if path is None:
        return
    import csv
    import io

    import numpy as np

    from neuroglide.report.comparison import movement_id, series
    from neuroglide.result import BAND, QUANTITIES, write_whole

    ends = ("", *BAND) if any(result.draws is not None for result in results) else ("",)
    names = [key + end for key in QUANTITIES for end in ends]

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["movement", "site", "time_s", *names])
    for result in results:
        for site in result.sites:
            block = np.column_stack([result.time_s, *(series(result, site, name) for name in names)])
            for row in block.tolist():
                writer.writerow([movement_id(result), site, *(f"{v:.6g}" if v == v else "" for v in row)])
    write_whole(path, out.getvalue())
