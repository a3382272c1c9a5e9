"""Limits outside which a movement file is refused, beside those of the angles (coordinates.py).

They bound what is meant as a movement at all and what fits in memory; none is a property of a body.
"""

from __future__ import annotations

#: Shortest move or hold [s]; a hold may also be 0.
MIN_STEP_S = 1e-3
#: Longest movement, approach included [s]: one day.
MAX_DURATION_S = 86_400.0
#: Most steps with all repeats written out.
MAX_STEPS = 20_000
#: Deepest nesting of groups of steps.
MAX_GROUP_DEPTH = 3
#: Most combinations of the angles that a file leaves open.
MAX_VARIANTS = 64
#: Most samples of a timeline.
MAX_SAMPLES = 1_000_000
#: Fastest joint [deg/s]: a move above it is a mistake of the file (seconds for milliseconds), not a movement.
MAX_SPEED_DEG_S = 10_000.0
