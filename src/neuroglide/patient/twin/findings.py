"""What of an examination enters the inference, as single findings, and what does not, with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from neuroglide.coordinates import OTHER_SIDE
from neuroglide.patient.examination.fields import BEYOND, STOPPED
from neuroglide.patient.examination.measurement_error import allowed_difference_deg, error_deg
from neuroglide.patient.twin.beliefs import plan_of_sweeps, value
from neuroglide.patient.twin.mechanics import SweepKey
from neuroglide.patient.twin.model import Unused
from neuroglide.patient.twin.words import sensitiser_name, test_name

#: What may have been felt.
SYMPTOMS = ("reproduced", "other", "none")
#: What of a raise that was noted twice may stand in one of the notes alone.
_OF_RAISE = ("angle_deg", "device", "rater", "stopped_by", "symptom", "place", "intensity")
#: Share of a test's range that "full" without an angle is taken for.
_FULL = 0.8


@dataclass(frozen=True)
class Finding:
    """One thing that was found.

    ``kind`` angle (``value`` degrees from the test's start), beyond (it went at least so far), change (degrees gained
    by a sensitiser), stopped, symptom, intensity, place, word (worse, same, better), stage (leg or none). ``sweep`` is
    the test with its sensitiser, ``base`` the one without, ``base_value`` the angle read there; ``sd`` its error, where
    it has one, and ``errors`` those that it would have with less written of how it was measured; ``own_symptom``, of an
    intensity, whether it is that of the patient's own symptom; ``alone``, how it would be read without the finding
    whose text is ``leans_on``, where that makes a difference.
    """

    text: str
    kind: str
    sweep: SweepKey
    value: Any
    sd: float = 0.0
    base: SweepKey | None = None
    base_value: float | None = None
    own_symptom: bool = False
    errors: tuple[float, ...] = ()
    alone: Finding | None = None
    leans_on: str | None = None


@dataclass(frozen=True)
class Open:
    """A measurement of which something is not written that changes what the rest of it means: the findings ``used`` of
    it, and those of each of the ``ways`` in which it would be read with that written."""

    used: tuple[Finding, ...]
    ways: tuple[tuple[Finding, ...], ...]


@dataclass
class Findings:
    """All of an examination: ``used``, ``unused``, ``conflicts`` in words, measurements that are ``open`` to more than
    one reading, and the sweeps that were tested."""

    used: list[Finding] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)

    def tested(self) -> set[SweepKey]:
        """Tests, with their sensitisers, that something was found in."""
        return {finding.sweep for finding in self.used}


def read_findings(exam) -> Findings:
    """The findings of an examination that the twin can use.

    Parameters: ``exam`` an Examination. Returns: Findings. Measurements of one test that differ by more than their
    error allows are named and left out, all of them: which one is right is for the clinician to say.
    """
    found = Findings()
    spec = plan_of_sweeps()
    limb = exam.complaint.limb
    usable = []
    for test in exam.tests:
        name = test_name(test.test, _side_of(exam, test))
        if test.test == "prone_knee_bend":
            found.unused.append(Unused(name, "it moves the femoral nerve, which is not modelled"))
        elif test.test not in spec[limb]["tests"] and test.test != "crossed_slr" or \
                test.test == "crossed_slr" and limb == "arm":
            found.unused.append(Unused(name, f"it says nothing about the nerve of the {limb}"))
        elif test.side is None and test.test != "passive_neck_flexion":
            found.unused.append(Unused(name, "its side is not given"))
        else:
            usable.append(test)
    for group in _by_test(exam, _raises_once(found, exam, usable)):
        key = key_of(exam, group[0])
        if conflict := _conflict(exam, key, group):
            found.conflicts.append(conflict)
            found.unused.append(Unused(test_name(key.test, _side_of(exam, group[0])), conflict))
            continue
        for test in group:
            mine = _reading(exam, key, test)
            found.used += mine.used
            found.unused += mine.unused
            if ways := _ways(exam, key, test):
                found.open.append(Open(tuple(mine.used), ways))
    return found


def _ways(exam, key: SweepKey, test) -> tuple[tuple[Finding, ...], ...]:
    """How a measurement would be read with what stopped it and what was felt written; none where both are. That nothing
    stopped it tells how far it went only with the angle."""
    if None not in (test.stopped_by, test.symptom) and (test.stopped_by, test.angle_deg) != ("full", None):
        return ()
    stops, symptoms = (every if said is None else (said,) for every, said in
                       ((STOPPED + BEYOND, test.stopped_by), (SYMPTOMS, test.symptom)))
    ways = (_reading(exam, key, replace(test, stopped_by=by, symptom=felt)).used for by in stops for felt in symptoms)
    known = test.angle_deg is not None
    return tuple(dict.fromkeys(tuple(f for f in way if known or f.kind != "beyond") for way in ways))


def _raises_once(found: Findings, exam, tests: list) -> list:
    """The tests without a crossed raise that is the plain raise of the same leg noted twice: it is one raise, and what
    it adds is whether it brought on the symptom of the affected limb. What else was written of it alone counts for the
    plain one."""
    plain = next((t for t in tests if t.test == "slr" and t.side not in (None, exam.side)), None)
    kept, whole = [], plain
    for test in tests:
        if test.test == "crossed_slr" and plain is not None and test.symptom != "reproduced":
            found.unused.append(Unused(test_name(test.test), "the same raise is noted as that of the other leg"))
            whole = replace(whole, **{name: getattr(test, name) for name in _OF_RAISE if getattr(whole, name) is None})
        else:
            kept.append(test)
    return [whole if test is plain else test for test in kept]


def _by_test(exam, tests: Iterable) -> list[list]:
    groups: dict[SweepKey, list] = {}
    for test in tests:
        groups.setdefault(key_of(exam, test), []).append(test)
    return list(groups.values())


def key_of(exam, test) -> SweepKey:
    """The sweep of a test. A slump in which the neck's flexion is what was added began with the head up."""
    name = "slr" if test.test == "crossed_slr" else test.test
    if name == "slump_knee_extension" and "neck_flexion" in test.sensitisers:
        name = "slump_knee_extension_head_up"
    if name == "passive_neck_flexion":
        return SweepKey(name, None, "affected")
    return SweepKey(name, None, "affected" if _side_of(exam, test) == exam.side else "other")


