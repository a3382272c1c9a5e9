"""The methods paragraph: true to the result in every number, right in grammar, silent where the result is."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest
import yaml

from neuroglide.parameters import load_bibliography, load_set
from neuroglide.parameters.cite import Source, author_year, cited_as, parse_bibliography
from neuroglide.parameters.methods import methods_of, software_entry
from neuroglide.parameters.spoken import count, joined, posture_words

CFF = Path(__file__).parents[2] / "CITATION.cff"
PERSON = {"sex": "female", "age_years": 42.0, "height_m": 1.68, "mass_kg": 66.0, "side": "r", "tissue": {},
          "restrictions": [], "sensitised": []}
POSTERIOR = {"name": "adult", "hash": "beee590e0995f8ef", "version": "0.2.0", "seed": 4711, "calibrated": True,
             "studies": ["coppieters2015", "boyd2013"], "rows": 57, "keys": 31, "draws": 64, "failed": 0}
RUN = {
    "schema": "neuroglide.result/1",
    "time_s": [0.0, 1.5, 3.0, 4.5, 6.0],
    "posture_deg": {"trunk_flexion": [40.0] * 5, "neck_flexion": [40.0, -20.0, 40.0, -20.0, 40.0],
                    "knee_flexion_r": [90.0, 10.0, 90.0, 10.0, 90.0], "knee_flexion_l": [90.0] * 5,
                    "hip_flexion_r": [85.0] * 5, "hip_flexion_l": [85.0] * 5, "slr_r": [0.0] * 5},
    "outcome": {"ok": True, "message": "The whole movement was computed."},
    "provenance": {"software": "neuroglide", "version": "0.2.0", "parameter_set": "adult",
                   "parameter_hash": "bc7360c533236f37", "tissue_law": "quartic_toe", "movement": "slump-slider",
                   "movement_sources": ["ellis2012"], "uncertainty": "90 % band", "posterior": POSTERIOR,
                   "person": PERSON, "approach": {"seconds": 5.0, "hold": 0.0}, "open_angles": {}},
}
P = load_set()


def changed(**provenance):
    run = copy.deepcopy(RUN)
    run["provenance"] |= provenance
    return run


def text_of(*runs, titles=None):
    return methods_of(runs, P, titles).text


def test_the_paragraph_says_what_was_done():
    text = text_of(RUN, titles={"slump-slider": "Seated slump slider"})
    for needed in (
        "Excursion, strain and tension along the nerve during the movement “Seated slump slider” [slump-slider] "
        "(Ellis et al., 2012) were simulated with Neuroglide (version 0.2.0).",
        "The simulated person was a woman of 42 years, 1.68 m and 66 kg with the right side affected.",
        "The movement kept trunk flexion 40 deg, left knee flexion 90 deg and hip flexion of both sides 85 deg and "
        "took neck flexion from 40 to -20 deg and right knee flexion from 90 to 10 deg and back, twice, in 6 s",
        "dN/ds = f(w) + c dw/dt", "quartic toe", "quasi-linear viscoelastic relaxation (Wall et al., 1991)",
        "Parameter values were those of the set “adult” (hash bc7360c533236f37).",
        "The posterior “adult” (hash beee590e0995f8ef, version 0.2.0, seed 4711) of 31 parameters was calibrated to 57 "
        "published measurements (Boyd et al., 2013; Coppieters et al., 2015).",
        "medians and 90 % bands (quantiles 5 and 95 %) over 64 draws",
        "Thresholds of blood flow were measured on animals (", "not a certified medical device",
    ):
        assert needed in text, needed
    assert methods_of([RUN], P).left_out == ()


#: What the sentences themselves say: the 90 % band and its quantiles.
_DEFINED = {"90", "5", "95"}


def facts(*runs):
    """Every number of results as the paragraph would round it."""
    found = set()

    def walk(value, digits):
        if isinstance(value, dict):
            for name, one in value.items():
                walk(one, 0 if name == "posture_deg" else digits)
        elif isinstance(value, list):
            for one in value:
                walk(one, digits)
        elif isinstance(value, float | int) and not isinstance(value, bool):
            found.add(f"{value:.0f}" if digits == 0 else f"{value:g}")

    for run in runs:
        walk({key: run.get(key) for key in ("posture_deg", "provenance")}, None)
        found.add(f"{run['time_s'][-1]:g}")
    return found


def numbers(text):
    """Numbers of a paragraph; years of sources, hashes, versions and ids left out."""
    for label in sorted({cited_as(key) for key in load_bibliography()}, key=len, reverse=True):
        text = text.replace(label, "")
    text = re.sub(r"“[^”]*”|\[[^\]]*\]|(hash|version) [0-9a-z.]+|root\.s1\.r", "", text)
    return re.findall(r"-?\d+(?:\.\d+)?", text)


@pytest.mark.parametrize("run", [
    RUN,
    changed(person=PERSON | {"restrictions": [{"site": "root.s1.r", "stiffness_n_per_mm": 5.5}], "height_m": 1.83,
                             "tissue": {"nerve.modulus": 7.25}}),
    changed(posterior=POSTERIOR | {"draws": 128, "failed": 3}),
    changed(posterior=POSTERIOR | {"calibrated": False, "studies": [], "rows": 0}),
])  # fmt: skip
def test_every_number_is_in_the_result(run):
    told = numbers(text_of(run))
    assert set(told) - facts(run) - _DEFINED == set()
    assert len(told) > 12


def test_every_source_named_is_in_the_bibliography_and_in_the_list():
    found = methods_of([RUN], P)
    keys = {source.key for source in found.sources}
    assert keys <= set(load_bibliography())
    for key in load_bibliography():
        # A label may end another one's ("Boyd et al., 2013" in "O'Boyd et al., 2013"): whole labels only.
        named = re.search(rf"[(;] ?{re.escape(cited_as(key))}[;)]", found.text) is not None
        assert named == (key in keys), key
    assert "ellis2012" in keys and "wall1991" in keys and "coppieters2015" in keys


def test_the_paragraph_changes_with_the_run():
    text = text_of(RUN)
    for other in (changed(movement="slr"), changed(version="0.3.0"), changed(tissue_law="straight"),
                  changed(parameter_hash="0" * 16), changed(person=PERSON | {"mass_kg": 80.0}),
                  changed(posterior=POSTERIOR | {"draws": 32}),
                  changed(posterior=POSTERIOR | {"studies": ["wall1991"]}),
                  RUN | {"posture_deg": {"slr_r": [0.0, 60.0]}}, RUN | {"time_s": [0.0, 7.0]}):
        assert text_of(other) != text


def test_several_movements_read_well():
    second = changed(movement="slr", movement_sources=["boyd2013"]) | {
        "posture_deg": {"slr_r": [0.0, 60.0], "slr_l": [0.0, 0.0]}, "time_s": [0.0, 4.0]}
    text = text_of(RUN, second, titles={"slr": "Straight leg raise"})
    assert "during two movements, “slump-slider” and “Straight leg raise” [slr] (" in text
    assert text.count("The simulated person was") == text.count("Joints not named stayed in relaxed") == 1
    assert "In “slump-slider” the body kept trunk flexion" in text
    assert "In “slr” the body took right straight leg raise from 0 to 60 deg, in 4 s." in text
    third = changed(movement="slump-test")
    assert "during three movements, “slump-slider”, “slr” and “slump-test”" in text_of(RUN, second, third)
    assert set(numbers(text)) - facts(RUN, second) - _DEFINED == set()


def test_runs_that_differ_say_so_instead_of_telling_one_for_all():
    other = changed(person=PERSON | {"mass_kg": 80.0}, version="0.3.0")
    found = methods_of([RUN, other], P)
    assert "66 kg" not in found.text and "version 0.2.0)." not in found.text
    assert "the person (it differs between the runs)" in found.left_out
    assert "the software's version (it differs between the runs)" in found.left_out


def test_an_older_result_loses_sentences_and_says_which():
    old = changed(uncertainty="none yet: one value per parameter, not calibrated")
    del old["provenance"]["posterior"]
    found = methods_of([old], P)
    assert "on uncertainty the result says “none yet" in found.text.replace("On", "on")
    assert "draws" not in found.text and "calibrated to" not in found.text
    assert found.left_out == ("the posterior",)


def test_the_approach_and_its_hold_are_told():
    assert ("The start was reached from relaxed supine neutral in 5 s before the time that is reported."
            in text_of(RUN))
    held = changed(approach={"seconds": 5.0, "hold": 30.0})
    assert "neutral in 5 s and held for 30 s before" in text_of(held)
    found = methods_of([RUN, held], P)
    assert "The start was reached" not in found.text
    assert "the approach to the start (it differs between the runs)" in found.left_out


def test_open_angles_are_told_with_what_was_taken():
    open_angles = {"foot": {"value": 12.0, "values": [5.0, 12.0, 20.0], "why": "the paper does not give it"}}
    found = methods_of([changed(open_angles=open_angles), RUN], P)
    assert ("The angle “foot” is left open (the paper does not give it): 12 deg was used, one of 5, 12 and 20 deg."
            in found.text)
    assert "angles that the movement leaves open" not in found.left_out


@pytest.mark.parametrize("name", ["approach", "open_angles"])
def test_a_file_that_lacks_them_says_so(name):
    old = copy.deepcopy(RUN)
    del old["provenance"][name]
    (left_out,) = methods_of([old], P).left_out
    assert left_out == {"approach": "the approach to the start",
                        "open_angles": "angles that the movement leaves open"}[name]


@pytest.mark.parametrize(("change", "left_out"), [
    ({"posture_deg": RUN["posture_deg"] | {"slr_l": [None] * 5}}, "the angles of slr_l"),
    ({"posture_deg": {"slr_l": [None] * 5}}, "the joint angles"), ({"posture_deg": [1]}, "the joint angles"),
    ({"time_s": None}, "the movement's duration"), ({"time_s": [0.0, None]}, "the movement's duration"),
    ({"provenance": []}, "the person"), ({"provenance": RUN["provenance"] | {"posterior": "adult"}}, "the posterior"),
    ({"provenance": RUN["provenance"] | {"person": "anna.yaml"}}, "the person"),
    ({"provenance": RUN["provenance"] | {"person": PERSON | {"restrictions": [{"site": "conus"}]}}},
     "what the person's restrictions are"),
    ({"provenance": RUN["provenance"] | {"open_angles": {"foot": 3}}}, "the value of the open angle foot"),
    ({"provenance": RUN["provenance"] | {"approach": 5}}, "the approach to the start"),
])  # fmt: skip
def test_what_is_null_missing_or_of_a_wrong_type_is_named_as_left_out(change, left_out):
    found = methods_of([RUN | change], P)
    assert left_out in found.left_out
    assert not re.search(r"None|\(\)|  |“”| ,|\.\.", found.text)


def test_an_empty_result_still_gives_the_model_and_the_limits():
    found = methods_of([{"schema": "neuroglide.result/1"}], P)
    assert set(found.left_out) == {
        "the software's version", "the movement's name", "the person", "the joint angles", "the tissue law",
        "the parameter set", "its hash", "the posterior", "how uncertainty was expressed", "the approach to the start",
        "angles that the movement leaves open"}
    assert "during a movement were simulated with Neuroglide." in found.text
    assert "dN/ds" in found.text and "not a certified medical device" in found.text
    assert not re.search(r"None|\(\)|  |“”| ,|\.\.", found.text)


def test_one_run_without_draws_claims_no_band():
    text = text_of(changed(posterior=POSTERIOR | {"draws": 0}))
    assert "no band is given" in text and "medians" not in text


def test_an_uncalibrated_posterior_is_not_called_calibrated():
    text = text_of(changed(posterior=POSTERIOR | {"calibrated": False, "studies": [], "rows": 0}))
    assert "holds an assumed spread of 31 parameters and is not calibrated to measurements." in text
    assert "was calibrated" not in text


def test_the_posteriors_own_file_adds_the_hash_of_its_data():
    found = methods_of([RUN], P, made={"data": {"hash": "0123abcd"}})
    assert "Coppieters et al., 2015); the data's hash is 0123abcd." in found.text


def test_a_run_that_ended_early_says_so():
    run = RUN | {"outcome": {"ok": False, "message": "Ended early at 2.00 s: a step failed. What came before is kept."}}
    assert "A run did not reach its end: ended early at 2.00 s" in text_of(run)


def test_own_values_and_restrictions_of_the_person_are_told():
    person = PERSON | {"restrictions": [{"site": "root.s1.r", "stiffness_n_per_mm": 5}], "tissue": {"nerve.toe": 12},
                       "sensitised": [{"site": "conus", "threshold_percent": 3.0}]}
    text = text_of(changed(person=person))
    assert ("affected, who was given a restriction of 5 N/mm at root.s1.r, a site sensitised to 3 % strain at conus "
            "and own values of nerve.toe (12).") in text


# Words


@pytest.mark.parametrize(
    ("posture", "words"),
    [
        ({}, ""),
        ({"slr_r": [0.0, 0.0]}, "held relaxed supine neutral"),
        ({"slr_r": [0.0, 30.0, 60.0]}, "took right straight leg raise from 0 to 60 deg"),
        ({"slr_r": [0.0, 60.0], "slr_l": [0.0, 60.0]}, "took straight leg raise of both sides from 0 to 60 deg"),
        ({"neck_flexion": [0.0, 20.0, -20.0]}, "took neck flexion from 0 to between -20 and 20 deg"),
        ({"neck_flexion": [0.0, 20.0, 0.0]}, "took neck flexion from 0 to 20 deg and back"),
        ({"neck_flexion": [0.0, 20.0] * 13}, "took neck flexion from 0 to 20 deg, several times"),
        ({"neck_flexion": [-0.2, -0.2], "trunk_flexion": [None, 12.4]}, "kept trunk flexion 12 deg"),
        ({"neck_flexion": [-0.2, 10.0]}, "took neck flexion from 0 to 10 deg"),
    ],
)
def test_postures_are_said_in_words(posture, words):
    assert posture_words(posture) == words


def test_lists_and_counts():
    assert [joined(list("abc"[:n])) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert (count(2), count(12), count(13)) == ("two", "twelve", "several")


@pytest.mark.parametrize(
    ("author", "label"),
    [("Robinson, Lawrence R. and Probyn, Linda", "Robinson and Probyn"), ("Wall, E. J. and others", "Wall et al."),
     ("One, A. and Two, B. and Three, C.", "One et al."), ("{Merck Sharp and Dohme}", "Merck Sharp and Dohme"),
     ("Dana Doe", "Doe"), ("Smith, A.", "Smith")],
)  # fmt: skip
def test_authors_are_cited_by_family_name(author, label):
    assert author_year(Source("x2000", "article", {"author": author, "year": "2000"}, "")) == (label, "2000")


def test_two_sources_that_read_the_same_get_letters():
    labels = [cited_as(key) for key in load_bibliography()]
    assert len(set(labels)) == len(labels)
    assert {cited_as("bohannon1985")[-1], cited_as("bohannon1985b")[-1]} <= set("abc")


def test_the_software_entry_is_that_of_the_citation_file():
    cff = yaml.safe_load(CFF.read_text(encoding="utf-8"))
    (entry,) = parse_bibliography(software_entry("0.2.0")).values()
    assert entry.entry_type == cff["type"] == "software"
    assert entry.fields["title"].replace("{", "").replace("}", "") == cff["title"]
    assert entry.fields["author"].strip("{}") == cff["authors"][0]["name"]
    assert entry.fields["license"] == cff["license"] and entry.fields["version"] == "0.2.0"
    assert "version" not in parse_bibliography(software_entry())["neuroglide"].fields
