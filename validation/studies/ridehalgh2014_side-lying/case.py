"""Ridehalgh 2014: knee extension in side lying with the hip at 30 and at 60 degrees."""


def predict(replay):
    hip_30, hip_60 = (
        replay.movement(movement).gain("sciatic.mid_thigh.r", "excursion_mm", to="extend")
        for movement in ("side-lying-knee-extension", "side-lying-knee-extension-hip-60")
    )
    return {"U001a": hip_30, "U001b": hip_60 - hip_30, "N004": hip_60}
