"""Fewer nerves than users get: the same code, quicker."""

from __future__ import annotations

import pytest

from neuroglide.patient.twin import mechanics


@pytest.fixture(scope="session", autouse=True)
def fewer_nerves():
    """32 draws of the nerve instead of 72."""
    patch = pytest.MonkeyPatch()
    patch.setattr(mechanics, "DRAWS", 32)
    mechanics.mechanics_of.cache_clear()
    yield
    patch.undo()
    mechanics.mechanics_of.cache_clear()
