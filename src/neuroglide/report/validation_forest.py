"""The forest plot: one strip for each claim, model band against published figure, all on one scale.

Rows have different units, so each strip is measured from the published figure in halves of what counts as agreement:
0 is the published figure, -1 and 1 are the edges of what is accepted (two published SDs; 25 % without a spread; the
bounds of a range). The true figures are printed beside it. Directions have strips of their own: the share of draws with
the right sign.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from neuroglide.evidence.studies import Claim
from neuroglide.evidence.validation import Finding
from neuroglide.evidence.verdicts import SIGN_SHARE, WITHOUT_SPREAD, accepted
from neuroglide.report import validation_words as words

#: Half-widths of what is accepted that a strip shows to either side.
REACH = 3.0
#: Height of a strip [px], and of its two lanes: published above, model below.
HEIGHT, PUBLISHED_Y, MODEL_Y = 36, 11, 25
#: Colours of a drawing that stands alone: light, dark.
COLOURS = {
    "ink": ("#1b232c", "#e8ebee"), "soft": ("#515c68", "#a9b3bd"), "ground": ("#ffffff", "#1a2128"),
    "line": ("#d9d4cb", "#323c46"), "accepted": ("#dce7ea", "#263744"), "published": ("#59636e", "#b4bdc6"),
    "agrees": ("#0a6a5c", "#5cc9b2"), "depends": ("#8f6200", "#e0b04c"), "disagrees": ("#b3261e", "#ff9388"),
    "missing": ("#515c68", "#a9b3bd"), "input": ("#515c68", "#a9b3bd"),
}

VERDICT_CLASSES = ("agrees", "depends", "disagrees", "missing", "input")


def place(claim: Claim, value: float, scale: float = 0.0) -> float:
    """Where a value of a claim lies: 0 the published figure, -1 and 1 the edges of what is accepted.

    Parameters: claim, not a direction; value in its unit; scale, for a bound of 0 the size that a step of one has. Of
    a bound only one edge exists; there a step of one is 25 % of the bound.
    """
    low, high = accepted(claim)
    if claim.kind in ("at_most", "at_least"):
        bound, edge = (high, 1.0) if claim.kind == "at_most" else (low, -1.0)
        return edge + (value - bound) / (WITHOUT_SPREAD * abs(bound) or scale or 1.0)
    return (value - (low + high) / 2) / ((high - low) / 2)


def percent(at: float) -> float:
    """A place as percent of the strip's width, kept inside."""
    return 50.0 * (1 + max(-REACH, min(REACH, at)) / REACH)


def strip(finding: Finding) -> str:
    """The strip of one finding as SVG elements whose places along are percent, so that it fits any width."""
    if finding.claim.kind == "direction":
        return _direction(finding)
    size = max((abs(v) for v in (finding.reading.low, finding.reading.high) if v is not None), default=1.0)

    def at(value: float) -> float:
        return percent(place(finding.claim, value, size))

    return _frame(finding.claim, at) + _published(finding.claim, at) + _model(finding, at)


def svg(finding: Finding) -> str:
    """The strip as an SVG of its own for the page; the words beside it say the same."""
    kind = "sign" if finding.claim.kind == "direction" else "value"
    return (f'<svg class="strip {kind} {words.css_class(finding)}" width="100%" height="{HEIGHT}" role="img" '
            f'aria-label="{escape(alternative(finding))}">{strip(finding)}</svg>')


def alternative(finding: Finding) -> str:
    """What the strip shows, in words, for those who do not see it."""
    text = f"Published {words.published(finding.claim)}; model {words.model(finding)}; {words.verdict(finding)}"
    low, high = accepted(finding.claim)
    if finding.claim.kind == "value":
        text += f"; accepted from {words.number(low)} to {words.number(high)}"
    return text + "."


def _line(x1: float, x2: float, y: float, name: str) -> str:
    return f'<line x1="{x1:.2f}%" x2="{x2:.2f}%" y1="{y}" y2="{y}" class="{name}"/>'


def _tick(x: float, y1: float, y2: float, name: str) -> str:
    return f'<line x1="{x:.2f}%" x2="{x:.2f}%" y1="{y1}" y2="{y2}" class="{name}"/>'


