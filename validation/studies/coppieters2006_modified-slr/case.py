"""Coppieters 2006: first the ankle, then the hip; signs of strain and excursion."""


def predict(replay):
    run = replay.movement("coppieters2006-modified-slr", preparation="embalmed")

    def foot(site, quantity):
        return run.gain(site, quantity, to="dorsiflexion")

    def hip(site, quantity):
        return run.gain(site, quantity, to="hip flexion", since="dorsiflexion")

    ankle, thigh, strain = "tibial.ankle.r", "sciatic.mid_thigh.r", "strain_percent"
    return {
        "C005a": foot(ankle, strain),
        "C005b": foot(ankle, "excursion_mm"),
        "C005c": -hip(thigh, "excursion_mm"),
        "C005d": hip(ankle, strain),
        "C005e": hip("plantar.medial.r", strain),
        "C005f": foot(ankle, strain) - foot(thigh, strain),
        "C005g": hip(thigh, strain) - hip(ankle, strain),
    }
