"""How findings of the validation are put into words and numbers: terminal, page and documentation say the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from neuroglide.evidence.scores import Interval
from neuroglide.evidence.studies import PREPARATIONS, Claim
from neuroglide.evidence.validation import FITTED_TOO, IN_VIEW, NOT_IN_ROLES, Finding, Tally, Validation
from neuroglide.evidence.verdicts import (
    AGREES,
    DEPENDS,
    DISAGREES,
    NOT_COMPUTED,
    SIGN_SHARE,
    SPREADS,
    WITHOUT_SPREAD,
    zero_agrees,
)

ROLE_WORDS = {"validation": "validation (never fitted)", "calibration": "calibration (fitted to)"}
#: What stands where there is nothing.
NONE = "-"
#: Preparation -> who or what was measured.
PREPARATION_WORDS = {
    "living": "living people", "fresh": "fresh cadavers", "embalmed": "embalmed cadavers", "bench": "excised tissue",
    "animal": "animals",
}
#: Units that a published text may have beside the claim's own.
_OTHER_UNIT = re.compile(r"\b(gf|g|N|mm|cm|inch|inches|deg|degrees|kPa|MPa|Pa|mmHg|cmH2O|m/s|min|h|s)\b|[%°]")
_NO_UNIT = ("", "1", "-", "ratio", "sign", "yes", "qualitative")
#: How claims are judged, in sentences.
RULES = (
    f"A value with a published spread agrees when the model's median lies within {SPREADS:g} standard deviations of "
    f"the published mean ({SPREADS:g} standard errors where only those were published).",
    f"A value without spread agrees within {100 * WITHOUT_SPREAD:.0f} % of it.",
    "A range or a bound agrees when the median lies inside.",
    f"A direction agrees when its sign is right in at least {100 * SIGN_SHARE:.0f} % of the draws.",
    "Where a paper leaves an angle open, a range of angles is run and none is picked: the claim agrees when it agrees "
    "over all of them, and depends on the angles when it agrees over some.",
    "A figure that went into the model as an input is shown apart and never counted as agreement.",
)
#: What no experiment in people tells, so that agreement cannot be claimed there.
NEVER_MEASURED = (
    "Blood flow in a stretched nerve: there is no human curve of flow against strain. The thresholds come from rats "
    "and rabbits.",
    "Axonal transport under stretch or pressure: animals only.",
    "Stress against strain of the human sciatic nerve, and its Poisson ratio: none was found. The tissue law stands on "
    "other nerves and on animals.",
    "What a root, a tunnel or a scar holds in a person with leg pain: the model's restrictions are assumptions.",
    "Transverse movement, which in the thigh is as large as the longitudinal: measured, but not in the model.",
)
#: Why figures are not blind, of one and of several.
_DOUBTS = {
    FITTED_TOO: ("{} is of a study whose other figures were fitted",
                 "{} are of studies whose other figures were fitted"),
    IN_VIEW: ("{} was in view when a value was chosen by hand", "{} were in view when values were chosen by hand"),
    NOT_IN_ROLES: ("{} is of a study that is not in roles.yaml, so nothing but its folder says what it is for",
                   "{} are of studies that are not in roles.yaml, so nothing but their folders says what they are for"),
}
NOT_REPLAYED = "Rows of the evidence table that are not replayed, by reason:"


def number(value: float | None) -> str:
    """A figure with three significant digits, never with an exponent."""
    if value is None:
        return NONE
    if abs(value) >= 1000:
        return f"{value:.0f}"
    text = f"{value:.3g}"
    return "0" if "e" in text else text


def interval(low: float | None, high: float | None) -> str:
    """Two figures in brackets."""
    return NONE if low is None or high is None else f"[{number(low)}, {number(high)}]"


def with_unit(text: str, claim: Claim) -> str:
    """Text with the claim's unit behind it, where it has one and does not say it already."""
    shown = "" if claim.kind == "direction" or claim.unit in _NO_UNIT or text == NONE else claim.unit
    return text if not shown or text.endswith(shown) else f"{text} {shown}"


def published(claim: Claim) -> str:
    """The published figure as printed, with its unit; where that is another, the claim's own figure behind it."""
    if claim.published and claim.kind != "direction":
        in_words = not re.search(r"\d", claim.published)
        if in_words or (claim.unit not in claim.published and _OTHER_UNIT.search(claim.published)):
            return f"{claim.published} ({in_own_unit(claim)})"
        return with_unit(claim.published, claim)
    return claim.published or in_own_unit(claim)


def in_own_unit(claim: Claim) -> str:
    """What the claim's numbers say, in its unit."""
    if claim.kind == "direction":
        return "this direction"
    if claim.kind == "range":
        return with_unit(f"{number(claim.low)} to {number(claim.high)}", claim)
    if claim.kind in ("at_most", "at_least"):
        bound = claim.high if claim.kind == "at_most" else claim.low
        return with_unit(f"{claim.kind.replace('_', ' ')} {number(bound)}", claim)
    spread = f" (SD {number(claim.sd)})" if claim.sd else f" (SE {number(claim.se)})" if claim.se else ""
    return with_unit(number(claim.mean) + spread, claim)


