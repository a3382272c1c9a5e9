"""The typed examination: frozen blocks that mirror the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from neuroglide.body.person import Person
from neuroglide.coordinates import OTHER_SIDE


@dataclass(frozen=True)
class Nprs:
    """Pain 0 to 10 at one place: now, and least and worst in the last 24 hours."""

    now: float | None = None
    best: float | None = None
    worst: float | None = None


@dataclass(frozen=True)
class Irritability:
    """How little provokes the symptoms and how long they last [minutes], or the examiner's own ``grade``."""

    minutes_to_provoke: float | None = None
    can_continue: str | None = None
    minutes_to_ease: float | None = None
    grade: str | None = None


@dataclass(frozen=True)
class Pattern24h:
    """Behaviour over a day."""

    worst: str | None = None
    night_pain_unremitting: str | None = None
    morning_stiffness_minutes: float | None = None


@dataclass(frozen=True)
class Complaint:
    """What the patient came with; ``side`` r, l or both, with both ``worse_side``."""

    side: str
    worse_side: str | None = None
    limb: str = "leg"
    regions: tuple[str, ...] = ()
    paraesthesia: tuple[str, ...] = ()
    duration_weeks: float | None = None
    onset: str | None = None
    nprs: Mapping[str, Nprs] = field(default_factory=dict)
    aggravating: tuple[str, ...] = ()
    easing: tuple[str, ...] = ()
    paroxysmal: str | None = None
    worse_on_cough: str | None = None
    irritability: Irritability | None = None
    pattern_24h: Pattern24h | None = None


@dataclass(frozen=True)
class Neurological:
    """Power (MRC grade), reflex and sensation, each by side and level."""

    power: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    reflex: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sensation: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    progressive: str | None = None


@dataclass(frozen=True)
class Sensitiser:
    """What one more movement at the end of a test changed: the angle reached [deg], the symptom."""

    angle_change_deg: float | None = None
    symptom: str | None = None


@dataclass(frozen=True)
class Test:
    """One measurement of one test. ``angle_deg`` means what ``tests.yaml`` says for this test."""

    __test__ = False  # not a class of tests
    test: str
    side: str | None = None
    angle_deg: float | None = None
    device: str | None = None
    rater: str | None = None
    stopped_by: str | None = None
    symptom: str | None = None
    place: str | None = None
    intensity: float | None = None
    sensitisers: Mapping[str, Sensitiser] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None


@dataclass(frozen=True)
class Torque:
    """Hamstring peak torque of one leg [N m]."""

    concentric_nm: float | None = None
    eccentric_nm: float | None = None


@dataclass(frozen=True)
class Surgery:
    """One operation; without ``where`` it is taken for the low back."""

    what: str
    where: str | None = None
    weeks_ago: float | None = None


@dataclass(frozen=True)
class Treatment:
    """One earlier treatment."""

    what: str
    weeks_ago: float | None = None
    helped: str | None = None


@dataclass(frozen=True)
class History:
    """Surgery, earlier treatment, and conditions that bar a technique."""

    surgery: tuple[Surgery, ...] = ()
    treatment: tuple[Treatment, ...] = ()
    conditions: tuple[str, ...] = ()
    pregnant: str | None = None


@dataclass(frozen=True)
class Examination:
    """What was found in one person on one day.

    ``person.side`` is the affected side (the worse one when both are). ``plain`` is the checked mapping, words
    normalised and defaults filled, which the screening rules and a JSON file read; what was not given is not in it.
    """

    id: str
    person: Person
    complaint: Complaint
    red_flags: Mapping[str, str]
    date: str | None = None
    model_of: str | None = None
    neurological: Neurological = Neurological()
    tests: tuple[Test, ...] = ()
    lumbar: Mapping[str, float] = field(default_factory=dict)
    repeated_movements: Mapping[str, str] = field(default_factory=dict)
    palpation: Mapping[str, str] = field(default_factory=dict)
    #: ``r`` and ``l``: Torque; ``speed_deg_s``: degrees a second.
    hamstring_torque: Mapping[str, Any] = field(default_factory=dict)
    foot_hand: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    questionnaires: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    history: History = History()
    note: str | None = None
    plain: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    source: str | None = field(default=None, compare=False)

    @property
    def side(self) -> str:
        """The affected side, r or l: the worse one when both are affected."""
        return self.person.side

    @property
    def other_side(self) -> str:
        """The side that is not the affected (or the worse) one."""
        return OTHER_SIDE[self.side]

    def of_test(self, test: str, side: str | None = None) -> tuple[Test, ...]:
        """All measurements of a test, of one side or of any."""
        return tuple(one for one in self.tests if one.test == test and side in (None, one.side))


def build(plain: Mapping[str, Any], person: Person, source: str | None) -> Examination:
    """The typed examination of a checked plain mapping."""
    said = dict(plain)
    complaint = dict(said["complaint"])
    complaint |= {key: tuple(complaint[key]) for key in ("regions", "paraesthesia", "aggravating", "easing")
                  if key in complaint}
    complaint["nprs"] = {place: Nprs(**values) for place, values in complaint.get("nprs", {}).items()}
    for key, kind in (("irritability", Irritability), ("pattern_24h", Pattern24h)):
        if key in complaint:
            complaint[key] = kind(**complaint[key])
    history = dict(said.get("history", {}))
    history |= {key: tuple(kind(**one) for one in history.get(key, ()))
                for key, kind in (("surgery", Surgery), ("treatment", Treatment))}
    history["conditions"] = tuple(history.get("conditions", ()))
    torque = {key: value if key == "speed_deg_s" else Torque(**value)
              for key, value in said.get("hamstring_torque", {}).items()}
    keep = ("id", "date", "model_of", "red_flags", "lumbar", "repeated_movements", "palpation", "foot_hand",
            "questionnaires", "note")
    return Examination(
        **{key: said[key] for key in keep if key in said}, person=person, complaint=Complaint(**complaint),
        neurological=Neurological(**said.get("neurological", {})),
        tests=tuple(_test(one) for one in said.get("tests", ())), hamstring_torque=torque, history=History(**history),
        plain=plain, source=source,
    )


def _test(raw: Mapping[str, Any]) -> Test:
    sensitisers = {name: Sensitiser(**value) for name, value in raw.get("sensitisers", {}).items()}
    return Test(**{**raw, "sensitisers": sensitisers, "stages": dict(raw.get("stages", {}))})
