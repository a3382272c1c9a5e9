"""Andrade 2016: a bent knee opens the circuit between foot and thigh."""


def predict(replay):
    straight, bent = (
        replay.movement(f"prone-dorsiflexion-knee-{knee}").gain("sciatic.mid_thigh.r", "tension_n", to="dorsiflex")
        for knee in ("straight", "bent")
    )
    return {"E004a": straight, "E004b": straight / 4 - bent}
