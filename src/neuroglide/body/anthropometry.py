"""Segment lengths of a person from sex, stature and mass, and what they make of the skeleton."""

from __future__ import annotations

import numpy as np

from neuroglide.body.person import Person
from neuroglide.body.skeleton import Skeleton
from neuroglide.parameters import ParameterSet

SEGMENTS = ("pelvis", "trunk", "head_neck", "thigh", "shank", "foot", "shoulder", "upper_arm", "forearm", "hand")


def segment_length_m(sex: str, height_m: float, mass_kg: float, p: ParameterSet) -> dict[str, float]:
    """Mean length of each segment [m] for a stature [m] and a mass [kg].

    Linear regression by sex: ``mean + a (height - mean height) + b (mass - mean mass)``. Mass counts only inside the
    body mass index of the sample; fat beyond it grows no bone.
    Source: fitted on ANSUR II (gordon2014) by validation/references/opensim/fit_anthropometry.py.
    """
    root = f"anthropometry.{sex}"
    low, high = (p[f"body.mass_index_bone_{end}"] * height_m**2 for end in ("low", "high"))
    mass_kg = min(max(mass_kg, low), high)
    tall, heavy = height_m - p[f"{root}.stature"], mass_kg - p[f"{root}.mass"]
    return {
        name: p[f"{root}.{name}.mean"] + p[f"{root}.{name}.per_stature"] * tall + p[f"{root}.{name}.per_mass"] * heavy
        for name in SEGMENTS
    }


def segment_scale(person: Person, p: ParameterSet) -> dict[str, float]:
    """Factor of each segment against the generic skeleton (a man of the model's stature and mass)."""
    mine = segment_length_m(person.sex, person.height_m, person.mass_kg, p)
    generic = segment_length_m("male", p["body.generic_height"], p["body.generic_mass"], p)
    return {name: mine[name] / generic[name] for name in SEGMENTS}


def _segment_of(body: str) -> str:
    for start, segment in (
        ("femur", "thigh"), ("patella", "thigh"), ("tibia", "shank"), ("talus", "foot"), ("calcn", "foot"),
        ("toes", "foot"), ("lumbar", "trunk"), ("torso", "trunk"),
    ):  # fmt: skip
        if body.startswith(start):
            return segment
    return "pelvis"


def body_scale(skeleton: Skeleton, scale: dict[str, float]) -> np.ndarray:
    """Factor of each body of the skeleton (nb,): widths go with lengths."""
    out = np.empty(len(skeleton.body))
    for name, index in skeleton.body.items():
        out[index] = scale[_segment_of(name)]
    return out
