"""The statistics of the calibration on problems whose answer is known; the kernel itself in test_calibration_run.py."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("emcee")
pytest.importorskip("sklearn")

from scipy.stats import multivariate_normal, norm  # noqa: E402
from threadpoolctl import threadpool_info  # noqa: E402

from neuroglide.evidence.calibration.data import Observed, observe  # noqa: E402
from neuroglide.evidence.calibration.emulator import fit_emulator  # noqa: E402
from neuroglide.evidence.calibration.free import (  # noqa: E402
    FARTHEST,
    carried_parameters,
    carried_values,
    free_parameters,
    prior_draws,
    prior_sets,
)
from neuroglide.evidence.calibration.importance import weigh  # noqa: E402
from neuroglide.evidence.calibration.likelihood import Likelihood, _normal  # noqa: E402
from neuroglide.evidence.calibration.predictive import leave_one_out, predicted  # noqa: E402
from neuroglide.evidence.calibration.recovery import coverage, made_up, recover  # noqa: E402
from neuroglide.evidence.calibration.sampling import processes, sample  # noqa: E402
from neuroglide.evidence.calibration.slopes import carried_slopes  # noqa: E402
from neuroglide.evidence.measurement_error import UNKNOWN_SPREAD  # noqa: E402
from neuroglide.evidence.studies import Claim, Study  # noqa: E402
from neuroglide.parameters import load_set  # noqa: E402


class Straight:
    """An emulator that is a straight line, so that everything can be worked out by hand."""

    def __init__(self, slope: np.ndarray, error: float = 0.0):
        self.slope = np.asarray(slope, float)
        self.error = np.full(len(self.slope), error)

    def __call__(self, z):
        return z @ self.slope.T, np.broadcast_to(self.slope, (len(z), *self.slope.shape))

    def values(self, z):
        return z @ self.slope.T


def claims(kinds: list[str]) -> tuple[Claim, ...]:
    return tuple(Claim(f"X{i}", f"X{i}", "a figure", "mm", kind, "") for i, kind in enumerate(kinds))


def toy(slope, y, se, study, kinds=None, error: float = 0.0) -> Likelihood:
    kinds = kinds or ["value"] * len(y)
    observed = Observed(
        claims(kinds), np.array(study), tuple(f"s{i}" for i in range(max(study) + 1)), np.array(kinds),
        np.array(y, float), np.array(se, float), np.ones(len(y)), np.ones(len(y)),
    )
    return Likelihood(observed, Straight(slope, error), np.zeros(len(y)), np.ones(len(y)), np.zeros((len(y), 0)))


def test_rows_of_one_study_share_its_effect():
    """Against SciPy's density of a normal with the full covariance."""
    rng = np.random.default_rng(1)
    slope, miss, noise = rng.standard_normal((1, 3, 5)), rng.standard_normal((1, 3)), np.array([[0.3, 0.5, 0.9]])
    carried = rng.standard_normal((3, 2))
    found = _normal(miss, noise, slope, np.array([0.7]), carried)
    covariance = np.diag(noise[0]) + 0.49 * slope[0] @ slope[0].T + carried @ carried.T
    whole = multivariate_normal(np.zeros(3), covariance).logpdf(miss[0])
    assert found[0] == pytest.approx(whole + 1.5 * np.log(2 * np.pi), rel=1e-12)


def test_bounds_and_directions_count_by_their_probability():
    likelihood = toy([[2.0], [2.0], [2.0]], [1.0, 1.0, 0.0], [0.5, 0.5, 0.0], [0, 1, 2],
                     ["at_most", "at_least", "direction"])
    z, study, discrepancy = np.array([[0.8]]), np.array([1e-9]), np.array([1e-9])
    found = likelihood.log_likelihood(*likelihood.emulator(z), study, discrepancy)[0]
    below = norm.logcdf((1.0 - 1.6) / 0.5)
    assert found[0] == pytest.approx(below) and found[1] == pytest.approx(norm.logcdf((1.6 - 1.0) / 0.5))
    assert found[2] == pytest.approx(norm.logcdf(1.6 / 0.1))


def test_the_sampler_finds_a_known_posterior():
    """Prior N(0, 1), one figure 2.0 with slope 1 and error 0.5: mean 1.6 and SD 0.45 when scales are pinned."""
    covariance = np.array([[0.2, 0.05], [0.05, 0.5]])
    target = multivariate_normal([1.6, -0.3], covariance)
    start = np.random.default_rng(3).standard_normal((200, 2))
    chains = sample(lambda v: target.logpdf(v), start, 1500, 5)
    assert chains.r_hat.max() < 1.05
    assert (chains.effective > 400).all()
    # Three standard errors of the mean at the effective size found.
    error = 3.0 * np.sqrt(np.diag(covariance) / chains.effective)
    assert (np.abs(chains.flat.mean(axis=0) - [1.6, -0.3]) < error).all()
    assert np.cov(chains.flat.T) == pytest.approx(covariance, abs=0.06)  # 3 standard errors of a variance of 0.5


