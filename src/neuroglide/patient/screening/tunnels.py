"""Signs of a tunnel: those of the complaint, which make its route, and those elsewhere, which are told and no more.

What a tunnel's signs are stands in rules/grading.yaml (tunnels), and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neuroglide.coordinates import SIDE_WORDS
from neuroglide.patient.screening.conditions import find
from neuroglide.patient.screening.differentiation import affected_sides, limb_of
from neuroglide.patient.screening.rulebook import rulebook


def tunnels() -> Mapping[str, Mapping[str, Any]]:
    """What is known of each tunnel by the name of its route: name, limb, site, light_touch and signs."""
    return rulebook().grading["tunnels"]


def signs_here(document: Mapping[str, Any], tunnel: str) -> tuple[str, ...]:
    """The signs of a tunnel that are the complaint's: of the limb complained of, on the side that a plan is for.

    Parameters: ``document`` the plain mapping of an examination; ``tunnel`` the name of its route. Returns: paths below
    foot_hand, such as tinel.tarsal_r. Where both sides are affected it is the worse one; a complaint without a side has
    every side.
    """
    worse = (document.get("complaint") or {}).get("worse_side")
    sides = affected_sides(document) or tuple(SIDE_WORDS)
    sides = (worse,) if len(sides) > 1 and worse in sides else sides
    return tuple(sign for sign in signs_of_limb(document, tunnel) if sign.rpartition("_")[2] in sides)


def signs_of_limb(document: Mapping[str, Any], tunnel: str) -> tuple[str, ...]:
    """The signs of a tunnel on either side of the limb complained of; none where the tunnel is in another limb."""
    return tuple(_signs(document, tunnel)) if tunnels()[tunnel]["limb"] == limb_of(document) else ()


def signs_elsewhere(document: Mapping[str, Any]) -> dict[str, str]:
    """The signs of tunnels that are not the complaint's: what was found, by what it is, such as tinel carpal r."""
    here = {sign for name in tunnels() for sign in signs_here(document, name)}
    return {sign_words(sign).replace(":", ""): said for name in tunnels()
            for sign, said in _signs(document, name).items() if sign not in here}


def sign_words(sign: str) -> str:
    """A sign as a sentence has it, such as tinel: tarsal r."""
    return sign.replace("_", " ").replace(".", ": ")


def _signs(document: Mapping[str, Any], tunnel: str) -> dict[str, str]:
    """The signs of a tunnel, of every limb and side, with what was found."""
    return {path.partition(".")[2]: said for sign in tunnels()[tunnel]["signs"]
            for path, said in find(document, sign["path"]) if said == sign["is"]}
