"""The plan: which technique, how far and how often, for this person's nerve; a draft until a clinician signs it.

``build_plan(examination)`` returns a Plan; ``sign_plan`` makes the immutable record, ``verify_plan`` checks it, and
``patient_view`` gives what a patient may see, of a signed plan only.
"""

from __future__ import annotations

import importlib

#: Public name: the module it comes from.
_EXPORTS = {
    "Plan": "model", "Stages": "build", "build_plan": "build", "expired": "kept", "patient_view": "kept",
    "plan_schema": "schema", "sign_plan": "signing", "verify_plan": "kept",
}  # fmt: skip
__all__ = sorted(_EXPORTS)


def __getattr__(name: str):
    if name in _EXPORTS:
        return getattr(importlib.import_module(f"{__name__}.{_EXPORTS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
