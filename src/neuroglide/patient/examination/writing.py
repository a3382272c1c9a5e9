"""An examination as YAML text that a person can go on writing in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from neuroglide.patient.examination import fields


def to_yaml(plain: Mapping[str, Any], head: str = "") -> str:
    """The document as YAML, blocks in the order of the fields; ``head`` is a comment above it."""
    order = [key for key in fields.block("examination") if key in plain]
    ordered = {"schema": fields.SCHEMA} | {key: plain[key] for key in order if key != "schema"}
    comment = "".join(f"# {line}\n" for line in head.splitlines())
    return comment + yaml.safe_dump(ordered, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None)
