"""All published experiments replayed and judged: findings, scores, and the baseline that must not be lost."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from neuroglide import __version__
from neuroglide.errors import InputError
from neuroglide.evidence.measurements import Measurement, load_measurements
from neuroglide.evidence.scores import Interval, Score, Scored, known_interval, noise, predictive_interval, summarise
from neuroglide.evidence.studies import ROLES, Claim, Study, load_case
from neuroglide.evidence.verdicts import AGREES, NOT_COMPUTED, VERDICTS, Reading, judge, read, wrong_sign

SCHEMA, EXPECTED_SCHEMA = "neuroglide.validation/1", "neuroglide.expected/1"
#: Draws of the posterior without another wish, and the seed of those of the prior.
DRAWS, PRIOR_SEED = 64, 1
#: Why a figure is not blind.
FITTED_TOO = "other figures of this study were fitted"
IN_VIEW = "it was in view when a value was chosen by hand"
NOT_IN_ROLES = "not in roles.yaml"
#: ``left_out`` of the calibration: study -> claim -> median, low, high.
LeftOut = Mapping[str, Mapping[str, Mapping[str, float]]]


def measurement(study: Study, claim: Claim) -> Measurement | None:
    """The row of the evidence table behind a claim; None when the table does not have it for this study."""
    row = _rows().get(claim.row)
    return row if row is not None and row.study == study.key else None


@lru_cache(maxsize=1)
def _rows() -> dict[str, Measurement]:
    return {row.id: row for row in load_measurements()}


@dataclass(frozen=True)
class Finding:
    """One claim replayed: reading, verdict and intervals. ``is_input`` claims are shown and never counted."""

    study: Study
    claim: Claim
    reading: Reading
    verdict: str
    interval: Interval | None = None
    prior: Interval | None = None
    left_out: Interval | None = None
    left_out_median: float | None = None
    has_wrong_sign: bool = False
    known: Interval | None = None

    @property
    def key(self) -> str:
        """Study and claim: ``rade2015_slr/C033``."""
        return f"{self.study.name}/{self.claim.id}"

    @property
    def topic(self) -> str:
        """The topic under which the claim is told: the study's first."""
        return self.study.topics[0]

    @property
    def role(self) -> str:
        """The role of its study; a row met after the roles were fixed is never fitted and validates."""
        row = measurement(self.study, self.claim)
        return "validation" if row is not None and row.met_later else self.study.role

    @property
    def doubt(self) -> str:
        """Why a figure that validates is not blind, and of any that roles.yaml does not have its study; else empty."""
        if not self.study.in_roles:
            return NOT_IN_ROLES
        row = measurement(self.study, self.claim)
        if self.role != "validation" or row is None:
            return ""
        if self.study.role != "validation":
            return FITTED_TOO
        return IN_VIEW if row.in_view else ""

    @property
    def is_input(self) -> bool:
        """Whether the figure went into the model, so that reproducing it proves nothing."""
        return self.study.input_reason(self.claim) is not None

    @property
    def why(self) -> str:
        """The reason that the study's folder gives for the verdict."""
        return self.study.why_of(self.claim)

    @property
    def open_range(self) -> tuple[float, float] | None:
        """Lowest and highest median over the angles that the paper leaves open; None where it leaves none."""
        medians = [m for m in self.reading.by_variant if m is not None]
        return (min(medians), max(medians)) if len(self.reading.by_variant) > 1 and medians else None

    @property
    def scored(self) -> Scored:
        """What the scores need."""
        return Scored(self.claim, self.interval, self.prior, self.left_out, self.left_out_median, self.known)


