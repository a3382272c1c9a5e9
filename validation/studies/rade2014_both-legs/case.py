"""Rade 2014: both legs pull one cord."""


def predict(replay):
    one, both = (replay.movement(f"rade2014-{legs}").gain("conus", "excursion_mm") for legs in ("one-leg", "both-legs"))
    return {"N001": one, "N002a": both, "N002b": both - one}
