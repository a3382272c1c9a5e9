"""``neuroglide movements``: the library as a list, or one movement told."""

from __future__ import annotations

from neuroglide.cli.main import OK
from neuroglide.cli.running import print_status
from neuroglide.cli.terminal import say, table


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    if args.movement:
        tell(args.movement)
    else:
        list_all()
    return OK


def list_all() -> None:
    """Print every movement of the library, grouped by kind; published experiments come last, with their studies."""
    from neuroglide.movement import list_movements

    found = list_movements()
    for kind in dict.fromkeys(("technique", "test", *(m.kind or "other" for m in found if m.kind != "experiment"))):
        of_kind = [[m.id, m.name, m.class_ or "", m.position or "", m.evidence_grade or ""]
                   for m in found if (m.kind or "other") == kind]
        if of_kind:
            print(_left(table([kind.capitalize(), "Name", "Class", "Position", "Evidence"], of_kind), of_kind))
            print()
    replayed = [[m.id, m.name, m.position or "", ", ".join(m.sources)] for m in found if m.kind == "experiment"]
    if replayed:
        say("Published experiments, to be replayed and compared; none is a technique for a person:")
        print(_left(table(["Experiment", "Name", "Position", "Study"], replayed), replayed))
        print()
    say("neuroglide movements ID tells one of them: its stages, dose, sources, and what its trials found. The grade "
        "says how much was tried, not that it helps.")


def _left(text: str, rows) -> str:
    """The same table with every column to the left: it holds words, not numbers."""
    lines = text.splitlines()
    widths = [len(dashes) for dashes in lines[1].split("  ")]
    head = [lines[0][sum(widths[:i]) + 2 * i :][:w].strip() for i, w in enumerate(widths)]
    body = [head, ["-" * w for w in widths], *rows]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in body)


def tell(name: str) -> None:
    """Print the story of one movement: what, how, stages, dose, evidence and sources."""
    from neuroglide.movement import build_timeline, load_movement
    from neuroglide.report.ground_rules import split_note
    from neuroglide.report.sentences import duration

    movement = load_movement(name)
    timeline = build_timeline(movement)
    words = [w for w in (movement.kind, movement.class_, movement.position and movement.position.replace("_", " "),
                         f"done by the {movement.performed_by}" if movement.performed_by else None) if w]
    print(f"{movement.title}  [{movement.id}]")
    print(", ".join(dict.fromkeys(words)))
    for text in (movement.summary, movement.purpose):
        if text:
            print()
            say(text)
    if movement.instructions:
        print()
        for i, line in enumerate(movement.instructions, start=1):
            say(f"{i}. {line}", indent="  ")
    print()
    _stages(movement, timeline)
    _open_angles(movement.ranges)
    times = f", {movement.repeat} times over" if movement.repeat > 1 else ""
    print(f"\nLength: {duration(timeline.duration_s)}{times}")
    _dose(movement.dose)
    note, found = split_note(movement.note)
    grade = movement.evidence_grade or "not graded"
    say(f"Evidence grade: {grade}; the trials found: {found}" if found else f"Evidence grade: {grade}")
    if note:
        print()
        say(f"Note: {note}")
    _sources(movement.sources)
    print()
    print_status([movement.class_])


def _stages(movement, timeline) -> None:
    start = ", ".join(f"{k.replace('_', ' ')} {v:g}" for k, v in movement.start_deg.items()) or "supine neutral"
    say(f"Start (degrees): {start}")
    from neuroglide.movement import Group

    def walk(steps, indent):
        for step in steps:
            if isinstance(step, Group):
                say(f"{step.repeat} times{' (' + step.label + ')' if step.label else ''}:", indent=indent)
                walk(step.steps, indent + "  ")
                continue
            say(_step(step), indent=indent)

    walk(movement.steps, "  - ")


def _open_angles(ranges) -> None:
    from math import degrees

    for r in ranges:
        values = [f"{degrees(value):.4g}" for value in r.values_rad]
        say(f"Left open: {r.name} is {', '.join(values[:-1])} or {values[-1]} ({r.why.rstrip('.')}); "
            f"{degrees(r.middle_rad):.4g} above and in simulate")


def _step(step) -> str:
    from math import degrees

    angles = [f"{a.name.replace('_', ' ')} {degrees(a.value_rad):.4g}" for a in step.angles]
    what = "hold" if step.kind == "hold" else ", ".join(["back to the start"] * step.to_start + angles)
    return f"{step.label + ': ' if step.label else ''}{what} ({step.seconds:g} s)"


def _dose(dose) -> None:
    if dose is None:
        return
    fields = (("sets", "sets"), ("repetitions", "repetitions"), ("hold_s", "s hold"), ("sessions_per_day", "a day"),
              ("sessions_per_week", "a week"), ("weeks", "weeks"))
    parts = [f"{getattr(dose, key):g} {words}" for key, words in fields if getattr(dose, key) is not None]
    say(f"Dose: {', '.join(parts) or 'not given'}" + (f" ({dose.note})" if dose.note else ""))


def _sources(keys) -> None:
    from neuroglide.errors import InputError
    from neuroglide.parameters.cite import find_source

    print("Sources:" if keys else "Sources: none named")
    for key in keys:
        try:
            say(f"{key}: {find_source(key).line}", indent="  ")
        except InputError:
            say(f"{key}: not in the packaged list of sources", indent="  ")
