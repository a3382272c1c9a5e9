"""What is fitted: the claims of the studies whose role is calibration, and the model's answer to each."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from neuroglide.errors import InputError
from neuroglide.evidence.measurement_error import error_of
from neuroglide.evidence.replay import Replay
from neuroglide.evidence.roles import load_roles
from neuroglide.evidence.studies import Claim, Study, load_case, load_studies, load_study
from neuroglide.parameters import ParameterSet

#: Parameter sets replayed at once, and samples kept of each step of a movement.
CHUNK, SAMPLES = 32, 5


#: What is known of the moving nerve as a whole, no study's own: its key, and its folder in the package.
PICTURE = "picture"
PICTURE_FOLDER = Path(__file__).parents[1] / "data" / PICTURE


class Observed(NamedTuple):
    """R fitted figures.

    claims; study (R,) index of the study of each; names of the studies; kind (R,) of value, at_most, at_least,
    direction (a range is a value); y (R,) [own unit]; se (R,) standard error of the figure; scale (R,) size of the
    figure, for discrepancy in proportion to it; kept (R,) 1 where a bound or direction is as claimed, -1 where it is
    broken (in made-up data only).
    """

    claims: tuple[Claim, ...]
    study: np.ndarray
    names: tuple[str, ...]
    kind: np.ndarray
    y: np.ndarray
    se: np.ndarray
    scale: np.ndarray
    kept: np.ndarray

    @property
    def digest(self) -> str:
        """A digest of every fitted figure, for provenance."""
        text = "".join(f"{c.id}|{k}|{y!r}|{e!r}\n" for c, k, y, e in zip(self.claims, self.kind, self.y, self.se,
                                                                         strict=True))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def fitted_studies(folder: str | Path) -> list[Study]:
    """The studies that calibrate, and the picture: directions that a right model keeps. Raises: InputError when no
    study does."""
    studies = [study for study in load_studies(folder) if study.role == "calibration" and _fitted(study)]
    if not studies:
        raise InputError(f"{folder} holds no study whose role is calibration.", fix="name another with --studies.")
    return [*studies, load_study(PICTURE_FOLDER)]


def _fitted(study: Study) -> list[Claim]:
    """What is fitted: no input of the model, no row met after the roles were fixed, nothing said twice."""
    role = load_roles().get(study.key)
    if role is None and study.key != PICTURE:
        return []  # its role was never fixed: it is compared, not fitted
    if role and role.role != study.role:
        raise InputError(f"{study.name} says its role is {study.role}; roles.yaml says {role.role}.",
                         fix="a role is fixed for good: correct study.yaml.")
    later = {row for row, one in role.rows.items() if one.met_later} if role else set()
    kept = {claim.id for claim in study.claims} - set(study.not_fitted)
    return [claim for claim in study.claims
            if claim.id in kept and study.input_reason(claim) is None and claim.row not in later]


def observe(studies: Sequence[Study]) -> Observed:
    """The fitted figures of studies, inputs of the model left out."""
    pairs = [(index, claim) for index, study in enumerate(studies) for claim in _fitted(study)]
    rows = [_row(claim) for _, claim in pairs]
    return Observed(
        tuple(claim for _, claim in pairs), np.array([index for index, _ in pairs]),
        tuple(study.name for study in studies), np.array([kind for kind, _, _ in rows]),
        np.array([y for _, y, _ in rows]), np.array([se for _, _, se in rows]),
        np.array([abs(y) if y else 1.0 for _, y, _ in rows]), np.ones(len(rows)),
    )


def _row(claim: Claim) -> tuple[str, float, float]:
    """Kind, figure and standard error of a claim."""
    if claim.kind == "range":
        return "value", 0.5 * (claim.low + claim.high), error_of(claim)
    if claim.kind == "value":
        return "value", claim.mean, error_of(claim)
    if claim.kind == "direction":
        return "direction", 0.0, 0.0
    bound = claim.high if claim.kind == "at_most" else claim.low
    return claim.kind, bound, 0.1 * abs(bound)


def answers(
    sets: Sequence[ParameterSet], studies: Sequence[Study], observed: Observed, beds: dict,
) -> tuple[np.ndarray, np.ndarray]:
    """The model's answer to every fitted figure.

    Parameters: ``sets``, P parameter sets; ``beds`` kept between calls (see Replay).
    Returns: (P, R) means over the choices of open angles, NaN where a run failed, and (P, R) their standard
    deviations over those choices. Raises: InputError when a case does not answer a claim.
    """
    mean = np.full((len(sets), len(observed.claims)), np.nan)
    spread = np.zeros_like(mean)
    cases = [(index, load_case(study)) for index, study in enumerate(studies)]
    for begin in range(0, len(sets), CHUNK):
        rows = slice(begin, min(begin + CHUNK, len(sets)))
        replay = Replay(sets[rows], beds=beds, per_step=SAMPLES)
        for index, predict in cases:
            found = predict(replay)
            for column in np.flatnonzero(observed.study == index):
                claim = observed.claims[column].id
                if claim not in found:
                    raise InputError(f"{studies[index].name}/case.py does not answer {claim}.",
                                     fix="return it from predict.")
                values = np.asarray(found[claim], dtype=float).reshape(rows.stop - rows.start, -1)
                mean[rows, column], spread[rows, column] = values.mean(axis=1), values.std(axis=1)
    return mean, spread