def _area(x1: float, x2: float, name: str = "accepted") -> str:
    return f'<rect x="{x1:.2f}%" width="{max(0.0, x2 - x1):.2f}%" y="0" height="{HEIGHT}" class="{name}"/>'


def _frame(claim: Claim, at: Callable[[float], float]) -> str:
    """What is accepted, shaded."""
    low, high = accepted(claim)
    left = 0.0 if low == -float("inf") else at(low)
    right = 100.0 if high == float("inf") else at(high)
    return _area(left, right) + (_tick(50.0, 0, HEIGHT, "zero") if claim.kind in ("value", "range") else "")


def _published(claim: Claim, at: Callable[[float], float]) -> str:
    """The published figure: a tick, with a bar of one SD (or SE) to either side, or a range from end to end."""
    if claim.kind == "range":
        return (_line(at(claim.low), at(claim.high), PUBLISHED_Y, "published")
                + "".join(_tick(at(v), PUBLISHED_Y - 4, PUBLISHED_Y + 4, "published") for v in (claim.low, claim.high)))
    if claim.kind != "value":
        bound = claim.high if claim.kind == "at_most" else claim.low
        inward = -4.0 if claim.kind == "at_most" else 4.0
        return (_tick(at(bound), PUBLISHED_Y - 6, PUBLISHED_Y + 6, "published")
                + _line(at(bound), at(bound) + inward, PUBLISHED_Y, "published"))
    spread = claim.sd if claim.sd is not None else claim.se
    bar = "" if spread is None else _line(at(claim.mean - spread), at(claim.mean + spread), PUBLISHED_Y, "published")
    return bar + _tick(at(claim.mean), PUBLISHED_Y - 6, PUBLISHED_Y + 6, "published")


def _model(finding: Finding, at: Callable[[float], float]) -> str:
    """The model: interval for a new study (thin), band of the draws (thick), medians over open angles, the median."""
    reading = finding.reading
    if reading.median is None:
        return f'<text x="50%" y="{MODEL_Y + 4}" class="lost">not computed</text>'
    out = ""
    if finding.interval is not None:
        out += _line(at(finding.interval.low), at(finding.interval.high), MODEL_Y, "whisker")
    out += _line(at(reading.low), at(reading.high), MODEL_Y, "model")
    if len(reading.by_variant) > 1:
        shown = [at(m) for m in reading.by_variant if m is not None]
        out += "".join(_tick(x, MODEL_Y - 6, MODEL_Y + 6, "variant") for x in shown if 0.0 < x < 100.0)
    return out + _dot(at(reading.median), finding)


def _dot(x: float, finding: Finding) -> str:
    """The median: a disc that agrees, a ring that depends, a square that does not; an arrow beyond the strip's end."""
    if x <= 0.0 or x >= 100.0:
        inward, shown = (8, "◀") if x <= 0.0 else (-8, "▶")
        return f'<text x="{x:.0f}%" dx="{inward}" y="{MODEL_Y + 5}" class="arrow">{shown}</text>'
    name = words.css_class(finding)
    if name == "disagrees":  # places are percent and sizes pixels: the square is moved by half its size
        return f'<rect x="{x:.2f}%" y="{MODEL_Y - 5}" width="10" height="10" transform="translate(-5 0)" class="dot"/>'
    return f'<circle cx="{x:.2f}%" cy="{MODEL_Y}" r="5.5" class="{"ring" if name == "depends" else "dot"}"/>'


def _direction(finding: Finding) -> str:
    """A bar of the share of draws with the right sign, from 0 to 100 %, and the mark that it must reach."""
    right = 100 * (finding.reading.right or 0.0)
    return (_area(100 * SIGN_SHARE, 100.0) + _line(0.0, 100.0, MODEL_Y, "whisker") + _line(0.0, right, MODEL_Y, "model")
            + _tick(100 * SIGN_SHARE, 4, HEIGHT - 4, "published"))


#: Columns of a drawing that stands alone [px].
_LEFT, _STRIP, _RIGHT, _ROW, _HEAD = 318, 300, 262, 44, 62


