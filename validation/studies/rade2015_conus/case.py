"""Rade 2015: what one raised leg, and what two, do to the tip of the cord."""


def predict(replay):
    return {
        "C033": replay.movement("rade2015-slr").gain("conus", "excursion_mm"),
        "N003": replay.movement("bilateral-slr").gain("conus", "excursion_mm", to="raise"),
    }
