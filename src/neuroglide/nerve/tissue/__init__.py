"""Tissue laws: one file each, found by name. See docs/howto/add-a-tissue-law.md.

A law file has ``NAME``, ``tension(strain, stiffness, toe)`` -> (tension, slope) and ``energy(strain, stiffness, toe)``,
all compiled by Numba, zero for a slack nerve, never falling with strain.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from neuroglide.errors import InputError

DEFAULT = "quartic_toe"


def list_laws() -> list[str]:
    """Names of the tissue laws in this folder."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def get_law(name: str = DEFAULT) -> ModuleType:
    """The module of the tissue law ``name``. Raises InputError for an unknown name."""
    if name not in list_laws():
        raise InputError(f"unknown tissue law {name!r}", fix=f"use one of: {', '.join(list_laws())}")
    return importlib.import_module(f"{__name__}.{name}")