def drawing(title: str, findings: Sequence[Finding]) -> str:
    """A topic's forest plot as an SVG file that stands alone, light or dark as the reader's screen.

    Parameters: title; findings, drawn in this order, directions last. Returns: SVG text.
    """
    ordered = sorted(findings, key=lambda f: f.claim.kind == "direction")
    width, height = _LEFT + _STRIP + _RIGHT, _HEAD + _ROW * len(ordered) + 12
    rows = "".join(_drawn_row(f, _HEAD + i * _ROW) for i, f in enumerate(ordered))
    label = escape(f"{title}: model against published figures, {len(ordered)} rows, with the figures printed")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{label}"><title>{label}</title><style>{_style()}</style>'
        f'<rect width="{width}" height="{height}" class="back"/>'
        f'<text x="14" y="24" class="title">{escape(title)}</text>'
        f'<text x="{_LEFT + _STRIP / 2}" y="50" class="small middle">shaded: accepted as agreement</text>'
        f'<text x="{_LEFT + _STRIP + 14}" y="50" class="small">published (grey) / model, 90 % band</text>{rows}</svg>\n'
    )


def _drawn_row(finding: Finding, top: int) -> str:
    what = _fit(f"{finding.claim.id} {finding.claim.what}", 40)
    study = _fit(f"{finding.study.label}, {finding.role}", 46)
    right, end = _LEFT + _STRIP + 14, _LEFT + _STRIP + _RIGHT - 14
    return (
        f'<g class="{words.css_class(finding)}"><line x1="14" x2="{end}" y1="{top}" y2="{top}" class="rule"/>'
        f'<text x="14" y="{top + 18}" class="row">{escape(what)}</text>'
        f'<text x="14" y="{top + 34}" class="small">{escape(study)}</text>'
        f'<svg x="{_LEFT}" y="{top + 4}" width="{_STRIP}" height="{HEIGHT}">{strip(finding)}</svg>'
        f'<text x="{right}" y="{top + 18}" class="small">{escape(_fit(words.published(finding.claim), 37))}</text>'
        f'<text x="{right}" y="{top + 34}" class="row told">{escape(_fit(words.model(finding), 36))}</text></g>'
    )


def _fit(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def rules(colour: Callable[[str], str]) -> str:
    """The strips' style rules. Parameters: colour, gives the CSS colour of a name of COLOURS."""
    verdicts = "".join(
        f".{v} .model,.{v} .whisker,.{v} .variant,.{v} .ring{{stroke:{colour(v)}}}"
        f".{v} .dot,.{v} .arrow,.{v} .told{{fill:{colour(v)}}}" for v in VERDICT_CLASSES)
    return (f".ring{{fill:{colour('ground')}}}.rule,.zero{{stroke:{colour('line')}}}.lost{{fill:{colour('soft')}}}"
            f".accepted{{fill:{colour('accepted')}}}.published{{stroke:{colour('published')}}}{verdicts}")


#: Rules of the strips' lines that are the same in light and dark.
LINES = (".lost,.arrow{text-anchor:middle}.published{stroke-width:3}.model{stroke-width:6}.whisker{stroke-width:1.5}"
         ".variant{stroke-width:1.5}.ring{stroke-width:3}.zero{stroke-dasharray:2 3}")


def variables(dark: bool) -> str:
    """The colours as CSS variables, for a page."""
    return "".join(f"--v-{name}:{pair[dark]};" for name, pair in COLOURS.items())


def _style() -> str:
    """Rules of a drawing that stands alone: colours for light, then for dark."""
    def colours(dark: bool) -> str:
        c = {name: pair[dark] for name, pair in COLOURS.items()}
        text = f"text{{fill:{c['ink']}}}.small{{fill:{c['soft']}}}.back{{fill:{c['ground']}}}"
        return text + rules(c.__getitem__)

    return ("text{font:13px system-ui,sans-serif}.title{font-size:17px;font-weight:600}.small{font-size:12px}"
            f".middle{{text-anchor:middle}}{LINES}{colours(False)}"
            f"@media (prefers-color-scheme:dark){{{colours(True)}}}")
