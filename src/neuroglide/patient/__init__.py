"""A patient, from the examination to the course of care.

``load_examination`` reads what was found; ``patient.screening`` holds it to the rules, ``patient.twin`` infers this
person's nerve from it, ``patient.plan`` proposes a programme, ``patient.outcome`` follows it. Names are imported late,
so that reading an examination costs no engine.
"""

from __future__ import annotations

import importlib

#: Public name: the module it comes from.
_EXPORTS = {
    "Examination": "neuroglide.patient.examination",
    "check_examination": "neuroglide.patient.examination",
    "example_ids": "neuroglide.patient.examination",
    "examination_schema": "neuroglide.patient.examination",
    "load_examination": "neuroglide.patient.examination",
}
__all__ = sorted(_EXPORTS)


def __getattr__(name: str):
    if name in _EXPORTS:
        return getattr(importlib.import_module(_EXPORTS[name]), name)
    raise AttributeError(f"module 'neuroglide.patient' has no attribute {name!r}")
