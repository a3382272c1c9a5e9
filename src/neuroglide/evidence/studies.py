"""Published experiments as folders: what was observed, how it is replayed, what had to be assumed.

A folder ``<authoryear>_<topic>/`` holds ``study.yaml``, ``observed.csv``, ``case.py`` and ``README.md``;
validation/README.md tells their fields. Everything wrong in one is an InputError that names the file, the line where
there is one, and the fix.
"""

from __future__ import annotations

import csv
import importlib.util
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from neuroglide.errors import InputError
from neuroglide.evidence.roles import load_roles

ROLES = ("validation", "calibration")
PREPARATIONS = ("living", "fresh", "embalmed", "bench", "animal")
KINDS = ("value", "range", "at_most", "at_least", "direction")
COLUMNS = ("claim", "row", "what", "unit", "kind", "mean", "sd", "se", "n", "low", "high", "published")
_NUMBERS = ("mean", "sd", "se", "n", "low", "high")
_REQUIRED = ("study", "title", "role", "topics", "preparation")
#: What a kind of claim cannot be judged without.
_NEEDS = {"value": ("mean",), "range": ("low", "high"), "at_most": ("high",), "at_least": ("low",), "direction": ()}


@dataclass(frozen=True)
class Claim:
    """One published figure that the model is held to; numbers in the claim's own unit, None where not published."""

    id: str
    row: str
    what: str
    unit: str
    kind: str
    published: str
    mean: float | None = None
    sd: float | None = None
    se: float | None = None
    n: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def spread(self) -> float | None:
        """Standard deviation between specimens or people; from the standard error where only that was published."""
        if self.sd is None and self.se is not None and self.n:
            return self.se * math.sqrt(self.n)
        return self.sd

    @property
    def standard_error(self) -> float:
        """Standard error of the published mean; 0 where nothing tells it."""
        if self.se is not None:
            return self.se
        return self.sd / math.sqrt(self.n) if self.sd is not None and self.n else 0.0


@dataclass(frozen=True)
class Study:
    """One folder. ``name`` is the folder's name; ``why``, ``inputs`` and ``not_fitted`` map a claim (or its
    row) to a reason; what is not fitted is compared all the same."""

    name: str
    folder: Path
    key: str
    title: str
    role: str
    topics: tuple[str, ...]
    preparation: str
    claims: tuple[Claim, ...]
    reference: str = ""
    rows: tuple[str, ...] = ()
    zero: str = ""
    assumed: tuple[str, ...] = ()
    not_compared: tuple[tuple[str, str], ...] = ()
    why: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    not_fitted: Mapping[str, str] = field(default_factory=dict)
    readme: str = ""

    @property
    def in_roles(self) -> bool:
        """Whether its role was fixed in roles.yaml; otherwise only the folder says what it is for."""
        return self.key in load_roles()

    @property
    def label(self) -> str:
        """Author and year, from the key: ``Rade 2015``."""
        name, year = re.fullmatch(r"(.*?)(\d{4}[a-z]?)?", self.key).groups()
        return f"{name[:1].upper()}{name[1:]} {year or ''}".strip()

    def input_reason(self, claim: Claim) -> str | None:
        """Why a claim is an input of the model and no agreement; None where it is not one."""
        return self._said(self.inputs, claim)

    def why_of(self, claim: Claim) -> str:
        """The reason that the folder gives for a failing claim; empty where it gives none."""
        return self._said(self.why, claim) or ""

    def _said(self, about: Mapping[str, str], claim: Claim) -> str | None:
        # A row stands for all its claims, unless it is itself one of several claims (C008 beside C008b).
        by_row = claim.row not in {other.id for other in self.claims}
        return about.get(claim.id, about.get(claim.row) if by_row else None)


