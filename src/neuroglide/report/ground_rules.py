"""What every screen and report must say: what this is, what the numbers stand on, and how little trials support."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from neuroglide import __version__
from neuroglide.parameters import KINDS, Posterior, load_posterior, load_set
from neuroglide.report.comparison import label
from neuroglide.summary import FEWEST_FOR_SHARES, NO_BAND

STATUS = (
    "Not a certified medical device. A model, not a scan: it shows what typical tissue would do in a body of this "
    "size. Decision support for a qualified clinician, not a diagnosis."
)
#: What to make of the numbers, calibrated or not: the sentence that matters most.
ORDER_ONLY = "Read the differences and the order, not the absolute values."
#: How the model stands against measurements it was not fitted to; the figures are the command's, never ours.
MODEL_DISAGREES = "Many published figures kept for validation disagree with the model (neuroglide validate lists them)."
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
    """What a band says and what it does not hold, in one sentence, by what the draws of a run stand on."""
    if kept(made) < FEWEST_FOR_SHARES:
        return (f"Of so few runs the band is their least and greatest ({FEWEST_FOR_SHARES} or more give a 90 % band); "
                "it does not hold what the model leaves out.")
    if made.get("calibrated"):
        return ("Nine of ten groups of people like this one lie in the 90 % band, if the model is right; it does not "
                "hold what the model leaves out.")
    return ("The 90 % band holds 9 of 10 of these runs; how often it holds the true value nobody knows yet, because "
            f"the spread behind it is assumed, not calibrated ({made['version']}).")


def kept(made: dict) -> int:
    """How many draws reached the end, from the provenance of a run's posterior."""
    return made.get("draws", 0) - made.get("failed", 0)


def band_name(made: dict) -> str:
    """What the two ends of a band are called: "90 % band"; of too few draws "band"."""
    return "90 % band" if kept(made) >= FEWEST_FOR_SHARES else "band"


def band_name_of(results: Iterable) -> str:
    """The same for several results: that of the first with a band."""
    return band_name(_first_with_band(results) or {})


def essentials(results: Iterable) -> list[str]:
    """What a number is and what its band says, and how the model stands against measurements: a few sentences.

    :data:`ORDER_ONLY` stands before them, always; :func:`details` after them or out of the way.
    """
    found = list(results)
    made = _first_with_band(found)
    if made is None:
        return [_no_band(found), MODEL_DISAGREES]
    return [f"Each number is the middle of {kept(made)} runs with their {band_name(made)}.", band_meaning(made),
            MODEL_DISAGREES]


def details(results: Iterable) -> list[str]:
    """The rest of how to read the numbers: what was varied, how movements are compared, which runs are left out."""
    results = list(results)
    made = _first_with_band(results)
    if made is None:
        return []
    found = [_made(result) for result in results]
    said = [f"The runs differ in {made['keys']} parameters; everything else is held at one value. A band narrower than "
            "the last digit is not shown."]
    if len(found) > 1:
        said.append("Movements are compared run by run, each with the same values.")
    if failed := sum(m.get("failed", 0) for m in found if kept(m)):
        said.append(f"Runs that ended early are left out: {failed}.")
    said += [f"{label(r)}: {NO_BAND}; its numbers are those of one run." for r, m in zip(results, found, strict=True)
             if m.get("draws") and not kept(m)]
    return said


def reading(results: Iterable) -> str:
    """How to read the numbers of these results: what a number is, what its band says, and what neither says."""
    results = list(results)
    return " ".join([ORDER_ONLY, *essentials(results), *details(results)])


def _made(result) -> dict:
    return (result.provenance or {}).get("posterior") or {}


def _first_with_band(results: Iterable) -> dict | None:
    return next((m for m in map(_made, results) if kept(m)), None)


def _no_band(results: Iterable) -> str:
    """Why nothing has a band here."""
    made = next((m for m in map(_made, results) if m), None)
    origin = "with given values" if made is None else "with the middle values of the posterior, which is " + (
        "fitted to measurements" if made["calibrated"] else f"not calibrated ({made['version']})")
    why = f"{NO_BAND.capitalize()}" if made and made.get("draws") else "No band is shown"
    return f"{why}: each movement is one run, {origin}."


def caption(results: Iterable) -> str:
    """What the shading in a figure is, and what it says; says so where there is none."""
    made = _first_with_band(results)
    if made is None:
        return "One run each, without a band."
    return f"Line: the middle of {kept(made)} runs; shaded: their {band_name(made)}. {band_meaning(made)}"
