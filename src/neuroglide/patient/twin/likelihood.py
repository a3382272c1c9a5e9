"""How probable each finding is for each possible person."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from neuroglide.patient.examination.fields import STOPPED
from neuroglide.patient.twin.beliefs import plan_of_sweeps, value
from neuroglide.patient.twin.findings import SYMPTOMS, Finding
from neuroglide.patient.twin.limits import HAMSTRING, REFERRED, Outlook
from neuroglide.patient.twin.mechanics import SweepKey

#: A symptom of 10 from which it counts as felt.
FELT = 1.0
WORDS = ("worse", "same", "better")
PLACES = ("back", "thigh", "below")
LIMITED_BY = ("nerve", "hamstring", "joint", "referred")
#: Numerical guard: no finding is held to be quite impossible.
_LEAST = 1e-12


def log_likelihood(finding: Finding, outlook: Outlook) -> np.ndarray:
    """Log probability (N,) of one finding, independent of the others given the person."""
    return np.log(np.maximum(_BY_KIND[finding.kind](finding, outlook), _LEAST))


def outlier_chance(finding: Finding, outlook: Outlook) -> np.ndarray:
    """Probability (N,) that an angle was misread or written wrong, if this is the person."""
    right, wrong = _MEASURED[finding.kind](finding, outlook)
    return wrong / (right + wrong)


def _angle(finding: Finding, outlook: Outlook) -> tuple[np.ndarray, float]:
    """An angle, off by the reading's error and by the model's own in this test.

    With a sensitiser, the model's error is what it was without it and a little more: what the first reading was off
    by tells of it.
    """
    model = value("twin.error.model") ** 2
    off = finding.value - outlook.ending(finding.sweep).at
    variance = finding.sd**2 + model
    if finding.base is not None and finding.base_value is not None:
        carried = model / variance
        off = off - carried * (finding.base_value - outlook.ending(finding.base).at)
        variance = variance - carried * model + value("twin.error.model_change") ** 2
    return _measured(off, variance**0.5, outlook.mechanics.end_deg(finding.sweep.test))


def _change(finding: Finding, outlook: Outlook) -> tuple[np.ndarray, float]:
    change = outlook.ending(finding.sweep).at - outlook.ending(finding.base).at
    sd = (finding.sd**2 + value("twin.error.model_change") ** 2) ** 0.5
    return _measured(finding.value - change, sd, 2.0 * outlook.mechanics.end_deg(finding.sweep.test))


def _measured(error: np.ndarray, sd: float, span: float) -> tuple[np.ndarray, float]:
    """Normal error, and beside it, with a small probability, anything in the range (written wrong)."""
    wrong = value("twin.error.outlier")
    return (1.0 - wrong) * np.exp(-0.5 * (error / sd) ** 2) / (sd * np.sqrt(2.0 * np.pi)), wrong / span


def _beyond(finding: Finding, outlook: Outlook) -> tuple[np.ndarray, float]:
    wrong = value("twin.error.outlier")
    end, sd = outlook.ending(finding.sweep).at, (finding.sd**2 + value("twin.error.model") ** 2) ** 0.5
    return (1.0 - wrong) * below((end - finding.value) / sd), wrong / 2.0


def _intensity(finding: Finding, outlook: Outlook) -> np.ndarray:
    wrong = value("twin.error.outlier")
    ending = outlook.ending(finding.sweep)
    felt = ending.own_symptom if finding.own_symptom else ending.felt
    error = (finding.value - np.maximum(felt, 0.0)) / finding.sd
    return (1.0 - wrong) * np.exp(-0.5 * error**2) / (finding.sd * np.sqrt(2.0 * np.pi)) + wrong / 10.0


def stopped_chances(outlook: Outlook, key: SweepKey) -> np.ndarray:
    """Probability (N, 3) of being said to be stopped by each of STOPPED."""
    table = np.array([[value(f"twin.stopped.{by}.symptom"), value(f"twin.stopped.{by}.stretch")] for by in LIMITED_BY])
    return _with_rest(table)[outlook.ending(key).by]


def symptom_chances(outlook: Outlook, key: SweepKey) -> np.ndarray:
    """Probability (N, 3) of each of SYMPTOMS being reported."""
    ending = outlook.ending(key)
    other = np.where(ending.symptom >= FELT, 1, np.where(ending.by == HAMSTRING, 2, 3))
    case = np.where(ending.nerve_symptom >= FELT, 0, np.where(ending.by == REFERRED, 4, other))
    names = ("sensitised", "healthy", "hamstring", "joint", "referred")
    table = [[value(f"twin.symptom.{n}.reproduced"), value(f"twin.symptom.{n}.other")] for n in names]
    return _with_rest(np.array(table))[case]


def place_chances(outlook: Outlook, key: SweepKey) -> np.ndarray:
    """Probability (N, 3) of the symptom being felt in each of PLACES."""
    ending = outlook.ending(key)
    near = np.isin(np.array(outlook.mechanics.sites), plan_of_sweeps()["near"])[outlook.people.site]
    source = np.where(ending.nerve_symptom >= FELT, np.where(near, 0, 1), 2 + ending.by)
    names = ("near", "far", "healthy", "hamstring", "joint", "referred")
    table = [[value(f"twin.place.{n}.back"), value(f"twin.place.{n}.thigh")] for n in names]
    return _with_rest(np.array(table))[source]


def word_chances(outlook: Outlook, base: SweepKey, added: SweepKey) -> np.ndarray:
    """Probability (N, 3) of each of WORDS for what one more movement does to what is felt."""
    change = outlook.feeling_change(base, added)
    noticed, width = value("twin.word.noticed"), value("twin.word.width")
    worse, better = below((change - noticed) / width), below((-change - noticed) / width)
    chance = np.stack([worse, np.maximum(1.0 - worse - better, 0.0), better], axis=1)
    wrong = value("twin.word.misreport")
    return (1.0 - wrong) * chance + wrong / len(WORDS)


def felt_chance(outlook: Outlook, key: SweepKey) -> np.ndarray:
    """Probability (N,) that a stage of the slump is called felt in the leg."""
    ending = outlook.ending(key)
    felt = (ending.symptom >= FELT) | (ending.by == HAMSTRING) | (ending.by == REFERRED)
    return np.where(felt, value("twin.stage.felt"), value("twin.stage.not_felt"))


def below(z: np.ndarray) -> np.ndarray:
    """Standard normal probability of less than ``z``, by the logistic curve of Bowling et al. (error under 0.0002)."""
    return 1.0 / (1.0 + np.exp(-np.clip(1.5976 * z + 0.07056 * z**3, -700.0, 700.0)))


def _with_rest(table: np.ndarray) -> np.ndarray:
    return np.column_stack([table, 1.0 - table.sum(axis=1)])


def _word(finding: Finding, outlook: Outlook) -> np.ndarray:
    return word_chances(outlook, finding.base, finding.sweep)[:, WORDS.index(finding.value)]


def _stage(finding: Finding, outlook: Outlook) -> np.ndarray:
    chance = felt_chance(outlook, finding.sweep)
    return chance if finding.value == "leg" else 1.0 - chance


_MEASURED = {"angle": _angle, "change": _change, "beyond": _beyond}
_BY_KIND: dict[str, Callable[[Finding, Outlook], np.ndarray]] = {
    kind: (lambda f, o, parts=parts: sum(parts(f, o))) for kind, parts in _MEASURED.items()
} | {
    "intensity": _intensity, "word": _word, "stage": _stage,
    "stopped": lambda f, o: stopped_chances(o, f.sweep)[:, STOPPED.index(f.value)],
    "symptom": lambda f, o: symptom_chances(o, f.sweep)[:, SYMPTOMS.index(f.value)],
    "place": lambda f, o: place_chances(o, f.sweep)[:, PLACES.index(f.value)],
}
