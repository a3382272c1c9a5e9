"""The hierarchical model: what the studies say of the parameters.

Every study has bodies, specimens and a protocol of its own, so its parameters differ from the population's::

    z_study = z + lambda delta,   delta ~ N(0, I)            in standard coordinates (free.py)
    figure  = f(z_study) + C eta_study + e,   eta ~ N(0, I)   what is carried along and never fitted (free.py)
    e ~ N(0, se**2 + (discrepancy * size)**2 + emulator error**2 + open angles**2)

With f straight over the small ``lambda delta`` the study's effect is integrated out exactly: rows of one study get the
covariance ``lambda**2 J J^T + C C^T``, so they are not independent, and a row in a direction that parameters cannot
move gets no excuse from it. A bound and a direction count by the probability of being kept. Preparation of the
specimens is part of z (preparation.py). ``lambda`` and ``discrepancy`` are inferred with the rest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import log_ndtr

from neuroglide.evidence.calibration.data import Observed
from neuroglide.evidence.calibration.emulator import Emulator
from neuroglide.evidence.verdicts import FELT

#: Prior of lambda and of the relative discrepancy: half-normal with these scales. Bodies and protocols differ by a
#: third of the prior's spread at most sites; what the model leaves out is assumed to be up to a quarter of a figure (a
#: tenth was too sure: the data asked for 0.24 at the end of its 90 % interval).
STUDY_SCALE, DISCREPANCY_SCALE = 0.33, 0.25
#: A direction is kept firmly when the model's number is this share of its prior spread away from zero, and its spread
#: over the angles that the paper leaves open.
DIRECTION_SHARPNESS = 0.1
#: A figure whose answer the prior spreads by less than this share of it is moved by no parameter: it teaches nothing,
#: and is left to the comparison.
STILL = 0.03


class Likelihood(NamedTuple):
    """Log posterior over vectors (W, K + 2): z, log lambda, log discrepancy.

    ``spread`` (R,) standard deviation over open angles, ``prior_size`` (R,) spread of each answer under the prior.
    ``carried`` (R, N), what one standard deviation of each carried parameter adds to each answer (slopes.py);
    ``left_out`` is the index of a study that does not count, -1 for none; ``again``, a second set of figures of the
    same claims that counts too (recovery.py).
    """

    observed: Observed
    emulator: Emulator
    spread: np.ndarray
    prior_size: np.ndarray
    carried: np.ndarray
    left_out: int = -1
    again: Observed | None = None

    @property
    def taught(self) -> np.ndarray:
        """(R,) the figures that some parameter moves."""
        least = np.where(self.observed.kind == "direction", FELT, STILL * self.observed.scale)
        return self.prior_size > least

    def __call__(self, vectors: np.ndarray) -> np.ndarray:
        """Log posterior (W,) up to a constant; -inf far outside."""
        z, study, discrepancy = _split(vectors)
        answer, slope = self.emulator(z)
        inside = (np.abs(z) < 6.0).all(axis=1) & (np.abs(vectors[:, -2:] + 2.75) < 4.25).all(axis=1)
        total = self.log_prior(z, study, discrepancy)
        total += self.log_likelihood(answer, slope, study, discrepancy).sum(axis=1)
        return np.where(inside & np.isfinite(total), total, -np.inf)

    def log_prior(self, z, study, discrepancy) -> np.ndarray:
        """Log prior (W,), the change of variables to logarithms included."""
        scales = -0.5 * (study / STUDY_SCALE) ** 2 + np.log(study) - 0.5 * (discrepancy / DISCREPANCY_SCALE) ** 2
        return scales + np.log(discrepancy) - 0.5 * (z**2).sum(axis=1)

    def log_likelihood(self, answer, slope, study, discrepancy, emulated: bool = True) -> np.ndarray:
        """Log likelihood of each study (W, S) for answers (W, R) and slopes (W, R, K)."""
        found = self._of(self.observed, answer, slope, study, discrepancy, emulated)
        if self.again is not None:
            found = found + self._of(self.again, answer, slope, study, discrepancy, emulated)
        return found

    def _of(self, o: Observed, answer, slope, study, discrepancy, emulated: bool) -> np.ndarray:
        noise = (o.se**2 + self.spread**2 + (self.emulator.error**2 if emulated else 0.0))[None]
        noise = noise + (discrepancy[:, None] * o.scale) ** 2
        found = np.zeros((len(answer), len(o.names)))
        for s in range(len(o.names)):
            if s == self.left_out:
                continue
            mine = (o.study == s) & self.taught
            values = np.flatnonzero(mine & (o.kind == "value"))
            if len(values):
                found[:, s] += _normal(o.y[values] - answer[:, values], noise[:, values], slope[:, values], study,
                                        self.carried[values])
            for row in np.flatnonzero(mine & (o.kind != "value")):
                found[:, s] += self._bound(o, row, answer[:, row], noise[:, row], slope[:, row], study)
        return found

    def _bound(self, o: Observed, row: int, answer, noise, slope, study) -> np.ndarray:
        bodies = study**2 * (slope**2).sum(axis=1) + (self.carried[row] ** 2).sum()
        variance = noise + bodies
        if o.kind[row] == "direction":
            variance = bodies + (DIRECTION_SHARPNESS * self.prior_size[row]) ** 2 + self.spread[row] ** 2
            return log_ndtr(o.kept[row] * (answer - FELT) / np.sqrt(variance))
        sign = o.kept[row] * (1.0 if o.kind[row] == "at_least" else -1.0)
        return log_ndtr(sign * (answer - o.y[row]) / np.sqrt(variance))


def _split(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """z (W, K), lambda (W,), discrepancy (W,)."""
    scales = np.exp(np.clip(vectors[:, -2:], -8.0, 2.0))
    return vectors[:, :-2], scales[:, 0], scales[:, 1]


def _normal(miss, noise, slope, study, carried) -> np.ndarray:
    """Log density (W,) of misses (W, m) under diag(noise) + study**2 slope slope^T + carried carried^T."""
    covariance = np.einsum("wik,wjk->wij", slope, slope) * (study**2)[:, None, None] + carried @ carried.T
    index = np.arange(miss.shape[1])
    covariance[:, index, index] += noise
    factor = np.linalg.cholesky(covariance)
    white = np.linalg.solve(factor, miss[:, :, None])[:, :, 0]
    return -0.5 * (white**2).sum(axis=1) - np.log(factor[:, index, index]).sum(axis=1)
