"""What stops a programme, and what has cleared it: a stop holds until a named clinician clears it with a reason.

Every rule of ``rules.yaml`` is looked at in the entries after its last clearing. Nothing else ends a stop: neither
better scores nor a later no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from neuroglide.patient.outcome.adverse_events import LONGEST_NAME, LONGEST_TEXT, text
from neuroglide.patient.outcome.judgement import CANNOT_TELL
from neuroglide.patient.outcome.reading import NO, YES, choice, load_rules, mapping, refuse

if TYPE_CHECKING:
    from neuroglide.patient.outcome.follow_up import Entry

#: States of a programme, the gravest last.
OPEN, SUSPENDED, LOCKED = "open", "suspended", "locked"
PAIN, EVENT, BY_HAND = "pain_raised", "adverse_event", "stopped"
_SECONDS_PER_HOUR = 3600


@dataclass(frozen=True)
class Lock:
    """A rule that holds the programme: ``rule``; the ``state`` it brings; ``since``, the day; ``text`` what it says
    and ``action`` what to do; its ``source``, ``certainty`` and how it was ``checked``."""

    rule: str
    state: str
    since: str
    text: str
    action: str
    source: str
    certainty: str
    checked: str

    @property
    def sentence(self) -> str:
        """The lock in one sentence."""
        recalled = ", recalled and not verified" if self.checked == "recalled" else ""
        certainty = self.certainty.replace("_", " ")
        return (f"The programme is {self.state} since {self.since}: {self.text} (rule {self.rule}; {self.source}; "
                f"certainty: {certainty}{recalled}). No exercise until a clinician has cleared it.")


@dataclass(frozen=True)
class Clearing:
    """What a clinician has cleared: ``rules``, ``by`` whom, and the ``reason``."""

    rules: tuple[str, ...]
    by: str
    reason: str


@dataclass(frozen=True)
class Halt:
    """A stop that no rule asked for: ``by`` whom, and the ``reason``."""

    by: str
    reason: str


def rule_ids() -> tuple[str, ...]:
    """All rules that a clinician can clear."""
    return (*load_rules()["stop"]["items"], PAIN, EVENT, BY_HAND)


def read_clearing(raw: Any) -> Clearing | None:
    """The clearing of an entry. Raises: InputError, where name, reason or rules are missing or not known."""
    if raw is None:
        return None
    raw = mapping(raw, "cleared", ("rules", "by", "reason"))
    rules = raw.get("rules")
    if isinstance(rules, str) or not isinstance(rules, (list, tuple)) or not rules:
        raise refuse("cleared does not say which rules.", f"write rules: with a list of {', '.join(rule_ids())}")
    return Clearing(tuple(dict.fromkeys(choice(rule, "cleared: rules", rule_ids()) for rule in rules)),
                    text(raw.get("by"), "cleared: by (the clinician's name)", LONGEST_NAME),
                    text(raw.get("reason"), "cleared: reason", LONGEST_TEXT))


def read_halt(raw: Any) -> Halt | None:
    """A stop by hand. Raises: InputError, where name or reason are missing."""
    if raw is None:
        return None
    raw = mapping(raw, "stopped", ("by", "reason"))
    return Halt(text(raw.get("by"), "stopped: by", LONGEST_NAME),
                text(raw.get("reason"), "stopped: reason", LONGEST_TEXT))


def check_clearings(entries: Sequence[Entry], source: str | None) -> None:
    """A clearing has something to clear, and stands after it. Raises: InputError naming the entry and the rule."""
    for i, entry in enumerate(entries):
        for rule in entry.cleared.rules if entry.cleared else ():
            day = entry.when.date().isoformat()
            if any(one.when.date() == entry.when.date() and one.when.time() == time() for one in entries[:i]):
                raise refuse(f"the entry of {day} clears {rule} at a time, and another one of that day has no time: "
                             "which came first is not told.", "give each entry of that day its time (2026-03-02T09:00)",
                             source)
            if _met(rule, entry):
                raise refuse(f"the entry of {day} clears {rule} and brings it in the same moment.",
                             "write the clearing as an entry of its own, with a later date or time", source)
            before = entries[:i]
            answer = _pain(before)[0] if rule == PAIN else \
                YES if any(_met(rule, one) for one in _open_entries(rule, before)) else NO
            if answer == NO:
                raise refuse(f"the entry of {day} clears {rule}, which holds nothing before it.",
                             "clear a rule that holds the programme, after the entry that brought it", source)


def locks_of(entries: Sequence[Entry]) -> tuple[Lock, ...]:
    """What holds the programme at the last entry, the gravest first."""
    rules, found = load_rules(), []
    for item, rule in rules["stop"]["items"].items():
        if met := [one for one in _open_entries(item, entries) if _met(item, one)]:
            found.append(_lock(item, LOCKED, met[0].when, rule["asks"], rule))
    for kind in (BY_HAND, EVENT):
        for one in _open_entries(kind, entries):
            found += [_lock(kind, LOCKED, one.when, said, rules[_PART[kind]]["lock"]) for said in _said(kind, one)]
    answer, said = _pain(entries)
    if answer == YES:
        day, rose = next((day, rose) for day, rose, lasted in said if lasted == YES)
        stayed = f"{rose} and stayed up for {rules['stop']['pain_up_hours']} hours or more"
        found.append(_lock(PAIN, SUSPENDED, day, stayed, rules["stop"]))
    return tuple(found)


def pain_raised(entries: Sequence[Entry]) -> tuple[str, list[str]]:
    """Whether limb pain rose by the stop rule's points and stayed, since it was last cleared: yes, no, or cannot tell
    how long it stayed; and a sentence for each place where it rose."""
    hours = load_rules()["stop"]["pain_up_hours"]
    answer, said = _pain(entries)
    return answer, [
        f"{rose} and stayed up for {hours} hours or more. Stop the exercises until the clinician has looked again."
        if lasted == YES else f"{rose}; whether it stayed up for {hours} hours or more is not told. Ask, and write "
        "pain_raised_hours." for _, rose, lasted in said]


def clearings_of(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """What was cleared, when, by whom and why."""
    return [{"date": one.when.isoformat(), "rules": list(one.cleared.rules), "by": one.cleared.by,
             "reason": one.cleared.reason} for one in entries if one.cleared]


_PART = {EVENT: "adverse_events", BY_HAND: "halt"}


def _cleared(rule: str, entries: Sequence[Entry]) -> int:
    """Place of a rule's last clearing, -1 without one."""
    return max((i for i, one in enumerate(entries) if one.cleared and rule in one.cleared.rules), default=-1)


