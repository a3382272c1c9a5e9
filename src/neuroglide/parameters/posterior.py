"""What calibration found: many plausible sets of values instead of one, in a file that names what it came from.

A posterior never overwrites a record: it is laid over a set of records, and a person's own values lie over both.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from neuroglide.errors import InputError
from neuroglide.parameters.load import ParameterSet, list_sets, load_set

SCHEMA = "neuroglide.posterior/1"
_HERE = Path(__file__).parent / "posteriors"
_FIX = "reinstall neuroglide, or make the file anew."


@dataclass(frozen=True)
class Posterior:
    """Draws of some parameters, all from one fit.

    ``keys`` the parameters drawn; ``draws`` one tuple of values [SI] each, in the order of ``keys``; ``centre_si`` the
    values of the one run that stands for them all; ``base_set`` the set of records they lie over; ``made`` version,
    seed and data of the fit; ``diagnostics`` its own account of how well it went; ``hash`` a digest of the file.
    """

    name: str
    base_set: str
    keys: tuple[str, ...]
    draws: tuple[tuple[float, ...], ...]
    centre_si: tuple[float, ...]
    made: Mapping[str, Any]
    diagnostics: Mapping[str, Any]
    hash: str

    def sets(self, base: ParameterSet | None = None, n: int = 64) -> list[ParameterSet]:
        """The first ``n`` draws, each over the base set (None: the posterior's own).

        The same ``n`` always gives the same draws in the same order, so two runs with them are paired draw by draw.
        Raises: InputError when there are fewer draws, or the base set lacks a key.
        """
        if not 0 <= n <= len(self.draws):
            raise InputError(f"{n} draws were asked of the posterior {self.name!r}, which holds {len(self.draws)}.",
                             fix=f"ask for 0 to {len(self.draws)}.")
        base = self._base(base)
        return [self._over(base, values) for values in self.draws[:n]]

    def centre(self, base: ParameterSet | None = None) -> ParameterSet:
        """The set in the middle of the draws, over the base set: that of the one run without a band."""
        return self._over(self._base(base), self.centre_si)

    @property
    def studies(self) -> tuple[str, ...]:
        """Bib keys of the studies that the draws were fitted to; none when they were not fitted to any."""
        return tuple(self.made["data"].get("studies") or ())

    @property
    def calibrated(self) -> bool:
        """True when the draws were fitted to measurements; otherwise they are an assumed spread."""
        return bool(self.studies)

    def provenance(self) -> dict[str, Any]:
        """What a run notes of the posterior it used."""
        return {"name": self.name, "hash": self.hash, "version": self.made["version"], "seed": self.made.get("seed"),
                "calibrated": self.calibrated, "studies": list(self.studies), "rows": self.made["data"].get("rows", 0),
                "keys": len(self.keys)}

    def _base(self, base: ParameterSet | None) -> ParameterSet:
        base = load_set(self.base_set) if base is None else base
        for key in self.keys:
            base.record(key)  # raises for a key that no record has
        return base

    def _over(self, base: ParameterSet, values: tuple[float, ...]) -> ParameterSet:
        # What a person set in the base already wins over the draw.
        drawn = zip(self.keys, values, strict=True)
        return base.with_values({key: value for key, value in drawn if key not in base.overridden})


def list_posteriors() -> tuple[str, ...]:
    """Names of the packaged posteriors."""
    return tuple(sorted(path.stem for path in _HERE.glob("*.json")))


@lru_cache(maxsize=4)
def load_posterior(name: str = "adult") -> Posterior:
    """A packaged posterior by name.

    Raises: InputError for a name that is not there, and for a file that is damaged, saying what is wrong with it.
    """
    known = list_posteriors()
    if name not in known:
        near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)
        fix = f"did you mean {near[0]}?" if near else (f"use {' or '.join(known)}." if known else _FIX)
        raise InputError(f"there is no posterior {name!r}: nothing says how uncertain the values are.", fix=fix)
    return read_posterior(_HERE / f"{name}.json")


def read_posterior(path: str | Path) -> Posterior:
    """A posterior from its file, checked. Raises: InputError naming the file and what is wrong."""
    path = Path(path)
    try:
        raw = path.read_bytes()
        content = json.loads(raw)
    except OSError as error:
        raise InputError(f"cannot read the posterior: {(error.strerror or str(error)).lower()}.", fix=_FIX,
                         source=path.name) from None
    except ValueError:
        raise InputError("the posterior is damaged: it is not JSON.", fix=_FIX, source=path.name) from None
    try:
        return _checked(content, hashlib.sha256(raw).hexdigest()[:16])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise InputError(f"the posterior is damaged: {what}.", fix=_FIX, source=path.name) from None


def _checked(content: Any, digest: str) -> Posterior:
    if not isinstance(content, Mapping) or content.get("schema") != SCHEMA:
        raise ValueError(f"its schema is not {SCHEMA}")
    keys = tuple(str(key) for key in content["keys"])
    if not keys or len(set(keys)) != len(keys):
        raise ValueError("its keys are missing or stand twice")
    if content["base_set"] not in list_sets():
        raise ValueError(f"its base set {content['base_set']!r} is not there")
    known = load_set(content["base_set"])
    if unknown := [key for key in keys if key not in known]:
        raise ValueError(f"no record has its key {unknown[0]!r}")
    draws = tuple(_row(values, len(keys), f"draw {i}") for i, values in enumerate(content["draws"], start=1))
    if not draws:
        raise ValueError("it holds no draws")
    made = content["made"]
    if not isinstance(made, Mapping) or not isinstance(made["data"], Mapping):
        raise ValueError("'made' does not say version and data")
    return Posterior(
        str(content["name"]), str(content["base_set"]), keys, draws, _row(content["centre"], len(keys), "centre"),
        {**made, "version": str(made["version"])}, dict(content.get("diagnostics") or {}), digest,
    )


def _row(values: Any, size: int, what: str) -> tuple[float, ...]:
    row = tuple(float(value) for value in values)
    if len(row) != size or not all(math.isfinite(value) for value in row):
        raise ValueError(f"{what} does not hold {size} finite numbers")
    return row
