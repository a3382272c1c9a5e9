"""From strain, tension and posture to what the nerve's fibres live on: one submodel per file, one term each.

``run_physiology`` runs the chain; each submodel is a pure function on arrays of shape (time, node).
"""

from __future__ import annotations

from neuroglide.physiology.chain import MechanicsFields, PhysiologyFields, run_physiology, run_under_pressure
from neuroglide.physiology.conduction import conduction
from neuroglide.physiology.cross_section import cross_section
from neuroglide.physiology.mechanosensitivity import symptom
from neuroglide.physiology.perfusion import blood_flow, flow_target
from neuroglide.physiology.pressure import external_pressure, intraneural_pressure, tension_strain
from neuroglide.physiology.transport import transport

__all__ = [
    "MechanicsFields",
    "PhysiologyFields",
    "blood_flow",
    "conduction",
    "cross_section",
    "external_pressure",
    "flow_target",
    "intraneural_pressure",
    "run_physiology",
    "run_under_pressure",
    "symptom",
    "tension_strain",
    "transport",
]
