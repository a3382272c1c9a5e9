"""Published measurements and what is done with them: calibration and validation.

``load_measurements()`` gives the typed table, ``select(...)`` the rows that fit; replays are in ``evidence.replay``.
"""

from neuroglide.evidence.measurements import VERSION, Measurement, data_hash, load_measurements
from neuroglide.evidence.select import find, select

__all__ = ["VERSION", "Measurement", "data_hash", "find", "load_measurements", "select"]
