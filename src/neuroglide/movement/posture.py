"""Names of coordinates in a file: known or not, within limits, and whose side they mean.

``_r`` and ``_l`` are literal, ``_affected`` and ``_other`` follow the person's side, no suffix on a sided coordinate
means both sides. The lateral coordinates of neck and trunk are positive to the right; with one of the four suffixes
they are positive toward that side.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping

from neuroglide import coordinates
from neuroglide.errors import InputError
from neuroglide.movement.document import Node, shorten
from neuroglide.movement.model import Angle, Range
from neuroglide.movement.ranges import read_angle, values_of
from neuroglide.movement.refusal import refusal

SUFFIXES = ("r", "l", "affected", "other")
#: Rounding allowed at a limit, so that "130 deg" written in radians is not refused [deg].
_ROUNDING_DEG = 1e-6
_SIDE_WORDS = {"right": "r", "left": "l", "involved": "affected", "uninvolved": "other",
                      "unaffected": "other", "contralateral": "other", "ipsilateral": "affected"}

#: Directions people name that are the negative of a coordinate, and other words for one.
_OPPOSITES = {
    "neck_extension": "neck_flexion", "trunk_extension": "trunk_flexion", "hip_extension": "hip_flexion",
    "hip_abduction": "hip_adduction", "hip_external_rotation": "hip_internal_rotation",
    "knee_extension": "knee_flexion", "ankle_plantarflexion": "ankle_dorsiflexion", "ankle_eversion": "ankle_inversion",
    "plantarflexion": "ankle_dorsiflexion", "eversion": "ankle_inversion", "toe_flexion": "toe_extension",
    "shoulder_adduction": "shoulder_abduction", "shoulder_elevation": "shoulder_depression",
    "shoulder_internal_rotation": "shoulder_external_rotation", "elbow_extension": "elbow_flexion",
    "forearm_pronation": "forearm_supination", "wrist_flexion": "wrist_extension",
    "finger_flexion": "finger_extension",
}  # fmt: skip
_SYNONYMS = {
    "cervical_flexion": "neck_flexion", "lumbar_flexion": "trunk_flexion", "thoracic_flexion": "trunk_flexion",
    "dorsiflexion": "ankle_dorsiflexion", "inversion": "ankle_inversion", "straight_leg_raise": "slr",
    "hip_rotation": "hip_internal_rotation", "knee": "knee_flexion", "knee_angle": "knee_flexion",
    "hip": "hip_flexion", "ankle": "ankle_dorsiflexion", "neck": "neck_flexion", "trunk": "trunk_flexion",
}  # fmt: skip


def split_name(name: str) -> tuple[str, str | None]:
    """A coordinate's name and its side suffix (None without one); the name may be unknown."""
    base, _, suffix = name.rpartition("_")
    return (base, suffix) if base and suffix in SUFFIXES else (name, None)


def suggest(name: str) -> str:
    """The fix for an unknown coordinate: the nearest known names."""
    known = list(coordinates.LIMITS_DEG)
    base, suffix = split_name(name)
    head, _, tail = name.rpartition("_")
    if tail.lower() in _SIDE_WORDS:
        base, suffix = head, _SIDE_WORDS[tail.lower()]
    if base in _OPPOSITES or base in _SYNONYMS:
        meant = _OPPOSITES.get(base) or _SYNONYMS[base]
        meant = f"{meant}_{suffix}" if suffix and takes_suffix(meant) else meant
        return f"did you mean {meant}{' with the opposite sign' if base in _OPPOSITES else ''}?"
    near = [k for k in known if base and (base in k or k in base)] if len(base) > 3 else []
    near += [k for k in difflib.get_close_matches(base, known, n=3, cutoff=0.6) if k not in near]
    if not near:
        return f"the coordinates are {', '.join(known)}"
    sided = [f"{k}_{suffix}" if suffix and takes_suffix(k) else k for k in near[:3]]
    return f"did you mean {' or '.join(sided)}?"


def takes_suffix(base: str) -> bool:
    """Whether a coordinate may carry a side suffix."""
    return base in coordinates.SIDED_LIMITS_DEG or base in coordinates.LATERAL


