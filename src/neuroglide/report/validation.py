"""The validation's web page, its figures, and its page of the documentation: three views of the same findings."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from neuroglide.errors import InputError
from neuroglide.evidence.studies import PREPARATIONS
from neuroglide.evidence.validation import Finding, Validation
from neuroglide.evidence.verdicts import AGREES, DEPENDS, DISAGREES, NOT_COMPUTED
from neuroglide.report import ground_rules, plain_markdown, validation_forest, validation_twin
from neuroglide.report import validation_words as words
from neuroglide.result import write_whole

_CLASSES = {AGREES: "agrees", DEPENDS: "depends", DISAGREES: "disagrees", NOT_COMPUTED: "missing"}
_CSV_HEAD = ("study", "claim", "topic", "role", "measured_in", "what", "unit", "kind", "published", "mean", "sd", "se",
             "low", "high", "model_median", "model_low", "model_high", "open_angles_low", "open_angles_high",
             "new_study_low", "new_study_high", "right_sign_share", "verdict", "is_input", "remark")


def write_page(validation: Validation, folder: str | Path) -> list[Path]:
    """Write the web page, a figure for each topic, and the table as CSV.

    Parameters: validation; folder, which exists. Returns: the paths written, the page first.
    Raises: InputError when Jinja2 is not installed or nothing was replayed.
    """
    folder = Path(folder)
    page = folder / "index.html"
    write_whole(page, render(validation))
    table = folder / "validation.csv"
    write_whole(table, table_csv(validation))
    return [page, table, *_figures(validation, folder)]


def _figures(validation: Validation, folder: Path) -> list[Path]:
    """Write a forest plot for each topic as an SVG file."""
    written = []
    for topic, members in by_topic(validation):
        path = folder / f"validation-{words.slug(topic)}.svg"
        write_whole(path, validation_forest.drawing(words.title(topic), members))
        written.append(path)
    return written


def by_topic(validation: Validation) -> list[tuple[str, list[Finding]]]:
    """Findings of each topic: validation before calibration, directions last, inputs at the very end."""
    def order(f: Finding):
        return f.is_input, f.claim.kind == "direction", f.role != "validation", f.study.name

    return [(topic, sorted((f for f in validation.findings if f.topic == topic), key=order))
            for topic in validation.topics()]


def render(validation: Validation) -> str:
    """The web page as HTML text: one file, no script, opens offline. Raises: InputError, see :func:`write_page`."""
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise InputError("the page needs Jinja2, which is not installed.",
                         fix="pip install neuroglide[report]") from None
    if not validation.findings:
        raise InputError("there is nothing to show: no study was replayed.")
    environment = Environment(loader=PackageLoader("neuroglide.report"), autoescape=True, undefined=StrictUndefined,
                              trim_blocks=True, lstrip_blocks=True)
    roles = [(role, validation.tally(role), heading) for role, heading in (
        ("validation", "Validation: never fitted"), ("calibration", "Calibration: the model was fitted to these"))
        if validation.select(role)]
    topics = by_topic(validation)
    return environment.get_template("validation.html").render(
        v=validation, made=validation.made, words=words, statement=ground_rules.STATUS, css=_css(),
        remarks=words.remarks(validation), roles=roles, shares={role: _shares(tally) for role, tally, _ in roles},
        failing=_of_topics(topics, DISAGREES, NOT_COMPUTED), agreeing=_of_topics(topics, AGREES),
        depending=words.by_verdict(validation.findings, DEPENDS),
        inputs=validation.select(inputs=True),
        never=words.NEVER_MEASURED, not_replayed=words.not_replayed(),
        not_replayed_sentence=words.NOT_REPLAYED, measured=words.measured_in(validation),
        preparations=[words.PREPARATION_WORDS[p] for p in PREPARATIONS], preparation_words=words.PREPARATION_WORDS,
        scores=[(role, heading, _score_rows(validation, role)) for role, _, heading in roles],
        score_heads=words.SCORE_HEADS,
        forest=[(topic, [(f, validation_forest.svg(f)) for f in members]) for topic, members in topics],
        studies=[(study, plain_markdown.to_html(_without_title(study.readme))) for study in validation.studies],
        rules=words.RULES, csv=_csv_address(validation),
        twin=validation_twin.web_section(validation.studies[0].folder.parent, validation.made["parameters"]),
    )


def _of_topics(topics: Sequence[tuple[str, list[Finding]]], *verdicts: str) -> list[tuple[str, list[Finding]]]:
    """The findings of each topic with one of the verdicts; topics without any left out."""
    chosen = [(topic, words.by_verdict(members, *verdicts)) for topic, members in topics]
    return [(topic, members) for topic, members in chosen if members]


def _css() -> str:
    """The reports' style, the page's own, and the strips' colours, light and dark."""
    asset = resources.files("neuroglide.report") / "templates"
    own = "".join((asset / name).read_text(encoding="utf-8") for name in ("report.css", "validation.css"))
    light, dark = validation_forest.variables(False), validation_forest.variables(True)
    strips = validation_forest.LINES + validation_forest.rules(lambda name: f"var(--v-{name})")
    return f"{own}:root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}{strips}"


def _shares(tally) -> list[tuple[str, float]]:
    """Class and percent of each verdict, for the bar."""
    return [(_CLASSES[verdict], round(100 * count / tally.claims, 2))
            for verdict, count in tally.counts.items() if count]


def _score_rows(validation: Validation, role: str) -> list[tuple[str, list[str]]]:
    topics = [topic for topic in validation.topics() if validation.select(role, topic)]
    return [("all topics", words.score_cells(validation.tally(role))),
            *((topic, words.score_cells(validation.tally(role, topic))) for topic in topics)]


