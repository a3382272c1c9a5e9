"""Smith 1993: motion and strain of the roots in the opened canal."""

ROOTS = {"a": "canal.l4.r", "b": "canal.l5.r", "c": "canal.s1.r"}


def predict(replay):
    run = replay.movement("smith1993-slr", preparation="fresh")
    found = {f"C026{x}": run.gain(site, "excursion_mm") for x, site in ROOTS.items()}
    return found | {f"C027{x}": run.gain(site, "strain_percent") for x, site in ROOTS.items()}