def _side_of(exam, test) -> str | None:
    """The limb that is moved; of a crossed raise always the one that is not affected."""
    if test.test != "crossed_slr":
        return test.side
    return OTHER_SIDE[exam.side]


def _conflict(exam, key: SweepKey, group: list) -> str | None:
    """What two measurements of one test disagree on, or None."""
    name = test_name(key.test, _side_of(exam, group[0]))
    angles = [(t.angle_deg, error_deg(t.device, t.rater)) for t in group if t.angle_deg is not None]
    for i, (angle, sd) in enumerate(angles):
        for other, other_sd in angles[:i]:
            allowed = allowed_difference_deg(sd, other_sd)
            if abs(angle - other) > allowed:
                return (f"{name}: {other:g} and {angle:g} degrees differ by more than measurement error "
                        f"({allowed:.0f} degrees); measure again. Neither is used.")
    symptoms = {t.symptom for t in group if t.symptom}
    if {"reproduced", "none"} <= symptoms:
        return f"{name}: one measurement reproduced the symptom and another found none; test again. Neither is used."
    for sensitiser in {s for t in group for s in t.sensitisers}:
        words = {t.sensitisers[sensitiser].symptom for t in group if sensitiser in t.sensitisers}
        if {"worse", "better"} <= words:
            return f"{name}: {sensitiser_name(sensitiser)} made it worse and better; test again. Neither is used."
    return None


def _reading(exam, key: SweepKey, test) -> Findings:
    """The findings of one measurement, and what of it is not used."""
    found = Findings()
    _read_test(found, exam, key, test)
    return found


