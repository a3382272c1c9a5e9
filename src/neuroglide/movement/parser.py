"""From a document to a Movement: every error names the file, the line, the limit and the fix."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

from neuroglide.errors import InputError
from neuroglide.movement import limits, model
from neuroglide.movement.document import Node, from_value, parse_text, shorten
from neuroglide.movement.model import Angle, Approach, Dose, Group, Movement, Range, Step
from neuroglide.movement.posture import parse_angles
from neuroglide.movement.quantity import duration_s
from neuroglide.movement.ranges import check_used, combinations, parse_ranges
from neuroglide.movement.refusal import refusal
from neuroglide.movement.sequence import check_sequence

_TOP_KEYS = (
    "id", "name", "kind", "class", "performed_by", "position", "sources", "evidence_grade", "summary", "purpose",
    "instructions", "note", "dose", "ranges", "approach", "start", "steps", "repeat",
)  # fmt: skip
_STEP_KEYS = ("move", "hold", "seconds", "label", "note", "steps", "repeat")
_WORDS = {"kind": model.KINDS, "class": model.CLASSES, "performed_by": model.PERFORMERS, "position": model.POSITIONS}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def parse_movement(content: str | Mapping[str, Any], source: str = "<movement>") -> Movement:
    """A movement from YAML or JSON text, or from a mapping.

    Parameters: ``content``; ``source`` is named in errors. Returns the Movement, within all limits.
    Raises: InputError, and nothing else, for anything wrong with it.
    """
    root = parse_text(content, source) if isinstance(content, str) else from_value(content, source)
    return _Parser(source).movement(root)


class _Parser:
    """Parses one document; holds its source, its ranges and the count of steps read."""

    def __init__(self, source: str):
        self.source = source
        self.steps_read = 0
        self.ranges: dict[str, Range] = {}

    def fail(self, message: str, fix: str, line: int | None) -> InputError:
        return refusal(message, fix=fix, source=self.source, line=line)

    def keys(self, node: Node, what: str, known: tuple[str, ...]) -> dict[str, Node]:
        if not isinstance(node.value, dict):
            raise self.fail(f"{what} is {node.what}, not a mapping", f"write it with the keys {', '.join(known)}",
                            node.line)
        for key in node.value:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
                fix = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(known)}"
                raise self.fail(f"{what} has the unknown key '{shorten(key)}'", fix,
                                node.key_lines[key] if node.key_lines else None)
        return node.value

    def text(self, node: Node | None, what: str) -> str | None:
        if node is None or node.value is None:
            return None
        if not isinstance(node.value, str):
            raise self.fail(f"{what} is {node.what}, not text", "write one line of text", node.line)
        return node.value

    def texts(self, node: Node | None, what: str) -> tuple[str, ...]:
        if node is None or node.value is None:
            return ()
        if isinstance(node.value, list):
            items = [self.text(item, what) for item in node.value]
            if None in items:
                raise self.fail(f"{what} has an empty entry", "remove it", node.line)
            return tuple(items)
        return (self.text(node, what),)

    def word(self, top: dict[str, Node], key: str) -> str | None:
        text, known = self.text(top.get(key), key), _WORDS[key]
        if text is not None and text not in known:
            raise self.fail(f"{key} is '{shorten(text)}'", f"use one of {', '.join(known)}", top[key].line)
        return text

    def count(self, node: Node | None) -> int:
        if node is None:
            return 1
        text = node.value if isinstance(node.value, str) else ""
        number = int(text) if re.fullmatch(r"\+?[0-9]{1,9}", text.strip()) else 0
        if not 1 <= number <= limits.MAX_STEPS:
            raise self.fail(f"repeat is {node.what}, not a whole number from 1 to {limits.MAX_STEPS}",
                            "write how often the steps are done in all, as in repeat: 10", node.line)
        return number

    def movement(self, root: Node) -> Movement:
        top = self.keys(root, "the movement", _TOP_KEYS)
        for key in ("id", "steps"):
            if key not in top or top[key].value is None:
                raise self.fail(f"the movement has no {key}", "every movement needs `id` and `steps`", root.line)
        name = self.text(top["id"], "id")
        if not _ID.fullmatch(name):
            raise self.fail(f"id is '{shorten(name)}'", "use letters, digits, hyphens, dots and underscores, at most "
                            "100, starting with a letter or digit", top["id"].line)
        start = top.get("start")
        self.ranges = parse_ranges(top.get("ranges"), self.source)
        movement = Movement(
            id=name,
            steps=self.steps(top["steps"], depth=0),
            start=() if start is None or start.value is None else self.angles(start, "start"),
            repeat=self.count(top.get("repeat")),
            approach=self.approach(top.get("approach")),
            name=self.text(top.get("name"), "name"),
            kind=self.word(top, "kind"),
            class_=self.word(top, "class"),
            performed_by=self.word(top, "performed_by"),
            position=self.word(top, "position"),
            sources=self.texts(top.get("sources"), "sources"),
            evidence_grade=self.text(top.get("evidence_grade"), "evidence_grade"),
            summary=self.text(top.get("summary"), "summary"),
            purpose=self.text(top.get("purpose"), "purpose"),
            instructions=self.texts(top.get("instructions"), "instructions"),
            note=self.text(top.get("note"), "note"),
            dose=self.dose(top.get("dose")),
            ranges=tuple(self.ranges.values()),
            source=self.source,
            repeat_line=(top.get("repeat") or top["steps"]).line,
        )
        check_used(movement)
        for _, variant in combinations(movement):
            check_sequence(variant)
        return movement

    def angles(self, node: Node, what: str) -> tuple[Angle, ...]:
        return parse_angles(node, what, self.source, self.ranges)

    def steps(self, node: Node, depth: int) -> tuple[Step | Group, ...]:
        if not isinstance(node.value, list) or not node.value:
            what = "empty" if node.value == [] else node.what
            raise self.fail(f"steps is {what}, not a list of steps", "write - {move: {...}, seconds: 2} or "
                            "- {hold: 30}", node.line)
        return tuple(self.step(item, depth) for item in node.value)

    def step(self, node: Node, depth: int) -> Step | Group:
        self.steps_read += 1
        if self.steps_read > limits.MAX_STEPS:
            raise self.fail(f"more than {limits.MAX_STEPS} steps", "use `repeat`", node.line)
        keys = self.keys(node, "the step", _STEP_KEYS)
        given = [key for key in ("move", "hold", "steps") if key in keys]
        if len(given) != 1:
            has = f"both {' and '.join(given)}" if given else "neither move nor hold"
            raise self.fail(f"the step has {has}", "a step is one of {move: {...}, seconds: 2}, {move: start, "
                            "seconds: 2}, {hold: 30} and {repeat: 5, steps: [...]}", node.line)
        label, note = self.text(keys.get("label"), "label"), self.text(keys.get("note"), "note")
        if given == ["steps"]:
            return self.group(node, keys, label, depth)
        if "repeat" in keys:
            raise self.fail(f"repeat stands on a {given[0]}", "put it on the movement, or on a group: "
                            "{repeat: 5, steps: [...]}", keys["repeat"].line)
        if given == ["hold"]:
            if "seconds" in keys:
                raise self.fail("a hold has no seconds of its own", "write {hold: 30}", keys["seconds"].line)
            return Step("hold", self.seconds(keys["hold"], "hold", zero=True), label=label, note=note, line=node.line)
        if "seconds" not in keys:
            raise self.fail("the move does not say how long it takes", "add seconds, as in {move: start, seconds: 2}",
                            node.line)
        seconds = self.seconds(keys["seconds"], "seconds", zero=False)
        target = keys["move"]
        if isinstance(target.value, str):
            if target.value != "start":
                raise self.fail(f"move is '{shorten(target.value)}'", "move to angles, as in {knee_flexion: 10}, or "
                                "to start", target.line)
            return Step("move", seconds, to_start=True, label=label, note=note, line=node.line)
        angles = self.angles(target, "move")
        if not angles:
            raise self.fail("the move names no coordinate", "name one, as in {knee_flexion: 10}, or use hold",
                            target.line)
        return Step("move", seconds, angles=angles, label=label, note=note, line=node.line)

    def group(self, node: Node, keys: dict[str, Node], label: str | None, depth: int) -> Group:
        if "seconds" in keys:
            raise self.fail("a group of steps has no seconds of its own", "put them on its steps",
                            keys["seconds"].line)
        if depth >= limits.MAX_GROUP_DEPTH:
            raise self.fail(f"groups of steps nested deeper than {limits.MAX_GROUP_DEPTH}", "flatten them", node.line)
        return Group(self.steps(keys["steps"], depth + 1), self.count(keys.get("repeat")), label, node.line)

    def seconds(self, node: Node, what: str, zero: bool) -> float:
        value = duration_s(node, what, self.source)
        if not (limits.MIN_STEP_S <= value <= limits.MAX_DURATION_S or (zero and value == 0)):
            allowed = f"{limits.MIN_STEP_S:g} s to {limits.MAX_DURATION_S / 3600:g} h"
            raise self.fail(f"{what} is {value:.6g} s, outside {allowed}{' (or 0)' if zero else ''}",
                            "give the duration in seconds, greater than 0", node.line)
        return value

    def approach(self, node: Node | None) -> Approach:
        if node is None or node.value is None:
            return Approach()
        keys = self.keys(node, "approach", ("seconds", "hold"))
        default = Approach()
        seconds = self.seconds(keys["seconds"], "approach seconds", True) if "seconds" in keys else default.seconds
        hold = self.seconds(keys["hold"], "approach hold", True) if "hold" in keys else default.hold
        return Approach(seconds, hold)

    def dose(self, node: Node | None) -> Dose | None:
        if node is None or node.value is None:
            return None
        known = tuple(Dose.__dataclass_fields__)
        values: dict[str, float | str | None] = {}
        for key, item in self.keys(node, "dose", known).items():
            if key == "note" or item.value is None:
                values[key] = self.text(item, f"dose {key}")
                continue
            text = item.value if isinstance(item.value, str) else ""
            if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]+)?", text.strip()):
                raise self.fail(f"dose {key} is {item.what}, not a number of 0 or more", f"write a plain number, or "
                                f"leave {key} out", item.line)
            values[key] = float(text)
        return Dose(**values)
