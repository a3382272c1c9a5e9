"""Ciuffreda 2024: what dorsiflexion does to the sciatic nerve, pooled."""


def predict(replay):
    return {"E015": replay.movement("ciuffreda2024-dorsiflexion").gain("sciatic.mid_thigh.r", "tension_n")}