def _open_entries(rule: str, entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries after a rule's last clearing."""
    return entries[_cleared(rule, entries) + 1 :]


def _met(rule: str, entry: Entry) -> bool:
    """Whether an entry brings a rule that one entry can bring."""
    return entry.stop.get(rule) == YES or bool(_said(rule, entry))


def _said(kind: str, entry: Entry) -> list[str]:
    """What an entry says that locks the programme by an event or by hand."""
    if kind == EVENT:
        return [f"{one.severity.replace('_', '-')} adverse event on {one.day.isoformat()}, {one.what}"
                if one.severity != "unknown" else
                f"adverse event of unknown severity on {one.day.isoformat()}, {one.what}"
                for one in entry.events if one.locks]
    if kind == BY_HAND and entry.halt:
        return [f"stopped by {entry.halt.by}, {entry.halt.reason}"]
    return []


def _lock(rule: str, state: str, since: datetime | str, text_: str, of: Mapping[str, Any]) -> Lock:
    day = since if isinstance(since, str) else since.date().isoformat()
    return Lock(rule, state, day, text_, of["action"], of["source"], of["certainty"], of["checked"])


def _pain(entries: Sequence[Entry]) -> tuple[str, list[tuple[str, str, str]]]:
    """Whether pain was raised for long since it was last cleared; of each place where it rose, the day, a phrase, and
    whether it stayed. After a clearing it is held against the last score before it: what the clinician has seen."""
    rule, seen = load_rules()["stop"], _cleared(PAIN, entries)
    answer, said = NO, []
    for place in rule["places"]:
        series = f"nprs.{place}"
        known = [i for i, one in enumerate(entries) if series in one.scores and one.scores[series].value is not None]
        first = max((i for i in known if i <= seen), default=0)
        if risen := _risen([entries[i] for i in known if i >= first], series, rule):
            entry, lasted = risen
            answer = YES if YES in (answer, lasted) else CANNOT_TELL
            day, now = entry.when.date().isoformat(), entry.scores[series].value
            said.append((day, f"{place.capitalize()} pain rose to {now:g} on {day}", lasted))
    return answer, said


def _risen(held: list[Entry], series: str, rule: Mapping[str, Any]) -> tuple[Entry, str] | None:
    """The first entry at which pain rose and stayed, else at which that is not told."""
    open_: tuple[Entry, str] | None = None
    for k in range(1, len(held)):
        now = held[k].scores[series].value
        least = min(one.scores[series].value for one in held[:k]) + rule["pain_up_points"]
        lasted = NO if now < least else _lasted(held[k:], series, least, rule["pain_up_hours"])
        if lasted == YES:
            return held[k], YES
        if lasted == CANNOT_TELL and open_ is None:
            open_ = held[k], CANNOT_TELL
    return open_


def _lasted(held: list[Entry], series: str, least: float, hours: float) -> str:
    """Whether raised pain lasted: as told, and by the entries that follow, which may show that it lasted longer."""
    told = held[0].pain_raised_hours
    if told is not None and told >= hours:
        return YES
    for entry in held[1:]:
        raised = entry.scores[series].value >= least
        late = (entry.when - held[0].when).total_seconds() / _SECONDS_PER_HOUR >= hours
        if not raised:
            return CANNOT_TELL if late and told is None else NO
        if late:
            return YES
    return CANNOT_TELL if told is None else NO
