"""The next test: which one would tell most about what limits the movement, by simulating its outcomes."""

from __future__ import annotations

import numpy as np

from neuroglide.coordinates import OTHER_SIDE
from neuroglide.patient.twin.beliefs import plan_of_sweeps, value
from neuroglide.patient.twin.cloud import limiter_of
from neuroglide.patient.twin.findings import error_deg
from neuroglide.patient.twin.likelihood import stopped_chances, symptom_chances, word_chances
from neuroglide.patient.twin.limits import Outlook
from neuroglide.patient.twin.mechanics import SweepKey
from neuroglide.patient.twin.model import LIMITERS, NextTest
from neuroglide.patient.twin.posterior import Sample, equal_draws
from neuroglide.patient.twin.words import limiter_name, percent, sensitiser_name, test_name

#: People whose outcomes are simulated, bins of an angle, and shuffles that measure the bias of a table's information.
PEOPLE, BINS, SHUFFLES = 6000, 6, 4
#: Least bits that are told: what is left of chance is of this size.
_LEAST_TOLD = 0.01


def candidates(limb: str, done: set[SweepKey]) -> list[SweepKey]:
    """The tests not done yet, a plain test before its sensitisers."""
    keys = [SweepKey(*one) for one in plan_of_sweeps()["candidates"][limb]]
    return [key for key in keys if key not in done]


def choose_next(sample: Sample, about: SweepKey, done: set[SweepKey], side: str, seed: int
                ) -> tuple[NextTest | None, float]:
    """The most informative test that was not done, or None when none would tell ``twin.worth_doing`` bits; and the bits
    that the best of them would tell."""
    rows = equal_draws(sample.weight, PEOPLE, seed)
    outlook = Outlook(sample.outlook.mechanics, sample.people.take(rows))
    limiter = limiter_of(outlook, about)
    rng = np.random.default_rng([seed, 11])
    gains = {}
    for key in candidates(outlook.mechanics.limb, done):
        outcome = _outcome(outlook, key, key._replace(sensitiser=None) in done, rng)
        gains[key] = information(outcome, limiter, rng)
    if not gains:
        return None, 0.0
    best = max(gains, key=gains.get)
    if gains[best] < value("twin.worth_doing"):
        return None, max(gains[best], 0.0)
    limb_side = side if best.side == "affected" else OTHER_SIDE[side]
    found = NextTest(best.test, best.sensitiser, limb_side, round(gains[best], 3), _why(best, limb_side, gains[best]),
                     {_label(key): round(max(gain, 0.0), 3) for key, gain in gains.items()})
    return found, gains[best]


def _label(key: SweepKey) -> str:
    return " ".join([key.test, *([f"with {key.sensitiser}"] if key.sensitiser else []), key.side])


def _why(key: SweepKey, side: str, gain: float) -> str:
    what = test_name(key.test, side)
    if key.sensitiser:
        what += f", with {sensitiser_name(key.sensitiser)}"
    return (f"Do this next: {what}. Of the tests not done yet it is expected to tell most about what limits the "
            f"movement ({gain:.2f} bits; 1 bit settles an even choice between two).")


def _outcome(outlook: Outlook, key: SweepKey, base_done: bool, rng: np.random.Generator) -> np.ndarray:
    """A simulated outcome (N,) of a test, as one number: angle in bins, and the words that come with it."""
    sd = error_deg(None, "same")
    n = len(outlook.people)
    ending = outlook.ending(key)
    read = ending.at + sd * rng.standard_normal(n)
    if key.sensitiser:
        base = key._replace(sensitiser=None)
        words = _picked(word_chances(outlook, base, key), rng)
        gained = _binned(read - outlook.ending(base).at - sd * rng.standard_normal(n))
        found = words * BINS + gained
        return found if base_done else found * 9 + _reports(outlook, base, rng)
    return _binned(read) * 9 + _reports(outlook, key, rng)


def _reports(outlook: Outlook, key: SweepKey, rng: np.random.Generator) -> np.ndarray:
    return 3 * _picked(stopped_chances(outlook, key), rng) + _picked(symptom_chances(outlook, key), rng)


def _picked(chances: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One outcome (N,) of each row of probabilities."""
    edges = np.cumsum(chances, axis=1)
    return (rng.random((len(chances), 1)) * edges[:, -1:] > edges[:, :-1]).sum(axis=1)


def _binned(values: np.ndarray) -> np.ndarray:
    """Which of BINS equally filled bins each value is in."""
    edges = np.quantile(values, np.linspace(0.0, 1.0, BINS + 1)[1:-1])
    return np.searchsorted(edges, values, side="right")


def information(outcome: np.ndarray, limiter: np.ndarray, rng: np.random.Generator) -> float:
    """Mutual information [bits] of an outcome and the limiter; what chance alone would show in a table of this size is
    taken off (the mean over shuffles)."""
    codes = np.unique(outcome, return_inverse=True)[1]
    shuffled = [_plug_in(codes, rng.permutation(limiter)) for _ in range(SHUFFLES)]
    return _plug_in(codes, limiter) - float(np.mean(shuffled))


def _plug_in(codes: np.ndarray, limiter: np.ndarray) -> float:
    table = np.bincount(codes * len(LIMITERS) + limiter, minlength=(codes.max() + 1) * len(LIMITERS))
    joint = table.reshape(-1, len(LIMITERS)) / len(codes)
    apart = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    full = joint > 0
    return float((joint[full] * np.log2(joint[full] / apart[full])).sum())


def sentence(found: NextTest | None, limiter: dict[str, float], undetermined: bool, most: float) -> str:
    """The next test in words, for the clinician.

    Parameters: the test, if one is worth doing; probabilities of limiters; whether they leave it undetermined; the bits
    that the best test would tell.
    """
    if found is not None:
        return found.why
    first = max(limiter, key=limiter.get)
    state = (f"What limits stays undetermined; the likeliest is {limiter_name(first)}" if undetermined else
             f"What limits is {limiter_name(first)}")
    return (f"No single test of those not done would tell more than {max(most, _LEAST_TOLD):.2f} bits about what "
            f"limits the movement; under {value('twin.worth_doing'):.2f} is not worth a test (1 bit settles an even "
            f"choice between two). {state}, with a probability of {percent(limiter[first])}.")
