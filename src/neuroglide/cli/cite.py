"""``neuroglide cite``: the sources of the whole model, of a movement, or of a run."""

from __future__ import annotations

import json
from pathlib import Path

from neuroglide.cli.main import OK
from neuroglide.cli.terminal import say
from neuroglide.errors import InputError


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    from neuroglide.parameters import bibtex, load_set, sources_of

    if args.subject and str(args.subject).lower().endswith(".json"):
        words, p, also = _of_run(Path(args.subject))
    elif args.subject:
        from neuroglide.movement import load_movement

        movement = load_movement(args.subject)
        words, p, also = movement.title, load_set(), movement.sources
    else:
        words, p, also = "the model (every parameter in use)", load_set(), ()
    sources = sources_of(p, also=also)
    if args.bibtex:
        print(bibtex(sources), end="")
        return OK
    counts = {}
    for record in p.records():
        counts[record.kind] = counts.get(record.kind, 0) + 1
    say(f"Sources of {words}: {len(sources)} publications.")
    say("Parameter values: " + ", ".join(f"{n} {kind}" for kind, n in sorted(counts.items())) + ".")
    print()
    for source in sources:
        say(f"{source.key}: {source.line}", indent="  ")
    return OK


def _of_run(path: Path):
    """Words, parameter set and further sources of a result written by ``--json``."""
    from neuroglide.movement import load_movement
    from neuroglide.parameters import load_set

    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read {path}: {(error.strerror or str(error)).lower()}.",
                         fix="name a result written by neuroglide simulate --json") from None
    except ValueError:
        raise InputError("is not JSON.", fix="name a result written by neuroglide simulate --json",
                         source=str(path)) from None
    schema = content.get("schema") if isinstance(content, dict) else None
    if schema is None and isinstance(content, dict) and "steps" in content:
        movement = load_movement(str(path))  # a movement may be written in JSON too
        return movement.title, load_set(), movement.sources
    runs = content.get("results", [content]) if isinstance(content, dict) else []
    if schema not in ("neuroglide.result/1", "neuroglide.comparison/1") or not all("provenance" in r for r in runs):
        raise InputError("is not a Neuroglide result.", source=str(path),
                         fix="name a result written by neuroglide simulate --json")
    provenance = [r["provenance"] for r in runs]
    person = provenance[0].get("person")
    p = load_set(provenance[0].get("parameter_set") or "adult")
    p = p.with_overrides((person.get("tissue") if isinstance(person, dict) else None) or None, source=str(path))
    also = tuple(dict.fromkeys(key for one in provenance for key in one.get("movement_sources") or ()))
    recorded = provenance[0].get("parameter_hash")
    if recorded and recorded != p.hash:
        say(f"Note: the run was made with other parameter values ({recorded}) than those installed ({p.hash}); "
            "the sources listed are those of the installed ones.")
    return f"{path.name} ({', '.join(str(one.get('movement')) for one in provenance)})", p, also
