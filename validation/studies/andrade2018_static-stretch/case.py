"""Andrade 2018: a held stretch and the same test after it."""


def predict(replay):
    run = replay.movement("andrade2018-static-stretch")
    return {"E005": -run.gain("sciatic.mid_thigh.r", "tension_n", to="after", since="before")}
