"""What a body measures: lengths of bone and nerve, moment arms and lengthening of the bed, for the check of bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from neuroglide.anatomy import SEGMENT_INDEX
from neuroglide.body.anthropometry import SEGMENTS, segment_length_m
from neuroglide.body.bed import compute_bed
from neuroglide.body.hamstrings import compute_hamstrings
from neuroglide.body.person import Person
from neuroglide.body.skeleton import HAMSTRINGS
from neuroglide.coordinates import FULL_NAMES, INDEX
from neuroglide.parameters import ParameterSet

#: Pieces of bed that make up a nerve whose length is published, right side, by the bound's name.
LENGTHS = {
    "length.root_s1": tuple(f"canal.{level}.r" for level in ("l2", "l3", "l4", "l5", "s1")),
    "length.sciatic": ("sciatic.hip.r", "sciatic.thigh.r"),
    "length.common_fibular": ("fibular.knee.r",),
    "length.sural": ("sural.calf.r",),
    "length.median_arm": tuple(f"median.{piece}.r" for piece in ("upper_arm", "elbow", "forearm", "wrist")),
}
_CORD = ("canal.cervical.m", "canal.thoracic.m", "canal.conus.m")
_CANAL = (*_CORD, *(f"canal.{level}.m" for level in ("l2", "l3", "l4", "l5", "s1")))
_TO_CALF, _TUNNEL = ("tibial.knee.r", "tibial.calf.r"), ("tibial.ankle.r",)
_KNEE = ("tibial.thigh.r", "tibial.knee.r")
#: Mean moment arms: pieces of bed, coordinate, and the angles [deg] between which the bed's gain is shared out.
ARMS = {
    "arm.nerve_hip": (("sciatic.hip.r",), "hip_flexion_r", 20, 70),
    # Extension lengthens here: the arm is positive when the nerve lies behind the knee.
    "arm.nerve_knee": (_KNEE, "knee_flexion_r", 90, 0),
    "arm.nerve_ankle": (_TUNNEL, "ankle_dorsiflexion_r", -30, 20),
    "arm.fibular_ankle": (("fibular.ankle.r",), "ankle_dorsiflexion_r", -30, 20),
    "arm.median_elbow": (("median.elbow.r",), "elbow_flexion_r", 0, 90),
    "arm.median_wrist": (("median.wrist.r", "median.digit.r"), "wrist_extension_r", -40, 40),
}
#: Lengthening of pieces of bed from one posture to another [deg].
GAINS = {
    **{f"gain.hip_{angle}": (("sciatic.hip.r",), {}, {"hip_flexion_r": angle}) for angle in (50, 60, 90)},
    "gain.canal": (_CANAL, {"trunk_flexion": -20, "neck_flexion": -60}, {"trunk_flexion": 90, "neck_flexion": 50}),
}
_NECK = {"neck_flexion": 50}
#: Angles [deg] at which the arms of the hamstrings are read, and the step between which they are taken.
_HIP_ANGLES, _KNEE_ANGLES, _STEP = range(0, 121, 15), range(0, 91, 15), 1.0


def segment_lengths(person: Person, p: ParameterSet) -> dict[str, float]:
    """Length [m] of each segment of the body, by its name."""
    lengths = segment_length_m(person.sex, person.height_m, person.mass_kg, p)
    return {segment: lengths[segment] for segment in SEGMENTS}


def measure_body(person: Person, p: ParameterSet) -> dict[str, float]:
    """What the scaled skeleton and the bed on it measure.

    Parameters: ``person``; ``p`` parameters, the person's own included. Returns: SI values (lengths and arms [m],
    [m/rad]; ratios [1]) by the name of the bound they are held to. An arm is positive where the angle's growth
    lengthens the bed (at the knee: where extension does). Raises: InputError where the bed cannot be built at all.
    """
    bed = _Bed(person, p)
    out = {f"length.cord.{person.sex}": bed.neutral(_CORD)}
    out |= {name: bed.neutral(pieces) for name, pieces in LENGTHS.items()}
    # The middle of the tarsal tunnel is the site behind the medial malleolus.
    out["length.tibial_leg"] = bed.neutral(_TO_CALF) + bed.neutral(_TUNNEL) / 2
    for name, (pieces, coordinate, start, end) in ARMS.items():
        gain = bed.gain(pieces, {coordinate: start}, {coordinate: end})
        out[name] = gain / abs(np.deg2rad(end - start))
    out |= {name: bed.gain(*postures) for name, postures in GAINS.items()}
    out["gain.cervical_canal"] = bed.gain(_CORD[:1], {}, _NECK) / bed.neutral(_CORD[:1])
    return out | _hamstrings(person, p)


class _Bed:
    """The bed of a person in the postures needed, each computed once and all together."""

    def __init__(self, person: Person, p: ParameterSet):
        wanted = [{coordinate: angle} for _, coordinate, *angles in ARMS.values() for angle in angles]
        wanted += [posture for _, *postures in GAINS.values() for posture in postures]
        rows = list({_key(posture): posture for posture in [{}, _NECK, *wanted]}.values())
        bed = compute_bed(person, _angles(rows), p)
        self._neutral = bed.neutral_m
        self._length = dict(zip(map(_key, rows), bed.length_m, strict=True))

    def neutral(self, pieces: Iterable[str]) -> float:
        """Length [m] of the pieces in supine neutral."""
        return float(sum(self._neutral[SEGMENT_INDEX[piece]] for piece in pieces))

    def gain(self, pieces: Iterable[str], start: Mapping[str, float], end: Mapping[str, float]) -> float:
        """Lengthening [m] of the pieces from one posture to another."""
        change = self._length[_key(end)] - self._length[_key(start)]
        return float(sum(change[SEGMENT_INDEX[piece]] for piece in pieces))


def _key(posture: Mapping[str, float]) -> tuple:
    return tuple(sorted((name, float(angle)) for name, angle in posture.items() if angle))


def _angles(postures: list[Mapping[str, float]]) -> np.ndarray:
    """Angles [rad] of postures ``(T, C)`` in the order of FULL_NAMES."""
    out = np.zeros((len(postures), len(FULL_NAMES)))
    for row, posture in zip(out, postures, strict=True):
        for name, angle in posture.items():
            row[INDEX[name]] = np.deg2rad(angle)
    return out


def _hamstrings(person: Person, p: ParameterSet) -> dict[str, float]:
    """Mean moment arms at the knee (0 to 90 degrees) [m], and greatest at the hip over greatest at the knee [1]."""
    at = [("hip_flexion_r", angle) for angle in _HIP_ANGLES] + [("knee_flexion_r", angle) for angle in _KNEE_ANGLES]
    postures = [{name: angle + side * _STEP} for name, angle in at for side in (-1.0, 1.0)]
    length = compute_hamstrings(person, _angles(postures), p).length_m[:, 0]
    arm = (length[1::2] - length[::2]) / np.deg2rad(2.0 * _STEP)
    hip, knee = arm[: len(_HIP_ANGLES)], -arm[len(_HIP_ANGLES) :]
    out = {}
    for k, muscle in enumerate(HAMSTRINGS):
        out[f"arm.{muscle}_knee"] = float(np.trapezoid(knee[:, k]) / (len(knee) - 1))
        out[f"ratio.{muscle}_hip_to_knee"] = float(hip[:, k].max() / knee[:, k].max())
    return out
