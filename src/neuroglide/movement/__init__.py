"""The movement language: a posture over time written in YAML, its timeline, and the packaged library."""

from neuroglide.movement.library import MovementSummary, list_movements, load_movement, movement_ids, variants
from neuroglide.movement.model import Angle, Approach, Dose, Group, Movement, Range, Step
from neuroglide.movement.parser import parse_movement
from neuroglide.movement.plausibility import check_movement
from neuroglide.movement.timeline import Timeline, build_timeline
from neuroglide.movement.writing import to_mapping, to_yaml

__all__ = [
    "Angle", "Approach", "Dose", "Group", "Movement", "MovementSummary", "Range", "Step", "Timeline",
    "build_timeline", "check_movement", "list_movements", "load_movement", "movement_ids", "parse_movement",
    "to_mapping", "to_yaml", "variants",
]  # fmt: skip
