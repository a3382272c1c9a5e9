"""Human nerve conduction under and after half an hour without blood (lindstrom1997)."""

from __future__ import annotations

import numpy as np

MINUTES = np.linspace(0.0, 40.0, 1201)


def predict(replay):
    """Half times [min] down and up, and the amplitude [%] 7 min after release."""
    cuff = (MINUTES > 0.0) & (MINUTES <= 30.0)
    amplitude = replay.bench.life(time_s=60.0 * MINUTES, supply_percent=np.where(cuff, 0.0, 100.0)).conduction_percent
    after = MINUTES >= 30.0

    def half(row):
        down = np.interp(-50.0, -row[cuff], MINUTES[cuff])
        back = np.interp(50.0 + 0.5 * row[after][0], row[after], MINUTES[after]) - 30.0
        return down, back

    down, back = np.array([half(row) for row in amplitude]).T
    late = amplitude[:, np.searchsorted(MINUTES, 37.0)]
    return {"P055": down[:, None], "P056": back[:, None], "P056a": late[:, None]}
