"""The calibration's page of the documentation: convergence, prior against posterior, predictions, what was recovered.

Everything is read from the posterior's file; no number is written by hand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from neuroglide.parameters import Posterior, load_set
from neuroglide.parameters.record import HALF_WIDTH_90
from neuroglide.report.plain_markdown import table
from neuroglide.result import write_whole
from neuroglide.units import from_si

#: Sizes of the figure [px]: a row, the names' column, and the plot.
ROW, NAMES, PLOT = 16, 300, 360
#: The figure's axis reaches this many prior standard deviations to either side.
REACH = 3.0
_STYLE = (
    "text{font:11px system-ui,sans-serif;fill:#333}.p{stroke:#bbb;stroke-width:7}.q{stroke:#1f5fa8;stroke-width:3}"
    ".m{fill:#1f5fa8}.a{stroke:#ddd}@media(prefers-color-scheme:dark){text{fill:#ddd}.p{stroke:#555}"
    ".q{stroke:#7db4f0}.m{fill:#7db4f0}.a{stroke:#333}}"
)


def write(posterior: Posterior, docs: str | Path) -> list[Path]:
    """Write docs/calibration.md and its figure. Returns: the paths; none for a posterior that was not calibrated."""
    told = posterior.diagnostics
    if not posterior.calibrated or "parameters" not in told:
        return []
    docs = Path(docs)
    (docs / "img").mkdir(exist_ok=True)
    page, figure = docs / "calibration.md", docs / "img" / "calibration-parameters.svg"
    write_whole(figure, drawing(told["parameters"]))
    write_whole(page, text(posterior))
    return [page, figure]


def text(posterior: Posterior) -> str:
    """The page as Markdown."""
    told, data = posterior.diagnostics, posterior.made["data"]
    learned = [key for key, value in told["parameters"].items() if value["learned"]]
    parts = [
        "# What the calibration found",
        "<!-- Written by `neuroglide validate --docs` from the posterior's file; change that, not this page. -->",
        f"Posterior `{posterior.name}`, {posterior.hash}: {data['rows']} published figures of {len(data['studies'])} "
        f"studies and {data.get('picture_directions', 0)} directions of the picture; version "
        f"{posterior.made['version']}, seed {posterior.made['seed']}, data {data['hash']}, code {told.get('code')}.",
        "How it is made: [theory](theory/calibration.md). How it fares with studies it never saw: "
        "[validation](validation.md).",
        "## Convergence",
        table(("What", "Found"), _convergence(told)),
        "## Prior against posterior",
        f"Learned ({len(learned)} of {len(told['parameters'])}): the posterior's spread is under 80 % of the prior's, "
        "or its middle lies more than one prior standard deviation away. All others are **not identified** by these "
        "data: their bands are the prior's.",
        "![Prior (grey) and posterior (blue) of each parameter, 90 % intervals in prior standard "
        "deviations](img/calibration-parameters.svg)",
        table(("Parameter", "Unit", "Prior, 90 %", "Posterior, 90 %", "Spread over prior's", "Learned"),
               [_parameter(key, value) for key, value in told["parameters"].items()]),
        "## Predictions of the fitted figures",
        "Median and 90 % interval for a new study of the same protocol: by the posterior, and by the other studies "
        "alone.",
        table(("Study", "Figure", "All studies", "Without this study"), _predictions(told)),
    ]
    return "\n\n".join(parts) + "\n"


def _convergence(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = [
        ("largest R-hat of single walkers", f"{told['r_hat_largest']:.3f}"),
        ("least effective sample size", f"{told['effective_size_least']:.0f}"),
        ("kernel runs that weigh the draws, and draws they are worth",
         f"{told['kernel_runs_weighed']}, {told['kernel_effective_size']:.0f}"),
        ("spread between studies, lambda (5, 50, 95 %)", _three(told["between_studies"])),
        ("left out by the model, kappa (5, 50, 95 %)", _three(told["discrepancy"])),
    ]
    if "recovery" in told:
        r = told["recovery"]
        rows += [
            (f"known truths recovered in {r['repeats']} repeats: 90 % intervals that hold them",
             f"{100 * r['coverage_mean']:.0f} % of all"),
            ("the worst parameter's, and what chance allows the worst",
             f"{100 * r['coverage_worst']:.0f} % ({r['worst_parameter']}), {100 * r['worst_allowed_by_chance']:.0f} %"),
            ("probability of ranks less even than found", f"{r['evenness_probability']:.2g}"),
        ]
    return [*rows, ("checks failed", "; ".join(told.get("failed_checks", [])) or "none")]


def _three(values) -> str:
    return ", ".join(f"{value:.2g}" for value in values)


def _parameter(key: str, value: Mapping[str, Any]) -> tuple[str, ...]:
    unit = load_set().record(key).unit

    def band(three) -> str:
        low, middle, high = sorted((from_si(v, unit) for v in three), key=abs)
        return f"{middle:.3g} ({low:.2g} to {high:.2g})"

    return (f"`{key}`", unit, band(value["prior"]), band(value["posterior"]), f"{value['spread_over_prior']:.2f}",
            "yes" if value["learned"] else "no")


def _predictions(told: Mapping[str, Any]) -> list[tuple[str, ...]]:
    left_out = told.get("leave_one_out", {})
    rows = []
    for study, claims in told["predictive"].items():
        for claim, band in claims.items():
            other = left_out.get(study, {}).get(claim)
            rows.append((study, claim, _band(band), _band(other) if other else "not run"))
    return rows


def _band(band: Mapping[str, float]) -> str:
    return f"{band['median']:.3g} ({band['low']:.3g} to {band['high']:.3g})"


def drawing(parameters: Mapping[str, Mapping[str, Any]]) -> str:
    """The figure as SVG: prior and posterior of each parameter, 90 % intervals in prior standard deviations."""
    height = ROW * (len(parameters) + 2)
    middle = NAMES + PLOT / 2

    def x(z: float) -> float:
        return round(middle + max(-REACH, min(REACH, z)) * PLOT / (2 * REACH), 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {NAMES + PLOT + 10} {height}" role="img" '
        'aria-label="Prior and posterior of each parameter">', f"<style>{_STYLE}</style>",
        *(f'<line class="a" x1="{x(z)}" x2="{x(z)}" y1="0" y2="{height - ROW}"/>'
          f'<text x="{x(z)}" y="{height - 4}" text-anchor="middle">{z}</text>' for z in (-2, -1, 0, 1, 2)),
    ]
    for number, (key, value) in enumerate(parameters.items()):
        y = ROW * (number + 0.7)
        prior, posterior = (_standard(value["prior"], value[name]) for name in ("prior", "posterior"))
        parts += [
            f'<text x="{NAMES - 8}" y="{y + 4:.1f}" text-anchor="end">{key}</text>',
            f'<line class="p" x1="{x(prior[0])}" x2="{x(prior[2])}" y1="{y:.1f}" y2="{y:.1f}"/>',
            f'<line class="q" x1="{x(posterior[0])}" x2="{x(posterior[2])}" y1="{y:.1f}" y2="{y:.1f}"/>',
            f'<circle class="m" cx="{x(posterior[1])}" cy="{y:.1f}" r="3.5"/>',
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _standard(prior, values) -> list[float]:
    """Values in prior standard deviations from the prior's median; the prior's ends are 5 and 95 %."""
    sigma = math.log(prior[2] / prior[1]) / HALF_WIDTH_90
    return [math.log(value / prior[1]) / sigma for value in values]