def _read_test(found: Findings, exam, key: SweepKey, test) -> None:
    spec = plan_of_sweeps()[exam.complaint.limb]["tests"][key.test]
    name = test_name(key.test, _side_of(exam, test))
    span = abs(spec["to"] - spec["from"])
    pain = value("twin.error.in_pain")
    errors = tuple(pain * error_deg(device, rater) for device in (test.device, None) for rater in (test.rater, None))
    # What stopped the test and was not written may have been pain.
    sd = errors[0] if test.stopped_by in ("symptom", None) else errors[0] / pain
    progress = None
    if test.angle_deg is not None:
        progress = (test.angle_deg - spec["from"]) * (1.0 if spec["to"] > spec["from"] else -1.0)
        progress = min(max(progress, 0.0), span)
    ended = test.stopped_by in STOPPED or test.stopped_by is None
    add = found.used.append
    if progress is not None and ended:
        add(Finding(f"{name}: {test.angle_deg:g} degrees", "angle", key, progress, sd, errors=errors))
    elif test.stopped_by in BEYOND and (progress is not None or test.stopped_by == "full"):
        reached = _FULL * span if progress is None else progress
        add(Finding(f"{name}: nothing modelled stopped it", "beyond", key, reached, sd, errors=errors))
    if test.stopped_by in STOPPED:
        add(Finding(f"{name}: stopped by {test.stopped_by}", "stopped", key, test.stopped_by))
    if test.stopped_by == "other":
        if test.symptom or test.place:
            found.unused.append(Unused(f"{name}: what was felt", "it was stopped before any limit that is modelled"))
        _read_stages(found, key, test, name)
        return
    if test.symptom:
        add(Finding(f"{name}: symptom {test.symptom}", "symptom", key, test.symptom))
    if test.intensity is not None and test.symptom != "none":
        any_symptom = Finding(f"{name}: intensity {test.intensity:g} of 10", "intensity", key, test.intensity,
                              value("twin.error.intensity"))
        add(any_symptom if test.symptom != "reproduced" else
            replace(any_symptom, own_symptom=True, alone=any_symptom, leans_on=f"{name}: symptom {test.symptom}"))
    if place := _place_group(test.place):
        add(Finding(f"{name}: felt at the {test.place.replace('_', ' ')}", "place", key, place))
    _read_sensitisers(found, spec, key, test, name, progress if ended else None, (sd, errors))
    _read_stages(found, key, test, name)


def _place_group(place: str | None) -> str | None:
    groups = plan_of_sweeps()["places"]
    return next((group for group, places in groups.items() if place in places), None)


def _read_sensitisers(found: Findings, spec: Mapping, key: SweepKey, test, name: str, progress, sds) -> None:
    sd, errors = sds
    for sensitiser, effect in test.sensitisers.items():
        label = f"{name} with {sensitiser_name(sensitiser)}"
        if sensitiser not in spec["with"]:
            found.unused.append(Unused(label, "this movement is part of the test already, or is not modelled with it"))
            continue
        if test.test == "crossed_slr":
            found.unused.append(Unused(label, "sensitisers of the crossed raise are not modelled"))
            continue
        added = key._replace(sensitiser=sensitiser)
        if effect.angle_change_deg is not None:
            gained = effect.angle_change_deg * (1.0 if spec["to"] > spec["from"] else -1.0)
            change = Finding(f"{label}: {effect.angle_change_deg:+g} degrees", "change", added, gained, sd * 2**0.5,
                             base=key, errors=tuple(one * 2**0.5 for one in errors))
            if progress is None:
                found.used.append(change)
            else:  # the second angle itself: its error is its own, the first one's is counted where it stands
                reached = min(max(progress + gained, 0.0), abs(spec["to"] - spec["from"]))
                found.used.append(Finding(change.text, "angle", added, reached, sd, key, progress, errors=errors,
                                          alone=change, leans_on=f"{name}: {test.angle_deg:g} degrees"))
        if effect.symptom:
            found.used.append(Finding(f"{label}: {effect.symptom}", "word", added, effect.symptom, base=key))


def _read_stages(found: Findings, key: SweepKey, test, name: str) -> None:
    stages = dict(test.stages)
    release = stages.pop("neck_release", None)
    if release:
        found.used.append(Finding(f"{name}: neck released, {release}", "word",
                                  key._replace(sensitiser="neck_extension"), release, base=key))
    of_stage = {"knee_extension": SweepKey("slump_knee_extension", None, key.side), "dorsiflexion": key}
    for stage, felt in stages.items():
        if stage in of_stage and felt in ("leg", "none"):
            found.used.append(Finding(f"{name}: {stage.replace('_', ' ')}, {felt}", "stage", of_stage[stage], felt))
        else:
            reason = "before the knee moves, the model has no symptom to compare" if stage not in of_stage else \
                f"felt in the {felt}, which the model does not place"
            found.unused.append(Unused(f"{name}: {stage.replace('_', ' ')}", reason))
