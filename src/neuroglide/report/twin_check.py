"""The page of the twin's check: reliability, coverage, what was learned, log scores. Every number is the check's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from neuroglide.parameters.record import HALF_WIDTH_90
from neuroglide.patient.twin.check import told
from neuroglide.report.plain_markdown import table
from neuroglide.result import write_whole

#: Sizes of the figure [px].
SIDE, LEFT, TOP, BOTTOM = 320, 46, 12, 40
_STYLE = (
    "text{font:11px system-ui,sans-serif;fill:#333}.a{stroke:#999;fill:none}.d{stroke:#999;stroke-dasharray:4 4}"
    ".e{stroke:#1f5fa8;stroke-width:1.5}.m{fill:#1f5fa8}@media(prefers-color-scheme:dark){text{fill:#ddd}"
    ".a,.d{stroke:#777}.e{stroke:#7db4f0}.m{fill:#7db4f0}}"
)


def write(found: Mapping[str, Any], docs: str | Path) -> list[Path]:
    """Write docs/twin-check.md and its figure. Parameters: what the check found; the docs folder. Returns: paths."""
    docs = Path(docs)
    (docs / "img").mkdir(exist_ok=True)
    page, figure = docs / "twin-check.md", docs / "img" / "twin-check.svg"
    write_whole(figure, drawing(found["reliability"]))
    write_whole(page, text(found))
    return [page, figure]


def text(found: Mapping[str, Any]) -> str:
    """The page as Markdown."""
    posterior = found["posterior"]
    parts = [
        "# Is the twin calibrated, and does it learn?",
        "<!-- Written by `neuroglide twin-check --docs`; change that, not this page. -->",
        f"{found['people']} people were drawn from the prior, examined with error and inferred (seed {found['seed']}; "
        f"posterior `{posterior['name']}`, {posterior['hash']}). Their nerves lie between draws of the calibrated "
        "set, so that the inference holds none of them, each with its own restriction or none. How it is made: "
        "[theory](theory/twin.md).",
        *told(found),
        "## Reliability of the limiter",
        "How often a limiter was the true one against the probability that was said, over all four limiters and all "
        "people; bars are 90 % intervals of the count. On the dashed line said and found are alike.",
        "![Probability said against share found](img/twin-check.svg)",
        table(("Probability", "Times", "Said", "Found", "90 % interval of the count"),
              [_bin(one) for one in found["reliability"]]),
        "True limiters: " + ", ".join(f"{name} {count}" for name, count in found["limiters"].items()) + ".",
        "## Whether the nerve is sensitised, or its glide restricted",
        *(part for name, one in found["yes"].items() for part in (
            f"Probability said that it is {name}, against how often it was:",
            table(("Probability", "Times", "Said", "Found", "90 % interval of the count"),
                  [_bin(b) for b in one["reliability"]]))),
        "## Parameters",
        "How often the 90 % band held the truth (with the 90 % interval that the number of people leaves), how often "
        "the band before the examination did (it is made of a sample of draws, so not always in 90 %), and the "
        "posterior's spread over the prior's (median over people, and 90 % of them). 1 is: nothing learned.",
        table(("Parameter", "People", "Band holds the truth", "Band before", "Spread over prior's", "Learned"),
              [_parameter(key, one) for key, one in found["parameters"].items()]),
        f"The findings were weighed down in {found['weighed_down_percent']:.0f} % of the people; a posterior was worth "
        f"{found['effective'][1]} equal draws in the middle ({found['effective'][0]} to {found['effective'][2]}). Cut "
        f"off people who would have stood for many was {found['cut_percent'][1]:g} % of the weight "
        f"({found['cut_percent'][0]:g} to {found['cut_percent'][2]:g}).",
    ]
    return "\n\n".join(parts) + "\n"


def _bin(one: Mapping[str, float]) -> tuple[str, ...]:
    low, high = interval(one["found"], one["count"])
    return (f"{one['from']:.1f} to {one['to']:.1f}", f"{one['count']}", f"{one['said']:.3f}", f"{one['found']:.3f}",
            f"{low:.2f} to {high:.2f}")


def _parameter(key: str, one: Mapping[str, Any]) -> tuple[str, ...]:
    low, high = interval(one["coverage_percent"] / 100.0, one["people"])
    least, middle, most = one["spread_over_prior"]
    return (f"`{key}`", f"{one['people']}", f"{one['coverage_percent']:.0f} % ({100 * low:.0f} to {100 * high:.0f})",
            f"{one['prior_coverage_percent']:.0f} %", f"{middle:.2f} ({least:.2f} to {most:.2f})",
            "yes" if one["learned"] else "no")


def interval(share: float, count: int) -> tuple[float, float]:
    """90 % interval (Wilson) of a share seen in ``count`` cases."""
    z = HALF_WIDTH_90
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return max(middle - half, 0.0), min(middle + half, 1.0)


def drawing(reliability: list[Mapping[str, float]]) -> str:
    """The reliability diagram as SVG."""
    def x(p: float) -> float:
        return round(LEFT + SIDE * p, 1)

    def y(p: float) -> float:
        return round(TOP + SIDE * (1 - p), 1)

    width, height = LEFT + SIDE + 12, TOP + SIDE + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'aria-label="Probability of a limiter as said, against how often it was so">', f"<style>{_STYLE}</style>",
        f'<rect class="a" x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}"/>',
        f'<line class="d" x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}"/>',
    ]
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        parts += [f'<text x="{x(tick)}" y="{TOP + SIDE + 16}" text-anchor="middle">{tick:.1f}</text>',
                  f'<text x="{LEFT - 6}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:.1f}</text>']
    for one in reliability:
        low, high = interval(one["found"], one["count"])
        at = x(one["said"])
        beside = f'x="{at - 6:.1f}" text-anchor="end"' if one["said"] > 0.9 else f'x="{at + 6:.1f}"'  # inside the frame
        parts += [f'<line class="e" x1="{at}" x2="{at}" y1="{y(low)}" y2="{y(high)}"/>',
                  f'<circle class="m" cx="{at}" cy="{y(one["found"])}" r="4"/>',
                  f'<text {beside} y="{y(one["found"]) + 12:.1f}">{one["count"]}</text>']
    parts += [f'<text x="{x(0.5)}" y="{height - 6}" text-anchor="middle">probability that was said</text>',
              f'<text transform="translate(12 {y(0.5)}) rotate(-90)" text-anchor="middle">share that was so</text>']
    return "\n".join([*parts, "</svg>"]) + "\n"