def load_study(folder: str | Path) -> Study:
    """Read a folder. Parameters: its path. Returns: a Study. Raises: InputError naming the file and the fix."""
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(f"there is no study folder {folder}.", fix="name a folder that holds a study.yaml.")
    source = folder / "study.yaml"
    raw = _yaml(source)
    for name in _REQUIRED:
        if not raw.get(name):
            raise InputError(f"{name} is missing.", source=str(source), fix=f"write {name}: and what it is.")
    _one_of(raw["role"], ROLES, "role", source)
    fixed = load_roles().get(str(raw["study"]))
    if fixed is not None and raw["role"] != fixed.role:
        raise InputError(f"role is {raw['role']}, but roles.yaml has {raw['study']} as {fixed.role}.",
                         source=str(source), fix=f"write role: {fixed.role}; roles were fixed before the first fit.")
    _one_of(raw["preparation"], PREPARATIONS, "preparation", source)
    if not (folder / "case.py").is_file():
        raise InputError("case.py is missing.", source=str(folder), fix="write one with def predict(replay).")
    claims = _claims(folder / "observed.csv")
    study = Study(
        name=folder.resolve().name, folder=folder, key=str(raw["study"]), title=str(raw["title"]), role=raw["role"],
        topics=tuple(_texts(raw["topics"], "topics", source)), preparation=raw["preparation"], claims=claims,
        reference=str(raw.get("reference") or ""), rows=tuple(_texts(raw.get("rows"), "rows", source)),
        zero=" ".join(_texts(raw.get("zero"), "zero", source)),
        assumed=tuple(_texts(raw.get("assumed"), "assumed", source)),
        not_compared=tuple(_reasons(raw.get("not_compared"), "not_compared", source).items()),
        why=_reasons(raw.get("why"), "why", source), inputs=_reasons(raw.get("inputs"), "inputs", source),
        not_fitted=_reasons(raw.get("not_fitted"), "not_fitted", source),
        readme=_text(folder / "README.md") if (folder / "README.md").is_file() else "",
    )
    known = {claim.id for claim in claims} | {claim.row for claim in claims}
    for name, given in (("why", study.why), ("inputs", study.inputs), ("not_fitted", study.not_fitted)):
        if strange := sorted(set(given) - known):
            raise InputError(f"{name} names {', '.join(strange)}, which observed.csv does not have.",
                             source=str(source), fix=f"use one of {', '.join(sorted(known))}.")
    return study


def load_studies(folder: str | Path, names: Sequence[str] = ()) -> list[Study]:
    """All studies of a folder of studies, or the named ones, by name.

    Parameters: ``folder``; ``names``, folder names or their beginnings (``rade2015``), or paths of study folders.
    Returns: studies in the order of their folders' names. Raises: InputError.
    """
    folder = Path(folder)
    paths = {path.name: path for path in sorted(folder.iterdir()) if (path / "study.yaml").is_file()}
    if not names:
        if not paths:
            raise InputError(f"{folder} holds no study.", fix="name another folder with --studies.")
        return [load_study(path) for path in paths.values()]
    chosen: dict[str, Path] = {}
    for name in names:
        found = {n: p for n, p in paths.items() if n == name} or {n: p for n, p in paths.items() if n.startswith(name)}
        if not found and Path(name).is_dir():
            found = {Path(name).resolve().name: Path(name)}
        if not found:
            raise InputError(f"there is no study {name!r} in {folder}.", fix=_near(name, paths))
        chosen |= found
    return [load_study(chosen[name]) for name in sorted(chosen)]


def find_studies(named: str | Path | None = None) -> Path:
    """The folder of studies: the one named, else validation/studies here, else beside the source checkout.

    Raises: InputError when there is none, as in an installed package, with the way to get them.
    """
    if named is not None:
        if not Path(named).is_dir():
            raise InputError(f"there is no folder {named}.", fix="name the folder that holds the studies' folders.")
        return Path(named)
    for root in (Path.cwd(), Path(__file__).parents[3]):
        if (root / "validation" / "studies").is_dir():
            return root / "validation" / "studies"
    raise InputError("the published experiments are not here: they are part of the source, not of the installed "
                     "package.", fix="run it in a checkout of the source, or name its folder: "
                     "--studies CHECKOUT/validation/studies")


def load_case(study: Study) -> Callable[[Any], Mapping[str, Any]]:
    """The ``predict`` of a study's case.py. Raises: InputError when the file cannot be run or has none."""
    path = study.folder / "case.py"
    spec = importlib.util.spec_from_file_location(f"neuroglide_study_{study.name}", path)
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        raise InputError(f"not valid Python: {error.msg}.", source=str(path), line=error.lineno,
                         fix="correct the line.") from None
    except Exception as error:
        raise InputError(f"cannot be loaded ({type(error).__name__}: {error}).", source=str(path),
                         fix="a case uses NumPy and the replay it is given, nothing else.") from None
    predict = getattr(module, "predict", None)
    if not callable(predict):
        raise InputError("predict is missing.", source=str(path), fix="write def predict(replay).")
    return predict


def _near(name: str, known: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.4)
    return f"did you mean {' or '.join(near)}?" if near else "without a name all studies run."


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("this is not UTF-8 text.", source=str(path), fix="save it as UTF-8.") from None
    except OSError as error:
        raise InputError(f"cannot be read: {(error.strerror or str(error)).lower()}.", source=str(path),
                         fix="a study has study.yaml, observed.csv, case.py and README.md.") from None