@dataclass(frozen=True)
class Tally:
    """Verdicts and scores of a group of claims; inputs are left out of both."""

    counts: Mapping[str, int]
    directions: int
    right_signs: int
    wrong_signs: int
    score: Score

    @property
    def claims(self) -> int:
        """Number of claims judged."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Validation:
    """What one run of ``neuroglide validate`` found. ``problems`` maps a study to what kept its case from running;
    ``asked`` is how many studies were to run (more than ran when the user stopped it)."""

    findings: tuple[Finding, ...]
    studies: tuple[Study, ...]
    made: Mapping[str, Any]
    problems: Mapping[str, str]
    asked: int

    def topics(self) -> list[str]:
        """Topics in the order of their first study's name, alphabetically."""
        return sorted({finding.topic for finding in self.findings})

    def select(self, role: str | None = None, topic: str | None = None, inputs: bool = False) -> list[Finding]:
        """Findings of a role and topic (None: all); inputs of the model only where asked for, and then only those."""
        return [f for f in self.findings
                if f.is_input == inputs and role in (None, f.role) and topic in (None, f.topic)]

    def tally(self, role: str | None = None, topic: str | None = None) -> Tally:
        """Verdicts and scores of a role and topic (None: all)."""
        return tally(self.select(role, topic))


def tally(findings: Iterable[Finding]) -> Tally:
    """Verdicts and scores of some findings. Parameters: findings, without inputs. Returns: a Tally."""
    findings = list(findings)
    return Tally(
        counts={verdict: sum(f.verdict == verdict for f in findings) for verdict in VERDICTS},
        directions=sum(f.claim.kind == "direction" for f in findings),
        right_signs=sum(f.claim.kind == "direction" and f.verdict == AGREES for f in findings),
        wrong_signs=sum(f.has_wrong_sign for f in findings), score=summarise(f.scored for f in findings),
    )


def predict(study: Study, replay) -> dict[str, np.ndarray]:
    """Run a study's case. Parameters: study; replay, with P ``sets``. Returns: claim -> (P, V).

    Raises: InputError naming case.py when it fails, leaves a claim out, invents one, or returns a wrong shape.
    """
    case, path = load_case(study), str(study.folder / "case.py")
    try:
        found = case(replay)
    except InputError as error:
        raise InputError(f"predict stopped: {error}", source=path) from error
    except Exception as error:
        if os.environ.get("NEUROGLIDE_TRACEBACK"):
            raise
        raise InputError(f"predict stopped ({type(error).__name__}: {error}).", source=path,
                         fix="run this study alone with NEUROGLIDE_TRACEBACK=1 to see where.") from error
    if not isinstance(found, Mapping):
        raise InputError("predict returns no mapping.", source=path, fix="return {claim: array of shape (P, V)}.")
    wanted = [claim.id for claim in study.claims]
    if missing := [name for name in wanted if name not in found]:
        raise InputError(f"predict leaves out {', '.join(missing)}.", source=path,
                         fix="return every claim of observed.csv, or take it out there.")
    if strange := [name for name in found if name not in wanted]:
        raise InputError(f"predict returns {', '.join(map(str, strange))}, which observed.csv does not have.",
                         source=path, fix="write its line in observed.csv.")
    return {name: _checked(found[name], len(replay.sets), name, path) for name in wanted}


def _checked(values: Any, draws: int, name: str, path: str) -> np.ndarray:
    try:
        values = np.asarray(values, float)
    except (TypeError, ValueError):
        raise InputError(f"{name} is no array of numbers.", source=path, fix="return (P,) or (P, V).") from None
    if values.ndim not in (1, 2) or values.shape[0] != draws or not values.size:
        raise InputError(f"{name} has the shape {values.shape}, not ({draws},) or ({draws}, V).", source=path,
                         fix="keep the axis of the draws first; average over time or sites only.")
    return values[:, None] if values.ndim == 1 else values


