"""What was learned of each parameter: the band before, the band after, and how much narrower it is.

Of what the twin's check shows these tests to tell next to nothing of (the nerve's own parameters, restrictions), the
band stays that before the examination: what narrows there in one person is mostly chance. The others lie where the
posterior lies, and are as wide as the rule of widths.py says, by which a finding less never narrows a band.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from neuroglide.parameters import load_set
from neuroglide.patient.twin.beliefs import plan_of_sweeps, value
from neuroglide.patient.twin.cloud import band, probabilities, spread
from neuroglide.patient.twin.mechanics import SweepKey
from neuroglide.patient.twin.model import Band, Learned
from neuroglide.patient.twin.posterior import Sample
from neuroglide.patient.twin.widths import spread_ratios
from neuroglide.units import from_si

#: What has a band on its own scale; all else has one on that of its logarithm, on which its prior is normal.
_PLAIN = ("stop_intensity",)
#: Least and largest share of a band that lies below its middle.
_BELOW = (0.25, 0.75)
#: Weight of a case below which nothing is learned of it.
_NOBODY = 1e-6

Quantity = tuple[str, str, np.ndarray, np.ndarray | None]


def quantities(found: Sample) -> dict[str, Quantity]:
    """Every parameter the twin reports on: key -> plain name, unit, values (N,), and whom it means (None: all)."""
    mechanics, people = found.outlook.mechanics, found.people

    def of_nerves(values: np.ndarray) -> np.ndarray:
        return mechanics.of_nerves(values, people.run, people.partner)

    out: dict[str, Quantity] = {
        "pretension": ("tension of the nerve at rest", "N", of_nerves(_pretension(found)), None)}
    for key, name in plan_of_sweeps()["nerve"].items():
        values = np.array([p[key] for p in mechanics.sets])
        if np.ptp(values) > 0 and (mechanics.limb == "leg" or key == "nerve.modulus"):
            unit = load_set().record(key).unit
            out[key] = (name, unit, of_nerves(np.array([from_si(one, unit) for one in values])), None)
    out["restriction"] = ("stiffness of the restriction, where there is one", "N/mm",
                          found.outlook.stiffness, mechanics.site[people.run] >= 0)
    out["threshold"] = ("strain at which the sensitised nerve hurts, where it is sensitised", "percent",
                        people.threshold, people.choice("sensitised"))
    out["range"] = ("strain from the first symptom to 10", "percent", people.range, None)
    out["healthy_threshold"] = ("strain at which a nerve that is not sensitised hurts", "percent", people.healthy, None)
    out["stop_intensity"] = ("symptom of 10 at which this person stops", "of 10", people.stop, None)
    if mechanics.limb == "leg":
        out["hamstring_tolerance"] = ("stretch the hamstrings of the affected leg bear", "N m",
                                      people.tolerance("affected"), None)
        out["hamstring_tolerance_other"] = ("stretch the hamstrings of the other leg bear", "N m",
                                            people.tolerance("other"), None)
    return out


def learned_of(found: Sample) -> dict[str, Learned]:
    """Prior and posterior of every parameter. Of what is told, the band before and how wide the one after is are read
    from people drawn without the findings: they do not hang on the weighing."""
    after = quantities(found)
    first = after if found.outlook is found.first else quantities(before_findings(found))
    told = [key for key in first if key in plan_of_sweeps()["told"]]
    people = np.array([_means(first[key]) for key in told])
    ratios = spread_ratios(found.first, found.first_weight, found.findings,
                           np.array([_scale(key)(first[key][2]) for key in told]), people, found.unsaid)
    ratio = dict(zip(told, ratios, strict=True))
    out = {}
    for key, one in first.items():
        name, unit, values, _ = one
        before = band(values, found.first_weight * _means(one))
        then = before
        if key in told:
            then = _placed(key, before, band(after[key][2], _weight(found, after[key])), float(ratio[key]))
        mine = round(float(ratio.get(key, 1.0)), 3)
        out[key] = Learned(name, before, then, mine, bool(mine < value("twin.learned_below")), unit)
    return out


def narrowed(found: Sample) -> dict[str, float]:
    """Spread of the posterior over that of the prior, of every parameter: what the sample itself shows."""
    out = {}
    for key, one in quantities(found).items():
        values = np.maximum(one[2], 1e-9)
        before, after = found.prior_weight * _means(one), _weight(found, one)
        logs = np.log(values) if values[before > 0].min() > 1e-9 else values
        out[key] = round(spread(logs, after) / max(spread(logs, before), 1e-12), 3)
    return out


def before_findings(found: Sample) -> Sample:
    """People drawn without the findings, with the prior's weight."""
    return Sample(found.first, found.first_weight, found.first_weight, 0.0, 1.0)


