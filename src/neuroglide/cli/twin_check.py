"""``neuroglide twin-check``: the twin on people whose nerve is known."""

from __future__ import annotations

import json
from pathlib import Path

from neuroglide.cli.main import OK
from neuroglide.cli.terminal import Progress, say, table
from neuroglide.cli.writing import require_writable
from neuroglide.errors import InputError


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    from neuroglide.patient.twin.check import run_check
    from neuroglide.result import write_whole

    if args.people < 2:
        raise InputError(f"--people {args.people}: the check judges one half of the people by the other.",
                         fix="ask for 2 or more; 500 for figures worth reading.")
    root = Path(__file__).parents[3]
    if args.docs and not (root / "docs" / "index.md").is_file():
        raise InputError("--docs writes into the source's docs folder, which is not here.",
                         fix="run it in a checkout of the source.")
    require_writable(args.json)
    progress = Progress("twin-check")
    found = run_check(args.people, args.seed, progress)
    progress.done()
    text = json.dumps(found, indent=1, allow_nan=False) + "\n"
    if args.json:
        write_whole(args.json, text)
    if args.docs:
        from neuroglide.report.twin_check import write
        from neuroglide.report.validation_twin import refresh

        folder = root / "validation" / "twin"
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / "result.json", text)
        write(found, root / "docs")
        refresh(root / "docs")
    tell(found)
    return OK


def tell(found: dict) -> None:
    """Print what the check found."""
    from neuroglide.patient.twin.check import told

    rows = [(key, f"{one['people']}", f"{one['coverage_percent']:.0f} %", f"{one['spread_over_prior'][1]:.2f}",
             "yes" if one["learned"] else "no") for key, one in found["parameters"].items()]
    print(table(("parameter", "people", "90 % band holds", "spread over prior's", "learned"), rows))
    print()
    rows = [(f"{one['from']:.1f} to {one['to']:.1f}", f"{one['count']}", f"{one['said']:.2f}", f"{one['found']:.2f}")
            for one in found["reliability"]]
    print(table(("probability of a limiter", "times", "said", "was so"), rows))
    print()
    for sentence in told(found):
        say(sentence)
