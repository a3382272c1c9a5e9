"""The twin on people whose nerve is known: drawn from the prior, examined with error, inferred.

The people's nerves lie between draws of the calibrated set, so that the inference holds none of them, each with a
restriction and a stiffness of its own; body and battery are the same for all, and some tests are left out at random.
Angles carry the reading's error and the model's own error, as the records have them.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import numpy as np

from neuroglide.body import Person, load_person
from neuroglide.coordinates import OTHER_SIDE
from neuroglide.parameters import ParameterSet, Posterior, load_posterior, load_set
from neuroglide.parameters.record import HALF_WIDTH_90
from neuroglide.patient.examination.fields import STOPPED
from neuroglide.patient.examination.model import Complaint, Sensitiser, Test
from neuroglide.patient.twin.beliefs import plan_of_sweeps, shares, value
from neuroglide.patient.twin.cloud import limiter_of
from neuroglide.patient.twin.findings import SYMPTOMS, error_deg, read_findings
from neuroglide.patient.twin.infer import body_of, chance_is_enough, limiter_probabilities
from neuroglide.patient.twin.learned import learned_of, narrowed, quantities, restriction_of, sensitisation_of
from neuroglide.patient.twin.likelihood import WORDS, stopped_chances, symptom_chances, word_chances
from neuroglide.patient.twin.limits import NERVE, Outlook
from neuroglide.patient.twin.mechanics import Mechanics, SweepKey, mechanics_of, restriction_range
from neuroglide.patient.twin.model import LIMITERS
from neuroglide.patient.twin.particles import Odds, Particles, choose, draw_prior, prior_odds
from neuroglide.patient.twin.posterior import Sample, first_pass, normalised, sample

ABOUT = SweepKey("slr", None, "affected")
#: The battery: test, side, sensitisers. The first is done in everybody, each other one with this probability.
BATTERY = (
    ("slr", "affected", ("dorsiflexion", "neck_flexion")),
    ("slr", "other", ()),
    ("slump_knee_extension", "affected", ("neck_extension",)),
    ("hamstring_90_90", "affected", ()),
    ("hamstring_90_90", "other", ()),
)
DONE = 0.75
#: Sensitisers that the simple rule calls structural differentiation, and the word that makes it positive.
DIFFERENTIATES = {"dorsiflexion": "worse", "neck_flexion": "worse", "neck_extension": "better"}
_BINS, _WORKERS = 10, 2
#: Weight of the nearer of the two draws that a true nerve lies between.
_NEAR = 0.8
#: Quantiles of people that are told.
_TOLD = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Judged:
    """One person: ``truth`` index of the limiter, ``chance (4,)`` the twin's, ``held`` parameter -> whether its 90 %
    band holds the truth, ``narrowed`` parameter -> posterior over prior spread, ``held_before`` as ``held`` for the
    band before the examination, ``rule`` outcome of the simple rule; ``yes`` sensitised and restricted -> (the twin's
    probability, whether it is so); ``sure``, whether a limiter is announced."""

    truth: int
    chance: np.ndarray
    held: dict[str, bool]
    narrowed: dict[str, float]
    held_before: dict[str, bool]
    rule: str
    effective: float
    power: float
    cut_off: float
    yes: dict[str, tuple[float, bool]]
    sure: bool = True


def run_check(people: int = 500, seed: int = 1, progress: Callable[[float], None] = lambda _: None) -> dict[str, Any]:
    """Draw, examine and infer ``people`` persons. Returns: everything found, ready for JSON."""
    person = body_of(load_person(None))
    mechanics = mechanics_of(person, "leg")
    prior = prior_odds(mechanics, both=False)
    truth = true_people(person, prior, people, seed)
    exams = examined(truth, seed)
    progress(0.05)
    outlook = first_pass(mechanics, prior, seed)
    for exam in exams[:1]:
        for key in {k for f in read_findings(exam).used for k in (f.sweep, f.base) if k} | {ABOUT}:
            mechanics.sweep(key)
    true_limiter = limiter_of(truth, ABOUT)
    at = np.arange(people)
    true_values = quantities(_as_sample(truth))
    sensitised, restricted = truth.people.choice("sensitised"), truth.mechanics.site[truth.people.run] >= 0

    def judge(i: int) -> Judged:
        findings = read_findings(exams[i])
        found = sample(outlook, prior, findings, ABOUT, seed + i)
        learned, left = learned_of(found), narrowed(found)
        mine = {key: one for key, one in true_values.items() if one[3] is None or one[3][i]}
        chance = limiter_probabilities(found, ABOUT)
        return Judged(int(true_limiter[i]), np.array([chance[name] for name in LIMITERS]),
                      {key: learned[key].posterior.low <= one[2][i] <= learned[key].posterior.high
                       for key, one in mine.items()},
                      {key: left[key] for key in mine},
                      {key: learned[key].prior.low <= one[2][i] <= learned[key].prior.high
                       for key, one in mine.items()}, rule_of(exams[i]),
                      found.effective, found.power, found.cut_off, {
                          "sensitised": (sensitisation_of(found, learned)["probability"], bool(sensitised[i])),
                          "restricted": (restriction_of(found)[1], bool(restricted[i]))},
                      chance_is_enough(chance))

    judged = []
    with ThreadPoolExecutor(_WORKERS) as pool:
        for one in pool.map(judge, at):
            judged.append(one)
            progress(0.05 + 0.95 * len(judged) / people)
    before = np.bincount(limiter_of(outlook, ABOUT), _prior_weight(outlook, prior), len(LIMITERS))
    return summary(judged, before, seed) | {"posterior": load_posterior().provenance()}


def true_people(person: Person, prior: Odds, count: int, seed: int) -> Outlook:
    """People of the prior whose mechanics the inference does not hold: each a nerve between two draws, with a
    restriction of its own or none; the same nerve without it is the other leg's."""
    rng = np.random.default_rng([seed, 101])
    sets = nerves_between(load_posterior(), rng, count)
    low, high = restriction_range()
    sites = tuple(plan_of_sweeps()["leg"]["restrictions"])
    held = rng.random(count) < value("twin.restriction.probability")
    place = np.where(held, choose(rng, np.array(shares("twin.restriction.share", sites)), count), -1)
    stiffness = np.where(held, low * (high / low) ** rng.random(count), 0.0)
    people = draw_prior(rng, count, prior, every_run=False)
    return outlook_of(person, sets, place, stiffness, people)


