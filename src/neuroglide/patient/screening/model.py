"""What a screening says: flags with their reasons, gates, grades, bars and the status, as frozen values."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from neuroglide.parameters.record import OWN_CHOICE


@dataclass(frozen=True)
class Item:
    """One red-flag question.

    ``level`` of levels.yaml; ``finding`` what a yes says; ``question`` for the clinician and ``question_patient`` for
    the patient, both our own words; ``action`` on a yes; ``source`` a bib key with its ``locator``; ``checked`` read or
    recalled.
    """

    id: str
    group: str
    level: str
    finding: str
    question: str
    question_patient: str
    action: str
    source: str
    locator: str
    certainty: str
    checked: str
    note: str = ""


@dataclass(frozen=True)
class Override:
    """A clinician's written decision on a concern or on a bar: ``rule_id``, the ``reason`` and ``who`` decided."""

    rule_id: str
    reason: str
    who: str


@dataclass(frozen=True)
class Care:
    """What comes before a nerve technique, or is to be examined before one is chosen.

    ``id`` the rule's; ``do`` a sentence that asks; ``why`` the rule's text; ``only_then`` when a nerve technique is
    added to it (empty for what is to be examined); ``direction`` extension, flexion, lateral or None; ``found`` the
    findings.
    """

    id: str
    do: str
    why: str
    only_then: str
    direction: str | None
    found: tuple[str, ...]
    sources: tuple[str, ...]
    locator: str
    certainty: str
    checked: str


@dataclass(frozen=True)
class Fired:
    """A rule that fired.

    ``level`` and its ``effect`` (stop, hold, show); ``text`` says the rule and ``why`` the findings that fired it;
    ``action`` what follows; ``overridden_by`` the clinician's decision, if any.
    """

    rule_id: str
    gate: str
    level: str
    effect: str
    text: str
    why: tuple[str, ...]
    action: str
    source: str
    locator: str
    certainty: str
    checked: str
    overridable: bool
    group: str | None = None
    overridden_by: Override | None = None

    @property
    def holds(self) -> bool:
        """Whether this keeps a plan from being signed."""
        return self.effect == "stop" or (self.effect == "hold" and self.overridden_by is None)


@dataclass(frozen=True)
class Gate:
    """A step of the order: ``state`` stop, hold, caution or pass, and the ids of the rules fired there."""

    id: str
    name: str
    state: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Forbids:
    """Properties of techniques that a bar forbids; bars.yaml says what each means. Angles [deg]."""

    everything: bool = False
    classes: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    coordinates: tuple[str, ...] = ()
    above_deg: float | None = None
    below_deg: float | None = None
    leg_raise_above_deg: float | None = None
    flexes_spine: bool = False
    moves_other_leg: tuple[str, ...] = ()
    amplitude_percent_above: float | None = None
    symptom_above: float | None = None
    symptom_guided: bool = False
    spares_other_leg: bool = False
    first_class: str | None = None


@dataclass(frozen=True)
class Bar:
    """Something a plan may not contain: ``forbids``, the ``reason`` and ``why`` (the findings that raised it)."""

    id: str
    name: str
    forbids: Forbids
    reason: str
    why: tuple[str, ...]
    source: str
    locator: str
    certainty: str
    checked: str
    overridable: bool
    overridden_by: Override | None = None


@dataclass(frozen=True)
class Graded:
    """A grade, why, and what is missing where it is ``unknown``; ``contradiction`` is a sentence or empty.

    ``limits`` says what its limits are worth, to be shown beside the grade; empty where it has none.
    """

    value: str
    why: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    contradiction: str = ""
    source: str = ""
    locator: str = ""
    certainty: str = ""
    checked: str = "own"
    note: str = ""
    limits: str = ""


@dataclass(frozen=True)
class Differentiation:
    """Structural differentiation: ``result`` positive, negative or unknown; ``why``; ``missing`` the next test.

    ``reason`` of a negative one: not_reproduced (no test brings the patient's symptom) or not_changed (a test brings it
    and no movement away from it that was tried changes it); of an unknown one: contrary (such a movement changed it the
    wrong way round, as ``why`` says).
    """

    result: str
    why: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Group:
    """The Schafer group and the share of it that responded in one cohort, ``responders_percent`` [%] of its people.

    ``checked`` is of the order and the steps of the grouping, ``responders_checked`` of the shares.
    """

    value: str
    name: str
    responders_percent: float | None
    why: tuple[str, ...]
    missing: tuple[str, ...]
    source: str
    locator: str
    certainty: str
    checked: str
    caution: str
    responders_checked: str = "read"
    responders_locator: str = ""


@dataclass(frozen=True)
class Screening:
    """The whole result.

    ``status`` stopped (an emergency, an urgent finding or a person the programme is not for), hold (a concern without a
    written decision, or a question without an answer: a draft may be computed, nothing can be signed) or clear.
    ``referral`` and ``referral_patient`` are the texts of a stopped plan. ``irritability``, ``neuropathic``,
    ``deficit`` and ``radiating`` are words, ``details`` their reasons by name. ``first_care`` is what to begin with
    before any nerve technique, ``tests_first`` what to examine before one is chosen, ``avoid_directions`` the repeated
    movements of the back that made it worse. ``mechanosensitivity`` says in a sentence what the tests showed of the
    nerve. ``refused`` are overrides that change nothing, each with the reason.
    """

    status: str
    limb: str
    fired: tuple[Fired, ...]
    unanswered: tuple[str, ...]
    gates: tuple[Gate, ...]
    referral: str | None
    referral_patient: str | None
    irritability: str
    directional_preference: str
    neuropathic: str
    deficit: str
    progressive: str
    group: Group
    radiating: str
    radiating_extent: str
    differentiation: Differentiation
    routes: tuple[str, ...]
    bars: tuple[Bar, ...]
    details: Mapping[str, Graded]
    first_care: tuple[Care, ...] = ()
    tests_first: tuple[Care, ...] = ()
    avoid_directions: tuple[str, ...] = ()
    mechanosensitivity: str = ""
    overrides: tuple[Override, ...] = ()
    refused: tuple[tuple[Override, str], ...] = ()

    @property
    def can_be_signed(self) -> bool:
        """Whether nothing here keeps a plan from being signed."""
        return self.status == "clear"

    @property
    def responders_percent(self) -> float | None:
        """Share of this person's group that responded in Schafer 2011 [%], None where the group is not known."""
        return self.group.responders_percent

    @property
    def active_bars(self) -> tuple[Bar, ...]:
        """The bars that no clinician has set aside."""
        return tuple(bar for bar in self.bars if bar.overridden_by is None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Bib keys behind everything that is said here, sorted."""
        said = [*self.fired, *self.bars, *self.details.values(), self.group]
        return tuple(sorted({part.source for part in said if part.source and part.source != OWN_CHOICE}))

    def to_dict(self) -> dict[str, Any]:
        """The result as plain lists, texts and numbers."""
        return _plain(self) | {"sources": list(self.sources)}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value
