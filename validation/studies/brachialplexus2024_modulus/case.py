"""Elastic modulus of the parts of a nerve (brachialplexus2024)."""

from __future__ import annotations


def predict(replay):
    """Modulus [MPa] of the straight fibres of the median nerve."""
    return {"M022": replay.bench.specimen("median").modulus_mpa(30.0, zero="slack", percent_per_s=1.0)[:, None]}
