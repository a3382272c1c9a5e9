"""Fit the segment lengths of the person model on ANSUR II and print the records (YAML).

Run by hand: ``python fit_anthropometry.py DIR > src/neuroglide/parameters/records/anthropometry.yaml`` with DIR holding
ANSUR_II_MALE_Public.csv and ANSUR_II_FEMALE_Public.csv (shipped inside the nimblephysics wheel, 0.10.52).
Each length is fitted by least squares as mean + a (stature - mean stature) + b (mass - mean mass), by sex.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

SEGMENTS = {
    "pelvis": ("bicristalbreadth", None),
    "trunk": ("cervicaleheight", "trochanterionheight"),
    "head_neck": ("stature", "cervicaleheight"),
    "thigh": ("trochanterionheight", "lateralfemoralepicondyleheight"),
    "shank": ("lateralfemoralepicondyleheight", "lateralmalleolusheight"),
    "foot": ("footlength", None),
    "shoulder": ("biacromialbreadth", None),
    "upper_arm": ("acromionradialelength", None),
    "forearm": ("radialestylionlength", None),
    "hand": ("handlength", None),
}


def _columns(path: Path) -> dict[str, np.ndarray]:
    with path.open(encoding="latin-1", newline="") as handle:
        rows = list(csv.DictReader(handle))
    wanted = {name for pair in SEGMENTS.values() for name in pair if name} | {"weightkg"}
    return {name: np.array([float(row[name]) for row in rows]) for name in wanted}


def _record(key: str, value: float, unit: str, sd: float, n: int, locator: str, note: str) -> str:
    return "\n".join(
        [
            f"- key: {key}",
            f"  value: {value:.6g}",
            f"  unit: {unit}",
            f"  spread: {{sd: {sd:.3g}}}",
            "  kind: derived",
            "  source: gordon2014",
            f'  locator: "{locator}"',
            f"  context: {{species: human, region: body, n: {n}}}",
            "  evidence: []",
            "  checked: read",
            f"  note: {note}",
        ]
    )


def _fit_sex(sex: str, data: dict[str, np.ndarray]) -> list[str]:
    height_mm, mass_kg = data["stature"], data["weightkg"] / 10.0
    n = len(height_mm)
    out = [
        _record(
            f"anthropometry.{sex}.stature",
            height_mm.mean(),
            "mm",
            height_mm.std(ddof=1),
            n,
            "public data file, stature",
            "Mean of the sample; the regressions are centred on it.",
        ),
        _record(
            f"anthropometry.{sex}.mass",
            mass_kg.mean(),
            "kg",
            mass_kg.std(ddof=1),
            n,
            "public data file, weightkg",
            "Mean of the sample; the regressions are centred on it.",
        ),
    ]
    design = np.stack([np.ones(n), (height_mm - height_mm.mean()) / 1000.0, mass_kg - mass_kg.mean()], axis=1)
    for segment, (upper, lower) in SEGMENTS.items():
        length_mm = data[upper] - (data[lower] if lower else 0.0)
        coefficient, _, _, _ = np.linalg.lstsq(design, length_mm, rcond=None)
        residual = length_mm - design @ coefficient
        variance = residual @ residual / (n - 3)
        error = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * variance)
        locator = f"public data file, {upper}" + (f" minus {lower}" if lower else "")
        note = "Least squares on the public file (validation/references/opensim/fit_anthropometry.py)"
        base = f"{note}; the spread is the scatter of persons of one stature and mass."
        slope = f"{note}; the spread is the standard error."
        out += [
            _record(f"anthropometry.{sex}.{segment}.mean", coefficient[0], "mm", variance**0.5, n, locator, base),
            _record(f"anthropometry.{sex}.{segment}.per_stature", coefficient[1], "mm/m", error[1], n, locator, slope),
            _record(f"anthropometry.{sex}.{segment}.per_mass", coefficient[2], "mm/kg", error[2], n, locator, slope),
        ]
    return out


def _range(segment: str, both: list[dict[str, np.ndarray]]) -> str:
    upper, lower = SEGMENTS[segment]
    length_mm = np.concatenate([data[upper] - (data[lower] if lower else 0.0) for data in both])
    low, high = np.percentile(length_mm, [0.1, 99.9])
    locator = f"public data file, {upper}" + (f" minus {lower}" if lower else "")
    note = "Median of women and men together; the limits hold all but 2 in 1000 of the sample."
    record = _record(
        f"anthropometry.range.{segment}",
        np.median(length_mm),
        "mm",
        length_mm.std(ddof=1),
        len(length_mm),
        locator,
        note,
    )
    return f"{record}\n  limits: [{low:.4g}, {high:.4g}]"


def main(folder: str) -> None:
    """Print the records of both sexes and the bounds of plausibility."""
    print("# Segment lengths from stature and mass: written by validation/references/opensim/fit_anthropometry.py.")
    both = {sex: _columns(Path(folder) / f"ANSUR_II_{sex.upper()}_Public.csv") for sex in ("male", "female")}
    for sex, data in both.items():
        print("\n".join(_fit_sex(sex, data)))
    print("\n".join(_range(segment, list(both.values())) for segment in SEGMENTS))


if __name__ == "__main__":
    main(sys.argv[1])
