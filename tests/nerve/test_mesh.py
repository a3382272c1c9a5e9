"""What the spacing of the mesh does to what is read at the sites, on the packaged person in a slump and a leg raise."""

import numpy as np
import pytest

from neuroglide.anatomy import SITES
from neuroglide.body import compute_bed, load_person
from neuroglide.movement import build_timeline, load_movement
from neuroglide.nerve.network import build_mesh, element_counts
from neuroglide.nerve.properties import build_nerve
from neuroglide.nerve.solve import pack, solve
from neuroglide.parameters import load_set
from neuroglide.simulation import SPACING_M

#: Just above a tether where the nerve folds for a moment: which element there is slack first is decided by a hair,
#: which no spacing settles (up to 7 % strain while its tension is nearly gone).
FOLDS = "fibular.head"


@pytest.mark.parametrize("movement", ["slump-slider", "slr"])
def test_halving_the_spacing_moves_little(movement):
    person, p = load_person(None), load_set()
    timeline = build_timeline(load_movement(movement), side=person.side, rate_hz=10.0)
    bed = compute_bed(person, timeline.angle_rad[:120], p)
    steps = np.diff(timeline.time_s[:120], prepend=timeline.time_s[0] - 0.1)
    read = []
    for spacing in (SPACING_M, SPACING_M / 2):
        mesh = build_mesh(element_counts(bed.neutral_m, spacing))
        nerve = build_nerve(mesh, bed.neutral_m, p, "quartic_toe")
        out = solve(mesh, pack([nerve]), bed.length_m[None], steps[None])
        assert out.status[0] == 0
        read.append(out)
    coarse, fine = read
    strain = 100.0 * np.abs(coarse.site_stretch - fine.site_stretch)[0]
    tension = np.abs(coarse.site_tension - fine.site_tension)[0]
    excursion = 1e3 * np.abs(coarse.site_excursion - fine.site_excursion)[0]
    steady = np.array([not site.name.startswith(FOLDS) for site in SITES])
    # Measured 0.03 % strain, 0.04 N, 0.04 mm in the slump: about a tenth of what gauges and ultrasound can tell.
    assert strain[:, steady].max() < 0.05
    assert np.median(strain[:, ~steady]) < 0.05
    assert tension.max() < 0.1
    assert excursion[:, steady].max() < 0.1
    assert excursion.max() < 0.5  # at the fold: below the error of an ultrasound reading (0.7 mm, U003)
