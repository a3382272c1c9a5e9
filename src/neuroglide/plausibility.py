"""Is this model possible, is this person? Every length, section and moment arm against published anatomy.

Two verdicts: ``unusual`` is outside what was published, ``impossible`` is what no adult has (beyond 3 standard
deviations and the published range, a flipped sign, a slipped unit, a factor of 30). Nothing here stops a run.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from neuroglide.body import Person
from neuroglide.body.plausibility import measure_body, segment_lengths
from neuroglide.errors import InputError
from neuroglide.nerve.properties import area_of
from neuroglide.parameters import OWN_CHOICE, ParameterSet, load_set
from neuroglide.parameters.anatomy_bounds import (
    IMPOSSIBLE,
    IMPOSSIBLE_SD,
    SLIP,
    UNUSUAL,
    Bound,
    bounds_of_parameter,
    load_bounds,
)
from neuroglide.parameters.record import Record
from neuroglide.units import from_si

#: Where the model's cross-sections are read: bed segment and how far along it, by the bound's name.
SECTIONS = {
    "section.sciatic_gluteal": ("sciatic.hip.r", 1.0),
    "section.sciatic_mid_thigh": ("sciatic.thigh.r", 2 / 3),
    "section.tibial_popliteal": ("tibial.thigh.r", 1.0),
    "section.tibial_ankle": ("tibial.ankle.r", 0.5),
    "section.fibular_popliteal": ("fibular.knee.r", 0.0),
    "section.fibular_head": ("fibular.knee.r", 1.0),
    "section.fibular_ankle": ("fibular.ankle.r", 0.5),
    "section.sural": ("sural.ankle.r", 0.5),
    "section.plantar": ("tibial.plantar.r", 0.5),
    "section.median_wrist": ("median.wrist.r", 0.5),
    "section.median_forearm": ("median.forearm.r", 0.5),
    "section.root": ("foramen.s1.r", 0.5),
    "section.cord": ("canal.thoracic.m", 0.5),
    "section.sac": ("canal.l3.m", 0.5),
}
_MODEL_FIX = "correct the skeleton, the course of the bed or the parameter record behind it"
_BODY_FIX = "check sex, height and mass"
#: A value of a person's own that no bound is about is remarked on from the first factor on, and impossible from the
#: second, however wide its spread: peers have shipped errors of that size.
_FAR, _NEVER = 2.0, 30.0
#: Parameters that may lie on either side of zero where their spread reaches over it: slopes, arms and joint ranges. All
#: others are sizes.
_SIGNED = ("anthropometry.", "body.", "movement.")


@dataclass(frozen=True)
class Reading:
    """One quantity held to one bound: ``value_si``, and the stature [m] the bound is scaled to (None: as published)."""

    bound: Bound
    value_si: float
    height_m: float | None = None
    fix: str = _MODEL_FIX

    @property
    def value(self) -> float:
        """The value in the bound's unit."""
        return from_si(self.value_si, self.bound.record.unit)

    @property
    def verdict(self) -> str:
        """Empty, ``unusual`` or ``impossible``."""
        return self.bound.judge(self.value_si, self.height_m)

    @property
    def source(self) -> str:
        """Bib key, or that the bound is only assumed."""
        record = self.bound.record
        if record.kind == "assumed":
            return "only assumed"
        return f"evidence row {record.evidence[0]}" if record.source == OWN_CHOICE else record.source

    @property
    def published(self) -> str:
        """The published range with its unit."""
        low, high = (_digits(end) for end in self.bound.usual(self.height_m))
        unit = self.bound.record.unit
        return f"{low} to {high}" + ("" if unit == "1" else f" {unit}")


@dataclass(frozen=True)
class Finding:
    """What is wrong with a quantity: ``severity`` unusual or impossible, ``quantity`` in words, a sentence, a fix."""

    severity: str
    quantity: str
    sentence: str
    fix: str

    def __str__(self) -> str:
        return f"{self.sentence} Fix: {self.fix}."


def finding(reading: Reading) -> Finding:
    """The finding of a reading whose verdict is not empty: quantity, value, bound, source and the way out."""
    bound, unit = reading.bound, reading.bound.record.unit
    value = _digits(reading.value) + ("" if unit == "1" else f" {unit}")
    said = "is impossible; the range is" if reading.verdict == IMPOSSIBLE else "is outside"
    slip = _slip(reading.value / (bound.record.value * bound.scale(reading.height_m)), unit)
    sentence = f"{bound.what} {value} {said} {reading.published} ({reading.source}).{slip}"
    return Finding(reading.verdict, bound.what, sentence, reading.fix)


