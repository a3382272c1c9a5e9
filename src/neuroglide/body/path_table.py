"""Read the table of bed points, wraps and paths, both sides written out."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml

from neuroglide.coordinates import SIDES

_FILE = Path(__file__).with_name("bed_path.yaml")


class Point(NamedTuple):
    """A bed point: the body that carries it and its place [m] in the frame of the pelvis, generic neutral."""

    body: str
    world_m: np.ndarray


class Wrap(NamedTuple):
    """A cylinder across the body: carrier, centre [m], record of its radius, and the side the path keeps to [m]."""

    body: str
    world_m: np.ndarray
    radius_key: str
    side_m: np.ndarray


class PathTable(NamedTuple):
    """Points, wraps and paths by full name, places for drawing [m], and a digest of the file."""

    points: dict[str, Point]
    wraps: dict[str, Wrap]
    paths: dict[str, tuple[str, ...]]
    drawing: dict[str, np.ndarray]
    digest: str


def _place(raw_mm: list[float], side: str) -> np.ndarray:
    return np.array(raw_mm, float) * (1.0, 1.0, -1.0 if side == "l" else 1.0) / 1000.0


@lru_cache(maxsize=1)
def load_path_table() -> PathTable:
    """The packaged table with ``SIDE`` written out as r and l; the left is the mirror image of the right."""
    text = _FILE.read_text(encoding="utf-8")
    raw = yaml.safe_load(text)
    points: dict[str, Point] = {}
    wraps: dict[str, Wrap] = {}
    paths: dict[str, tuple[str, ...]] = {}
    for side in SIDES:
        for name, row in raw["points"].items():
            points[name.replace("SIDE", side)] = Point(row["body"].replace("SIDE", side), _place(row["world_mm"], side))
        for name, row in raw["wraps"].items():
            wraps[name.replace("SIDE", side)] = Wrap(
                row["body"].replace("SIDE", side),
                _place(row["world_mm"], side),
                row["radius"],
                _place(row["side"], side),
            )
        for name, row in raw["paths"].items():
            paths[name.replace("SIDE", side)] = tuple(step.replace("SIDE", side) for step in row)
    drawing = {name: _place(row["world_mm"], "r") for name, row in raw["drawing"].items()}
    return PathTable(points, wraps, paths, drawing, hashlib.sha256(text.encode()).hexdigest())