def outlook_of(person: Person, sets: list[ParameterSet], place: np.ndarray, stiffness: np.ndarray,
               people: Particles) -> Outlook:
    """People (N) with a nerve each. Parameters: ``sets`` N; ``place (N,)`` index of the restriction or -1;
    ``stiffness (N,)`` [N/mm]; ``people``, whose runs are set."""
    count = len(sets)
    free = np.arange(2 * count) % count
    mechanics = Mechanics(person, "leg", sets + sets, site=np.concatenate([np.full(count, -1), place]),
                          stiffness=np.concatenate([np.zeros(count), stiffness]), free=free)
    people.run = count + np.arange(count)
    return Outlook(mechanics, people)


def nerves_between(posterior: Posterior, rng: np.random.Generator, count: int) -> list[ParameterSet]:
    """Sets that are none of the posterior's draws but have their mean and covariance.

    ``x = m + a (x_i - m) + sqrt(1 - a^2) (x_j - m)`` of two random draws, in logarithms where a parameter is positive.
    """
    draws = np.array(posterior.draws)
    positive = (draws > 0.0).all(axis=0)
    draws[:, positive] = np.log(draws[:, positive])
    middle = draws.mean(axis=0)
    one, other = (draws[rng.integers(len(draws), size=count)] - middle for _ in range(2))
    found = middle + _NEAR * one + (1.0 - _NEAR**2) ** 0.5 * other
    found[:, positive] = np.exp(found[:, positive])
    return [load_set().with_values(dict(zip(posterior.keys, row, strict=True))) for row in found]