def model_readings(p: ParameterSet | None = None, person: Person | None = None) -> list[Reading]:
    """Every bounded quantity of the packaged skeleton, bed and parameter set.

    Parameters: ``p`` parameters (None: the packaged set); ``person`` the body it is built for (None: the generic man,
    on whom nothing is scaled). Returns: segment lengths, then readings in the order of the bounds' file.
    Raises: InputError where the bed cannot be built.
    """
    p = load_set() if p is None else p
    if person is None:
        person = Person("male", 40.0, p["body.generic_height"], p["body.generic_mass"], "r")
    out = [Reading(_segment_bound(name, p), length) for name, length in segment_lengths(person, p).items()]
    values = measure_body(person, p) | {name: _section(*place, p) for name, place in SECTIONS.items()}
    for name, bound in load_bounds().items():
        if name in values:
            out.append(Reading(bound, values[name], person.height_m))
        elif bound.parameter in p:
            out.append(Reading(bound, p[bound.parameter]))
    return out


def check_model(p: ParameterSet | None = None) -> list[Finding]:
    """What is wrong with a model: the packaged skeleton and bed under a parameter set (None: the packaged one)."""
    return [finding(reading) for reading in model_readings(p) if reading.verdict]


def check_posterior(posterior) -> list[Finding]:
    """What is wrong with a posterior: its middle as a model, and draws of bounded parameters that no adult has.

    Parameters: ``posterior`` as :func:`neuroglide.parameters.load_posterior` gives it.
    """
    out = check_model(posterior.centre())
    for column, key in enumerate(posterior.keys):
        for bound in bounds_of_parameter(key):
            outside = sum(bound.judge(draw[column]) == IMPOSSIBLE for draw in posterior.draws)
            if outside:
                out.append(Finding(IMPOSSIBLE, bound.what,
                                   f"{bound.what}: {outside} of {len(posterior.draws)} draws of {key} are impossible.",
                                   "calibrate anew with a narrower prior"))
    return out


def check_person(person: Person, p: ParameterSet | None = None) -> list[Finding]:
    """What is unusual or impossible about a person: body, own tissue values, restrictions, sensitised sites.

    Segment lengths are held to the range of 6068 adults (gordon2014). Nerve lengths and moment arms are the person's
    own only where his tissue values change them; for the others the model answers, not he.

    Parameters: ``person``; ``p`` parameters, the person's ``tissue`` included by default.
    """
    base = load_set() if p is None else p
    p = base.with_overrides(person.tissue, person.source)
    return [*_build(person, p), *_own_values(person, base, p), *_sites(person)]


def gravest(findings: Iterable[Finding]) -> str:
    """The worst severity of all, empty for none."""
    found = {one.severity for one in findings}
    return IMPOSSIBLE if IMPOSSIBLE in found else UNUSUAL if found else ""


def _build(person: Person, p: ParameterSet) -> Iterator[Finding]:
    """Segment lengths and body mass index."""
    for name, length in segment_lengths(person, p).items():
        reading = Reading(_segment_bound(name, p), length, fix=_BODY_FIX)
        if reading.verdict:
            yield finding(reading)
    index = person.mass_kg / person.height_m**2
    low, high = (p[f"body.mass_index_{end}"] for end in ("low", "high"))
    if not low <= index <= high:
        yield Finding(IMPOSSIBLE, "body mass index", f"body mass index {index:.0f} kg/m2 is impossible; the range is "
                      f"{low:.0f} to {high:.0f} kg/m2 (only assumed).", _BODY_FIX)


def _own_values(person: Person, base: ParameterSet, p: ParameterSet) -> Iterator[Finding]:
    """What the person's tissue values are, and what they make of lengths and arms."""
    if not person.tissue:
        return
    for key in person.tissue:
        yield from _own_value(key, base, p)
    fix = f"check {', '.join(person.tissue)} under tissue"
    try:
        before, after = (model_readings(values, person) for values in (base, p))
    except InputError as error:
        yield Finding(IMPOSSIBLE, "the nerve's bed", error.message, error.fix or fix)
        return
    for old, new in zip(before, after, strict=True):
        named = new.bound.parameter in person.tissue
        if new.verdict and new.value_si != old.value_si and not named:
            yield finding(Reading(new.bound, new.value_si, new.height_m, fix))


