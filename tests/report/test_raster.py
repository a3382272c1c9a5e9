"""The renderer against triangles whose pixels can be counted by hand."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest

from neuroglide.report import raster
from neuroglide.report.mesh import capsule, resample, smooth, tube
from neuroglide.report.png import encode, encode_indexed, make_palette, to_indexed

FACING = np.tile([0.0, 0.0, 1.0], (3, 1))


def drawn(points, values=(1.0, 1.0, 1.0), buffers=None, size=(6, 8)):
    buffers = buffers or raster.Buffers(*size)
    raster.draw(buffers, np.array(points, float), FACING, np.array(values, float), np.array([[0, 1, 2]]))
    return buffers


def test_a_right_triangle_covers_the_pixels_whose_centres_it_holds():
    # Corners (0, 0), (4, 0), (0, 4): pixel (x, y) is in when x + 0.5 + y + 0.5 <= 4.
    mask = drawn([(0, 0, 0), (4, 0, 0), (0, 4, 0)]).mask
    expected = np.array([[x + y + 1 <= 4 for x in range(8)] for y in range(6)])
    np.testing.assert_array_equal(mask, expected)


def test_corner_order_does_not_matter():
    one = drawn([(0, 0, 0), (4, 0, 0), (0, 4, 0)]).mask
    other = drawn([(0, 0, 0), (0, 4, 0), (4, 0, 0)]).mask
    np.testing.assert_array_equal(one, other)


def test_two_triangles_sharing_an_edge_leave_no_gap():
    square = drawn([(1, 1, 0), (5, 1, 0), (1, 5, 0)])
    drawn([(5, 1, 0), (5, 5, 0), (1, 5, 0)], buffers=square)
    assert square.mask[1:5, 1:5].all() and square.mask.sum() == 16


@pytest.mark.parametrize("near_first", [True, False])
def test_the_nearer_triangle_wins_whatever_the_order(near_first):
    near, far = [(0, 0, 2), (4, 0, 2), (0, 4, 2)], [(0, 0, 1), (8, 0, 1), (0, 8, 1)]
    buffers = raster.Buffers(6, 8)
    for points, value in [(near, 2.0), (far, 1.0)][:: 1 if near_first else -1]:
        drawn(points, [value] * 3, buffers)
    assert buffers.value[0, 0] == 2.0 and buffers.depth[0, 0] == 2.0
    assert buffers.value[4, 1] == 1.0  # outside the near one


def test_values_and_depth_are_interpolated():
    buffers = drawn([(0, 0, 0), (8, 0, 8), (0, 6, 0)], values=(0, 8, 0))
    # Depth and value grow by one for each pixel to the right; at the centre of pixel 2 that is 2.5.
    assert buffers.value[0, 2] == pytest.approx(2.5, abs=1e-5)  # single precision
    assert buffers.depth[0, 2] == pytest.approx(2.5, abs=1e-5)


def test_a_triangle_outside_the_picture_draws_nothing():
    assert not drawn([(20, 20, 0), (30, 20, 0), (20, 30, 0)]).mask.any()
    assert not drawn([(1, 1, 0), (5, 5, 0), (3, 3, 0)]).mask.any()  # no area


def test_light_falls_from_above_and_both_faces_are_lit():
    up, down = np.array([0.0, 0.8, 0.6]), np.array([0.0, -0.8, 0.6])
    assert raster.light(up) > raster.light(down)
    assert raster.light(-up) == pytest.approx(raster.light(up))


def test_a_hollow_is_darker_than_an_open_face():
    depth = np.full((40, 40), 0.0, np.float32)
    depth[:, 20:] = 0.02  # a step two centimetres nearer
    open_to_sky = raster.occlusion(depth, 6)
    assert open_to_sky[20, 18] < open_to_sky[20, 2] == 1.0
    assert open_to_sky[20, 30] == 1.0


def test_grow_widens_by_a_disc():
    mask = np.zeros((7, 7), bool)
    mask[3, 3] = True
    grown = raster.grow(mask, 2)
    assert grown.sum() == 13 and grown[3, 5] and grown[1, 3] and not grown[1, 1]


def test_shrinking_averages_colour_by_opacity():
    image = np.zeros((2, 2, 4), np.float32)
    image[0, 0] = [1.0, 0.0, 0.0, 1.0]
    np.testing.assert_array_equal(raster.shrink_by_two(image)[0, 0], [255, 0, 0, 64])


def test_self_test_passes():
    assert raster.self_test()


def test_a_tube_has_its_radius_everywhere():
    line = np.array([[0, 0, 0], [1, 0, 0], [2, 0, 0.0]])
    mesh, owner = tube(line, 0.25, sides=12)
    away = np.linalg.norm(mesh.vertices - line[owner], axis=1)
    np.testing.assert_allclose(away, 0.25, rtol=1e-12)
    assert mesh.faces.max() < len(mesh.vertices)


def test_smooth_joins_equal_corners_and_points_outward():
    body = capsule([0, 0, 0], [1, 0, 0], 0.3, 0.2)
    middle = np.array([0.5, 0, 0])
    assert ((body.vertices - middle) * body.normals).sum(1).mean() > 0
    doubled = smooth(np.concatenate([body.vertices, body.vertices]), np.concatenate([body.faces] * 2))
    assert len(doubled.vertices) == len(body.vertices)


def test_resample_keeps_the_ends_and_the_values_there():
    points, values = resample(np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0.0]]), np.array([1.0, 2.0, 3.0]), 0.05)
    np.testing.assert_allclose(points[[0, -1]], [[0, 0, 0], [1, 1, 0]])
    assert values[0] == 1.0 and values[-1] == 3.0


def decode(png: bytes):
    """Chunks of a PNG, checked, by kind."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, found = 8, {}
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        found[kind] = body
        at += 12 + length
    return found


