"""The coordinates of a posture and the ranges outside which a file is refused (degrees).

One list that the movement language and the body both use. Flexion is positive; angles are relative angles of
bodies. ``CENTRAL`` coordinates have one value; ``SIDED`` ones take ``_r`` or ``_l``. ``LATERAL`` central
coordinates are positive to the right.
"""

from __future__ import annotations

CENTRAL_LIMITS_DEG: dict[str, tuple[float, float]] = {
    "neck_flexion": (-80, 80),
    "neck_side_flexion": (-45, 45),
    "trunk_flexion": (-30, 90),
    "trunk_side_flexion": (-60, 60),
    "trunk_rotation": (-60, 60),
    "pelvic_tilt": (-60, 60),
}

SIDED_LIMITS_DEG: dict[str, tuple[float, float]] = {
    "hip_flexion": (-30, 130),
    "hip_adduction": (-60, 60),
    "hip_internal_rotation": (-60, 60),
    "slr": (0, 120),
    "knee_flexion": (-10, 150),
    "ankle_dorsiflexion": (-50, 35),
    "ankle_inversion": (-60, 60),
    "toe_extension": (-60, 60),
    "shoulder_abduction": (0, 180),
    "shoulder_depression": (-60, 60),
    # "shoulder 0..180" and "others +-60" both read on this one: the wider of the two is kept.
    "shoulder_external_rotation": (-60, 180),
    "elbow_flexion": (-5, 150),
    "forearm_supination": (-60, 60),
    "wrist_extension": (-85, 85),
    "finger_extension": (-60, 60),
}

LIMITS_DEG = CENTRAL_LIMITS_DEG | SIDED_LIMITS_DEG
#: Central coordinates with a left and a right: positive to the right.
LATERAL = ("neck_side_flexion", "trunk_side_flexion", "trunk_rotation")
SIDES = ("r", "l")
#: A side in words, and the other one.
SIDE_WORDS = {"r": "right", "l": "left"}
OTHER_SIDE = {"r": "l", "l": "r"}
#: Coordinates a file may name that move no nerve of the model; the sweep in tests/picture holds this list true.
NOT_MODELLED: tuple[str, ...] = ()

#: Every full coordinate name, in the one order used by angle arrays of shape (time, coordinate).
FULL_NAMES: tuple[str, ...] = tuple(CENTRAL_LIMITS_DEG) + tuple(
    f"{name}_{side}" for name in SIDED_LIMITS_DEG for side in SIDES
)
INDEX: dict[str, int] = {name: i for i, name in enumerate(FULL_NAMES)}


def limits_deg(full_name: str) -> tuple[float, float]:
    """Range [deg] outside which a file is refused, for a full coordinate name."""
    return LIMITS_DEG[full_name] if full_name in CENTRAL_LIMITS_DEG else LIMITS_DEG[full_name.rsplit("_", 1)[0]]
