"""The rules as data: each has a known source, a locator and a certainty, and a wrong one is refused by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from neuroglide.errors import InputError
from neuroglide.patient.screening import find_source, red_flag_items, screening_sources
from neuroglide.patient.screening.rulebook import build_rulebook, rulebook

ROOT = Path(__file__).parents[3]
RULES = ROOT / "src/neuroglide/patient/screening/rules"
BOOK = rulebook()
PARTS = [*BOOK.items.values(), *BOOK.rules, *BOOK.bars]
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in RULES.glob("*.yaml")}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.id)
def test_every_rule_says_where_it_is_from(part):
    assert part.locator and part.certainty in BOOK.certainties and part.checked in ("read", "recalled", "own")
    assert (part.checked == "own") == (part.source == "own")  # our own choice is no reading
    if part.source == "own":
        assert part.certainty in ("inference", "custom")
    else:
        source = find_source(part.source)
        assert source.fields.get("year")
        if part.source in screening_sources() and source.fields.get("checked") == "recalled":
            assert part.checked == "recalled" or "as described by" in part.locator or "as quoted" in part.locator


def test_no_rule_rests_on_what_was_only_recalled():
    """A figure that nobody read in its source reaches no clinician: it is read, or it is told as our own choice."""
    grades = [entry for entry in BOOK.grading.values() if isinstance(entry, dict)]
    assert [part.id for part in PARTS if part.checked == "recalled"] == []
    assert [entry["locator"] for entry in grades if entry.get("checked", "read") not in ("read", "own")] == []
    said = re.compile(r"checked: recalled|\b(figures?|limits?|signs) recalled")
    assert [name for name, text in TEXTS.items() if said.search(text)] == []


def test_every_source_is_used():
    text = "\n".join(TEXTS.values())
    assert [key for key in screening_sources() if key not in text] == []


def test_questions_are_two_plain_questions_of_our_own():
    for item in red_flag_items().values():
        assert item.question.endswith("?") and item.question_patient.endswith("?"), item.id
        assert len(item.question_patient.split()) <= 24, item.id


def test_cauda_equina_items_are_emergencies_but_for_new_pain_in_both_legs():
    levels = {item.id: item.level for item in red_flag_items().values() if item.group == "cauda_equina"}
    assert levels.pop("both_legs_pain_new") == "urgent"
    assert len(levels) == 8 and set(levels.values()) == {"emergency"}


def test_no_text_promises_benefit():
    promise = re.compile(r"\b(will (help|heal|cure|improve|relieve)|cures?|heals?|guarantee|proven effective)\b", re.I)
    for part in PARTS:
        for text in (getattr(part, name, "") for name in ("text", "action", "reason", "question_patient")):
            assert not promise.search(text), (part.id, text)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.id)
def test_the_reference_page_lists_it(part):
    page = (ROOT / "docs/reference/screening.md").read_text(encoding="utf-8").splitlines()
    row = next(line for line in page if re.match(rf"\|.*`{part.id}` \|", line))
    said = getattr(part, "level", None) or ("yes" if part.overridable else "no")
    source = "our own choice" if part.source == "own" else f"`{part.source}`"
    assert f"| {said} |" in row and row.endswith(f"| {source} | {part.checked} |")


@pytest.mark.parametrize(("file", "old", "new", "words"), [
    ("derived", "{path: neurological.progressive, is: \"yes\"}", "{path: neurological.progressive}", "not one test"),
    ("derived", "{fact: older}", "{fact: elder}", "elder"),
    ("derived", "gate: deficit", "gate: deficits", "deficits"),
    ("derived", "level: urgent", "level: urgently", "urgently"),
    ("derived", "source: downie2013", "source: downie2031", "downie2031"),
    ("bars", "forbids: {everything: true}", "forbids: {all: true}", "no_neural_mobilisation"),
    ("care", "irritability_high:", "fever:", "two rules"),
    ("red_flags", "    finding: foot drop\n", "", "foot_drop"),
])
def test_a_wrong_rule_is_refused_by_name(file, old, new, words):
    assert old in TEXTS[file]
    with pytest.raises(InputError, match=words):
        build_rulebook({**TEXTS, file: TEXTS[file].replace(old, new, 1)})


def test_reading_the_rules_loads_no_engine():
    import subprocess
    import sys

    code = ("import sys; from neuroglide.patient.screening import screen; screen({}); "
            "print(*[name for name in ('numpy', 'numba', 'mujoco', 'scipy') if name in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""
