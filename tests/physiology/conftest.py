"""A stand-alone quasi-linear viscoelastic rod under prescribed strain: what the chain is fed in these tests."""

from __future__ import annotations

import numpy as np
import pytest

from neuroglide.coordinates import FULL_NAMES
from neuroglide.parameters import load_set
from neuroglide.physiology import MechanicsFields, run_physiology

PRONY = (1, 2, 3, 4)
STIFFNESS_N = 120.0  # E A of about 40 mm2 at 3 MPa; the chain must not depend on it


@pytest.fixture(scope="session")
def p():
    return load_set()


def elastic(strain, toe):
    """Elastic tension over E A of the quartic toe, strain above slack [1]."""
    x = np.maximum(strain / toe, 0.0)
    return toe * np.where(x < 1.0, x**4 / 4.0, x - 0.75)


def in_situ(p):
    """Strain above slack in supine neutral [1], from the shortening of a cut nerve."""
    return 1.0 / (1.0 - p["nerve.shortening_when_cut"]) - 1.0


def relaxed_tension(time_s, strain, p):
    """Tension over E A (T, n) of a nerve strained beyond in situ, from relaxed rest, and that at rest.

    Quasi-linear: ``N = sum over branches``; each branch keeps ``h' = e' - h / tau``, exact for strain straight between
    samples (elastic tension is taken straight too: steps of these tests are short against every change).
    """
    rest = elastic(in_situ(p), p["nerve.toe"])
    added = elastic((1.0 + strain) * (1.0 + in_situ(p)) - 1.0, p["nerve.toe"]) - rest
    shares = [p[f"relaxation.share_{i}"] for i in PRONY]
    equilibrium = 1.0 - sum(shares)
    tension = equilibrium * (rest + added)
    for share, i in zip(shares, PRONY, strict=True):
        tau = p[f"relaxation.time_{i}"]
        memory = np.zeros_like(added)
        for k, step in enumerate(np.diff(time_s)):
            kept = np.exp(-step / tau)
            gain = tau / step * (1.0 - kept) if step > 0 else 1.0
            memory[k + 1] = kept * memory[k] + gain * (added[k + 1] - added[k])
        tension += share * memory
    return tension, equilibrium * rest


@pytest.fixture
def run(p):
    """Run the chain on prescribed strain (T,) or (T, n), with the tension of the relaxing rod."""

    def run(time_s, strain, *, tunnels=None, angle_rad=None, threshold=0.03, stiffness=STIFFNESS_N, parameters=p):
        strain = strain[:, None] if strain.ndim == 1 else strain
        nodes = strain.shape[1]
        tension, rest = relaxed_tension(time_s, strain, parameters)
        mechanics = MechanicsFields(
            time_s, strain, (1.0 + strain) * (1.0 + in_situ(parameters)) - 1.0, tension * stiffness,
            np.full(nodes, rest * stiffness), np.full(nodes, 4e-5), np.full(nodes, stiffness), tunnels or {},
        )
        angles = np.zeros((len(time_s), len(FULL_NAMES))) if angle_rad is None else angle_rad
        return run_physiology(mechanics, angles, parameters, np.full(nodes, threshold))

    return run


def hold(strain, minutes, *, rise_s=2.0, step_s=2.0):
    """Time (T,) and strain (T,) of a ramp of ``rise_s`` and a hold."""
    time_s = np.concatenate([[0.0], np.linspace(0.1, rise_s, 20), np.arange(rise_s, 60.0 * minutes, step_s) + step_s])
    return time_s, strain * np.clip(time_s / rise_s, 0.0, 1.0)


@pytest.fixture(name="hold")
def _hold():
    return hold


@pytest.fixture
def tension_strain_after(p):
    """Tension beyond rest over E A, some time after an acute strain beyond in situ, by the sciatic's tissue law."""

    def after(strain, seconds):
        time_s, path = hold(strain, (seconds + 2.0) / 60, step_s=0.5)
        tension, rest = relaxed_tension(time_s, path, p)
        return tension[-1] - rest

    return after
