"""What a specimen's preparation does to its tissue: embalmed and fresh dead nerves are not living ones."""

from __future__ import annotations

from neuroglide.errors import InputError
from neuroglide.parameters import ParameterSet

PREPARATIONS = ("living", "fresh", "embalmed")
_TISSUES = ("nerve.modulus", "root.modulus", "cord.modulus", "sac.modulus")


def prepared(p: ParameterSet, preparation: str) -> ParameterSet:
    """The parameter set of a specimen.

    Embalming stiffens: forces follow those of fresh specimens and are higher (A020). How much is not published, so
    one factor for the tissue and one for what holds it are records with a wide spread; fresh specimens have factors of
    their own, near one. A dead nerve has lost part of its in-situ strain within an hour (M030 against M024). Living
    people are the set itself.

    Parameters: ``p`` of the living; ``preparation`` one of PREPARATIONS. Returns: a set.
    Raises: InputError for another word.
    """
    if preparation not in PREPARATIONS:
        raise InputError(f"preparation {preparation!r} is unknown.", fix=f"use one of {', '.join(PREPARATIONS)}.")
    if preparation == "living":
        return p
    tissue, hold = p[f"preparation.{preparation}.tissue"], p[f"preparation.{preparation}.hold"]
    values = {key: p[key] * tissue for key in _TISSUES}
    values["nerve.shortening_when_cut"] = p["nerve.shortening_when_cut"] * p["preparation.dead.in_situ"]
    for key in p:
        if key.startswith("hold.") and key.endswith(".stiffness"):
            values[key] = p[key] * hold
        elif key.startswith("tether.") and key.endswith((".yield_force", ".spring")):
            values[key] = p[key] * hold
    return p.with_values(values)
