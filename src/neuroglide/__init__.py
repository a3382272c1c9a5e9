"""Neuroglide: what moving the joints does to this person's sciatic nerve."""

from __future__ import annotations

__version__ = "0.1.0"


def __getattr__(name: str):
    # Late imports: `neuroglide --help` must not pay for numpy, numba or mujoco.
    if name == "simulate":
        from neuroglide.simulation import simulate

        return simulate
    if name == "simulate_many":
        from neuroglide.batch import simulate_many

        return simulate_many
    if name in ("Person", "load_person"):
        from neuroglide import body

        return getattr(body, name)
    if name in ("Movement", "load_movement"):
        from neuroglide import movement

        return getattr(movement, name)
    raise AttributeError(f"module 'neuroglide' has no attribute {name!r}")
