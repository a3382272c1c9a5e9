"""Ellis 2008: foot up while the head tips back."""


def predict(replay):
    run = replay.movement("ellis2008-slider")
    sites = {"U006": "sciatic.mid_thigh.r", "U007": "tibial.popliteal.r"}
    return {claim: run.gain(site, "excursion_mm") for claim, site in sites.items()}