def test_png_holds_what_was_put_in():
    palette = np.array([[0, 0, 0, 0], [255, 10, 20, 255], [1, 2, 3, 128]], np.uint8)
    index = np.array([[0, 1], [2, 1], [1, 0]], np.uint8)
    chunks = decode(encode_indexed(index, palette))
    assert struct.unpack(">IIBB", chunks[b"IHDR"][:10]) == (2, 3, 8, 3)
    assert chunks[b"PLTE"] == palette[:, :3].tobytes() and chunks[b"tRNS"] == palette[:, 3].tobytes()
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(3, 3)
    np.testing.assert_array_equal(rows[:, 1:], index)


def test_png_refuses_an_index_without_a_colour():
    with pytest.raises(ValueError, match="256"):
        encode_indexed(np.array([[3]], np.uint8), np.zeros((3, 4), np.uint8))


def test_palette_keeps_a_rare_colour_and_brings_every_pixel_close():
    grey = np.tile(np.arange(256, dtype=np.uint8)[None, :, None], (40, 1, 4))
    grey[..., 3] = 255
    grey[0, :6] = [200, 20, 130, 255]  # six pixels of nerve among ten thousand of bone
    palette = make_palette([grey], 64)
    assert len(palette) <= 64 and tuple(palette[0]) == (0, 0, 0, 0)
    shown = palette[to_indexed(grey, palette)].astype(int)
    assert np.abs(shown[0, 2] - [200, 20, 130, 255]).max() <= 4  # six bits a channel
    assert np.abs(shown[5:].astype(int) - grey[5:].astype(int)).max() <= 12
    assert decode(encode(grey, palette))


def test_an_empty_picture_is_transparent():
    nothing = np.zeros((3, 3, 4), np.uint8)
    palette = make_palette([nothing])
    assert palette.tolist() == [[0, 0, 0, 0]] and not to_indexed(nothing, palette).any()


def test_nothing_is_kept_on_disk_that_could_be_damaged(tmp_path):
    code = "from neuroglide.report import raster; print(raster.self_test())"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True,
                          env=os.environ | {"NEUROGLIDE_CACHE": str(tmp_path)})
    assert done.stdout.strip() == "True" and done.stderr == "" and list(tmp_path.iterdir()) == []
