"""``neuroglide examples``: the packaged example patients, the id first on each line."""

from __future__ import annotations

import json

from neuroglide.cli.main import OK


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    found = described()
    if args.json:
        from neuroglide.cli.writing import require_writable
        from neuroglide.result import write_whole

        require_writable(args.json)
        rows = [{"id": name, "summary": summary, "model_of": model} for name, summary, model in found]
        write_whole(args.json, json.dumps({"schema": "neuroglide.examples/1", "examples": rows}, indent=1) + "\n")
        return OK
    wide = max(len(name) for name, *_ in found)
    for name, summary, _ in found:
        print(f"{name:<{wide}}  {summary}")
    return OK


def described() -> list[tuple[str, str, str]]:
    """(id, short description, what it is modelled on) of each; the description is the file's first comment."""
    from neuroglide.patient.examination import example_ids, example_path, load_examination

    return [(name, example_path(name).read_text(encoding="utf-8").splitlines()[0].lstrip("# "),
             load_examination(name).model_of or "") for name in example_ids()]