def examined(truth: Outlook, seed: int) -> list[Any]:
    """An examination of each person, with error."""
    rng = np.random.default_rng([seed, 102])
    count = len(truth.people)
    tests: list[list[Test]] = [[] for _ in range(count)]
    for number, (name, side, sensitisers) in enumerate(BATTERY):
        key = SweepKey(name, None, side)
        done = np.full(count, number == 0) | (rng.random(count) < DONE)
        own = value("twin.error.model") * rng.standard_normal(count)
        read, full = _read(truth, key, own, rng)
        said = [np.array(words)[_pick(chances(truth, key), rng)]
                for words, chances in ((STOPPED, stopped_chances), (SYMPTOMS, symptom_chances))]
        level = np.clip(np.round(truth.ending(key).felt + value("twin.error.intensity") * rng.standard_normal(count)),
                        0, 10)
        added = {s: _sensitised(truth, key, s, own, read, rng) for s in sensitisers}
        leg = truth.mechanics.person.side if side == "affected" else OTHER_SIDE[truth.mechanics.person.side]
        for i in np.flatnonzero(done):
            felt = {s: Sensitiser(None if full[i] else float(change[i]), str(word[i]))
                    for s, (change, word) in added.items()}
            symptom = str(said[1][i])
            tests[i].append(Test(
                name, leg, float(_angle(truth, name, read[i])), "inclinometer", "same",
                "full" if full[i] else str(said[0][i]), symptom,
                intensity=float(level[i]) if symptom == "other" else None, sensitisers=felt))
    side = truth.mechanics.person.side
    return [SimpleNamespace(id=f"person-{i}", complaint=Complaint(side), tests=tuple(one), side=side,
                            person=truth.mechanics.person) for i, one in enumerate(tests)]


def _read(truth: Outlook, key: SweepKey, own: np.ndarray, rng) -> tuple[np.ndarray, np.ndarray]:
    """Degrees of progress read in a test, and whether nothing stopped it."""
    ending, end = truth.ending(key), truth.mechanics.end_deg(key.test)
    sd = error_deg("inclinometer", "same") * np.where(ending.by == NERVE, value("twin.error.in_pain"), 1.0)
    read = ending.at + own + sd * rng.standard_normal(len(own))
    wrong = rng.random(len(own)) < value("twin.error.outlier")
    read = np.where(wrong, end * rng.random(len(own)), read)
    return np.clip(np.round(read), 0.0, end), (ending.at >= end) | (read >= end)


def _sensitised(truth: Outlook, key: SweepKey, sensitiser: str, own, read, rng) -> tuple[np.ndarray, np.ndarray]:
    """Change of the angle as it is written, and the word."""
    added = key._replace(sensitiser=sensitiser)
    again = own + value("twin.error.model_change") * rng.standard_normal(len(own))
    change = _read(truth, added, again, rng)[0] - read
    sign = 1.0 if truth.mechanics.tests[key.test]["to"] > truth.mechanics.tests[key.test]["from"] else -1.0
    return sign * change, np.array(WORDS)[_pick(word_chances(truth, key, added), rng)]


def _angle(truth: Outlook, test: str, progress: float) -> float:
    spec = truth.mechanics.tests[test]
    return spec["from"] + (progress if spec["to"] > spec["from"] else -progress)


def _pick(chances: np.ndarray, rng) -> np.ndarray:
    edges = np.cumsum(chances, axis=1)
    return (rng.random((len(chances), 1)) * edges[:, -1:] > edges[:, :-1]).sum(axis=1)


def rule_of(exam) -> str:
    """Structural differentiation: positive, negative, or not tested."""
    words = {(s, e.symptom) for t in exam.tests for s, e in t.sensitisers.items() if s in DIFFERENTIATES}
    if not words:
        return "not tested"
    return "positive" if any(DIFFERENTIATES[s] == word for s, word in words) else "negative"


