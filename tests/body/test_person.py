"""A person file is read, or refused with the field, the place, the limit and the way out."""

import json

import pytest

from neuroglide.body import load_person
from neuroglide.errors import InputError
from neuroglide.plausibility import check_person

GOOD = {"sex": "female", "age_years": 42, "height_m": 1.68, "mass_kg": 66, "side": "l"}


def test_example_and_mapping():
    example = load_person(None)
    assert example.side == "r" and check_person(example) == []
    person = load_person(
        GOOD
        | {
            "restrictions": [{"site": "root.s1.l", "stiffness_n_per_mm": 5}],
            "sensitised": [{"site": "sciatic.notch.l", "threshold_percent": 3}],
            "tissue": {"body.hip_wrap_radius": "44 mm"},
        }
    )
    assert person.restrictions[0].stiffness_n_per_m == pytest.approx(5000.0)
    assert person.sensitised[0].threshold == pytest.approx(0.03)
    assert person.tissue == {"body.hip_wrap_radius": "44 mm"}
    assert load_person(person) is person


@pytest.mark.parametrize(
    "suffix, write", [(".json", json.dumps), (".yaml", lambda d: "\n".join(f"{k}: {v}" for k, v in d.items()))]
)
def test_files(tmp_path, suffix, write):
    path = tmp_path / f"person{suffix}"
    path.write_text(write(GOOD), encoding="utf-8")
    assert load_person(path).height_m == 1.68


BAD = [
    ({"height_m": 17.0}, r"height_m: 17 m is outside 1.2 to 2.3 m.*slipped point\? 1.7"),
    ({"height_m": 168}, r"height_m.*centimetres\? write 1.68"),
    ({"mass_kg": -66}, "mass_kg: -66 kg is outside 30 to 300 kg"),
    ({"mass_kg": float("nan")}, "mass_kg: nan is not a number"),
    ({"mass_kg": True}, "mass_kg: True is not a number"),
    ({"mass_kg": "66 cm"}, "measures length, expected mass"),
    ({"age_years": 7}, "age_years: 7 years is outside 18 to 110"),
    ({"sex": "f"}, "sex: 'f' is not one of female, male"),
    ({"side": "left"}, "side: 'left' is not one of r, l"),
    ({"hight_m": 1.7}, "hight_m: unknown field.*did you mean height_m"),
    (
        {"restrictions": [{"site": "root.s2.r", "stiffness_n_per_mm": 5}]},
        r"unknown site 'root.s2.r'.*did you mean root\.",
    ),
    ({"restrictions": [{"site": "root.s1.r", "stiffness_n_per_mm": -5}]},
     r"restrictions: stiffness_n_per_mm at root.s1.r: -5 N/mm is outside.*give stiffness_n_per_mm at root.s1.r betw"),
    ({"restrictions": [{"site": "root.s1.r", "stiffness_n_per_mm": 5}] * 2}, "root.s1.r is given twice"),
    ({"sensitised": [{"site": "conus", "threshold_percent": size} for size in (3, 4)]}, "conus is given twice"),
    ({"mass_kg": "145 lb"}, r"unknown unit 'lb'. Fix: give it in kg or g or mg or ug\."),
    ({"height_m": "5 ft"}, r"unknown unit 'ft'. Fix: give it in m or cm"),
    ({"height_m": "1,68 m"}, "use a point for decimals"),
    ({"restrictions": [{"site": "root.s1.r"}]}, "each entry has exactly site and stiffness_n_per_mm"),
    ({"restrictions": 3}, "restrictions: this is not a list"),
    ({"sensitised": [{"site": "conus", "threshold_percent": 300}]}, "threshold_percent at conus: 300 percent is out"),
    ({"tissue": [1]}, "tissue: this is not a mapping"),
    ({"mass_kg": None}, "mass_kg: this field is missing"),
]


@pytest.mark.parametrize("change, message", BAD)
def test_bad_fields_are_refused(change, message):
    with pytest.raises(InputError, match=message):
        load_person(GOOD | change)


def test_file_errors_name_file_and_line(tmp_path):
    path = tmp_path / "anna.yaml"
    path.write_text("sex: female\nage_years: 42\nheight_m: 17.0\nmass_kg: 66\nside: r\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_person(path)
    assert caught.value.line == 3 and caught.value.source == str(path) and "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{path}:3: ")


@pytest.mark.parametrize(
    "text, line",
    [
        ("sex: [female\n", 2),
        ("sex: female\nsex: male\n", 2),
        ("- 1\n", None),
        ("\tsex: a\n", 1),
        ("1: 2\n", 1),
        ("", None),
        ("? [a]\n: 1\n", 1),
    ],
)
def test_broken_files_are_refused_in_one_line(tmp_path, text, line):
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_person(path)
    assert "\n" not in str(caught.value) and caught.value.source == str(path)
    if line is not None:
        assert caught.value.line == line


def test_missing_unreadable_and_binary_files(tmp_path):
    with pytest.raises(InputError, match="there is no person file"):
        load_person(tmp_path / "nobody.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        load_person(tmp_path)
    (tmp_path / "x.yaml").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(InputError, match="not a text file"):
        load_person(tmp_path / "x.yaml")


@pytest.mark.parametrize(
    "text",
    [
        '{\n\t"sex": "female",\n\t"age_years": 42,\n\t"height_m": 1.68,\n\t"mass_kg": 66,\n\t"side": "r"\n}',
        '{"sex": "female", "age_years": 42, "height_m": "168 cm", "mass_kg": "66 kg", "side": "r"}',
        "sex: female\nage_years: 42\nheight_m: 168 cm\nmass_kg: 6.6e1\nside: r\n",
    ],
)
def test_json_with_tabs_and_numbers_with_units_are_read(tmp_path, text):
    path = tmp_path / "person.json"
    path.write_text(text, encoding="utf-8")
    person = load_person(path)
    assert (person.height_m, person.mass_kg) == (pytest.approx(1.68), 66.0)


def test_a_small_number_as_json_writes_it_is_read():
    person = load_person({"sex": "male", "age_years": 30, "height_m": 1.8, "mass_kg": 80, "side": "l",
                          "restrictions": [{"site": "root.s1.l", "stiffness_n_per_mm": "1e-05"}]})
    assert person.restrictions[0].stiffness_n_per_m == pytest.approx(1e-2)


@pytest.mark.parametrize("site", [["root.s1.r"], {"a": 1}, 3, None])
def test_a_site_that_is_not_text_is_refused(site):
    with pytest.raises(InputError, match="unknown site"):
        load_person({"sex": "male", "age_years": 30, "height_m": 1.8, "mass_kg": 80, "side": "l",
                     "restrictions": [{"site": site, "stiffness_n_per_mm": 5}]})
