"""PNG files written by hand: a palette for the whole movement, then one indexed image per frame.

Indexed images are a third of the size of true-colour ones, which is what keeps a scrubbable report in one file.
"""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def encode_indexed(index: np.ndarray, palette: np.ndarray) -> bytes:
    """PNG bytes of an indexed image.

    Parameters: index (H, W) uint8; palette (P <= 256, 4) uint8, straight (not premultiplied) RGBA.
    """
    height, width = index.shape
    if len(palette) > 256 or int(index.max(initial=0)) >= len(palette):
        raise ValueError("an indexed PNG holds at most 256 colours, and every index must name one")
    rows = np.zeros((height, width + 1), np.uint8)  # first byte of each row: filter 0
    rows[:, 1:] = index
    return (
        _SIGNATURE
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + _chunk(b"PLTE", np.ascontiguousarray(palette[:, :3], np.uint8).tobytes())
        + _chunk(b"tRNS", np.ascontiguousarray(palette[:, 3], np.uint8).tobytes())
        + _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))
        + _chunk(b"IEND", b"")
    )


def data_uri(png: bytes) -> str:
    """The picture as a ``data:`` address, so that the page needs no other file."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def _premultiply(rgba: np.ndarray) -> np.ndarray:
    out = rgba.astype(np.float32)
    out[..., :3] *= out[..., 3:] / 255
    return out


def make_palette(images: list[np.ndarray], size: int = 256) -> np.ndarray:
    """A palette for several images by median cut.

    Parameters: images, each (H, W, 4) uint8 straight RGBA; size, the number of entries (<= 256).
    Returns (P, 4) uint8 with P <= size; entry 0 is fully transparent. Each cut halves the box with the largest
    spread weighted by its pixels, so rare but distinct colours (the nerve) keep entries of their own.
    """
    codes = np.concatenate([_codes(image) for image in images])
    unique, counts = np.unique(codes[codes >> 24 > 0], return_counts=True)
    if not len(unique):
        return np.zeros((1, 4), np.uint8)
    colours = _premultiply(_decode(unique))
    boxes = [np.arange(len(unique))]
    weight = np.sqrt(counts)  # the square root: a broad smooth area must not take every entry

    def spread(box: np.ndarray) -> float:
        return float(np.ptp(colours[box], axis=0).max() * np.sqrt(weight[box].sum()))

    scores = [spread(boxes[0])]
    while len(boxes) < size - 1 and max(scores) > 0:
        at = int(np.argmax(scores))
        box = boxes[at]
        axis = int(np.argmax(np.ptp(colours[box], axis=0)))
        order = box[np.argsort(colours[box, axis], kind="stable")]
        half = int(np.clip(np.searchsorted(np.cumsum(weight[order]), weight[order].sum() / 2), 1, len(order) - 1))
        boxes[at], scores[at] = order[:half], spread(order[:half])
        boxes.append(order[half:])
        scores.append(spread(order[half:]))
    straight = _decode(unique).astype(float)
    means = [np.average(straight[box], axis=0, weights=weight[box]) for box in boxes]
    return np.vstack([np.zeros((1, 4)), np.rint(means)]).astype(np.uint8)


def to_indexed(image: np.ndarray, palette: np.ndarray) -> np.ndarray:
    """Index (H, W) uint8 of the nearest palette entry for each pixel of a straight RGBA image (H, W, 4)."""
    codes = _codes(image)
    unique, inverse = np.unique(codes, return_inverse=True)
    want, have = _premultiply(_decode(unique)), _premultiply(palette)
    nearest = np.empty(len(unique), np.uint8)
    for i in range(0, len(unique), 4096):
        part = want[i : i + 4096]
        distance = (part**2).sum(1)[:, None] - 2 * part @ have.T + (have**2).sum(1)[None]
        nearest[i : i + 4096] = distance.argmin(1)
    return nearest[inverse].reshape(image.shape[:2])


def encode(image: np.ndarray, palette: np.ndarray) -> bytes:
    """PNG bytes of a straight RGBA image (H, W, 4) uint8, brought to the palette."""
    return encode_indexed(to_indexed(image, palette), palette)


def _codes(image: np.ndarray) -> np.ndarray:
    """One integer per pixel, 6 bits a colour channel and 4 bits of alpha; fully transparent pixels are 0."""
    a = image[..., 3].astype(np.uint32)
    alpha = np.rint(a / 17).astype(np.uint32) * 17
    r, g, b = (image[..., i].astype(np.uint32) & 0xFC for i in range(3))
    return np.where(alpha > 0, alpha << 24 | r << 16 | g << 8 | b, 0).ravel()


def _decode(codes: np.ndarray) -> np.ndarray:
    channel = [codes >> 16 & 255, codes >> 8 & 255, codes & 255]
    return np.stack([*(c | c >> 6 for c in channel), codes >> 24 & 255], axis=1).astype(np.uint8)
