"""Outcome measures as data: range, direction, versions, measurement error and important change with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import NormalDist
from typing import Any

from neuroglide.patient.outcome.reading import load_yaml

PATH = Path(__file__).with_name("measures.yaml")
MDC, IMPORTANT = "mdc", "important"
#: How a value came to be known; a recalled one judges nobody.
CHECKED = ("read", "derived", "recalled")


@dataclass(frozen=True)
class ChangeRecord:
    """A published smallest change: beyond measurement error (``mdc``) or important to patients (``important``).

    ``value`` [points] and ``percent`` of the baseline, whichever is reached first; ``sem`` standard error of one
    measurement [points]; ``confidence`` [percent] of an MDC; ``use``: it judges, for the reason ``why``.
    """

    kind: str
    value: float | None
    percent: float | None
    sem: float | None
    confidence: float | None
    versions: tuple[str, ...]
    rater: str | None
    population: str
    source: str
    locator: str
    checked: str
    use: bool
    why: str

    @property
    def standard_error(self) -> float | None:
        """Standard error of one measurement [points]: as printed, else from the MDC.

        Equation: SEM = MDC / (z sqrt(2)), z the two-sided quantile of the MDC's confidence.
        """
        if self.sem is not None or self.kind != MDC or self.value is None or self.confidence is None:
            return self.sem
        return self.value / (NormalDist().inv_cdf(0.5 + self.confidence / 200) * 2**0.5)

    def reached(self, improvement: float, baseline: float) -> bool:
        """Whether an improvement [points] from a baseline [points] is at least this change."""
        by_value = self.value is not None and improvement >= self.value - 1e-9
        by_percent = self.percent is not None and baseline > 0 and improvement >= self.percent / 100 * baseline - 1e-9
        return by_value or by_percent

    @property
    def in_words(self) -> str:
        """The size, in words: "2 points or 30 %"."""
        parts = [] if self.value is None else [f"{self.value:g}"]
        return " or ".join([*parts, *([] if self.percent is None else [f"{self.percent:g} % of the first score"])])

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(self).items()}


@dataclass(frozen=True)
class Band:
    """Scores up to ``to`` bear this label; ``patient`` False: patients are shown the score alone."""

    to: float
    label: str
    patient: bool


@dataclass(frozen=True)
class Measure:
    """An outcome measure: ``range`` [points], ``better`` lower or higher, and what is known of its changes."""

    id: str
    name: str
    short: str
    unit: str
    low: float
    high: float
    better: str
    whole: bool
    is_change: bool
    limb: str | None
    places: tuple[str, ...]
    versions: tuple[str, ...]
    scoring: Mapping[str, float]
    scoring_source: str
    bands: tuple[Band, ...]
    bands_source: str
    changes: tuple[ChangeRecord, ...]

    def improvement(self, first: float, last: float) -> float:
        """Change in the good direction [points], negative when it got worse."""
        return first - last if self.better == "lower" else last - first

    def band(self, value: float) -> Band | None:
        """The band a score falls into, None without bands."""
        return next((band for band in self.bands if value <= band.to), None)

    def pick(self, kind: str, version: str | None = None, rater: str | None = None) -> ChangeRecord | None:
        """The record that judges, for this version and rater.

        Parameters: kind ``mdc`` or ``important``; version of the questionnaire; rater ``same`` or ``different``, for
        an angle. A record of this very version comes first, then one of any version, then one of another version.
        Returns None when no value was read.
        """
        fits = [r for r in self.changes if r.kind == kind and r.use and (r.rater is None or r.rater == rater)]
        if kind == IMPORTANT:  # important changes are not interchangeable between versions
            fits = [r for r in fits if not r.versions or version in r.versions]
        return min(fits, key=lambda r: 0 if version in r.versions else 1 if not r.versions else 2, default=None)

    def others(self, record: ChangeRecord | None, kind: str) -> tuple[ChangeRecord, ...]:
        """The records of a kind that do not judge, listed beside the one that does; recalled ones left out."""
        return tuple(r for r in self.changes if r.kind == kind and r is not record and r.checked != "recalled")


@lru_cache(maxsize=1)
def load_measures() -> dict[str, Measure]:
    """Every measure by id. Raises: ValueError naming a record that breaks a rule of the file."""
    raw = load_yaml(PATH)["measures"]
    return {id: _measure(id, fields) for id, fields in raw.items()}


def series_measure(series: str) -> Measure:
    """The measure of a series such as ``odi``, ``nprs.leg`` or ``slr.r``.

    Raises: KeyError when there is none.
    """
    head, _, place = series.partition(".")
    measure = load_measures()[head]
    if bool(place) != bool(measure.places) or (place and place not in measure.places):
        raise KeyError(series)
    return measure


def _measure(id: str, raw: Mapping[str, Any]) -> Measure:
    low, high = raw["range"]
    changes = tuple(_change(id, item) for item in raw.get("changes", ()))
    for kind in (MDC, IMPORTANT):
        used = [(r.versions, r.rater) for r in changes if r.kind == kind and r.use]
        if len(set(used)) < len(used):
            raise ValueError(f"{id}: two records of kind {kind} judge the same version and rater")
    bands = tuple(Band(float(b["to"]), b["label"], b.get("patient", True)) for b in raw.get("bands", ()))
    return Measure(
        id=id, name=raw["name"], short=raw["short"], unit=raw["unit"], low=float(low), high=float(high),
        better=raw["better"], whole=raw.get("whole", False), is_change=raw.get("is_change", False),
        limb=raw.get("limb"), places=tuple(raw.get("places", raw.get("sides", ()))),
        versions=tuple(raw.get("versions", ())), scoring=dict(raw.get("scoring", {})),
        scoring_source=raw.get("scoring_source", ""), bands=bands, bands_source=raw.get("bands_source", ""),
        changes=changes,
    )


def _change(id: str, raw: Mapping[str, Any]) -> ChangeRecord:
    where = f"{id}, {raw.get('kind')} of {raw.get('source')}"
    if raw["kind"] not in (MDC, IMPORTANT) or raw["checked"] not in CHECKED:
        raise ValueError(f"{where}: a kind or checked of its own")
    use = raw.get("use", False)
    if use and raw["checked"] == "recalled":
        raise ValueError(f"{where}: a recalled value judges nobody")
    if use and not raw.get("why"):
        raise ValueError(f"{where}: why it was picked is not said")
    if not (raw.get("value") or raw.get("percent")) or not all(raw.get(k) for k in ("population", "source", "locator")):
        raise ValueError(f"{where}: value, population, source or locator is missing")
    numbers = {k: None if raw.get(k) is None else float(raw[k]) for k in ("value", "percent", "sem", "confidence")}
    return ChangeRecord(kind=raw["kind"], **numbers, versions=tuple(raw.get("versions", ())), rater=raw.get("rater"),
                        population=raw["population"], source=raw["source"], locator=raw["locator"],
                        checked=raw["checked"], use=use, why=raw.get("why", ""))
