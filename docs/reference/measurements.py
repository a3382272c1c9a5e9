"""The README's numbers: published measurements beside the model's values, and the sentence under the picture.

``python docs/reference/measurements.py`` prints them; ``--write`` puts them into README.md, between their marks.
Where a paper omits an angle a range of angles is run and the range of results is told; no angle is picked.
Row ids are those of the measurements the parameters' ``evidence`` fields name.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np

import neuroglide
from neuroglide.anatomy import SEGMENT_INDEX
from neuroglide.movement import parse_movement

README = Path(__file__).parents[2] / "README.md"
#: Without a published spread a value agrees when it is within this share of it: our choice.
WITHOUT_SPREAD = 0.25
#: The unit of a row whose model values say yes (1) or no (0).
YES = "yes"


class Row(NamedTuple):
    """A published value with its accepted band, and the model's values for it (one, or a range over angles)."""

    ids: str
    source: str
    what: str
    how: str
    unit: str
    published: str
    band: tuple[float, float]
    model: Callable[[], Sequence[float]]


def run(start: str, *moves: str, fields: bool = False) -> neuroglide.simulation.Result:
    """The packaged example person through one movement given in two lines of YAML; slow, to be near rest."""
    steps = "".join(f"  - {{move: {{{move}}}, seconds: 6}}\n" for move in moves)
    movement = parse_movement(f"id: row\nstart: {{{start}}}\nsteps:\n{steps}", source="row")
    result = neuroglide.simulate(None, movement, fields=fields, draws=0)
    assert result.ok, result.outcome
    return result


def gain(result, site: str, quantity: str) -> float:
    """Value at the end minus value at the start."""
    values = result.sites[site][quantity]
    return float(values[-1] - values[0])


def two_sd(mean: float, sd: float) -> tuple[float, float]:
    """Mean and two standard deviations to either side."""
    return mean - 2 * sd, mean + 2 * sd


def about(value: float) -> tuple[float, float]:
    """The band of a value published without spread."""
    return value - WITHOUT_SPREAD * abs(value), value + WITHOUT_SPREAD * abs(value)


#: Of a field: factor to the table's unit, and whether it is read at the node where the canal ends (1) or in the
#: element before it (0).
READ = {"excursion_m": (1e3, 1), "strain": (1e2, 0), "tension_n": (1.0, 0)}


def in_canal(result, root: str, field: str) -> float:
    """Gain of a root where it leaves the canal for its foramen; the root's site lies beyond, in the foramen."""
    factor, at_node = READ[field]
    mesh = result.mesh
    branch = [b.name for b in mesh.branches].index(f"root.{root}.r")  # the roots below pass the same piece of canal
    elements = np.flatnonzero((mesh.segment == SEGMENT_INDEX[f"canal.{root}.r"]) & (mesh.branch == branch))
    where = int(elements[-1]) + at_node
    values = result.fields[field][:, where]
    return factor * float(values[-1] - values[0])


def _pelvis_fixed() -> neuroglide.simulation.Result:
    return run("", "hip_flexion_r: 70", fields=True)


def _root(root: str, field: str):
    return lambda: [in_canal(_pelvis_fixed(), root, field)]


def _sural(quantity: str):
    def model():
        return [gain(run(f"ankle_dorsiflexion_r: {d}, ankle_inversion_r: {i}", "hip_flexion_r: 54.6"),
                     "sural.ankle.r", quantity) for d, i in product((5, 20), (10, 30))]
    return model


def _order() -> list[float]:
    hip, ankle = "hip_flexion_r: 60", "ankle_dorsiflexion_r: 15"
    return [gain(run("", hip, ankle), "tibial.ankle.r", "strain_percent")
            - gain(run("", ankle, hip), "tibial.ankle.r", "strain_percent")]


def dorsiflexion_gains(low: float, high: float) -> list[float]:
    """Strain gained by the tibial nerve at the ankle [%] at the four starting postures of C008."""
    starts = ("knee_flexion_r: 60", "", "hip_flexion_r: 60, knee_flexion_r: 60", "hip_flexion_r: 60")
    return [gain(run(f"ankle_dorsiflexion_r: {low}" + (f", {start}" if start else ""), f"ankle_dorsiflexion_r: {high}"),
                 "tibial.ankle.r", "strain_percent") for start in starts]


