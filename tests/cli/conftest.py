"""Commands with a small band: what they print and write does not hang on the number of draws."""

from __future__ import annotations

import pytest

from neuroglide.cli import running


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    """Three draws where a command does not ask for another number."""
    monkeypatch.setattr(running, "DRAWS", 3)
