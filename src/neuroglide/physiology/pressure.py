"""Pressure on and in the nerve: from tunnels and foramina by posture, and from the nerve's own tension."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from neuroglide.coordinates import INDEX
from neuroglide.errors import InputError
from neuroglide.physiology.smooth_step import smooth_step

#: Numerical guards only: tension strain above 10 and foraminal exponents above 5 lie outside any nerve or spine.
_LARGEST_TENSION_STRAIN = 10.0
_LARGEST_EXPONENT = 5.0
#: Numerical guard only [N]: where there is no nerve (empty elements have no stiffness) the strain is 0.
_SOFTEST = 1e-12


def tension_strain(
    tension_n: NDArray[np.float64], rest_tension_n: NDArray[np.float64], stiffness_n: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Tension beyond rest as a strain: what pinches vessels, and what relaxes while a stretch is held.

    Parameters: ``tension_n`` (T, n) [N]; ``rest_tension_n`` (n,) in relaxed supine neutral [N]; ``stiffness_n`` (n,)
    tangent stiffness ``E A`` of the stiff part of the tissue law [N]. Returns: (T, n) [1], 0 at and below rest.

    Equation: ``D = (N - N0) / (E A)``, held to 0..10. Dividing by ``E A`` makes it free of the absolute modulus, which
    is known within a factor of ten at best. ``D`` is smaller than the strain that causes it, because of the toe.
    """
    excess = np.clip(tension_n - rest_tension_n, 0.0, _LARGEST_TENSION_STRAIN * np.maximum(stiffness_n, 0.0))
    excess *= 1.0 / np.maximum(stiffness_n, _SOFTEST)
    return excess


def _tarsal_tunnel(angle_rad: NDArray[np.float64], side: str, p: Mapping[str, float]) -> NDArray[np.float64]:
    inversion = angle_rad[:, INDEX[f"ankle_inversion_{side}"]]
    neutral = p["pressure.tarsal_neutral"]
    everted = smooth_step(-inversion, 0.0, p["pressure.tarsal_full_eversion_angle"])
    inverted = smooth_step(inversion, 0.0, p["pressure.tarsal_full_inversion_angle"])
    return (
        neutral
        + (p["pressure.tarsal_everted"] - neutral) * everted
        + (p["pressure.tarsal_inverted"] - neutral) * inverted
    )


def _carpal_tunnel(angle_rad: NDArray[np.float64], side: str, p: Mapping[str, float]) -> NDArray[np.float64]:
    extension = angle_rad[:, INDEX[f"wrist_extension_{side}"]]
    neutral = p["pressure.carpal_neutral"]
    extended = smooth_step(extension, 0.0, p["pressure.carpal_full_angle"])
    flexed = smooth_step(-extension, 0.0, p["pressure.carpal_full_angle"])
    return (
        neutral
        + (p["pressure.carpal_extended"] - neutral) * extended
        + (p["pressure.carpal_flexed"] - neutral) * flexed
    )


def _foramen(angle_rad: NDArray[np.float64], side: str, p: Mapping[str, float]) -> NDArray[np.float64]:
    trunk, tilt = angle_rad[:, INDEX["trunk_flexion"]], angle_rad[:, INDEX["pelvic_tilt"]]
    lumbar_flexion = p["body.trunk_lumbar_share.flexion"] * trunk + tilt
    to_this_side = angle_rad[:, INDEX["trunk_side_flexion"]] * (1.0 if side == "r" else -1.0)
    closing = (
        to_this_side / p["pressure.foramen_side_flexion_angle"] - lumbar_flexion / p["pressure.foramen_flexion_angle"]
    )
    return p["pressure.foramen_neutral"] * np.exp(np.clip(closing, -_LARGEST_EXPONENT, _LARGEST_EXPONENT))


_KINDS = {"tarsal": _tarsal_tunnel, "carpal": _carpal_tunnel, "foramen": _foramen}


def external_pressure(
    angle_rad: NDArray[np.float64], tunnels: Mapping[str, NDArray[np.intp]], nodes: int, p: Mapping[str, float]
) -> NDArray[np.float64]:
    """Pressure around the nerve, from posture alone.

    Parameters: ``angle_rad`` (T, C) in the order of coordinates.FULL_NAMES [rad], ``pelvic_tilt`` with all of the
    pelvis's turn in it, that under a straight-leg raise too (``body.with_pelvic_turn``); ``tunnels`` gives the node
    indices in ``tarsal.<side>``, ``carpal.<side>`` and ``foramen.<level>.<side>``; ``nodes`` is n; ``p`` parameters.
    Returns: (T, n) [Pa], 0 outside tunnels. Raises: InputError for a tunnel of unknown kind or side, or
    with a node that is not there.

    Equations, with S the smooth step from 0 to the full angle: tarsal ``P0 + (Pe - P0) S(eversion) +
    (Pi - P0) S(inversion)``; carpal the same with wrist flexion and extension; foramen ``P0 exp(side flexion toward it
    / b - lumbar flexion / a)``, lumbar flexion being the lumbar share of trunk flexion plus pelvic tilt.

    Source: tarsal trepman1999 (abstract; P064-P066); carpal gelberman1981 (abstract, controls); foramen: only the sign
    is published (takahashi1995, abstract; P067), its size is ours.

    Doubts: angles called "full" are not given in the abstracts; the course between neutral and full is ours; ankle
    dorsiflexion, grip and trunk rotation are left out.
    """
    pressure = np.zeros((len(angle_rad), nodes))
    for name, at in tunnels.items():
        kind, side = name.split(".")[0], name.rsplit(".", 1)[-1]
        if kind not in _KINDS or side not in ("r", "l"):
            raise InputError(f"unknown tunnel {name!r}.", fix=f"name it <{'|'.join(_KINDS)}>...<r|l>.")
        if (np.asarray(at) >= nodes).any() or (np.asarray(at) < 0).any():
            raise InputError(f"tunnel {name!r} names a node outside 0 to {nodes - 1}.", fix="index the nodes given.")
        pressure[:, at] = _KINDS[kind](angle_rad, side, p)[:, None]
    return pressure


def intraneural_pressure(
    external_pa: NDArray[np.float64], tension_strain_: NDArray[np.float64], p: Mapping[str, float]
) -> NDArray[np.float64]:
    """Pressure inside the nerve.

    Parameters: ``external_pa`` (T, n) [Pa]; ``tension_strain_`` (T, n) [1]; ``p`` parameters. Returns: (T, n) [Pa].

    Equation: ``P = P_rest + k D + P_ext``.

    Source: traction, not focal compression, raises the pressure inside a stretched nerve above that around it
    (gelberman1998, abstract; M039); the gain ``k`` is assumed, of the size of the recalled P078.

    Doubts: contact pressure where a taut nerve bends over bone (tension times curvature over width) is left out:
    the curvature of the bed does not reach this function. Flow, transport and section take ``P_ext`` and the tension
    itself, never this sum, so that no load is counted twice.
    """
    pressure = tension_strain_ * p["pressure.traction_gain"]
    pressure += p["pressure.intraneural_rest"]
    pressure += external_pa
    return pressure