def _yaml(path: Path) -> dict:
    try:
        raw = yaml.safe_load(_text(path))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "cannot be read"
        raise InputError(f"not valid YAML: {problem}.", source=str(path), line=mark.line + 1 if mark else None,
                         fix="correct the line; quote text with a colon.") from None
    if not isinstance(raw, dict):
        raise InputError("holds no named fields.", source=str(path), fix=f"write {', '.join(_REQUIRED)}.")
    return raw


def _one_of(value: Any, known: Sequence[str], name: str, source: Path) -> None:
    if value not in known:
        raise InputError(f"{name} {value!r} is unknown.", source=str(source), fix=f"use one of {', '.join(known)}.")


def _texts(value: Any, name: str, source: Path) -> list[str]:
    """A text, or a list of texts, as a list."""
    items = [] if value is None else value if isinstance(value, list) else [value]
    if any(isinstance(item, (dict, list)) for item in items):
        raise InputError(f"{name} holds more than plain sentences.", source=str(source),
                         fix="quote a sentence that has a colon in it.")
    return [" ".join(str(item).split()) for item in items]


def _reasons(value: Any, name: str, source: Path) -> dict[str, str]:
    """``{C001: reason}``, ``[{row: C001, why: reason}]`` or ``[C001]`` as a mapping from name to reason."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return {str(key): " ".join(str(reason or "").split()) for key, reason in value.items()}
    found: dict[str, str] = {}
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            key = item.get("claim") or item.get("row") or item.get("what")
            if not key:
                raise InputError(f"an entry of {name} names no row.", source=str(source), fix="write row: and why:")
            for one in key if isinstance(key, list) else [key]:
                found[str(one)] = " ".join(str(item.get("why") or item.get("reason") or "").split())
        else:
            found[str(item)] = ""
    return found


def _claims(path: Path) -> tuple[Claim, ...]:
    lines = csv.DictReader(_text(path).splitlines())
    if missing := [name for name in COLUMNS if name not in (lines.fieldnames or ())]:
        raise InputError(f"the column {missing[0]} is missing.", source=str(path), line=1,
                         fix=f"the columns are {','.join(COLUMNS)}")
    claims: dict[str, Claim] = {}
    for number, raw in enumerate(lines, start=2):
        claim = _claim(raw, path, number)
        if claim.id in claims:
            raise InputError(f"claim {claim.id} stands twice.", source=str(path), line=number,
                             fix="add a letter to the row's id, such as C008a and C008b.")
        claims[claim.id] = claim
    if not claims:
        raise InputError("there is no claim.", source=str(path), fix="write a line for each figure compared.")
    return tuple(claims.values())


def _claim(raw: dict, path: Path, line: int) -> Claim:
    def wrong(message: str, fix: str) -> InputError:
        return InputError(message, source=str(path), line=line, fix=fix)

    if None in raw or None in raw.values():
        raise wrong(f"has not {len(COLUMNS)} fields.", "quote a text that has a comma in it.")
    texts = {name: raw[name].strip() for name in COLUMNS}
    numbers: dict[str, float | None] = {}
    for name in _NUMBERS:
        try:
            numbers[name] = float(texts[name]) if texts[name] else None
        except ValueError:
            raise wrong(f"{name} {texts[name]!r} is not a number.", "write a number or leave it empty.") from None
        if numbers[name] is not None and not math.isfinite(numbers[name]):
            raise wrong(f"{name} is {texts[name]}.", "write a finite number or leave it empty.")
    kind = texts["kind"]
    if kind not in KINDS:
        raise wrong(f"kind {kind!r} is unknown.", f"use one of {', '.join(KINDS)}.")
    if not texts["claim"] or not texts["what"]:
        raise wrong("claim or what is empty.", "every line needs both.")
    # A bound may stand as the mean: "at most 4.84".
    if kind == "at_most" and numbers["high"] is None:
        numbers["high"] = numbers["mean"]
    if kind == "at_least" and numbers["low"] is None:
        numbers["low"] = numbers["mean"]
    for name in _NEEDS[kind]:
        if numbers[name] is None:
            raise wrong(f"a claim of kind {kind} needs {name}.", f"write the published {name} or change the kind.")
    for name in ("sd", "se", "n"):
        if numbers[name] is not None and numbers[name] <= 0:
            raise wrong(f"{name} is {texts[name]}, not above 0.", "leave it empty where it was not published.")
    if kind == "range" and numbers["low"] >= numbers["high"]:
        raise wrong("low is not below high.", "write the smaller bound as low.")
    if kind == "value" and numbers["mean"] == 0 and numbers["sd"] is None and numbers["se"] is None:
        raise wrong("a mean of 0 without spread cannot be judged.", "use kind range, or at_most, with bounds.")
    return Claim(id=texts["claim"], row=texts["row"] or texts["claim"], what=texts["what"], unit=texts["unit"],
                 kind=kind, published=texts["published"], **numbers)
