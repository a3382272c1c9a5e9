"""Adverse events of a follow-up: what is written of each, and their export as a table or as JSON.

The words are those of ``rules.yaml``. An event is kept whatever is thought of its cause, and each answer that is not
known is written as unknown: nothing is filled in.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from neuroglide.errors import InputError
from neuroglide.patient.examination.reading import parse_date
from neuroglide.patient.outcome.reading import choice, load_rules, mapping, refuse

SCHEMA = "neuroglide.adverse_events/1"
#: What an event has to say beside its day and what happened, each a word of ``rules.yaml``.
TYPED = ("severity", "relation", "action", "outcome", "reported_by")
_FIELDS = ("date", "what", *TYPED, "technique")
#: Most characters of a free text, and of a name.
LONGEST_TEXT, LONGEST_NAME = 2000, 80
#: Letters without which a text names nobody and nothing.
_FEWEST_LETTERS = 2
#: Beginnings of a cell that a spreadsheet would run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True)
class AdverseEvent:
    """One event: the ``day`` it happened or began; ``what``, in words; ``severity``, ``relation`` to the exercises,
    ``action`` taken, ``outcome`` and ``reported_by``, words of ``rules.yaml``; the ``technique`` it is put down to;
    ``reported``, the moment of the entry that holds it."""

    day: date
    what: str
    severity: str
    relation: str
    action: str
    outcome: str
    reported_by: str
    technique: str | None
    reported: datetime

    @property
    def locks(self) -> bool:
        """Whether the event locks the programme until a clinician clears it."""
        lock = load_rules()["adverse_events"]["lock"]
        return self.severity in lock["severity"] or self.outcome in lock["outcome"] or self.action in lock["taken"]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON and for a row of the table."""
        return {"date": self.day.isoformat(), "what": self.what, **{name: getattr(self, name) for name in TYPED},
                "technique": self.technique, "reported": self.reported.isoformat()}


def words(name: str) -> tuple[str, ...]:
    """The words that a field of an event may have."""
    return tuple(load_rules()["adverse_events"][name])


def read_events(raw: Any, reported: datetime) -> tuple[AdverseEvent, ...]:
    """The events of one entry.

    Parameters: raw, a list of mappings (None: none); reported, the moment of the entry. Raises: InputError naming the
    event, the field and the way out: every field is asked for, and unknown is an answer.
    """
    if raw is None:
        return ()
    if not isinstance(raw, (list, tuple)) or not raw:
        raise refuse("adverse_events is no list of events.", "write a list, each with date, what and the other fields, "
                     "or leave it out")
    return tuple(_event(item, f"adverse event {place}", reported) for place, item in enumerate(raw, start=1))


def _event(raw: Any, name: str, reported: datetime) -> AdverseEvent:
    raw = mapping(raw, name, _FIELDS)
    said = {field: choice(raw.get(field), f"{name}: {field}", words(field)) for field in TYPED}
    return AdverseEvent(_day(raw.get("date"), name, reported), text(raw.get("what"), f"{name}: what", LONGEST_TEXT),
                        **said, technique=None if raw.get("technique") is None else
                        text(raw["technique"], f"{name}: technique", LONGEST_NAME), reported=reported)


def _day(value: Any, name: str, reported: datetime) -> date:
    """The day of an event, that of its entry where none is given, and never one after it."""
    if value is None:
        return reported.date()
    value = value.date() if isinstance(value, datetime) else value
    try:
        day = date.fromisoformat(parse_date(value.isoformat() if isinstance(value, date) else str(value)))
    except InputError as error:
        raise refuse(f"{name}: {error.message.rstrip('.')}.", error.fix) from None
    if day > reported.date():
        raise refuse(f"{name} has the date {day.isoformat()}, after its entry.",
                     "write the day on which it happened, or put it into the entry of the day on which it was told")
    return day


def text(value: Any, name: str, longest: int) -> str:
    """A text in one line, its white space joined. Raises: InputError where there is none, or too much."""
    if not isinstance(value, str) or sum(sign.isalpha() for sign in value) < _FEWEST_LETTERS:
        raise refuse(f"{name} is not told.", "write it in a few words")
    found = " ".join(str(value).split())
    if len(found) > longest or not found.isprintable():
        raise refuse(f"{name} is longer than {longest} characters or holds signs that cannot be printed.",
                     "write it shorter, in plain text")
    return found


def to_csv(head: Mapping[str, Any], events: Iterable[AdverseEvent]) -> str:
    """The events as a table, one a row, before them what they belong to.

    Parameters: head, values that stand in every row (examination, plan); events.
    """
    out = io.StringIO()
    names = [*head, "date", "what", *TYPED, "technique", "reported"]
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    for one in events:
        writer.writerow({key: _cell(value) for key, value in {**head, **one.to_dict()}.items()})
    return out.getvalue()


def _cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    found = "" if value is None else str(value)
    return f"'{found}" if found.startswith(_FORMULA) else found
