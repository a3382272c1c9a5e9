"""Elastic modulus from the roots of the brachial plexus to the nerves of the arm (brachialplexus2024b)."""

from __future__ import annotations

import numpy as np


def predict(replay):
    """Modulus [MPa] of root and median nerve at two strains above slack."""
    bench = replay.bench

    def modulus(nerve, strains):
        specimen = bench.specimen(nerve)
        return np.stack([specimen.modulus_mpa(at, zero="slack", percent_per_s=1.0) for at in strains], axis=1)

    return {"N008": modulus("root", (5.0, 10.0)), "N011": modulus("median", (20.0, 30.0))}
