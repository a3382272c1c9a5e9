"""Where compiled things are kept between runs: one folder per user, or ``NEUROGLIDE_CACHE``."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_dir() -> Path:
    """The cache folder; it may not exist yet, and everything in it can be deleted at any time."""
    named = os.environ.get("NEUROGLIDE_CACHE")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "neuroglide"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "neuroglide"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "neuroglide"