def model(finding: Finding) -> str:
    """The model's reading, and the share of runs that failed where some did."""
    return f"{reading(finding)} ({failed(finding)})" if failed(finding) else reading(finding)


def failed(finding: Finding) -> str:
    """The share of runs that gave no value, in words; empty where all gave one or none did."""
    share = finding.reading.failed
    return f"{100 * share:.0f} % of the runs failed" if 0 < share < 1 else ""


def reading(finding: Finding) -> str:
    """The model's median with its 90 % band; of a direction the share of the draws with the right sign."""
    found = finding.reading
    if found.median is None:
        return NONE
    if found.right is not None:
        return f"right in {100 * found.right:.0f} % of draws"
    band = "" if found.low == found.high else f" {interval(found.low, found.high)}"
    return with_unit(number(found.median) + band, finding.claim)


def open_angles(finding: Finding) -> str:
    """Lowest to highest median over the angles that the paper leaves open."""
    if finding.open_range is None:
        return NONE
    low, high = map(number, finding.open_range)
    return low if low == high else f"{low} to {high}"


def expected(finding: Finding) -> str:
    """The interval in which a new study's figure is expected; directions and bounds have none."""
    if finding.interval is None or finding.claim.kind == "direction":
        return NONE
    return interval(*finding.interval)


def left_out(finding: Finding) -> str:
    """The prediction of the claim from a calibration without its study."""
    if finding.left_out is None:
        return NONE
    return f"{number(finding.left_out_median)} {interval(*finding.left_out)}"


def verdict(finding: Finding) -> str:
    """The verdict as shown: an input says so, a wrong sign too."""
    if finding.is_input:
        return f"input ({finding.verdict})"
    return "wrong sign" if finding.has_wrong_sign and finding.verdict == DISAGREES else finding.verdict


def css_class(finding: Finding) -> str:
    """The verdict as a class of the page: agrees, depends, disagrees, missing or input."""
    if finding.is_input:
        return "input"
    return {AGREES: "agrees", DEPENDS: "depends", DISAGREES: "disagrees", NOT_COMPUTED: "missing"}[finding.verdict]


def link(reference: str) -> str | None:
    """The address of a source given as a DOI, a PMID or an address; None for anything else."""
    text = reference.strip()
    if re.match(r"https?://", text):
        return text
    if found := re.search(r"\b10\.\d{4,9}/\S+", text):
        return f"https://doi.org/{found[0].rstrip('.,;')}"
    if found := re.search(r"\bPMID:?\s*(\d+)", text):
        return f"https://pubmed.ncbi.nlm.nih.gov/{found[1]}/"
    return None


