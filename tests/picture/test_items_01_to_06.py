"""nerve-picture.md, items 1 to 6: how motion and strain spread along the nerve."""

from __future__ import annotations

import numpy as np
import pytest

HIP_FLEXION = "move: {hip_flexion_r: 60}, seconds: 6"
DORSIFLEXION = "move: {ankle_dorsiflexion_r: 20}, seconds: 4"
#: From the foot up.
TIBIAL = ("tibial.ankle.r", "tibial.popliteal.r", "sciatic.mid_thigh.r", "sciatic.notch.r")


def test_item_01_nerve_moves_toward_the_joint_whose_bed_lengthens(replay):
    hip = replay("", HIP_FLEXION)
    assert hip.excursion("sciatic.mid_thigh.r")[-1] < -1.0  # thigh: proximal, toward the hip (C005)
    assert hip.excursion("sciatic.notch.r")[-1] > 1.0  # pelvis: distal, toward the hip
    ankle = replay("", DORSIFLEXION)
    assert ankle.excursion("tibial.calf.r")[-1] > 1.0  # calf: distal, toward the ankle


def test_item_01_strain_is_highest_next_to_the_moving_joint(replay):
    hip = replay("", HIP_FLEXION)
    gains = {s: hip.strain_gain(s) for s in (*TIBIAL, "sciatic.gluteal_fold.r", "tibial.calf.r")}
    assert max(gains, key=gains.get) in ("sciatic.notch.r", "sciatic.gluteal_fold.r")
    ankle = replay("ankle_dorsiflexion_r: -20", DORSIFLEXION)
    gains = {s: ankle.strain_gain(s) for s in TIBIAL}
    assert max(gains, key=gains.get) == "tibial.ankle.r"


def test_item_02_motion_and_strain_decay_away_from_the_joint_but_do_not_vanish(replay):
    ankle = replay("ankle_dorsiflexion_r: -20", DORSIFLEXION)
    strain = [ankle.strain_gain(s) for s in TIBIAL]
    assert np.all(np.diff(strain) < 0.0) and strain[2] > 0.05  # 0.05 %: a tenth of the least change a gauge reports
    excursion = [ankle.excursion(s)[-1] for s in ("tibial.calf.r", *TIBIAL[1:])]
    assert np.all(np.diff(excursion) < 0.0) and excursion[2] > 0.2


def test_item_02_hip_flexion_reaches_the_sural_nerve_at_the_ankle(replay):
    hip = replay("ankle_dorsiflexion_r: 15, ankle_inversion_r: 20", "move: {hip_flexion_r: 54.6}, seconds: 5")
    assert hip.strain_gain("sural.ankle.r") > 0.2  # C002: 0.9 (0.5) %
    assert hip.excursion("sural.ankle.r")[-1] < -0.2  # C004: 1.0 (0.5) mm proximal


def test_item_03_remote_segments_load_late(replay):
    """C031, C032: movement begins at the pelvic exit within a few degrees, at the foramen much later."""
    hip = replay("", "move: {hip_flexion_r: 70}, seconds: 7")
    angle = hip.angle("hip_flexion_r")
    begins = {s: angle[np.argmax(hip.excursion(s) > 0.5)] for s in ("sciatic.notch.r", "root.s1.r")}
    assert begins["sciatic.notch.r"] < 12.0
    assert begins["root.s1.r"] > begins["sciatic.notch.r"] + 8.0


def test_item_03_slack_is_taken_up_before_load_spreads(replay):
    """Knee extension from slack: the thigh gains its tension in the last part of the movement (A042, A043)."""
    knee = replay("hip_flexion_r: 30, knee_flexion_r: 90", "move: {knee_flexion_r: 0}, seconds: 6")
    gain = knee.tension("sciatic.distal_thigh.r") - knee.tension("sciatic.distal_thigh.r")[0]
    half = len(gain) // 2
    assert gain[half] < 0.25 * gain[-1]


def test_item_04_a_bent_knee_opens_the_circuit(replay):
    """E004: dorsiflexion stiffens the sciatic in the thigh with the knee straight, not with the knee bent."""
    straight = replay("ankle_dorsiflexion_r: -30", DORSIFLEXION)
    bent = replay("ankle_dorsiflexion_r: -30, knee_flexion_r: 90", DORSIFLEXION)
    assert straight.tension_gain("sciatic.mid_thigh.r") > 0.1
    assert abs(bent.tension_gain("sciatic.mid_thigh.r")) < 0.25 * straight.tension_gain("sciatic.mid_thigh.r")


def _wrist(replay):
    wrist = "move: {wrist_extension_r: 60}, seconds: 3"
    return replay("shoulder_abduction_r: 90", wrist), replay("shoulder_abduction_r: 90, elbow_flexion_r: 90", wrist)