def _without_title(text: str) -> str:
    """A README without its first heading: the page says it already."""
    lines = text.lstrip().splitlines()
    return "\n".join(lines[1:] if lines and lines[0].startswith("# ") else lines)


def table_csv(validation: Validation) -> str:
    """Every finding as CSV, a row each; what is missing is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_CSV_HEAD)
    for _, members in by_topic(validation):
        for f in members:
            claim, reading = f.claim, f.reading
            row = [f.study.name, claim.id, f.topic, f.role, f.study.preparation, claim.what, claim.unit, claim.kind,
                   claim.published, claim.mean, claim.sd, claim.se, claim.low, claim.high, reading.median, reading.low,
                   reading.high, *(f.open_range or (None, None)), *(words.interval_of(f) or (None, None)),
                   reading.right, f.verdict, f.is_input, words.remark(f)]
            writer.writerow(f"{cell:.6g}" if isinstance(cell, float) else cell for cell in row)
    return out.getvalue()


def _csv_address(validation: Validation) -> str:
    return "data:text/csv;base64," + base64.b64encode(table_csv(validation).encode()).decode("ascii")


def write_docs(validation: Validation, docs: str | Path) -> list[Path]:
    """Write docs/validation.md and its figures docs/img/validation-*.svg; figures of topics that are gone go too.

    Parameters: validation, of all studies; docs, the folder. Returns: the paths written.
    Raises: InputError when not all studies were replayed.
    """
    docs = Path(docs)
    if not validation.findings or len(validation.studies) < validation.asked:
        raise InputError("the documentation needs every study.", fix="let neuroglide validate --docs run to its end.")
    (docs / "img").mkdir(exist_ok=True)
    figures = _figures(validation, docs / "img")
    for old in (docs / "img").glob("validation-*.svg"):
        if old not in figures:
            old.unlink()
    page = docs / "validation.md"
    write_whole(page, docs_page(validation, docs))
    return [page, *figures]


def docs_page(validation: Validation, docs: str | Path) -> str:
    """The page of the documentation, as Markdown. Parameters: validation; docs, the folder it is for, beside which the
    kept check of the twin is looked for."""
    made = validation.made
    parts = [
        "# Validation", "<!-- Written by `neuroglide validate --docs`; change the studies, not this page. -->",
        f"What the model gives for {len(validation.findings)} published figures of {len(validation.studies)} "
        f"experiments, each replayed as published. Version {made['version']}, parameters: {made['parameters']}, "
        f"{made['draws']} draws.", *words.summary(validation),
        "## How a figure is judged", "Fixed before any result was looked at, and the same for every study:",
        "\n".join(f"- {rule}" for rule in words.RULES),
        "## What does not agree, and why",
    ]
    failing = _of_topics(by_topic(validation), DISAGREES, NOT_COMPUTED)
    parts += [f"**{words.title(topic)}**\n\n{_items(members)}" for topic, members in failing]
    if not failing:
        parts.append("Every figure agrees.")
    if depending := words.by_verdict(validation.findings, DEPENDS):
        parts += ["### Depends on angles that the paper leaves open", _items(depending)]
    parts += ["## What was never measured in man", "\n".join(f"- {sentence}" for sentence in words.NEVER_MEASURED),
              words.NOT_REPLAYED,
              "\n".join(f"- {reason}: {count}" for reason, count in words.not_replayed()),
              "In whom the replayed figures were measured:",
              plain_markdown.table(["Topic", *(words.PREPARATION_WORDS[p] for p in PREPARATIONS)],
                              [[topic, *(str(c or words.NONE) for c in counts)]
                               for topic, counts in words.measured_in(validation)]),
              "## How sure, and how right"]
    for role, heading in words.ROLE_WORDS.items():
        if validation.select(role):
            rows = [[topic, *cells] for topic, cells in _score_rows(validation, role)]
            heads = ["Topic", *(head for head, _ in words.SCORE_HEADS)]
            parts += [f"**{words.title(heading)}**", plain_markdown.table(heads, rows)]
    parts.append("\n".join(f"- *{head}*: {text}." for head, text in words.SCORE_HEADS if text))
    parts += [*validation_twin.section(docs, made["parameters"]), "## Every figure"]
    for topic, members in by_topic(validation):
        figure = f"img/validation-{words.slug(topic)}.svg"
        parts += [f"### {words.title(topic)}", f"![{topic}: model against published]({figure})",
                  plain_markdown.table(["Figure", "Study", "Role", "Published", "Model, 90 % band", "Over open angles",
                                   "New study", "Without this study", "Verdict"], map(_docs_row, members))]
    return "\n\n".join(parts) + "\n"


def _docs_row(f: Finding) -> list[str]:
    study = f"[{f.study.label}](../validation/studies/{f.study.name}/README.md)"
    shown = words.verdict(f)
    return [f"{f.claim.id} {f.claim.what}", study, f.role, words.published(f.claim), words.model(f),
            words.open_angles(f), words.expected(f), words.left_out(f),
            shown if f.verdict == AGREES else f"**{shown}**"]


def _items(findings: Sequence[Finding]) -> str:
    """Findings as a list: what, who, figures, and the reason where one is known."""
    return "\n".join(
        f"- **{f.claim.what}** ({f.study.label}, {f.role}): published {words.published(f.claim)}, model "
        f"{words.model(f)}; {words.verdict(f)}. {words.reason(f)}".rstrip() for f in findings)