def _dorsiflexion_mean() -> list[float]:
    return [float(np.mean(dorsiflexion_gains(low, high))) for low, high in product((-30, -10), (10, 20))]


def _median_slider(reading: Callable[[np.ndarray], float], quantity: str):
    def model():
        found = []
        for elbow, wrist in product((90, 120), (30, 60)):
            result = run(f"shoulder_abduction_r: 90, elbow_flexion_r: {elbow}, wrist_extension_r: {wrist}",
                         "elbow_flexion_r: 0, wrist_extension_r: 0")
            found.append(reading(result.sites["median.wrist.r"][quantity]))
        return found
    return model


def _one(start: str, move: str, site: str, quantity: str):
    return lambda: [gain(run(start, move), site, quantity)]


def _leg_raise(field: str):
    """All three roots at two heights of the leg, since the paper gives none."""
    def model():
        raised = [run("", f"slr_r: {angle}", fields=True) for angle in (60, 80)]
        return [in_canal(one, root, field) for one in raised for root in ("l4", "l5", "s1")]
    return model


def _flow_lost() -> list[float]:
    """At the notch, which is the place that the movement brings to 8 %; other places are strained otherwise."""
    site = neuroglide.simulate(None, "held-stretch-8-percent", draws=0).summary["sites"]["sciatic.notch.r"]
    assert abs(site["peak_strain_percent"] - 8.0) < 0.5, site
    return [100.0 - site["least_blood_flow_percent"]]


def _arm_test() -> list[float]:
    """Strain at the wrist in the whole arm test, from supine neutral and from the test's lowest."""
    site = neuroglide.simulate(None, "ulnt1", draws=0).summary["sites"]["median.wrist.r"]
    return [site["peak_strain_percent"], site["peak_strain_percent"] - site["least_strain_percent"]]


def _elbow_largest() -> list[float]:
    moved = run(f"{ARM}, elbow_flexion_r: 90", "elbow_flexion_r: 0")
    return [max(abs(gain(moved, f"median.{site}.r", "excursion_mm")) for site in ("upper_arm", "forearm"))]


def _ratio(upper: str):
    def model():
        moved = _pelvis_fixed()
        return [in_canal(moved, upper, "excursion_m") / in_canal(moved, "l4", "excursion_m")]
    return model


def _rising() -> list[float]:
    """For each choice of angles 1 when the four starts of C008 rise strictly, else 0."""
    return [float(np.all(np.diff(dorsiflexion_gains(low, high)) > 0)) for low, high in product((-30, -10), (10, 20))]


def _neck_alone() -> list[float]:
    return [gain(run(f"{ARM}, elbow_flexion_r: {elbow}", f"neck_side_flexion: -{angle}"), "median.upper_arm.r",
                 "excursion_mm") for elbow, angle in product((0, 90), (20, 35))]


def _side_lying(hip: float) -> list[float]:
    return [gain(run(f"hip_flexion_r: {hip}, knee_flexion_r: 90", "knee_flexion_r: 0"),
                 "sciatic.mid_thigh.r", "excursion_mm")]


