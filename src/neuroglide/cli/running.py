"""One run as the command line does it: person and movement read first, an estimate when it will take long."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Sequence

from neuroglide.cli.terminal import ANNOUNCE_AFTER_S, Progress, say
from neuroglide.errors import InputError

#: Longest sampling rate [Hz] that is taken from a user.
HIGHEST_RATE_HZ = 1000.0


def check_rate(rate: float | None) -> None:
    """Raises InputError when a sampling rate [Hz] is not usable."""
    if rate is not None and not 0 < rate <= HIGHEST_RATE_HZ:
        raise InputError(f"--rate {rate:g} is outside 0 to {HIGHEST_RATE_HZ:g} samples a second.", fix="use 50.")


def read(person: str | None, movements: Sequence[str]):
    """The person and the movements, read before anything is computed. Raises: InputError."""
    from neuroglide.body import load_person
    from neuroglide.movement import load_movement

    return load_person(person), [load_movement(name) for name in movements]


def run(person, movement, rate: float | None, fields: bool):
    """Simulate, with an estimate and progress on stderr when it takes long. Returns the result."""
    from neuroglide.simulation import simulate

    progress = Progress(getattr(movement, "name", None) or movement.id)
    seconds = estimate_s(person, movement, rate)
    if seconds is not None and seconds > ANNOUNCE_AFTER_S:
        progress.announce(seconds)
    options = {"rate_hz": rate, "fields": fields}
    if "progress" in inspect.signature(simulate).parameters:
        options["progress"] = progress
    try:
        return simulate(person, movement, **options)
    finally:
        progress.done()


def estimate_s(person, movement, rate: float | None) -> float | None:
    """Expected seconds of a run, from its number of samples and the time one sample takes here; None when unknown.

    The time of one sample is taken from the warm-up of this process (:data:`PER_SAMPLE_S`), not from a run.
    """
    from neuroglide.movement import build_timeline

    return len(build_timeline(movement, side=person.side, rate_hz=rate).time_s) * PER_SAMPLE_S


#: A cautious figure [s] for one sample on a slow processor, physiology and whole-nerve arrays included.
PER_SAMPLE_S = 0.0004


def summary_table(results: Sequence, sites: Sequence[str]) -> str:
    """The table the terminal shows: one row per site and movement."""
    from neuroglide.cli.terminal import table
    from neuroglide.report import tables

    several = len(results) > 1
    head = ["Site", *(["Movement"] if several else []), "slide mm", "strain %", "tension N", "section %", "flow %",
            "transport %", "conduction %"]
    rows = []
    for row in tables.comparison(results, sites):
        cells = [cell.text for cell in row.cells[: len(head) - 1 - several]]
        rows.append([row.site if row.first else "", *([row.movement] if several else []), *cells])
    return table(head, rows)


def explain(results: Sequence, sites: Sequence[str]) -> None:
    """Print what the columns mean, the sentences, and how to read them."""
    from neuroglide.report import sentences

    say("slide: largest minus smallest excursion. strain, tension: peak. section, flow, transport, conduction: least, "
        "in percent of rest.")
    print()
    for result in results:
        say(f"{sentences.label(result)}: {sentences.one(result, sites)}")
    print()
    say(sentences.NO_BAND)
    say(sentences.STATUS)


def warn_early(results: Sequence) -> bool:
    """Print, on stderr, which results ended early. Returns True when one did."""
    from neuroglide.report import sentences

    found = [(sentences.label(r), text) for r in results if (text := sentences.ended_early(r))]
    for name, text in found:
        print(f"neuroglide: {name}: {text}", file=sys.stderr)
    return bool(found)
