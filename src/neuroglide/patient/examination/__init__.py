"""The examination: one typed document of what was found, its JSON Schema, and what is missing or contradictory in it.

What may stand in it is data: ``fields.yaml``, ``vocabulary.yaml``, ``limits.yaml`` and ``tests.yaml``.
"""

from neuroglide.patient.examination.checking import Check, check_examination
from neuroglide.patient.examination.finding import Finding
from neuroglide.patient.examination.loading import example_ids, example_path, load_examination
from neuroglide.patient.examination.model import Complaint, Examination, Sensitiser, Test
from neuroglide.patient.examination.schema import examination_schema
from neuroglide.patient.examination.torque import hamstring_ratio

__all__ = [
    "Check", "Complaint", "Examination", "Finding", "Sensitiser", "Test", "check_examination", "example_ids",
    "example_path", "examination_schema", "hamstring_ratio", "load_examination",
]  # fmt: skip
