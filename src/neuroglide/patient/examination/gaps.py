"""What an examination lacks, the most telling first: for the screening, the twin and the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from neuroglide.patient.examination import fields
from neuroglide.patient.examination.finding import Finding, look
from neuroglide.patient.examination.model import Examination


@cache
def table() -> Mapping[str, Any]:
    """The numbers, pairs and gaps of ``checks.yaml``."""
    return yaml.safe_load(Path(__file__).with_name("checks.yaml").read_text(encoding="utf-8"))


def find_gaps(examination: Examination) -> tuple[Finding, ...]:
    """What is missing, ordered by how much it matters; unanswered red flags first."""
    found = list(_red_flags(examination))
    for row in table()["gaps"]:
        meant = all(row.get(key, own) == own for key, own in
                    (("limb", examination.complaint.limb), ("sex", examination.person.sex)))
        if meant and not _filled(row, examination):
            found.append(Finding("gap", row["place"], f"{row['why']}.", needed_for=row["for"]))
    return (*found, *_angles_without_device(examination), *_odi(examination))


def _red_flags(examination: Examination) -> Iterator[Finding]:
    for name, question in fields.red_flag_questions().items():
        answer = examination.red_flags.get(name)
        if answer not in ("yes", "no"):
            said = "answered unknown" if answer else "not answered"
            yield Finding("gap", f"red_flags.{name}", f"{said}: no plan can be signed. {question}",
                          needed_for="screening")


def _filled(row: Mapping[str, Any], examination: Examination) -> bool:
    if "test" in row:
        side = examination.side if row["side"] == "a" else examination.other_side
        return any(look(one, part) is not None for one in examination.plain.get("tests", ())
                   if one["test"] in row["test"] and one.get("side") == side for part in row["part"])
    sides = {"a": examination.side, "o": examination.other_side}
    return any(look(examination.plain, path.format(**sides)) is not None for path in row["given"])


def _angles_without_device(examination: Examination) -> Iterator[Finding]:
    for i, one in enumerate(examination.tests):
        taken = {"device": "an inclinometer is taken", "rater": "another examiner is taken"}
        lacking = [name for name in taken if getattr(one, name) is None]
        if one.angle_deg is not None and lacking:
            yield Finding("gap", f"tests[{i}].{lacking[0]}", "not given, and it decides the measurement error: "
                          f"{' and '.join(taken[name] for name in lacking)}.", needed_for="twin")


def _odi(examination: Examination) -> Iterator[Finding]:
    odi = examination.questionnaires.get("odi", {})
    sections = odi.get("sections")
    if sections is None:
        return
    answered, least = sum(one is not None for one in sections), table()["odi_least_answered"]
    if answered < least:
        yield Finding("gap", "questionnaires.odi.sections", f"{answered} of 10 sections answered; fewer than {least} "
                      "are not scored.", "ask for the missing sections", needed_for="plan")
    if "version" not in odi:
        yield Finding("gap", "questionnaires.odi.version", "versions have different important changes: without it no "
                      "change can be judged.", needed_for="plan")
