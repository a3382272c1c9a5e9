"""Make the pinned references of muscle lengths with OpenSim 4.6 and Rajagopal2015.osim.

Run by hand in an environment of its own, since neither is a dependency of the package::

    pip install opensim==4.6 && pip download --no-deps nimblephysics==0.10.52.1
    unzip nimblephysics-*.whl 'nimblephysics/models/rajagopal_data/Rajagopal2015.osim'
    python make_reference.py Rajagopal2015.osim .

The model is the unscaled generic one; every coordinate that is not named is at its default. The coupled knee
translations are assembled by OpenSim itself. Lengths are of muscle and tendon together, in millimetres.

hamstring_lengths.csv: the three hamstrings over hip and knee, both sides. tendon_bounds.csv: change of length of the
tendons that lie in front of and behind the tibial nerve at knee and ankle, between which the nerve's bed must stay.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import opensim

HIP_DEG = (-10, 0, 10, 20, 30, 45, 60, 75, 90, 105, 120)
KNEE_DEG = (0, 5, 10, 20, 30, 45, 60, 75, 90, 105, 120)
MUSCLES = ("semimem", "semiten", "bflh")


BOUNDS = (
    ("knee_angle_r", (0, 30, 60, 90), ("gasmed_r", "gaslat_r", "semiten_r")),
    ("ankle_angle_r", (-30, -15, 0, 10, 20), ("fdl_r", "fhl_r", "soleus_r")),
)


def main(model_file: str, out_folder: str) -> None:
    """Write both files into a folder."""
    model = opensim.Model(model_file)
    state = model.initSystem()
    folder = Path(out_folder)
    for name, rows in (("hamstring_lengths", _hamstrings(model, state)), ("tendon_bounds", _bounds(model, state))):
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def _bounds(model: opensim.Model, state: opensim.State) -> list[str]:
    rows = ["coordinate,angle_deg,muscle,change_mm"]
    for coordinate, angles, names in BOUNDS:
        turn = model.getCoordinateSet().get(coordinate)
        for name in names:
            length = {}
            for angle in angles:
                turn.setValue(state, math.radians(angle), False)
                model.assemble(state)
                model.realizePosition(state)
                length[angle] = 1000.0 * model.getMuscles().get(name).getLength(state)
            rows += [f"{coordinate},{angle},{name},{length[angle] - length[0]:.2f}" for angle in angles]
        turn.setValue(state, 0.0, False)
    return rows


def _hamstrings(model: opensim.Model, state: opensim.State) -> list[str]:
    coordinates, muscles = model.getCoordinateSet(), model.getMuscles()
    rows = ["side,hip_flexion_deg,knee_flexion_deg," + ",".join(f"{name}_mm" for name in MUSCLES)]
    for side in ("r", "l"):
        for hip in HIP_DEG:
            for knee in KNEE_DEG:
                coordinates.get(f"hip_flexion_{side}").setValue(state, math.radians(hip), False)
                coordinates.get(f"knee_angle_{side}").setValue(state, math.radians(knee), False)
                model.assemble(state)
                model.realizePosition(state)
                length = [1000.0 * muscles.get(f"{name}_{side}").getLength(state) for name in MUSCLES]
                rows.append(f"{side},{hip},{knee}," + ",".join(f"{value:.3f}" for value in length))
        for name in (f"hip_flexion_{side}", f"knee_angle_{side}"):
            coordinates.get(name).setValue(state, 0.0, False)
    return rows


if __name__ == "__main__":
    main(*sys.argv[1:3])
