"""How one angle of the posture is shared among the joints: pelvic rhythm of the leg raise, levels of the spine."""

from __future__ import annotations

import numpy as np

from neuroglide.coordinates import INDEX, SIDES
from neuroglide.parameters import ParameterSet

#: Lumbar motion segments from above: the joint between L1 and L2 first.
LEVELS = ("l1_l2", "l2_l3", "l3_l4", "l4_l5", "l5_s1")


def split_slr(angle_rad: np.ndarray, p: ParameterSet) -> tuple[np.ndarray, np.ndarray]:
    """Split a straight leg raise into hip flexion and posterior pelvic tilt.

    The pelvis starts to turn at the onset angle; from there its share of each further degree grows linearly up to a
    ceiling: ``dtilt/dslr = min(a + b (slr - onset), ceiling)``, with ``b`` such that the published share of the
    whole is met at the reference raise.

    Parameters: ``angle_rad`` leg to horizontal, knee straight, any shape [rad]; ``p`` parameters.
    Returns: hip flexion and posterior pelvic tilt [rad], same shape; they add up to ``angle_rad``.
    Source: onset bohannon1985, share bohannon1985b (abstracts); see the records ``body.pelvic_rhythm.*``.
    """
    onset, first = p["body.pelvic_rhythm.onset"], p["body.pelvic_rhythm.initial_share"]
    ceiling, at = p["body.pelvic_rhythm.ceiling_share"], p["body.pelvic_rhythm.reference_slr"]
    span = at - onset
    growth = 2.0 * (p["body.pelvic_rhythm.reference_share"] * at - first * span) / span**2
    x = np.maximum(angle_rad - onset, 0.0)
    bend = max((ceiling - first) / growth, 0.0) if growth > 0.0 else np.inf
    low = np.minimum(x, bend)
    tilt = first * low + 0.5 * growth * low**2 + ceiling * (x - low)
    return angle_rad - tilt, tilt


def leg_and_pelvis(angle_rad: np.ndarray, p: ParameterSet) -> tuple[np.ndarray, np.ndarray]:
    """Hip flexion of both sides and the pelvic tilt that a run of postures comes to.

    ``hip_flexion`` never moves the pelvis; ``slr`` turns it by the pelvic rhythm, and of two raised legs the larger
    turn acts once. What the turn does to a leg is settled for the whole run, so that nothing jumps while an angle
    grows out of zero:

    - a leg whose ``hip_flexion`` is zero throughout keeps its angle to the couch: ``hip = slr - tilt``; with no
      ``slr`` either it rests there, and its hip extends as the pelvis turns;
    - a leg whose ``hip_flexion`` differs from zero at any moment keeps the named angle to the pelvis, however far
      the other leg turns it: ``hip = hip_flexion + (slr - tilt of this leg alone)``.

    Parameters: ``angle_rad (T, C)`` postures of one run [rad]. Returns: hip flexion ``(T, 2)`` in the order of SIDES
    and posterior pelvic tilt ``(T,)`` [rad].
    """
    raised = np.stack([angle_rad[:, INDEX[f"slr_{side}"]] for side in SIDES], axis=1)
    flexed = np.stack([angle_rad[:, INDEX[f"hip_flexion_{side}"]] for side in SIDES], axis=1)
    hip_alone, tilt_alone = split_slr(raised, p)
    tilt = tilt_alone.max(axis=1)
    named = (flexed != 0.0).any(axis=0)
    hip = np.where(named, flexed + hip_alone, raised - tilt[:, None])
    return hip, angle_rad[:, INDEX["pelvic_tilt"]] + tilt


def with_pelvic_turn(angle_rad: np.ndarray, p: ParameterSet) -> np.ndarray:
    """The postures ``(T, C)`` with the pelvis's turn under a leg raise added to ``pelvic_tilt`` [rad].

    For readers of ``pelvic_tilt`` that know nothing of the rhythm: what they find there is all of the lumbar flexion
    that comes from the pelvis. Not for :func:`leg_and_pelvis`, which would count the turn twice.
    """
    out = np.array(angle_rad, float)
    out[:, INDEX["pelvic_tilt"]] = leg_and_pelvis(out, p)[1]
    return out


def level_shares(motion: str, p: ParameterSet) -> np.ndarray:
    """Share of each lumbar level (5,) in lumbar ``flexion``, ``side_flexion`` or ``rotation``; they sum to 1."""
    ranges = np.array([p[f"body.lumbar_range.{level}.{motion}"] for level in LEVELS])
    return ranges / ranges.sum()


def spine_angles(angle_rad: np.ndarray, tilt_rad: np.ndarray, p: ParameterSet) -> dict[str, np.ndarray]:
    """Angles of the lumbar levels and of the thorax [rad].

    ``trunk_*`` (T1 to pelvis) is shared between lumbar spine and thorax by the records ``body.trunk_lumbar_share.*``;
    the whole pelvic tilt is lumbar flexion.

    Returns: ``flexion``, ``side_flexion``, ``rotation`` each ``(T, 5)`` for LEVELS; ``thoracic_flexion``,
    ``thoracic_side_flexion``, ``thoracic_rotation`` each ``(T,)``.
    """
    out = {}
    for motion in ("flexion", "side_flexion", "rotation"):
        trunk = angle_rad[:, INDEX[f"trunk_{motion}"]]
        share = p[f"body.trunk_lumbar_share.{motion}"]
        lumbar = share * trunk + (tilt_rad if motion == "flexion" else 0.0)
        out[motion] = lumbar[:, None] * level_shares(motion, p)
        out[f"thoracic_{motion}"] = (1.0 - share) * trunk
    return out
