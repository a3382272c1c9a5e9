"""An examination asked question by question: short questions, checked at once, what is optional skipped with Enter."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from neuroglide.errors import InputError
from neuroglide.movement.refusal import refusal
from neuroglide.patient.examination import fields, reading
from neuroglide.patient.examination.fields import Field

#: More words than this are shown only on '?'.
_FEW = 9
_ANY_PERSON = {"sex": "female", "age_years": 40, "height_m": 1.7, "mass_kg": 70, "side": "r"}
_NOTHING = object()
#: Levels of a finding whose action is said on the spot, the most serious first.
_AT_ONCE = ("emergency", "urgent")


class Stopped(Exception):
    """The asking was stopped at a finding that needs action now."""


class Interview:
    """Asks for a whole document; ``plain`` holds what was entered so far, also when the asking is broken off.

    Parameters: ``ask`` shows a prompt and returns one line (EOFError and KeyboardInterrupt pass through); ``say``
    prints a line. What an emergency or an urgent finding asks for is said as soon as it is entered.
    """

    def __init__(self, ask: Callable[[str], str], say: Callable[[str], None]):
        self.ask, self.say = ask, say
        self.plain: dict[str, Any] = {}
        self._told: dict[str, str] = {}

    def run(self) -> dict[str, Any]:
        """Ask for every block in the order of the fields; returns the plain document. Raises: Stopped."""
        self.say("Enter skips what is optional; ? explains; Ctrl-D or Ctrl-C stops and keeps what was entered.")
        for key, field in fields.block("examination").items():
            if field.ask is None:
                continue
            if field.kind == "block" and field.required:
                self.say(f"\n{field.ask}")
            elif field.kind == "red_flags":
                self.say("\nRed flags: yes, no or unknown; what is not answered (Enter) is not cleared")
            elif field.kind == "block" and not self.wants(field.ask, field):
                continue
            self.put(self.plain, key, field)
        return self.plain

    def put(self, into: dict[str, Any], key: str, field: Field) -> None:
        """Ask for one field and keep its answer; a block is kept while it is being asked."""
        asker = getattr(self, f"_{field.kind}", None)
        if field.kind in ("block", "map", "person", "red_flags") or (field.kind == "list" and field.of.kind == "block"):
            held = into.setdefault(key, [] if field.kind == "list" else {})
            if asker(held, field) is _NOTHING and not held:
                del into[key]
            self.watch()
            return
        value = self.one(field.ask or key, field, self.parser(field))
        if value is not None:
            into[key] = value
            self.watch()

    def watch(self) -> None:
        """Say at once what a new emergency or urgent finding asks for, and let the asking end there. Raises: Stopped.

        Asked again only for a finding more serious than those before; the others are said.
        """
        from neuroglide.patient.screening import screen

        result = screen(self.plain)
        new = [part for part in result.fired if part.level in _AT_ONCE and part.rule_id not in self._told]
        if not new:
            return
        before = min(map(_AT_ONCE.index, self._told.values()), default=len(_AT_ONCE))
        worst = min(_AT_ONCE.index(part.level) for part in new)
        for part in sorted(new, key=lambda part: _AT_ONCE.index(part.level)):
            self._told[part.rule_id] = part.level
            self.say(f"\n  {part.level.upper()}. {part.text} {part.action}")
        if worst >= before:
            return
        self.say(f"  For the patient: {result.referral_patient}")
        if self.one("  Stop here and keep what was entered", Field("three", why=result.referral or ""),
                    reading.parse_three, "yes, or Enter to go on") == "yes":
            raise Stopped

    def one(self, prompt: str, field: Field, parse: Callable[[str], Any], hint: str | None = None) -> Any:
        """One answer, asked until it is allowed; None where it was skipped."""
        hint = self.hint(field) if hint is None else hint
        while True:
            text = self.ask(f"{prompt}{f' [{hint}]' if hint else ''}{' *' if field.required else ''}: ").strip()
            if text == "?":
                self.explain(field)
            elif text:
                try:
                    return parse(text)
                except InputError as error:
                    self.say(f"  {error}")
            elif not field.required:
                return None
            else:
                self.say("  This one is needed.")

    def wants(self, title: str, field: Field) -> bool:
        """Whether an optional block is to be asked."""
        answer = self.one(f"\n{title}", Field("three", why=field.why), reading.parse_three, "yes, or Enter to skip")
        return answer == "yes"

    def explain(self, field: Field) -> None:
        """What '?' says: what it is for, and every word that may be answered."""
        self.say(f"  {field.why}")
        words = field.words or field.keys
        for word, meaning in (fields.vocabulary(words) if words else {}).items():
            self.say(f"    {word}: {meaning}")

    def hint(self, field: Field) -> str:
        """What may be answered, where that is short."""
        if field.kind == "three":
            return "yes, no, unknown"
        if field.kind == "number" or (field.kind == "list" and field.of.kind == "number"):
            limit = fields.limit((field.of or field).limit)
            return f"{limit.low:g} to {limit.high:g} {limit.unit}"
        words = field.words or field.keys
        if not words:
            return ""
        known = list(fields.vocabulary(words))
        return ", ".join(known) if len(known) <= _FEW else "? lists the words"

    def parser(self, field: Field) -> Callable[[str], Any]:
        """How one line becomes the value of a field."""
        match field.kind:
            case "id":
                return reading.parse_id
            case "date":
                return reading.parse_date
            case "three":
                return reading.parse_three
            case "number":
                return lambda text: reading.parse_number(text, fields.limit(field.limit))
            case "word":
                return lambda text: reading.parse_word(text, field.words)
            case "words":
                return lambda text: _words(text, field)
            case "texts":
                return lambda text: [part.strip() for part in text.split(",") if part.strip()]
            case "list":
                return lambda text: _numbers(text, field)
            case _:
                return str

    def _person(self, held: dict[str, Any], field: Field) -> None:
        from neuroglide.body.person import LIMITS, load_person

        self.say("\nPerson")
        for key in fields.PERSON_FIELDS:
            hint = "female, male" if key == "sex" else f"{LIMITS[key][0]:g} to {LIMITS[key][1]:g} {LIMITS[key][2]}"
            asked = Field("text", required=True, why=field.why)
            held[key] = self.one(key.split("_")[0].capitalize(), asked,
                                 lambda text, key=key: reading.tidy(
                                     getattr(load_person({**_ANY_PERSON, key: text}), key)), hint)

    def _red_flags(self, held: dict[str, Any], field: Field) -> None:
        for name, question in fields.red_flag_questions().items():
            answer = self.one(question, Field("three", why=f"{name}; {field.why}"), reading.parse_three)
            if answer is not None:
                held[name] = answer
                self.watch()

    def _block(self, held: dict[str, Any], field: Field) -> Any:
        for key, inner in fields.block(field.block).items():
            if key == "worse_side":
                if held.get("side") == "both":
                    self.put(held, key, replace(inner, required=True))
            elif inner.ask is not None and (inner.kind != "block" or self.wants(inner.ask, inner)):
                self.put(held, key, inner)
        return _NOTHING

    def _map(self, held: dict[str, Any], field: Field) -> Any:
        if field.of.kind == "map":  # by side, then by level
            for side, word in fields.vocabulary(field.keys).items():
                inner = field.of
                found = self.one(f"{field.ask}, {word}", replace(inner, why=field.why),
                                 lambda text, inner=inner: self.pairs(text, inner), "name=value ..., or all=value")
                if found:
                    held[side] = found
        elif field.of.kind == "block":
            known = Field("word", words=field.keys, why=field.why)
            hint = f"{self.hint(known)}; Enter to go on"
            while name := self.one(f"{field.ask}: which", known, self.parser(known), hint):
                held[name] = {}
                self._block(held[name], field.of)
        else:
            held.update(self.one(field.ask, field, lambda text: self.pairs(text, field), "name=value ...") or {})
        return _NOTHING

    def pairs(self, text: str, field: Field) -> dict[str, Any]:
        """``L4=5 L5=4`` as a mapping; ``all=5`` stands for the levels of the limb."""
        known, found = fields.vocabulary(field.keys), {}
        for part in re.split(r"[\s,]+", text):
            name, equals, value = part.partition("=")
            every = field.all and field.all[self.plain.get("complaint", {}).get("limb", "leg")]
            if not equals or (name not in known and not (name == "all" and every)):
                raise refusal(f"'{part}' is not name=value", fix=reading.near(name, known))
            parsed = self.parser(field.of)(value)
            found |= {key: parsed for key in (every if name == "all" else [name])}
        return found

    def _list(self, held: list[Any], field: Field) -> Any:
        """Entries until Enter; ``none`` says that there is none."""
        if field.of.block == "test":
            while self._one_test(held):
                pass
            return _NOTHING
        key, first = next(iter(fields.block(field.of.block).items()))
        first = replace(first, required=False, why=field.why)
        while (answer := self.one(f"{field.ask}: {first.ask.lower()}", first, str, "none; Enter to go on")) is not None:
            if answer == "none" and not held:
                return None  # an empty list: asked, and there is none
            held.append({key: answer})
            for name, inner in list(fields.block(field.of.block).items())[1:]:
                self.put(held[-1], name, inner)
        return _NOTHING

    def _one_test(self, held: list[Any]) -> bool:
        known = fields.block("test")
        word = replace(known["test"], required=False)
        name = self.one("\nTest", word, self.parser(word), f"{', '.join(fields.vocabulary('test'))}; Enter to go on")
        if name is None:
            return False
        entry: dict[str, Any] = {"test": name}
        rule = fields.test_rule(name)
        changed = {"side": {"required": rule.side}, "angle_deg": {"limit": rule.limit, "why": rule.angle}}
        for key, field in known.items():
            if key == "test" or field.ask is None or (key == "stages" and not rule.stages):
                continue
            if key == "sensitisers":
                self._sensitisers(entry, rule)
            elif key != "stages" or self.wants(field.ask, field):
                self.put(entry, key, replace(field, **changed.get(key, {})))
            if key == ("side" if rule.side else "angle_deg"):
                held.append(entry)  # whole enough to be kept when the asking stops here
        return True

    def _sensitisers(self, entry: dict[str, Any], rule: fields.TestRule) -> None:
        found: dict[str, Any] = {}
        while rule.sensitisers:
            name = self.one("  Sensitiser", Field("word", words="sensitiser"), _one_of(rule.sensitisers),
                            f"{', '.join(rule.sensitisers)}; Enter to go on")
            if name is None:
                break
            found[name] = {}
            self._block(found[name], Field("block", block="sensitiser"))
            entry["sensitisers"] = found


def _one_of(known: tuple[str, ...]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in known:
            raise refusal(f"'{text}' does not belong to this test", fix=reading.near(text, known))
        return text

    return parse


def _words(text: str, field: Field) -> list[str]:
    if text == "none":
        return []
    return [reading.parse_word(part, field.words) for part in re.split(r"[\s,]+", text) if part]


def _numbers(text: str, field: Field) -> list[Any]:
    parts = [part for part in re.split(r"[\s,]+", text) if part]
    low, high = field.length or (0, fields.MAX_ENTRIES)
    if not low <= len(parts) <= high:
        raise refusal(f"{len(parts)} values, not {low if low == high else f'{low} to {high}'}", fix=field.why)
    limit = fields.limit(field.of.limit)
    return [None if part == "-" and field.gaps else reading.parse_number(part, limit) for part in parts]


def unfinished(plain: Mapping[str, Any]) -> list[str]:
    """The required blocks that are not there yet."""
    return [key for key, field in fields.block("examination").items() if field.required and not plain.get(key)]
