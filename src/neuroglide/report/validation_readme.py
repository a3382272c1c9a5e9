"""The README's account of the validation: its sentences, the scores by topic, and what fails for which reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from neuroglide.errors import InputError
from neuroglide.evidence.validation import Finding, Validation
from neuroglide.evidence.verdicts import DEPENDS, DISAGREES, NOT_COMPUTED
from neuroglide.report import plain_markdown
from neuroglide.report import validation_words as words
from neuroglide.result import write_whole

BEGIN, END = "<!-- validation: begin -->", "<!-- validation: end -->"
#: Columns of the table: index in words.SCORE_HEADS, and the head shown.
_COLUMNS = ((0, "Figures"), (1, "Agree"), (2, "Open angles"), (3, "Fail"), (4, "Covered"), (7, "Wrong signs"))


def write_readme(validation: Validation, readme: str | Path) -> Path:
    """Write the block between the README's marks. Returns: its path. Raises: InputError when it has no such marks."""
    readme = Path(readme)
    text = readme.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise InputError(f"{readme.name} has no place for the validation.", fix=f"put {BEGIN} and {END} into it.")
    before, rest = text.split(BEGIN)
    write_whole(readme, f"{before}{BEGIN}\n{block(validation)}\n{END}{rest.split(END)[1]}")
    return readme


def block(validation: Validation) -> str:
    """The account as Markdown."""
    parts = [f"Parameters: {validation.made['parameters']}, {validation.made['draws']} draws.",
             *words.summary(validation), _scores(validation)]
    if failing := words.by_verdict(validation.findings, DISAGREES, NOT_COMPUTED):
        parts += ["What fails, by reason:", _reasons(failing)]
    if depending := words.by_verdict(validation.findings, DEPENDS):
        parts.append("Right for some choices of the angles that a paper leaves open, wrong for others: "
                     f"{', '.join(f'{f.claim.id} ({f.study.label})' for f in depending)}.")
    return "\n\n".join(parts)


def _scores(validation: Validation) -> str:
    """A table of the validation's topics."""
    heads = ["Validation, never fitted", *(head for _, head in _COLUMNS)]
    rows = []
    for topic in (None, *validation.topics()):
        if topic is None or validation.select("validation", topic):
            of_topic = (topic,) if topic else ()
            cells = words.score_cells(validation.tally("validation", *of_topic))
            rows.append([topic or "all topics", *(cells[index] for index, _ in _COLUMNS)])
    return plain_markdown.table(heads, rows)


def _reasons(failing: Sequence[Finding]) -> str:
    """A list of reasons, the one behind most figures first, with the figures under each."""
    by_reason: dict[str, list[Finding]] = {}
    for finding in failing:
        by_reason.setdefault(words.reason(finding) or "No reason is known yet.", []).append(finding)
    ordered = sorted(by_reason.items(), key=lambda item: -len(item[1]))
    return "\n".join(f"- {reason.rstrip('.')}: {', '.join(_name(f) for f in found)}." for reason, found in ordered)


def _name(finding: Finding) -> str:
    """Claim, study and figures in a few words."""
    return (f"{finding.claim.id} ({finding.study.label}: {words.published(finding.claim)}, model "
            f"{words.model(finding)})")
