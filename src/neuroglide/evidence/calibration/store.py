"""Arrays on disk, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from neuroglide.result import temporary_beside


def save_whole(path: Path, **arrays) -> None:
    """Write an npz under a temporary name, then rename: a stop never leaves half a file."""
    temporary = temporary_beside(path)
    with open(temporary, "wb") as stream:  # a stream: given a name, NumPy would add a suffix
        np.savez(stream, **arrays)
    temporary.replace(path)
