"""Embalmed against fresh specimens (kleinrensink1997)."""

from __future__ import annotations


def predict(replay):
    """Tension [N] at the end of the test, embalmed less fresh."""
    embalmed, fresh = (replay.movement("median-tension-test", preparation=kept) for kept in ("embalmed", "fresh"))

    def more(site):
        return embalmed.value(site, "tension_n", "elbow extension") - fresh.value(site, "tension_n", "elbow extension")

    return {"A020a": more("median.upper_arm.r"), "A020b": more("median.wrist.r")}
