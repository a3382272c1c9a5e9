"""How a patient is doing: scores, change against measurement error and importance, the course, and the forecast.

``score_all(...)`` scores what was filled in; ``load_follow_up(...)`` and ``course(...)`` give the course over time and
its judgements; ``forecast(outcome, baseline, weeks)`` gives a band where the trials carry one, else the reason.
"""

from __future__ import annotations

import importlib

#: Public name: the module it comes from.
_EXPORTS = {
    "Course": "following",
    "Forecast": "forecasting",
    "Score": "scoring",
    "course": "following",
    "forecast": "forecasting",
    "forecast_all": "forecasting",
    "judge": "judgement",
    "load_follow_up": "follow_up",
    "load_measures": "measures",
    "responder": "judgement",
    "score_all": "scoring",
}
__all__ = sorted(_EXPORTS)


def __getattr__(name: str):
    if name in _EXPORTS:
        return getattr(importlib.import_module(f"{__name__}.{_EXPORTS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
