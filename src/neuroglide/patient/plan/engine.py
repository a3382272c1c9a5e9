"""What one technique does to this person's nerve in every draw of the twin: the whole network, the whole session.

The mechanics is evidence.replay's, marched over all draws at once; what is kept of each draw is what a bound judges or
a clinician reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from neuroglide.anatomy import BETWEEN_POINTS, SITES
from neuroglide.body.hamstrings import compute_hamstrings
from neuroglide.body.person import Person
from neuroglide.evidence.replay import Own, Replay
from neuroglide.evidence.run import Run
from neuroglide.parameters import ParameterSet, load_set
from neuroglide.patient.twin.model import Felt
from neuroglide.physiology.mechanosensitivity import intensity
from neuroglide.summary import seconds_above

#: Samples kept of each step: enough for peaks at its ends and for flow that lags behind tension.
PER_STEP = 4
#: Label of the steps between sets, in which nothing is exercised.
REST = "rest"
#: Where the network is read: the sites, and between them where a nerve branches or its tissue or bed changes.
NAMES = tuple(point.name for point in SITES + BETWEEN_POINTS)


class Found(NamedTuple):
    """What each of K draws came to, each (K,): over the whole network (NAMES) the worst, but ``excursion_mm``,
    peak to peak at the site of interest with the rests left out, and ``hamstring_share``, the passive moment over the
    person's tolerance.

    What is felt or borne (``symptom_max``, ``hamstring_share``) is (K M,) where M people may have each nerve, those of
    one nerve one after the other: one computed nerve says what all of them feel of it.
    ``exposure_percent_s`` is the integral of strain above the in-situ length over time, at the site where it is
    largest; ``seconds_above`` the time that site of the network spends above the strain at which inflamed fibres fire.
    A draw that did not reach the end has NaN.
    """

    excursion_mm: np.ndarray
    peak_strain_percent: np.ndarray
    min_blood_flow_percent: np.ndarray
    min_transport_percent: np.ndarray
    min_conduction_percent: np.ndarray
    symptom_max: np.ndarray
    seconds_above: np.ndarray
    exposure_percent_s: np.ndarray
    hamstring_share: np.ndarray


class Engine:
    """All draws of one twin, ready to be moved.

    Parameters: ``person``; ``draws``, the twin's, each with as many people who may have it (``felt``); ``site``, the
    site of interest. The curves of one session of 128 nerves fill a hundred megabytes, so that no run is kept.
    """

    def __init__(self, person: Person, draws: Sequence[Any], site: str):
        self.person, self.site, self.n = person, site, len(draws)
        sets: list[ParameterSet] = [draw.parameters for draw in draws]
        own = [Own(*draw.own) for draw in draws]
        self.replay = Replay(sets, person=person, per_step=PER_STEP, own=own,
                             points=BETWEEN_POINTS, whole_chain=True, keep_runs=False)
        felt = [draw.felt for draw in draws]
        self.tolerance_nm = np.array([[one.tolerance_nm for one in each] for each in felt])
        self.span = np.array([[one.span for one in each] for each in felt])
        self.width = np.array([p["mechanosensitivity.width"] for p in sets])
        self.threshold = np.array([[_thresholds(one) for one in each] for each in felt])  # (K, M, NAMES)
        self.limit_percent = 100.0 * load_set()["threshold.inflamed_fibres_fire"]

    def whole(self, movement: dict[str, Any]) -> Found:
        """A movement from its first sample to its last."""
        run = self.replay.movement(movement)
        step = run.timelines[0].step_index[run.start :]
        working = np.array([run.labels[i] != REST for i in np.maximum(step, 0)])
        return self._found(run, slice(0, len(run.time_s)), self._moment_nm(run), working)

    def parts(self, movement: dict[str, Any], count: int) -> list[Found]:
        """A ladder: what happened between ``to i`` and the end of ``rung i`` for each of ``count`` rungs."""
        run = self.replay.movement(movement)
        ends = np.array(run.timelines[0].step_end) - run.start
        moment = self._moment_nm(run)
        found = []
        for number in range(count):
            last = max(i for i, label in enumerate(run.labels) if label == f"rung {number}")
            begin = run.labels.index(f"to {number}")
            found.append(self._found(run, slice(int(ends[begin]), int(ends[last]) + 1), moment))
        return found

    def _moment_nm(self, run: Run) -> np.ndarray:
        """Passive moment of the hamstrings about the hip [N m], the affected side's (T,), at the records' values."""
        angles = run.timelines[0].angle_rad[run.start :]
        unique, back = np.unique(angles, axis=0, return_inverse=True)
        load = compute_hamstrings(self.person, unique, load_set())
        return load.hip_moment_nm[back.ravel(), ("r", "l").index(self.person.side)]

    def _found(self, run: Run, window: slice, moment_nm: np.ndarray, working: np.ndarray | None = None) -> Found:
        def at(quantity: str) -> np.ndarray:  # (K, sites, T)
            return np.stack([run.curve(name, quantity)[:, 0, window] for name in NAMES], axis=1)

        time_s, strain = run.time_s[window], at("strain_percent")
        taut = np.maximum(strain, 0.0)
        excursion = run.curve(self.site, "excursion_mm")[:, 0, window]
        if working is not None:  # the way to a rest and back is no glide of the technique
            excursion = excursion[:, working]
        found = Found(
            excursion_mm=np.ptp(excursion, axis=1),
            peak_strain_percent=strain.max(axis=(1, 2)),
            min_blood_flow_percent=at("blood_flow_percent").min(axis=(1, 2)),
            min_transport_percent=at("transport_percent").min(axis=(1, 2)),
            min_conduction_percent=at("conduction_percent").min(axis=(1, 2)),
            symptom_max=self._symptom(strain.max(axis=2)),
            seconds_above=seconds_above(time_s, np.moveaxis(strain, 2, 0), self.limit_percent).max(axis=1),
            exposure_percent_s=np.trapezoid(taut, time_s, axis=2).max(axis=1),
            hamstring_share=(moment_nm[window].max() / self.tolerance_nm).ravel(),
        )
        ok = run.ok[:, 0]
        return Found(*(np.where(np.repeat(ok, len(values) // self.n), values, np.nan) for values in found))

    def _symptom(self, peak_percent: np.ndarray) -> np.ndarray:
        """The worst symptom (K M,) that anybody feels of peak strains (K, NAMES) [%]."""
        peak = peak_percent[:, None, :] / 100.0
        felt = intensity(peak, self.threshold, self.width[:, None, None], self.span[:, :, None])
        return felt.max(axis=2).ravel()


def _thresholds(one: Felt) -> list[float]:
    """Strain [1] at which each of NAMES begins to hurt."""
    own = {place.site: place.threshold for place in one.sensitised}
    return [own.get(name, one.healthy) for name in NAMES]


def duration_s(movement: dict[str, Any]) -> float:
    """Seconds from the start posture to the end of a movement mapping."""
    from neuroglide.movement import build_timeline, load_movement

    return build_timeline(load_movement(movement)).duration_s
