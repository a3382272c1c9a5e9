"""``neuroglide check``: is a person or movement file valid and plausible, is the packaged model?

Exit status 0 also with remarks on what is unusual; 1 when something is impossible.
"""

from __future__ import annotations

from pathlib import Path

from neuroglide.cli.main import OK
from neuroglide.cli.terminal import say, table
from neuroglide.coordinates import SIDE_WORDS
from neuroglide.errors import InputError

_PERSON_FIELDS = {"sex", "age_years", "height_m", "mass_kg"}
_EXPECTED = "a person has sex, age_years, height_m, mass_kg and side, a movement has id and steps"
_KINDS = {list: "a list", dict: "a table without names"}


IMPOSSIBLE = 1


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    if args.model == bool(args.file):
        raise InputError("check needs a person or movement file, or --model." if not args.file else
                         "--model checks the packaged model and takes no file.",
                         fix="neuroglide check FILE, or neuroglide check --model")
    if args.model:
        return _model()
    kind, raw = kind_of(args.file)
    if kind == "person":
        return _tell(_person(args.file))
    remarks = _movement(args.file)
    for remark in remarks:
        say(f"Remark: {remark}")
    if not remarks:
        say("Plausible: nothing to remark.")
    return OK


def _tell(findings) -> int:
    """Print findings, the impossible first; returns the exit status."""
    from neuroglide.plausibility import gravest

    for one in sorted(findings, key=lambda f: f.severity):
        say(f"{'Impossible' if one.severity == 'impossible' else 'Remark'}: {one}")
    if not findings:
        say("Plausible: nothing to remark.")
    return IMPOSSIBLE if gravest(findings) == "impossible" else OK


def _model() -> int:
    from neuroglide import parameters
    from neuroglide.plausibility import check_posterior, finding, model_readings

    p = parameters.load_set()
    readings = model_readings(p)
    rows = [[r.bound.name, f"{r.value:.4g}", r.published, r.source, r.verdict or "ok"] for r in readings]
    say(f"The packaged skeleton, bed and parameter set {p.name} ({p.hash}) against {len(rows)} published bounds, for "
        "the man whom nothing scales:")
    print()
    print(table(["quantity", "model", "published", "source", "verdict"], rows))
    print()
    findings = [finding(r) for r in readings if r.verdict]
    posterior = _posterior(parameters)
    if posterior is not None:
        say(f"The posterior {posterior.name} ({posterior.hash}), its middle and {len(posterior.draws)} draws, was held "
            "to the same bounds.")
        known = {(one.quantity, one.severity) for one in findings}
        findings += [one for one in check_posterior(posterior) if (one.quantity, one.severity) not in known]
    assumed = sum(r.source == "only assumed" for r in readings)
    say(f"{assumed} of the {len(rows)} bounds are only assumed: no published figure was found.")
    return _tell(findings)


def _posterior(parameters):
    """The packaged posterior; None where there is none yet."""
    try:
        return parameters.load_posterior()
    except InputError:
        return None


def kind_of(path: str) -> tuple[str, object]:
    """Whether a file is a ``person`` or a ``movement``, told by its fields, and what it holds.

    Raises: InputError when it can be neither. A file that is not valid YAML is left to the reader of movements, which
    names the line.
    """
    import yaml

    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError:
        return "movement", None  # an id of the library, or a path whose error the reader explains
    except UnicodeDecodeError:
        raise InputError("this is not a text file.", source=path, fix="save it as UTF-8 YAML or JSON.") from None
    try:
        raw = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError):
        return "person" if "height_m" in text and "steps" not in text else "movement", None
    if not isinstance(raw, dict) or not raw or not all(isinstance(key, str) for key in raw):
        what = "is empty" if not raw else f"holds {_KINDS.get(type(raw), 'a single value')}"
        raise InputError(f"{what}, not named fields: {_EXPECTED}.", source=path,
                         fix="write the fields of one of the two, each as name: value")
    if isinstance(raw, dict):
        if str(raw.get("schema", "")).startswith("neuroglide."):
            raise InputError("this is a result, not a person or a movement.", source=path,
                             fix="neuroglide cite tells its sources")
        if _PERSON_FIELDS & set(raw) and "steps" not in raw:
            return "person", raw
    return "movement", raw


def _person(path: str) -> list:
    from neuroglide.body import load_person
    from neuroglide.plausibility import check_person

    person = load_person(path)
    findings = check_person(person)  # an unknown tissue key makes the file invalid: found before anything is said
    say(f"{path}: a valid person file.")
    say(f"{person.sex}, {person.age_years:g} years, {person.height_m:.2f} m, {person.mass_kg:g} kg, affected side "
        f"{SIDE_WORDS[person.side]}, {_number(len(person.restrictions), 'restriction')}.")
    if person.tissue:
        say(f"Tissue values of its own: {', '.join(f'{k} = {v}' for k, v in person.tissue.items())}.")
    return findings


def _number(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _movement(path: str) -> list[str]:
    from neuroglide.movement import build_timeline, load_movement
    from neuroglide.movement.plausibility import check_movement
    from neuroglide.report.sentences import duration

    movement = load_movement(path)
    timeline = build_timeline(movement)
    say(f"{path}: a valid movement, {movement.title} [{movement.id}], {duration(timeline.duration_s)}, "
        f"{_number(len(timeline.labels), 'step')} with repeats.")
    return list(check_movement(movement))
