"""A person's result depends on that person alone: not on threads, nor on who else is in the batch, nor on the order."""

import numba
import numpy as np
import pytest
from small_network import mesh_and_parameters, people

from neuroglide.nerve.solve import pack, solve

ARRAYS = ("site_excursion", "site_stretch", "site_tension", "field_tension", "iterations")


@pytest.fixture(scope="module")
def batch():
    mesh, p = mesh_and_parameters()
    nerves, lengths, steps = people(mesh, p, 7)
    return mesh, nerves, lengths, steps, solve(mesh, pack(nerves), lengths, steps, fields=True)


def same(one, other, rows=slice(None)):
    """Equal to the last bit."""
    return all(np.array_equal(getattr(one, name), getattr(other, name)[rows], equal_nan=True) for name in ARRAYS)


def test_threads_do_not_matter(batch):
    mesh, nerves, lengths, steps, out = batch
    before = numba.get_num_threads()
    try:
        for threads in sorted({1, min(2, numba.config.NUMBA_NUM_THREADS)}):
            numba.set_num_threads(threads)
            assert same(solve(mesh, pack(nerves), lengths, steps, fields=True), out), threads
    finally:
        numba.set_num_threads(before)


def test_alone_or_in_a_batch_is_the_same(batch):
    mesh, nerves, lengths, steps, out = batch
    for row in (0, 3, 6):
        alone = solve(mesh, pack([nerves[row]]), lengths[row : row + 1], steps[row : row + 1], fields=True)
        assert same(alone, out, slice(row, row + 1)), row


def test_order_in_the_batch_does_not_matter(batch):
    mesh, nerves, lengths, steps, out = batch
    order = [4, 0, 6, 2, 5, 1, 3]
    turned = solve(mesh, pack([nerves[i] for i in order]), lengths[order], steps[order], fields=True)
    assert same(turned, out, order)


def test_one_failing_person_spoils_nobody_else(batch):
    mesh, nerves, lengths, steps, out = batch
    broken = lengths.copy()
    broken[2, 4] = np.nan
    got = solve(mesh, pack(nerves), broken, steps, fields=True)
    assert got.status.tolist() == [0, 0, 2, 0, 0, 0, 0]
    assert got.steps_done[2] == 4
    others = [0, 1, 3, 4, 5, 6]
    assert all(np.array_equal(getattr(got, name)[others], getattr(out, name)[others]) for name in ARRAYS)
    assert np.array_equal(got.site_tension[2, :4], out.site_tension[2, :4])  # what came before is kept
    assert np.isnan(got.site_tension[2, 4:]).all()
