"""``neuroglide cite``: the sources of the whole model, of a movement, or of a run; the methods text of a run."""

from __future__ import annotations

import json
from pathlib import Path

from neuroglide.cli.main import OK
from neuroglide.cli.terminal import say
from neuroglide.errors import InputError

_WRITTEN_BY = "name a result written by neuroglide simulate --json or compare --json"
_SCHEMAS = ("neuroglide.result/1", "neuroglide.comparison/1")


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    subject, bib = _bibtex_file(args.subject, args.bibtex)
    if args.methods:
        return _methods(subject, bib)
    from neuroglide.parameters import bibtex, load_set, sources_of

    if subject and str(subject).lower().endswith(".json"):
        words, p, also = _of_run(Path(subject))
    elif subject:
        from neuroglide.movement import load_movement

        movement = load_movement(subject)
        words, p, also = movement.title, load_set(), movement.sources
    else:
        words, p, also = "the model (every parameter in use)", load_set(), ()
    sources = sources_of(p, also=also)
    if bib is not None:
        _give(bibtex(sources), bib)
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


def _bibtex_file(subject: str | None, bib: str | None) -> tuple[str | None, str | None]:
    """The subject and the BibTeX file ("" for the terminal); a subject written behind --bibtex is still the subject."""
    if not bib or bib.lower().endswith(".bib"):
        return subject, bib
    if subject is None:
        return bib, ""
    raise InputError(f"--bibtex {bib} does not end in .bib.", fix="write --bibtex sources.bib")


def _give(text: str, bib: str) -> None:
    """BibTeX to a file, or to the terminal."""
    if not bib:
        print(text, end="")
        return
    from neuroglide.cli.writing import require_writable
    from neuroglide.result import write_whole

    require_writable(bib)
    write_whole(bib, text)
    print(f"written: {bib}")


def _methods(subject: str | None, bib: str | None) -> int:
    """Print the methods paragraph of a result, what it could not say, and BibTeX."""
    if not subject:
        raise InputError("cite --methods needs a result.", fix=_WRITTEN_BY)
    from neuroglide.movement import list_movements
    from neuroglide.parameters import bibtex, load_set
    from neuroglide.parameters.methods import methods_of, software_entry

    path = Path(subject)
    runs = _runs(_read(path), path)
    provenance = [_mapping(one.get("provenance")) for one in runs]
    notes = []
    try:
        p = _with_tissue(load_set(str(provenance[0].get("parameter_set") or "adult")), provenance, str(path))
    except InputError as error:
        p = load_set()
        notes.append(f"Note: {error.message} The sources are those of the packaged set.")
    found = methods_of(runs, p, {m.id: m.name for m in list_movements()}, _made(provenance))
    print(found.text)  # in one line: a paragraph to paste
    print()
    notes += _other_values(provenance, p)
    if found.left_out:
        notes.append(f"Left out, because the result does not say: {', '.join(found.left_out)}.")
    for note in notes:
        say(note)
        print()
    versions = {str(one.get("version") or "") for one in provenance}
    version = versions.pop() if len(versions) == 1 else None
    _give(software_entry(version) + "\n" + bibtex(found.sources), bib or "")
    return OK


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read {path}: {(error.strerror or str(error)).lower()}.", fix=_WRITTEN_BY) from None
    except ValueError:
        raise InputError("is not JSON.", fix=_WRITTEN_BY, source=str(path)) from None


def _runs(content: object, path: Path) -> list[dict]:
    """The results that a file holds. Raises: InputError when it holds none."""
    known = isinstance(content, dict) and content.get("schema") in _SCHEMAS
    runs = [] if not known else content.get("results") if content["schema"] == _SCHEMAS[1] else [content]
    if not isinstance(runs, list) or not runs or not all(isinstance(one, dict) for one in runs):
        raise InputError("is not a Neuroglide result.", source=str(path), fix=_WRITTEN_BY)
    return runs


def _with_tissue(p, provenance: list[dict], source: str):
    """The set with the person's own values."""
    return p.with_overrides(_mapping(_mapping(provenance[0].get("person")).get("tissue")) or None, source=source)


def _mapping(value: object) -> dict:
    """A mapping of the file, empty where something else stands in its place."""
    return value if isinstance(value, dict) else {}


def _made(provenance: list[dict]) -> dict:
    """How the run's posterior was made, where its very file is installed."""
    from neuroglide.parameters import load_posterior

    used = provenance[0].get("posterior")
    try:
        posterior = load_posterior(str(used.get("name") or "adult")) if isinstance(used, dict) else None
    except InputError:
        return {}
    return dict(posterior.made) if posterior is not None and posterior.hash == used.get("hash") else {}


def _other_values(provenance: list[dict], p) -> list[str]:
    """A note when the values installed are not those of the run."""
    from neuroglide.parameters import load_posterior

    recorded, installed = provenance[0].get("parameter_hash"), p
    used = provenance[0].get("posterior")
    if isinstance(used, dict):
        try:
            installed = load_posterior(str(used.get("name") or "adult")).centre(p)
        except InputError:
            pass  # a posterior that is not installed has other values, which the note says
    if not recorded or recorded == installed.hash:
        return []
    return [f"Note: the run was made with other parameter values ({recorded}) than those installed "
            f"({installed.hash}); the sources listed are those of the installed ones."]


def _of_run(path: Path):
    """Words, parameter set and further sources of a result written by ``--json``."""
    from neuroglide.movement import load_movement
    from neuroglide.parameters import load_set

    content = _read(path)
    if isinstance(content, dict) and content.get("schema") is None and "steps" in content:
        movement = load_movement(str(path))  # a movement may be written in JSON too
        return movement.title, load_set(), movement.sources
    runs = _runs(content, path)
    if not all(_mapping(one.get("provenance")) for one in runs):
        raise InputError("is not a Neuroglide result.", source=str(path), fix=_WRITTEN_BY)
    provenance = [one["provenance"] for one in runs]
    p = _with_tissue(load_set(str(provenance[0].get("parameter_set") or "adult")), provenance, str(path))
    also = [key for one in provenance for key in one.get("movement_sources") or ()]
    also += [key for one in provenance for key in _mapping(one.get("posterior")).get("studies") or ()]
    for note in _other_values(provenance, p):
        say(note)
    return f"{path.name} ({', '.join(str(one.get('movement')) for one in provenance)})", p, tuple(dict.fromkeys(also))
