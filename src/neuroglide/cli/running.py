"""One run as the command line does it: person and movement read first, an estimate when it will take long."""

from __future__ import annotations

import atexit
import dataclasses
import os
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from neuroglide.cli.terminal import ANNOUNCE_AFTER_S, Progress, say
from neuroglide.errors import InputError

#: Longest sampling rate [Hz] that is taken from a user.
HIGHEST_RATE_HZ = 1000.0


#: Draws of a band where ``--draws`` does not say: None leaves it to simulate.
DRAWS: int | None = None


def check_options(args) -> None:
    """Raises InputError when a sampling rate [Hz] or a number of draws is not usable."""
    if args.rate is not None and not 0 < args.rate <= HIGHEST_RATE_HZ:
        raise InputError(f"--rate {args.rate:g} is outside 0 to {HIGHEST_RATE_HZ:g} samples a second.", fix="use 50.")
    if args.draws is not None:
        from neuroglide.parameters import load_posterior

        most = len(load_posterior().draws)
        if not 0 <= args.draws <= most:
            raise InputError(f"--draws {args.draws} is outside 0 to {most}.", fix=f"use 2 to {most}; 0 gives no band.")
        if args.draws == 1:
            raise InputError("--draws 1: one draw has no band.", fix=f"use 2 to {most}; 0 gives no band.")


def read(person: str | None, movements: Sequence[str]):
    """The person and the movements, read before anything is computed. Raises: InputError."""
    from neuroglide.body import load_person
    from neuroglide.movement import load_movement

    return load_person(person), [load_movement(name) for name in movements]


def distinguish(movements: Sequence, named: Sequence[str]) -> list:
    """The movements with names and ids that differ: one that shares its own gets the name of its file behind it.

    Parameters: movements; named, what each was called on the command line.
    """
    found: list = []
    for movement, name in zip(movements, named, strict=True):
        stem, count = Path(name).stem, 1
        title, id_ = movement.title, movement.id
        while any(title == other.title or id_ == other.id for other in found):
            behind = f" ({stem})" if count == 1 else f" ({stem} {count})"
            title, id_, count = movement.title + behind, movement.id + behind, count + 1
        found.append(movement if id_ == movement.id else dataclasses.replace(movement, name=title, id=id_))
    return found


def run(person, movement, rate: float | None, fields: bool, draws: int | None = None):
    """Simulate, with an estimate and progress on stderr when it takes long. Returns the result."""
    from neuroglide import simulation

    draws = next(n for n in (draws, DRAWS, simulation.DRAWS) if n is not None)
    progress = Progress(getattr(movement, "name", None) or movement.id)
    seconds = estimate_s(person, movement, rate, fields, draws)  # with fields a report is drawn of it
    if seconds > ANNOUNCE_AFTER_S:
        progress.announce(seconds)
    options = {"rate_hz": rate, "fields": fields, "draws": draws, "progress": progress}
    try:
        return interruptible(lambda: simulation.simulate(person, movement, **options))
    finally:
        progress.done()


def interruptible(work: Callable):
    """Do ``work`` on a second thread and return what it returns, so that Ctrl-C is heard while compiled code runs.

    Raises: what ``work`` raises; KeyboardInterrupt at once when the user stops it. The thread left behind cannot be
    stopped, so the process then ends without waiting for it.
    """
    found: list = []

    def target() -> None:
        try:
            found.append((True, work()))
        except BaseException as error:  # carried over to the waiting thread, whatever it is
            found.append((False, error))

    thread = threading.Thread(target=target, daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.1)
    except KeyboardInterrupt:
        atexit.register(_leave)
        raise
    done, value = found[0]
    if not done:
        raise value
    return value


