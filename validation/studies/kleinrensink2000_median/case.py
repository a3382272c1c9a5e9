"""Tension up to the plexus in a tension test, with and without the neck (kleinrensink2000)."""

from __future__ import annotations


def predict(replay):
    """Tension at the axilla: gained by the elbow [N], and added by the neck [%]."""
    run = replay.movement("median-tension-test", preparation="embalmed")
    site, what = "median.axilla.r", "tension_n"
    added = 100.0 * run.gain(site, what, to="neck", since="elbow extension") / run.value(site, what, "elbow extension")
    return {"A049a": run.gain(site, what, to="elbow extension", since="external rotation"), "A049b": added}