ARM = "shoulder_abduction_r: 90"
ROWS = (
    Row("C033", "Rade 2015", "conus moves down", "one leg raised (`slr`) to 60°", "mm", "3.54 (SD 0.87)",
        two_sd(3.54, 0.87), _one("", "slr_r: 60", "conus", "excursion_mm")),
    Row("C024", "Ko 2006", "S1 root moves out", "hip 0 to 70°, pelvis fixed; embalmed; at the canal's exit", "mm",
        "2.31", about(2.31), _root("s1", "excursion_m")),
    Row("C022", "Ko 2006", "L5 root moves out", "as C024", "mm", "1.54", about(1.54), _root("l5", "excursion_m")),
    Row("C020", "Ko 2006", "L4 root moves out", "as C024", "mm", "0.96", about(0.96), _root("l4", "excursion_m")),
    Row("C024", "Ko 2006", "S1 root's motion as a multiple of L4's", "as C024", "", "2.41", about(2.41), _ratio("s1")),
    Row("C022", "Ko 2006", "L5 root's motion as a multiple of L4's", "as C024", "", "1.60", about(1.60), _ratio("l5")),
    Row("C025", "Ko 2006", "S1 root tension gained", "as C024; upper bound (embalmed)", "N", "at most 4.84",
        (0.0, 4.84), _root("s1", "tension_n")),
    Row("C023", "Ko 2006", "L5 root tension gained", "as C024; upper bound (embalmed)", "N", "at most 2.75",
        (0.0, 2.75), _root("l5", "tension_n")),
    Row("C026", "Smith 1993", "L4, L5, S1 roots move out", "leg raise (`slr`) to 60 or 80° (not given)", "mm",
        "0.5 to 5", (0.5, 5.0), _leg_raise("excursion_m")),
    Row("C027", "Smith 1993", "L4, L5, S1 root strain gained", "as C026", "%", "2 to 4", (2.0, 4.0),
        _leg_raise("strain")),
    Row("C002", "Coppieters 2015", "sural strain, ankle",
        "foot up 5 to 20° and in 10 to 30° (not given), hip 0 to 54.6°", "%",
        "0.9 (SD 0.5)", two_sd(0.9, 0.5), _sural("strain_percent")),
    Row("C004", "Coppieters 2015", "sural excursion, ankle", "as C002; negative is toward the hip", "mm",
        "-1.0 (SD 0.5)", two_sd(-1.0, 0.5), _sural("excursion_mm")),
    Row("C006", "Boyd 2013", "tibial strain, ankle: hip first minus ankle first", "hip 60°, ankle 15° (not given)", "%",
        "0.8", about(0.8), _order),
    Row("C008", "Alshami 2008", "tibial strain, ankle, mean of four starts",
        "foot from 10 or 30° down to 10 or 20° up (not given)", "%", "3.9", about(3.9), _dorsiflexion_mean),
    Row("C008", "Alshami 2008", "it rises strictly over the four starts", "as above", YES, "yes", (1, 1), _rising),
    Row("U001", "Ridehalgh 2014", "sciatic excursion, thigh", "side-lying, hip 30°, knee 90 to 0°", "mm",
        "9.92 (SD 2.2)", two_sd(9.92, 2.2), lambda: _side_lying(30)),
    Row("A001", "Byl 2002", "median strain, wrist", "`ulnt1`; from neutral, or from its lowest (zero not given)", "%",
        "7.6", about(7.6), _arm_test),
    Row("A004", "Coppieters 2008", "median slider, range of excursion, wrist",
        "elbow 90 or 120 to 0°, wrist 30 or 60 to 0° (not given), shoulder 90°", "mm", "12.6", about(12.6),
        _median_slider(np.ptp, "excursion_mm")),
    Row("A006", "Coppieters 2008", "median slider, range of strain, wrist", "as A004", "%", "0.8", about(0.8),
        _median_slider(np.ptp, "strain_percent")),
    Row("A013", "Coppieters 2009", "median excursion, upper arm, elbow alone", "elbow 90 to 0° (not given)", "mm",
        "5.6 (SD 2.1)", two_sd(5.6, 2.1),
        _one(f"{ARM}, elbow_flexion_r: 90", "elbow_flexion_r: 0", "median.upper_arm.r", "excursion_mm")),
    Row("A013", "Coppieters 2009", "median excursion, upper arm, neck alone",
        "head 20 or 35° away, elbow 0 or 90° (not given)", "mm", "-3.4 (SD 0.9)", two_sd(-3.4, 0.9), _neck_alone),
    Row("A014", "Dilley 2003", "median, largest excursion, either way", "elbow 90 to 0°; upper arm or forearm", "mm",
        "10.4", about(10.4), _elbow_largest),
    Row("A015", "Dilley 2003", "median excursion, upper arm, neck alone", "head 35° away, elbow straight", "mm",
        "0.3 either way", (-0.6, 0.6),
        _one(ARM, "neck_side_flexion: -35", "median.upper_arm.r", "excursion_mm")),
    Row("A016", "Dilley 2003", "median strain, forearm", "wrist 0 to 40°, elbow straight", "%", "1.1 (SE 0.2)",
        two_sd(1.1, 0.2), _one(ARM, "wrist_extension_r: 40", "median.forearm.r", "strain_percent")),
    Row("A017", "Dilley 2003", "median strain, forearm", "shoulder 10 to 90°", "%", "1.0 (SE 0.2)", two_sd(1.0, 0.2),
        _one("shoulder_abduction_r: 10", "shoulder_abduction_r: 90", "median.forearm.r", "strain_percent")),
    Row("A018", "Dilley 2003", "median strain, forearm", "head 35° away, elbow straight", "%", "0.1 (SE 0.1)",
        two_sd(0.1, 0.1), _one(ARM, "neck_side_flexion: -35", "median.forearm.r", "strain_percent")),
    Row("A019", "Dilley 2003", "median strain, forearm", "shoulder 0 to 90°, wrist 0 to 60°, elbow straight", "%",
        "2.5 to 3.0", (2.5, 3.0),
        _one("", "shoulder_abduction_r: 90, wrist_extension_r: 60", "median.forearm.r", "strain_percent")),
    Row("A024", "Wright 1996", "median excursion, wrist", "wrist 0 to 60°, elbow straight", "mm", "9.2 (SD 1.38)",
        two_sd(9.2, 1.38), _one("", "wrist_extension_r: 60", "median.wrist.r", "excursion_mm")),
    Row("P028", "Clark 1992", "most blood flow lost, stretch held at 8 %",
        "rat; here `held-stretch-8-percent`, at the notch", "%", "50", about(50.0), _flow_lost),
)


