"""Is this person possible? Lengths of the scaled skeleton against what living adults measure."""

from __future__ import annotations

import numpy as np

from neuroglide.body.anthropometry import SEGMENTS, segment_length_m
from neuroglide.body.bed import compute_bed
from neuroglide.body.person import Person
from neuroglide.coordinates import FULL_NAMES, INDEX
from neuroglide.parameters import ParameterSet, load_set


def check_person(person: Person, p: ParameterSet | None = None) -> list[str]:
    """What is unusual about a person, one sentence each; an empty list when nothing is.

    Segment lengths are held to the range of 6068 adults (gordon2014); body mass index and the bed's gain at the hip
    to published intervals (robinson2019 with the spread of its record). Nothing here refuses a person.

    Parameters: ``person``; ``p`` parameters, the person's ``tissue`` included by default.
    Returns: sentences naming the measure, the value, the bounds and their source.
    """
    p = load_set().with_overrides(person.tissue, person.source) if p is None else p
    out = []
    for segment in SEGMENTS:
        length = segment_length_m(person.sex, person.height_m, person.mass_kg, p)[segment]
        record = p.record(f"anthropometry.range.{segment}")
        low, high = record.limits
        if not low <= 1000.0 * length <= high:
            what = f"{segment.replace('_', ' ')} length"
            out.append(_sentence(what, 1000.0 * length, low, high, "mm", record.source))
    index = person.mass_kg / person.height_m**2
    low, high = (p[f"body.mass_index_{end}"] for end in ("low", "high"))
    if not low <= index <= high:
        out.append(_sentence("body mass index", index, low, high, "kg/m2", "own bounds"))
    bend = np.zeros((1, len(FULL_NAMES)))
    bend[0, INDEX["hip_flexion_r"]] = np.pi / 2
    bed = compute_bed(person, bend, p)
    gain = 1000.0 * float((bed.length_m[0] - bed.neutral_m).sum())
    low, high = (1000.0 * np.pi / 2 * end for end in p.record("body.hip_wrap_radius").interval_si)
    if not low <= gain <= high:
        out.append(_sentence("gain of the bed at 90 degrees of hip flexion", gain, low, high, "mm", "robinson2019"))
    return out


def _sentence(what: str, value: float, low: float, high: float, unit: str, source: str) -> str:
    bounds = f"{low:.0f} to {high:.0f} {unit} ({source})"
    return f"{what} {value:.0f} {unit} is outside {bounds}; check sex, height and mass."
