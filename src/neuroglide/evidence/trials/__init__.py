"""Published trials: the table as read (``trials.csv``) and the arms whose own course was looked for (``arms.csv``).

``load_trials()`` gives one row for each outcome and time of a trial, mostly differences between arms. ``load_arms()``
gives the course inside an arm, which a forecast needs; ``Arm.missing`` says what keeps a row from being one.
"""

from neuroglide.evidence.trials.arms import KINDS, Arm, load_arms
from neuroglide.evidence.trials.table import Trial, load_trials

__all__ = ["KINDS", "Arm", "Trial", "load_arms", "load_trials"]
