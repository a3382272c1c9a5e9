"""Screening and grouping of an examination by rules that stand as data with their sources (rules/*.yaml).

``screen(examination.plain)`` gives the status (stopped, hold or clear), every rule fired with its reason, the grades,
the group and the bars on techniques. ``red_flag_items()`` is the vocabulary of the red-flag questions. Importing this
loads no engine.
"""

from __future__ import annotations

from collections.abc import Mapping

from neuroglide.patient.screening.differentiation import structural_differentiation
from neuroglide.patient.screening.engine import screen
from neuroglide.patient.screening.model import (
    Bar,
    Care,
    Differentiation,
    Fired,
    Forbids,
    Gate,
    Graded,
    Group,
    Item,
    Override,
    Screening,
)
from neuroglide.patient.screening.rulebook import find_source, rulebook, screening_sources
from neuroglide.patient.screening.techniques import TechniqueFacts, flexes_spine, why_forbidden
from neuroglide.patient.screening.tunnels import tunnels

__all__ = [
    "Bar", "Care", "Differentiation", "Fired", "Forbids", "Gate", "Graded", "Group", "Item", "Override", "Screening",
    "TechniqueFacts", "condition_items", "find_source", "flexes_spine", "red_flag_items", "screen", "screening_sources",
    "structural_differentiation", "tunnels", "why_forbidden",
]  # fmt: skip


def red_flag_items() -> Mapping[str, Item]:
    """The red-flag questions by id, in the order they are asked."""
    return rulebook().items


def condition_items() -> Mapping[str, str]:
    """The words of ``history.conditions`` that a rule or bar reads, each with its meaning."""
    return rulebook().conditions
