"""The bed against published figures, and every coordinate's sign at its site."""

import csv
from pathlib import Path

import numpy as np
import pytest
from postures import GENERIC, P, gain_mm, postures, total_mm

from neuroglide.anatomy import SEGMENT_INDEX, SEGMENTS
from neuroglide.body import Person, compute_bed, load_person
from neuroglide.coordinates import FULL_NAMES, limits_deg
from neuroglide.errors import InputError

ROOT = Path(__file__).parents[2]
KNEE = ("tibial.thigh.r", "tibial.knee.r")
CANAL = tuple(name for name in SEGMENTS if name.startswith("canal.") and name.endswith(".m"))


@pytest.mark.parametrize("person", [GENERIC, load_person(None)], ids=["generic", "example"])
def test_hip_flexion_lengthens_the_bed_as_the_41_mm_arm_says(person):
    # Rows M063 and M064: 41 mm behind the femoral head. The issue asks for 10 %.
    gain = gain_mm("sciatic.hip.r", *({"hip_flexion_r": a} for a in (50, 60, 90)), person=person)
    assert gain == pytest.approx([36.0, 43.0, 64.0], rel=0.10)


def _bounds(coordinate: str, angle: int) -> dict[str, float]:
    """Change of length [mm] of the tendons round the tibial nerve in the published leg model (rajagopal2016)."""
    with (ROOT / "validation" / "references" / "opensim" / "tendon_bounds.csv").open(encoding="utf-8") as handle:
        rows = [r for r in csv.DictReader(handle) if r["coordinate"] == coordinate and int(r["angle_deg"]) == angle]
    return {row["muscle"]: float(row["change_mm"]) for row in rows}


@pytest.mark.parametrize("angle", [30, 60, 90])
def test_knee_shortens_the_bed_more_than_gastrocnemius_and_less_than_semitendinosus(angle):
    # The nerve lies behind the heads of gastrocnemius and in front of semitendinosus.
    bounds = _bounds("knee_angle_r", angle)
    change = total_mm(KNEE, {"knee_flexion_r": angle})[0]
    assert bounds["semiten_r"] < change < min(bounds["gasmed_r"], bounds["gaslat_r"])


def test_knee_agrees_with_the_trial_path():
    # The design's trial path on the same skeleton: -21, -50, -85 mm; ten percent, since its places were guesses.
    change = total_mm(KNEE, *({"knee_flexion_r": a} for a in (30, 60, 90)))
    assert change == pytest.approx([-21.0, -50.0, -85.0], rel=0.10)


@pytest.mark.parametrize("angle", [-30, -15, 10, 20])
def test_ankle_moves_the_bed_more_than_flexor_digitorum_and_less_than_soleus(angle):
    # Behind the medial malleolus the nerve lies behind the tendon of flexor digitorum longus, before the calcaneal one.
    bounds = _bounds("ankle_angle_r", angle)
    change = gain_mm("tibial.ankle.r", {"ankle_dorsiflexion_r": angle})[0]
    assert abs(bounds["fdl_r"]) < abs(change) < abs(bounds["soleus_r"])
    assert np.sign(change) == np.sign(angle)


def test_ankle_agrees_with_the_trial_path():
    # The design's trial path: -12.2 and +7.8 mm.
    change = gain_mm("tibial.ankle.r", {"ankle_dorsiflexion_r": -30}, {"ankle_dorsiflexion_r": 20})
    assert change == pytest.approx([-12.2, 7.8], rel=0.10)


MONOTONE = [
    ("hip_flexion_r", ("sciatic.hip.r",), -30, 130, 1),
    ("hip_adduction_r", ("sciatic.hip.r",), -40, 30, 1),
    ("knee_flexion_r", KNEE, -10, 120, -1),
    ("knee_flexion_r", ("fibular.knee.r",), -10, 120, -1),
    ("ankle_dorsiflexion_r", ("tibial.ankle.r",), -50, 35, 1),
    ("ankle_dorsiflexion_r", ("fibular.ankle.r",), -50, 35, -1),
    ("ankle_inversion_r", ("tibial.ankle.r",), -60, 60, -1),
    ("toe_extension_r", ("tibial.plantar.r",), -60, 60, 1),
    ("trunk_flexion", CANAL, -30, 90, 1),
    ("slr_r", ("sciatic.hip.r",), 0, 120, 1),
]


@pytest.mark.parametrize("coordinate, pieces, start, end, sign", MONOTONE)
def test_bed_is_monotone_and_smooth(coordinate, pieces, start, end, sign):
    angle = np.arange(start, end + 0.5, 1.0)
    change = np.diff(total_mm(pieces, *({coordinate: a} for a in angle)))
    assert (sign * change > 0).all()
    # No path flips: the slope [mm/deg] changes by less than a tenth of a millimetre from one degree to the next.
    assert np.abs(np.diff(change)).max() < 0.1