def _own_value(key: str, base: ParameterSet, p: ParameterSet) -> Iterator[Finding]:
    record = base.record(key)
    fix = f"check the number and the unit of {key} under tissue; the record has {_digits(record.value)} {record.unit}"
    bounds = bounds_of_parameter(key)
    for bound in bounds:
        reading = Reading(bound, p[key], fix=fix)
        if reading.verdict:
            yield finding(reading)
    if bounds:
        return
    verdict = judge_value(record, p[key])
    if not verdict:
        return
    value = f"{key} {_digits(from_si(p[key], record.unit))} {record.unit}"
    known = "a value only assumed" if record.kind == "assumed" else record.source
    if not record.value:
        yield Finding(verdict, key, f"{value} is far from the record's 0 ({known}).", fix)
        return
    ratio = p[key] / record.value_si
    if ratio < 0:
        yield Finding(verdict, key, f"{value} has the other sign than the record ({known}).", fix)
        return
    beyond = f"beyond {IMPOSSIBLE_SD:g} of its standard deviations" if _within(ratio, _NEVER) else (
        f"a factor of {_NEVER:.0f} or more")
    yield Finding(verdict, key, f"{value} is {_digits(ratio)} times the record ({known}), {beyond}."
                  f"{_slip(ratio, record.unit)}", fix)


def judge_value(record: Record, value_si: float) -> str:
    """What a value is that no published bound is about.

    A record's value and relative standard deviation s are the median and the spread of a log-normal prior, so the
    deviation is that of the logarithm, |ln(value / record)| > 3 sqrt(ln(1 + s^2)): as strict about a value too small as
    about one too large. Bones and the places on them are impossible from a factor of five on; tissue can differ more (a
    scar). A factor of 30 is impossible whatever the spread. A value across zero has no logarithm: it is held to 3
    standard deviations where its kind has a sign and its spread reaches over zero, and is impossible elsewhere.

    Parameters: ``record``; ``value_si`` [SI]. Returns: empty, ``unusual`` or ``impossible``.
    """
    middle, deviation = record.value_si, record.sd_si
    if middle == 0.0 or value_si / middle <= 0.0:
        low, high = record.interval_si
        signed = record.key.startswith(_SIGNED) and low <= 0.0 <= high
        if not signed or abs(value_si) >= _NEVER * max(abs(middle), deviation):
            return IMPOSSIBLE
        return UNUSUAL if abs(value_si - middle) > IMPOSSIBLE_SD * deviation else ""
    ratio = value_si / middle
    if not _within(ratio, _NEVER):
        return IMPOSSIBLE
    if _within(ratio, _FAR) or abs(math.log(ratio)) <= IMPOSSIBLE_SD * math.sqrt(math.log1p((deviation / middle)**2)):
        return ""
    return IMPOSSIBLE if record.key.startswith("body.") and not _within(ratio, SLIP) else UNUSUAL


def _within(ratio: float, factor: float) -> bool:
    """Whether a positive ratio is less than a factor away from 1, either way; to two digits, as people write values."""
    return abs(math.log(ratio)) < math.log(0.99 * factor)


def _sites(person: Person) -> Iterator[Finding]:
    bounds = load_bounds()
    readings = [
        *(Reading(bounds["person.restriction"], r.stiffness_n_per_m, fix=f"check stiffness_n_per_mm at {r.site}")
          for r in person.restrictions),
        *(Reading(bounds["person.sensitised"], s.threshold, fix=f"check threshold_percent at {s.site}")
          for s in person.sensitised),
    ]
    yield from (finding(reading) for reading in readings if reading.verdict)


def _segment_bound(segment: str, p: ParameterSet) -> Bound:
    what = f"{segment.replace('_', ' ')} length"
    return Bound(p.record(f"anthropometry.range.{segment}"), f"segment.{segment}", what)


def _section(segment: str, share: float, p: ParameterSet) -> float:
    start, end = area_of(segment, p)
    return start + share * (end - start)


def _slip(ratio: float, unit: str = "") -> str:
    """A word about a slip that a ratio to what is usual looks like; empty when it looks like none."""
    if ratio < 0:
        return " The sign looks flipped."
    for times in (10.0, 100.0, 1000.0):
        for size in (ratio, 1.0 / ratio if ratio else 0.0):
            if times / _FAR < size < times * _FAR:
                centimetres = "centimetres, " if times == 10.0 and unit == "mm" else ""
                return f" A factor near {times:.0f}: {centimetres}another unit or a slipped point?"
    return ""


def _digits(value: float) -> str:
    """Three significant digits, as people write them."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"

