"""``neuroglide simulate``: one movement, as a table, and as files where wanted."""

from __future__ import annotations

from neuroglide.cli.main import ENDED_EARLY, OK
from neuroglide.cli.terminal import say
from neuroglide.cli.writing import require_writable


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    require_writable(args.json, args.csv, args.report, inputs=(args.movement, args.person))
    from neuroglide.cli import running

    running.check_options(args)
    if args.report:
        _require_report()
    person, (movement,) = running.read(args.person, [args.movement])
    result = running.run(person, movement, args.rate, fields=bool(args.report), draws=args.draws)
    if args.json:
        result.to_json(args.json)
    if args.csv:
        result.to_csv(args.csv)
    args.report = running.write_report([result], args.report)
    _print(result, args)
    return ENDED_EARLY if running.warn_early([result]) else OK


def _require_report() -> None:
    from neuroglide.report.charts import require_plotly

    require_plotly()


def _print(result, args) -> None:
    from neuroglide.cli import running
    from neuroglide.report import sentences
    from neuroglide.report.comparison import sites_to_show
    from neuroglide.report.page import person_words

    sites = sites_to_show([result])
    seconds = sentences.duration(float(result.time_s[-1])) if len(result.time_s) else "nothing"
    say(f"{sentences.label(result)} ({seconds}), {person_words(result)}")
    print()
    print(running.summary_table([result], sites))
    print()
    running.explain([result], sites)
    for path in (args.json, args.csv, args.report):
        if path:
            print(f"written: {path}")