def verdict(values: Sequence[float], band: tuple[float, float]) -> str:
    """``agrees`` when all values lie in the band, ``disagrees`` when none does, else ``depends on the angles``."""
    inside = [band[0] <= value <= band[1] for value in values]
    return "agrees" if all(inside) else "depends on the angles" if any(inside) else "**disagrees**"


def shown(values: Sequence[float]) -> str:
    """One value, or the lowest to the highest."""
    low, high = (f"{value:.2g}" if abs(value) < 1 else f"{value:.1f}" for value in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"


def table() -> str:
    """The table as Markdown, with its count of agreements."""
    lines = ["| Row | Study | What | How it is replayed | Published | Model | Verdict |", "|---" * 7 + "|"]
    verdicts = []
    for row in ROWS:
        values = [float(value) for value in row.model()]
        verdicts.append(verdict(values, row.band))
        unit = f" {row.unit}" if row.unit not in ("", YES) else ""
        found = f"in {sum(values):.0f} of {len(values)}" if row.unit == YES else shown(values)
        lines.append(f"| {row.ids} | {row.source} | {row.what} | {row.how} | {row.published}{unit} | "
                     f"{found}{unit} | {verdicts[-1]} |")
    count = [verdicts.count(v) for v in ("agrees", "depends on the angles", "**disagrees**")]
    first = (f"**Of {len(ROWS)} rows {count[0]} agree, {count[2]} disagree, and {count[1]} depend on angles that the "
             "paper does not give.**")
    return "\n".join([first, "", *lines])


def picture() -> str:
    """The sentence under the picture: slide at mid-thigh and largest strain of both techniques."""
    found = {}
    for name in ("slump-slider", "slump-tensioner"):
        sites = neuroglide.simulate(None, name, draws=0).summary["sites"]
        found[name] = (sites["sciatic.mid_thigh.r"]["excursion_range_mm"],
                       sites["sciatic.notch.r"]["peak_strain_percent"], sites["root.s1.r"]["excursion_range_mm"])
    slider, tensioner = found.values()
    return (f"In the model the slider moves the nerve {slider[0]:.1f} mm at mid-thigh and {slider[2]:.1f} mm at the S1 "
            f"root,\nthe tensioner {tensioner[0]:.1f} and {tensioner[2]:.1f} mm. Strain at the sciatic notch reaches "
            f"{slider[1]:.1f} % with the slider and\n{tensioner[1]:.1f} % with the tensioner.")


PARTS = {"measurements": table, "picture": picture}


def between(text: str, name: str) -> str:
    """What stands in ``text`` between the marks of a part."""
    return text.split(f"<!-- {name}: begin -->\n")[1].split(f"<!-- {name}: end -->")[0].rstrip("\n")


def written(text: str, name: str, content: str) -> str:
    """``text`` with ``content`` between the marks of a part."""
    before, rest = text.split(f"<!-- {name}: begin -->")
    after = rest.split(f"<!-- {name}: end -->")[1]
    return f"{before}<!-- {name}: begin -->\n{content}\n<!-- {name}: end -->{after}"


if __name__ == "__main__":
    page = README.read_text(encoding="utf-8")
    for part, made in PARTS.items():
        fresh = made()
        page = written(page, part, fresh)
        print(fresh)
    if "--write" in sys.argv:
        README.write_text(page, encoding="utf-8")
