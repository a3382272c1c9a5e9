"""The mechanics behind the twin: strain at every candidate site while a test is moved, for many possible nerves.

A *run* is one draw of the calibrated nerve, free or with one restriction; the person's body is the same in all. What
costs no mechanics (thresholds, muscle, joints) is drawn elsewhere and meets these curves there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from neuroglide.body import Person
from neuroglide.body.hamstrings import compute_hamstrings
from neuroglide.body.person import Restriction
from neuroglide.body.rhythm import leg_and_pelvis
from neuroglide.coordinates import INDEX, SIDES
from neuroglide.evidence.replay import Own, Replay
from neuroglide.parameters import ParameterSet, load_posterior, load_set
from neuroglide.patient.twin.beliefs import plan_of_sweeps, shares, value
from neuroglide.patient.twin.between import Between
from neuroglide.units import from_si

#: Draws of the calibrated nerve, those of them that are also run with a restriction, and samples of a sweep.
DRAWS, RESTRICTED, SAMPLES = 72, 50, 8
_SECONDS = 10
#: Hip flexions of a leg raise at which the hamstrings are computed.
_HIPS = 31
#: Step of the golden ratio: neighbours in the order of the draws get far stiffnesses.
_GOLDEN = 0.6180339887498949


class SweepKey(NamedTuple):
    """A test of sweeps.yaml, with one sensitiser or none, of the ``affected`` or the ``other`` limb."""

    test: str
    sensitiser: str | None
    side: str


@dataclass(frozen=True)
class Sweep:
    """One test as it is moved, over R runs.

    ``progress_deg (T,)`` from where the test starts; ``own (R, J, T)`` largest strain so far [percent] at the sites of
    the tested limb; ``cross (R, J, T)`` at those of the affected limb while the other one is tested, or None;
    ``moment_nm (R, T)`` passive hip moment of the tested leg, or None; ``hip_deg (R, T)`` its hip flexion, or None;
    ``tension_n (R,)`` of the affected nerve where the test starts.
    """

    progress_deg: np.ndarray
    own: np.ndarray
    cross: np.ndarray | None
    moment_nm: np.ndarray | None
    hip_deg: np.ndarray | None
    tension_n: np.ndarray


class Mechanics:
    """All runs of one person and limb; sweeps are computed when they are first asked for.

    Parameters: ``sets``; each is run free, and the first of them with one restriction too, unless ``site (R,)``,
    index of each run's restriction among ``restriction_sites`` or -1, ``stiffness (R,)`` [N/mm] and ``free (R,)``, the
    run without one of the same set, are given. ``prior (R,)`` is the probability of each run.
    """

    def __init__(self, person: Person, limb: str, sets: Sequence[ParameterSet], *,
                 site: np.ndarray | None = None, stiffness: np.ndarray | None = None,
                 free: np.ndarray | None = None):
        spec = plan_of_sweeps()[limb]
        self.person, self.limb = person, limb
        self.sites = tuple(spec["sites"])
        self.restriction_sites = tuple(spec["restrictions"])
        self.tests = spec["tests"]
        if site is None:
            held = list(sets)[:RESTRICTED]
            site, stiffness = one_restriction_each(len(held), self.restriction_sites)
            self.sets = list(sets) + held
            self.site = np.concatenate([np.full(len(sets), -1), site])
            self.stiffness = np.concatenate([np.zeros(len(sets)), stiffness])
            free = np.arange(len(self.sets)) % len(sets)
            #: How the runs mix to nerves between them, or None where each run is a person's own nerve.
            self.between = Between(free, len(sets))
        else:
            self.sets, self.site, self.stiffness = list(sets), np.asarray(site), np.asarray(stiffness, float)
            self.between = None
        self.stratum = _strata(self.site, len(self.restriction_sites), self.between is not None)
        self.prior = _prior_of(self.site, self.restriction_sites)
        #: The run of the same nerve without a restriction, which the other limb has.
        self.free = free
        self._replay = Replay(self._moving(tuple(spec["still"])), person=person, per_step=SAMPLES,
                              own=[self.own(run) for run in range(len(self.sets))])
        self._sweeps: dict[SweepKey, Sweep] = {}
        self._curves: dict[tuple[SweepKey, str], tuple[np.ndarray, np.ndarray] | np.ndarray] = {}

    def _moving(self, still: tuple[str, ...]) -> list[ParameterSet]:
        """The sets with the packaged values of what these tests never move: no bed is computed for that."""
        base, known = load_set(), {}
        for p in self.sets:
            if id(p) not in known:
                known[id(p)] = p.with_values({key: base[key] for key in p if key.startswith(still)})
        return [known[id(p)] for p in self.sets]

    def own(self, run: int, stiffness: float | None = None) -> Own:
        """The restriction of a run, as a Replay takes it; with another ``stiffness`` [N/mm] where one is given."""
        if self.site[run] < 0:
            return Own()
        site = f"{self.restriction_sites[self.site[run]]}.{self.person.side}"
        return Own((Restriction(site, 1e3 * float(self.stiffness[run] if stiffness is None else stiffness)),))

    @property
    def n_runs(self) -> int:
        """How many runs there are."""
        return len(self.sets)

    @property
    def n_partners(self) -> int:
        """How many nerves a run may be mixed with; 1 where it is not."""
        return 1 if self.between is None else self.between.count

    def curves(self, key: SweepKey, what: str, run: np.ndarray, partner: np.ndarray, site: np.ndarray) -> np.ndarray:
        """Curves (N, T) of one test for N nerves, never falling.

        Parameters: ``what`` own or cross (strain at ``site (N,)``, of the tested or of the affected limb), envelope
        (the largest of all sites), moment_nm or hip_deg; ``run``, ``partner (N,)``, the two that a nerve is mixed of.
        """
        kept = self._parts(key, what)
        at = (site,) if what in ("own", "cross") else ()
        if self.between is None:
            return kept[(run, *at)]
        mine, theirs = kept
        return np.maximum.accumulate(np.exp(mine[(run, *at)] + theirs[(partner, *at)]), axis=1)

    def _parts(self, key: SweepKey, what: str) -> tuple[np.ndarray, np.ndarray] | np.ndarray:
        if (key, what) not in self._curves:
            sweep = self.sweep(key)
            values = sweep.own.max(axis=1) if what == "envelope" else getattr(sweep, what)
            self._curves[key, what] = values if self.between is None else self.between.parts(values)
        return self._curves[key, what]

    def of_nerves(self, values: np.ndarray, run: np.ndarray, partner: np.ndarray) -> np.ndarray:
        """A parameter (N,) of N nerves from that of each run (R,)."""
        return values[run] if self.between is None else self.between.mixed(values, run, partner)

    def end_deg(self, test: str) -> float:
        """How far a test can go: its range in degrees of progress."""
        return abs(self.tests[test]["to"] - self.tests[test]["from"])

    def progress_of(self, test: str, angle_deg: float) -> float:
        """An angle as it is written in an examination, as degrees from where the test starts."""
        spec = self.tests[test]
        return (angle_deg - spec["from"]) * (1.0 if spec["to"] > spec["from"] else -1.0)

    def sweep(self, key: SweepKey) -> Sweep:
        """The curves of one test. The other limb is the free mirror of the affected one, except in the plain leg
        raise, where what is raised draws on the nerve of the affected limb too."""
        if key not in self._sweeps:
            if key.side == "affected" or self.crosses(key):
                self._sweeps[key] = self._computed(key)
            else:
                near = self.sweep(key._replace(side="affected"))
                mirror = near.own if self.free is None else near.own[self.free]
                self._sweeps[key] = replace(near, own=mirror, cross=None)
        return self._sweeps[key]

    def crosses(self, key: SweepKey) -> bool:
        """Whether the test of the other limb has a sweep of its own."""
        return key.side == "other" and key.test == "slr" and key.sensitiser is None

    def _computed(self, key: SweepKey) -> Sweep:
        spec = self.tests[key.test]
        start = dict(spec["start"]) | (spec["with"][key.sensitiser] if key.sensitiser else {})
        move = {spec["coordinate"]: spec["to"]}
        if key.side == "other":
            start, move = ({_swapped(name): angle for name, angle in posture.items()} for posture in (start, move))
        run = self._replay.movement({"id": "twin-test", "start": start, "steps": [{"move": move, "seconds": _SECONDS}]})
        affected = self.person.side
        tested = affected if key.side == "affected" else SIDES[1 - SIDES.index(affected)]
        moved = next(iter(move)).replace("_affected", f"_{affected}").replace("_other", f"_{tested}")
        progress = np.abs(run.angle_deg(moved)[0] - spec["from"])
        strain = {side: np.stack([np.maximum.accumulate(run.curve(f"{site}.{side}", "strain_percent")[:, 0], axis=1)
                                  for site in self.sites], axis=1) for side in {tested, affected}}
        at = f"{plan_of_sweeps()[self.limb]['tension_at']}.{affected}"
        angle_rad = run.timelines[0].angle_rad[run.start :]
        hip_deg = self._hip(angle_rad, tested) if spec["joint"] == "hip" else None
        return Sweep(
            progress, strain[tested], strain[affected] if tested != affected else None,
            self._moment(angle_rad, tested, hip_deg) if spec["muscle"] else None, hip_deg,
            run.curve(at, "tension_n")[:, 0, 0],
        )

    def _moment(self, angle_rad: np.ndarray, side: str, hip_deg: np.ndarray | None) -> np.ndarray:
        """Passive hip moment (R, T) [N m] of the packaged muscle (how much of it a person bears is drawn beside it); in
        a leg raise by the hip flexion that each run's pelvis leaves."""
        base, column = load_set(), SIDES.index(side)
        if hip_deg is None:
            one = compute_hamstrings(self.person, angle_rad, base).hip_moment_nm[:, column]
            return np.broadcast_to(np.maximum.accumulate(one), (self.n_runs, len(one)))
        grid = np.linspace(0.0, hip_deg.max(), _HIPS)
        posture = np.repeat(angle_rad[-1:], len(grid), axis=0)
        posture[:, [INDEX[f"slr_{s}"] for s in SIDES]] = 0.0
        posture[:, INDEX[f"hip_flexion_{side}"]] = np.radians(grid)
        table = compute_hamstrings(self.person, posture, base).hip_moment_nm[:, column]
        return np.interp(hip_deg, grid, np.maximum.accumulate(table))

    def _hip(self, angle_rad: np.ndarray, side: str) -> np.ndarray:
        """Hip flexion (R, T) [deg] of the tested leg."""
        column = SIDES.index(side)
        hips = {}
        for p in self.sets:
            if id(p) not in hips:
                hips[id(p)] = from_si(leg_and_pelvis(angle_rad, p)[0][:, column], "deg")
        return np.maximum.accumulate(np.stack([hips[id(p)] for p in self.sets]), axis=1)


