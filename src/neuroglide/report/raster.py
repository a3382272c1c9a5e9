"""A small software renderer: triangles to a depth buffer, then light on what is left.

Everything runs on the processor with NumPy and Numba, so a report can be made on any machine, without a graphics card
or a display. Both loops are compiled anew in every process, which takes a second in all: nothing is kept on disk that
could be damaged. Pixel coordinates: x to the right, y down; depth grows toward the viewer.
"""

from __future__ import annotations

import numba
import numpy as np

#: Depth of a pixel nothing was drawn on.
FAR = -1e30


class Buffers:
    """What is nearest at each pixel: depth (H, W) [m], unit normal (H, W, 3), a value (H, W) and a mask."""

    def __init__(self, height: int, width: int):
        self.depth = np.full((height, width), FAR, np.float32)
        self.normal = np.zeros((height, width, 3), np.float32)
        self.value = np.zeros((height, width), np.float32)

    @property
    def mask(self) -> np.ndarray:
        """Pixels on which something was drawn (H, W) bool."""
        return self.depth > FAR


def draw(buffers: Buffers, points: np.ndarray, normals: np.ndarray, values: np.ndarray, faces: np.ndarray) -> None:
    """Draw triangles into ``buffers``, nearest first by depth.

    Parameters: points (V, 3), pixel x, pixel y, depth [m]; normals (V, 3) in view axes; values (V,), interpolated
    over each triangle; faces (F, 3) vertex numbers. Triangles are drawn from both sides (thin bones have no inside).
    """
    _draw(
        np.ascontiguousarray(points, np.float32), np.ascontiguousarray(normals, np.float32),
        np.ascontiguousarray(values, np.float32), np.ascontiguousarray(faces, np.int32),
        buffers.depth, buffers.normal, buffers.value,
    )


@numba.njit(nogil=True)
def _draw(points, normals, values, faces, depth, normal, value):
    height, width = depth.shape
    for f in range(faces.shape[0]):
        i, j, k = faces[f, 0], faces[f, 1], faces[f, 2]
        x0, y0, x1, y1, x2, y2 = points[i, 0], points[i, 1], points[j, 0], points[j, 1], points[k, 0], points[k, 1]
        area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        if abs(area) < 1e-9:
            continue
        left, right = max(0, int(np.floor(min(x0, x1, x2)))), min(width - 1, int(np.ceil(max(x0, x1, x2))))
        top, bottom = max(0, int(np.floor(min(y0, y1, y2)))), min(height - 1, int(np.ceil(max(y0, y1, y2))))
        for y in range(top, bottom + 1):
            for x in range(left, right + 1):
                px, py = x + 0.5, y + 0.5  # the centre of the pixel decides
                a = ((x1 - px) * (y2 - py) - (x2 - px) * (y1 - py)) / area
                b = ((x2 - px) * (y0 - py) - (x0 - px) * (y2 - py)) / area
                c = 1.0 - a - b
                if a < 0 or b < 0 or c < 0:
                    continue
                z = a * points[i, 2] + b * points[j, 2] + c * points[k, 2]
                if z <= depth[y, x]:
                    continue
                depth[y, x] = z
                value[y, x] = a * values[i] + b * values[j] + c * values[k]
                nx = a * normals[i, 0] + b * normals[j, 0] + c * normals[k, 0]
                ny = a * normals[i, 1] + b * normals[j, 1] + c * normals[k, 1]
                nz = a * normals[i, 2] + b * normals[j, 2] + c * normals[k, 2]
                length = np.sqrt(nx * nx + ny * ny + nz * nz) + 1e-12
                normal[y, x, 0], normal[y, x, 1], normal[y, x, 2] = nx / length, ny / length, nz / length


