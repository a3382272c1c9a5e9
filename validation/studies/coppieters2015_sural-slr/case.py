"""Coppieters 2015: the sural nerve at the ankle while the hip flexes."""


def predict(replay):
    run = replay.movement("coppieters2015-sural-slr", preparation="embalmed")
    return {
        "C002": run.gain("sural.ankle.r", "strain_percent"),
        "C004": -run.gain("sural.ankle.r", "excursion_mm"),
    }
