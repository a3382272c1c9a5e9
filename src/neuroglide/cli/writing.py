"""Files a command writes: found out to be writable before the run, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from neuroglide.errors import InputError
from neuroglide.signed_files import require_no_signed_plan


def require_writable(*paths: str | Path | None, inputs: Iterable[str | Path | None] = ()) -> None:
    """Make sure that each named file can be written, by writing a temporary file beside it and removing it.

    Parameters: the paths to be written; inputs, what the command reads, files or ids of the library. None is skipped.
    Raises: InputError naming the path and the way out: also for a path that is an input or is named twice. Nothing is
    left behind.
    """
    named = [Path(path) for path in paths if path is not None]
    for i, path in enumerate(named):
        _require_one(path)
        if any(_same(path, other) for other in named[:i]):
            raise InputError(f"cannot write {path}: two outputs have this name.", fix="name a file for each.")
        if any(_same(path, Path(other)) for other in inputs if other is not None and os.path.isfile(other)):
            raise InputError(f"cannot write {path}: the command reads this file.", fix="name another file.")


def require_new(path: str | Path) -> None:
    """Make sure that a file can be created where there is none. Raises: InputError, also for a file that is there."""
    if os.path.lexists(path):
        raise _exists(Path(path))
    require_writable(path)


def write_new(path: str | Path, content: str, mode: int = 0o444) -> None:
    """Create a file, whole or not at all and never in place of another one; nobody may write to it afterwards.

    Parameters: ``path``; ``content``, its text; ``mode``, its permissions. A file that already has this very content
    stays as it is. Raises: InputError where there is another file, or none can be written.
    """
    from neuroglide.result import temporary_beside

    path, data = Path(path), content.encode("utf-8")
    temporary = temporary_beside(path)
    try:
        try:
            temporary.write_bytes(data)
            _create(temporary, path, data)
            os.chmod(path, mode)
        finally:
            temporary.unlink(missing_ok=True)
    except FileExistsError:
        if not path.is_file() or path.read_bytes() != data:
            raise _exists(path) from None
    except OSError as error:
        raise InputError(f"cannot write {_short(path)}: {(error.strerror or str(error)).lower()}.",
                         fix="name a file in a folder that exists and is yours.") from None


def _create(temporary: Path, path: Path, data: bytes) -> None:
    """The whole file under its name in one step, or, where a file system has no links, created first."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        with open(path, "xb") as stream:
            try:
                stream.write(data)
            except OSError:
                path.unlink(missing_ok=True)
                raise


def _exists(path: Path) -> InputError:
    return InputError(f"{_short(path)} exists already, and a signed plan never replaces a file.",
                      fix="name another file with --out.")


def target(path: str | Path | None) -> Path | None:
    """Where a path is written: the file that a link stands for, so that the link stays; None stays None."""
    if path is None:
        return None
    return Path(os.path.realpath(path)) if os.path.islink(path) else Path(path)


def _same(path: Path, other: Path) -> bool:
    one, two = (os.path.normcase(os.path.realpath(p)) for p in (path, other))
    return one == two or (path.exists() and other.exists() and os.path.samefile(path, other))


def _require_one(named: Path) -> None:
    if not str(named).strip():
        raise InputError("an output file has an empty name.", fix="name a file.")
    try:
        _require_place(named, target(named))
    except OSError as error:
        raise InputError(f"cannot write {_short(named)}: {(error.strerror or str(error)).lower()}.",
                         fix="give a shorter name, or one in a folder that is yours.") from None


def _require_place(named: Path, path: Path) -> None:
    folder = path.parent
    if path.is_dir():
        raise InputError(f"cannot write {named}: it is a folder.", fix=f"name a file in it, such as {path / 'out'}")
    if not folder.is_dir():
        raise InputError(f"cannot write {named}: the folder {folder} does not exist.", fix="create it or name another.")
    if os.path.lexists(path) and not path.is_file():
        raise InputError(f"cannot write {named}: it is not an ordinary file, and a result is written whole or not at "
                         "all.", fix="name a file.")
    require_no_signed_plan(named)
    if path.exists() and not os.access(path, os.W_OK):
        raise InputError(f"cannot write {named}: the file is read-only.", fix="name another file.")
    from neuroglide.result import temporary_beside

    temporary = temporary_beside(path)  # the very name result.write_whole will use
    with open(temporary, "w", encoding="utf-8"):
        pass
    temporary.unlink()


def _short(path: Path) -> str:
    text = str(path)
    return text if len(text) <= 120 else f"{text[:100]}...{text[-10:]}"


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
