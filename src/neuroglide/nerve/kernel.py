"""The compiled kernel of a tissue law, kept on disk between runs and trusted only while its files are as written.

Compiling takes seconds, loading milliseconds. A damaged file of machine code can crash the process, so the folder is
sealed with a checksum of every file after compiling; without a good seal it is emptied and compiled again.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

import numba
import numpy as np

from neuroglide.cache import cache_dir
from neuroglide.nerve.arrays import Material, Output, Topology
from neuroglide.nerve.tissue import DEFAULT, get_law

SEAL = "seal.json"


def kernel_for(law: str = DEFAULT):
    """The compiled mechanics module for a tissue law. Raises InputError for an unknown law.

    Compiled code is kept under cache.cache_dir(); where that cannot be written the kernel is compiled in memory, and
    a line on the standard error stream says so.
    """
    get_law(law)
    return _kernel(law)


@lru_cache
def _kernel(law: str):
    folder = cache_dir() / f"kernel-{_digest()}-{law}"
    kept_on_disk = _ready(folder)
    module = _load(law, folder if kept_on_disk else None)
    try:
        _compile(module)
    except Exception:
        if not kept_on_disk:
            raise
        _say(f"the compiled kernel in {folder} could not be used, so it is compiled again")
        shutil.rmtree(folder, ignore_errors=True)
        module = _load(law, None)
        _compile(module)
        return module
    if kept_on_disk and not _sealed(folder):
        _seal(folder)
    return module


def _digest() -> str:
    """Changes with Numba and with any file of the nerve: Numba's own check sees the calling file alone."""
    digest = hashlib.sha256(numba.__version__.encode())
    here = Path(__file__).parent
    for source in sorted(here.rglob("*.py")):
        digest.update(source.relative_to(here).as_posix().encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _load(law: str, folder: Path | None):
    """Execute mechanics.py for one law, its compiled code kept in ``folder`` (None: in memory only)."""
    name = "neuroglide.nerve.mechanics" if law == DEFAULT else f"neuroglide.nerve.mechanics_{law}"
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / "mechanics.py")
    module = importlib.util.module_from_spec(spec)
    module.LAW_NAME, module.CACHE = law, folder is not None
    sys.modules[name] = module  # where Numba looks for the functions of a kernel that it loads
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder) if folder else before
    try:
        spec.loader.exec_module(module)
    finally:
        numba.config.CACHE_DIR = before
    return module


def _compile(module) -> None:
    """Compile or load both entries of the kernel by solving one short rod that is at rest."""
    whole, real = np.zeros(1, dtype=np.int64), np.zeros((1, 1))
    node = np.zeros((1, 4))
    material = Material(
        node + [1.0, 1.0, 1.0, 0.0], node + 1.0, node + 1.0, node + 1.0, node + 1.0, node, node,
        whole, real, real + 1.0, real, real, real + 1.0,
    )
    topology = Topology(
        np.array([0, 0, 0, -1]), np.array([1.0, 1.0, 1.0, 0.0]), whole, whole + 3, whole - 1, whole - 1,
        whole, np.zeros(1), np.zeros((1, 2), dtype=np.int64), np.ones(1), np.full(4, -1), np.zeros(4),
    )
    out = Output(*(np.zeros((1, 1, size)) for size in (1, 1, 1, 4, 4, 4)), *(whole.copy() for _ in range(3)))
    module.run_batch(topology, material, np.ones((1, 1, 1)), np.zeros((1, 1, 1)), np.ones((1, 1)), 1e-8, 0, out)
    module.rest_strain(node[0], node[0] + 1.0, node[0] + 1.0, 1.0)


def _ready(folder: Path) -> bool:
    """Whether compiled code can be kept in ``folder``; it is emptied first if its seal does not hold."""
    try:
        if folder.exists() and not _sealed(folder):
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError as error:
        _say(f"compiled code cannot be kept in {folder} ({error.strerror or error}), so every run compiles it again; "
             "set NEUROGLIDE_CACHE to a folder that can be written")
        return False


def _checksums(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(SEAL))
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _sealed(folder: Path) -> bool:
    try:
        return json.loads((folder / SEAL).read_text(encoding="utf-8")) == _checksums(folder)
    except (OSError, ValueError):
        return False


def _seal(folder: Path) -> None:
    """Write the seal, whole or not at all."""
    written = folder / f"{SEAL}.{os.getpid()}"
    try:
        written.write_text(json.dumps(_checksums(folder), indent=0), encoding="utf-8")
        written.replace(folder / SEAL)
    except OSError:
        pass  # without a seal the next run compiles again, which is slow and right


def _say(what: str) -> None:
    print(f"neuroglide: {what}.", file=sys.stderr)
