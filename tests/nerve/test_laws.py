"""Tissue and interface laws: monotone, zero when slack, slopes and energies that are derivatives and integrals."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuroglide.errors import InputError
from neuroglide.nerve.interface import hold, tether
from neuroglide.nerve.kernel import kernel_for
from neuroglide.nerve.tissue import DEFAULT, get_law, list_laws

POSITIVE = st.floats(1e-3, 1e6)
TOE = st.floats(1e-3, 0.6)
STRAIN = st.floats(-0.5, 1.0)
LAWS = pytest.mark.parametrize("name", list_laws())


@LAWS
@settings(deadline=None, max_examples=200)
@given(stiffness=POSITIVE, toe=TOE, strain=STRAIN, more=st.floats(0.0, 0.5))
def test_tension_never_falls_with_strain_and_never_pushes(name, stiffness, toe, strain, more):
    law = get_law(name).tension.py_func
    tension, slope = law(strain, stiffness, toe)
    beyond, _ = law(strain + more, stiffness, toe)
    assert tension >= 0.0 and slope >= 0.0
    assert beyond >= tension * (1.0 - 1e-14)  # rounding where the slope is flat
    if strain <= 0.0:
        assert tension == 0.0 and slope == 0.0


@LAWS
@settings(deadline=None, max_examples=200)
@given(stiffness=POSITIVE, toe=TOE, strain=STRAIN)
def test_slope_is_the_derivative_and_energy_the_integral(name, stiffness, toe, strain):
    law = get_law(name)
    step = 1e-6
    if abs(strain) < 2 * step or abs(strain - toe) < 2 * step:  # the laws bend here
        return
    tension, slope = law.tension.py_func(strain, stiffness, toe)
    ahead, behind = (law.tension.py_func(strain + s, stiffness, toe)[0] for s in (step, -step))
    # central difference: third derivative times step**2 / 6, and rounding of the values, 1e-16 of them over the step
    room = max(stiffness, slope) * (step / toe) ** 2 + 1e-9 * stiffness
    assert abs((ahead - behind) / (2 * step) - slope) <= room + 1e-9 * tension
    energy = law.energy.py_func(strain, stiffness, toe)
    ahead, behind = (law.energy.py_func(strain + s, stiffness, toe) for s in (step, -step))
    assert abs((ahead - behind) / (2 * step) - tension) <= room + 1e-9 * energy


@settings(deadline=None, max_examples=200)
@given(w=st.floats(-0.1, 0.1), more=st.floats(1e-6, 0.05), stiffness=POSITIVE, glide=st.floats(1e-4, 0.1), give=TOE)
def test_interface_never_falls_and_is_odd(w, more, stiffness, glide, give):
    for law in (
        lambda x: hold.py_func(x, stiffness, 1.0 / glide**2),
        lambda x: tether.py_func(x, stiffness, give, 0.5 * stiffness),
    ):
        force, slope = law(w)
        assert slope > 0.0
        assert law(w + more)[0] > force
        assert law(-w)[0] == -force
        step = 1e-7
        difference = (law(w + step)[0] - law(w - step)[0]) / (2 * step)
        assert abs(difference - slope) <= 1e-5 * max(slope, difference)  # rounding of the difference: 1e-16 / 1e-7


def test_laws_are_found_by_name():
    assert DEFAULT in list_laws() and "straight" in list_laws()
    for name in list_laws():
        assert get_law(name).NAME == name


@pytest.mark.parametrize("ask", [get_law, kernel_for])
def test_unknown_law_is_an_input_error_that_names_the_known(ask):
    with pytest.raises(InputError, match="unknown tissue law 'fung'.*quartic_toe"):
        ask("fung")
