"""The check of published anatomy: the packaged model passes as told, and a slipped unit or sign never does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from neuroglide import plausibility
from neuroglide.body import Person, load_person
from neuroglide.parameters import ParameterSet, load_bibliography, load_set
from neuroglide.parameters.anatomy_bounds import IMPOSSIBLE, UNUSUAL, load_bounds, read_bound
from neuroglide.parameters.record import OWN_CHOICE
from neuroglide.plausibility import check_model, check_person, check_posterior, gravest, model_readings
from neuroglide.units import from_si, to_si

GOOD = {"sex": "female", "age_years": 42, "height_m": 1.68, "mass_kg": 66, "side": "r"}
DOCS = Path(__file__).parents[2] / "docs" / "reference" / "command-line.md"
BOUNDS = load_bounds()


def wrong_set(**values):
    """The packaged set with values [SI] that no person file could give: a model with a slip in its records."""
    p = load_set()
    values = {key.replace("__", "."): value for key, value in values.items()}
    return ParameterSet(p.name, {record.key: record for record in p.records()}, values)


def verdicts(findings):
    return {one.quantity: one.severity for one in findings}


# The packaged model


def test_the_packaged_model_fails_only_where_the_docs_say_so():
    found = check_model()
    assert gravest(found) != IMPOSSIBLE
    told = DOCS.read_text(encoding="utf-8").split("Known findings of the packaged model", 1)[1].split("\n\n", 2)[1]
    assert [one.quantity for one in found if one.quantity not in " ".join(told.split())] == []
    assert told.count("\n- ") + told.startswith("- ") == len(found), "the docs list a finding that is gone"


def test_every_length_section_and_arm_of_the_model_is_read():
    names = {reading.bound.name for reading in model_readings()}
    unread = {name for name in BOUNDS if name not in names and not name.startswith("person.")}
    assert unread == {"length.cord.female"}
    assert len([name for name in names if name.startswith("section.")]) == len(plausibility.SECTIONS)


def test_readings_are_what_the_records_and_the_skeleton_say():
    value = {reading.bound.name: reading.value for reading in model_readings()}
    p = load_set()
    assert value["section.sural"] == pytest.approx(from_si(p["nerve.area.sural"], "mm2"))
    # A cylinder of 41 mm about the hip: the mean arm is its radius, but for the shift of the points beside it.
    assert value["arm.nerve_hip"] == pytest.approx(41.0, rel=0.05)
    # The elbow's lever is a straight line, so its mean arm is the lever.
    assert value["arm.median_elbow"] == pytest.approx(from_si(p["body.median_arm.elbow.elbow_flexion"], "mm"))


@pytest.mark.parametrize(
    ("values", "quantity"),
    [
        ({"body__median_arm__elbow__elbow_flexion": 0.020}, "moment arm of the median nerve at the elbow"),  # sign
        ({"body__hip_wrap_radius": 0.0041}, "moment arm of the sciatic nerve at the hip"),  # centimetres
        ({"body__canal_length__thoracic": 8.16}, "length of the spinal cord"),  # 30 times
        ({"body__canal_arm__cervical": -0.014}, "lengthening of the cervical canal from neutral to full neck flexion"),
        ({"nerve__area__sural": 24e-6}, "cross-section of the sural nerve"),
        ({"nerve__area__sciatic_gluteal": 52.7e-4}, "cross-section of the sciatic nerve at the gluteal fold"),  # cm2
        ({"root__area": 0.25e-6}, "cross-section of a lumbosacral root"),  # a thirtieth
        ({"movement__usual_range__knee_flexion__high": np.deg2rad(14.0)}, "greatest knee flexion"),
        ({"movement__usual_range__hip_flexion__low": np.deg2rad(20.0)}, "greatest hip extension"),  # sign
    ],
)
def test_a_slipped_sign_or_unit_in_the_model_is_impossible(values, quantity):
    found = check_model(wrong_set(**values))
    assert verdicts(found)[quantity] == IMPOSSIBLE
    (one,) = [f for f in found if f.quantity == quantity]
    assert " to " in str(one) and "(" in str(one) and "Fix: " in str(one)


def test_a_nerve_that_runs_in_front_of_the_knee_is_impossible(monkeypatch):
    real = plausibility.measure_body

    def flipped(person, p):
        values = real(person, p)
        return values | {"arm.nerve_knee": -values["arm.nerve_knee"], "arm.semiten_knee": -values["arm.semiten_knee"]}

    monkeypatch.setattr(plausibility, "measure_body", flipped)
    found = check_model()
    for quantity in ("moment arm of the tibial nerve at the knee", "moment arm of semitendinosus at the knee"):
        assert verdicts(found)[quantity] == IMPOSSIBLE
    assert sum("sign looks flipped" in str(one) for one in found) == 2


# A person


def test_the_example_and_usual_people_have_no_finding():
    for sex, height, mass in (("female", 1.50, 50), ("female", 1.68, 66), ("male", 1.70, 75), ("male", 1.92, 95)):
        assert check_person(Person(sex, 40.0, height, mass, "r")) == []


def test_no_adult_of_the_survey_is_called_impossible():
    draw = np.random.default_rng(11)
    for sex, low, high in (("male", 1.50, 1.98), ("female", 1.42, 1.90)):  # statures of gordon2014, less 3 in 6068
        for _ in range(30):
            height = draw.uniform(low, high)
            person = Person(sex, 30.0, height, draw.uniform(18.0, 40.0) * height**2, "r")
            assert gravest(check_person(person)) != IMPOSSIBLE, person


def test_a_body_that_no_adult_has_is_impossible_and_told():
    told = check_person(load_person(GOOD | {"height_m": 2.3, "mass_kg": 120}))
    assert gravest(told) == IMPOSSIBLE
    assert any("thigh length" in str(one) and "gordon2014" in str(one) and "check sex, height and" in str(one)
               for one in told if one.severity == IMPOSSIBLE)
    (thin,) = [one for one in check_person(load_person(GOOD | {"mass_kg": 31})) if one.quantity == "body mass index"]
    assert thin.severity == IMPOSSIBLE and "13 to 60" in str(thin)


def test_a_body_just_outside_the_survey_is_a_remark():
    # Outside the survey's limits, which leave out 2 in 1000, but within 3 standard deviations: somebody.
    found = check_person(load_person(GOOD | {"sex": "male", "height_m": 2.0, "mass_kg": 168}))
    assert gravest(found) == UNUSUAL


GEOMETRY = ["body.hip_wrap_radius", "body.knee_wrap_radius", "body.ankle_wrap_radius", "body.canal_length.thoracic",
            "body.canal_length.cervical", "body.median_length.forearm", "body.median_arm.wrist.wrist_extension"]
SECTIONS = ["nerve.area.sciatic_gluteal", "nerve.area.sciatic_mid_thigh", "nerve.area.tibial_popliteal",
            "nerve.area.tibial_ankle", "nerve.area.fibular_popliteal", "nerve.area.fibular_head", "nerve.area.sural",
            "nerve.area.median", "nerve.area.plantar", "root.area", "cord.area"]


@pytest.mark.parametrize("factor", [30.0, 1 / 30.0])
@pytest.mark.parametrize("key", [*GEOMETRY, *SECTIONS])
def test_a_length_or_section_30_times_wrong_is_impossible_and_named(key, factor):
    value = from_si(load_set()[key], load_set().record(key).unit) * factor
    found = check_person(load_person(GOOD | {"tissue": {key: value}}))
    assert gravest(found) == IMPOSSIBLE
    assert any(key in str(one) for one in found)


@pytest.mark.parametrize("factor", [30.0, 1 / 30.0])
@pytest.mark.parametrize("key", sorted(key for key in load_set() if load_set()[key]))
def test_a_factor_of_30_is_impossible_whatever_the_spread(key, factor):
    record = load_set().record(key)
    assert plausibility.judge_value(record, factor * record.value_si) == IMPOSSIBLE
    assert plausibility.judge_value(record, record.value_si) == ""


@pytest.mark.parametrize("factor", [30.0, 1 / 30.0])
@pytest.mark.parametrize("key", ["nerve.modulus", "hold.thigh.stiffness", "root.modulus", "tether.foramen.spring",
                                 "sac.rest_tension"])
def test_a_tissue_value_without_a_published_bound_is_told_30_times_off(key, factor):
    value = from_si(load_set()[key], load_set().record(key).unit) * factor
    (one,) = check_person(load_person(GOOD | {"tissue": {key: value}}))
    assert one.severity == IMPOSSIBLE and "times the record" in str(one) and key in str(one)


@pytest.mark.parametrize("key", ["nerve.modulus", "hold.thigh.stiffness", "tether.foramen.spring"])
def test_too_small_is_judged_as_strictly_as_too_large(key):
    # Relative spreads of 0.8 to 1.5: three standard deviations of the logarithm are factors of 8 to 26.
    record = load_set().record(key)
    edge = np.exp(3 * np.sqrt(np.log1p((record.sd_si / record.value_si) ** 2)))
    assert 8 < edge < 27
    for factor, verdict in ((0.99 * edge, ""), (1.01 * edge, UNUSUAL)):
        assert plausibility.judge_value(record, factor * record.value_si) == verdict
        assert plausibility.judge_value(record, record.value_si / factor) == verdict


def test_a_size_below_zero_is_impossible_and_a_slope_may_lie_there():
    p = load_set()
    assert plausibility.judge_value(p.record("nerve.modulus"), -0.1 * p["nerve.modulus"]) == IMPOSSIBLE
    assert plausibility.judge_value(p.record("nerve.modulus"), 0.0) == IMPOSSIBLE
    slope = p.record("anthropometry.female.trunk.per_mass")
    assert plausibility.judge_value(slope, -slope.value_si) == ""
    assert plausibility.judge_value(slope, -100 * slope.sd_si) == IMPOSSIBLE
    nothing = p.record("movement.usual_range.elbow_flexion.low")
    assert nothing.value == 0 and plausibility.judge_value(nothing, 4 * nothing.sd_si) == UNUSUAL


def test_a_flipped_arm_and_swapped_units_of_a_person_are_told():
    flipped = check_person(load_person(GOOD | {"tissue": {"body.median_arm.elbow.elbow_flexion": 20}}))
    assert gravest(flipped) == IMPOSSIBLE and any("other sign" in str(one) for one in flipped)
    centimetres = check_person(load_person(GOOD | {"tissue": {"body.hip_wrap_radius": 4.1}}))
    assert any("centimetres" in str(one) for one in centimetres)


def test_a_value_within_its_records_spread_is_no_finding():
    own = {"nerve.area.sural": 3, "nerve.modulus": 9, "body.hip_wrap_radius": 44}
    assert check_person(load_person(GOOD | {"tissue": own})) == []


def test_restrictions_and_sensitised_sites_are_held_to_bounds():
    person = load_person(GOOD | {"restrictions": [{"site": "root.s1.r", "stiffness_n_per_mm": 5000}],
                                 "sensitised": [{"site": "sciatic.notch.r", "threshold_percent": 0.03}]})
    restriction, site = check_person(person)
    assert restriction.severity == IMPOSSIBLE and "root.s1.r" in str(restriction)
    assert site.severity == IMPOSSIBLE and "sciatic.notch.r" in str(site)


def test_a_bed_that_cannot_be_built_is_a_finding_and_not_an_error():
    found = check_person(load_person(GOOD | {"tissue": {"body.median_arm.wrist.wrist_extension": 900}}))
    assert gravest(found) == IMPOSSIBLE


# A posterior


class _Posterior:
    """A posterior of one key, as load_posterior gives it."""

    def __init__(self, key, *draws):
        self.keys, self.draws = (key,), tuple((draw,) for draw in draws)

    def centre(self):
        return load_set()


def test_a_posterior_whose_draws_no_adult_has_is_told():
    known = check_model()
    assert check_posterior(_Posterior("nerve.area.sural", 2e-6, 3e-6)) == known
    (one,) = [f for f in check_posterior(_Posterior("nerve.area.sural", 2e-6, 30e-6)) if f not in known]
    assert one.severity == IMPOSSIBLE and "1 of 2 draws" in str(one)


# The bounds themselves


@pytest.mark.parametrize("name", BOUNDS)
def test_a_bound_names_its_source_and_how_it_was_checked(name):
    bound = BOUNDS[name]
    record = bound.record
    assert record.source in load_bibliography() or (record.source == OWN_CHOICE and record.kind != "measured")
    assert record.kind == "measured" or len(record.note) > 10
    # What was not read is only assumed, and says so.
    assert record.checked == "read" or (record.kind == "assumed" and "assumed" in record.note)
    assert (record.kind == "assumed") == ("only assumed" in record.note.lower())
    assert not bound.parameter or bound.parameter in load_set()
    low, high = bound.usual()
    far_low, far_high = bound.possible()
    assert far_low <= low < record.value < high <= far_high
    assert far_low * far_high > 0, "a bound never lets the sign flip"


@pytest.mark.parametrize("name", BOUNDS)
def test_a_bound_catches_a_factor_of_30_and_the_other_sign(name):
    bound = BOUNDS[name]
    middle = to_si(bound.record.value, bound.record.unit)
    assert bound.judge(middle) == ""
    if name != "person.restriction":  # from nearly loose to fixed: a factor of 2000 lies inside
        assert bound.judge(30 * middle) == bound.judge(middle / 30) == IMPOSSIBLE
    assert bound.judge(-middle) == bound.judge(float("nan")) == IMPOSSIBLE


def test_a_bound_goes_with_the_stature():
    bound = BOUNDS["length.cord.male"]
    assert bound.usual(2 * bound.height_m) == pytest.approx([2 * end for end in bound.usual()])
    section = BOUNDS["section.sural"]
    assert section.usual(1.0) == section.usual()


def test_a_bound_without_words_or_about_zero_is_refused():
    raw = {"key": "bound.length.toe", "value": 5, "unit": "mm", "spread": {"sd": 1}, "kind": "assumed", "source": "own",
           "locator": "own choice", "checked": "recalled", "note": "only assumed"}
    with pytest.raises(ValueError, match="says what it bounds"):
        read_bound(raw, "demo.yaml")
    with pytest.raises(ValueError, match="about zero"):
        read_bound(raw | {"value": 0, "context": {"what": "toe"}}, "demo.yaml")
