"""Sourced values: every number with physical or anatomical meaning, with unit, spread, kind and source.

``load_set()`` gives the values by key in SI, ``load_posterior()`` many plausible sets of them; ``sources_of`` and
``bibtex`` give what to cite for them.
"""

from __future__ import annotations

from neuroglide.parameters.cite import Source, bibtex, load_bibliography, sources_of
from neuroglide.parameters.load import ParameterSet, all_records, list_sets, load_set
from neuroglide.parameters.posterior import Posterior, list_posteriors, load_posterior, read_posterior
from neuroglide.parameters.record import KINDS, OWN_CHOICE, Record

__all__ = [
    "KINDS",
    "OWN_CHOICE",
    "ParameterSet",
    "Posterior",
    "Record",
    "Source",
    "all_records",
    "bibtex",
    "list_posteriors",
    "list_sets",
    "load_bibliography",
    "load_posterior",
    "load_set",
    "read_posterior",
    "sources_of",
]
