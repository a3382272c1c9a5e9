"""The follow-up document: dated entries of one patient's measures (``schema: neuroglide.follow_up/1``)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from neuroglide.errors import InputError
from neuroglide.patient.examination.reading import parse_date
from neuroglide.patient.outcome.adverse_events import AdverseEvent, read_events
from neuroglide.patient.outcome.reading import UNKNOWN, load_rules, mapping, number, refuse, three_valued
from neuroglide.patient.outcome.scoring import NAMES, Score, score_all
from neuroglide.patient.outcome.stops import Clearing, Halt, check_clearings, read_clearing, read_halt

SCHEMA = "neuroglide.follow_up/1"
_FIELDS = ("schema", "examination", "plan", "limb", "entries")
_HOURS_PER_YEAR = 24 * 366


@dataclass(frozen=True)
class Entry:
    """One day: ``when``, scores by series, the hours for which raised pain lasted, the answers to the stop items (id to
    yes, no or unknown), adverse ``events``, a stop by hand (``halt``), and what a clinician has ``cleared``."""

    when: datetime
    scores: Mapping[str, Score]
    pain_raised_hours: float | None
    stop: Mapping[str, str]
    note: str
    events: tuple[AdverseEvent, ...] = ()
    halt: Halt | None = None
    cleared: Clearing | None = None


@dataclass(frozen=True)
class FollowUp:
    """A patient's follow-up: the examination and plan it belongs to, the limb, and entries in the order of time;
    ``content``, all of it as plain JSON, as it was written."""

    examination: str
    plan: str | None
    limb: str
    entries: tuple[Entry, ...]
    source: str | None = None
    content: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def events(self) -> tuple[AdverseEvent, ...]:
        """All adverse events, in the order of time in which they were told."""
        return tuple(event for entry in self.entries for event in entry.events)


def load_follow_up(origin: str | Path | Mapping[str, Any]) -> FollowUp:
    """Read and check a follow-up.

    Parameters: origin, a YAML or JSON file or a mapping with its fields. Returns the FollowUp. Raises: InputError
    naming the file, the entry, the field, the limit and the way out.
    """
    source = None if isinstance(origin, Mapping) else str(origin)
    raw = mapping(dict(origin) if source is None else _read(Path(origin)), "the follow-up", _FIELDS, source)
    if raw.get("schema", SCHEMA) != SCHEMA:
        raise refuse(f"schema is {raw['schema']!r}, not {SCHEMA}.", f"write schema: {SCHEMA}", source)
    if not isinstance(raw.get("examination"), str) or not raw["examination"].strip():
        raise refuse("the follow-up does not name its examination.", "write examination: and the id", source)
    if raw.get("limb", "leg") not in ("leg", "arm"):
        raise refuse(f"limb is {raw['limb']!r}.", "write leg or arm, or leave it out (leg)", source)
    entries = raw.get("entries")
    if not isinstance(entries, (list, tuple)) or not entries:
        raise refuse("the follow-up has no entries.", "write entries: with a list, each with a date", source)
    read = sorted((_entry(item, i + 1, source) for i, item in enumerate(entries)), key=lambda entry: entry.when)
    for before, after in zip(read, read[1:], strict=False):
        if before.when == after.when:
            raise refuse(f"two entries have the date {_day(before.when)}.",
                         "join them, or give each its time (2026-03-02T09:00)", source)
    check_clearings(read, source)
    plan = raw.get("plan")
    plan = None if plan is None else str(plan)
    return FollowUp(raw["examination"], plan, raw.get("limb", "leg"), tuple(read), source, _plain(raw))


def _entry(raw: Any, place: int, source: str | None) -> Entry:
    stop = tuple(load_rules()["stop"]["items"])
    where = f"entry {place}"
    raw = mapping(raw, where, entry_fields(), source)
    when = _date(raw.get("date"), where, source)
    try:
        scores = score_all(raw)
        hours = raw.get("pain_raised_hours")
        if hours is not None:
            hours = number(hours, "pain_raised_hours", 0, _HOURS_PER_YEAR)
        answers = {item: three_valued(raw.get(item), item) for item in stop}
        events, halt, cleared = (read_events(raw.get("adverse_events"), when), read_halt(raw.get("stopped")),
                                 read_clearing(raw.get("cleared")))
    except InputError as error:
        raise InputError(f"{where} ({_day(when)}): {error.message}", fix=error.fix, source=source) from None
    told = scores or events or halt or cleared or any(answer != UNKNOWN for answer in answers.values())
    if not told:
        raise refuse(f"{where} ({_day(when)}) has no measure.", "write at least one score, or leave the entry out",
                     source)
    return Entry(when, scores, hours, answers, str(raw.get("note") or ""), events, halt, cleared)


def entry_fields() -> tuple[str, ...]:
    """All fields of an entry."""
    return ("date", *NAMES, "pain_raised_hours", *load_rules()["stop"]["items"], "adverse_events", "stopped", "cleared",
            "note")


def _date(value: Any, where: str, source: str | None) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            pass
    if isinstance(value, datetime):
        if value.tzinfo is not None:  # entries of two zones have no one order
            raise refuse(f"{where} has a date with a time zone, {value.isoformat()}.",
                         "write the time where the patient is, without a zone: 2026-03-02T09:00", source)
        return _in_range(value, where, source)
    if isinstance(value, date):
        return _in_range(datetime.combine(value, time()), where, source)
    what = "has no date" if value is None else f"has the date {value!r}, which is none"
    raise refuse(f"{where} {what}.", "write it as year-month-day, 2026-03-02", source)


def _in_range(when: datetime, where: str, source: str | None) -> datetime:
    """A day that an examination could have too, and not after tomorrow (another time zone). Raises: InputError."""
    try:
        parse_date(when.date().isoformat())
    except InputError as error:
        raise refuse(f"{where}: {error.message.rstrip('.')}.", error.fix, source) from None
    if when.date() > date.today() + timedelta(days=1):
        raise refuse(f"{where} has the date {when.date().isoformat()}, which is still to come.",
                     "write the day of the scores, year-month-day", source)
    return when


def _plain(value: Any) -> Any:
    """What was read in types of JSON: days as year-month-day, all that JSON does not know as its text."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    known = value is None or isinstance(value, (str, int)) or (isinstance(value, float) and math.isfinite(value))
    return value if known else str(value)


