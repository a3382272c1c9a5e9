"""What a run gives back: named arrays in clinical units, its outcome and where it came from."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from neuroglide.errors import InputError
from neuroglide.signed_files import require_no_signed_plan

SCHEMA = "neuroglide.result/1"
QUANTITIES = (
    "strain_percent", "strain_above_slack_percent", "excursion_mm", "tension_n", "cross_section_percent",
    "blood_flow_percent", "transport_percent", "conduction_percent", "pressure_mmhg", "symptom_0_10",
)
DECIMALS = 6
#: Ends of the names of a band's two ends: 5 and 95 of 100 draws.
BAND = ("_low", "_high")


@dataclass(frozen=True)
class Result:
    """One person through one movement.

    time_s (T,) [s], 0 = the movement's start reached; posture_deg {coordinate: (T,)} [deg]; sites {site: {quantity:
    (T,)}}, quantities as in QUANTITIES; body {name: (T,)}; outcome {ok, message}; summary {site: peaks}; provenance.
    With draws each quantity is their median and has ``_low`` and ``_high`` beside it (90 % band), and ``draws`` holds
    what each draw came to. ``fields`` (only when asked for) holds whole-nerve arrays of the central run for pictures:
    {quantity: (T, n)} and ``mesh``.
    """

    time_s: np.ndarray
    posture_deg: dict[str, np.ndarray]
    sites: dict[str, dict[str, np.ndarray]]
    body: dict[str, np.ndarray]
    outcome: dict[str, Any]
    summary: dict[str, Any]
    provenance: dict[str, Any]
    fields: dict[str, np.ndarray] = field(default_factory=dict, repr=False)
    mesh: Any = field(default=None, repr=False)
    timeline: Any = field(default=None, repr=False)
    movement: Any = field(default=None, repr=False)
    person: Any = field(default=None, repr=False)
    draws: Any = field(default=None, repr=False)

    @property
    def ok(self) -> bool:
        """True when the whole movement was computed."""
        return bool(self.outcome["ok"])

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON types; a missing value is None, never NaN."""
        return {
            "schema": SCHEMA,
            "time_s": _plain(self.time_s),
            "posture_deg": {k: _plain(v) for k, v in self.posture_deg.items()},
            "sites": {s: {k: _plain(v) for k, v in q.items()} for s, q in self.sites.items()},
            "body": {k: _plain(v) for k, v in self.body.items()},
            "outcome": self.outcome,
            "summary": _plain(self.summary),
            "provenance": _plain(self.provenance),
        }

    def to_json(self, path: str | Path) -> None:
        """Write the result as JSON, whole or not at all. Raises InputError when it cannot be written."""
        write_whole(path, json.dumps(self.to_dict(), allow_nan=False))

    def to_csv(self, path: str | Path) -> None:
        """Write every array as one CSV table, a column each (``site:quantity``). Raises InputError likewise."""
        columns: dict[str, np.ndarray] = {"time_s": self.time_s}
        columns |= {f"posture:{name}_deg": values for name, values in self.posture_deg.items()}
        columns |= {f"{site}:{name}": v for site, named in self.sites.items() for name, v in named.items()}
        columns |= {f"body:{name}": values for name, values in self.body.items()}
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        for row in zip(*(_plain(v) for v in columns.values()), strict=True):
            writer.writerow("" if value is None else value for value in row)
        write_whole(path, text.getvalue())


def banded(found: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]) -> dict[str, np.ndarray]:
    """Low, middle and high by name as three arrays: the plain name is the middle."""
    named = {}
    for name, (low, middle, high) in found.items():
        named |= {name: middle, f"{name}{BAND[0]}": low, f"{name}{BAND[1]}": high}
    return named


def _plain(value: Any) -> Any:
    """NumPy to JSON types; what is not finite becomes None; 6 decimals, far below what any model resolves."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, np.ndarray):
        rounded = np.round(np.asarray(value, dtype=float), DECIMALS) + 0.0  # + 0.0: no -0.0
        return np.where(np.isfinite(rounded), rounded, None).tolist()
    if isinstance(value, (float, np.floating)):
        return round(float(value), DECIMALS) + 0.0 if np.isfinite(value) else None
    if isinstance(value, np.integer):
        return int(value)
    return value


def temporary_beside(path: Path) -> Path:
    """The name under which a file is written before it is whole."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def write_whole(path: str | Path, content: str | bytes) -> None:
    """Write a file of text or bytes to a temporary name beside it, then rename: never half a file.

    Raises InputError when the folder is missing or cannot be written, and where a signed plan lies: whoever calls this,
    none is ever replaced.
    """
    require_no_signed_plan(path)
    path = Path(path).resolve()  # a link stays a link: what it points to is replaced
    temporary = temporary_beside(path)
    try:
        try:
            temporary.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        fix = "name a file in a folder that exists and is yours"
        raise InputError(f"cannot write {path}: {reason}.", fix=fix) from None
