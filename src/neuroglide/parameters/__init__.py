"""Sourced values: every number with physical or anatomical meaning, with unit, spread, kind and source.

``load_set()`` gives the values by key in SI; ``sources_of`` and ``bibtex`` give what to cite for them.
"""

from __future__ import annotations

from neuroglide.parameters.cite import Source, bibtex, load_bibliography, sources_of
from neuroglide.parameters.load import ParameterSet, all_records, list_sets, load_set
from neuroglide.parameters.record import KINDS, OWN_CHOICE, Record

__all__ = [
    "KINDS",
    "OWN_CHOICE",
    "ParameterSet",
    "Record",
    "Source",
    "all_records",
    "bibtex",
    "list_sets",
    "load_bibliography",
    "load_set",
    "sources_of",
]
