"""Triangle meshes for pictures: tubes along a line, capsules, welded vertices, smooth normals."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Mesh(NamedTuple):
    """vertices (V, 3) [m], unit normals (V, 3), faces (F, 3) vertex numbers."""

    vertices: np.ndarray
    normals: np.ndarray
    faces: np.ndarray


def smooth(vertices: np.ndarray, faces: np.ndarray) -> Mesh:
    """A mesh with equal vertices joined and one normal per vertex, the area-weighted mean of its faces.

    Parameters: vertices (V, 3) [m]; faces (F, 3).
    """
    _, first, inverse = np.unique(np.round(vertices, 6), axis=0, return_index=True, return_inverse=True)
    faces = inverse.ravel()[np.asarray(faces, int)]
    vertices = np.asarray(vertices, float)[first]
    corner = vertices[faces]
    area = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    normals = np.zeros_like(vertices)
    for i in range(3):
        np.add.at(normals, faces[:, i], area)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return Mesh(vertices, normals, faces)


def tube(line: np.ndarray, radius_m: np.ndarray | float, sides: int = 10) -> tuple[Mesh, np.ndarray]:
    """A tube along a polyline.

    Parameters: line (K >= 2, 3) [m]; radius_m, one number or (K,) [m]; sides of the ring.
    Returns the mesh and, for each vertex, the number of the line point it belongs to. The ring is carried along
    without twisting (each frame is the previous one turned by the bend of the line).
    """
    line = np.asarray(line, float)
    tangent = np.gradient(line, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-12)
    side = np.cross(tangent[0], np.eye(3)[np.argmin(np.abs(tangent[0]))])
    across = np.empty_like(line)
    for k, t in enumerate(tangent):
        side = side - t * (side @ t)
        side /= max(np.linalg.norm(side), 1e-12)
        across[k] = side
    up = np.cross(tangent, across)
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    normals = across[:, None] * np.cos(angle)[None, :, None] + up[:, None] * np.sin(angle)[None, :, None]
    radius = np.broadcast_to(np.asarray(radius_m, float), (len(line),))
    vertices = line[:, None] + radius[:, None, None] * normals
    ring = np.arange(sides)
    a = (np.arange(len(line) - 1)[:, None] * sides + ring).ravel()
    b = (np.arange(len(line) - 1)[:, None] * sides + (ring + 1) % sides).ravel()
    faces = np.concatenate([np.stack([a, b, a + sides], 1), np.stack([b, b + sides, a + sides], 1)])
    return Mesh(vertices.reshape(-1, 3), normals.reshape(-1, 3), faces), np.repeat(np.arange(len(line)), sides)


def capsule(start: np.ndarray, end: np.ndarray, start_radius_m: float, end_radius_m: float, sides: int = 18) -> Mesh:
    """A rounded cone from ``start`` to ``end`` (3,) [m] with a radius at each end [m]."""
    start, end = np.asarray(start, float), np.asarray(end, float)
    along = (end - start) / max(np.linalg.norm(end - start), 1e-9)
    turn = np.linspace(0, np.pi / 2, 7)
    centres = np.concatenate([start - along * (start_radius_m * np.cos(turn))[:, None],
                              end + along * (end_radius_m * np.sin(turn))[:, None]])
    radii = np.concatenate([start_radius_m * np.sin(turn), end_radius_m * np.cos(turn)])
    mesh, _ = tube(centres, np.maximum(radii, 1e-5), sides)
    return smooth(mesh.vertices, mesh.faces)


def resample(line: np.ndarray, values: np.ndarray, spacing_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Points every ``spacing_m`` along a polyline (K, 3) [m] with values (K,) interpolated; corners rounded a little.

    Rounding is by a short moving average of the points, so that a wrapped path looks like a nerve and not a wire.
    """
    step = np.linalg.norm(np.diff(line, axis=0), axis=1)
    s = np.concatenate([[0], np.cumsum(step)])
    n = max(3, int(np.ceil(s[-1] / spacing_m)) + 1)
    x = np.linspace(0, s[-1], n)
    points = np.stack([np.interp(x, s, line[:, i]) for i in range(3)], axis=1)
    half = min(3, (n - 1) // 2)
    if half:
        padded = np.concatenate([np.repeat(points[:1], half, 0), points, np.repeat(points[-1:], half, 0)])
        kernel = np.ones(2 * half + 1) / (2 * half + 1)
        rounded = np.stack([np.convolve(padded[:, i], kernel, "valid") for i in range(3)], axis=1)
        rounded[0], rounded[-1] = points[0], points[-1]
        points = rounded
    return points, np.interp(x, s, values)
