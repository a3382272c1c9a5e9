"""What the parameters that are carried along, and not fitted, do to every fitted figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from neuroglide.evidence.calibration.free import carried_parameters
from neuroglide.parameters import ParameterSet


def carried_slopes(
    centre: ParameterSet, answers: Callable[[Sequence[ParameterSet]], tuple[np.ndarray, np.ndarray]]
) -> np.ndarray:
    """What one standard deviation of each carried parameter adds to each answer: (R, N) in the answers' own units.

    Half the difference between one up and one down, so it stands for the whole width and not for the middle alone; an
    answer that failed counts as not moved. Parameters: ``centre``, the set about which they move; ``answers``, of sets
    to (P, R) and something else.
    """
    carried = carried_parameters()
    steps = np.concatenate([np.eye(len(carried.keys)), -np.eye(len(carried.keys))])
    rows = carried.values(steps)
    sets = [centre.with_values({key: centre[key] for key in centre.overridden}
                               | dict(zip(carried.keys, row, strict=True))) for row in rows]
    up, down = np.split(answers(sets)[0], 2)
    return np.nan_to_num(0.5 * (up - down)).T