def light(normal: np.ndarray, ambient: float = 0.42) -> np.ndarray:
    """Brightness 0..1 of a surface: a key light from upper left in front, a weak one from the right, and ambient.

    Parameters: normal (..., 3) unit, view axes (x right, y up, z toward the viewer). Both faces are lit.
    """
    n = np.where(normal[..., 2:] < 0, -normal, normal)
    key = np.clip(n @ np.array([-0.45, 0.62, 0.64], np.float32), 0, 1)
    fill = np.clip(n @ np.array([0.80, 0.05, 0.60], np.float32), 0, 1)
    return np.clip(ambient + 0.52 * key + 0.16 * fill, 0, 1)


@numba.njit(nogil=True)
def _occlusion(depth, offsets, near, far, far_mark):
    height, width = depth.shape
    out = np.ones((height, width), np.float32)
    count = offsets.shape[0]
    for y in range(height):
        for x in range(width):
            z = depth[y, x]
            if z <= far_mark:
                continue
            hidden = 0.0
            for o in range(count):
                u, v = x + offsets[o, 0], y + offsets[o, 1]
                if 0 <= u < width and 0 <= v < height:
                    step = depth[v, u] - z
                    if near < step:
                        hidden += 1.0 if step < far else far / step
            out[y, x] = 1.0 - hidden / count
    return out


def occlusion(depth: np.ndarray, radius_px: float, near_m: float = 0.002, far_m: float = 0.05) -> np.ndarray:
    """Openness 0..1 of each pixel: the share of its neighbourhood that is not nearer to the viewer.

    It darkens hollows (between vertebrae, behind the knee) so that a low-polygon bone reads as a solid.
    Parameters: depth (H, W) [m]; radius_px of the neighbourhood; near_m and far_m, the depth steps that count.
    """
    turn = np.pi * (3 - np.sqrt(5))  # a sunflower of 20 points: even cover, no direction preferred
    k = np.arange(1, 21)
    r = radius_px * np.sqrt(k / 20)
    offsets = np.rint(np.stack([r * np.cos(k * turn), r * np.sin(k * turn)], axis=1)).astype(np.int32)
    return _occlusion(depth, offsets, near_m, far_m, FAR)


def grow(mask: np.ndarray, radius_px: int) -> np.ndarray:
    """The mask (H, W) widened by a disc of ``radius_px``."""
    out = mask.copy()
    height, width = mask.shape
    for dy in range(-radius_px, radius_px + 1):
        reach = int(np.sqrt(radius_px**2 - dy**2))
        for dx in range(-reach, reach + 1):
            ys, yd = slice(max(0, -dy), height - max(0, dy)), slice(max(0, dy), height - max(0, -dy))
            xs, xd = slice(max(0, -dx), width - max(0, dx)), slice(max(0, dx), width - max(0, -dx))
            out[yd, xd] |= mask[ys, xs]
    return out


def shrink_by_two(rgba: np.ndarray) -> np.ndarray:
    """Average 2 x 2 pixels of a premultiplied float image (2H, 2W, 4); returns straight RGBA (H, W, 4) uint8."""
    h, w = rgba.shape[0] // 2 * 2, rgba.shape[1] // 2 * 2
    mean = (rgba[:h:2, :w:2] + rgba[1:h:2, :w:2] + rgba[:h:2, 1:w:2] + rgba[1:h:2, 1:w:2]) / 4
    alpha = mean[..., 3:]
    straight = np.where(alpha > 1e-4, mean[..., :3] / np.maximum(alpha, 1e-4), 0)
    return np.rint(np.concatenate([straight, alpha], axis=2) * 255).clip(0, 255).astype(np.uint8)


def self_test() -> bool:
    """Draw one triangle half behind another; True when the right one is in front at two pixels."""
    buffers = Buffers(8, 8)
    points = np.array([[0, 0, 0], [16, 0, 0], [0, 16, 0], [0, 0, 1], [4, 0, 1], [0, 4, 1]], float)
    normals = np.tile([0.0, 0.0, 1.0], (6, 1))
    draw(buffers, points, normals, np.repeat([1.0, 2.0], 3), np.array([[3, 4, 5], [0, 1, 2]]))
    return bool(buffers.value[0, 0] == 2.0 and buffers.value[6, 6] == 1.0)