def test_convergence_is_refused_to_chains_that_disagree():
    from neuroglide.evidence.calibration.sampling import convergence

    rng = np.random.default_rng(0)
    chains = rng.standard_normal((2, 8, 200, 1))
    good, size = convergence(chains)
    assert good[0] < 1.01 and 2000 < size[0] < 4500  # 3200 independent samples
    chains[1] += 2.0
    assert convergence(chains)[0][0] > 1.3


def test_the_networks_answer_and_their_slopes_are_theirs():
    rng = np.random.default_rng(2)
    z = rng.standard_normal((1500, 4))
    y = np.stack([np.tanh(z[:, 0]) + 0.2 * z[:, 1] * z[:, 2], z[:, 3]], axis=1)
    emulator = fit_emulator(z, y, np.ones(len(z), bool), 1)
    new = rng.standard_normal((300, 4))
    truth = np.stack([np.tanh(new[:, 0]) + 0.2 * new[:, 1] * new[:, 2], new[:, 3]], axis=1)
    miss = np.sqrt(np.mean((emulator.values(new) - truth) ** 2, axis=0))
    assert (miss < 0.15).all()  # of a spread of about 0.7 and 1
    assert (miss < 3.0 * emulator.error).all()  # the error it claims is of the size it makes
    value, slope = emulator(new)
    step = 0.01  # the networks answer to six digits
    for k in range(4):
        up, down = (emulator.values(new + sign * step * np.eye(4)[k]) for sign in (1, -1))
        assert slope[:, :, k] == pytest.approx((up - down) / (2 * step), abs=5e-3)
    assert emulator.values(new) == pytest.approx(value, abs=1e-5)


def test_exact_answers_leave_the_weights_even_and_wrong_ones_do_not():
    likelihood = toy([[1.0]], [0.5], [0.3], [0])
    draws = np.concatenate([np.random.default_rng(1).normal(0.4, 0.3, (400, 1)), np.full((400, 2), -3.0)], axis=1)
    exact = likelihood.emulator.values(draws[:, :1])
    assert weigh(likelihood, draws, exact).effective == pytest.approx(400.0)
    shifted = weigh(likelihood, draws, exact + 0.3)
    assert shifted.effective < 390.0
    # What the kernel answers is 0.3 higher, so the parameter must be lower.
    assert np.average(shifted.draws[:, 0], weights=shifted.weight) < draws[:, 0].mean() - 0.05
    exact[:5] = np.nan
    assert len(weigh(likelihood, draws, exact).weight) == 395


def test_a_study_left_out_is_predicted_from_the_others_alone():
    """Two studies that say 3 and a third that says -3: left out, the third is predicted near 3."""
    likelihood = toy([[3.0], [3.0], [3.0]], [3.0, 3.0, -3.0], [0.1, 0.1, 0.1], [0, 1, 2])
    start = np.concatenate([np.random.default_rng(1).normal(0.5, 0.5, (300, 1)), np.full((300, 2), -2.0)], axis=1)
    band = leave_one_out(likelihood, start, 2, 600, 1)["X2"]
    assert band["median"] > 1.5 and band["low"] > -3.0


def test_predictions_of_a_new_study_are_wider_than_the_parameter():
    likelihood = toy([[2.0]], [1.0], [0.1], [0])
    vectors = np.tile([0.5, np.log(0.3), np.log(0.2)], (20000, 1))
    figures = predicted(likelihood, vectors, 1)[:, 0]
    # lambda times slope, discrepancy times size, standard error.
    assert figures.std() == pytest.approx(np.sqrt(0.6**2 + 0.2**2 + 0.1**2), rel=0.02)


def test_what_is_carried_along_widens_a_prediction_and_teaches_nothing():
    """One figure 1.0 +- 0.1 with slope 2, of which a carried parameter moves 0.5: in the fit the figure is worth
    sqrt(0.1**2 + 0.5**2), and a prediction has the 0.5 on top."""
    known = toy([[2.0]], [1.0], [0.1], [0])
    carried = known._replace(carried=np.array([[0.5]]))
    vectors = np.tile([0.5, np.log(0.01), np.log(0.01)], (20000, 1))
    assert predicted(carried, vectors, 1)[:, 0].std() == pytest.approx(np.hypot(0.1, 0.5), rel=0.02)
    answer, slope, small = np.array([[0.0]]), np.array([[[2.0]]]), np.array([1e-6])
    loss = [float(one.log_likelihood(answer, slope, small, small).sum()) for one in (known, carried)]
    want = [norm(0.0, sd).logpdf(1.0) + 0.5 * np.log(2 * np.pi) for sd in (0.1, np.hypot(0.1, 0.5))]
    assert loss == pytest.approx(want, rel=1e-6)


