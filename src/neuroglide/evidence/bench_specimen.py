"""A piece of nerve between grips: its tension under a prescribed length, its modulus, its shortening when cut.

Everything is the kernel's: the same tissue law, the same Prony update, a rod of three elements with clamped ends. Two
zeros of strain: ``in_situ``, the length in supine neutral, at which the specimen has rested for ever; ``slack``, the
length at which it carries nothing, at which a specimen on a testing machine has rested for ever.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from neuroglide.errors import InputError
from neuroglide.nerve.arrays import Material
from neuroglide.nerve.kernel import kernel_for
from neuroglide.nerve.network import Mesh
from neuroglide.nerve.solve import OUTCOMES, solve

ZEROS = ("in_situ", "slack")
#: Elements of the rod; more would only repeat them, since it is stretched alike all along.
_ELEMENTS = 3
#: Samples of the rise in ``ramp_and_hold`` and of its hold.
_RISE_SAMPLES, _HOLD_SAMPLES = 40, 160
_MEGA = 1e6


def ramp_and_hold(strain_percent: float, hold_s: float, *, rise_s: float = 2.0) -> tuple[np.ndarray, np.ndarray]:
    """Times (T,) [s] and strain (T,) [%] of a steady rise and a hold, sampled ever more coarsely; release not included.

    Tension that changes linearly in a step relaxes exactly, so a hold needs samples only where it is read.
    """
    rise = np.linspace(0.0, rise_s, _RISE_SAMPLES + 1)
    hold = rise_s + np.geomspace(min(0.1, 0.5 * hold_s), hold_s, _HOLD_SAMPLES)
    return np.r_[rise, hold], np.r_[strain_percent * rise / rise_s, np.full(len(hold), strain_percent)]


class Specimen(NamedTuple):
    """P draws of a piece of nerve.

    Section [m2], stiffness E A [N], toe [-], in-situ strain above slack [-] and the tension [N] at it, each (P,), the
    relaxation's shares [-] and times [s] (P, q), and what species, grips and the reading of a section make of a
    modulus (P,) [-].
    """

    law: str
    area_m2: np.ndarray
    stiffness_n: np.ndarray
    toe: np.ndarray
    rest_strain: np.ndarray
    rest_tension_n: np.ndarray
    prony_share: np.ndarray
    prony_time: np.ndarray
    laboratory: np.ndarray

    @property
    def area_mm2(self) -> np.ndarray:
        """Section at rest in situ (P,) [mm2]."""
        return self.area_m2 * _MEGA

    @property
    def slack_shortening_percent(self) -> np.ndarray:
        """How much shorter than in situ the specimen is when it carries nothing and has recovered for ever (P,)."""
        return 100.0 * self.rest_strain / (1.0 + self.rest_strain)

    def pull(self, time_s, strain_percent, *, zero: str = "in_situ") -> Pull:
        """Tension over time under a prescribed strain.

        Parameters: ``time_s`` (T,) [s], rising; ``strain_percent`` (T,) or (P, T) over the length named by ``zero``,
        0 at first, since the specimen has rested for ever before. Returns: a Pull.
        Raises: InputError for another zero or a step that failed.
        """
        start = self._stretch_at_zero(zero)
        time_s = np.asarray(time_s, float)
        strain = np.broadcast_to(np.asarray(strain_percent, float) / 100.0, (len(start), len(time_s)))
        steps = np.diff(time_s)
        dt = np.tile(np.r_[steps[:1] if len(steps) else 1.0, steps], (len(start), 1))
        out = solve(_rod(), self._material(start), 1.0 + strain[:, :, None], dt, fields=True, law=self.law)
        if (out.status != 0).any():
            raise InputError(f"the specimen could not be pulled: {OUTCOMES[int(out.status.max())]}.")
        stretch = (1.0 + strain) * (start / (1.0 + self.rest_strain))[:, None]
        return Pull(self, time_s, stretch, out.field_tension[:, :, 1])

    def hold(self, strain_percent: float, hold_s: float, *, rise_s: float = 2.0, zero: str = "in_situ") -> Pull:
        """Tension under a steady rise of ``rise_s`` [s] to a strain and a hold of ``hold_s`` [s]; see ``pull``."""
        return self.pull(*ramp_and_hold(strain_percent, hold_s, rise_s=rise_s), zero=zero)

    def modulus_mpa(self, at_percent: float, *, zero: str = "in_situ", percent_per_s: float | None = None):
        """Tangent modulus (P,) [MPa] at a strain over the length named by ``zero``: slope of stress over the section,
        as a laboratory would print it.

        Parameters: ``at_percent``; ``percent_per_s``, the rate of a steady pull from rest, None for a pull so slow that
        the tissue has relaxed. Returns: (P,).
        """
        if percent_per_s is None:
            tension, start = kernel_for(self.law).tension, self._stretch_at_zero(zero)
            strain = (1.0 + at_percent / 100.0) * start - 1.0
            slope = [tension(*values)[1] for values in zip(strain, self.stiffness_n, self.toe, strict=True)]
            relaxed = self.laboratory * (1.0 - self.prony_share.sum(axis=1))
            return relaxed * np.array(slope) * start / self.area_m2 / _MEGA
        percent = np.linspace(0.0, 1.01 * at_percent, 203)  # an even grid with its last point just beyond
        stress = self.pull(percent / percent_per_s, percent, zero=zero).stress_mpa
        beside = np.searchsorted(percent, at_percent)
        slope = (stress[:, beside + 1] - stress[:, beside - 1]) / (percent[beside + 1] - percent[beside - 1])
        return 100.0 * self.laboratory * slope

    def retraction_percent(self, after_s) -> np.ndarray:
        """Shortening against the in-situ length at times (T,) [s] after a cut (P, T): it carries nothing from then on.

        Quasi-linear tissue that is let go loses its tension before it is slack, and creeps on as its memory fades.
        The first time is reached in one step; give rising times.
        """
        kernel, after_s = kernel_for(self.law), np.asarray(after_s, float)
        found = np.empty((len(self.area_m2), len(after_s)))
        one, nothing = np.ones(2), np.zeros(2)
        for row, rest in enumerate(self.rest_strain):
            law = (self.stiffness_n[row] * one, self.toe[row] * one)
            m = (one, one, *law, *(nothing,) * 7, self.prony_share[row], self.prony_time[row])
            history, elastic = np.zeros((self.prony_share.shape[1], 2)), np.zeros(2)
            strain, memory = np.array([rest, rest]), np.zeros(2)
            kernel.update_history(_ends(strain), one, m, np.inf, history, elastic)  # rest for ever: nothing remembered
            for k, step in enumerate(np.diff(after_s, prepend=0.0)):
                gain = kernel.remember(history, elastic, m[11], m[12], step, memory)
                strain = kernel.rest_strain(np.maximum(-memory, 0.0), *law, gain)
                kernel.update_history(_ends(strain), one, m, step, history, elastic)
                found[row, k] = 100.0 * (rest - strain[0]) / (1.0 + rest)
        return found

    def _stretch_at_zero(self, zero: str) -> np.ndarray:
        if zero not in ZEROS:
            raise InputError(f"the zero of strain {zero!r} is unknown.", fix=f"use one of {', '.join(ZEROS)}.")
        return 1.0 + self.rest_strain if zero == "in_situ" else np.ones_like(self.rest_strain)

    def _material(self, start: np.ndarray) -> Material:
        """The rod of each draw, one metre long at its zero of strain, held by nothing but its ends."""
        nodes = np.ones((len(start), _ELEMENTS + 1))
        nothing, none = np.zeros_like(nodes), np.zeros((len(start), 0))
        inside = nodes.copy()
        inside[:, -1] = 0.0
        return Material(
            inside * _ELEMENTS, nodes * start[:, None], inside * self.stiffness_n[:, None], nodes * self.toe[:, None],
            nothing, nothing, nothing, np.zeros(0, dtype=np.int64), none, none, none, self.prony_share, self.prony_time,
        )


def _ends(strain: np.ndarray) -> np.ndarray:
    """Excursion of the two nodes of one element [m] of length 1 m that gives it its strain (2,)."""
    return np.array([0.0, strain[0]])


def _rod() -> Mesh:
    """One branch, its ends fixed to the grips; its bed is one segment."""
    count = _ELEMENTS
    nowhere = np.full(1, -1)
    return Mesh(
        np.r_[np.zeros(count, dtype=np.int64), -1], np.r_[np.full(count, 1.0 / count), 0.0],
        np.zeros(count + 1, dtype=np.int64), np.array([0]), np.array([count]), nowhere, nowhere, (), (),
        np.zeros(1, dtype=np.int64), np.zeros(1), np.zeros((1, 2), dtype=np.int64), np.ones(1),
    )


class Pull(NamedTuple):
    """A specimen under a prescribed length: times (T,) [s], stretch over the in-situ length and tension [N], (P, T)."""

    specimen: Specimen
    time_s: np.ndarray
    stretch: np.ndarray
    tension_n: np.ndarray

    @property
    def stress_mpa(self) -> np.ndarray:
        """Tension over the section at rest in situ (P, T) [MPa]."""
        return self.tension_n / self.specimen.area_m2[:, None] / _MEGA

    def fall_percent(self, since_s: float, until_s: float) -> np.ndarray:
        """Share of the tension at ``since_s`` that is gone at ``until_s`` (P,) [%]."""
        first, second = (
            np.array([np.interp(when, self.time_s, row) for row in self.tension_n]) for when in (since_s, until_s)
        )
        return 100.0 * (1.0 - second / first)
