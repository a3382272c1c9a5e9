"""Arrays on disk, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np


def save_whole(path: Path, **arrays) -> None:
    """Write an npz under a temporary name, then rename: a stop never leaves half a file."""
    temporary = path.with_name(f".{path.stem}.part.npz")
    np.savez(temporary, **arrays)
    temporary.replace(path)
