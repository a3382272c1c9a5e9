"""Breig and Troup 1979: medial rotation of the hip in a leg raise."""


def predict(replay):
    run = replay.movement("breig1979-slr-medial-rotation")

    def turned(site):
        return run.gain(site, "tension_n", to="medial rotation", since="raise")

    return {"C044a": turned("sciatic.notch.r"), "C044b": turned("root.s1.r")}
