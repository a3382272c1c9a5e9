"""What every screen and report must say: what this is, what the numbers stand on, and how little trials support."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from neuroglide import __version__
from neuroglide.parameters import KINDS, load_set

STATUS = (
    "Not a certified medical device. A model, not a scan: it shows what typical tissue would do in a body of this "
    "size. Decision support for a qualified clinician, not a diagnosis."
)
NO_BAND = (
    "These are uncalibrated model values and no uncertainty band is available yet. Read the differences and the "
    "order, not the absolute values."
)
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
    """Version, and how many values are measured, fitted, derived or assumed, in one sentence."""
    parts = ", ".join(f"{n} {kind}" for kind, n in counts().items())
    return f"Neuroglide {__version__}; of its {sum(counts().values())} parameter values: {parts}; not calibrated."
