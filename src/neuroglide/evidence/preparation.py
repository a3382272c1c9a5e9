"""What a specimen's preparation does to its tissue: embalmed and fresh dead nerves are not living ones."""

from __future__ import annotations

from neuroglide.errors import InputError
from neuroglide.parameters import ParameterSet

PREPARATIONS = ("living", "fresh", "embalmed")
#: Preparations whose ligaments have a factor of their own; else the mesoneurium's stands for both.
_TETHERS = {"embalmed": "preparation.embalmed.tether"}
_TISSUES = ("nerve.modulus", "root.modulus", "cord.modulus", "sac.modulus")


def prepared(p: ParameterSet, preparation: str) -> ParameterSet:
    """The parameter set of a specimen.

    Embalming stiffens: forces follow those of fresh specimens and are higher (A020). How much is not published, so
    the factors for the tissue, for the mesoneurium and for the ligaments (tethers) are records with a wide spread;
    fresh specimens have factors of their own, near one. A dead nerve shortens less when it is cut (M030 against M024):
    because it pulls less, or because it is stiffer and pulls as before. ``preparation.dead.stiffening`` says how much
    of the latter: the toe shortens by the same factor to this power. Living people are the set itself.

    Parameters: ``p`` of the living; ``preparation`` one of PREPARATIONS. Returns: a set.
    Raises: InputError for another word.
    """
    if preparation not in PREPARATIONS:
        raise InputError(f"preparation {preparation!r} is unknown.", fix=f"use one of {', '.join(PREPARATIONS)}.")
    if preparation == "living":
        return p
    tissue, hold = p[f"preparation.{preparation}.tissue"], p[f"preparation.{preparation}.hold"]
    values = {key: p[key] * tissue for key in _TISSUES}
    in_situ = p["preparation.dead.in_situ"]
    values["nerve.shortening_when_cut"] = p["nerve.shortening_when_cut"] * in_situ
    values["nerve.toe"] = p["nerve.toe"] * in_situ ** p["preparation.dead.stiffening"]
    tether = p[_TETHERS.get(preparation, f"preparation.{preparation}.hold")]
    for key in p:
        if key.startswith("hold.") and key.endswith(".stiffness"):
            values[key] = p[key] * hold
        elif key.startswith("tether.") and key.endswith((".yield_force", ".spring")):
            values[key] = p[key] * tether
    return p.with_values(values)