def parse_angles(node: Node, what: str, source: str, ranges: Mapping[str, Range]) -> tuple[Angle, ...]:
    """The angles of a posture or a move.

    Parameters: ``node`` maps coordinate names to angles; ``what`` names it in errors; ``source`` is the file;
    ``ranges`` are those it may name in an angle's place.
    Returns: its Angles in file order. Raises InputError for an unknown coordinate, an angle outside its limits, or
    one coordinate under two names that overlap whichever side is affected.
    """
    if not isinstance(node.value, dict):
        raise refusal(f"{what} is {node.what}", fix="write coordinates and angles, as in {knee_flexion: 90}",
                         source=source, line=node.line)
    angles = []
    for name, value in node.value.items():
        line = node.key_lines[name] if node.key_lines else None
        angles.append(_parse_angle(name, value, line, what, source, ranges))
    _refuse_overlap(angles, what, source)
    return tuple(angles)


def _parse_angle(name: str, value: Node, line: int | None, what: str, source: str,
                 ranges: Mapping[str, Range]) -> Angle:
    base, suffix = split_name(name)
    if base not in coordinates.LIMITS_DEG:
        raise refusal(f"{what} names the unknown coordinate '{shorten(name)}'", fix=suggest(name), source=source,
                         line=line)
    if suffix and not takes_suffix(base):
        raise refusal(f"{base} has no sides, so '{name}' means nothing", fix=f"write {base}", source=source,
                         line=line)
    radians, named = read_angle(value, name, source, ranges)
    angle = Angle(name, radians, line, named)
    low, high = coordinates.LIMITS_DEG[base]
    for degrees in map(math.degrees, values_of(angle, ranges)):
        if not low - _ROUNDING_DEG <= degrees <= high + _ROUNDING_DEG:
            through = f" (range {angle.named})" if angle.named else ""
            raise refusal(f"{name} is {degrees:.6g} deg{through}, outside its limits {low:g}..{high:g} deg",
                          source=source, line=value.line, fix=f"give an angle from {low:g} to {high:g} deg")
    return angle


def _refuse_overlap(angles: list[Angle], what: str, source: str) -> None:
    """Refuses two names that mean the same coordinate whichever side is affected."""
    seen: dict[str, Angle] = {}
    for angle in angles:
        base, suffix = split_name(angle.name)
        for other in seen.values():
            other_base, other_suffix = split_name(other.name)
            if base != other_base:
                continue
            pair = {suffix, other_suffix}
            if base in coordinates.LATERAL or None in pair:
                raise _overlap(what, other.name, angle, source)
        seen[angle.name] = angle


def _overlap(what: str, first: str, angle: Angle, source: str, side: str | None = None) -> InputError:
    when = "" if side is None else f" when side {side} is affected"
    base = split_name(angle.name)[0]
    return refusal(f"{what} gives {base} twice{when}: as {first} and as {angle.name}", source=source,
                      line=angle.line, fix="keep one of them, or name each side once with _r and _l, or _affected "
                      "and _other")


def resolve(angles: tuple[Angle, ...], side: str, what: str, source: str) -> dict[int, float]:
    """The angles as columns of an angle array, for a person affected on ``side``.

    Parameters: ``angles`` of one posture or move; ``side`` r or l; ``what`` and ``source`` for errors.
    Returns: {index in coordinates.FULL_NAMES: angle [rad]}. Raises InputError when ``_affected`` or ``_other`` meets
    the same side named literally.
    """
    columns: dict[int, float] = {}
    owner: dict[int, str] = {}
    for angle in angles:
        base, suffix = split_name(angle.name)
        literal = {None: None, "affected": side, "other": coordinates.OTHER_SIDE[side]}.get(suffix, suffix)
        value = angle.value_rad
        if base in coordinates.SIDED_LIMITS_DEG:
            names = [f"{base}_{s}" for s in ((literal,) if literal else coordinates.SIDES)]
        else:
            names = [base]
            value = -value if literal == "l" else value
        for name in names:
            index = coordinates.INDEX[name]
            if index in columns:
                raise _overlap(what, owner[index], angle, source, side)
            columns[index], owner[index] = value, angle.name
    return columns
