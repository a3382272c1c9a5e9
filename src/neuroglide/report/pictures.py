"""Pictures of the body with the nerve coloured by its strain."""

from __future__ import annotations

import numpy as np

from neuroglide.report import raster
from neuroglide.report.colours import strain_colour
from neuroglide.report.mesh import resample, tube
from neuroglide.report.scene import PosedBody, View, project, radius_m

#: Bone colour in light and in shadow (sRGB 0..1), and the dark line around the nerve.
_BONE_LIGHT, _BONE_DARK = np.array([0.985, 0.962, 0.915]), np.array([0.44, 0.40, 0.39])
_OUTLINE = np.array([0.13, 0.12, 0.16])
#: Opacity of the nerve where a bone lies in front of it.
_BEHIND_BONE = 0.78
_SPACING_M = 0.004
#: Width of the other side's nerves against the affected side's.
_OTHER_SIDE = 0.5


def draw_body(
    body: PosedBody, strain_percent: dict[str, np.ndarray], view: View, width_px: int, side: str = "r"
) -> np.ndarray:
    """One picture.

    Parameters: body in body axes; strain_percent, values along each bed segment (m,) [%], cranial end first;
    segments without values are not drawn; view; width_px of the picture (its height follows the view); side, whose
    nerves are drawn in full width (those of the other side are thinner).
    Returns (H, W, 4) uint8 straight RGBA on a transparent background.
    """
    scale = 2 * width_px / view.width_m  # drawn at twice the size, then averaged
    height, width = 2 * int(np.ceil(view.height_m * scale / 2)), 2 * width_px
    bones, nerve = raster.Buffers(height, width), raster.Buffers(height, width)
    for bone in body.bones:
        raster.draw(bones, project(bone.vertices, view, scale), bone.normals @ view.rotation.T,
                    np.zeros(len(bone.vertices)), bone.faces)
    for segment, line in body.lines.items():
        if segment in strain_percent:
            radius = radius_m(segment) * (1.0 if segment.endswith((side, "m")) else _OTHER_SIDE)
            _draw_nerve(nerve, line, np.asarray(strain_percent[segment], float), radius, view, scale)
    return raster.shrink_by_two(_compose(bones, nerve, scale))


def _draw_nerve(buffers, line, values, radius, view, scale) -> None:
    step = np.linalg.norm(np.diff(line, axis=0), axis=1)
    along = np.concatenate([[0], np.cumsum(step)]) / max(step.sum(), 1e-9)
    # A finer line first, so that values between the corners of the path are kept.
    fine = np.unique(np.concatenate([along, np.linspace(0, 1, 2 * len(values) + 1)]))
    points = np.stack([np.interp(fine, along, line[:, i]) for i in range(3)], axis=1)
    centres = (np.arange(len(values)) + 0.5) / len(values)
    points, strain = resample(points, np.interp(fine, centres, values), _SPACING_M)
    mesh, of_point = tube(points, radius)
    raster.draw(buffers, project(mesh.vertices, view, scale), mesh.normals @ view.rotation.T, strain[of_point],
                mesh.faces)


def _compose(bones: raster.Buffers, nerve: raster.Buffers, scale: float) -> np.ndarray:
    """Premultiplied RGBA (H, W, 4) float of bones, then the nerve's outline, then the nerve.

    Only drawn pixels are worked on: most of a picture is empty.
    """
    out = np.zeros((*bones.depth.shape, 4), np.float32)
    drawn = bones.mask
    openness = raster.occlusion(bones.depth, 0.030 * scale)[drawn]
    bright = np.clip(raster.light(bones.normal[drawn]) * (0.35 + 0.65 * openness), 0, 1)[:, None]
    out[drawn] = np.concatenate([_BONE_DARK + (_BONE_LIGHT - _BONE_DARK) * bright, np.ones_like(bright)], axis=1)
    line = nerve.mask
    if not line.any():
        return out
    rim = raster.grow(line, 2) & ~line
    _lay_over(out, rim, _OUTLINE, np.float32(0.75))
    hidden = bones.depth[line] > nerve.depth[line] + 0.002
    shade = 0.78 + 0.30 * np.clip(raster.light(nerve.normal[line], ambient=0.25), 0, 1)[:, None]
    colour = np.clip(strain_colour(nerve.value[line]) / 255 * shade, 0, 1)
    _lay_over(out, line, colour, np.where(hidden, _BEHIND_BONE, 1.0)[:, None])
    return out


def _lay_over(out: np.ndarray, mask: np.ndarray, colour: np.ndarray, alpha: np.ndarray) -> None:
    """Put a colour (3,) or (K, 3) with opacity (K, 1) over the K pixels of the mask."""
    below = out[mask]
    above = np.empty_like(below)
    above[:, :3] = colour * alpha
    above[:, 3:] = alpha
    out[mask] = above + below * (1 - alpha)