def find(
    study: Study, replay, prior=None, left_out: LeftOut | None = None, discrepancy: float = 0.0
) -> list[Finding]:
    """Replay a study and judge its claims.

    Parameters: study; replay, of the posterior's draws; prior, a replay of the prior's, where wanted; left_out, of the
    calibration; discrepancy, what it found the model to leave out, as a share of a figure.
    Returns: a Finding for each claim, in the file's order. Raises: InputError when the case fails.
    """
    values = predict(study, replay)
    before = predict(study, prior) if prior is not None else {}
    # A calibration may name a study by its folder or by its bib key.
    held_out = (left_out or {}).get(study.name) or (left_out or {}).get(study.key) or {}
    found = []
    for claim in study.claims:
        drawn, one = values[claim.id], held_out.get(claim.id)
        found.append(Finding(
            study, claim, read(claim, drawn), judge(claim, drawn),
            interval=_interval(claim, drawn, discrepancy),
            prior=_interval(claim, before[claim.id], discrepancy) if before else None,
            left_out=Interval(one["low"], one["high"]) if one else None,
            left_out_median=one["median"] if one else None, has_wrong_sign=wrong_sign(claim, drawn),
            known=known_interval(drawn, noise(claim, drawn, discrepancy)),
        ))
    return found


def _interval(claim: Claim, values: np.ndarray, discrepancy: float) -> Interval | None:
    return predictive_interval(values, noise(claim, values, discrepancy))


def not_computed(study: Study) -> list[Finding]:
    """The findings of a study whose case failed: every claim stands as not computed."""
    return [Finding(study, c, Reading(None, None, None, (), None, 1.0), NOT_COMPUTED) for c in study.claims]


def validate(
    studies: Sequence[Study], replay: Callable[[], Any], *, prior: Callable[[], Any] | None = None,
    left_out: LeftOut | None = None, discrepancy: float = 0.0,
) -> Iterator[tuple[Study, list[Finding], str]]:
    """Replay studies one after the other.

    Parameters: studies; replay, makes a Replay (a new one for each study, so that finished runs are let go); prior,
    the same for the prior's draws; left_out and discrepancy, of the calibration.
    Yields: study, its findings, and what kept its case from running (empty where nothing did).
    """
    for study in studies:
        try:
            yield study, find(study, replay(), prior() if prior else None, left_out, discrepancy), ""
        except InputError as error:
            yield study, not_computed(study), str(error)


def held(findings: Iterable[Finding]) -> dict[str, list[str]]:
    """Claims that agree, by study; inputs left out."""
    found: dict[str, list[str]] = {}
    for finding in findings:
        claims = found.setdefault(finding.study.name, [])
        if finding.verdict == AGREES and not finding.is_input:
            claims.append(finding.claim.id)
    return found


def load_expected(path: str | Path) -> dict[str, list[str]]:
    """The baseline: claims that agreed, by study; empty when there is no file. Raises: InputError for a damaged one."""
    path = Path(path)
    if not path.is_file():
        return {}
    fix = "write it anew with neuroglide validate --update-expected."
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise InputError("not valid JSON.", source=str(path), fix=fix) from None
    studies = raw.get("held") if isinstance(raw, dict) and raw.get("schema") == EXPECTED_SCHEMA else None
    if not isinstance(studies, dict) or not all(isinstance(claims, list) for claims in studies.values()):
        raise InputError(f"not a {EXPECTED_SCHEMA} file.", source=str(path), fix=fix)
    return studies


def expected_text(before: Mapping[str, list[str]], validation: Validation, whole: bool) -> str:
    """The baseline with this run's verdicts in it, as JSON.

    Parameters: before, the old one; validation; whole, whether all studies ran (then studies no longer there go).
    """
    studies = ({} if whole else dict(before)) | held(validation.findings)
    made = {key: validation.made[key] for key in ("version", "parameters", "draws")}
    return json.dumps({"schema": EXPECTED_SCHEMA, "made": made, "held": dict(sorted(studies.items()))}, indent=1) + "\n"


