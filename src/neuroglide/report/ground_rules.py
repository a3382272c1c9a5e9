"""What every screen and report must say: what this is, what the numbers stand on, and how little trials support."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from neuroglide import __version__
from neuroglide.parameters import KINDS, Posterior, load_posterior, load_set

STATUS = (
    "Not a certified medical device. A model, not a scan: it shows what typical tissue would do in a body of this "
    "size. Decision support for a qualified clinician, not a diagnosis."
)
#: What to make of numbers whose spread is not known.
ORDER_ONLY = "Read the differences and the order, not the absolute values."
NO_BENEFIT = "Nothing here says that one technique helps more than another."
#: The most that trials support (evidence/clinical-rules.md, "Reading for product claims").
BENEFIT = (
    "Nerve mobilisation may help as a short-term add-on; low certainty; not better than other active exercise."
)
#: Trials found no difference between a slider and a tensioner (alshami2021, sharma2016).
ORDER = "Sliders before tensioners is custom, not trial-proven."
_ORDERED = ("slider", "tensioner")


def split_note(note: str | None) -> tuple[str, str]:
    """The note of a movement and, apart, what its trials found; either may be empty.

    A packaged note goes on from ``Found:`` with the direction first (movement/library/README.md).
    """
    before, _, found = (note or "").partition("Found: ")
    return before.strip(), found.strip()


def grade(movement) -> str:
    """The evidence grade of a movement with the direction of its trials: "trial-low (mixed, not tested alone)"."""
    word = getattr(movement, "evidence_grade", None) or ""
    direction = split_note(getattr(movement, "note", None))[1].split(". ")[0].rstrip(".")
    return f"{word} ({direction})" if word and direction else word


def benefit(classes: Iterable[str | None]) -> str:
    """The limit of what is claimed, with the order of techniques where one of the ``classes`` has an order."""
    return f"{BENEFIT} {ORDER}" if set(classes) & set(_ORDERED) else BENEFIT


def class_of(result) -> str | None:
    """The class of the movement of a result: slider, tensioner, stretch, opener, test; None when unknown."""
    return getattr(getattr(result, "movement", None), "class_", None)


def counts() -> dict[str, int]:
    """Number of parameter values in use of each kind, in the order of KINDS."""
    found = Counter(record.kind for record in load_set().records())
    return {kind: found[kind] for kind in KINDS}


def standing() -> str:
    """Version, how many values are measured, fitted, derived or assumed, and what calibration did, in one sentence."""
    parts = ", ".join(f"{n} {kind}" for kind, n in counts().items())
    return f"Neuroglide {__version__}; of its {sum(counts().values())} parameter values: {parts}; {calibration()}."


def calibration(posterior: Posterior | None = None) -> str:
    """What the posterior's file says of itself, in half a sentence; without one, the packaged posterior."""
    posterior = load_posterior() if posterior is None else posterior
    return _origin(posterior.provenance())


def _origin(made: dict) -> str:
    """The same from the provenance of a run."""
    if made.get("calibrated"):
        return (f"{made['keys']} of them drawn from a fit to {made['rows']} published figures of "
                f"{len(made['studies'])} studies (calibration {made['version']})")
    return f"not calibrated: {made['keys']} of them vary over an assumed spread"


def band_meaning(made: dict) -> str:
    """What a 90 % band says, in one plain sentence, by what the draws of a run stand on (its provenance)."""
    if made.get("calibrated"):
        return "The band holds the true value in 9 of 10 people like this one, if the model is right."
    return ("The band holds 9 of 10 of these runs; how often it holds the true value nobody knows yet, because the "
            f"spread behind it is assumed, not calibrated ({made['version']}).")


def reading(results: Iterable) -> str:
    """How to read the numbers of these results: what a number is, what its band says, and what neither says."""
    found = [(result.provenance or {}).get("posterior") or {} for result in results]
    made = next((m for m in found if m.get("draws")), None)
    if made is None:
        kept = next((m for m in found if m), None)
        origin = "with given values" if kept is None else "with the middle values of the posterior, which is " + (
            "fitted to measurements" if kept["calibrated"] else f"not calibrated ({kept['version']})")
        return f"No band is shown: each movement is one run, {origin}. {ORDER_ONLY}"
    failed = sum(m.get("failed", 0) for m in found)
    lost = f" {failed} runs that ended early are left out." if failed else ""
    rule = "" if made["calibrated"] else f" {ORDER_ONLY}"
    paired = " Movements are compared run by run, each with the same values." if len(found) > 1 else ""
    return (f"Each number is the middle of {made['draws']} runs that differ in {made['keys']} parameters, with their "
            f"90 % band (none where it is narrower than the last digit). {band_meaning(made)} Everything else is held "
            f"at one value.{paired}{lost}{rule}")


def caption(results: Iterable) -> str:
    """What the shading in a figure is, and what it says; says so where there is none."""
    for result in results:
        made = (result.provenance or {}).get("posterior") or {}
        if made.get("draws"):
            return f"Line: the middle of {made['draws']} runs; shaded: their 90 % band. {band_meaning(made)}"
    return "One run each, without a band."
