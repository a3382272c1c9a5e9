"""Find rows of the evidence: by site, movement, topic, study, role or nerve."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from neuroglide.anatomy import SITE_INDEX
from neuroglide.errors import InputError
from neuroglide.evidence.measurements import Measurement, load_measurements
from neuroglide.evidence.roles import ROLES

#: Words that a row's nerve and place must hold to be taken for one of the model's sites; the side does not matter.
_NERVE_WORDS = {
    "conus": r"conus", "root": r"roots?\b", "sciatic": r"sciatic", "tibial": r"tibial", "plantar": r"plantar",
    "fibular": r"fibular|peroneal", "sural": r"sural", "median": r"median",
}
_PLACE_WORDS = {
    "l4": r"\bL4|L2-S1", "l5": r"\bL5|L4, L5|L4-S1|L2-S1|lumbosacral", "s1": r"S1\b|lumbosacral",
    "notch": r"notch|piriform|gluteal space|\bhip\b", "gluteal_fold": r"glute|buttock", "mid_thigh": r"thigh",
    "distal_thigh": r"thigh|bifurcation", "popliteal": r"popliteal|\bknee\b", "calf": r"\bcalf\b|\bleg\b",
    "ankle": r"ankle|tarsal|malleol", "head": r"fibular head", "medial": r"", "axilla": r"axilla",
    "upper_arm": r"upper arm|\barm\b", "elbow": r"elbow|cubital|epicondyle", "forearm": r"forearm|pronator",
    "wrist": r"wrist|carpal",
}


def select(
    *, site: str | None = None, movement: str | None = None, topic: str | None = None, study: str | None = None,
    role: str | None = None, nerve: str | None = None, rows: Iterable[Measurement] | None = None,
) -> tuple[Measurement, ...]:
    """The rows that fit every wish.

    Parameters: site, one of the model's (``sciatic.mid_thigh``, with or without side) or words of a row's nerve and
    place; movement, the id of a movement that replays the row, or words of its protocol; topic, or words of it;
    study, a bib key or its beginning; role, calibration or validation; nerve, a word of the row's nerve; rows to
    choose from (None: all).
    Returns: rows in the table's order. Raises: InputError for a topic, study or role that does not exist, or when
    nothing fits.
    """
    found = load_measurements() if rows is None else tuple(rows)
    if topic is not None:
        names = _one_of("topic", topic, [m.topic for m in found], inside=True)
        found = tuple(m for m in found if m.topic in names)
    if study is not None:
        keys = _one_of("study", study, [m.study for m in found])
        found = tuple(m for m in found if m.study in keys)
    if role is not None:
        names = _one_of("role", role, ROLES)
        found = tuple(m for m in found if m.role in names)
    if nerve is not None:
        found = tuple(m for m in found if nerve.lower() in m.nerve.lower())
    if movement is not None:
        found = tuple(m for m in found if movement in m.movements or movement.lower() in m.protocol.lower())
    if site is not None:
        found = tuple(m for m in found if _is_at(m, site))
    if not found:
        raise InputError("no row of the evidence fits.", fix="leave a filter out; neuroglide evidence lists all rows.")
    return found


def find(name: str) -> tuple[Measurement, ...]:
    """The row of that id, or the rows of the study of that key. Raises: InputError with near names for neither."""
    found = tuple(m for m in load_measurements() if name.upper() == m.id.upper())
    found = found or tuple(m for m in load_measurements() if m.study == name.lower())
    if not found:
        known = [m.id for m in load_measurements()] + sorted({m.study for m in load_measurements()})
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
        raise InputError(f"there is no row or study {name!r} in the evidence.",
                         fix=f"did you mean {' or '.join(near)}?" if near else "neuroglide evidence lists all rows.")
    return found


def _one_of(what: str, wanted: str, known: Sequence[str], inside: bool = False) -> list[str]:
    """The names meant: that name, else those that begin so, else (``inside``) those that hold the words."""
    names, low = list(dict.fromkeys(known)), wanted.strip().lower()
    found = ([name for name in names if name.lower() == low]
             or [name for name in names if low and name.lower().startswith(low)]
             or [name for name in names if inside and low and low in name.lower()])
    if not found:
        near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.5) or (names if len(names) < 12 else [])
        fix = f"did you mean {' or '.join(near)}?" if near else "neuroglide evidence lists all rows."
        raise InputError(f"there is no {what} {wanted!r} in the evidence.", fix=fix)
    return found


def _is_at(row: Measurement, site: str) -> bool:
    place = f"{row.nerve}; {row.site}"
    nerve, _, region = re.sub(r"\.(r|l|affected|other|<side>)$", "", site).partition(".")
    if f"{nerve}.{region}.r" in SITE_INDEX or site == "conus":
        words = (_NERVE_WORDS[nerve], _PLACE_WORDS.get(region, ""))
        return all(re.search(word, place, re.I) for word in words)
    return all(word in place.lower() for word in site.lower().replace(".", " ").replace("_", " ").split())