def _means(one: Quantity) -> np.ndarray:
    """(N,) whether a quantity means each of the people."""
    return np.ones(len(one[2]), bool) if one[3] is None else one[3]


def _weight(found: Sample, one: Quantity) -> np.ndarray:
    """Weight (N,) of the people whom a quantity means; the prior's where as good as nobody is left of them."""
    after = found.weight * _means(one)
    return after if after.sum() >= _NOBODY else found.prior_weight * _means(one)


def _scale(key: str):
    return (lambda values: values) if key in _PLAIN else np.log


def _placed(key: str, before: Band, then: Band, ratio: float) -> Band:
    """A band about the posterior's middle, ``ratio`` of the width before; it lies to both sides as the posterior's
    does, and inside the limits of the record."""
    to, back = (_scale(key), (lambda x: x) if key in _PLAIN else np.exp)
    low, middle, high = to(then.low), to(then.median), to(then.high)
    width = ratio * (to(before.high) - to(before.low))
    share = (middle - low) / (high - low) if high > low else 0.5
    low = middle - min(max(share, _BELOW[0]), _BELOW[1]) * width
    if key in _PLAIN:
        least, most = load_set().record(f"twin.{key}").limits
        low = min(max(low, least), most - width)
    return Band(then.median, float(back(low)), float(back(low + width)))


def restriction_of(found: Sample) -> tuple[dict[str, Band], float, dict[str, float]]:
    """Band [N/mm] at each site, probability of a restriction anywhere, and probability at each site. A band's middle is
    the posterior's, 0 where there is probably none; its ends are none and the stiffest before the examination."""
    mechanics, run = found.outlook.mechanics, found.people.run
    place = mechanics.site[run]
    share = probabilities(place + 1, found.weight, len(mechanics.restriction_sites) + 1)
    side = mechanics.person.side
    names = [f"{site}.{side}" for site in mechanics.restriction_sites]
    _, _, stiffness, held = quantities(before_findings(found))["restriction"]
    most = band(stiffness, found.first_weight * held).high
    bands = {}
    for i, name in enumerate(names):
        middle = band(np.where(place == i, found.outlook.stiffness, 0.0), found.weight).median
        bands[name] = Band(min(middle, most), 0.0, most)
    return bands, float(1.0 - share[0]), {name: float(one) for name, one in zip(names, share[1:], strict=True)}


def sensitisation_of(found: Sample, learned: Mapping[str, Learned]) -> dict[str, Any]:
    """Probability that the nerve is sensitised, where, and the strain [percent] at which it hurts there."""
    mechanics, people = found.outlook.mechanics, found.people
    yes = people.choice("sensitised")
    mass = found.weight * yes
    probability = float(mass.sum())
    if probability < _NOBODY:
        mass = found.prior_weight * yes
    share = probabilities(people.site, mass, len(mechanics.sites))
    sites = {f"{site}.{mechanics.person.side}": float(one) for site, one in zip(mechanics.sites, share, strict=True)}
    return {"probability": probability, "sites": sites, "threshold_percent": learned["threshold"].posterior}


def referred_of(found: Sample) -> float:
    """Probability that a tissue that is no nerve brings on the person's symptom when hip and pelvis are loaded."""
    return float((found.weight * found.people.choice("referred")).sum())


def _pretension(found: Sample) -> np.ndarray:
    """Tension (R,) [N] of the nerve at the limb's middle in supine neutral."""
    mechanics = found.outlook.mechanics
    return mechanics.sweep(SweepKey(plan_of_sweeps()[mechanics.limb]["neutral"], None, "affected")).tension_n