def summary(judged: list[Judged], before: np.ndarray, seed: int) -> dict[str, Any]:
    """Coverage, narrowing, reliability and log scores, as plain values."""
    keys = sorted({key for one in judged for key in one.held})
    parameters = {}
    told_of = plan_of_sweeps()["told"]
    for key in keys:
        held = [one.held[key] for one in judged if key in one.held]
        narrowed = [one.narrowed[key] for one in judged if key in one.narrowed]
        parameters[key] = {
            "people": len(held), "coverage_percent": round(100 * float(np.mean(held)), 1),
            "prior_coverage_percent": round(100 * float(np.mean([one.held_before[key] for one in judged
                                                                 if key in one.held_before])), 1),
            "spread_over_prior": [round(float(q), 3) for q in np.quantile(narrowed, (0.05, 0.5, 0.95))],
            "learned": bool(key in told_of and np.median(narrowed) < value("twin.learned_below")),
        }
    chance, truth = np.array([one.chance for one in judged]), np.array([one.truth for one in judged])
    return {
        "people": len(judged), "seed": seed, "parameters": parameters,
        "reliability": reliability(chance, truth), "yes": {name: _yes(judged, name) for name in judged[0].yes},
        "scores": scores(judged, chance, truth, before / before.sum()),
        "limiters": {name: int((truth == i).sum()) for i, name in enumerate(LIMITERS)},
        "undetermined_percent": round(100 * float(np.mean([not one.sure for one in judged])), 1),
        "right_when_determined_percent": _right(judged, chance, truth),
        "weighed_down_percent": round(100 * float(np.mean([one.power < 1.0 for one in judged])), 1),
        "cut_percent": [round(100 * float(q), 1) for q in np.quantile([one.cut_off for one in judged], _TOLD)],
        "effective": [round(float(q)) for q in np.quantile([one.effective for one in judged], _TOLD)],
    }


def _right(judged: list[Judged], chance: np.ndarray, truth: np.ndarray) -> float | None:
    sure = np.array([one.sure for one in judged])
    return round(100 * float(np.mean(chance.argmax(axis=1)[sure] == truth[sure])), 1) if sure.any() else None


def _yes(judged: list[Judged], name: str) -> dict[str, Any]:
    """Reliability of a yes or no, and the bits gained over always saying how often it is so."""
    said, so = (np.array([one.yes[name][k] for one in judged], float) for k in (0, 1))
    said, share = np.clip(said, 1e-4, 1.0 - 1e-4), float(np.clip(so.mean(), 1e-4, 1.0 - 1e-4))
    gain = np.where(so > 0, np.log2(said / share), np.log2((1.0 - said) / (1.0 - share)))
    return {"reliability": reliability(np.column_stack([said]), np.where(so > 0, 0, -1)),
            "gain_bits": round(float(gain.mean()), 3), "error": round(float(gain.std() / len(gain) ** 0.5), 3)}


def reliability(chance: np.ndarray, truth: np.ndarray) -> list[dict[str, float]]:
    """Said probability (N, K) against how often it was so, in ten bins over all K outcomes; ``truth`` (N,) the one that
    was."""
    said = chance.ravel()
    so = (truth[:, None] == np.arange(chance.shape[1])).ravel()
    place = np.minimum((said * _BINS).astype(int), _BINS - 1)
    out = []
    for i in range(_BINS):
        mine = place == i
        if mine.any():
            out.append({"from": i / _BINS, "to": (i + 1) / _BINS, "count": int(mine.sum()),
                        "said": round(float(said[mine].mean()), 4), "found": round(float(so[mine].mean()), 4)})
    return out


