"""The body: from a person and a posture to the length of every piece of the nerve's bed."""

from __future__ import annotations

from neuroglide.body.bed import BedMotion, compute_bed
from neuroglide.body.hamstrings import HamstringLoad, compute_hamstrings
from neuroglide.body.person import Person, Restriction, Sensitised, load_person
from neuroglide.body.rhythm import split_slr, with_pelvic_turn
from neuroglide.body.scene import Bone, Scene, bone_meshes, pose_scene

__all__ = [
    "BedMotion",
    "Bone",
    "HamstringLoad",
    "Person",
    "Restriction",
    "Scene",
    "Sensitised",
    "bone_meshes",
    "compute_bed",
    "compute_hamstrings",
    "load_person",
    "pose_scene",
    "split_slr",
    "with_pelvic_turn",
]
