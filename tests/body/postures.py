"""Postures by name, for the tests of the body."""

from __future__ import annotations

import numpy as np

from neuroglide.anatomy import SEGMENT_INDEX
from neuroglide.body import Person, compute_bed
from neuroglide.coordinates import FULL_NAMES, INDEX
from neuroglide.parameters import load_set

#: The generic skeleton: every segment has scale 1.
GENERIC = Person("male", 30.0, 1.70, 75.0, "r")
P = load_set()


def postures(*rows: dict[str, float]) -> np.ndarray:
    """Angles [rad] of postures given in degrees by full name."""
    angle = np.zeros((len(rows), len(FULL_NAMES)))
    for t, row in enumerate(rows):
        for name, value in row.items():
            angle[t, INDEX[name]] = np.deg2rad(value)
    return angle


def gain_mm(segment: str, *rows: dict[str, float], person: Person = GENERIC) -> np.ndarray:
    """Change of a piece of bed [mm] from supine neutral to each posture."""
    bed = compute_bed(person, postures(*rows), P)
    column = SEGMENT_INDEX[segment]
    return 1000.0 * (bed.length_m[:, column] - bed.neutral_m[column])


def total_mm(segments: tuple[str, ...], *rows: dict[str, float]) -> np.ndarray:
    """Change of several pieces of bed together [mm]."""
    return sum(gain_mm(segment, *rows) for segment in segments)
