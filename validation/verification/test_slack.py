"""A slack nerve folds: no compression, no tension, whatever the posture, and it comes back along its law."""

import numpy as np
import pytest
from handmade import Rod, lay, march

REST = 1.03


@pytest.mark.parametrize("law", ["straight", "quartic_toe"])
def test_shortened_rod_carries_nothing_and_recovers(law):
    length = np.full(30, 0.02)
    mesh, laid = lay([Rod(length, rest_stretch=REST, hold=400.0, hardening=1e4, drag=2000.0)])
    stretch = np.concatenate([np.linspace(1.0, 0.8, 40), np.linspace(0.8, 1.0, 40), np.full(20, 1.0)])
    out = march(mesh, laid, stretch[:, None] * length, 0.05, law)
    tension = out.field_tension[0, :, :-1]
    assert np.all(tension >= 0.0)
    assert np.all(tension[stretch * REST < 1.0] == 0.0)
    # drag's memory is the only one, and the rod was stretched alike all along: back on the law to rounding
    np.testing.assert_allclose(tension[-1], tension[0], rtol=1e-9)


def test_half_slack_rod_never_pushes():
    """One half shortens by a third while the other is stretched: the taut half pulls the slack one toward it."""
    length = np.full(40, 0.02)
    mesh, laid = lay([Rod(length, stiffness=150.0, rest_stretch=REST, hold=20.0, hardening=1e4)])
    bed = length * np.where(np.arange(40) < 20, 0.66, 1.15)
    out = march(mesh, laid, np.linspace(length, bed, 10), 1.0, "quartic_toe")
    tension, w = out.field_tension[0, -1, :-1], out.field_excursion[0, -1]
    assert tension.min() == 0.0 and tension.max() > 0.5
    assert np.all(w >= -1e-9) and w.max() > 1e-3  # 1e-9 m: the Newton tolerance over the holding of a node
