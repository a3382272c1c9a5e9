"""A per-user cache of the compiled skeleton: safe to delete, rebuilt when damaged, never required.

One file per content key, written under a temporary name and renamed. ``NEUROGLIDE_CACHE`` names another folder.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from neuroglide.cache import cache_dir

Arrays = dict[str, np.ndarray]
#: Name under which a file keeps the digest of its own content.
_SEAL = "seal"


def cached_arrays(name: str, key: str, build: Callable[[], Arrays]) -> Arrays:
    """Arrays from the cache, or built and stored.

    Parameters: ``name`` and ``key`` make the file name (``key`` is a digest of all inputs); ``build`` makes the
    arrays. Returns: the arrays. A damaged file is told on standard error in one line and rebuilt; a folder that
    cannot be read or written is passed over in silence, since the arrays are at hand anyway.
    """
    try:
        path = cache_dir() / f"{name}-{key}.npz"
    except RuntimeError:  # no home folder
        return build()
    try:
        return _read(path)
    except FileNotFoundError:
        pass
    except OSError:
        return build()
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile, NotImplementedError):
        print(f"neuroglide: the cache file {path} is damaged; it is rebuilt.", file=sys.stderr)
    arrays = build()
    _write(path, arrays)
    return arrays


def _read(path: Path) -> Arrays:
    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    if str(arrays.pop(_SEAL)) != _seal(arrays):
        raise ValueError("the content does not match its seal")
    return arrays


def _seal(arrays: Arrays) -> str:
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(name.encode() + str(arrays[name].dtype).encode() + arrays[name].tobytes())
    return digest.hexdigest()


def _write(path: Path, arrays: Arrays) -> None:
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.stem, suffix=".tmp", delete=False) as handle:
            temporary = handle.name
            np.savez(handle, **arrays, **{_SEAL: np.array(_seal(arrays))})
        os.replace(temporary, path)
    except OSError:
        if temporary is not None:
            try:
                os.unlink(temporary)
            except OSError:
                pass
