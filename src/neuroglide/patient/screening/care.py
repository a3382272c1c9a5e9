"""What comes before a nerve technique, and what the tests showed of the nerve, in words that fit this person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from neuroglide.parameters.record import OWN_CHOICE
from neuroglide.patient.screening.conditions import find
from neuroglide.patient.screening.differentiation import CONTRARY
from neuroglide.patient.screening.model import Care, Differentiation, Fired
from neuroglide.patient.screening.rulebook import Rulebook
from neuroglide.patient.screening.tunnels import sign_words, signs_here, tunnels

_BAD = ("peripheralises", "worse")


def care_of(kind: str, fired: Sequence[Fired], document: Mapping[str, Any], book: Rulebook) -> tuple[Care, ...]:
    """What the fired rules put before a nerve technique.

    Parameters: ``kind`` first_care or tests_first; ``fired`` the fired rules; ``document`` with its gradings as
    ``found``; ``book`` the rules. Returns: one Care for each such rule, in the order of the gates.
    """
    rules = {rule.id: rule for rule in book.rules if rule.care.get("kind") == kind}
    found = []
    for part in fired:
        if part.rule_id not in rules:
            continue
        said = rules[part.rule_id].care
        direction = next((value for _, value in find(document, said.get("direction", "found.none"))), None)
        do, only_then = (_by_direction(said.get(name, ""), direction) for name in ("do", "only_then"))
        sources = () if part.source == OWN_CHOICE else (part.source,)
        found.append(Care(part.rule_id, do or part.action, part.text, only_then, direction, part.why, sources,
                          part.locator, part.certainty, part.checked))
    return tuple(found)


def _by_direction(said: Any, direction: str | None) -> str:
    """The sentence, or of sentences by direction the one of this direction."""
    return said.get(direction, "") if isinstance(said, Mapping) else said


def directions_to_avoid(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The repeated movements of the back that drove the symptoms outward or made them worse."""
    moves = document.get("repeated_movements") or {}
    return tuple(move for move in ("extension", "flexion", "lateral") if moves.get(move) in _BAD)


def what_the_tests_showed(found: Differentiation, document: Mapping[str, Any], routes: Sequence[str]) -> str:
    """A sentence on whether the nerve was shown to be sensitive, with the actual reason.

    Parameters: ``found`` the structural differentiation; ``document``; ``routes`` of the screening: signs at a tunnel
    are told first, and the tests of the whole limb after them. Returns: one or two sentences.
    """
    said = []
    for route in routes:
        if (tunnel := tunnels().get(route)) is not None:
            signs = sorted(map(sign_words, signs_here(document, route)))
            said.append(f"Signs at the {tunnel['name']} point to the nerve there ({'; '.join(signs)}).")
            said.append(f"Of the nerve in the rest of the {tunnel['limb']}: {_whole_limb(found)}")
    return " ".join(said) if said else _first_upper(_whole_limb(found))


def _whole_limb(found: Differentiation) -> str:
    why = "; ".join(found.why)
    if found.result == "positive":
        return f"the tests showed a sensitive nerve: {why}."
    if found.reason == CONTRARY:
        return f"whether the nerve is sensitive is not known: {why}; to be done: {', '.join(found.missing)}."
    if found.result == "unknown":
        return f"whether the nerve is sensitive is not known; not done: {', '.join(found.missing)}."
    if found.reason == "not_changed":
        return f"the tests do not show that the nerve is the source: {why}."
    return f"the tests did not show a sensitive nerve: {why}."


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