def lost(expected: Mapping[str, list[str]], validation: Validation, whole: bool) -> list[str]:
    """What held in the baseline and holds no longer, each in words.

    Parameters: expected; validation; whole, whether all studies were asked for: a study of the baseline that is gone
    is then lost too. Returns: sentences, empty when nothing was lost.
    """
    by_key = {finding.key: finding for finding in validation.findings}
    ran = {study.name for study in validation.studies}
    sentences = []
    for study, claims in expected.items():
        if study not in ran:
            if whole and claims:
                sentences.append(f"{study}: the study is gone; it had {len(claims)} claims that held.")
            continue
        for claim in claims:
            finding = by_key.get(f"{study}/{claim}")
            if finding is None:
                sentences.append(f"{study}/{claim}: the claim is gone; it held.")
            elif finding.verdict != AGREES or finding.is_input:
                word = "counts as an input" if finding.is_input else finding.verdict
                sentences.append(f"{study}/{claim} ({finding.claim.what}): held, now {word}.")
    return sentences


def to_json(validation: Validation) -> str:
    """Everything found, as JSON (schema neuroglide.validation/1); missing is null."""
    groups = [(role, topic) for role in ROLES for topic in (None, *validation.topics())]
    return json.dumps({
        "schema": SCHEMA, "made": dict(validation.made), "asked": validation.asked,
        "problems": dict(validation.problems),
        "scores": [_tally_json(role, topic, validation.tally(role, topic)) for role, topic in groups
                   if validation.select(role, topic)],
        "claims": [_finding_json(finding) for finding in validation.findings],
    }, indent=1, allow_nan=False) + "\n"


def _tally_json(role: str, topic: str | None, found: Tally) -> dict:
    return {"role": role, "topic": topic, "claims": found.claims, **found.counts,
            "directions": found.directions, "right_signs": found.right_signs, "wrong_signs": found.wrong_signs,
            **found.score._asdict(), "coverage": found.score.coverage}


def _finding_json(f: Finding) -> dict:
    claim, reading = f.claim, f.reading
    published = {name: getattr(claim, name) for name in ("mean", "sd", "se", "n", "low", "high")}
    return {
        "study": f.study.name, "claim": claim.id, "row": claim.row, "what": claim.what, "unit": claim.unit,
        "kind": claim.kind, "role": f.role, "topic": f.topic, "preparation": f.study.preparation,
        "published": claim.published, **published,
        "model": {**reading._asdict(), "by_variant": list(reading.by_variant)},
        "predictive": f.interval, "prior_predictive": f.prior, "known_parameters": f.known, "left_out": f.left_out,
        "left_out_median": f.left_out_median, "verdict": f.verdict, "wrong_sign": f.has_wrong_sign,
        "is_input": f.is_input, "why": f.why, "not_blind": f.doubt,
    }


def most_draws() -> int:
    """How many draws the packaged posterior holds. Raises: InputError when it is damaged."""
    from neuroglide.parameters import load_posterior

    return len(load_posterior().draws)


def posterior_draws(draws: int) -> tuple[list, dict[str, Any], LeftOut]:
    """The parameter sets to replay with: the first draws of the packaged posterior.

    Parameters: draws, how many. Returns: sets, what they are (for ``made``, with the calibration's discrepancy), and
    the calibration's left-out predictions. Raises: InputError when the posterior is damaged or holds fewer draws.
    """
    from neuroglide.parameters import load_posterior

    posterior = load_posterior()
    kind = "calibrated" if posterior.calibrated else "not calibrated: an assumed spread"
    made = {"version": __version__, "parameters": f"{posterior.name} {posterior.hash} ({kind})", "draws": draws}
    _, made["discrepancy"], _ = posterior.diagnostics.get("discrepancy") or (0.0, 0.0, 0.0)  # 5, 50 and 95 %
    return posterior.sets(n=draws), made, posterior.diagnostics.get("leave_one_out") or {}


def prior_draws(draws: int) -> list:
    """Parameter sets drawn from the prior, for the comparison of interval scores."""
    from neuroglide.evidence.calibration import prior_sets

    return prior_sets(draws, PRIOR_SEED)
