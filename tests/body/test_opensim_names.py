"""Names, signs and axes of OpenSim, there and back."""

import numpy as np
import pytest
from postures import postures

from neuroglide.body.opensim_names import (
    OPENSIM_NAMES,
    from_opensim,
    knee_sign,
    short_name,
    to_opensim,
    y_up_to_z_up,
    z_up_to_y_up,
)
from neuroglide.coordinates import FULL_NAMES, INDEX
from neuroglide.errors import InputError

RAJAGOPAL, GAIT2392 = (0.0, 2.0944), (-2.0944, 0.1745)


@pytest.mark.parametrize("knee", [RAJAGOPAL, GAIT2392])
def test_round_trip(knee):
    angle = np.random.default_rng(1).uniform(-1.0, 1.0, (5, len(FULL_NAMES)))
    back = from_opensim(to_opensim(angle, knee), knee)
    known = [INDEX[name] for name in OPENSIM_NAMES]
    assert back[:, known] == pytest.approx(angle[:, known], abs=0)
    assert not back[:, [k for k in range(len(FULL_NAMES)) if k not in known]].any()


def test_signs_read_on_the_model():
    angle = postures({"trunk_flexion": 30, "trunk_rotation": 10, "knee_flexion_r": 40, "toe_extension_l": 20,
                      "wrist_extension_r": 15, "shoulder_abduction_l": 50, "ankle_inversion_r": 5})  # fmt: skip
    out = {name: np.rad2deg(value[0]) for name, value in to_opensim(angle, GAIT2392).items()}
    expected = {"lumbar_extension": -30, "lumbar_rotation": -10, "knee_angle_r": -40, "mtp_angle_l": -20,
                "wrist_flex_r": -15, "arm_add_l": -50, "subtalar_angle_r": 5, "hip_flexion_r": 0}  # fmt: skip
    assert {name: out[name] for name in expected} == pytest.approx(expected)


def test_knee_sign_is_taken_from_the_range_or_refused():
    assert knee_sign(RAJAGOPAL) == 1 and knee_sign(GAIT2392) == -1
    with pytest.raises(InputError, match="does not tell the sign"):
        knee_sign((-0.1, 0.1))


def test_labels_may_be_paths_and_unknown_ones_are_passed_over():
    assert short_name("/jointset/ground_pelvis/pelvis_tilt/value") == "pelvis_tilt"
    angle = from_opensim(
        {"/jointset/hip_r/hip_flexion_r/value": np.array([0.5]), "pelvis_tx": np.array([1.0])}, RAJAGOPAL
    )
    assert angle[0, INDEX["hip_flexion_r"]] == 0.5 and np.count_nonzero(angle) == 1
    with pytest.raises(InputError, match="no column"):
        from_opensim({"pelvis_tx": np.array([1.0])}, RAJAGOPAL)


def test_axes_there_and_back():
    forward, up, right = np.eye(3)
    assert (y_up_to_z_up(forward) == [1, 0, 0]).all()
    assert (y_up_to_z_up(up) == [0, 0, 1]).all()
    assert (y_up_to_z_up(right) == [0, -1, 0]).all()
    any_vector = np.random.default_rng(2).normal(size=(4, 3))
    assert (z_up_to_y_up(y_up_to_z_up(any_vector)) == any_vector).all()
