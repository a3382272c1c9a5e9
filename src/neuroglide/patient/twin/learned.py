"""What was learned of each parameter: the band before, the band after, and how much narrower it is.

Of what the twin's check shows these tests to tell next to nothing of (the nerve's own parameters, restrictions), the
band is never told narrower than before the examination: what narrows there in one person is mostly chance.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from neuroglide.parameters import load_set
from neuroglide.patient.twin.beliefs import plan_of_sweeps, value
from neuroglide.patient.twin.cloud import band, probabilities, spread
from neuroglide.patient.twin.mechanics import SweepKey
from neuroglide.patient.twin.model import Band, Learned
from neuroglide.patient.twin.posterior import Sample
from neuroglide.units import from_si


def quantities(found: Sample) -> dict[str, tuple[str, str, np.ndarray, np.ndarray | None]]:
    """Every parameter the twin reports on: key -> plain name, unit, values (N,), and whom it means (None: all)."""
    mechanics, people = found.outlook.mechanics, found.people

    def of_nerves(values: np.ndarray) -> np.ndarray:
        return mechanics.of_nerves(values, people.run, people.partner)

    out: dict[str, tuple[str, str, np.ndarray, np.ndarray | None]] = {
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
    """Prior and posterior of every parameter."""
    out = {}
    for key, (name, unit, values, of) in quantities(found).items():
        before, after = found.prior_weight, found.weight
        if of is not None:
            before, after = before * of, after * of
        logs = np.log(np.maximum(values, 1e-9)) if values[before > 0].min() > 0 else values
        # Of a case that has as good as no weight nothing is learned: the prior stands.
        if after.sum() < 1e-6:
            after = before
        ratio = spread(logs, after) / max(spread(logs, before), 1e-12)
        first, then, told = band(values, before), band(values, after), key in plan_of_sweeps()["told"]
        out[key] = Learned(name, first, then if told else hull(first, then), round(ratio, 3),
                           bool(told and ratio < value("twin.learned_below")), unit)
    return out


def hull(first: Band, then: Band) -> Band:
    """The band after, no narrower than the one before: of what the tests tell next to nothing of."""
    return Band(then.median, min(first.low, then.low), max(first.high, then.high))


def restriction_of(found: Sample) -> tuple[dict[str, Band], float, dict[str, float]]:
    """Band [N/mm] at each site, 0 where there is none; probability of one anywhere; probability at each site."""
    mechanics, run = found.outlook.mechanics, found.people.run
    place = mechanics.site[run]
    share = probabilities(place + 1, found.weight, len(mechanics.restriction_sites) + 1)
    side = mechanics.person.side
    names = [f"{site}.{side}" for site in mechanics.restriction_sites]
    held = [np.where(place == i, found.outlook.stiffness, 0.0) for i in range(len(names))]
    bands = {name: hull(band(mine, found.prior_weight), band(mine, found.weight))
             for name, mine in zip(names, held, strict=True)}
    return bands, float(1.0 - share[0]), {name: float(one) for name, one in zip(names, share[1:], strict=True)}


def sensitisation_of(found: Sample) -> dict[str, Any]:
    """Probability that the nerve is sensitised, where, and the strain [percent] at which it hurts there."""
    mechanics, people = found.outlook.mechanics, found.people
    yes = people.choice("sensitised")
    mass = found.weight * yes
    probability = float(mass.sum())
    if probability < 1e-6:
        mass = found.prior_weight * yes
    share = probabilities(people.site, mass, len(mechanics.sites))
    sites = {f"{site}.{mechanics.person.side}": float(one) for site, one in zip(mechanics.sites, share, strict=True)}
    return {"probability": probability, "sites": sites, "threshold_percent": band(people.threshold, mass)}


def referred_of(found: Sample) -> float:
    """Probability that a tissue that is no nerve brings on the person's symptom when hip and pelvis are loaded."""
    return float((found.weight * found.people.choice("referred")).sum())


def _pretension(found: Sample) -> np.ndarray:
    """Tension (R,) [N] of the nerve at the limb's middle in supine neutral."""
    mechanics = found.outlook.mechanics
    return mechanics.sweep(SweepKey(plan_of_sweeps()[mechanics.limb]["neutral"], None, "affected")).tension_n