# (piece, posture moved, posture before, least size [mm]); the sign is the size's.
SIGNS = [
    ("sciatic.hip.r", {"hip_adduction_r": 20}, {}, 2.0),
    ("sciatic.hip.r", {"hip_flexion_r": 70, "hip_adduction_r": 20}, {"hip_flexion_r": 70}, 2.0),
    ("sciatic.hip.r", {"hip_internal_rotation_r": 20}, {}, 1.0),
    ("sciatic.hip.r", {"hip_flexion_r": 70, "hip_internal_rotation_r": 20}, {"hip_flexion_r": 70}, 1.0),
    ("fibular.ankle.r", {"ankle_inversion_r": 20}, {}, 4.0),
    ("fibular.ankle.r", {"ankle_dorsiflexion_r": -20}, {}, 5.0),
    ("tibial.ankle.r", {"ankle_inversion_r": -20}, {}, 4.0),
    ("tibial.ankle.r", {"ankle_dorsiflexion_r": 20}, {}, 5.0),
    ("sural.ankle.r", {"ankle_dorsiflexion_r": 20, "ankle_inversion_r": 20}, {"ankle_inversion_r": 20}, 0.5),
    ("sural.ankle.r", {"ankle_inversion_r": 20}, {}, 5.0),
    ("tibial.plantar.r", {"toe_extension_r": 45}, {}, 3.0),
    ("canal.cervical.m", {"neck_flexion": 40}, {}, 5.0),
    ("canal.thoracic.m", {"trunk_flexion": 40}, {}, 2.0),
    ("canal.l5.m", {"trunk_flexion": 40}, {}, 2.0),
    ("canal.l5.m", {"pelvic_tilt": 20}, {}, 1.5),
    ("canal.l5.m", {"slr_r": 60}, {}, 1.0),
    ("plexus.l4.l", {"trunk_side_flexion": 20}, {}, 0.5),
    ("canal.l4.l", {"trunk_side_flexion": 20}, {}, 0.2),
    ("plexus.l4.r", {"trunk_rotation": 30}, {}, 0.1),
    ("median.neck.l", {"neck_side_flexion": 30}, {}, 10.0),
    ("median.shoulder.r", {"shoulder_abduction_r": 90}, {}, 15.0),
    ("median.neck.r", {"shoulder_depression_r": 10}, {}, 3.0),
    ("median.shoulder.r", {"shoulder_external_rotation_r": 60}, {}, 2.0),
    ("median.elbow.r", {}, {"elbow_flexion_r": 90}, 20.0),
    ("median.wrist.r", {"wrist_extension_r": 60}, {}, 8.0),
    ("median.digit.r", {"finger_extension_r": 30}, {}, 4.0),
    ("median.forearm.r", {"forearm_supination_r": 60}, {}, 0.5),
]


@pytest.mark.parametrize("piece, moved, before, least", SIGNS)
def test_sign_and_size_at_its_site(piece, moved, before, least):
    start, end = gain_mm(piece, before, moved)
    assert end - start >= least
    if piece[-1] in "rl":
        # The mirror image gives the same on the other side; the packaged sacrum is turned by 0.05 degrees, which comes
        # to some hundredths of a millimetre.
        other = piece[:-1] + ("l" if piece[-1] == "r" else "r")
        assert np.diff(gain_mm(other, _mirror(before), _mirror(moved)))[0] == pytest.approx(end - start, abs=0.05)


def _mirror(row):
    lateral = ("neck_side_flexion", "trunk_side_flexion", "trunk_rotation")
    swap = {"_r": "_l", "_l": "_r"}
    return {(n[:-2] + swap[n[-2:]] if n[-2:] in swap else n): (-v if n in lateral else v) for n, v in row.items()}


def test_side_flexion_slackens_the_same_side():
    assert gain_mm("plexus.l4.r", {"trunk_side_flexion": 20})[0] < -0.5
    assert gain_mm("median.neck.r", {"neck_side_flexion": 20})[0] < -5.0


def test_every_coordinate_moves_some_piece_of_bed():
    rows = [{name: max(limits_deg(name)) / 3} for name in FULL_NAMES]
    bed = compute_bed(GENERIC, postures(*rows), P)
    size = 1000.0 * np.abs(bed.length_m - bed.neutral_m).max(axis=1)
    assert {name: s for name, s in zip(FULL_NAMES, size, strict=True) if s < 0.1} == {}


def test_canal_gains_50_to_90_mm_from_full_extension_to_full_flexion():
    # Row C054 (recalled): Breig, Louis, Inman and Saunders. Full range of living adults: neck 60 back to 50 forward,
    # trunk 20 back to 90 forward.
    back, forward = total_mm(
        CANAL, {"trunk_flexion": -20, "neck_flexion": -60}, {"trunk_flexion": 90, "neck_flexion": 50}
    )
    assert 50.0 <= forward - back <= 90.0


def test_arm_bed_gains_about_a_fifth_over_elbow_and_wrist():
    # Row M070 (recalled): 20 % from flexed to extended elbow and wrist; 13 to 25 % is accepted, since the wrist and
    # elbow angles are not told.
    pieces = [f"median.{piece}.r" for piece in ("upper_arm", "elbow", "forearm", "wrist")]
    flexed = {"elbow_flexion_r": 140, "wrist_extension_r": -70}
    bed = compute_bed(GENERIC, postures(flexed, {"wrist_extension_r": 70}), P)
    length = bed.length_m[:, [SEGMENT_INDEX[name] for name in pieces]].sum(axis=1)
    assert 0.13 <= length[1] / length[0] - 1.0 <= 0.25