def test_carried_parameters_are_those_of_the_list_that_are_not_fitted():
    carried, free = carried_parameters(), free_parameters()
    assert not set(carried.keys) & set(free.keys)
    assert "nerve.area.sural" in carried.keys and "body.median_arm.digit.finger_extension" in carried.keys
    assert "threshold.flow_halved" not in carried.keys and "movement.hold" not in carried.keys
    values = carried_values(500, 1)
    out = np.abs(carried.standard(values))
    assert out.max() <= FARTHEST + 1e-9 and (out > 1.9).any()
    assert prior_sets(2)[0]["nerve.area.sural"] != prior_sets(2)[1]["nerve.area.sural"]


def test_carried_slopes_are_the_change_over_one_standard_deviation():
    """Answers that are one section, squared, and a constant: half the difference of one up and one down."""
    p, carried = load_set(), carried_parameters()
    k = carried.keys.index("nerve.area.sural")
    found = carried_slopes(p, lambda sets: (np.array([[s["nerve.area.sural"] ** 2, 1.0] for s in sets]), None))
    up, down = (p["nerve.area.sural"] ** 2 * np.exp(2 * sign * carried.sigma[k]) for sign in (1.0, -1.0))
    assert found.shape == (2, len(carried.keys))
    assert found[0, k] == pytest.approx(0.5 * (up - down)) and found[0].sum() == pytest.approx(found[0, k])
    assert not found[1].any()


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """Recovery on a small problem with every kind of claim; the bound is what chance leaves to the worst coordinate."""
    likelihood = toy([[1.0, 0.2], [0.3, 1.0], [1.0, -1.0], [0.5, 0.5]], [0.4, -0.3, 0.1, 0.0], [0.2, 0.2, 0.3, 0.1],
                     [0, 1, 1, 2], ["value", "value", "value", "direction"])
    rng = np.random.default_rng(0)
    start = np.concatenate([rng.standard_normal((300, 2)), np.full((300, 2), -1.5)], axis=1)
    start = sample(likelihood, start, 1500, 3, ensembles=1).flat
    ranks = np.stack([recover(likelihood, start, number, 600, 11) for number in range(12)])
    held, least = coverage(ranks)
    assert held.min() >= least


def test_intervals_that_are_too_narrow_are_seen():
    ranks = np.clip(np.random.default_rng(0).uniform(-0.4, 1.4, (40, 30)), 0.0, 1.0)
    held, least = coverage(ranks)
    assert held.min() < least


def test_made_up_bounds_can_be_broken():
    likelihood = toy([[1.0], [1.0]], [0.0, 0.0], [0.1, 0.1], [0, 1], ["at_most", "direction"])
    rng = np.random.default_rng(0)
    made = made_up(likelihood, np.array([2.0, -5.0, -5.0]), rng)
    assert made.kept.tolist() == [-1.0, 1.0]  # 2 is not below 0, and it is above 0


def test_priors_come_from_the_records():
    free = free_parameters()
    zero = free.values(np.zeros(len(free.keys)))
    assert zero == pytest.approx(free.median)
    assert (np.sign(free.values(prior_draws(50, 1))) == np.sign(free.median)).all()
    z = 0.5 * prior_draws(20, 2)  # inside every record's limits
    assert free.standard(free.values(z)) == pytest.approx(z)
    spread = free.values(prior_draws(4000, 3))
    relative = np.sqrt(np.expm1(free.sigma**2))
    moderate = (free.sigma < 0.7) & ~np.isfinite(free.high)  # what limits cut is narrower
    # Relative SD of 4000 even draws, cut at 3.7 standard deviations: within 5 %.
    mean = np.abs(free.median) * np.exp(0.5 * free.sigma**2)
    assert (spread.std(axis=0) / mean)[moderate] == pytest.approx(relative[moderate], rel=0.05)


def test_what_is_published_becomes_a_figure_and_its_error(tmp_path):
    made = (
        Claim("A", "A", "", "mm", "value", "", mean=10.0, sd=2.0, n=16.0),
        Claim("B", "B", "", "mm", "value", "", mean=10.0),
        Claim("C", "C", "", "mm", "range", "", low=2.0, high=4.0),
        Claim("D", "D", "", "N", "at_most", "", high=5.0),
        Claim("E", "E", "", "", "value", "", mean=1.0, se=0.1),
    )
    study = Study("s", tmp_path, "rade2015", "t", "calibration", ("x",), "living", made, inputs={"E": "a record's"})
    observed = observe([study])
    assert [c.id for c in observed.claims] == ["A", "B", "C", "D"]  # an input is not fitted
    assert observed.se[0] == pytest.approx(0.5) and observed.se[1] == pytest.approx(10.0 * UNKNOWN_SPREAD)
    assert observed.y[2] == 3.0 and observed.se[2] == pytest.approx(1.0 / 1.645)
    assert observed.kind.tolist() == ["value", "value", "value", "at_most"]


def _threads() -> list[int]:
    return [library["num_threads"] for library in threadpool_info()]


def test_processes_do_linear_algebra_on_one_thread_each():
    """Two processes with two threads each on two cores spin against one another: four times slower."""
    with processes(1) as pool:
        assert set(pool.submit(_threads).result()) == {1}
