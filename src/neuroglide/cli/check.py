"""``neuroglide check``: is a person or movement file valid, and is it plausible?"""

from __future__ import annotations

import importlib
from pathlib import Path

from neuroglide.cli.main import OK
from neuroglide.cli.terminal import say
from neuroglide.errors import InputError

_PERSON_FIELDS = {"sex", "age_years", "height_m", "mass_kg"}
_EXPECTED = "a person has sex, age_years, height_m, mass_kg and side, a movement has id and steps"
_KINDS = {list: "a list", dict: "a table without names"}


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    kind, raw = kind_of(args.file)
    if kind == "person":
        remarks = _person(args.file)
    else:
        remarks = _movement(args.file)
    if not remarks:
        say("Plausible: nothing to remark.")
    for remark in remarks:
        say(f"Remark: {remark}")
    return OK


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


def _person(path: str) -> list[str]:
    from neuroglide.body import load_person

    person = load_person(path)
    if person.tissue:  # an unknown key makes the file invalid: found before anything is said
        from neuroglide.parameters import load_set

        load_set().with_overrides(person.tissue, source=path)
    say(f"{path}: a valid person file.")
    say(f"{person.sex}, {person.age_years:g} years, {person.height_m:.2f} m, {person.mass_kg:g} kg, affected side "
        f"{'right' if person.side == 'r' else 'left'}, {_number(len(person.restrictions), 'restriction')}.")
    remarks = []
    try:
        remarks = list(importlib.import_module("neuroglide.body.plausibility").check_person(person))
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("neuroglide.body.plausibility"):
            raise
    if person.tissue:
        say(f"Tissue values of its own: {', '.join(f'{k} = {v}' for k, v in person.tissue.items())}.")
    return remarks


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
