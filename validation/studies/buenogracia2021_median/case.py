"""Neck side flexion and the median nerve at four angles of abduction (buenogracia2021)."""

from __future__ import annotations


def predict(replay):
    """What the neck does to the elbow, at more abduction less at none."""
    run = replay.movement("median-neck-at-four-abductions", preparation="fresh")

    def gain(what, degrees):
        return run.gain("median.elbow.r", what, to=f"neck at {degrees}", since=f"abduction {degrees}")

    excursion, strain = "excursion_mm", "strain_percent"
    return {
        "A040a": gain(excursion, 0) - gain(excursion, 90),
        "A040b": gain(strain, 90) - gain(strain, 0),
        "A040c": gain(excursion, 0) - gain(excursion, 60),
    }
