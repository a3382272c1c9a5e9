"""``infer``: from an examination to a twin."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from neuroglide.body import Person
from neuroglide.parameters import load_posterior
from neuroglide.patient.twin.ask import choose_next, sentence
from neuroglide.patient.twin.beliefs import plan_of_sweeps, value
from neuroglide.patient.twin.cloud import Cloud, limiter_of, probabilities
from neuroglide.patient.twin.findings import Findings, read_findings
from neuroglide.patient.twin.learned import learned_of, referred_of, restriction_of, sensitisation_of
from neuroglide.patient.twin.mechanics import SweepKey, mechanics_of
from neuroglide.patient.twin.model import LIMITERS, Twin
from neuroglide.patient.twin.particles import prior_odds
from neuroglide.patient.twin.posterior import PASSES, Sample, first_pass, sample
from neuroglide.patient.twin.speak import cannot_tell, notes_of, sentences_of

#: Shares of the work told to ``progress``: mechanics done, weights done.
_MECHANICS, _WEIGHTS = 0.6, 0.9


def infer(exam, *, seed: int = 1, progress: Callable[[float], None] | None = None, passes: int = PASSES) -> Twin:
    """What an examination says about this person's nerve.

    Parameters: ``exam`` an Examination (or what ``load_examination`` reads); ``seed`` of every draw; ``progress``, told
    the share done; ``passes`` of the sampler at most (posterior.py). Returns: a Twin; the same examination and seed
    give the same, on any number of threads.
    """
    exam = _examination(exam)
    tell = progress or (lambda _: None)
    limb = exam.complaint.limb
    mechanics = mechanics_of(body_of(exam.person), limb)
    findings = read_findings(exam)
    about = movement_of(limb, findings)
    prior = prior_odds(mechanics, exam.complaint.side == "both")
    wanted = {f.sweep for f in findings.used} | {f.base for f in findings.used if f.base} | {about}
    for i, key in enumerate(sorted(wanted, key=str)):
        mechanics.sweep(key)
        tell(_MECHANICS * (i + 1) / len(wanted))
    outlook = first_pass(mechanics, prior, seed)
    found = sample(outlook, prior, findings, about, seed,
                   lambda share: tell(_MECHANICS + (_WEIGHTS - _MECHANICS) * share), passes)
    twin = twin_of(exam, findings, found, about, seed)
    tell(1.0)
    return twin


def twin_of(exam, findings: Findings, found: Sample, about: SweepKey, seed: int) -> Twin:
    """The Twin of weighed people."""
    limiter = limiter_probabilities(found, about)
    hinges = hinges_on(found, about, findings)
    undetermined = not chance_is_enough(limiter)
    restriction, anywhere, at = restriction_of(found)
    parameters = learned_of(found)
    sensitisation = sensitisation_of(found, parameters)
    following, most = choose_next(found, about, findings.tested(), exam.side, seed)
    said = {"limiter": limiter, "undetermined": undetermined, "restriction": restriction, "anywhere": anywhere,
            "at": at, "sensitisation": sensitisation, "parameters": parameters, "about": about, "side": exam.side,
            "hinges": hinges, "referred": referred_of(found),
            "next": sentence(following, limiter, undetermined, most)}
    return Twin(
        examination=exam.id, side=exam.side, limb=exam.complaint.limb, movement=about.test, limiter=limiter,
        undetermined=undetermined, restriction=restriction, restriction_probability=anywhere, restriction_at=at,
        sensitisation=sensitisation, referred_probability=said["referred"], parameters=parameters,
        cannot_tell=cannot_tell(said, findings), next_test=following,
        used=tuple(f.text for f in findings.used), unused=tuple(findings.unused), conflicts=tuple(findings.conflicts),
        notes=notes_of(found, findings), effective=round(found.effective, 1), weighed=round(found.power, 3),
        sentences=sentences_of(said), seed=seed, provenance={"posterior": load_posterior().provenance()},
        cloud=Cloud(found, about),
    )


def limiter_probabilities(found: Sample, about: SweepKey) -> dict[str, float]:
    """Probability of each limiter; adds up to 1."""
    share = probabilities(limiter_of(found.outlook, about), found.weight, len(LIMITERS))
    return {name: float(one) for name, one in zip(LIMITERS, share, strict=True)}


def chance_is_enough(limiter: dict[str, float]) -> bool:
    """Whether the likeliest limiter is probable enough to be announced."""
    return max(limiter.values()) >= value("twin.undetermined_below")


def hinges_on(found: Sample, about: SweepKey, findings: Findings) -> tuple[str, ...]:
    """The findings, in words, without any one of which the likeliest limiter would not be probable enough."""
    index = limiter_of(found.outlook, about)
    first = int(np.argmax(probabilities(index, found.weight, len(LIMITERS))))
    needed = value("twin.undetermined_below")
    return tuple(one.text for i, one in enumerate(findings.used)
                 if probabilities(index, found.without(i), len(LIMITERS))[first] < needed)


def movement_of(limb: str, findings: Findings) -> SweepKey:
    """The test that the limiter is about: the first of the limb's tests that was done on the affected side."""
    done = {f.sweep for f in findings.used} | {f.base for f in findings.used if f.base}
    keys = [SweepKey(test, None, "affected") for test in plan_of_sweeps()[limb]["about"]]
    return next((key for key in keys if key in done), keys[0])


def next_test(exam) -> str:
    """The next most informative test of an examination, as a sentence."""
    return infer(exam).sentences["next_test"]


def _examination(exam):
    if hasattr(exam, "complaint"):
        return exam
    from neuroglide.patient.examination import load_examination

    return load_examination(exam)


def body_of(person: Person) -> Person:
    """The person without what the twin draws itself."""
    return Person(person.sex, person.age_years, person.height_m, person.mass_kg, person.side,
                  tissue=_Hashable(person.tissue), source=person.source)


class _Hashable(dict):
    """A person's own values, fit for a key."""

    def __hash__(self) -> int:
        return hash(tuple(sorted((str(k), str(v)) for k, v in self.items())))