def _leave() -> None:
    """End the process now: a thread is still in compiled code, and the normal end would wait for or trip over it."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(130)


def estimate_s(person, movement, rate: float | None, fields: bool = False, draws: int = 0) -> float:
    """Expected seconds of a run: its number of samples times what one takes on a slow processor, for all draws, and
    with ``fields`` what its part of the report takes to draw."""
    from neuroglide.movement import build_timeline

    samples = len(build_timeline(movement, side=person.side, rate_hz=rate).time_s)
    alone = samples * PER_SAMPLE_WITH_FIELDS_S + REPORT_S if fields else samples * PER_SAMPLE_S
    return alone + samples * draws * PER_SAMPLE_OF_DRAW_S


#: Cautious figures [s] for one sample on a slow processor (2 shared cores of 2024), with whole-nerve arrays, and of a
#: draw (they share the cores), whose bed differs from the next one's.
PER_SAMPLE_S, PER_SAMPLE_WITH_FIELDS_S, PER_SAMPLE_OF_DRAW_S = 0.0003, 0.001, 0.00015
#: The same for drawing one movement's pictures and figures in a report [s].
REPORT_S = 5.0


def write_report(results: Sequence, path, title: str | None = None):
    """Write the report where one is wanted. Returns the path; None when no report was wanted or none can be drawn,
    because every run ended during the approach (a line on stderr says so)."""
    if not path:
        return None
    if not any(len(result.time_s) for result in results):
        print(f"neuroglide: {path} is not written: nothing was computed that a report could show.", file=sys.stderr)
        return None
    from neuroglide.report import write_report as write

    write(results, path, title=title)
    return path


def summary_table(results: Sequence, sites: Sequence[str]) -> str:
    """The table the terminal shows: one row per site and movement, its band on the line below."""
    from neuroglide.cli.terminal import table
    from neuroglide.report import ground_rules, tables
    from neuroglide.report.comparison import label, movement_id

    several = len(results) > 1
    names = {label(result): movement_id(result) for result in results}  # ids are short: the table fits a terminal
    head = ["Site", *(["Movement"] if several else []), "slide mm", "strain %", "tension N", "section %", "flow %",
            "transport %", "conduction %"]
    rows = []
    for row in tables.comparison(results, sites):
        cells = row.cells[: len(head) - 1 - several]
        rows.append([row.site if row.first else "", *([names[row.movement]] if several else []),
                     *(cell.text for cell in cells)])
        if any(cell.band for cell in cells):
            label_ = [""] * several + [f"  {ground_rules.band_name_of(results)}"]
            rows.append([*label_[::-1], *(cell.band.replace(" to ", "..") for cell in cells)])
    return table(head, rows)


def explain(results: Sequence, sites: Sequence[str]) -> None:
    """Print what the columns of the table mean, some sentences for each result, and how to read the numbers."""
    from neuroglide.report import ground_rules, load, sentences, whole_nerve

    say("slide: largest minus smallest excursion. strain, tension: peak. section, flow, transport, conduction: least, "
        "in percent of rest.")
    print()
    for result in results:
        found = (sentences.open_angles(result), sentences.one(result, sites), whole_nerve.sentence(result),
                 sentences.holding(result, sites), sentences.slackness(result, sites), load.hamstrings(result))
        say(f"{sentences.label(result)}: {' '.join(text for text in found if text)}")
    for remark in results[0].provenance["plausibility"]:
        say(f"Remark on the person: {remark}")
    print()
    say(ground_rules.reading(results))
    print_status(ground_rules.class_of(result) for result in results)


def print_status(classes: Iterable[str | None]) -> None:
    """Print the limit of what is claimed for movements of these classes, what this is, and what it stands on."""
    from neuroglide.report import ground_rules

    say(ground_rules.benefit(classes))
    say(f"{ground_rules.STATUS} {ground_rules.standing()}")


def warn_early(results: Sequence) -> bool:
    """Print, on stderr, which results ended early. Returns True when one did."""
    from neuroglide.report import sentences

    found = [(sentences.label(r), text) for r in results if (text := sentences.ended_early(r))]
    for name, text in found:
        print(f"neuroglide: {name}: {text}", file=sys.stderr)
    return bool(found)
