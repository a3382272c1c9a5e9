"""The body: from a person and a posture to the length of every piece of the nerve's bed."""

from __future__ import annotations

from neuroglide.body.bed import BedMotion, compute_bed
from neuroglide.body.person import Person, Restriction, Sensitised, load_person
from neuroglide.body.rhythm import split_slr

__all__ = [
    "BedMotion",
    "Person",
    "Restriction",
    "Sensitised",
    "compute_bed",
    "load_person",
    "split_slr",
]