def test_bifurcation_at_three_quarters_from_fold_to_crease():
    neutral = compute_bed(load_person(None), np.zeros((1, len(FULL_NAMES))), P).neutral_m
    thigh = [neutral[SEGMENT_INDEX[f"{name}.thigh.r"]] for name in ("sciatic", "tibial")]
    assert thigh[0] / sum(thigh) == pytest.approx(0.75, rel=1e-9)


def test_bed_scales_with_the_person_and_keeps_its_shares():
    tall, short = (Person("female", 40.0, h, 65.0, "l") for h in (1.80, 1.50))
    one, two = (compute_bed(person, postures({"slr_r": 60}), P) for person in (tall, short))
    # Pieces between spine and pelvis may go either way: a tall woman's trunk gains more than her pelvis.
    grows = [k for k, name in enumerate(SEGMENTS) if not name.startswith("plexus")]
    assert (one.neutral_m > two.neutral_m)[grows].all()
    column = SEGMENT_INDEX["tibial.calf.r"]
    assert 1.1 < one.neutral_m[column] / two.neutral_m[column] < 1.3


def test_plausible_lengths_of_the_leg():
    # Sciatic nerve from the notch to the bifurcation and tibial nerve below it: together about a metre in an adult.
    neutral = compute_bed(GENERIC, np.zeros((1, len(FULL_NAMES))), P).neutral_m
    run = [s for s in SEGMENTS if s.endswith(".r") and s.startswith(("sciatic", "tibial"))]
    assert 0.9 <= sum(neutral[SEGMENT_INDEX[s]] for s in run) <= 1.2


def test_neutral_is_independent_of_the_postures_beside_it():
    one = compute_bed(GENERIC, postures({"knee_flexion_r": 90}), P)
    two = compute_bed(GENERIC, postures({}, {"hip_flexion_l": 30}), P)
    assert (one.neutral_m == two.neutral_m).all()
    assert two.length_m[0] == pytest.approx(two.neutral_m, rel=1e-12)


def test_random_people_and_postures_give_finite_positive_lengths():
    draw = np.random.default_rng(7)
    low, high = np.deg2rad([limits_deg(name) for name in FULL_NAMES]).T
    for _ in range(40):
        person = Person(draw.choice(["male", "female"]), 30.0, draw.uniform(1.2, 2.3), draw.uniform(30.0, 300.0), "r")
        bed = compute_bed(person, draw.uniform(low, high, (4, len(FULL_NAMES))), P)
        assert np.isfinite(bed.length_m).all() and (bed.length_m > 0).all() and (bed.neutral_m > 0).all()


def test_tendons_take_along_what_holds_the_nerve_at_the_wrist():
    """Half their way: levers of 10 mm at the wrist and 15 mm at the fingers, distal for extension, a hand each."""
    rows = ({}, {"wrist_extension_r": 60}, {"wrist_extension_r": -60}, {"finger_extension_l": 30})
    carry = 1000.0 * compute_bed(GENERIC, postures(*rows), P).carry_m
    expected = 0.5 * np.array([[0.0, 0.0], [10 * np.pi / 3, 0.0], [-10 * np.pi / 3, 0.0], [0.0, 15 * np.pi / 6]])
    np.testing.assert_allclose(carry, expected, atol=1e-9)


def test_a_bed_that_would_vanish_is_refused_by_name_and_posture():
    # A neck lever of four times its size takes the bed of the median nerve below a fifth of its length.
    wrong = P.with_overrides({"body.median_arm.neck.neck_side_flexion": "220 mm"})
    rows = ({}, {"neck_side_flexion": 40, "elbow_flexion_r": 90})
    with pytest.raises(InputError, match=r"median\.neck\.r .* 20% of neutral.*'neck_side_flexion': 40\.0") as caught:
        compute_bed(GENERIC, postures(*rows), wrong)
    assert "\n" not in str(caught.value)


def test_no_posture_within_the_limits_is_refused():
    # Corners of the ranges of motion, where pieces are shortest (0.23 of neutral behind the ankle).
    draw = np.random.default_rng(8)
    low, high = np.deg2rad([limits_deg(name) for name in FULL_NAMES]).T
    for sex, height, mass in (("male", 1.99, 60.0), ("female", 1.41, 40.0), ("female", 1.60, 140.0)):
        corner = np.stack([low, high, np.zeros_like(low)])[draw.integers(0, 3, (200, len(low))), np.arange(len(low))]
        bed = compute_bed(Person(sex, 30.0, height, mass, "r"), corner, P)
        assert (bed.length_m / bed.neutral_m).min() > 0.2


@pytest.mark.parametrize("bad", [np.zeros(4), np.zeros((2, 3)), np.full((1, len(FULL_NAMES)), np.nan)])
def test_wrong_angles_are_refused(bad):
    with pytest.raises(InputError, match="angles must be finite"):
        compute_bed(GENERIC, bad, P)
