"""Files a command writes: found out to be writable before the run, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from neuroglide.errors import InputError


def require_writable(*paths: str | Path | None) -> None:
    """Make sure that each named file can be written, by writing a temporary file beside it and removing it.

    Raises: InputError naming the path and the way out. Nothing is left behind; None is skipped.
    """
    for path in paths:
        if path is not None:
            _require_one(Path(path))


def _require_one(path: Path) -> None:
    folder = path.parent
    if not str(path).strip():
        raise InputError("an output file has an empty name.", fix="name a file.")
    if path.is_dir():
        raise InputError(f"cannot write {path}: it is a folder.", fix=f"name a file in it, such as {path / 'out'}")
    if not folder.is_dir():
        raise InputError(f"cannot write {path}: the folder {folder} does not exist.", fix="create it or name another.")
    if path.exists() and not os.access(path, os.W_OK):
        raise InputError(f"cannot write {path}: the file is read-only.", fix="name another file.")
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".neuroglide-", suffix=".part")
        os.close(handle)
        os.unlink(name)
    except OSError as error:
        raise InputError(f"cannot write {path}: {(error.strerror or str(error)).lower()}.",
                         fix="name a file in a folder that is yours.") from None


def make_folder(path: str | Path) -> Path:
    """The folder, created when missing. Raises: InputError when it cannot be made or written to."""
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make the folder {folder}: {(error.strerror or str(error)).lower()}.",
                         fix="name another with --out.") from None
    require_writable(folder / "report.html")
    return folder
