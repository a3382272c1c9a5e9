"""``neuroglide twin``: what an examination says about this person's nerve, in sentences and as JSON."""

from __future__ import annotations

import json

from neuroglide.cli.main import OK, STATUS_LINE
from neuroglide.cli.terminal import Progress, say, table
from neuroglide.cli.writing import require_writable


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    from neuroglide.patient.examination import load_examination
    from neuroglide.patient.twin import infer
    from neuroglide.result import write_whole

    require_writable(args.json, inputs=[args.examination])
    exam = load_examination(args.examination)
    progress = Progress("twin")
    twin = infer(exam, seed=args.seed, progress=progress)
    progress.done()
    if args.json:  # before printing: a reader that closes early (head) must not cost the file
        write_whole(args.json, json.dumps(twin.to_dict(), indent=1, allow_nan=False) + "\n")
    tell(twin)
    return OK


def tell(twin) -> None:
    """Print a twin: its answers, what was learned, what cannot be told, the next test."""
    from neuroglide.patient.twin.words import amount, test_name

    print(f"{twin.examination}: {test_name(twin.movement, twin.side)}\n")
    for name in ("limiter", "restriction", "sensitisation"):
        say(twin.sentences[name])
        print()
    rows = [(one.name, one.unit if one.unit != "1" else "share", amount(one.prior), amount(one.posterior),
             "yes" if one.learned else "no") for one in twin.parameters.values()]
    print(table(("median (90 % interval)", "unit", "before", "after", "learned"), rows))
    _listed("What the findings cannot tell:",
            [text for text in twin.cannot_tell if "do not narrow it" not in text])
    print()
    say(twin.sentences["next_test"])
    _listed("Contradictory findings:", twin.conflicts)
    _listed("Remarks:", twin.notes)
    _listed("Not used:", [f"{one.finding}: {one.reason}" for one in twin.unused])
    print()
    say(f"Probabilities are those of a model with assumed error sizes, from {len(twin.used)} findings. {STATUS_LINE}")


def _listed(head: str, texts) -> None:
    if texts:
        print()
        say(head)
        for text in texts:
            say(f"- {text}", indent="  ")