def _day(when: datetime) -> str:
    return when.date().isoformat() if when.time() == time() else when.isoformat(timespec="minutes")


def _read(path: Path) -> Any:
    import yaml

    source = str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"there is no follow-up file {source}.", fix="check the path and the spelling.") from None
    except UnicodeDecodeError:
        raise InputError("this is not a text file.", fix="save it as UTF-8 YAML or JSON.", source=source) from None
    except (OSError, ValueError) as error:
        raise InputError(f"the file cannot be read ({getattr(error, 'strerror', None) or error}).",
                         fix="name one .yaml or .json file.", source=source) from None
    try:
        raw = yaml.load(text, Loader=_once_only_loader())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise InputError(f"not valid YAML: {error.problem}.", fix="correct this line.", source=source,
                         line=None if mark is None else mark.line + 1) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"not valid YAML: {' '.join(str(error).split())[:120]}.", fix="correct the file.",
                         source=source) from None
    if raw is None:
        raise InputError("the file is empty.", fix="write examination: and entries:.", source=source)
    return raw


def _once_only_loader():
    """A safe YAML loader that refuses a field given twice."""
    import yaml

    class OnceOnly(yaml.SafeLoader):
        """Refuses a field given twice."""

    def mapping_of(loader, node):
        loader.flatten_mapping(node)
        found = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node, deep=True)
            if not isinstance(key, (str, int, float, bool, type(None))) or key in found:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} is given twice or is no name",
                                                        key_node.start_mark)
            found[key] = loader.construct_object(value_node, deep=True)
        return found

    OnceOnly.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping_of)
    return OnceOnly
