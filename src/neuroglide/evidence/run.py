"""What a replay gives back: readings over draws (P), variants of open angles (V) and time (T)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from neuroglide.anatomy import CANAL_POINTS, SITE_INDEX, SITES, Site
from neuroglide.body import Person, with_pelvic_turn
from neuroglide.coordinates import INDEX
from neuroglide.errors import InputError
from neuroglide.evidence.crossing import first_reached
from neuroglide.nerve.network import Mesh
from neuroglide.physiology import run_physiology
from neuroglide.readings import at_sites, clinical_values, fibre_strain, site_mechanics, site_thresholds
from neuroglide.result import QUANTITIES
from neuroglide.units import from_si

MECHANICS = ("strain_percent", "strain_above_slack_percent", "excursion_mm", "tension_n")
#: The other quantities of a result, which need the physiology.
PHYSIOLOGY = tuple(name for name in QUANTITIES if name not in MECHANICS)


class Run:
    """One movement, P draws, V variants. Built by Replay; a draw that failed reads NaN from there on.

    ``variants`` (V dicts of the chosen open angles), ``time_s`` (T,) of the first variant, from the movement's start.
    """

    def __init__(
        self, variants, timelines, mesh: Mesh, nerves, sets, people: Sequence[Person], out,
        points: tuple[Site, ...] = CANAL_POINTS, whole_chain: bool = False,
    ):
        self.variants, self.timelines, self.mesh, self.people = variants, timelines, mesh, people
        self._nerves, self._sets, self._out = nerves, sets, out
        self._points = SITE_INDEX | {point.name: len(SITES) + i for i, point in enumerate(points)}
        self._chained = len(self._points) if whole_chain else len(SITES)
        self.start = timelines[0].start_index
        self.time_s = timelines[0].time_s[self.start :]
        self.labels = timelines[0].labels

    @cached_property
    def ok(self) -> np.ndarray:
        """(P, V), False where the run ended early."""
        return np.concatenate([o.status for o in self._out]).reshape(len(self._sets), len(self.variants)) == 0

    def _raw(self, name: str, point: int) -> np.ndarray:
        """(P, V, T) one output at one point, the approach included."""
        values = np.concatenate([getattr(o, name)[:, :, point] for o in self._out])
        return values.reshape(len(self._sets), len(self.variants), -1)

    def curve(self, site: str, quantity: str) -> np.ndarray:
        """(P, V, T) a quantity at a site over the movement, in the units and with the signs of a Result.

        Raises: InputError for an unknown site or quantity.
        """
        point = self._points.get(site)
        if point is None or (quantity in PHYSIOLOGY and point >= self._chained):
            raise InputError(f"there is no site {site!r}.", fix="use a site of docs/nomenclature.md, with its side.")
        if quantity in PHYSIOLOGY:
            return self._physiology[quantity][:, :, :, point]
        if quantity not in MECHANICS:
            known = ", ".join((*MECHANICS, *PHYSIOLOGY))
            raise InputError(f"there is no quantity {quantity!r}.", fix=f"use one of {known}.")
        if quantity == "excursion_mm":
            moved = self._raw("site_excursion", point)
            return from_si(moved - moved[:, :, self.start : self.start + 1], "mm")[:, :, self.start :]
        if quantity == "tension_n":
            return self._raw("site_tension", point)[:, :, self.start :]
        rest = np.array([at_sites(self.mesh, n.rest_stretch)[point] for n in self._nerves])[:, None, None]
        strain, above = fibre_strain(self._raw("site_stretch", point), rest)
        return 100.0 * (strain if quantity == "strain_percent" else above)[:, :, self.start :]

    def value(self, site: str, quantity: str, at: str | float = "end") -> np.ndarray:
        """(P, V) the quantity at ``start``, at ``end``, at the end of the step with that label, or at a time [s]."""
        return self._at(self.curve(site, quantity), at)

    def gain(self, site: str, quantity: str, to: str | float = "end", since: str | float = "start") -> np.ndarray:
        """(P, V) the value at ``to`` minus that at ``since``."""
        curve = self.curve(site, quantity)
        return self._at(curve, to) - self._at(curve, since)

    def largest(self, site: str, quantity: str) -> np.ndarray:
        """(P, V) the largest value over the movement."""
        return self.curve(site, quantity).max(axis=2)

    def least(self, site: str, quantity: str) -> np.ndarray:
        """(P, V) the least value over the movement."""
        return self.curve(site, quantity).min(axis=2)

    def angle_deg(self, coordinate: str) -> np.ndarray:
        """(V, T) a joint angle over the movement [deg]."""
        return np.stack([from_si(t.angle_rad[self.start :, INDEX[coordinate]], "deg") for t in self.timelines])

    def angle_when(self, coordinate: str, site: str, quantity: str, level: np.ndarray | float) -> np.ndarray:
        """(P, V) the joint angle [deg] at which a quantity first reaches ``level``, a number or (P, V).

        Infinite where it never does, NaN where the run failed.
        """
        return first_reached(self.angle_deg(coordinate), self.curve(site, quantity), level)

    def _at(self, curve: np.ndarray, when: str | float) -> np.ndarray:
        if when == "start":
            return curve[:, :, 0]
        if when == "end":
            return curve[:, :, -1]
        if isinstance(when, str):
            if when not in self.labels:
                raise InputError(f"no step is labelled {when!r}.", fix=f"use one of {', '.join(self.labels)}.")
            last = len(self.labels) - 1 - self.labels[::-1].index(when)
            return np.stack(
                [curve[:, v, t.step_end[last] - self.start] for v, t in enumerate(self.timelines)], axis=1
            )
        each = [t.time_s[self.start :] for t in self.timelines]
        return np.stack(
            [[np.interp(when, each[v], curve[p, v]) for v in range(curve.shape[1])] for p in range(curve.shape[0])]
        )

    @cached_property
    def _physiology(self) -> dict[str, np.ndarray]:
        """Every quantity of the physiology (P, V, T, q) at the sites; NaN where a run ended early."""
        shape = (len(self._sets), len(self.variants), len(self.time_s), self._chained)
        found = {name: np.full(shape, np.nan) for name in PHYSIOLOGY}
        rows = ((out, row) for out in self._out for row in range(len(out.status)))
        for number, (out, row) in enumerate(rows):
            draw, variant = divmod(number, len(self.variants))
            if out.status[row] != 0:
                continue
            values = self._clinical(out, row, draw, variant)
            for name in PHYSIOLOGY:
                found[name][draw, variant] = values[name][self.start :]
        return found

    def _clinical(self, out, row: int, draw: int, variant: int) -> dict[str, np.ndarray]:
        """Every quantity (T, q) of one run at the clinical sites, the approach included."""
        p, timeline, nerve, q = self._sets[draw], self.timelines[variant], self._nerves[draw], self._chained
        mesh = self.mesh._replace(site_element=self.mesh.site_element[:q], site_share=self.mesh.site_share[:q])
        one = out._replace(
            site_stretch=out.site_stretch[row : row + 1, :, :q], site_tension=out.site_tension[row : row + 1, :, :q]
        )
        fields = site_mechanics(mesh, nerve, one, timeline.time_s, len(timeline.time_s))
        posture = with_pelvic_turn(timeline.angle_rad, p)
        thresholds = np.full(q, p["mechanosensitivity.healthy_threshold"])
        thresholds[: len(SITES)] = site_thresholds(self.people[draw], p)
        chain = run_physiology(fields, posture, p, thresholds)
        return clinical_values(fields, chain, out.site_excursion[row, :, :q])
