"""The whole check of one examination: gaps, contradictions, unusual values, and the next test where a twin is there."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from neuroglide.patient.examination import fields
from neuroglide.patient.examination.contradictions import find_contradictions
from neuroglide.patient.examination.fields import Field
from neuroglide.patient.examination.finding import Finding
from neuroglide.patient.examination.gaps import find_gaps
from neuroglide.patient.examination.loading import load_examination
from neuroglide.patient.examination.model import Examination
from neuroglide.patient.examination.torque import CAVEAT, hamstring_ratios

CHECK_SCHEMA = "neuroglide.examination-check/1"
NextTest = Callable[[Examination], Any]


@dataclass(frozen=True)
class Check:
    """What a check found.

    ``status`` of the screening: stopped, hold or clear, with its ``referral`` when stopped, and
    ``referral_patient``, the same for the patient. ``next_test`` is what the twin says would tell most; None where
    there is no twin, or where a red flag has stopped everything else.
    """

    examination: Examination
    gaps: tuple[Finding, ...]
    contradictions: tuple[Finding, ...]
    unusual: tuple[Finding, ...]
    hamstring_ratio: Mapping[str, float]
    status: str
    referral: str | None = None
    next_test: Any = None
    referral_patient: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON: the findings, and the examination as it was understood."""
        following = self.next_test.to_dict() if hasattr(self.next_test, "to_dict") else self.next_test
        return {
            "schema": CHECK_SCHEMA, "id": self.examination.id, "usable": True, "status": self.status,
            "referral": self.referral, "referral_patient": self.referral_patient,
            "contradictions": [one.to_dict() for one in self.contradictions],
            "gaps": [one.to_dict() for one in self.gaps], "unusual": [one.to_dict() for one in self.unusual],
            "hamstring_ratio": dict(self.hamstring_ratio), "next_test": following,
            "examination": dict(self.examination.plain),
        }


def check_examination(
    origin: str | Path | Mapping[str, Any] | Examination, next_test: NextTest | None = None
) -> Check:
    """Check an examination.

    Parameters: ``origin`` as :func:`load_examination` takes it; ``next_test``, a function of the Examination that
    names the one test that would tell most (None: not asked; see :func:`twin_next_test`).
    Returns: the Check. Raises: InputError when it cannot be read.
    """
    from neuroglide.patient.screening import screen

    examination = load_examination(origin)
    screening = screen(examination.plain)
    asked = next_test is not None and screening.status != "stopped"
    return Check(
        examination, find_gaps(examination), find_contradictions(examination), tuple(_unusual(examination)),
        hamstring_ratios(examination), screening.status, screening.referral, next_test(examination) if asked else None,
        screening.referral_patient,
    )


def twin_next_test() -> NextTest | None:
    """The twin's function for the next test; None while there is no twin."""
    if importlib.util.find_spec("neuroglide.patient.twin") is None:
        return None
    return getattr(importlib.import_module("neuroglide.patient.twin"), "next_test", None)


def _unusual(examination: Examination) -> Iterator[Finding]:
    yield from _outside("", examination.plain, fields.block("examination"))
    for side, ratio in hamstring_ratios(examination).items():
        if ratio < 1:
            yield Finding("unusual", f"hamstring_torque.{side}", f"eccentric over concentric is {ratio:.2f}: a muscle "
                          "is usually stronger while it lengthens.", "check which is which")


def _outside(path: str, values: Mapping[str, Any], known: Mapping[str, Field]) -> Iterator[Finding]:
    for key, value in values.items():
        if key in known:
            yield from _one(f"{path}.{key}" if path else key, value, known[key], values)


def _one(path: str, value: Any, field: Field, around: Mapping[str, Any]) -> Iterator[Finding]:
    if field.kind == "number" and value is not None:
        name = fields.test_rule(around["test"]).limit if field.limit == "by_test" else field.limit
        limit = fields.limit(name)
        if limit.usual and not limit.usual[0] <= value <= limit.usual[1]:
            yield Finding("unusual", path, f"{value:g} {limit.unit}, outside the usual {limit.usual[0]:g} to "
                          f"{limit.usual[1]:g}: {limit.usual_why}.", "check the value and its unit")
    elif field.kind == "block":
        yield from _outside(path, value, fields.block(field.block))
    elif field.kind == "map":
        for key, one in value.items():
            yield from _one(f"{path}.{key}", one, field.of, value)
    elif field.kind == "list":
        for i, one in enumerate(value):
            yield from _one(f"{path}[{i}]", one, field.of, {})


__all__ = ["CAVEAT", "CHECK_SCHEMA", "Check", "check_examination", "twin_next_test"]