def one_restriction_each(count: int, sites: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """A site and a stiffness [N/mm] for each of ``count`` draws: sites in turn, stiffness even in its logarithm."""
    low, high = restriction_range()
    place = np.arange(count) % len(sites)
    turn = np.arange(count) // len(sites)
    even = np.empty(count)
    for i in range(len(sites)):
        mine = place == i
        # Every site has its range filled evenly: the golden ratio gives the order, equal steps the places.
        even[mine] = (np.argsort(np.argsort((0.5 + _GOLDEN * turn[mine]) % 1.0)) + 0.5) / max(mine.sum(), 1)
    return place, low * (high / low) ** even


def _strata(site: np.ndarray, sites: int, wide: bool) -> np.ndarray:
    """Width (R,) in the logarithm of the stiffnesses that a run's restriction stands for; 0 where it is its own."""
    found = np.zeros(len(site))
    low, high = restriction_range()
    for i in range(sites if wide else 0):
        found[site == i] = np.log(high / low) / max((site == i).sum(), 1)
    return found


@lru_cache(maxsize=1)
def restriction_range() -> tuple[float, float]:
    """Softest and stiffest restriction that is drawn [N/mm]."""
    return load_set().record("twin.restriction.stiffness").spread["interval"]


def _prior_of(site: np.ndarray, sites: tuple[str, ...]) -> np.ndarray:
    """Prior probability of each run: free ones share that of no restriction, the others that of their site."""
    chance = value("twin.restriction.probability")
    prior = np.zeros(len(site))
    groups = [(-1, 1.0 - chance)] + [
        (i, chance * share) for i, share in enumerate(shares("twin.restriction.share", sites))]
    for index, mass in groups:
        mine = site == index
        prior[mine] = mass / max(mine.sum(), 1)
    return prior / prior.sum()


def _swapped(name: str) -> str:
    if name.endswith("_affected"):
        return f"{name.removesuffix('_affected')}_other"
    return f"{name.removesuffix('_other')}_affected" if name.endswith("_other") else name


@lru_cache(maxsize=3)
def mechanics_of(person: Person, limb: str) -> Mechanics:
    """The runs of one person on the packaged posterior, kept for the next question about the same person."""
    own = load_set().with_overrides(person.tissue, source=person.source)
    return Mechanics(person, limb, load_posterior().sets(own, n=DRAWS))
