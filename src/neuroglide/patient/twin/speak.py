"""The twin's answers in plain sentences, and what it cannot tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neuroglide.patient.twin.beliefs import value
from neuroglide.patient.twin.findings import Findings
from neuroglide.patient.twin.likelihood import outlier_chance
from neuroglide.patient.twin.posterior import Sample
from neuroglide.patient.twin.words import amount, limiter_name, percent, site_name, test_name

#: A probability within these is as good as no answer.
_OPEN = (0.25, 0.75)
#: The same of a restriction, of which the check finds next to nothing learned: only what is far out is said.
_HELD = (0.1, 0.8)
#: Probability of being wrong from which an angle is called unexplained.
_WRONG = 0.5
#: Share of the weight cut off a few people above which it is told.
_MUCH = 0.1


def sentences_of(said: Mapping[str, Any]) -> dict[str, str]:
    """One sentence for each answer: limiter, restriction, sensitisation, next_test."""
    return {"limiter": _limiter(said), "restriction": _restriction(said), "sensitisation": _sensitisation(said),
            "next_test": said["next"]}


def _limiter(said: Mapping[str, Any]) -> str:
    movement, limiter = test_name(said["about"].test), said["limiter"]
    listed = ", ".join(f"{limiter_name(name)} {percent(share)}"
                       for name, share in sorted(limiter.items(), key=lambda item: -item[1]))
    if said["undetermined"]:
        return f"What limits the {movement} is undetermined: {listed}. No answer is probable enough to act on alone."
    first = max(limiter, key=limiter.get)
    hangs = (f" That hangs on a single finding ({said['hinges'][0]}): without it no answer is probable enough. Look at "
             "it again." if said["hinges"] else "")
    return f"The {movement} is probably limited by {limiter_name(first)} ({listed}).{hangs}"


def _restriction(said: Mapping[str, Any]) -> str:
    anywhere, at = said["anywhere"], said["at"]
    site = max(at, key=at.get)
    where = site_name(site.rsplit(".", 1)[0])
    there = said["restriction"][site]
    stiff = said["parameters"]["restriction"].posterior
    if anywhere < _HELD[0]:
        return f"A restriction of the nerve's glide is improbable ({percent(anywhere)})."
    if anywhere < _HELD[1]:
        return (f"Whether the nerve's glide is restricted cannot be told (probability {percent(anywhere)}; the "
                f"likeliest place is {where}, {percent(at[site])}; stiffness if there is one {stiff.text()} N/mm).")
    return (f"The nerve's glide is probably restricted ({percent(anywhere)}), most likely at {where} "
            f"({percent(at[site])}), there by {there.text()} N/mm, 0 meaning that it is free.")


def _sensitisation(said: Mapping[str, Any]) -> str:
    found = said["sensitisation"]
    chance, site = found["probability"], max(found["sites"], key=found["sites"].get)
    where = f"{site_name(site.rsplit('.', 1)[0])} ({percent(found['sites'][site])} of that)"
    threshold = f"it would begin to hurt at {found['threshold_percent'].text()} percent of strain"
    if chance < _OPEN[0]:
        return f"A sensitised nerve is improbable ({percent(chance)})."
    if chance < _OPEN[1]:
        return f"Whether the nerve is sensitised cannot be told ({percent(chance)}); if it is, {threshold}."
    return f"The nerve is probably sensitised ({percent(chance)}), most likely at {where}; {threshold}."


def cannot_tell(said: Mapping[str, Any], findings: Findings) -> tuple[str, ...]:
    """What the findings leave open, in plain words."""
    out = []
    kinds = {f.kind for f in findings.used}
    if not kinds & {"angle", "beyond", "change"}:
        out.append("No angle was measured: all of this is what is believed before any examination.")
    if said["undetermined"]:
        needed = percent(value("twin.undetermined_below"))
        out.append(f"What limits the movement: no answer reaches {needed}" +
                   (" whichever finding is left out." if said["hinges"] else "."))
    if _HELD[0] <= said["anywhere"] < _HELD[1]:
        out.append("Whether the nerve's glide is restricted at all.")
    if said["anywhere"] >= _HELD[0] and max(said["at"].values()) < value("twin.undetermined_below") * said["anywhere"]:
        out.append("Where a restriction would be: no site stands out.")
    found = said["sensitisation"]
    if said["referred"] >= _OPEN[0]:
        out.append("Whether the symptom comes from the nerve or from another tissue (joint, disc, muscle; "
                   f"{percent(said['referred'])}): the test that tells is one more movement of ankle or neck.")
    if _OPEN[0] <= found["probability"] <= _OPEN[1]:
        out.append("Whether the nerve is sensitised.")
    if found["probability"] > _OPEN[0] and max(found["sites"].values()) < value("twin.undetermined_below"):
        out.append("Where along its course the nerve is sensitised: no site stands out.")
    if found["probability"] > _OPEN[0] and any(f.sweep.sensitiser for f in findings.used):
        out.append("How far the site can be trusted: in this model little of what the ankle or the neck does reaches "
                   "the far end of the nerve, in people perhaps more.")
    for one in said["parameters"].values():
        if not one.learned:
            out.append(f"The {one.name}: the findings do not narrow it ({amount(one.posterior, one.unit)}, "
                       f"{amount(one.prior)} before).")
    sides = {f.sweep.side for f in findings.used}
    for side, name in (("affected", "affected"), ("other", "other")):
        if side not in sides:
            out.append(f"The {name} limb was not tested: the two cannot be compared.")
    return tuple(out)


def misfits_of(found: Sample, findings: Findings) -> list[str]:
    """Angles that are more probably wrong than right beside the other findings, in words."""
    return [f"{one.text} (wrong with a probability of {percent(chance)} beside the other findings)"
            for one in findings.used if one.kind in ("angle", "change", "beyond")
            if (chance := float((found.weight * outlier_chance(one, found.outlook)).sum())) > _WRONG]


def notes_of(found: Sample, findings: Findings) -> tuple[str, ...]:
    """Remarks on the inference itself."""
    out = []
    if found.power < 1.0:
        out.append("Too few of the nerves that were computed meet all these findings together, so the findings were "
                   f"weighed down (to the power {found.power:.2f} of 1) and the bands are wider than they would be.")
    if found.cut_off > _MUCH:
        out.append(f"Few of the people who were drawn meet all these findings: {percent(found.cut_off)} of the weight "
                   "lay on some who would have stood for many, and was cut off them.")
    if misfits := misfits_of(found, findings):
        out.append("The model cannot explain: " + "; ".join(misfits) + ". Check these findings: one may be misread, or "
                   "this person is outside what the model knows.")
    if findings.conflicts:
        out.append("Findings that contradict one another were left out; see the conflicts.")
    return tuple(out)
