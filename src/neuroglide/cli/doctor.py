"""``neuroglide doctor``: is this installation sound?

Each check prints one line, ``ok``, ``BAD`` with the way out, or ``--`` for what could not be checked. Exit status 1
when one is BAD, else 0.
"""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Iterator
from importlib import metadata, resources
from pathlib import Path

from neuroglide import __version__
from neuroglide.cli.main import OK

REQUIRED = ("numpy", "numba", "mujoco", "myo_sim", "PyYAML", "jsonschema")
OPTIONAL = ("plotly", "Jinja2")
SICK = 1
_MARKS = {True: "ok ", False: "BAD", None: "-- "}
#: Largest relative difference from the pinned values: other processors and libraries round differently, far below this.
TOLERANCE = 1e-5


def run(args) -> int:
    """Run the command with parsed arguments; returns the exit status."""
    print(f"neuroglide {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    found = []
    for ok, text in checks():
        print(f"  {_MARKS[ok]}  {text}")
        found.append(ok)
    if False in found:
        print("This installation is not sound: see the lines marked BAD.")
        return SICK
    print("This installation is sound." if None not in found else
          "Nothing wrong was found, but not all was checked: see the lines marked --.")
    return OK


def checks() -> Iterator[tuple[bool | None, str]]:
    """Every check in order: whether it passed (None: it could not be made), and a line about it. A check that fails
    does not stop the others."""
    for check in (_versions, _cache, _parameters, _posterior, _anatomy, _movements, _kernel, _report):
        try:
            yield from check()
        except KeyboardInterrupt:
            raise
        except Exception as error:  # a doctor that falls over is no doctor
            yield False, f"{check.__name__.strip('_')}: {type(error).__name__}: {error}"


def _versions() -> Iterator[tuple[bool, str]]:
    for name in REQUIRED:
        found = _version(name)
        yield found is not None, f"{name} {found}" if found else f"{name} is missing: pip install neuroglide"
    found = [f"{name} {_version(name)}" for name in OPTIONAL if _version(name)]
    missing = [name for name in OPTIONAL if not _version(name)]
    yield True, ", ".join(found) if not missing else (
        f"reports are not installed ({', '.join(missing)} missing): pip install neuroglide[report]")


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _cache() -> Iterator[tuple[bool, str]]:
    import tempfile

    from neuroglide.cache import cache_dir

    folder = cache_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        # Runs still work: they compile anew each time.
        yield True, f"cache {folder} cannot be written ({error.strerror}); every run compiles anew. " \
                    "Set NEUROGLIDE_CACHE to a folder of yours."
        return
    size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
    yield True, f"cache {folder}, {size / 1e6:.0f} MB, may be deleted at any time"


def _parameters() -> Iterator[tuple[bool, str]]:
    from neuroglide.parameters import load_set

    p = load_set()
    yield len(p) > 0, f"parameter set {p.name}: {len(p)} values, hash {p.hash}"


def _posterior() -> Iterator[tuple[bool, str]]:
    from neuroglide.errors import InputError
    from neuroglide.parameters import load_posterior
    from neuroglide.plausibility import IMPOSSIBLE, check_posterior

    try:
        posterior = load_posterior()
    except InputError as error:
        yield False, f"posterior: {error}"
        return
    what = f"posterior {posterior.name}: {len(posterior.draws)} draws of {len(posterior.keys)} values, " \
           f"hash {posterior.hash}"
    wrong = [one.sentence for one in check_posterior(posterior) if one.severity == IMPOSSIBLE]
    if wrong:
        yield False, f"{what}: {' '.join(wrong)} Reinstall neuroglide."
        return
    rows, studies = posterior.made["data"].get("rows", 0), len(posterior.studies)
    yield True, f"{what}, " + (f"calibrated to {rows} figures of {studies} studies" if posterior.calibrated else
                               "not calibrated: an assumed spread")
    for sentence in posterior.diagnostics.get("failed_checks") or ():
        yield None, f"posterior {posterior.name}: not to be trusted yet: {sentence}"


def _anatomy() -> Iterator[tuple[bool, str]]:
    from neuroglide.plausibility import IMPOSSIBLE, model_readings

    readings = model_readings()
    wrong = [r.bound.name for r in readings if r.verdict == IMPOSSIBLE]
    odd = sum(bool(r.verdict) for r in readings) - len(wrong)
    what = f"anatomy: {len(readings)} lengths, sections, moment arms and ranges against published bounds"
    yield not wrong, (f"{what}: impossible {', '.join(wrong)}; see neuroglide check --model" if wrong else
                      f"{what}, {odd} outside, none impossible")


def _movements() -> Iterator[tuple[bool, str]]:
    from neuroglide.movement import list_movements

    found = list_movements()
    yield len(found) > 0, f"movement library: {len(found)} movements"


def _kernel() -> Iterator[tuple[bool, str]]:
    began = time.perf_counter()
    found = example_values()
    first = time.perf_counter() - began
    began = time.perf_counter()
    example_values()
    again = time.perf_counter() - began
    pinned = read_pin()
    if pinned["parameter_hash"] != found["parameter_hash"]:
        yield None, ("kernel ran, but no number of its result was compared: it cannot be, because the parameter values "
                     f"({found['parameter_hash']}) are not those of the pinned run ({pinned['parameter_hash']})")
    else:
        worst = max(difference(found["values"], pinned["values"]).items(), key=lambda item: item[1])
        good = worst[1] < TOLERANCE
        yield good, (f"kernel result agrees with the pinned one to {worst[1]:.1e}" if good else
                     f"kernel result differs from the pinned one: {worst[0]} by {worst[1]:.1e}. Reinstall neuroglide.")
    yield True, f"one run of {pinned['movement']}: {first:.2f} s the first time, {again:.2f} s after that"


def _report() -> Iterator[tuple[bool, str]]:
    from neuroglide.report import raster

    yield raster.self_test(), "picture renderer draws its test triangle"


def pin_path():
    """The packaged file of pinned values."""
    return resources.files("neuroglide.cli") / "pinned.json"


def read_pin() -> dict:
    """The pinned run: movement, parameter hash and values."""
    return json.loads(pin_path().read_text(encoding="utf-8"))


def example_values(movement: str = "slump-slider") -> dict:
    """A run of the packaged example: parameter hash, and peaks at a few sites by ``site quantity`` name."""
    from neuroglide.parameters import load_set
    from neuroglide.simulation import simulate

    # The records' own values: a new calibration does not touch the pin.
    result = simulate(None, movement, parameters=load_set())
    values = {}
    for site in ("conus", "root.s1.r", "sciatic.mid_thigh.r", "tibial.ankle.r"):
        for quantity in ("strain_percent", "excursion_mm", "tension_n", "blood_flow_percent"):
            series = result.sites[site][quantity]
            values[f"{site} {quantity} max"] = float(series.max())
            values[f"{site} {quantity} min"] = float(series.min())
    return {"movement": movement, "parameter_hash": result.provenance["parameter_hash"], "values": values}


def difference(found: dict[str, float], pinned: dict[str, float]) -> dict[str, float]:
    """Difference of each value relative to its size (or to 1 where it is smaller than 1 of its unit)."""
    return {key: abs(found[key] - value) / max(abs(value), 1.0) if key in found else float("inf")
            for key, value in pinned.items()}


def write_pin(values: Callable[[], dict] = example_values) -> None:
    """Run the example and pin its values anew; for whoever changed the model on purpose."""
    text = json.dumps(values(), indent=1) + "\n"
    Path(str(pin_path())).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_pin()
