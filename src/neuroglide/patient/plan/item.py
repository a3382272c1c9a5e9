"""One technique of a plan as JSON: its size, dose and numbers with bands, what stopped it, its story and sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from neuroglide.parameters import load_set
from neuroglide.patient.plan.fit import Fitted, Rejected
from neuroglide.patient.plan.rank import dominated_by, glide_per_exposure, tier
from neuroglide.patient.plan.spoken import instructions, patient_name, share_of_full_range, summary
from neuroglide.patient.plan.words import amplitude_words, dose_words, posture_words, tempo_words
from neuroglide.summary import band

if TYPE_CHECKING:
    from neuroglide.patient.plan.document import Parts

#: Certainty of an effect on people, by the evidence grade of the movement library.
CERTAINTY = {"trial-moderate": "moderate", "trial-low": "low", "trial-very-low": "very_low", "measured": "very_low",
             "custom": "custom"}
#: Quantity of Found: name in the plan, digits.
NUMBERS = {
    "excursion_mm": ("excursion_mm", 3), "peak_strain_percent": ("peak_strain_percent", 3),
    "min_blood_flow_percent": ("min_blood_flow_percent", 2), "symptom_max": ("symptom_max", 3),
    "seconds_above": ("seconds_above_threshold", 1), "exposure_percent_s": ("exposure_percent_s", 1),
    "min_transport_percent": ("min_transport_percent", 2), "min_conduction_percent": ("min_conduction_percent", 2),
    "hamstring_share": ("hamstring_share", 3),
}


def technique_item(fitted: Fitted, rank: int, parts: Parts) -> dict[str, Any]:
    """The technique at a rank."""
    technique, rung, dose = fitted.technique, fitted.rung, fitted.dose
    movement = technique.movement
    custom = tier(fitted, parts.care, parts.screening.active_bars)[1]
    note, _, found = (movement.note or "").partition("Found: ")
    share = share_of_full_range(technique, rung)
    return {
        "rank": rank, "id": technique.id, "name": movement.title, "class": technique.class_,
        "performed_by": movement.performed_by, "position": movement.position,
        "place": "home" if movement.performed_by == "patient" else "clinic", "patient_name": patient_name(technique),
        "share_of_full_range": share, "untested_size": share < 1.0 or rung.ease < 1.0,
        "amplitude_deg": {name: list(ends) for name, ends in technique.amplitude(rung).items()},
        "amplitude_text": amplitude_words(technique, rung), "start_deg": technique.start_at(rung),
        "start_text": posture_words(technique, rung), "reach": rung.reach, "ease": rung.ease,
        "dose": dose.to_dict(), "dose_text": dose_words(technique, dose), "tempo": tempo_words(technique),
        "site": parts.place.site, **numbers(fitted),
        "glide_per_exposure_mm_per_percent_s": _banded(glide_per_exposure(fitted), 5),
        "binds": {"amplitude": fitted.amplitude_stop.to_dict(), "dose": fitted.dose_stop.to_dict()},
        "custom": custom or None, "dominated_by": dominated_by(parts.order)[technique.id],
        "summary": summary(technique, rung), "instructions": instructions(technique, rung, dose), "note": note.strip(),
        "found": found.strip() or None, "evidence_grade": movement.evidence_grade,
        "certainty": CERTAINTY.get(movement.evidence_grade or "", "custom"), "sources": list(movement.sources),
        "movement": technique.dose_movement(rung, dose),
        "numbers_from": f"the whole session, {_judges(fitted)} of the twin that had no part in choosing the size",
    }


def _judges(fitted: Fitted) -> str:
    """Whom the numbers are of: nerves, and where several people share each, these for what is felt and borne."""
    nerves, people = len(fitted.found.excursion_mm), len(fitted.found.symptom_max)
    return f"{nerves} nerves" if people == nerves else f"{nerves} nerves (what is felt and borne: {people} people)"


def numbers(fitted: Fitted) -> dict[str, float | None]:
    """The numbers of a whole session: medians with ``_low`` and ``_high``, and the exposure of a day."""
    out: dict[str, float | None] = {}
    for quantity, (name, digits) in NUMBERS.items():
        for end, value in _banded(getattr(fitted.found, quantity), digits).items():
            out[name if end == "median" else f"{name}_{end}"] = value
    out["exposure_day_percent_s_high"] = round(fitted.dose.per_day * out["exposure_percent_s_high"], 1)
    return out


def rejected_item(rejected: Rejected) -> dict[str, Any]:
    """A technique that is not offered, and why."""
    return {"id": rejected.technique.id, "name": rejected.technique.movement.title, **rejected.stop.to_dict()}


def still_item(fitted: Fitted) -> dict[str, Any]:
    """A technique that keeps its bounds but hardly moves the nerve at the site, and what keeps it small."""
    glide, stop = float(band(fitted.found.excursion_mm)[0]), fitted.amplitude_stop
    return {"id": fitted.technique.id, "name": fitted.technique.movement.title, "bound": "least_excursion",
            "text": f"within its bounds it may move the nerve at the site by {glide:.2f} mm only (lower end of the "
                    f"90 % band; no larger because of: {stop.text})",
            "value": round(glide, 3), "limit": load_set().record("plan.least_excursion").value,
            "also": [stop.bound]}


def pareto_of(parts: Parts) -> list[dict[str, Any]]:
    """Excursion against peak strain: every technique at its size, and over all its sizes (single cycles)."""
    other = dominated_by(parts.order)
    return [{
        "id": one.technique.id, "name": one.technique.movement.title,
        "excursion_mm": _banded(one.found.excursion_mm, 3), "dominated_by": other[one.technique.id],
        "peak_strain_percent": _banded(one.found.peak_strain_percent, 3),
        "sizes": [{"reach": rung.reach, "ease": rung.ease, "excursion_mm": _banded(found.excursion_mm, 3)["median"],
                   "peak_strain_percent": _banded(found.peak_strain_percent, 3)["median"]}
                  for rung, found in one.sweep],
    } for one in parts.order]


def _banded(values: np.ndarray, digits: int) -> Mapping[str, float | None]:
    low, middle, high = (round(float(v), digits) + 0.0 if np.isfinite(v) else None for v in band(values))
    return {"median": middle, "low": low, "high": high}