def test_item_04_a_bent_elbow_opens_the_circuit(replay):
    """A048: wrist extension raises tension above the elbow with the elbow straight, less so with it bent."""
    straight, bent = _wrist(replay)
    assert straight.tension_gain("median.upper_arm.r") > 0.1
    assert bent.tension_gain("median.upper_arm.r") < 0.5 * straight.tension_gain("median.upper_arm.r")
    assert bent.tension_gain("median.wrist.r") > 0.1


@pytest.mark.xfail(
    strict=True, reason="36 % passes: tendons take the nerve of the forearm along although it is slack (decision 0009)"
)
def test_item_04_hardly_anything_passes_a_bent_elbow(replay):
    """A048: only distally with the elbow bent; a third is the least that transducers on embalmed nerves would show."""
    straight, bent = _wrist(replay)
    assert abs(bent.tension_gain("median.upper_arm.r")) < 0.35 * straight.tension_gain("median.upper_arm.r")


SLUMP = "trunk_flexion: 40, hip_flexion: 90, knee_flexion: 90"


def _slump(replay, neck_from: float, neck_to: float):
    return replay(
        f"{SLUMP}, neck_flexion: {neck_from}",
        f"move: {{knee_flexion_r: 10, neck_flexion: {neck_to}, ankle_dorsiflexion_r: 10}}, seconds: 2.5",
    )


@pytest.mark.parametrize("site", ["sciatic.mid_thigh.r", "sciatic.notch.r"])
def test_item_05_slider_moves_more_and_strains_less_than_tensioner(replay, site):
    slider, tensioner = _slump(replay, 40, -20), _slump(replay, -20, 40)
    assert slider.excursion(site)[-1] > 1.1 * tensioner.excursion(site)[-1]
    assert slider.strain(site).max() < tensioner.strain(site).max()
    assert np.ptp(slider.strain(site)) < 0.9 * np.ptp(tensioner.strain(site))


def test_item_05_median_slider_moves_more_and_strains_less_than_tensioner(replay):
    """A004, A006: at the wrist the slider gives 12.6 mm and 0.8 %, the tensioner less motion and far more strain."""
    shoulder = "shoulder_abduction_r: 90, elbow_flexion_r: 90"
    slider = replay(
        f"{shoulder}, wrist_extension_r: 60", "move: {elbow_flexion_r: 0, wrist_extension_r: 0}, seconds: 3"
    )
    tensioner = replay(shoulder, "move: {elbow_flexion_r: 0, wrist_extension_r: 60}, seconds: 3")
    assert np.ptp(slider.excursion("median.wrist.r")) > np.ptp(tensioner.excursion("median.wrist.r"))
    assert np.ptp(slider.strain("median.wrist.r")) < np.ptp(tensioner.strain("median.wrist.r"))
    assert slider.strain("median.wrist.r").max() < tensioner.strain("median.wrist.r").max()


def test_item_05_excursions_nearly_superpose(replay):
    """A013: 5.6 + 3.4 = 9.0 against a slider of 10.2; the sum of the parts is within a fifth of the whole."""
    slider = _slump(replay, 40, -20).excursion("sciatic.mid_thigh.r")[-1]
    knee = _slump(replay, 10, 10).excursion("sciatic.mid_thigh.r")[-1]
    neck = replay(f"{SLUMP}, knee_flexion: 10, neck_flexion: 40".replace("knee_flexion: 90, ", ""),
                  "move: {neck_flexion: -20}, seconds: 2.5").excursion("sciatic.mid_thigh.r")[-1]
    assert neck > 0.0
    assert knee + neck == pytest.approx(slider, rel=0.2)


def test_item_06_pre_tension_trades_motion_for_strain(replay):
    """C008: with the hip flexed the same dorsiflexion gives less excursion and more strain."""
    free = replay("ankle_dorsiflexion_r: -30", DORSIFLEXION)
    taut = replay("ankle_dorsiflexion_r: -30, hip_flexion_r: 70", DORSIFLEXION)
    assert taut.excursion("tibial.calf.r")[-1] < 0.9 * free.excursion("tibial.calf.r")[-1]
    assert taut.strain_gain("tibial.ankle.r") > free.strain_gain("tibial.ankle.r")


@pytest.mark.xfail(
    strict=True,
    reason="the foot's bed stretches the nerve at the ankle by itself and pre-tension adds little; where the foot "
    "starts from decides the sign",
)
def test_item_06_the_four_pre_positions_of_the_ankle_study_rise(replay):
    """C008: dorsiflexion strains the tibial nerve more with the knee extended, the hip flexed, and most with both."""
    at = {
        (hip, knee): replay(
            f"ankle_dorsiflexion_r: -30, hip_flexion_r: {hip}, knee_flexion_r: {knee}", DORSIFLEXION
        ).strain_gain("tibial.ankle.r")
        for hip, knee in ((0, 90), (0, 0), (70, 90), (70, 0))
    }
    assert at[0, 90] < at[0, 0]
    assert at[0, 90] < at[70, 90]
    assert at[70, 0] > max(at[0, 0], at[70, 90])
    assert np.mean(list(at.values())) == pytest.approx(3.9, abs=1.5)  # no SD is given; a third of it
