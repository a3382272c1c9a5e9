"""The picture as signed numbers: above 0 where a direction holds with the margin that tests/picture asks."""

from __future__ import annotations

import numpy as np

LEG = ("tibial.ankle.r", "tibial.popliteal.r", "sciatic.mid_thigh.r", "sciatic.notch.r")
ROOTS = ("root.s1.r", "root.l5.r", "root.l4.r")


def predict(replay):
    """Every claim of observed.csv as (P, 1)."""
    found = {}
    for part in (_hip, _ankle, _raise):
        found |= part(_runner(replay))
    return {claim: np.asarray(values).reshape(-1, 1) for claim, values in found.items()}


def _runner(replay):
    def run(start, *moves, **more):
        steps = [{"move": _angles(move), "seconds": 6} for move in moves]
        return replay.movement({"id": "picture", "start": _angles(start), "steps": steps}, **more)

    return run


def _angles(text):
    pairs = (part.split(":") for part in text.split(",") if part.strip())
    return {name.strip(): float(angle) for name, angle in pairs}


def _gains(run, sites, quantity):
    return np.stack([run.gain(site, quantity)[:, 0] for site in sites])


def _least_fall(values):
    """Least difference between one and the next (P,), positive when all fall."""
    return (values[:-1] - values[1:]).min(axis=0)


def _first_angle(run, curve, coordinate, reached):
    """Angle at which a curve (P, T) first passes ``reached`` (P,)."""
    angle = run.angle_deg(coordinate)[0]
    curve = np.maximum.accumulate(curve, axis=1)
    return np.array([np.interp(level, row, angle) for level, row in zip(reached, curve, strict=True)])


def _hip(run):
    whole = run("", "hip_flexion_r: 60")
    gains = _gains(whole, ("sciatic.notch.r", "sciatic.gluteal_fold.r", "sciatic.mid_thigh.r", "tibial.popliteal.r",
                           "tibial.calf.r", "tibial.ankle.r"), "strain_percent")
    far = run("", "hip_flexion_r: 70")
    motion, tension = (far.curve("root.s1.r", q)[:, 0] for q in ("excursion_mm", "tension_n"))
    tension = tension - tension[:, :1]
    lead = _first_angle(far, motion, "hip_flexion_r", 0.2 * motion[:, -1]) - _first_angle(
        far, tension, "hip_flexion_r", 0.2 * tension[:, -1])
    pulled = _gains(far, ROOTS, "tension_n")
    return {
        "I01a": gains[:2].max(axis=0) - gains[2:].max(axis=0), "I11a": lead - 10.0,
        "I11c": np.minimum(_least_fall(pulled), pulled[2]), "I08b": whole.gain("root.s1.l", "excursion_mm") - 0.02,
    }


def _ankle(run):
    ankle = run("ankle_dorsiflexion_r: -20", "ankle_dorsiflexion_r: 20")
    strain = _gains(ankle, LEG, "strain_percent")
    moved = _gains(ankle, ("tibial.calf.r", *LEG[1:]), "excursion_mm")
    free = run("ankle_dorsiflexion_r: -30", "ankle_dorsiflexion_r: 20")
    taut = run("ankle_dorsiflexion_r: -30, hip_flexion_r: 70", "ankle_dorsiflexion_r: 20")
    bent = run("ankle_dorsiflexion_r: -20, hip_flexion_r: 60", "ankle_dorsiflexion_r: 20")
    popliteal = [r.gain("tibial.popliteal.r", "excursion_mm")[:, 0] for r in (ankle, bent)]
    calf = [r.gain("tibial.calf.r", "excursion_mm")[:, 0] for r in (free, taut)]
    return {
        "I01b": strain[0] - strain[1:].max(axis=0), "I02a": np.minimum(_least_fall(strain), strain[2] - 0.05),
        "I02b": _least_fall(moved), "I02c": moved[2] - 0.2, "I06a": 0.9 * calf[0] - calf[1],
        "I16b": 0.8 * popliteal[0] - popliteal[1],
    }


def _raise(run):
    raised = run("", "slr_r: 20", "slr_r: 40", "slr_r: 60")
    at = [raised.value("conus", "excursion_mm", at=6.0 * i)[:, 0] for i in range(4)]
    first, second, third = (b - a for a, b in zip(at[:-1], at[1:], strict=True))
    return {
        "I09a": second - first, "I09b": third - second,
        "I14a": raised.gain("sciatic.notch.r", "strain_percent"),
        "I14b": raised.gain("sciatic.mid_thigh.r", "strain_percent"),
    }
