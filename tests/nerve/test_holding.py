"""What holds a nerve goes with its circumference: a thin branch is clasped less than the thick one it leaves."""

import numpy as np
import pytest
from small_network import NEUTRAL, mesh_and_parameters

from neuroglide.anatomy import SEGMENT_INDEX
from neuroglide.nerve.properties import build_nerve


def _per_length(nerve, mesh, segment):
    """Stiffness and drag per length [N/m2, N s/m2] in the middle of a segment, away from its borders."""
    nodes = np.flatnonzero(mesh.segment == SEGMENT_INDEX[segment])
    i = nodes[len(nodes) // 2]
    cell = 0.5 * (nerve.length[i] + nerve.length[i - 1])
    return nerve.hold[i] / cell, nerve.drag[i] / cell, nerve.area[i]


@pytest.fixture(scope="module")
def built():
    mesh, p = mesh_and_parameters()
    return mesh, p, build_nerve(mesh, NEUTRAL, p, "quartic_toe")


@pytest.mark.parametrize(("thin", "thick"), [
    ("sural.calf.r", "tibial.calf.r"), ("fibular.leg.r", "tibial.knee.r"), ("tibial.thigh.r", "sciatic.thigh.r"),
    ("plexus.l4.r", "sciatic.pelvis.r"), ("tibial.plantar.r", "tibial.ankle.r"),
])
def test_nerves_of_one_region_are_held_by_their_circumference(built, thin, thick):
    mesh, _, nerve = built
    (k_thin, c_thin, a_thin), (k_thick, c_thick, a_thick) = (_per_length(nerve, mesh, s) for s in (thin, thick))
    assert a_thin < a_thick
    assert k_thin / k_thick == pytest.approx(np.sqrt(a_thin / a_thick), rel=1e-9)  # the same formula: rounding only
    assert c_thin / c_thick == pytest.approx(np.sqrt(a_thin / a_thick), rel=1e-9)


@pytest.mark.parametrize(("segment", "region", "nerve_of_record"), [
    ("sciatic.pelvis.r", "pelvis", "sciatic_gluteal"), ("median.forearm.r", "arm", "median"),
    ("tibial.ankle.r", "foot", "tibial_ankle"),
])
def test_a_record_is_what_holds_the_nerve_it_is_told_for(built, segment, region, nerve_of_record):
    mesh, p, nerve = built
    stiffness, drag, area = _per_length(nerve, mesh, segment)
    assert area == pytest.approx(p[f"nerve.area.{nerve_of_record}"], rel=1e-9)
    assert stiffness == pytest.approx(p[f"hold.{region}.stiffness"], rel=1e-9)
    assert drag == pytest.approx(p[f"hold.{region}.drag"], rel=1e-9)


@pytest.mark.parametrize("segment", ["canal.thoracic.m", "canal.l2.m", "canal.l5.r", "foramen.s1.r"])
def test_the_canal_knows_no_circumference(built, segment):
    mesh, p, nerve = built
    region = segment.split(".")[0]
    stiffness, drag, _ = _per_length(nerve, mesh, segment)
    assert stiffness == pytest.approx(p[f"hold.{region}.stiffness"], rel=1e-9)
    assert drag == pytest.approx(p[f"hold.{region}.drag"], rel=1e-9)
