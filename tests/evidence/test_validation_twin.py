"""The validation's page holds the twin's scores as the kept check has them, and says when they are not its own."""

from __future__ import annotations

import base64
import html
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from toy_studies import toy_replay, write_study

from neuroglide.errors import InputError
from neuroglide.evidence import validation as v
from neuroglide.evidence.studies import load_studies
from neuroglide.parameters.record import HALF_WIDTH_90
from neuroglide.report import validation_twin
from neuroglide.report.twin_check import drawing, interval
from neuroglide.report.validation import docs_page, render

ROOT = Path(__file__).parents[2]
FOUND = json.loads((ROOT / "validation" / "twin" / "result.json").read_text(encoding="utf-8"))
OWN = f"adult {FOUND['posterior']['hash']} (calibrated)"
#: The posterior of the last page that was written before the section was part of it.
BEFORE_THE_SECTION = "c828a7e30bf6df65"
FIX = "run `neuroglide twin-check --docs`, then `neuroglide validate --docs` or report.validation_twin.refresh(docs)"


@pytest.fixture
def docs(tmp_path) -> Path:
    """A docs folder with the kept check beside it, as in a checkout."""
    (tmp_path / "docs" / "img").mkdir(parents=True)
    for name in ("docs/img/twin-check.svg", "docs/twin-check.md", "docs/theory/twin.md", "validation/twin/result.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path / "docs"


def replayed(docs: Path, parameters: str = OWN) -> v.Validation:
    """One made-up study, replayed."""
    folder = docs.parent / "validation" / "studies"
    shutil.rmtree(folder, ignore_errors=True)
    write_study(folder, "martin2017_roots", "C001,C001,root moves,mm,value,3,0.5,,10,,,\n")
    studies = load_studies(folder)
    found = v.find(studies[0], toy_replay({"martin2017_roots": {"C001": np.linspace(2.9, 3.1, 20)}}, 20))
    made = {"version": "0", "parameters": parameters, "draws": 20, "discrepancy": 0.0}
    return v.Validation(tuple(found), tuple(studies), made, {}, asked=1)


def page(docs: Path, parameters: str = OWN) -> str:
    """The page of the documentation of that study."""
    return docs_page(replayed(docs, parameters), docs)


def web(docs: Path, parameters: str = OWN) -> str:
    """The section of the web page of that study."""
    pytest.importorskip("jinja2")
    return render(replayed(docs, parameters)).split('<h2 id="twin">The twin</h2>')[1].split("</section>")[0]


def section_of(text: str) -> str:
    found = re.search(r"^## The twin\n.*?(?=^## )", text, re.S | re.M)
    assert found, "no section on the twin"
    return found[0]


def cells(text: str) -> dict[str, tuple[str, str]]:
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {row[0]: (row[1], row[2]) for row in rows}


def test_the_page_holds_every_score_of_the_file(docs):
    text = section_of(page(docs))
    held, scores = cells(text), FOUND["scores"]
    assert held["people"][0] == str(FOUND["people"])
    assert held["limiter's log score, twin"][0] == f"{scores['twin']['bits']:.2f}"
    for other, name in (("prior", "the same, prior"), ("rule", "the same, structural differentiation")):
        gain = scores[f"twin_over_{other}"]
        ends = [gain["bits"] + sign * HALF_WIDTH_90 * gain["error"] for sign in (-1, 1)]
        assert held[name][0] == f"{scores[other]['bits']:.2f}"
        assert held[name][1].endswith(f"{gain['bits']:.2f} ({ends[0]:.2f} to {ends[1]:.2f})")
    for key, one in FOUND["parameters"].items():
        spread, said = held[f"`{key}`, posterior SD over prior SD"]
        assert spread == "{1:.2f} ({0:.2f} to {2:.2f})".format(*one["spread_over_prior"])
        assert said.startswith("learned" if one["learned"] else "not learned")
        low, high = (100 * end for end in interval(one["coverage_percent"] / 100, one["people"]))
        assert f"{one['coverage_percent']:.0f} % ({low:.0f} to {high:.0f}) of {one['people']} people" in said
    learned = [one["coverage_percent"] for one in FOUND["parameters"].values() if one["learned"]]
    assert held["90 % bands of learned parameters"][0] == f"{min(learned):.0f} to {max(learned):.0f} %"
    assert "Made with the posterior of this page" in text and "**" not in text
    narrow = {key for key, one in FOUND["parameters"].items()
              if interval(one["coverage_percent"] / 100, one["people"])[1] < 0.9}
    assert set(re.findall(r"`([^`]+)`", re.search(r"too narrow .*", text)[0])) == narrow


def test_the_section_shows_the_reliability_picture_and_leads_to_the_whole_check(docs):
    text = section_of(page(docs))
    assert "](img/twin-check.svg)" in text
    assert {"twin-check.md", "theory/twin.md"} <= set(re.findall(r"(?<!!)\[[^]]+\]\(([^)]+)\)", text))
    (docs / "img" / "twin-check.svg").unlink()
    assert "**The figure is missing**" in validation_twin.section(docs, OWN)[-1]


def test_the_figures_follow_the_file(docs):
    file = validation_twin.kept(docs)
    changed = json.loads(file.read_text(encoding="utf-8"))
    changed["people"], changed["scores"]["twin"]["bits"] = 77, 1.23
    changed["parameters"]["nerve.modulus"] |= {"learned": True, "spread_over_prior": [0.1, 0.2, 0.3]}
    file.write_text(json.dumps(changed), encoding="utf-8")
    held = cells(section_of(page(docs)))
    assert held["people"][0] == "77" and held["limiter's log score, twin"][0] == "1.23"
    spread, said = held["`nerve.modulus`, posterior SD over prior SD"]
    assert spread == "0.20 (0.10 to 0.30)" and said.startswith("learned")


def test_a_check_of_another_posterior_is_said_to_be_one(docs):
    text = section_of(page(docs, "adult 0123456789abcdef (calibrated)"))
    assert "**Made with another posterior**" in text and FOUND["posterior"]["hash"] in text
    assert "0123456789abcdef" in text and "Made with the posterior of this page" not in text


def test_a_missing_check_is_said_to_be_missing_and_no_figure_is_told(docs):
    validation_twin.kept(docs).unlink()
    text = section_of(page(docs))
    assert "**The check is missing**" in text and "neuroglide twin-check --docs" in text
    assert not cells(text) and "twin-check.svg" not in text


def test_a_check_that_cannot_be_read_is_said_so(docs):
    for content in ("{", "[]", '{"people": 3}', json.dumps(FOUND | {"scores": {}})):
        validation_twin.kept(docs).write_text(content, encoding="utf-8")
        text = "\n\n".join(validation_twin.section(docs, OWN))
        assert "**The check cannot be read**" in text and not cells(text)


def test_the_web_page_has_the_section_of_the_documentation(docs):
    """The same figures from the same file: every row and sentence of the one stands on the other."""
    told = html.unescape(re.sub(r"<[^>]*>", "", web(docs)))
    for score, (found, says) in list(cells(section_of(page(docs))).items())[2:]:
        for cell in (score, found, says):
            assert cell.replace("`", "") in told, cell
    assert "Made with the posterior of this page" in told and "too narrow by more than chance" in told
    drawn = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', web(docs))[1]
    assert base64.b64decode(drawn).decode("utf-8") == drawing(FOUND["reliability"])


def test_the_web_page_says_when_the_check_is_not_its_own_missing_or_broken(docs):
    told = web(docs, "adult 0123456789abcdef (calibrated)")
    assert "<strong>Made with another posterior</strong>" in told and "neuroglide validate --page" in told
    validation_twin.kept(docs).write_text("{", encoding="utf-8")
    assert "<strong>The check cannot be read</strong>" in web(docs) and "<img" not in web(docs)
    validation_twin.kept(docs).unlink()
    told = web(docs)
    assert "<strong>The check is missing</strong>" in told and "<img" not in told and "<table" not in told


def test_the_section_alone_can_be_written_anew(docs):
    target = docs / "validation.md"
    target.write_text(whole := page(docs), encoding="utf-8")
    assert validation_twin.refresh(docs) == target and target.read_text(encoding="utf-8") == whole
    target.write_text(whole.replace(section_of(whole), ""), encoding="utf-8")  # a page of before there was a section
    validation_twin.refresh(docs)
    assert target.read_text(encoding="utf-8") == whole
    target.write_text("# Validation\n", encoding="utf-8")
    with pytest.raises(InputError, match="no page of the validation"):
        validation_twin.refresh(docs)


def test_the_page_of_this_checkout_holds_the_section_of_the_kept_check():
    text = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    parameters = re.search(r" parameters: (.+), \d+ draws\.", text)[1]
    if validation_twin.HEADING not in text and BEFORE_THE_SECTION in parameters:
        pytest.skip(f"the page is of before the section: {FIX}")
    assert section_of(text).strip() == "\n\n".join(validation_twin.section(ROOT / "docs", parameters)), FIX