def slug(topic: str) -> str:
    """A topic as part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", topic.lower()).strip("-")


def counted(count: int, word: str) -> str:
    """``1 figure``, ``2 figures``."""
    if count == 1:
        return f"1 {word}"
    return f"{count} {word[:-1]}ies" if word.endswith("y") else f"{count} {word}s"


def of_role(validation: Validation, role: str) -> str:
    """One sentence: how many figures of a role agree."""
    tally = validation.tally(role)
    studies = len({f.study.name for f in validation.select(role)})
    counts = tally.counts
    more = f", {counts[NOT_COMPUTED]} could not be computed" if counts[NOT_COMPUTED] else ""
    return (f"{title(ROLE_WORDS[role])}: of {counted(tally.claims, 'figure')} in {counted(studies, 'study')} "
            f"{counts[AGREES]} agree, {counts[DEPENDS]} depend on angles that the paper leaves open, "
            f"{counts[DISAGREES]} disagree{more}.{_weak(validation.select(role))}")


def _weak(findings: Sequence[Finding]) -> str:
    """A sentence on figures that agree and with which a model of no effect would agree too; empty without one."""
    agree = [f for f in findings if f.verdict == AGREES]
    weak = sum(zero_agrees(f.claim) for f in agree)
    return f" Of the {len(agree)} that agree, {weak} would agree with no effect at all: weak tests." if weak else ""


def weak(finding: Finding) -> str:
    """The remark on a figure with which a model of no effect would agree too; empty for others."""
    return "a weak test: no effect at all would agree too" if zero_agrees(finding.claim) else ""


def remark(finding: Finding) -> str:
    """What stands beside a figure in the table: why it fails or is an input, whether the test is weak or not blind."""
    told = (finding.study.input_reason(finding.claim), finding.why, weak(finding), finding.doubt)
    return "; ".join(text.rstrip(".") for text in told if text)


def reason(finding: Finding) -> str:
    """Why a figure does not agree; of one that depends on the angles only what its folder says."""
    unknown = {DISAGREES: "No reason is known yet.", NOT_COMPUTED: "No run gave a value."}
    return finding.why or unknown.get(finding.verdict, "")


def title(topic: str) -> str:
    """A topic as a heading: its first letter large, the others as they are."""
    return topic[:1].upper() + topic[1:]


def of_scores(tally: Tally) -> str:
    """One sentence on coverage, sharpness, interval score, signs and left-out studies of a group; empty without any."""
    score, parts = tally.score, []
    if score.quantitative:
        parts.append(f"the 90 % intervals cover {score.covered} of {counted(score.quantitative, 'published figure')} "
                     f"({100 * score.coverage:.0f} %)")
    if score.half_width_sd is not None:
        known = "" if score.known_half_width_sd is None else (
            f", of which {number(score.known_half_width_sd)} would remain if every parameter were known")
        parts.append(f"their median half-width is {number(score.half_width_sd)} published SD{known}")
    if score.prior_score is not None:
        parts.append(f"their interval score is {number(score.interval_score)} against {number(score.prior_score)} "
                     "before calibration (smaller is better)")
    if tally.directions:
        parts.append(f"of {counted(tally.directions, 'direction')} {tally.right_signs} came out right and "
                     f"{tally.wrong_signs} the wrong way round")
    if score.left_out:
        parts.append(f"with their study left out {score.left_out_covered} of {score.left_out} are covered")
    text = "; ".join(parts)
    return text[:1].upper() + text[1:] + "." if text else ""


def summary(validation: Validation) -> list[str]:
    """The sentences that stand under the table and on top of the page."""
    found = []
    for role in ROLE_WORDS:
        if validation.select(role):
            found.append(f"{of_role(validation, role)} {of_scores(validation.tally(role))}".strip())
    return found + remarks(validation)


def remarks(validation: Validation) -> list[str]:
    """Sentences on what is counted nowhere and what did not run."""
    found = []
    doubts = Counter(f.doubt for f in validation.select("validation") if f.doubt)
    if doubts:
        told = [_DOUBTS[doubt][count > 1].format(count) for doubt, count in doubts.items()]
        found.append(f"Not every validation figure is blind: {'; '.join(told)}.")
    if inputs := validation.select(inputs=True):
        found.append(f"Inputs, counted nowhere: {counted(len(inputs), 'figure')}.")
    if len(validation.studies) < validation.asked:
        found.append(f"Only {len(validation.studies)} of {validation.asked} studies were replayed: it was stopped.")
    return found


def not_replayed() -> list[tuple[str, int]]:
    """For each reason how many rows of the evidence table are not replayed, most first."""
    from neuroglide.evidence.roles import load_roles

    reasons = Counter(row.why_not for study in load_roles().values() for row in study.rows.values() if not row.replayed)
    return reasons.most_common()


def measured_in(validation: Validation) -> list[tuple[str, list[int]]]:
    """For each topic how many figures were measured in each preparation, in the order of PREPARATIONS."""
    found = []
    for topic in validation.topics():
        members = [f for f in validation.findings if f.topic == topic]
        found.append((topic, [sum(f.study.preparation == p for f in members) for p in PREPARATIONS]))
    return found


def by_verdict(findings: Sequence[Finding], *verdicts: str) -> list[Finding]:
    """The findings with one of the verdicts, validation before calibration, inputs left out."""
    chosen = [f for f in findings if f.verdict in verdicts and not f.is_input]
    return sorted(chosen, key=lambda f: (list(ROLE_WORDS).index(f.role), f.topic, f.study.name))


def score_cells(tally: Tally) -> list[str]:
    """The cells of a row of the scores' table, in the order of SCORE_HEADS."""
    score: Any = tally.score
    counts = tally.counts
    covered = f"{score.covered} of {score.quantitative}" if score.quantitative else NONE
    against = f"{number(score.interval_score)} / {number(score.prior_score)}" if score.prior_score is not None else (
        number(score.interval_score))
    error = f"{score.left_out_covered} of {score.left_out}, {number(score.left_out_error)}" if score.left_out else NONE
    width = number(score.half_width_sd) if score.known_half_width_sd is None else (
        f"{number(score.half_width_sd)} ({number(score.known_half_width_sd)})")
    signs = f"{tally.wrong_signs} of {tally.directions}" if tally.directions else NONE
    return [str(tally.claims), str(counts[AGREES]), str(counts[DEPENDS]), str(counts[DISAGREES] + counts[NOT_COMPUTED]),
            covered, width, against, signs, error]


SCORE_HEADS = (
    ("Figures", "published figures replayed, inputs left out"),
    ("Agree", ""), ("Depend on open angles", ""), ("Disagree or failed", ""),
    ("Covered", "figures inside the 90 % interval for a new study"),
    ("Half-width", "median half-width of that interval, in published SDs; in brackets what would remain if every "
                   "parameter were known, from open angles, errors and what the model leaves out"),
    ("Interval score / prior's", "mean interval score in published SDs, before the stroke ours, behind it the prior's"),
    ("Wrong signs", "directions that come out the wrong way round"),
    ("Left out", "covered when the calibration never saw the study, and median error in published SDs"),
)


def interval_of(finding: Finding) -> Interval | None:
    """The interval for a new study; None for directions, whose number has no scale."""
    return None if finding.claim.kind == "direction" else finding.interval
