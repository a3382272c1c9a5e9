"""Shum 2013: bending forward in standing."""


def predict(replay):
    return {"N007": -replay.movement("shum2013-forward-bend").gain("tibial.popliteal.r", "excursion_mm")}
