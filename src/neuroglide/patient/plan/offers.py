"""Which techniques of the library are offered to a person at all, whatever their size; each refusal says why.

The reasons stand in rules.yaml (offers), the bars of the screening in patient/screening. Every test here can only take
a technique away, so that no finding that is worse brings one back.
"""

from __future__ import annotations

from typing import Any

from neuroglide.patient.plan.before import Before
from neuroglide.patient.plan.fit import Rejected, Stop
from neuroglide.patient.plan.going_on import rules
from neuroglide.patient.plan.techniques import Technique, technique, technique_ids

#: A technique made for one place is a candidate only where that place is the complaint.
_ONLY_FOR = {"tarsal-tunnel-tibial": "tarsal_tunnel", "median-hand-slider": "carpal_tunnel"}


def candidates(exam: Any, screening: Any, before: Before | None = None) -> tuple[list[Technique], list[Rejected]]:
    """The techniques of the library that move the nerve of the limb in question: those offered, and those that are not.

    Parameters: ``exam`` an Examination, ``screening`` its Screening, ``before`` the signed version that this one
    follows. Returns: techniques to be fitted, and Rejected with the reason for each of the others.
    """
    known = [technique(id_, exam.side) for id_ in technique_ids(exam.complaint.limb)
             if _ONLY_FOR.get(id_) is None or _ONLY_FOR[id_] in screening.routes]
    offered, refused = [], []
    for one in known:
        stop = not_offered(one, screening, before)
        if stop is None:
            offered.append(one)
        else:
            refused.append(Rejected(one, stop))
    return offered, refused


def not_offered(one: Technique, screening: Any, before: Before | None = None) -> Stop | None:
    """Why a technique is not offered to this person in any size, None where it may be fitted.

    What the bars of the screening forbid is not asked here but of each size, when it is fitted.
    """
    reason = None
    if one.limb == "arm" and one.class_ != "slider":
        reason = "arm_sliders_only"
    elif one.class_ == "opener" and "sciatic" not in screening.routes:
        reason = "opener_for_the_spine"
    elif one.class_ == "tensioner" and (before is None or not before.settled):
        reason = "tensioner_waits"
    return None if reason is None else Stop(f"rule:{reason}", rules()["offers"][reason]["text"].strip())

