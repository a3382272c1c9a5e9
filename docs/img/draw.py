"""Draws the pictures of the README with the package itself: ``python docs/img/draw.py``.

Bones: OpenSim models by way of myo_sim, CC BY 3.0, posed by Neuroglide (see NOTICE).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

import neuroglide
from neuroglide.report import colours, png
from neuroglide.report.moments import key_moments
from neuroglide.report.pictures import draw_body
from neuroglide.report.profile import strain_by_segment
from neuroglide.report.scene import camera_rotation, frame, settle
from neuroglide.report.skeleton import Skeleton

HERE = Path(__file__).parent
PANEL_PX, GAP_PX = 300, 12


def panels(result) -> list[np.ndarray]:
    """Pictures (H, W, 4) of a result's start and of the end of its first step."""
    side, moments = result.person.side, key_moments(result)[:2]
    rows = result.timeline.start_index + np.array([m.index for m in moments])
    bodies = [settle(body, result.movement.position, side)
              for body in Skeleton(result.person).poses(result.timeline.angle_rad[rows])]
    view = frame(bodies, camera_rotation(side))
    return [draw_body(body, strain_by_segment(result, m.index, set(body.lines)), view, PANEL_PX, side)
            for body, m in zip(bodies, moments, strict=True)]


def side_by_side(images: list[np.ndarray]) -> np.ndarray:
    """The pictures in one row on white, feet level."""
    height = max(image.shape[0] for image in images)
    width = sum(image.shape[1] for image in images) + GAP_PX * (len(images) - 1)
    row = np.full((height, width, 4), 255, np.uint8)
    left = 0
    for image in images:
        alpha = image[..., 3:] / 255.0
        part = row[height - image.shape[0] :, left : left + image.shape[1], :3]
        part[:] = np.rint(alpha * image[..., :3] + (1 - alpha) * part)
        left += image.shape[1] + GAP_PX
    return row


def write(name: str, image: np.ndarray) -> None:
    """Write a picture beside this file."""
    path = HERE / name
    path.write_bytes(png.encode(image, png.make_palette([image])))
    print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB, {image.shape[1]} x {image.shape[0]}")


def scale(width: int = 300, height: int = 14) -> np.ndarray:
    """The strain colour scale (H, W, 4), 0 % at the left."""
    rgb = colours.strain_colour(np.linspace(*colours.SCALE_PERCENT, width))
    return np.concatenate([np.broadcast_to(rgb, (height, width, 3)), np.full((height, width, 1), 255)], 2).astype("u1")


if __name__ == "__main__":
    for movement in ("slump-slider", "slump-tensioner"):
        write(f"{movement}.png", side_by_side(panels(neuroglide.simulate(None, movement, fields=True, draws=0))))
    write("strain-scale.png", scale())
