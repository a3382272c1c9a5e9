"""Ko 2006: reverse straight leg raise in steps of ten degrees."""


def predict(replay):
    run = replay.movement("reverse-slr-pelvis-fixed", preparation="embalmed")
    moved = {root: run.gain(f"canal.{root}.r", "excursion_mm") for root in ("l4", "l5", "s1")}
    pulled = {root: run.gain(f"canal.{root}.r", "tension_n") for root in ("l4", "l5", "s1")}

    def at_40(quantity):
        return run.gain("canal.s1.r", quantity, to="40 deg")

    return {
        "C020a": moved["l4"],
        "C020b": moved["l4"] / moved["s1"],
        "C021": pulled["l4"],
        "C022a": moved["l5"],
        "C022b": moved["l5"] / moved["s1"],
        "C023": pulled["l5"],
        "C024": moved["s1"],
        "C025a": pulled["s1"],
        "C025b": at_40("tension_n") / pulled["s1"] - at_40("excursion_mm") / moved["s1"],
    }