def scores(judged: list[Judged], chance: np.ndarray, truth: np.ndarray, before: np.ndarray) -> dict[str, Any]:
    """Mean log score [bits, less is better] of twin, prior and simple rule on the second half of the people; the rule's
    frequencies are those of the first half."""
    half = len(judged) // 2
    rules = np.array([one.rule for one in judged])
    of_rule = {}
    for rule in ("positive", "negative", "not tested"):
        mine = truth[:half][rules[:half] == rule]
        count = np.bincount(mine, minlength=len(before)) + before  # one person's worth of the prior
        of_rule[rule] = count / count.sum()
    rows, late = np.arange(half, len(judged)), truth[half:]
    bits = {
        "twin": -np.log2(np.maximum(chance[rows, late], 1e-6)),
        "prior": -np.log2(before[late]),
        "rule": -np.log2(np.array([of_rule[rules[i]][truth[i]] for i in rows])),
    }
    out = {name: {"bits": round(float(v.mean()), 3), "error": round(float(v.std() / len(v) ** 0.5), 3)}
           for name, v in bits.items()}
    for other in ("prior", "rule"):
        gain = bits[other] - bits["twin"]
        out[f"twin_over_{other}"] = {"bits": round(float(gain.mean()), 3),
                                     "error": round(float(gain.std() / len(gain) ** 0.5), 3)}
    table = {rule: {"people": int((rules == rule).sum()), "nerve_percent": _share(truth[rules == rule])}
             for rule in of_rule}
    return out | {"judged_on": len(rows), "rule_found": table}


def _share(truth: np.ndarray) -> float | None:
    return round(100 * float(np.mean(truth == LIMITERS.index("nerve"))), 1) if len(truth) else None


def _prior_weight(outlook: Outlook, prior: Odds) -> np.ndarray:
    even = replace(prior, run=np.full(len(prior.run), 1.0 / len(prior.run)))
    return normalised(prior.log(outlook.people) - even.log(outlook.people))


def _as_sample(truth: Outlook) -> Sample:
    """True people in the shape that the reports read."""
    truth.ending(ABOUT)
    even = np.full(len(truth.people), 1.0 / len(truth.people))
    return Sample(truth, even, even, float(len(even)), 1.0)


def told(found: dict[str, Any]) -> list[str]:
    """What the check found, in sentences."""
    scores_, half = found["scores"], found["scores"]["judged_on"]

    def gain(other: str) -> str:
        one = scores_[f"twin_over_{other}"]
        low, high = one["bits"] - HALF_WIDTH_90 * one["error"], one["bits"] + HALF_WIDTH_90 * one["error"]
        return f"{one['bits']:.2f} bits ({low:.2f} to {high:.2f})"

    learned = [key for key, one in found["parameters"].items() if one["learned"]]
    right = found["right_when_determined_percent"]
    return [
        f"Log score of the limiter in {half} people, bits, less is better: twin {scores_['twin']['bits']:.2f}, prior "
        f"{scores_['prior']['bits']:.2f}, structural differentiation alone {scores_['rule']['bits']:.2f}. The twin "
        f"gains {gain('prior')} a person over the prior and {gain('rule')} over the simple rule (90 % intervals).",
        "The simple rule is structural differentiation (ankle, or neck, changes what is felt): the nerve alone limited "
        + ", ".join(f"{one['nerve_percent']:.0f} % of {one['people']} people where it was {name}"
                    for name, one in scores_["rule_found"].items() if one["people"]) + ".",
        f"Undetermined in {found['undetermined_percent']:.0f} % of {found['people']} people"
        + ("." if right is None else f"; where it was not, the likeliest limiter was the true one in {right:.0f} %."),
        *(f"That the nerve is {name}: a gain of {one['gain_bits']:z.2f} bits a person over always saying how many are "
          f"({one['gain_bits'] - HALF_WIDTH_90 * one['error']:z.2f} to "
          f"{one['gain_bits'] + HALF_WIDTH_90 * one['error']:z.2f}; 0 is nothing learned)."
          for name, one in found["yes"].items()),
        f"Learned (posterior's spread under {value('twin.learned_below'):.0%} of the prior's in half of the people or "
        f"more): {', '.join(learned) or 'nothing'}. All others are not learned by this battery: their bands are the "
        "prior's.",
        "The people obey the model's own assumptions, its error sizes included: this shows that the inference is "
        "sound, not that the model is right about patients.",
    ]
